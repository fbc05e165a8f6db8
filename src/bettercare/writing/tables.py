"""The tables of a round's form filled with a plan: which table each part of the plan stands in, and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

from bettercare.plan import Plan
from bettercare.plan.spine import Contribution, Line, Scheme, Signature, StatedTotal
from bettercare.rounds.model import Column, Round, Section, TableShape
from bettercare.writing.form import Block, Cell, Fields, Table
from bettercare.writing.metric_tables import metric_blocks
from bettercare.writing.values import Pen

SPARE = 3
"""Empty rows below the filled ones of a list: more are inserted between them, so that the total follows."""
SPARE_WHEN_EMPTY = 60
"""Empty rows of a list that nothing stands in yet, so that a blank form has room for a plan."""
_MONEY = ("minimum", "actual", "spend_on_schemes")


class Tables:
    """Fills the tables of one plan; `told` collects addresses that a table tells without a cell of their own."""

    def __init__(self, plan: Plan, round: Round, pen: Pen) -> None:
        self.plan, self.round, self.pen = plan, round, pen
        self.told: set[str] = set()
        self._homes = self._contribution_homes()
        self._schemes = self._scheme_table()

    def of(self, section: Section) -> list[Block]:
        """The tables of a section, in the round's order."""
        asked = [shape for shape in self.round.tables if shape.section == section.id]
        return [replace(b, shape=s.id) if isinstance(b, Table) else b for s in asked for b in self._blocks(s)]

    def _blocks(self, shape: TableShape) -> Iterator[Block]:
        match shape.rows:
            case "contributions":
                yield self._contributions(shape)
            case "schemes" | "lines":
                if shape.id == self._schemes:
                    yield self._scheme_rows(shape) if shape.rows == "schemes" else self._line_rows(shape)
            case "contingency":
                yield self._contingency(shape)
            case "metrics":
                yield from metric_blocks(self.plan, self.round, self.pen, shape)
            case "conditions":
                yield self._conditions(shape)
            case "signatures":
                yield from self._signatures(shape)
            case "answers":
                yield self._answer_rows(shape)
            case _:
                yield self._list(shape)

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
        by_source = not any(c.source_of_funding or c.field == "source" for c in shape.columns) and any(c.source for c in mine)
        fixed = next((c.source_of_funding for c in shape.columns if c.source_of_funding), None)
        heads = [*(("Source of funding",) if by_source else ()), *(c.title for c in shape.columns)]
        if fixed:
            heads[0] = self.round.stream(fixed).title
        fields = [c.field for c in shape.columns]
        rows = []
        for group in groups.values():
            first = group[0]
            lead = (self.pen.cell(first.source, "choice", f"contributions/{first.id}/source"),) if by_source else ()
            rows.append((*lead, *(self._contribution(c, group, fields.count(c.field) == 1) for c in shape.columns)))
            self.told |= {f"contributions/{c.id}/{f}" for c in group for f in ("organisation", "holds_pool")}
        total = self._total(shape, "contributions", rows, ("",) * by_source)
        empty = (*(Cell(kind="choice", entry="input"),) * by_source, *(_empty(self.pen, c) for c in shape.columns))
        return Table(shape.title, tuple(heads), tuple(rows), total, SPARE, empty)

    def _contribution(self, column: Column, group: Sequence[Contribution], only: bool) -> Cell:
        """`only`: no other column holds this field, so its year does not tell contributions apart."""
        for paid in group:
            if (only or column.year in (None, paid.year)) and getattr(paid, column.field, None) is not None:
                return _cell(self.pen, getattr(paid, column.field), column, f"contributions/{paid.id}/{column.field}")
        first = next((c for c in group if column.year in (None, c.year)), group[0])
        return _cell(self.pen, None, column, f"contributions/{first.id}/{column.field}")

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
            cells.append(cell if stated.amount is None or sums != stated.amount else _summed(cell, len(rows)))
        return tuple(cells)

    def _stated(self, shape: TableShape, owner: str, column: Column) -> StatedTotal | None:
        of = f"{owner}.{column.field.removeprefix('lines/')}"
        alike = [t for t in self.plan.stated_totals if t.of == of and t.year in (None, column.year) and t.amount is not None]
        wanted = (column.recurrence, column.source_of_funding)
        return next((t for t in alike if (t.recurrence, t.source) == wanted), None)

    # schemes and their lines

    def _scheme_table(self) -> str | None:
        """The table that holds most of what the schemes say."""
        shapes = [t for t in self.round.tables if t.rows in ("schemes", "lines")]
        held = {s.id: sum(_holds(s, scheme) for scheme in self.plan.schemes) for s in shapes}
        return max(shapes, key=lambda s: (held[s.id], s.rows == "lines")).id if shapes else None

    def _numbered(self, shape: TableShape) -> TableShape:
        """The table with a number before the scheme's name where the plan numbers its schemes and the form does not."""
        fields = {c.field.removeprefix("scheme/") for c in shape.columns}
        if "number" in fields or not any(s.number for s in self.plan.schemes):
            return shape
        field = "number" if shape.rows == "schemes" else "scheme/number"
        return replace(shape, columns=(Column(id="number", title="No.", field=field, kind="text", required=False), *shape.columns))

    def _scheme_rows(self, shape: TableShape) -> Table:
        shape = self._numbered(shape)
        rows = [tuple(self._of_scheme(c, s) for c in shape.columns) for s in self.plan.schemes]
        total = self._total(shape, "schemes", rows, ())
        return Table(
            shape.title, _heads(shape), tuple(rows), total, _spare(rows), tuple(_empty(self.pen, c) for c in shape.columns)
        )

    def _of_scheme(self, column: Column, scheme: Scheme) -> Cell:
        at = f"schemes/{scheme.id}"
        if not column.field.startswith("lines/"):
            return _cell(self.pen, _value(scheme, column.field), column, f"{at}/{column.field}")
        field = column.field.removeprefix("lines/")
        line = next((ln for ln in scheme.lines if _in_column(ln, column)), None)
        return _cell(
            self.pen, _value(line, field) if line else None, column, f"{at}/lines/{line.id if line else column.id}/{field}"
        )

    def _line_rows(self, shape: TableShape) -> Table:
        shape = self._numbered(shape)
        rows: list[tuple[Cell, ...]] = []
        for scheme in self.plan.schemes:
            for group in _alike(scheme.lines):
                rows.append(tuple(self._of_line(c, scheme, group) for c in shape.columns))
        total = self._total(shape, "schemes", rows, ())
        return Table(
            shape.title, _heads(shape), tuple(rows), total, _spare(rows), tuple(_empty(self.pen, c) for c in shape.columns)
        )

    def _of_line(self, column: Column, scheme: Scheme, group: Sequence[Line]) -> Cell:
        at = f"schemes/{scheme.id}"
        if column.field.startswith("scheme/"):
            field = column.field.removeprefix("scheme/")
            return _cell(self.pen, _value(scheme, field), column, f"{at}/{field}")
        line = next((ln for ln in group if column.year in (None, ln.year)), None)
        if column.year is None:
            self.told |= {f"{at}/lines/{ln.id}/{column.field}" for ln in group}
        value = _value(line, column.field) if line else None
        return _cell(self.pen, value, column, f"{at}/lines/{line.id if line else 'none'}/{column.field}")

    # the others

    def _contingency(self, shape: TableShape) -> Table:
        """For each outcome a row of each figure, under the years."""
        rows: list[tuple[Cell, ...]] = []
        columns = [c for c in shape.columns if c.field == "by-row"]
        for outcome in dict.fromkeys(k.outcome for k in self.plan.contingency):
            mine = {k.year: k for k in self.plan.contingency if k.outcome == outcome}
            self.told |= {f"contingency/{k.id}/outcome" for k in mine.values()}
            for number, row in enumerate(shape.row_fields):
                lead = (Cell(outcome or "", rows=len(shape.row_fields)),) if number == 0 else ()
                cells = []
                for column in columns:
                    held = mine.get(str(column.year) if column.year else column.id)
                    value = getattr(held, row.field) if held else None
                    cells.append(self.pen.cell(value, row.kind, f"contingency/{held.id if held else outcome}/{row.field}"))
                rows.append((*lead, Cell(row.title), *cells))
        return Table(shape.title, (shape.title, "", *(c.title for c in columns)), tuple(rows))

    def _conditions(self, shape: TableShape) -> Table:
        """A row for each statement where the table names them, else one for each condition with a column for each year."""
        named = any(c.field == "question" for c in shape.columns)
        rows: list[tuple[Cell, ...]] = []
        for condition in self.round.conditions:
            asked = [q for q in condition.questions if q.section == shape.section]
            for questions in [[q] for q in asked] if named else [asked] if asked else []:
                lead = {"condition": f"{condition.number}. {condition.title}", "question": questions[0].asks}
                rows.append(tuple(self._of_condition(c, condition.id, [q.id for q in questions], lead) for c in shape.columns))
        return Table(shape.title, _heads(shape), tuple(rows))

    def _of_condition(self, column: Column, condition: str, questions: Sequence[str], lead: dict[str, str]) -> Cell:
        if column.field in lead:
            return Cell(lead[column.field])
        if column.field == "not-kept":
            return Cell(entry=_entry(column))
        wanted = [column.id] if column.id in questions else questions
        answers = [a for a in self.plan.conditions if a.condition == condition and a.question in wanted]
        met = [(a.text or "").partition(". ") for a in answers]
        self.told |= {f"conditions/{a.id}/text" for a in answers}
        address = f"conditions/{answers[0].id if answers else f'{condition}/{wanted[0]}'}/{column.field}"
        if column.field == "status":
            return self.pen.cell(met[0][0] if met else None, "yes-no", address, required=True, asks=lead["question"])
        return self.pen.cell("\n".join(dict.fromkeys(rest for _, _, rest in met if rest)) or None, column.kind, address)

    def _signatures(self, shape: TableShape) -> Iterator[Block]:
        """A block of label and value for each signature, or a row of the sign-off table."""
        order = [r.id for r in self.round.signoff]
        blank = tuple(Signature(f"{r.id}-blank", r.id) for r in self.round.signoff)
        signed = sorted(self.plan.signatures or blank, key=lambda s: order.index(s.role) if s.role in order else len(order))
        titles = {r.id: r.title for r in self.round.signoff}
        asked = {r.id: r.fields for r in self.round.signoff}
        if shape.columns:
            rows = []
            for s in signed:
                cells = [
                    Cell(titles.get(s.role, s.role))
                    if c.field == "role"
                    else _cell(self.pen, getattr(s, c.field), c, f"signatures/{s.id}/{c.field}")
                    for c in shape.columns
                ]
                rows.append(tuple(cells))
            yield Table(shape.title, _heads(shape), tuple(rows))
            return
        for s in signed:
            fields = [
                (
                    titles.get(s.role, s.role) if r.field == "organisation" else r.title,
                    self.pen.cell(getattr(s, r.field), r.kind, f"signatures/{s.id}/{r.field}", required=True, asks=r.title),
                )
                for r in shape.row_fields
                if r.field in asked.get(s.role, ()) or getattr(s, r.field) is not None
            ]
            yield Fields(tuple(fields))

    def _answer_rows(self, shape: TableShape) -> Table:
        held = next((a.value for a in self.plan.answers if a.field == shape.id), None)
        filled = held if isinstance(held, tuple) else ()
        self.told |= {f"answers/{shape.id}"}
        rows = tuple(
            tuple(
                self.pen.cell(text, "text", f"answers/{shape.id}/{r}/{c.id}") for text, c in zip(row, shape.columns, strict=False)
            )
            for r, row in enumerate(filled)
        )
        return Table(shape.title, _heads(shape), rows, None, _spare(rows), tuple(_empty(self.pen, c) for c in shape.columns))

    def _list(self, shape: TableShape) -> Table:
        """Risks, milestones, benefits, related documents: a row for each part."""
        parts: Sequence[Any] = getattr(self.plan, shape.rows)
        at = shape.rows
        rows = [tuple(_cell(self.pen, _value(p, c.field), c, f"{at}/{p.id}/{c.field}") for c in shape.columns) for p in parts]
        return Table(shape.title, _heads(shape), tuple(rows), None, _spare(rows), tuple(_empty(self.pen, c) for c in shape.columns))


def _spare(rows: Sequence[object]) -> int:
    return SPARE if rows else SPARE_WHEN_EMPTY


def _heads(shape: TableShape) -> tuple[str, ...]:
    return tuple(c.title for c in shape.columns)


def _empty(pen: Pen, column: Column) -> Cell:
    cell = pen.cell(None, column.kind, column.field, choices=column.choices)
    return Cell(kind=cell.kind, entry=_entry(column), choices=cell.choices or tuple(pen.choices(None, f"/{column.field}").values()))


def _entry(column: Column, value: Any = None) -> Literal["input", "pre-populated"]:
    """Who fills a cell: what the form fills beforehand is people's to fill where nothing stands there."""
    return "input" if column.input == "input" or (column.input == "pre-populated" and value is None) else "pre-populated"


def _cell(pen: Pen, value: Any, column: Column, address: str) -> Cell:
    if column.field == "not-kept":
        return Cell(entry=_entry(column))
    required = column.required and column.required_when is None and column.input == "input"
    cell = pen.cell(value, column.kind, address, choices=column.choices, required=required, asks=column.title)
    return replace(cell, entry=_entry(column, value))


def _summed(cell: Cell, rows: int) -> Cell:
    return replace(cell, above=rows)


def _value(part: Any, field: str) -> Any:
    if field.startswith("answers/"):
        return next((a.value for a in part.answers if a.field == field.removeprefix("answers/")), None)
    return getattr(part, field, None)


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
