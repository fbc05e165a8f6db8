"""The pooled fund of a year as a page and as lines of text: what is in it, what it pays for, what is left and who keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bettercare.plan.pool import EarmarkRow, PoolStatement, SourceRow
from bettercare.plan.words import counted, listed, pounds
from bettercare.reporting.collated_sheet import Column
from bettercare.reporting.page import environment
from bettercare.rounds.model import Round

_LEDGER = {"spent", "forecast", "variance", "left_by_outturn"}


def _money(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(id, title, "", "pounds") for id, title in pairs)


PARTNERS = (
    Column("partner", "Partner", ""), Column("source", "Source", ""),
    *_money(("minimum", "Minimum"), ("actual", "Puts in"), ("additional", "Beyond its minimum")),
)  # fmt: skip
SOURCES = (
    Column("title", "Source", ""),
    *_money(("opening", "Brought in"), ("put_in", "Put in"), ("moved", "Moved"), ("planned", "Planned spending")),
    *_money(
        ("left", "Left by the plan"),
        ("spent", "Spent to date"),
        ("forecast", "Forecast"),
        ("left_by_outturn", "Left by the forecast"),
    ),
)
SCHEMES = (
    Column("name", "Scheme", ""), Column("source", "Source", ""), *_money(("planned", "Plan"), ("moved", "Moved")),
    *_money(("spent", "Spent to date"), ("forecast", "Forecast"), ("variance", "Over (under) plan")),
)  # fmt: skip
EARMARKS = (
    Column("title", "Must be spent on", ""), *_money(("planned", "Planned"), ("required", "Required")), Column("met", "Met", ""),
    Column("why", "What is not known", ""),
)  # fmt: skip
KEPT = (
    Column("source", "Left of", ""),
    Column("partner", "Kept by", ""),
    *_money(("amount", "Amount")),
    Column("ground", "Ground", ""),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A table with a heading; columns in which nothing stands are left out."""

    heading: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def pooled_html(statement: PoolStatement, round: Round, demonstration: bool = False) -> str:
    """Return the pool of a year as one page with its styles inside."""
    return environment().get_template("pooled.html").render(
        heading=_heading(statement), round=round, statement=statement, demonstration=demonstration, verdict=verdict(statement),
        tables=_tables(statement, round),
    )  # fmt: skip


def pool_words(statement: PoolStatement, round: Round) -> Iterator[str]:
    """Yield the pool of a year as lines of text."""
    yield f"{_heading(statement)}. {round.title}."
    yield verdict(statement)
    for table in _tables(statement, round):
        yield ""
        yield table.heading
        for name, *cells in table.rows:
            told = (f"{c.title.lower()} {cell}" for c, cell in zip(table.columns[1:], cells, strict=True) if cell)
            yield f"  - {name}: {', '.join(told)}"
    for heading, lines in (
        ("What the sources' conditions ask", list(statement.conditions)),
        ("What could not be used", [f"{u.where}: {u.found}. {u.do}" for u in statement.not_worked_out]),
    ):
        if lines:
            yield ""
            yield heading
            yield from (f"  - {line}" for line in lines)


def verdict(statement: PoolStatement) -> str:
    """One or two sentences: what is in the pool, whether it balances source by source, and what the ledger says."""
    opening = sum((s.opening for s in statement.sources), Decimal(0))
    words = f"{pounds(statement.put_in)} is put in{f', {pounds(opening)} is brought in from before' if opening else ''}, "
    words += f"and {pounds(statement.planned)} is planned to be spent. "
    unknown = [s for s in statement.sources if not s.known]
    over, under = ([s for s in statement.sources if s.known and (s.left < 0) is below and s.left] for below in (True, False))
    if unknown:
        words += f"Amounts are missing of {listed(s.title for s in unknown)}, so what is left of it is not known. "
    words += _balances(over, under, bool(unknown))
    if statement.months:
        words += _to_date(statement)
    if statement.unmapped:
        words += f" {pounds(statement.unmapped)} of the ledger stands under codes that no scheme was named for."
    return words


def _to_date(statement: PoolStatement) -> str:
    """What the ledger says, and the year at that pace where every line has its code."""
    spent = sum((s.spent for s in statement.sources if s.spent is not None), Decimal(0))
    words = f" In {statement.months} of 12 months {pounds(spent)} was spent"
    uncoded = sum(s.spent is None for s in statement.schemes)
    if uncoded:
        them = "it" if uncoded == 1 else "them"
        return f"{words}; of {counted(uncoded, 'line')} it is not known, for no ledger code stands for {them}."
    forecast = sum((s.forecast for s in statement.sources if s.forecast is not None), Decimal(0))
    return f"{words}; at that pace the year comes to {pounds(forecast)}."


def _balances(over: Sequence[SourceRow], under: Sequence[SourceRow], some_unknown: bool) -> str:
    told = [f"{s.title} is overspent by {pounds(-s.left)}" for s in over]
    told += [f"{pounds(s.left)} of {s.title} is not planned for" for s in under]
    return f"{listed(told)}." if told else f"Every {'other ' if some_unknown else ''}source balances."


def _tables(statement: PoolStatement, round: Round) -> list[Shown]:
    titles = {s.id: s.title for s in round.streams}

    def rows(parts: Sequence[Any], columns: Sequence[Column]) -> list[tuple[str, ...]]:
        return [tuple(_cell(part, column, titles) for column in columns) for part in parts]

    made = (
        ("What partners put in", PARTNERS, rows(statement.partners, PARTNERS)),
        ("The sources", SOURCES, [*rows(statement.sources, SOURCES), _total(statement.sources)]),
        ("What the money pays for", SCHEMES, rows(statement.schemes, SCHEMES)),
        ("What must be spent on something", EARMARKS, rows(statement.earmarks, EARMARKS)),
        ("Who keeps what is left", KEPT, rows(statement.kept, KEPT)),
    )
    return [_shown(heading, columns, found) for heading, columns, found in made if found]


def _shown(heading: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]]) -> Shown:
    kept = [n for n, column in enumerate(columns) if any(row[n] not in ("", "£0") for row in rows) or column.id == "left"]
    return Shown(heading, tuple(columns[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows))


def _cell(part: Any, column: Column, titles: dict[str, str]) -> str:
    value = getattr(part, column.id)
    if column.id == "source":
        return titles.get(value or "", value or "")
    if column.id == "met" and isinstance(part, EarmarkRow):
        return {True: "yes", False: "no", None: "not known"}[part.met]
    if value is None:
        return "" if column.id in _LEDGER or column.kind == "text" or column.id in ("minimum", "additional") else "not known"
    return pounds(value) if isinstance(value, Decimal) else str(value)


def _total(sources: Sequence[SourceRow]) -> tuple[str, ...]:
    cells = []
    for column in SOURCES[1:]:
        amounts = [getattr(s, column.id) for s in sources]
        known = [a for a in amounts if a is not None]
        whole = len(known) == len(amounts) or column.id == "spent"
        cells.append(pounds(sum(known, Decimal(0))) if known and whole else "")
    return "In all", *cells


def _heading(statement: PoolStatement) -> str:
    return f"The pooled fund of {statement.area or 'an area not named'}, {statement.year}"
