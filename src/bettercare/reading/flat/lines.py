"""Expenditure printed as running text: the words of a row parted by the closed lists of the round, in the headings' order."""

from __future__ import annotations

import re
from functools import lru_cache

from bettercare.reading.flat.text import Region, heading_position
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.rounds.model import Column, Round, TableShape

_LISTS = {
    "area_of_spend": ("areas-of-spend", "area-of-spend"),
    "commissioner": ("commissioners", "commissioner"),
    "provider": ("providers", "provider"),
}
_SURE = ("source", "area_of_spend", "provider")
"""Columns that every row of the form fills; a row whose words lack one of them is not parted."""
_SHARE = r"\d{1,3}(?:\.\d+)?\s?%"


def spine(column: Column) -> str:
    """A column's field without what it belongs to; answers keep their mark."""
    return column.field if column.field.startswith("answers/") else column.field.rsplit("/", 1)[-1]


def text_columns(region: Region, shape: TableShape) -> list[Column]:
    """The columns of words whose headings are printed in a region, in that order."""
    spots = [(heading_position(region, c), i) for i, c in enumerate(shape.columns) if c.kind != "money"]
    return [shape.columns[i] for at, i in sorted((at, i) for at, i in spots if at is not None)]


def part_words(text: str, columns: tuple[Column, ...], round: Round) -> dict[str, str] | None:
    """A row's words by field, when all that is not free text is a word of a closed list; else None.

    Free text is taken as short as the lists allow; the row's number may stand before it.
    """
    match = _pattern(columns, round).fullmatch(re.sub(r"\s+", " ", text).strip())
    if not match:
        return None
    words = {column.field: match[f"c{i}"] for i, column in enumerate(columns) if match[f"c{i}"] and match[f"c{i}"].strip()}
    return {field: value.strip() for field, value in words.items()}


@lru_cache(maxsize=100)
def _pattern(columns: tuple[Column, ...], round: Round) -> re.Pattern[str]:
    pieces = []
    for i, column in enumerate(columns):
        field = spine(column)
        if field == "number":
            pieces.append(rf"(?P<c{i}>[A-Z]{{0,4}}\d{{1,3}})?\s?")
            continue
        words = _words(field, round)
        if field == "nhs_share" or column.kind == "percent":
            pieces.append(rf"(?P<c{i}>{_SHARE})?\s?")
        elif words:
            listed = "|".join(sorted((_loosely(w) for w in words), key=len, reverse=True))
            pieces.append(rf"(?P<c{i}>(?:{listed})(?!\w)){'' if field in _SURE else '?'}\s?")
        else:
            pieces.append(rf"(?P<c{i}>.*?)\s?")
    return re.compile("".join(pieces), re.I)


@lru_cache(maxsize=200)
def closed_words(column: Column, round: Round) -> str | None:
    """The words of a column's closed list as one pattern that stands broken words and a first letter lost; None for free text."""
    words = _words(spine(column), round)
    patterns = sorted({" ".join(w.split()) for w in words}, key=len, reverse=True)
    return "|".join(worn(text) + r"(?!\w)" for text in patterns) if patterns else None


def closed_list(column: Column, round: Round) -> list[str]:
    """The words of a column's closed list; none for free text."""
    return _words(spine(column), round)


def worn(text: str) -> str:
    """Words as a converter may leave them, as a pattern: broken, run together, or with a first letter lost."""
    return r"\s{0,3}".join(_worn(word) for word in text.split())


def _worn(word: str) -> str:
    """A word as a converter may leave it: a long one parted in the middle, its first letter lost, or the end of a ligature."""
    letters = [re.escape(c) for c in word]
    for i in range(1, len(word)):
        if word[i - 1 : i + 1].lower() in ("ff", "fi", "fl"):
            letters[i] += "?"
    if len(word) >= 5 and word[0].isalpha():
        letters[0] += "?"
    if len(word) >= 7:
        letters[len(word) // 2] = r"\s?" + letters[len(word) // 2]
    return "".join(letters)


def _words(field: str, round: Round) -> list[str]:
    """The words of the closed list that a field is of; none for free text."""
    if field == "source":
        return [w for s in round.streams for w in (s.title, *s.labels)]
    ids = _LISTS.get(field, (field.removeprefix("answers/"),))
    return [w for t in round.taxonomies if t.id in ids for item in t.items for w in (item.label, *item.labels) if plain_label(w)]


def _loosely(words: str) -> str:
    return r"\s?".join(re.escape(w) for w in words.split())
