"""Whether a text lost the rows of its tables: lines of figures alone, and hardly a figure in a row that the text still shows."""

from __future__ import annotations

import re

from bettercare.documents.model import Document, Format, Paragraph

_FIGURE = re.compile(r"£\s?\d|\d{1,3},\d{3}|\d{4,}|\d+\.\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[A-Za-z]{2,}")
_WORDS_OF_A_ROW = 6
"""A line with more words than this to a figure is a sentence."""
_FEWEST = 12
_SHARE = 0.1


def rows_lost(document: Document) -> bool:
    """Whether nine of ten figures of a text's tables stand in no row."""
    if document.format is not Format.TEXT:
        return False
    shown = sum(len(_figures(row.text)) for table in document.tables() for row in table.rows)
    loose = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found = len(_figures(block.text))
            loose += found if len(_WORD.findall(block.text)) <= _WORDS_OF_A_ROW * found else 0
    return loose >= _FEWEST and shown <= _SHARE * (shown + loose)


def _figures(text: str) -> list[str]:
    return _FIGURE.findall(_YEAR.sub(" ", text))
