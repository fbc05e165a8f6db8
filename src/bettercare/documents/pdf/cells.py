"""A printed sheet without ruled lines as a table again: LibreOffice writes each line of a cell as one piece of text.

Texts begin at the left edge of their column and figures end at its right edge, so edges are where several of them line up.
A column is no narrower than a cell: what never has two texts in one row is one column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bettercare.documents.model import Cell, Damage, Row
from bettercare.documents.pdf.grid import join
from bettercare.documents.pdf.page import PageParts, Word

_FIGURE = re.compile(r"[-(£]{0,2}\s?\d[\d,.:/\s]*%?\)?")
_NEAR = 3.0
"""Points between two texts that begin at one edge, or between a text and the edge of its cell."""
_LETTER = 12.0
"""Points that a text which is cut off may reach beyond its cell."""
_MOST_SPLITS = 100
_LEAST = 2
"""Texts or figures that must line up to show an edge."""
_WRAPPED = 1.08
"""Lines closer than this times the height of their letters are of one cell; rows of a sheet stand further apart."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of a cell."""

    text: str
    x0: float
    x1: float
    bottom: float
    height: float
    bold: bool

    @property
    def is_figure(self) -> bool:
        return bool(_FIGURE.fullmatch(self.text.strip()))


_CUT = "the text was cut off at the edge of its cell when the sheet was printed"
_TWO = "two texts of the printed sheet stand in one of this row's columns; one may be another column's"
_BARE = "the row has no label of its own in the printed sheet; that of a merged cell may stand above or below it"
_Line = list[Piece]


def sheet_rows(pages: Sequence[tuple[int, PageParts]], first_line: int) -> tuple[list[Row], list[Damage]]:
    """The rows of one sheet, which stands on pages below each other, by page number; and which texts and rows are in doubt.

    Lines are counted on from `first_line`.
    """
    lines = [(number, line) for number, page in pages for line in _lines(pieces(page.words))]
    columns = _columns([line for _, line in lines])
    rows: list[Row] = []
    damages: list[Damage] = []
    last: tuple[int, float] | None = None
    for number, line in lines:
        bottom, height = max(p.bottom for p in line), max(p.height for p in line)
        texts = _by_column(line, columns)
        if last is not None and last[0] == number and bottom - last[1] < _WRAPPED * height and rows:
            rows[-1] = _wrapped(rows[-1], texts)
        else:
            cells = tuple(Cell(text, at) for at, text in sorted(texts.items()))
            rows.append(Row(cells, len(rows) + 1, number, first_line + len(rows) + 1))
        damages += [Damage(number, _CUT, text) for text in _cut_texts(line, columns)]
        if len(texts) < len(line):
            damages.append(Damage(number, _TWO, line=rows[-1].line))
        last = number, bottom
    return rows, damages + list(_without_label(rows))


def pieces(words: Sequence[Word]) -> list[Piece]:
    """The words of each text object together; a word that tells no object is a piece of its own."""
    found = []
    for _, group in groupby(enumerate(words), key=lambda w: w[1].item or -1 - w[0]):
        held = [word for _, word in group]
        found.append(
            Piece(
                join(held),
                min(w.x0 for w in held),
                max(w.x1 for w in held),
                max(w.bottom for w in held),
                max(w.height for w in held),
                all(w.bold for w in held),
            )
        )
    return found


def _cut_texts(line: _Line, columns: Sequence[float]) -> Iterator[str]:
    """Texts that reach the end of their column where the next holds something, or end just there: they may go on beneath it."""
    for piece in line:
        at = _column(piece, columns)
        if piece.is_figure or at + 1 == len(columns):
            continue
        over = piece.x1 - columns[at + 1]
        filled = any(_column(other, columns) == at + 1 for other in line)
        if over > -piece.height and (filled or over < piece.height / 2):
            yield piece.text


def _without_label(rows: Sequence[Row]) -> Iterator[Damage]:
    """Rows that begin in a later column than others, and the one after them: a merged cell's label stands beside one of them."""
    for at, row in enumerate(rows):
        bare = [bool(r.cells) and r.cells[0].column > 0 and len(r.cells) > 1 for r in rows[max(at - 1, 0) : at + 1]]
        if any(bare) and row.page is not None:
            yield Damage(row.page, _BARE, line=row.line)


def _lines(found: Iterable[Piece]) -> list[_Line]:
    lines: list[_Line] = []
    for piece in sorted(found, key=lambda p: (p.bottom, p.x0)):
        if lines and piece.bottom - lines[-1][0].bottom < piece.height / 3:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [sorted(line, key=lambda p: p.x0) for line in lines]


def _edges(lines: Sequence[_Line]) -> list[float]:
    """Where columns begin, from the left."""
    told = sorted(piece.x1 + 2 if piece.is_figure else piece.x0 - 1 for line in lines for piece in line)
    groups: list[list[float]] = []
    for at in told:
        if groups and at - groups[-1][-1] <= _NEAR:
            groups[-1].append(at)
        else:
            groups.append([at])
    figures = [piece for line in lines for piece in line if piece.is_figure]
    edges = [sum(g) / len(g) for g in groups if len(g) >= _LEAST]
    return [e for e in edges if not any(f.x0 + _NEAR < e < f.x1 - _NEAR for f in figures)]


def _columns(lines: Sequence[_Line]) -> list[float]:
    """Where columns begin: an edge stands between two texts of a row, or cuts texts off; one that never does is none."""
    kept = _edges(lines) or [0.0]
    for _ in range(_MOST_SPLITS):
        new = next((e for e in map(lambda at: _split(lines, kept, at), range(len(kept) + 1)) if e is not None), None)
        if new is None:
            break
        kept = sorted([*kept, new])
    at = 1
    while at < len(kept):
        if any({at, at - 1} <= _by_column(line, kept).keys() for line in lines) or _cuts(lines, kept, at):
            at += 1
        else:
            del kept[at]
    return kept


def _cuts(lines: Sequence[_Line], edges: Sequence[float], at: int) -> bool:
    """Whether texts of the column before an edge are cut off at it."""
    left = [p for line in lines for p in line if not p.is_figure and _column(p, edges) == at - 1]
    return sum(abs(p.x1 - edges[at]) < p.height for p in left) >= _LEAST


def _split(lines: Sequence[_Line], edges: Sequence[float], at: int) -> float | None:
    """The edge that parts a column in which rows hold two texts: where a later one begins; None where no edge parts them."""
    inside = [[p for p in line if _column(p, edges) == at] for line in lines]
    later = [p for held in inside for p in held[1:]]
    if not later:
        return None
    last = min(p.x0 for p in later)
    first = max((held[0].x1 for held in inside if len(held) > 1 and held[0].x1 <= held[1].x0 + _LETTER), default=0.0)
    alone = [p.x0 - 1 for held in inside for p in held if not p.is_figure and first - _LETTER <= p.x0 <= last]
    edge = min((p.x0 - 1 for p in later if not p.is_figure), default=min(alone, default=last - 1))
    crossed = any(p.x0 + _NEAR < edge < p.x1 - _NEAR for held in inside for p in held if p.is_figure)
    return None if crossed or any(abs(edge - e) <= _NEAR for e in edges) else edge


def _column(piece: Piece, edges: Sequence[float]) -> int:
    at = piece.x1 - 1 if piece.is_figure else piece.x0 + _NEAR
    return max(sum(edge <= at for edge in edges) - 1, 0)


def _by_column(line: _Line, edges: Sequence[float]) -> dict[int, str]:
    found: dict[int, str] = {}
    for piece in line:
        column = _column(piece, edges)
        found[column] = f"{found[column]} {piece.text}" if column in found else piece.text
    return found


def _wrapped(row: Row, texts: dict[int, str]) -> Row:
    held = {cell.column: cell.text for cell in row.cells}
    for at, text in texts.items():
        held[at] = f"{held[at]} {text}" if at in held else text
    return Row(tuple(Cell(text, at) for at, text in sorted(held.items())), row.number, row.page, row.line)
