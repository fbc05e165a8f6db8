"""Tables of a text whose rows begin with a quarter or a month: a row to a line, or its period and its figure a line each.

The columns are known where the heading above has as many cells, each beginning with a capital; one figure a row is of whatever
metric is named above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.documents.model import Document, Format, Table
from bettercare.reading.metrics.headings import heading_period, role_of
from bettercare.reading.metrics.lines import TextLine, TextTable, lines_of, made_row
from bettercare.reading.values import tidy

_FIGURES = re.compile(r"(?P<period>\S.*?)\s+(?P<figures>\d[\d,]*(?:\.\d+)?%?(?:\s+\d[\d,]*(?:\.\d+)?%?)*)")
_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?\s?%?")
_CELL = re.compile(r"[A-Z]\S*(?:\s+(?![A-Z])\S+)*")
_FEWEST = 3
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class _Row:
    """A period and its figures, the line where they begin, and the index after their last."""

    period: str
    figures: tuple[str, ...]
    line: TextLine
    end: int


def period_tables(document: Document) -> list[TextTable]:
    """The tables of a text that name a quarter or month in every row; nothing for other documents."""
    if document.format is not Format.TEXT:
        return []
    lines = lines_of(document)
    found: list[TextTable] = []
    at = 0
    while at < len(lines):
        rows = _rows(lines, at)
        made = _table(lines, at, rows) if len(rows) >= _FEWEST else None
        if made is not None:
            found.append(made)
        at = rows[-1].end if rows else at + 1
    return found


def _rows(lines: Sequence[TextLine], start: int) -> list[_Row]:
    """The rows from a line on, all with as many figures, no period twice."""
    rows: list[_Row] = []
    at = start
    while (row := _row(lines, at)) and (not rows or len(row.figures) == len(rows[0].figures)):
        if row.line.row is not None or any(row.period == r.period for r in rows):
            break
        rows.append(row)
        at = row.end
    return rows


def _row(lines: Sequence[TextLine], at: int) -> _Row | None:
    if at >= len(lines):
        return None
    text = tidy(lines[at].text)
    if _is_period(text) and at + 1 < len(lines) and _FIGURE.fullmatch(tidy(lines[at + 1].text)):
        return _Row(text, (tidy(lines[at + 1].text),), lines[at], at + 2)
    match = _FIGURES.fullmatch(text)
    if match is None or not _is_period(match["period"]):
        return None
    return _Row(match["period"], tuple(match["figures"].split()), lines[at], at + 1)


def _is_period(text: str) -> bool:
    """Whether words name a quarter or a month with its year, and beside it no more than a role."""
    if len(text) > _LONGEST or not (period := heading_period(text)) or period.months >= 12:
        return False
    words = [w for w in re.findall(r"[A-Za-z]{3,}", text) if not role_of(w)]
    return len(words) <= 1


def _table(lines: Sequence[TextLine], start: int, rows: Sequence[_Row]) -> TextTable | None:
    above = tidy(lines[start - 1].text) if start else ""
    count = len(rows[0].figures)
    heads = [above] if count == 1 else [m.group() for m in _CELL.finditer(above)][1:]
    if not above or len(heads) != count or len(above) > 160:
        return None
    first = "" if count == 1 else _CELL.findall(above)[0]
    made = [made_row(lines[start - 1], 1, [first, *heads])]
    made += [made_row(r.line, n, [r.period, *r.figures]) for n, r in enumerate(rows, 2)]
    return TextTable(lines[start - 1].position, Table(tuple(made)), list(lines[start - 1 : rows[-1].end]))
