"""Which facts of tables a text still settles: those whose rows stand in it whole and in order, as a person could read them.

Converters that follow a page's blocks tear some rows apart and leave out empty cells. A row whose cells follow one another in the
text, none missing among its figures, is readable, however its cells are broken over lines; of any other row its figures may be
left out or doubted, and its names are lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from specimens.blocks import Cell, Grid, Laid
from specimens.comparing import part_name
from specimens.facts import PartFacts, parts

_FIGURES = {
    "scheme": ("line.*",), "contribution": ("contribution.*",), "contingency": ("contingency.*",), "metric": ("metric.*",),
}  # fmt: skip
_WORDS = {
    "scheme": ("scheme.number", "!scheme.name", "!scheme.provider", "!line.provider", "!line.area_of_spend", "!line.commissioner"),
    "risk": ("!risk.*",),
    "signature": ("signature.*",),
}
_SPINE = {"organisation"}
ROWS_LOST = frozenset(
    {"flat", "damaged-flat", "libreoffice-text", "pdf>pdftotext", "pdf>pdftotext-raw", "pdf>pdfplumber", "pdf>page-lines"}
)
"""Forms that print the cells of a table one after another, or a space apart."""
_EMPTY_CELL = "an empty cell leaves no trace in such a text: the cells beside it follow one another as if there were none"
_NAME_ALONE = "a name without its amount is not told from the rest of the name before it"
_UNSEEN = {
    **dict.fromkeys(("risk-owner", "risk-mitigation", "risk-unrated", "signature-incomplete"), _EMPTY_CELL),
    **dict.fromkeys(("part-answer-missing", "metric-point-missing", "metric-parts-absent"), _EMPTY_CELL),
    "scheme-without-money": _NAME_ALONE,
}
"""Rules whose faults no one could see in a text without rows, with the reason."""
Row = tuple[list[str], bool, bool]
"""A row of a grid: its cells' letters and digits, whether it is whole in the text, and whether a figure's place is empty."""


def unseen(rule: str, form: str) -> str | None:
    """Why nobody could see a fault of this rule in a form; None where a careful person could."""
    return _UNSEEN.get(rule) if form in ROWS_LOST else None


def undecided(laid: Laid, text: str) -> tuple[str, ...]:
    """Patterns (see `comparing.compare`) of the facts of tables that the text leaves open."""
    rows = [row for paper in laid.papers for block in paper.blocks if isinstance(block, Grid) for row in _rows(block, _key(text))]
    patterns: list[str] = [] if _totals_whole(rows) else ["stated-total *"]
    for part in parts(laid.truth.plan):
        if part.kind in _SPINE:
            continue
        own = [row for row in rows if _holds(row[0], part)]
        whole = bool(own) and all(row[1] for row in own)
        gaps = any(row[2] for row in own)
        name = re.sub(r"[\[\]*?]", "?", part_name(part))
        kinds = () if whole else _WORDS.get(part.kind, ())
        kinds += () if whole and not gaps else _FIGURES.get(part.kind, ())
        patterns += [f"{kind} * @{name}" for kind in kinds]
    return tuple(dict.fromkeys(patterns))


def _key(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _rows(grid: Grid, text: str) -> Iterator[Row]:
    squares = grid.squares()
    figured = {c for row in squares[grid.headers :] for c, cell in enumerate(row) if cell and _is_figure(cell)}
    for row in squares:
        cells = [_key(cell.text) for cell in row if cell and cell.text]
        filled = [c for c, cell in enumerate(row) if cell and cell.text]
        gap = bool(figured & set(filled)) and not figured <= set(filled)
        if cells:
            yield cells, "".join(cells) in text, gap and not grid.fields


def _is_figure(cell: Cell) -> bool:
    return bool(re.fullmatch(r"[-(£\s]*\d[\d,.\s]*[%kKmM)]*", cell.text.strip()))


def _totals_whole(rows: Sequence[Row]) -> bool:
    totals = [row for row in rows if re.search(r"total", " ".join(row[0][:2])) and any(c.isdigit() for c in row[0][1:])]
    return all(row[1] and not row[2] for row in totals)


def _holds(cells: Sequence[str], part: PartFacts) -> bool:
    """Whether a row holds a part: the words that name it, or two of its figures."""
    words = {
        _key(str(f.value)) for k, f in part.facts.items() if isinstance(f.value, str) and k in ("name", "description", "outcome")
    }
    words |= {_key(str(f.value)) for k, f in part.facts.items() if k == "organisation"}
    named = [w for w in words if len(w) > 3 and any(w in c for c in cells)]
    if part.kind in ("scheme", "risk", "contingency"):
        return bool(named)
    figures = {form for f in part.facts.values() if isinstance(f.value, Decimal) for form in _forms(f.value)}
    met = sum(c in figures for c in cells)
    return met >= 2 if part.kind == "metric" else bool(named) and (met >= 1 or part.kind == "signature")


def _forms(value: Decimal) -> set[str]:
    forms = {f"{value:f}", f"{value.normalize():f}", f"{value.to_integral_value():f}"}
    forms |= {f"{(value / 1000).normalize():f}k", f"{(value / 10**6).normalize():f}m"}
    return {_key(form) for form in forms}
