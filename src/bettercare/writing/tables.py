"""The tables of a round's form filled with a plan: which table each part of the plan stands in, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import Plan
from bettercare.plan.spine import Contribution, Line, Scheme, StatedTotal
from bettercare.rounds.model import Column, Round, Section, TableShape
from bettercare.writing.column_cells import column_cell, empty_row, held_by, spare, titles
from bettercare.writing.form import Block, Cell, Fields, Table
from bettercare.writing.metric_tables import metric_blocks
from bettercare.writing.part_tables import PartTables
from bettercare.writing.values import Pen

BY_SOURCE = "Source of funding"
"""What heads the first column where contributions say their source in their own row."""
_CONTRIBUTING = 20
"""Empty rows for contributions where none is given."""
_LISTING = {"number", "name"}
"""A table with no more than these lists the schemes beside the table of their money."""
_MONEY = ("minimum", "actual", "spend_on_schemes")


class Tables:
    """Fills the tables of one plan; `told` collects addresses that a table tells without a cell of their own."""

    def __init__(self, plan: Plan, round: Round, pen: Pen) -> None:
        self.plan, self.round, self.pen = plan, round, pen
        self.told: set[str] = set()
        self._parts = PartTables(plan, round, pen, self.told)
        self._homes = self._contribution_homes()
        self._schemes = self._scheme_table()

    @property
    def beforehand(self) -> tuple[dict[str, str], str | None]:
        """What is settled before any table is filled: where each contribution stands, and which table holds the schemes."""
        return self._homes, self._schemes

    def of(self, section: Section) -> list[Block]:
        """The tables of a section, in the round's order."""
        asked = [shape for shape in self.round.tables if shape.section == section.id]
        return [replace(b, shape=s.id) if isinstance(b, Table | Fields) else b for s in asked for b in self._blocks(s)]

    def _blocks(self, shape: TableShape) -> Iterator[Block]:
        match shape.rows:
            case "contributions":
                yield self._contributions(shape)
            case "schemes" | "lines":
                if shape.id == self._schemes or {c.field for c in shape.columns} <= _LISTING:
                    yield self._scheme_rows(shape) if shape.rows == "schemes" else self._line_rows(shape)
            case "metrics":
                yield from metric_blocks(self.plan, self.round, self.pen, shape)
            case _:
                yield from self._parts.of(shape)

    # contributions

    def _contribution_homes(self) -> dict[str, str]:
        """Which table each contribution stands in, by its id: the first whose columns hold all of its money."""
        shapes = [t for t in self.round.tables if t.rows == "contributions"]
        homes: dict[str, str] = {}
        for paid in self.plan.contributions:
            home = next((s.id for s in shapes if _fits(paid, s)), None)
            if home:
                homes[paid.id] = home
        return homes

    def _contributions(self, shape: TableShape) -> Table:
        mine = [c for c in self.plan.contributions if self._homes.get(c.id) == shape.id]
        groups: dict[tuple[str | None, str | None], list[Contribution]] = {}
        for paid in mine:
            groups.setdefault((paid.organisation, paid.source), []).append(paid)
        by_source = not any(c.source_of_funding or c.field == "source" for c in shape.columns) and (
            any(c.source for c in mine) if mine else self._asks_sources()
        )
        fixed = next((c.source_of_funding for c in shape.columns if c.source_of_funding), None)
        heads = [*((BY_SOURCE,) if by_source else ()), *(c.title for c in shape.columns)]
        if fixed:
            heads[0] = self.round.stream(fixed).title
        fields = [c.field for c in shape.columns]
        rows = []
        for group in groups.values():
            first = group[0]
            others = tuple(f"contributions/{c.id}/source" for c in group[1:])
            named = self.pen.cell(first.source, "choice", f"contributions/{first.id}/source")
            lead = (replace(named, also=others),) if by_source else ()
            rows.append((*lead, *(self._contribution(c, group, fields.count(c.field) == 1) for c in shape.columns)))
            self.told |= {f"contributions/{c.id}/{f}" for c in group for f in ("organisation", "holds_pool")}
        total = self._total(shape, "contributions", rows, ("",) * by_source)
        sources = Cell(kind="choice", entry="input", choices=tuple(s.title for s in self.round.streams))
        empty = (*(sources,) * by_source, *empty_row(self.pen, shape))
        return Table(shape.title, tuple(heads), tuple(rows), total, spare(len(rows), _CONTRIBUTING), empty)

    def _asks_sources(self) -> bool:
        """Whether the form asks from which source each line is paid, so that contributions say it too."""
        return any(c.field == "source" for t in self.round.tables if t.rows == "lines" for c in t.columns)

    def _contribution(self, column: Column, group: Sequence[Contribution], only: bool) -> Cell:
        """`only`: no other column holds this field, so its year does not tell contributions apart."""
        fitting = [c for c in group if column.year in (None, c.year)]
        given = next((c for c in (group if only else fitting) if held_by(c, column.field) is not None), None)
        paid = given or (fitting or group)[0]
        value = held_by(given, column.field) if given else None
        place = paid.id if fitting or value is not None else f"asked-{column.year}~{paid.id}"
        cell = column_cell(self.pen, value, column, f"contributions/{place}/{column.field}")
        if column.year is not None or column.field in _MONEY:
            return cell
        return replace(cell, also=tuple(f"contributions/{c.id}/{column.field}" for c in group if c is not paid))

    def _total(
        self, shape: TableShape, owner: str, rows: Sequence[Sequence[Cell]], before: Sequence[str]
    ) -> tuple[Cell, ...] | None:
        """The row of stated totals; a total that its rows add up to is marked, so that a workbook may work it out."""
        found = [self._stated(shape, owner, c) for c in shape.columns]
        if not any(found):
            return None
        cells = [Cell(t) for t in before]
        for column, stated in zip(shape.columns, found, strict=True):
            index = len(cells)
            if stated is None:
                cells.append(Cell("Total" if column.field in ("organisation", "name", "scheme/name") else ""))
                continue
            cell = self.pen.cell(stated.amount, "money", f"stated_totals/{stated.id}/amount")
            sums = sum((c.held for row in rows if isinstance((c := row[index]).held, Decimal)), Decimal(0))
            cells.append(cell if stated.amount is None or sums != stated.amount else replace(cell, above=len(rows)))
        return tuple(cells)

    def _stated(self, shape: TableShape, owner: str, column: Column) -> StatedTotal | None:
        of = f"{owner}.{column.field.removeprefix('lines/')}"
        alike = [t for t in self.plan.stated_totals if t.of == of and t.year in (None, column.year) and t.amount is not None]
        wanted = (column.recurrence, column.source_of_funding)
        return next((t for t in alike if (t.recurrence, t.source) == wanted), None)

    # schemes and their lines

    def _scheme_table(self) -> str | None:
        """The table that holds most of what the schemes say."""
        every = [t for t in self.round.tables if t.rows in ("schemes", "lines")]
        shapes = [t for t in every if not {c.field for c in t.columns} <= _LISTING] or every  # a list stands beside it anyway
        held = {s.id: sum(_holds(s, scheme) for scheme in self.plan.schemes) for s in shapes}
        return max(shapes, key=lambda s: (held[s.id], s.rows == "lines")).id if shapes else None

    def _numbered(self, shape: TableShape) -> TableShape:
        """The table with a number before the scheme's name where the plan numbers its schemes and the form does not."""
        fields = {c.field.removeprefix("scheme/") for c in shape.columns}
        if "number" in fields or (self.plan.schemes and not any(s.number for s in self.plan.schemes)):
            return shape
        field = "number" if shape.rows == "schemes" else "scheme/number"
        return replace(shape, columns=(Column(id="number", title="No.", field=field, kind="text", required=False), *shape.columns))

    def _scheme_rows(self, shape: TableShape) -> Table:
        shape = self._numbered(shape)
        rows = [tuple(self._of_scheme(c, s) for c in shape.columns) for s in self.plan.schemes]
        total = self._total(shape, "schemes", rows, ())
        return Table(shape.title, titles(shape), tuple(rows), total, spare(len(rows)), empty_row(self.pen, shape))

    def _of_scheme(self, column: Column, scheme: Scheme) -> Cell:
        at = f"schemes/{scheme.id}"
        if not column.field.startswith("lines/"):
            return column_cell(self.pen, held_by(scheme, column.field), column, f"{at}/{column.field}")
        field = column.field.removeprefix("lines/")
        line = next((ln for ln in scheme.lines if _in_column(ln, column)), None)
        return column_cell(
            self.pen,
            held_by(line, field) if line else None,
            column,
            f"{at}/lines/{line.id if line else f'asked-{column.id}'}/{field}",
        )

    def _line_rows(self, shape: TableShape) -> Table:
        shape = self._numbered(shape)
        rows: list[tuple[Cell, ...]] = []
        for scheme in self.plan.schemes:
            for group in _alike(scheme.lines):
                rows.append(tuple(self._of_line(c, scheme, group) for c in shape.columns))
        total = self._total(shape, "schemes", rows, ())
        return Table(shape.title, titles(shape), tuple(rows), total, spare(len(rows)), empty_row(self.pen, shape))

    def _of_line(self, column: Column, scheme: Scheme, group: Sequence[Line]) -> Cell:
        at = f"schemes/{scheme.id}"
        if column.field.startswith("scheme/"):
            field = column.field.removeprefix("scheme/")
            return column_cell(self.pen, held_by(scheme, field), column, f"{at}/{field}")
        line = next((ln for ln in group if column.year in (None, ln.year)), None)
        if column.year is None:
            self.told |= {f"{at}/lines/{ln.id}/{column.field}" for ln in group}
        value = held_by(line, column.field) if line else None
        asked = f"asked-{column.year or self.round.years[0]}" + (f"~{group[0].id}" if group else "")
        cell = column_cell(self.pen, value, column, f"{at}/lines/{line.id if line else asked}/{column.field}")
        others = [ln for ln in group if ln is not line] if column.year is None else []
        return replace(cell, also=tuple(f"{at}/lines/{ln.id}/{column.field}" for ln in others)) if others else cell


def _fits(paid: Contribution, shape: TableShape) -> bool:
    given = [f for f in _MONEY if getattr(paid, f) is not None]
    return any(
        c.field == f and c.year in (None, paid.year) and c.source_of_funding in (None, paid.source)
        for c in shape.columns
        for f in given or _MONEY
    )


def _in_column(line: Line, column: Column) -> bool:
    return column.year in (None, line.year) and column.recurrence == line.recurrence


def _holds(shape: TableShape, scheme: Scheme) -> int:
    """How many values of a scheme a table has columns for."""
    own = {c.field.removeprefix("scheme/") for c in shape.columns}
    found = sum(getattr(scheme, f) is not None for f in ("number", "name", "provider", "description") if f in own)
    for line in scheme.lines:
        for field in ("amount", "benefit", "source", "area_of_spend", "commissioner", "nhs_share", "provider"):
            if getattr(line, field) is None:
                continue
            if shape.rows == "schemes":
                found += any(c.field == f"lines/{field}" and _in_column(line, c) for c in shape.columns)
            else:
                found += any(c.field == field and c.year in (None, line.year) for c in shape.columns)
        found += len([a for a in line.answers if f"answers/{a.field}" in own])
    return found


def _alike(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that differ in year and money only stand in one row; a scheme without lines has a row too."""
    groups: list[list[Line]] = []
    for line in lines:
        key = (line.source, line.recurrence, line.area_of_spend, line.commissioner, line.nhs_share, line.provider, line.answers)
        for group in groups:
            first = group[0]
            same = (
                first.source,
                first.recurrence,
                first.area_of_spend,
                first.commissioner,
                first.nhs_share,
                first.provider,
                first.answers,
            )
            if key == same and line.year not in {other.year for other in group}:
                group.append(line)
                break
        else:
            groups.append([line])
    return groups or [[]]
