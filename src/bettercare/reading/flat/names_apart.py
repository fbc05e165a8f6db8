"""Contributions whose partners a converter printed first, all together, and their amounts after them: rows are proven by totals.

As many partners as rows of amounts that add up, column by column, to the total beneath: the first partner has the first row. A
yes or no for each, where there are as many, says who holds the pool.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bettercare.organisations import mentions
from bettercare.plan import FinancialYear, How, OrganisationKind
from bettercare.reading.flat.parts import total_part
from bettercare.reading.flat.text import Running, Token, column_order, figures_between, regions
from bettercare.reading.money.rows import field_of
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_HOW = "partners and amounts are printed apart; the amounts come to the total beneath them in rows, one for each partner"
_TOTAL = re.compile(r"\b(?:BCF |Grand |Overall )?Total\b", re.I)
_ANSWER = re.compile(r"(?<![\w/(])(?P<yes>Y|Yes)(?![\w/])|(?<![\w/(])(?:N|No)(?![\w/])")
_PARTNERS = (OrganisationKind.COUNCIL, OrganisationKind.CCG, OrganisationKind.ICB)


def read_names_apart(running: Running, shape: TableShape, round: Round) -> Found:
    """The contributions of a table whose names stand together before its amounts; nothing where its totals do not prove it."""
    money = [c for c in shape.columns if c.kind == "money"]
    for region in regions(running, shape, round) if len(money) > 1 else ():
        text = running.text[region.start : region.end]
        total = _TOTAL.search(text)
        if total is None:
            continue
        at, factor = region.start + total.start(), unit_of(text[:600])
        amounts = figures_between(running, region.start, at, factor)
        totals = figures_between(running, at, min(region.end, at + 200), factor)[: len(money)]
        if not _rows(amounts, totals, len(money)) and len(amounts) > len(money):
            amounts, totals = amounts[: -len(money)], amounts[-len(money) :]  # the word for total stands behind its figures
        head = running.text[region.start : amounts[0].start] if amounts else ""
        named = [m for m in mentions(head, round.years[0].first_day) if m.kind in _PARTNERS and m.organisation]
        rows = _rows(amounts, totals, len(money))
        if len(rows) < 2 or len(named) != len(rows):
            continue
        order = column_order(region, shape)
        holds = [bool(m["yes"]) for m in _ANSWER.finditer(head)]
        holds = holds if len(holds) == len(rows) else []
        parts: list[Part] = []
        for number, (mention, row) in enumerate(zip(named, rows, strict=True)):
            place = running.place(region.start + mention.start, region.start + mention.end, How.INFERRED, _HOW)
            name = Read(" ".join(mention.written.split()), place)
            parts += _contributions(name, running, order, row, Read(holds[number], place) if holds else None)
        parts += [total_part(shape, c, Read(t.amount, running.place(t.start, t.end))) for c, t in zip(order, totals, strict=True)]
        return Found(tuple(parts), used=frozenset(running.keys(region.start, totals[-1].end)))
    return Found()


def _rows(amounts: Sequence[Token], totals: Sequence[Token], count: int) -> list[list[Token]]:
    """The amounts row by row, as printed or column by column, where every column comes to its total; else nothing."""
    if not amounts or len(totals) < count or len(amounts) % count:
        return []
    many = len(amounts) // count
    ways = [
        [list(amounts[i * count : (i + 1) * count]) for i in range(many)],
        [list(amounts[i::many]) for i in range(many)],
    ]
    for rows in ways:
        if all(sum((r[c].amount or Decimal(0) for r in rows), Decimal(0)) == totals[c].amount for c in range(count)):
            return rows
    return []


def _contributions(
    name: Read, running: Running, order: Sequence[Column], row: Sequence[Token], holds: Read | None
) -> list[Part]:  # fmt: skip
    by_year: dict[FinancialYear | None, dict[str, Read]] = {}
    for column, token in zip(order, row, strict=True):
        place = running.place(token.start, token.end, How.INFERRED, _HOW)
        by_year.setdefault(column.year, {})[field_of(column)] = Read(token.amount, place)
    main = max(by_year, key=lambda y: ("actual" in by_year[y], y.start if y else 0))
    return [
        Part(
            "contributions",
            {"organisation": name, "year": Read(y), **reads, **({"holds_pool": holds} if holds and y == main else {})},
        )
        for y, reads in by_year.items()
    ]
