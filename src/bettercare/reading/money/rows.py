"""Rows of a matched table made whole: names broken over rows joined, totals told from rows, cells read once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bettercare.documents.model import Format
from bettercare.plan import How, State
from bettercare.reading.money.scheme_numbers import split_number
from bettercare.reading.parts import Read
from bettercare.reading.tables.grids import Matched
from bettercare.reading.values import Value, read_count, read_money, read_number, read_yes_no, state_of, tidy
from bettercare.rounds.model import Column

TOTAL = re.compile(
    r"^(?:the )?(?:bcf|overall|grand|pooled|fund|plan|scheme|programme|hwb)?\s*"
    r"(?:fund |budget |pool |planned |pooled )?totals?\b(?!\s+care)",
    re.I,
)
SUBTOTAL = re.compile(r"^sub[\s-]*total", re.I)
_UNFINISHED = re.compile(r"(?:[,&/(-]|\b(?:and|of|the|for|to|in|with|or|a|care|by|at|from|on|social|health))$", re.I)
_IN_BRACKETS = re.compile(r"^\(\s*(\d[\d,.]*)\s*\)$")
"""A number below nothing, as accounts write it."""
_VALUES = ("money", "count", "rate", "percent", "yes-no")


@dataclass
class LogicalRow:
    """One row of meaning: its label, and per column the grid cells (row, column) that hold its values."""

    label: str
    label_cells: list[tuple[int, int]] = field(default_factory=list)
    cells: dict[int, tuple[int, int]] = field(default_factory=dict)
    more: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Further lines of a column's words, where the text is laid out a line at a time."""
    rows: list[int] = field(default_factory=list)
    reason: str | None = None
    """Why the label was joined to these values, where layout alone did not say."""

    @property
    def is_total(self) -> bool:
        return bool(TOTAL.match(self.label))


def logical_rows(matched: Matched, label_fields: tuple[str, ...]) -> Iterator[LogicalRow]:
    """Yield the rows of a matched table with split names joined; `label_fields` name the column that labels a row."""
    grid = matched.grid
    label_column = next((c for f in label_fields if (c := matched.column_of(f)) is not None), None)
    value_columns = [index for index, column in matched.columns if column.kind in _VALUES]
    other_columns = [index for index, _ in matched.columns if index != label_column and index not in value_columns]
    real = grid.table.sheet is not None or grid.table.whole or not _is_text(matched)
    joiner = _Joiner(real, matched.column_of("number"))
    if not real:
        labels = [
            (_label(matched, r, label_column, value_columns), any(grid.own_text(r, c) for c in value_columns)) for r in matched.rows
        ]
        joiner.second_lines = frozenset(matched.rows[i] for i in second_lines(labels))
    for row in matched.rows:
        label = _label(matched, row, label_column, value_columns)
        values = {c: (row, c) for c in value_columns if grid.own_text(row, c)}
        if _is_page_number(matched, row):
            continue
        others = {c: (row, c) for c in other_columns if grid.own_text(row, c)}
        if not label and not others and values and all(map(_is_heading, (grid.own_text(*spot) for spot in values.values()))):
            continue
        spot = [(row, label_column)] if label_column is not None and label else []
        here = LogicalRow(label, spot, {**values, **others}, rows=[row])
        if values:
            joiner.add_valued(here)
        elif label:
            joiner.add_named(here)
        elif others:
            joiner.add_words(here)
    yield from joiner.finish()


def second_lines(labels: Sequence[tuple[str, bool]]) -> list[int]:
    """Of rows as (label, whether figures stand beside it), those that end a numbered name whose figures stand at its foot.

    Every number without figures must be followed by no more than one row with figures before the next: else it heads a group.
    """
    found: list[int] = []
    open_name = valued = False
    for index, (label, figured) in enumerate(labels):
        if TOTAL.match(label):
            open_name = False
        elif split_number(label)[0] is not None:
            open_name, valued = not figured, False
        elif open_name and figured:
            if valued:
                return []
            valued = True
            found += [index] if label else []
    return found


_BARE = re.compile(r"(?:page )?\d{1,3}", re.I)


def _is_page_number(matched: Matched, row: int) -> bool:
    """Whether a row of a text holds nothing but a small bare number, in a table of whole pounds."""
    grid = matched.grid
    texts = grid.own_texts(row)
    if len(texts) != 1 or not _BARE.fullmatch(texts[0]) or texts[0] == "0" or not _is_text(matched):
        return False
    money = [i for i, column in matched.columns if column.kind == "money"]
    return (
        bool(money)
        and all(matched.unit(i) == 1 for i in money)
        and any("," in grid.own_text(r, i) for r in matched.rows for i in money)
    )


def _is_heading(text: str) -> bool:
    """Whether a cell among figures holds words: those of a heading's second row."""
    return state_of(text) is State.GIVEN and not re.search(r"\d", text) and len(re.findall(r"[A-Za-z]{3,}", text)) > 0


class _Joiner:
    """Joins names broken over rows with the row that holds their figures."""

    def __init__(self, real: bool, number: int | None = None) -> None:
        self.real, self.number = real, number
        """Whether the rows are a file's own table rows: then a name alone is less likely to be a broken one. And where a row's
        number stands: a numbered row never goes on from another."""
        self.second_lines: frozenset[int] = frozenset()
        """Rows that go on with the numbered name above them."""
        self.kept: list[LogicalRow] = []
        self.waiting: LogicalRow | None = None

    def add_valued(self, here: LogicalRow) -> None:
        before, self.waiting = self.waiting, None
        second = not self.second_lines.isdisjoint(here.rows)
        if before and (not here.label or second or _UNFINISHED.search(before.label) or here.label[0].islower()):
            _extend(before, here)
            before.reason = None if here.label else "the name stands in the row above its figures"
            here = before
        elif before:
            self.kept.append(before)
        self.kept.append(here)

    def add_named(self, here: LogicalRow) -> None:
        last = self.kept[-1] if self.kept else None
        if last and not last.label and not self.waiting:
            last.reason = "the name stands in the row below its figures"
            _extend(last, here)
        elif self.waiting and self._may_go_on(self.waiting, here):
            _extend(self.waiting, here)
        elif last and self._goes_on(last, here):
            _extend(last, here)
        else:
            if self.waiting:
                self.kept.append(self.waiting)
            self.waiting = here

    def _goes_on(self, last: LogicalRow, here: LogicalRow) -> bool:
        return not self.waiting and not last.is_total and self._may_go_on(last, here)

    def _may_go_on(self, before: LogicalRow, here: LogicalRow) -> bool:
        if (self.real and here.cells) or (self.number in before.cells and self.number in here.cells):
            return False
        return _continues(before.label, here.label, self.real)

    def add_words(self, here: LogicalRow) -> None:
        """Words without a name or figure: in laid-out text they go on with the row above."""
        row = self.waiting or (self.kept[-1] if self.kept else None)
        if row is not None:
            row.rows += here.rows
            if not self.real:
                _append(row, here)

    def finish(self) -> list[LogicalRow]:
        return [*self.kept, self.waiting] if self.waiting else self.kept


def _extend(row: LogicalRow, more: LogicalRow) -> None:
    row.label = f"{row.label} {more.label}".strip()
    row.label_cells += more.label_cells
    row.rows += more.rows
    _append(row, more)


def _append(row: LogicalRow, more: LogicalRow) -> None:
    for column, spot in more.cells.items():
        if column in row.cells:
            row.more.setdefault(column, []).append(spot)
        else:
            row.cells[column] = spot


def _is_text(matched: Matched) -> bool:
    own_rows = matched.grid.document.format in (Format.DOCX, Format.HTML)
    return not own_rows and any(row.line is not None for row in matched.grid.rows)


def _label(matched: Matched, row: int, label_column: int | None, value_columns: list[int]) -> str:
    if label_column is not None and re.search(r"\w", text := matched.grid.own_text(row, label_column)):
        return text
    if TOTAL.match(lone := _lone_words(matched, row, value_columns)):
        return lone
    return ""


def _lone_words(matched: Matched, row: int, value_columns: list[int]) -> str:
    """The only words of a row, wherever they stand: a total's label often stands in another column, other figures beside it."""
    cells = [matched.grid.own_text(row, c) for c in range(matched.grid.width) if c not in value_columns]
    words = [t for t in cells if re.search(r"[A-Za-z]{2}", t)]
    return words[0] if len(words) == 1 else ""


def _continues(before: str, label: str, real: bool) -> bool:
    """Whether a row that is only a label goes on with the name above it."""
    if TOTAL.match(label) or SUBTOTAL.match(label) or label.endswith(":") or len(label) > 120 or state_of(label) is not State.GIVEN:
        return False
    starts_low = label[0].islower() or label[0] in "&(/-,"
    if real:
        return starts_low or bool(_UNFINISHED.search(before))
    return not re.match(r"(?:scheme\s*)?\d+\b", label, re.I)


def cell_read(matched: Matched, spot: tuple[int, int], column: Column, how: How = How.READ, reason: str | None = None) -> Read:
    """Read one cell by its column's kind: money with the table's unit, counts, rates, yes or no, or text."""
    row, index = spot
    cell = matched.grid.cell(row, index)
    text = cell.text if cell else ""
    if column.kind == "money" and matched.carried and matched.told_unit(index) == 1:
        how, reason = (
            How.INFERRED,
            reason or "no unit is named here; the amounts are in that of the columns beside it or of the papers' other tables",
        )
    place = matched.grid.place(row, index, how, reason)
    if column.kind == "money":
        value = _typed(cell.value if cell else None, matched.unit(index)) or read_money(text, matched.unit(index))
    elif column.kind in ("count", "rate", "percent"):
        value = (read_count if column.kind == "count" else read_number)(_IN_BRACKETS.sub(r"-\1", tidy(text)))
    elif column.kind == "yes-no":
        value = read_yes_no(text)
    else:
        state = state_of(text)
        value = Value(tidy(text) if state is State.GIVEN else None, state)
    if cell and cell.problem and value.value is None:
        return Read(None, place, State.UNREADABLE, value.others, f"the cell shows {cell.problem}")
    return Read(value.value, place, value.state, value.others, value.doubt or (cell.doubt if cell else None))


def row_read(matched: Matched, row: LogicalRow, index: int, column: Column) -> Read:
    """Read a row's value in a column; the words of further lines are joined to it."""
    how, reason = (How.INFERRED, row.reason) if row.reason else (How.READ, None)
    read = cell_read(matched, row.cells[index], column, how, reason)
    if index not in row.more or column.kind not in ("text", "choice") or not isinstance(read.value, str):
        return read
    words = " ".join([read.value, *(matched.grid.own_text(*spot) for spot in row.more[index])])
    return Read(words, read.place and replace(read.place, as_written=words), read.state)


def given(read: Read) -> bool:
    """Whether a cell says something: a value, a state that somebody typed, or a doubt."""
    return read.value is not None or read.state not in (State.BLANK, State.DEFAULT_LEFT_IN) or read.doubt is not None


def _typed(value: object, unit: Decimal) -> Value | None:
    """A workbook's own number: binary noise below a hundredth of a penny is dropped, nothing else."""
    if isinstance(value, Decimal):
        amount = value * unit
        rounded = amount.quantize(Decimal("0.0001"))
        return Value(rounded.normalize() if rounded != rounded.to_integral_value() else rounded.quantize(Decimal(1)))
    return None


def field_of(column: Column) -> str:
    """The field that a column holds, without the part that it belongs to; an answer's keeps its `answers/`."""
    return column.field.rsplit("/", 1)[-1] if not column.field.startswith("answers/") else column.field


def row_reads(matched: Matched, row: LogicalRow) -> list[tuple[Column, Read]]:
    """Every matched column in which a row holds something, from the left, with what was read there."""
    columns = dict(matched.columns)
    return [(columns[i], row_read(matched, row, i, columns[i])) for i in sorted(row.cells) if i in columns]


def lines_of(matched: Matched, row: LogicalRow) -> set[tuple[str, str]]:
    """The keys by which the rows of the grid that make up a row of meaning count as accounted for."""
    return {matched.grid.line_key(r) for r in row.rows}


def label_read(matched: Matched, row: LogicalRow, text: str | None = None) -> Read:
    """A row's label, or `text` for it, read where the label stands."""
    label = text if text is not None else row.label
    state = state_of(label)
    if not row.label_cells:
        return Read(label if state is State.GIVEN else None, None, state)
    place = matched.grid.place(*row.label_cells[0])
    return Read(label if state is State.GIVEN else None, place, state)


def answers_in(*groups: dict[str, Read]) -> dict[str, Read]:
    """The answers among what was read of a row, by the id of their question."""
    return {k.removeprefix("answers/"): v for group in groups for k, v in group.items() if k.startswith("answers/")}
