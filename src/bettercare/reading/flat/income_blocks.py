"""Contributions in blocks, each headed by its source and closed by its total: a partner to a row, with an amount for some years.

What a block's columns come to tells the year of a row's only amount, however the columns were drawn. The blocks are taken where
every one of them comes to its total, and these to the total of all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from bettercare.documents.model import Document
from bettercare.plan import How
from bettercare.reading.flat.listed import placed_by_totals
from bettercare.reading.flat.parts import total_part
from bettercare.reading.flat.text import Running, Token, as_lines
from bettercare.reading.money.sources import stream_of
from bettercare.reading.parts import Part, Read
from bettercare.reading.values import tidy, unit_of
from bettercare.rounds.model import Round

_HOW = "the totals of the blocks tell which year an amount is of"
_AMOUNT = re.compile(r"(?<![\w<#.,])(?:£\s?)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d\d)?(?![\w%>])|(?<!\S)-(?!\S)")
_TOTAL = re.compile(r"[\s–-]*total\b", re.I)
_OF_ALL = re.compile(r"[\s–-]*total\s+(?:contributions?|bcf\s+pooled\s+budget)\b", re.I)


@dataclass
class _Block:
    source: str
    rows: list[tuple[str, int, tuple[Token, ...]]] = field(default_factory=list)
    totals: tuple[Token, ...] = ()


def contributions_in_blocks(document: Document, round: Round) -> list[Part]:
    """The contributions of a form's sheet of income whose blocks all come to their totals; nothing otherwise."""
    years = round.years
    money = [t for t in round.tables if t.rows == "contributions"]
    if len(years) != 2 or not money:
        return []
    running = as_lines(document)
    headings = [x for t in money for c in t.columns for x in c.locator.labels]
    labels = {_plain(x): s for x in headings if (s := stream_of(x, round))}
    blocks, whole = _blocks(running, labels, len(years))
    if len(blocks) < 2 or not all(b.rows for b in blocks) or len({b.source for b in blocks}) < len(blocks):
        return []
    parts: list[Part] = []
    sums = [Decimal(0)] * len(years)
    for block in blocks:
        placed = placed_by_totals([amounts for _, _, amounts in block.rows], block.totals, len(years))
        if placed is None:
            return []
        for (name, start, amounts), columns in zip(block.rows, placed, strict=True):
            place = running.place(start, start + len(name))
            for column, token in zip(columns, amounts, strict=True):
                sums[column] += token.amount or 0
                if token.amount:
                    actual = Read(token.amount, running.place(token.start, token.end, How.INFERRED, _HOW))
                    fields = {"organisation": Read(name, place), "source": Read(block.source, place), "actual": actual}
                    parts.append(Part("contributions", {**fields, "year": Read(years[column])}))
    if [t.amount for t in whole] != sums:
        return []
    by_year = {c.year: c for t in money for c in t.columns if c.kind == "money"}
    stated = [(by_year.get(year), token) for year, token in zip(years, whole, strict=True)]
    return parts + [total_part(money[0], c, Read(t.amount, running.place(t.start, t.end))) for c, t in stated if c]


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def _blocks(running: Running, labels: dict[str, str], count: int) -> tuple[list[_Block], tuple[Token, ...]]:
    """The blocks up to the total of all, with what this says."""
    blocks: list[_Block] = []
    closed = True
    unit = Decimal(1)
    for number, paragraph in enumerate(running.paragraphs):
        start, text = running.starts[number], tidy(paragraph.text)
        if unit_of(text) != 1:
            unit = unit_of(text)
        amounts = _amounts(text, start, unit)
        words = text[: amounts[0].start - start] if amounts else text
        if _OF_ALL.match(words) and len(amounts) == count and blocks:
            return blocks, amounts
        if _TOTAL.match(words):
            if blocks and not closed and len(amounts) == count:
                blocks[-1].totals, closed = amounts, True
        elif not amounts and _plain(words) in labels:
            blocks.append(_Block(labels[_plain(words)]))
            closed = False
        elif not closed and amounts and "<" not in words and re.search("[A-Za-z]{3}", words) and len(amounts) <= count:
            blocks[-1].rows.append((words.strip(" |-–:;,"), start, amounts))
    return [], ()


def _amounts(text: str, offset: int, unit: Decimal) -> tuple[Token, ...]:
    """The amounts at the end of a line, a dash for none."""
    found = []
    for match in _AMOUNT.finditer(text):
        digits = re.sub(r"[^\d.]", "", match.group())
        found.append(Token(offset + match.start(), offset + match.end(), match.group(), Decimal(digits or 0) * unit))
    last = text[found[-1].end - offset :].strip() if found else ""
    return () if last else tuple(found)
