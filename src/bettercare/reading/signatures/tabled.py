"""Signatures in the rows of a table or sheet, beneath headings that name their fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from bettercare.documents.model import Document, Row, Table
from bettercare.plan import State
from bettercare.reading.fields.read import value_of
from bettercare.reading.parts import Part, Read
from bettercare.reading.signatures.asked import field_labels, role_named, role_told
from bettercare.reading.words import Words, letters
from bettercare.rounds.model import Round

_SURNAME = ("surname", "lastname", "familyname")


@dataclass(frozen=True, slots=True)
class SigningTable:
    """Rows of a table (or sheet) that are signatures: the heading row, the rows below it, and the columns of their fields."""

    document: Document
    table: Table
    first: int
    last: int
    columns: dict[str, int]
    words: tuple[int, int]


@lru_cache(maxsize=8)
def tables_of_signatures(words: Words, round: Round) -> tuple[SigningTable, ...]:
    """Every stretch of a table's rows that holds signatures, in the order of the documents."""
    headings = _headings(round)
    found: list[SigningTable] = []
    for start, end in zip(words.block_starts, [*words.block_starts, len(words)][1:], strict=True):
        document = words.documents[words[start].document]
        block = document.blocks[words[start].block]
        after = 0
        if not isinstance(block, Table):
            continue
        for first, row in enumerate(block.rows):
            columns = _signing_columns(row, headings) if first >= after else {}
            if columns:
                after = _last_row(block, first, columns)
                inside = [i for i in range(start, end) if first <= (words[i].row or 0) < after]
                if after > first + 1 and inside:
                    found.append(SigningTable(document, block, first, after, columns, (inside[0], inside[-1] + 1)))
    return tuple(found)


@lru_cache(maxsize=64)
def _headings(round: Round) -> Mapping[str, Mapping[str, int]]:
    """For each field of a signature the letters of its headings, each with its number: the best is 0."""
    labels = field_labels(round)
    partners = ("Organisation", "Organisations", *labels["organisation"], "Partner", "On behalf of", "Body")
    every = {**labels, "organisation": partners}
    return {f: {letters(x): len(known) - n for n, x in enumerate(reversed(known), 1)} for f, known in every.items()}


def _signing_columns(row: Row, headings: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The columns of a heading row that names at least three fields of a signature, name or date among them; else none."""
    columns = _columns(row, headings)
    signed = "name" in columns or {"organisation", "position", "date"} <= set(columns)
    return columns if signed and len(columns) >= 3 else {}


def _last_row(table: Table, first: int, columns: dict[str, int]) -> int:
    """The row after the signatures: the first in which none of their columns holds anything."""
    for number in range(first + 1, len(table.rows)):
        cells = [table.rows[number].at(column) for column in columns.values()]
        if not any(cell and cell.text.strip() for cell in cells):
            return number
    return len(table.rows)


def _columns(row: Row, headings: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """For each field the column with the best of the field's headings."""
    keys = [(letters(c.text), c.column) for c in row.cells]
    ranked = {field: min(((known[k], c) for k, c in keys if k in known), default=None) for field, known in headings.items()}
    found = {field: best[1] for field, best in ranked.items() if best}
    last = next((c for k, c in keys if k in _SURNAME), None)
    if last is not None and found.get("name", last) != last:
        found["surname"] = last
    return found


def signing_rows(signed: SigningTable, round: Round) -> list[Row]:
    """The rows of a table of signatures, each with the lines that its organisation's name runs over."""
    column = signed.columns.get("organisation")
    rows: list[Row] = []
    for row in signed.table.rows[signed.first + 1 : signed.last]:
        above, own = (rows[-1].at(column) if rows else None, row.at(column)) if column is not None else (None, None)
        alone = own is not None and own.text.strip() and not any(c.text.strip() for c in row.cells if c is not own)
        if alone and above and own and above.text.strip() and role_told(round, Read(above.text)) is None:
            whole = f"{above.text.strip()} {own.text.strip()}"
            if role_told(round, Read(whole)):
                cells = tuple(c._replace(text=whole, value=whole) if c is above else c for c in rows[-1].cells)
                rows[-1] = replace(rows[-1], cells=cells)
                continue
        rows.append(row)
    return rows


def row_signature(document: Document, table: Table, row: Row, columns: dict[str, int], round: Round) -> Part | None:
    """The signature of one row, its role told by its organisation or first cell; None for a row that is no signatory's."""
    reads: dict[str, Read] = {}
    for field, column in columns.items():
        cell = row.at(column)
        value = value_of(cell.text if cell else "", "date" if field == "date" else "text")
        reads[field] = Read(value.value, document.place(table, row, cell), value.state, value.others, value.doubt)
    surname = reads.pop("surname", None)
    if surname and isinstance(surname.value, str):
        reads["name"] = replace(surname, value=" ".join(n for n in (reads["name"].value, surname.value) if n))
    if all(r.state is State.BLANK for r in reads.values()):
        return None
    before = [c for c in row.cells if c.column < columns.get("name", 0)]  # a caption of the whole table may stand before a role
    first = next((c for c in before if role_named(round, c.text)), row.cells[0] if row.cells else None)
    named = role_named(round, first.text) if first and first.column != columns.get("organisation") else None
    if named is None and first and first.column != columns.get("organisation") and "surname" in columns:
        return None  # a list of contacts, in which each row says whose it is: this one is no signatory
    if "surname" in columns and reads["name"].state is State.BLANK:
        return None  # a further contact that the form offers, and nobody was named
    told = role_told(round, reads.get("organisation"))
    says = role_told(round, Read(first.text)) if first and named else None  # a board's chair often sits on the council
    if told is None or (named and named.per in (told.per, says and says.per)):
        told = named or role_told(round, reads.get("organisation"), reads.get("position"), Read(first.text if first else None))
    role = told
    reads["role"] = Read(role.id if role else None, document.place(table, row), doubt=None if role else "no role is named")
    return Part("signatures", reads)
