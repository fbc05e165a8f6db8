"""Contributions printed as running text under headings of any words: rows of a name and an amount for each year, with their total.

Rows run together: where each has a line of its own, `figure_lines` makes a table of them. Above stand the years, or the words
that each heading has for itself, in the order of the columns; the rows are those whose amounts add up, in every column, to the
total
beneath them. Else nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bettercare.organisations import mentions
from bettercare.plan import FinancialYear, How, State
from bettercare.reading.dates import years_in
from bettercare.reading.flat.names import ANSWER
from bettercare.reading.flat.parts import contributions, holds_read, total_part
from bettercare.reading.flat.text import Running, Token, figures_between
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_AMOUNT = r"£?\s?(?:\d{1,3}(?:,\d{3})+|\d{4,}|0)(?:\.\d{1,2})?(?![\w%,])"
_ROOM = 130
"""Characters of a row's name, at the most."""
_MOST = 20
"""Rows of a table, at the most."""
_TOTAL = re.compile(r"\b(?:BCF |Grand |Overall )?Total\b[^\d£]{0,60}", re.I)
_PARTNER = re.compile(
    r"\b(?:council|borough|county|authority|ccg|icb|nhs|commissioning group|grant|fund|contribution|ibcf|dfg)\b", re.I
)
_ABOVE = 420
"""Characters above the first row in which its headings stand."""
_BODY = re.compile(r"\b(?:council|borough|authority|ccgs?|icb|nhs|commissioning group|trust|board)\b", re.I)
_LEADING = re.compile(r"^(?:\s|\d{1,3}(?=\s)|\(?£\s?['’]?(?:k|m|000'?s?)?\)?(?=\s))+")
_HOW = "the table is printed as running text; its rows add up to the total beneath them in every column"


def read_summed(running: Running, shape: TableShape, round: Round) -> Found:
    """The contributions of a table whose rows add up to its total; the first such table alone."""
    money = [c for c in shape.columns if c.kind == "money" and c.year]
    text = running.text.replace("\n", " ")
    amounts = r"\s+".join([f"({_AMOUNT})"] * len(money))
    if len(money) < 2:
        return Found()
    for total in _TOTAL.finditer(text):
        match = re.compile(rf"\s*{amounts}").match(text, total.end())
        if not match:
            continue
        above = text[max(0, total.start() - _MOST * _ROOM) : total.start()]
        rows = list(re.finditer(rf"(?P<name>[^\d£](?:(?!\d,\d{{3}}).){{2,{_ROOM}}}?)\s+{amounts}(?=\s)", above))
        offset = total.start() - len(above)
        found = _adding_up(running, rows, offset, match, len(money))
        if found and len({running.index_at(offset + row.start("name")) for row in found}) < len(found):
            return _found(running, text, found, offset, money, match, shape, round)
    return Found()


def _adding_up(
    running: Running, rows: Sequence[re.Match[str]], offset: int, total: re.Match[str], count: int
) -> list[re.Match[str]]:  # fmt: skip
    """The last rows, one right after another, that add up to the total in every column; at least two."""
    wanted = [t.amount for t in _figures(running, total, 0, count)]
    if not any(wanted):
        return []  # a blank form adds up too
    sums = [Decimal(0)] * count
    taken: list[re.Match[str]] = []
    for row, below in zip(reversed(rows), [None, *reversed(rows)], strict=False):
        if below is not None and below.start() - row.end() > 12:
            return []
        sums = [a + (t.amount or Decimal(0)) for a, t in zip(sums, _figures(running, row, offset, count), strict=True)]
        taken.insert(0, row)
        if sums == wanted and len(taken) > 1:
            return taken if all(_PARTNER.search(r["name"]) or mentions(r["name"]) for r in taken) else []
    return []


def _figures(running: Running, row: re.Match[str], offset: int, count: int, factor: Decimal = Decimal(1)) -> list[Token]:
    first = (row.re.groupindex.get("name") or 0) + 1
    return [
        t for i in range(first, first + count) for t in figures_between(running, offset + row.start(i), offset + row.end(i), factor)
    ]


def _found(
    running: Running, text: str, rows: Sequence[re.Match[str]], offset: int, money: Sequence[Column], total: re.Match[str],
    shape: TableShape, round: Round,
) -> Found:  # fmt: skip
    start = offset + rows[0].start()
    name, heading = _first_name(text, start, offset + rows[0].end("name"))
    ordered = _in_order(money, f"{text[max(0, start - 80) : start]} {heading}") or _by_own_words(
        money, text[max(0, start - _ABOVE) : start + len(heading)]
    )
    if not ordered:
        return Found()
    factor = unit_of(f"{text[max(0, start - 80) : start]} {heading}")
    answered = any(c.field == "holds_pool" for c in shape.columns)
    parts: list[Part] = []
    for number, row in enumerate(rows):
        own = name if number == 0 else _LEADING.sub("", row["name"]).strip(" |-–:;,.")
        tokens = _figures(running, row, offset, len(money), factor)
        reads = [
            (c, Read(t.amount, running.place(t.start, t.end, How.INFERRED, _HOW))) for c, t in zip(ordered, tokens, strict=True)
        ]
        place = running.place(offset + row.start("name"), offset + row.end("name"))
        answer = ANSWER.match(own) if answered else None
        holds = holds_read(answer["answer"], place) if answer else None
        own = own[: answer.start("answer")].strip() if answer else own
        parts += [_with_partner(part) for part in contributions(own, place, reads, holds, round)]
    for column, token in zip(ordered, _figures(running, total, 0, len(money), factor), strict=True):
        parts.append(total_part(shape, column, Read(token.amount, running.place(token.start, token.end))))
    keys = {k for row in rows for k in running.keys(offset + row.start(), offset + row.end())}
    return Found(tuple(parts), used=frozenset(keys))


def _with_partner(part: Part) -> Part:
    """A contribution without the words beside its source where these name no kind of partner."""
    partner = part.fields["organisation"]
    if partner.value is None or _BODY.search(str(partner.value)) or mentions(str(partner.value)):
        return part
    return replace(part, fields={**part.fields, "organisation": replace(partner, value=None, state=State.BLANK)})


def _first_name(text: str, start: int, end: int) -> tuple[str, str]:
    """The first row's name, and what stands before it: headings with years and units."""
    words = text[start:end]
    last = max((m.end() for _, m in years_in(words)), default=0)
    rest = _LEADING.sub("", re.sub(r"^[^A-Za-z£]*\)\s*", "", words[last:]))
    return rest.strip(" |-–:;,."), words[: len(words) - len(rest)]


def _by_own_words(money: Sequence[Column], above: str) -> list[Column]:
    """The columns in the order in which the words stand that each has for itself: headings of several lines, printed line by
    line, keep these. None where a column's words are not all there."""
    words = {c: [set(re.findall(r"[a-z]+", label.lower())) for label in c.locator.labels] for c in money}
    spots: dict[Column, int] = {}
    for column, labels in words.items():
        others = set().union(*(w for c, some in words.items() if c is not column for w in some))
        for label in labels:
            found = [re.search(rf"\b{w}\b", above, re.I) for w in label]
            own = [m.start() for w, m in zip(label, found, strict=True) if m and w not in others]
            if own and None not in found:
                spots[column] = min(own)
                break
    return sorted(spots, key=lambda c: spots[c]) if len(spots) == len(money) == len(set(spots.values())) else []


def _in_order(money: Sequence[Column], above: str) -> list[Column]:
    """The columns in the order in which their years stand last above the rows; none where one is not named."""
    years: list[FinancialYear] = [y for y, _ in years_in(above)][-len(money) :]
    found = [next((c for c in money if c.year == y), None) for y in years]
    return [c for c in found if c] if len(set(years)) == len(money) and None not in found else []
