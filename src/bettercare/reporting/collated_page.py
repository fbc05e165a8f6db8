"""The page of a collation: the same tables as the open data, laid out for people who read them on a screen or on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bettercare.plan.collation import Collation
from bettercare.plan.words import plain, pounds, rounded
from bettercare.reporting.cartogram import cartogram
from bettercare.reporting.collated_sheet import Column, Sheet, Value
from bettercare.reporting.collated_tables import AGAIN
from bettercare.reporting.collated_words import demonstration, not_added, not_known, tiles, uncovered
from bettercare.reporting.page import environment

_NAMED = 12
"""As many plans a cell of the page names; of more it says how many."""
_LARGE = 1000
"""From here on a number is shown whole."""
_FOR_MACHINES = frozenset(["codes", "covers"])
"""Columns of codes: the area's name stands beside them."""


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as the page shows it: what holds for every row stands in the caption, and columns without a value are left out."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def page_of(collation: Collation, made: Sequence[Sheet], aside: Sequence[str]) -> str:
    """Return the page; `aside` are files among the plans that are none."""
    page: str = (
        environment()
        .get_template("collated.html")
        .render(
            round=collation.round,
            tiles=tiles(collation),
            demonstration=demonstration(collation),
            apart=not_added(collation),
            unknown=not_known(collation),
            uncovered=uncovered(collation),
            aside=aside,
            map=cartogram(collation) if collation.areas else None,
            sheets=[(sheet, laid_out(_brief(sheet))) for sheet in made if sheet.rows],
        )
    )
    return page


def laid_out(sheet: Sheet) -> list[Laid]:
    """A sheet's tables: one, or one for each value of the column that it is read by."""
    if sheet.by is None:
        return [_laid("", sheet.columns, sheet.rows, False)]
    at = next(i for i, column in enumerate(sheet.columns) if column.id == sheet.by)
    columns = sheet.columns[:at] + sheet.columns[at + 1 :]
    groups: dict[Value, list[tuple[Value, ...]]] = {}
    for row in sheet.rows:
        groups.setdefault(row[at], []).append(row[:at] + row[at + 1 :])
    return [_laid(str(name), columns, rows, True) for name, rows in groups.items()]


def _laid(caption: str, columns: Sequence[Column], rows: Sequence[tuple[Value, ...]], gather: bool) -> Laid:
    kept: list[int] = []
    words = [caption] if caption else []
    for at, column in enumerate(columns):
        values = {row[at] for row in rows}
        if not any(values):
            continue
        if (gather or column.id == "year") and len(rows) > 1 and len(values) == 1 and column.kind in ("text", "count"):
            value = shown(rows[0][at], column)
            words.append(f"{column.title.lower()}: {value}" if column.kind == "count" else value)
        else:
            kept.append(at)
    shown_rows = tuple(tuple(shown(row[at], columns[at]) for at in kept) for row in rows)
    return Laid(", ".join(words), tuple(columns[at] for at in kept), shown_rows)


def shown(value: Value, column: Column) -> str:
    """A value for the eye: pounds without pence, rates to one decimal."""
    if value is None:
        return "not known" if column.kind in ("pounds", "rate", "number") and not column.may_lack else ""
    if not isinstance(value, Decimal):
        return f"{value:,}" if isinstance(value, int) else value
    if column.kind == "pounds":
        return pounds(rounded(value, 0))
    return f"{rounded(value, 1):,}" if column.kind == "rate" else plain(value, 0 if abs(value) >= _LARGE else 2)


def _brief(sheet: Sheet) -> Sheet:
    """A table with what the eye cannot take in told shorter: many plans counted, one plan's same reason for many periods once."""
    if sheet.id == AGAIN:
        return _once(sheet)
    shown = [at for at, column in enumerate(sheet.columns) if column.id not in _FOR_MACHINES]
    sheet = replace(
        sheet, columns=tuple(sheet.columns[at] for at in shown), rows=tuple(tuple(row[at] for at in shown) for row in sheet.rows)
    )
    lists = [at for at, column in enumerate(sheet.columns) if column.id in ("missing", "in_doubt")]
    rows = tuple(tuple(_many(v, sheet.id) if at in lists else v for at, v in enumerate(row)) for row in sheet.rows)
    return replace(sheet, rows=rows)


def _many(names: Value, id: str) -> Value:
    number = str(names or "").count(", ") + 1
    return names if number <= _NAMED else f"{number} plans, named in {id}.csv"


def _once(sheet: Sheet) -> Sheet:
    ids = [column.id for column in sheet.columns]
    keys = [ids.index(id) for id in ("metric", "plan", "why")]
    times = Counter(tuple(row[at] for at in keys) for row in sheet.rows)
    counted = Column("periods", "Periods", "for how many periods", "count")
    columns = (*(sheet.columns[at] for at in keys), counted)
    return replace(sheet, columns=columns, rows=tuple((*row, number) for row, number in times.items()))
