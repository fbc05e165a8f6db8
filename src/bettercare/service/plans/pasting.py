"""Rows pasted from a spreadsheet into a table of the form: as many new rows, each cell read as if it were typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from bettercare.documents.wording import label_key
from bettercare.plan import Reading
from bettercare.plan.edits import CannotEdit, Edit, fold
from bettercare.rounds.model import Round
from bettercare.service.plans import rows
from bettercare.service.plans.typed import CannotBe, edits_of
from bettercare.service.plans.working import sections
from bettercare.writing.form import Cell, Table

MOST_ROWS = 500
"""Rows of one paste; the largest plans that we met have some 200 schemes."""
_STATES = ("", "tbc", "n/a", "not supplied")


@dataclass(frozen=True, slots=True)
class Pasted:
    """The edits that add rows, how many those are, and the cells that could not be read (their row counted from 1)."""

    edits: tuple[Edit, ...]
    rows: int
    wrong: tuple[tuple[int, str, CannotBe], ...]


def pasted(held: Reading, round: Round, table: str, text: str, new_id: Callable[[], str]) -> Pasted:
    """Return what pasting into a table does. A first row of the table's own headings says which column is which.

    Raises CannotEdit where rows cannot be added to the table, or there are too many.
    """
    lines = [row for row in csv.reader(io.StringIO(text), delimiter="\t") if any(cell.strip() for cell in row)]
    before = _table(held, round, table)
    columns = _headed(lines[0], before.heads) if lines else None
    lines = lines[1:] if columns else lines
    if len(lines) > MOST_ROWS:
        raise CannotEdit(f"Paste at most {MOST_ROWS} rows at a time; these are {len(lines)}.")
    adds: list[Edit] = []
    grown = held
    for _ in lines:
        more = rows.added(grown, round, table, new_id)
        grown = fold(grown, more)
        adds += more
    known = {cell.address for row in before.rows for cell in row}
    after = [row for row in _table(grown, round, table).rows if not any(cell.address in known for cell in row if cell.address)]
    boxes: dict[str, Cell] = {}
    typed: dict[str, str] = {}
    places: dict[str, tuple[int, str]] = {}
    for number, (line, row) in enumerate(zip(lines, after, strict=False), 1):
        open_cells = [i for i, cell in enumerate(row) if cell.address and cell.entry == "input"]
        for place, value in zip(columns or open_cells, line, strict=False):
            cell = row[place] if place is not None and place in open_cells else None
            if cell is not None and cell.address:
                boxes[cell.address] = cell
                typed[cell.address] = _chosen(value.strip(), cell)
                places[cell.address] = (number, before.heads[place] if place is not None else "")
    made = edits_of(grown, round, boxes, typed)
    return Pasted((*adds, *made.edits), len(lines), tuple((*places[w.address], w) for w in made.wrong))


def _table(held: Reading, round: Round, shape: str) -> Table:
    found = (b for s in sections(held, round) for b in s.page.blocks if isinstance(b, Table) and b.shape == shape)
    table = next(found, None)
    if table is None:
        raise CannotEdit(f"{shape}: there is no such table here")
    return table


def _headed(first: list[str], heads: tuple[str, ...]) -> list[int | None] | None:
    """Which column of the table each pasted one is, where the first row is one of headings; None where it is not."""
    known = {label_key(head): place for place, head in enumerate(heads) if label_key(head)}
    found = [known.get(label_key(cell)) for cell in first]
    return found if sum(place is not None for place in found) >= 2 else None


def _chosen(text: str, cell: Cell) -> str:
    """What was pasted; the label of a choice as its id."""
    if cell.kind != "choice" or text.lower() in _STATES:
        return text
    labels = {label_key(label): id for label, id in zip(cell.choices, cell.choice_ids, strict=True)}
    return labels.get(label_key(text), text)
