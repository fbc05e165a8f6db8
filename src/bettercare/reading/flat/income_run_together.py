"""Contributions in blocks that a converter ran together: a heading, its partners, their amounts, and a total somewhere after.

A form's sheet of income has a block for each source. An amount that no earlier block is still owed as its total is of the block
whose heading stands before it. The blocks are taken where they come to the total of all, in one way alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from bettercare.documents.model import Document
from bettercare.plan import How
from bettercare.reading.flat.parts import total_part
from bettercare.reading.flat.text import Running, Token, as_lines, phrase
from bettercare.reading.money.sources import stream_of
from bettercare.reading.parts import Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Round

_HOW = "the sheet is printed as running text; its blocks come to the total of all"
_AMOUNT = re.compile(r"(?<![\w<#.,/-])(?:£\s?)?(?:\d{1,3}(?:,\d{3})+|[1-9]\d{0,2}(?=\s|$))(?:\.\d\d)?(?![\w%>/]|\s+[a-z])")
_OF_ALL = re.compile(r"\btotal\s+(?:contributions?(?!\s+(?:from|exc))|bcf\s+pooled\s+budget)\b", re.I)
_YEAR = r"(?:20)?\d\d\s?/\s?(?:20)?\d\d"
_COLUMNS = re.compile(
    rf"(?:{_YEAR}\s+)?gross(?:\s+contributions?)?(?:\s*\(£?\s?['’]?0{{3}}s?\))?|\bcontributions?\b|{_YEAR}|\(£?\s?['’]?0{{3}}s?\)",
    re.I,
)
_SHEET = 5000
"""Characters before the total of all in which its blocks stand."""
_LONGEST_NAME = 9


@dataclass
class _Block:
    """A source's block: its partners, where they are named, and the amounts that are theirs."""

    source: str
    partners: list[tuple[str, int]]
    amounts: list[Token] = field(default_factory=list)

    def sums(self, years: int) -> list[Decimal]:
        """What its amounts come to in each year, where they stand row by row."""
        return [sum((t.amount or Decimal(0) for t in self.amounts[y::years]), Decimal(0)) for y in range(years)]

    def ways(self, years: int) -> Iterator[list[tuple[int, int]]]:
        """How its amounts may stand: (partner, year) for each of them."""
        count = len(self.partners)
        if len(self.amounts) == count * years:
            yield [(p, y) for p in range(count) for y in range(years)]
        elif len(self.amounts) == count:
            yield from ([(p, y) for p in range(count)] for y in range(years))


def contributions_run_together(document: Document, round: Round) -> list[Part]:
    """The contributions of a form's sheet of income printed as running text; nothing where they do not come to its total."""
    money = [t for t in round.tables if t.rows == "contributions"]
    years = round.years
    headings = [x for t in money for c in t.columns for x in c.locator.labels]
    labels = {x: s.id for s in round.streams for x in (s.title, *s.labels) if " " in x}
    labels |= {x: s for x in headings if (s := stream_of(x, round))}
    if not labels or not years:
        return []
    running = as_lines(document)
    for total in _OF_ALL.finditer(running.text):
        factor = unit_of(running.text[max(0, total.start() - _SHEET) : total.start()])
        behind = _amounts(running.text, total.end(), total.end() + 80, factor)
        blocks = _blocks(running.text, max(0, total.start() - _SHEET), total.start(), labels, len(years), factor) if behind else []
        placed, whole = _proven(blocks, behind, len(years))
        if placed is None:
            continue
        by_year = {c.year: c for t in money for c in t.columns if c.kind == "money"}
        stated = [(by_year.get(year), token) for year, token in zip(years, whole, strict=True)]
        totals = [total_part(money[0], c, Read(t.amount, running.place(t.start, t.end))) for c, t in stated if c]
        return [*_parts(running, blocks, placed, round), *totals]
    return []


def _parts(running: Running, blocks: Sequence[_Block], placed: Sequence[list[tuple[int, int]]], round: Round) -> Iterator[Part]:
    for block, where in zip(blocks, placed, strict=True):
        for (partner, year), token in zip(where, block.amounts, strict=True):
            name, start = block.partners[partner]
            place = running.place(start, start + len(name))
            fields = {"organisation": Read(name, place), "source": Read(block.source, place), "year": Read(round.years[year])}
            yield Part(
                "contributions",
                {**fields, "actual": Read(token.amount, running.place(token.start, token.end, How.INFERRED, _HOW))},
            )


def _amounts(text: str, start: int, end: int, factor: Decimal) -> list[Token]:
    """The amounts between two positions, but those of years and headings; a nought is none."""
    heads = [m.span() for m in _COLUMNS.finditer(text, start, end)]
    found = [m for m in _AMOUNT.finditer(text, start, end) if not any(a <= m.start() < b for a, b in heads)]
    return [Token(m.start(), m.end(), m.group(), Decimal(re.sub(r"[^\d.]", "", m.group())) * factor) for m in found]


def _blocks(text: str, start: int, end: int, labels: dict[str, str], years: int, factor: Decimal) -> list[_Block]:
    """The blocks before the total of all, each with the amounts that no block before it is owed; none where one source has two."""
    pattern = "|".join(f"(?:{phrase(x)})" for x in sorted(labels, key=len, reverse=True))
    by_words = {_plain(x): s for x, s in labels.items()}
    heads = [
        m for m in re.finditer(pattern, text[start:end], re.I) if not re.search(r"total\s+$", text[: start + m.start()][-8:], re.I)
    ]
    edges = [*(start + m.start() for m in heads), end]
    blocks: list[_Block] = []
    owed: Counter[Decimal] = Counter()
    for head, stop in zip(heads, edges[1:], strict=True):
        source = by_words.get(_plain(head.group()))
        partners = _partners(text, start + head.end(), stop)
        tokens = _amounts(text, start + head.end(), stop, factor)
        if source and partners and any(not owed[t.amount or Decimal(0)] for t in tokens):
            blocks.append(_Block(source, partners))
        if not blocks:
            continue
        before = len(blocks[-1].amounts)
        for token in tokens:
            amount = token.amount or Decimal(0)
            if owed[amount]:
                owed[amount] -= 1
                continue
            blocks[-1].amounts.append(token)
            if len(blocks[-1].partners) == 1:
                owed[amount] += 1
            elif before == 0 and len(blocks[-1].amounts) == len(blocks[-1].partners) * years:
                owed.update(blocks[-1].sums(years))
    blocks = [b for b in blocks if b.amounts]
    return blocks if len({b.source for b in blocks}) == len(blocks) else []


def _partners(text: str, start: int, end: int) -> list[tuple[str, int]]:
    """The names between a block's heading and what follows: an amount, a total, or a row that was left blank."""
    columns = _COLUMNS.sub(lambda m: " " * len(m.group()), text[start:end])
    columns = re.sub(r"^\s*\([^()]{0,40}\)|(?<!\S)£?0(?!\S)", lambda m: " " * len(m.group()), columns)
    stop = re.search(r"<|\btotal\b|£|(?<!\S)[\d-][\d,.]*(?!\S)|\bare\s+any\b|\bcomments\b", columns, re.I)
    found = []
    for match in re.finditer(r"(?:(?!\s{2}|\s+NHS\s)[^\n])+", columns[: stop.start() if stop else 0]):
        name = match.group().strip(" |-–:;,.")
        again = re.fullmatch(r"(?P<one>[A-Z].*?)(?P<more>(?:\s+(?P=one))*)", name)
        at = start + match.start() + len(match.group()) - len(match.group().lstrip(" |-–:;,."))
        if again and re.search(r"[A-Za-z]{3}", name):
            found += [(again["one"], at)] * (len(name.split()) // len(again["one"].split()))
    return found if all(len(n.split()) <= _LONGEST_NAME for n, _ in found) else []


def _proven(
    blocks: Sequence[_Block], behind: Sequence[Token], years: int
) -> tuple[list[list[tuple[int, int]]] | None, Sequence[Token]]:  # fmt: skip
    """Where the blocks' amounts stand, and the total of all that they come to: amounts behind its words, others before it maybe."""
    for first in range(len(behind) - years + 1 if len(blocks) > 1 else 0):
        whole = behind[first : first + years]
        placed = _placed(blocks, [t.amount or Decimal(0) for t in whole], years)
        if placed is not None:
            return placed, whole
    return None, ()


def _placed(blocks: Sequence[_Block], whole: Sequence[Decimal], years: int) -> list[list[tuple[int, int]]] | None:
    """For each block, the partner and the year of its amounts, where one way alone comes to the total of every year."""
    told = []
    for way in product(*(list(b.ways(years)) for b in blocks)):
        sums = [Decimal(0)] * years
        for block, where in zip(blocks, way, strict=True):
            for (_, year), token in zip(where, block.amounts, strict=True):
                sums[year] += token.amount or Decimal(0)
        if sums == list(whole):
            told.append(list(way))
    return told[0] if len(told) == 1 else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))
