"""Fields whose label fills one cell of a table and whose value fills the one other cell of its row, as in a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from bettercare.documents.model import Cell, Document, Row, Table
from bettercare.plan import State
from bettercare.reading.dates import read_date
from bettercare.reading.parts import Found, Read
from bettercare.reading.values import Value, read_count, read_money, read_number, read_yes_no, state_of, tidy
from bettercare.reading.words import Words
from bettercare.rounds.model import Field


def _words(text: str) -> Value:
    state = state_of(text)
    return Value(tidy(text) if state is State.GIVEN else None, state)


_READERS: dict[str, Callable[[str], Value]] = {
    "money": read_money,
    "count": read_count,
    "rate": read_number,
    "percent": read_number,
    "yes-no": read_yes_no,
    "date": read_date,
    "text": _words,
}


def read_in_rows(documents: Sequence[Document], fields: Sequence[Field]) -> Found:
    """Return answers that stand in the one cell beside their label; nothing where rows of one label disagree."""
    asked = _by_label(fields)
    read: dict[str, list[Read]] = {}
    for document, table, row in _rows(documents):
        pair = [cell for cell in row.cells if tidy(cell.text)]
        field = asked.get(_plain(pair[0].text)) if len(pair) == 2 else None
        if field is None:
            continue
        value = _READERS[field.kind](_typed(pair[1]))
        place = document.place(table, row, pair[1])
        read.setdefault(field.id, []).append(Read(value.value, place, value.state, value.others, value.doubt))
    alone = {id: found[0] for id, found in read.items() if len({(r.value, r.state) for r in found}) == 1}
    return Found(singles={f"answers/{id}": one for id, one in alone.items()})


def shown_empty(documents: Sequence[Document], fields: Sequence[Field]) -> Found:
    """Return as blank the answers of fields whose label stands alone in a row beside a cell in which nothing is."""
    asked = _by_label(fields)
    blank: dict[str, Read] = {}
    for document, table, row in _rows(documents):
        filled = [cell for cell in row.cells if tidy(cell.text)]
        field = asked.get(_plain(filled[0].text)) if len(filled) == 1 else None
        beside = [cell for cell in row.cells if field and cell.column > filled[0].column]
        if field is not None and beside:
            blank.setdefault(f"answers/{field.id}", Read(None, document.place(table, row, beside[0]), State.BLANK))
    return Found(singles=blank)


def field_rows(words: Words, fields: Sequence[Field], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges of words in [start, end) that are such rows, of two cells of which the first is a label."""
    asked = _by_label(fields)
    within = [(a, b) for a, b in words.lines if start <= a and b <= end] if asked else []
    for (a, b), (c, d) in pairwise(within):
        if words[a].row is not None and words[a].row == words[c].row and _plain(words.text(a, b)) in asked:
            yield a, d


def _by_label(fields: Sequence[Field]) -> dict[str, Field]:
    return {_plain(label): field for field in fields if field.kind in _READERS for label in field.locator.labels}


def _rows(documents: Sequence[Document]) -> Iterator[tuple[Document, Table, Row]]:
    for document in documents:
        for block in document.blocks:
            if isinstance(block, Table):
                yield from ((document, block, row) for row in block.rows)


def _typed(cell: Cell) -> str:
    """A cell's own number where it holds one, since what is shown may be rounded; else its words."""
    return cell.text if isinstance(cell.value, str) or cell.value is None or "%" in cell.text else str(cell.value)


def _plain(text: str) -> str:
    return tidy(text).casefold().strip(" :*")
