"""Expenditure whose columns a converter printed apart: a wide sheet's cells come column by column, each column in its order.

The schemes' numbers still count from 1, the amounts of a row stand together, and its source of funding stands in the order of the
rows; where all three are as many, the first amounts are the first scheme's, and so on. Nothing is read unless what each source pays
adds up, in every year, to a sum that the document states elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bettercare.plan import How
from bettercare.reading.flat.lines import closed_list, spine
from bettercare.reading.flat.text import Running, Token
from bettercare.reading.flat.typed import Row, add_scheme
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import read_money
from bettercare.rounds.model import Column, Round, TableShape

_AMOUNT = r"£\s?(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d\d)?"
_NUMBERED = re.compile(r"^(?P<letters>[A-Z]{0,5})(?P<number>\d{1,3})\s+(?P<name>[A-Za-z(].*(?:\n(?!\n)(?![A-Z]{0,5}\d).+)*)", re.M)
_FEWEST = 4
_LONGEST_NAME = 160
_STANDING = r"(?:\s+(?:New|Existing))?"
"""Whether a scheme is new, which may be printed between the lines of the cell before it."""
_HOW = "the sheet was printed column by column; the order of its numbers and amounts tells the rows, and their sums agree"
_NAME = "the name was printed apart from its row, and what describes the scheme may have run into it"


def read_scattered(runnings: Sequence[Running], shape: TableShape, round: Round) -> Found:
    """The schemes of a sheet printed column by column; nothing unless as many numbers as amounts are found and all adds up."""
    columns = {spine(c): c for c in shape.columns}
    money = sorted((c for c in shape.columns if c.kind == "money" and c.year and spine(c) == "amount"), key=lambda c: str(c.year))
    if not money or not {"number", "name", "source"} <= columns.keys():
        return Found()
    for running in runnings:
        text = running.text
        heads = _heads(text, len(money))
        if not heads:
            continue
        begin = heads[0].start()
        rows = _rows(text, begin, len(money))
        sources = _sources(text[begin:], columns["source"], round)
        elsewhere = "\n".join([text[:begin], *(other.text for other in runnings if other is not running)])
        if len(sources) == len(rows) and _adds_up(rows, sources, elsewhere):
            return _found(running, heads, rows, sources, columns, money, round)
    return Found()


def _found(
    running: Running,
    heads: Sequence[re.Match[str]],
    rows: Sequence[tuple[Token, ...]],
    sources: Sequence[str],
    columns: dict[str, Column],
    money: Sequence[Column],
    round: Round,
) -> Found:
    parts: list[Part] = []
    for number, (head, amounts) in enumerate(zip(heads, rows, strict=True)):
        words = {columns["number"].field: head["letters"] + head["number"], columns["name"].field: " ".join(head["name"].split())}
        words[columns["source"].field] = sources[number]
        reads = [
            (c, Read(a.amount, running.place(a.start, a.end, How.INFERRED, _HOW))) for c, a in zip(money, amounts, strict=True)
        ]
        add_scheme(
            parts,
            Row(words, amounts, head.start()),
            reads,
            running.place(head.start(), head.end(), How.INFERRED, _HOW),
            None,
            round,
        )
    spans = [*((m.start(), m.end()) for m in heads), *((a.start, a.end) for row in rows for a in row)]
    return Found(tuple(map(_name_doubted, parts)), used=frozenset(k for a, b in spans for k in running.keys(a, b)))


def _name_doubted(part: Part) -> Part:
    name = part.fields["name"]
    fields = {**part.fields, "name": Read(name.value, name.place, name.state, name.others, _NAME)}
    return Part(part.kind, fields, part.parts, part.answers)


def _heads(text: str, count: int) -> list[re.Match[str]]:
    """The numbers with their names that count from 1 to as many as there are rows of amounts after the first of them, a number
    again for a scheme of two lines."""
    found = [m for m in _NUMBERED.finditer(text) if len(m["name"]) <= _LONGEST_NAME]
    for first in (m for m in found if int(m["number"]) == 1):
        chain = [first]
        for head in found:
            last = int(chain[-1]["number"])
            again = int(head["number"]) == last and _plain(head) == _plain(chain[-1])
            follows = head.start() > chain[-1].start() and head["letters"] == first["letters"]
            if follows and (int(head["number"]) == last + 1 or again):
                chain.append(head)
        if len(chain) == len(_rows(text, first.start(), count)) >= _FEWEST:
            return chain
    return []


def _plain(head: re.Match[str]) -> str:
    return str(head["name"]).split("\n")[0].casefold()


def _rows(text: str, begin: int, count: int) -> list[tuple[Token, ...]]:
    """The amounts that stand together after a position, as many as there are years and no more."""
    amounts = r"\s+".join([_AMOUNT] * count)
    runs = re.finditer(rf"(?<![£\d]){amounts}(?![\d,]|\s*£)", text[begin:])
    return [tuple(_token(m, begin + run.start()) for m in re.finditer(_AMOUNT, run.group())) for run in runs]


def _token(match: re.Match[str], start: int) -> Token:
    value = read_money(match.group()).value
    return Token(start + match.start(), start + match.end(), match.group(), Decimal(str(value)))


def _sources(text: str, column: Column, round: Round) -> list[str]:
    """The sources of funding named in a text, in order; whether a scheme is new may stand between their words."""
    labels = sorted(closed_list(column, round), key=len, reverse=True)
    pattern = "|".join(rf"{_STANDING}\s+".join(map(re.escape, label.split())) for label in labels)
    found = re.finditer(rf"^(?:{pattern})(?=\s*$|\s+(?:New|Existing|£))", text, re.M)
    return [" ".join(re.sub(r"\b(?:New|Existing)\b", " ", m.group()).split()) for m in found]


def _adds_up(rows: Sequence[tuple[Token, ...]], sources: Sequence[str], elsewhere: str) -> bool:
    """Whether what each source pays adds up in every year to a sum that stands outside the table."""
    stated = {read_money(m.group()).value for m in re.finditer(_AMOUNT, elsewhere)}
    sums: dict[tuple[str, int], Decimal] = {}
    for row, source in zip(rows, sources, strict=True):
        for n, token in enumerate(row):
            sums[source.casefold(), n] = sums.get((source.casefold(), n), Decimal(0)) + (token.amount or Decimal(0))
    return all(total in stated for total in sums.values())
