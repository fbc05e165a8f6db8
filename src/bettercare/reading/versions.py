"""Versions of one thing kept side by side: sheets that a workbook says are superseded, and files of one name with several dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from rapidfuzz import fuzz

from bettercare.documents import Document, Paragraph, Table
from bettercare.plan.version_names import SUPERSEDED, Seniority, seniority, spaced, stem
from bettercare.reading.values import tidy

_LIKE_ANOTHER = 85


_CHECKER = re.compile(r"(?:\d+\.? )?(?:check ?list|completeness check\w*|what is missing)", re.I)
"""A sheet that repeats the form's labels to say whether each is answered."""


def current_sheets(document: Document) -> Document:
    """A workbook without sheets that check the others, and without those that say they are superseded where another sheet of
    that name stands; a notice tells which."""
    blocks = tuple(b for b in document.blocks if isinstance(b, Paragraph) or not (b.sheet and _CHECKER.fullmatch(_plain(b.sheet))))
    document = replace(document, blocks=blocks)
    sheets = {b.sheet: b for b in document.blocks if isinstance(b, Table) and b.sheet}
    old = {name for name, table in sheets.items() if _says_superseded(name, table)}
    gone = {name: twin for name in old if (twin := next((s for s in sheets if s not in old and _one_name(s, name)), None))}
    if not gone:
        return document
    kept = tuple(b for b in document.blocks if isinstance(b, Paragraph) or b.sheet not in gone)
    told = (f"The sheet “{name}” says that it is superseded, so “{twin}” was read and it was not." for name, twin in gone.items())
    return replace(document, blocks=kept, notices=(*document.notices, *told))


def _says_superseded(name: str, table: Table) -> bool:
    title = " ".join(cell.text for row in table.rows[:2] for cell in row.cells if len(cell.text) < 80)
    return bool(SUPERSEDED.search(_plain(name)) or SUPERSEDED.search(title))


def _one_name(one: str, other: str) -> bool:
    return fuzz.ratio(stem(tidy(one)), stem(tidy(other))) >= _LIKE_ANOTHER


def _plain(name: str) -> str:
    return spaced(tidy(name))


def newest_first(files: Sequence[Path]) -> list[Path]:
    """Files in the order given, but where several are versions of one document the latest by name comes first.

    What is called final comes before what is called draft, a higher version or later date before a lower.
    """
    stems = [(stem(tidy(f.stem)), f) for f in files]
    order = {s: i for i, (s, _) in reversed(list(enumerate(stems)))}
    grouped = groupby(sorted(stems, key=lambda p: order[p[0]]), key=lambda p: p[0])
    return [f for _, group in grouped for f in sorted((f for _, f in group), key=lambda f: seniority(tidy(f.stem)), reverse=True)]


def current_documents(documents: Sequence[Document]) -> list[Document]:
    """Documents without older versions of another, by their names, where the later one holds most of what the older does.

    A notice of the later one tells which were left out; a later one that holds little, as a page of signatures, replaces nothing.
    """
    kept = list(documents)
    for older in documents:
        later = [d for d in kept if d is not older and _document(d) == _document(older) and _age(d) > _age(older)]
        fuller = [d for d in later if 2 * _size(d) >= _size(older)]
        if fuller:
            notice = f"“{older.name}” was not read: “{fuller[0].name}” is a later version of it."
            kept = [replace(d, notices=(*d.notices, notice)) if d is fuller[0] else d for d in kept if d is not older]
    return kept


def _document(document: Document) -> tuple[str, str]:
    return stem(tidy(Path(document.name).stem)), document.format.value


def _age(document: Document) -> Seniority:
    return seniority(tidy(Path(document.name).stem))


def _size(document: Document) -> int:
    """How many letters a document holds."""
    rows = (b.text if isinstance(b, Paragraph) else "".join(row.text for row in b.rows) for b in document.blocks)
    return sum(map(len, rows))
