"""Milestones: action plans with an action, who leads it and when it is due, in tables and in lists headed as milestones.

`read_milestones(documents)` gives `milestones` parts. Leads and due dates stay as written: `MARCH 2018`, `via the board`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import How, State
from bettercare.reading.dates import periods_in, read_date
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.risks.milestone_headings import milestone_columns
from bettercare.reading.risks.read import heads_risks
from bettercare.reading.spots import Board, Spot, boards, clean, line_key, words_between
from bettercare.reading.tables.below import ends_at
from bettercare.reading.values import state_of

_PAGE_BREAK_WORDS = 40
_FIRST, _DEEPEST = 6, 400
"""Rows among which headings are looked for: of a table in a document, and of a sheet."""
_LIST_HEADING = re.compile(
    r"^(?:\W*\d*[.)]?\s*)(?:key |main |project |delivery |programme )*(?:milestones|timetable|timeline)\b\W*$", re.I
)
_DATED = re.compile(
    r"^\W*(?P<due>(?:by |from |end of )?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+20\d{2}|\d{1,2}/\d{1,2}/\d{2,4})"
    r"\s*(?:[-:–,]\s*)?(?P<action>\S.{6,300})$", re.I,
)  # fmt: skip


def read_milestones(documents: Iterable[Document]) -> Found:
    """Read the action plans and lists of milestones of one plan's documents, in their order."""
    found = Found()
    for document in documents:
        found += _of_tables(document)
        found += _of_lists(document)
    return found


def _of_tables(document: Document) -> Found:
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    roles: dict[int, str] = {}
    width, last = 0, -1
    for position, board in boards(document):
        start, found = _header(board)
        if found:
            roles, width = found, board.width
        elif not (roles and board.width == width and _goes_over(board, words_between(document, last, position))):
            roles = {}
            continue
        parts += _rows(board, start, roles)
        used |= {board.key(r) for r in range(board.height)}
        last = position
    return Found(tuple(parts), used=frozenset(used))


def _goes_over(board: Board, words: int) -> bool:
    """Whether a table may go on with the one before, over a page's end; a sheet of a workbook begins anew."""
    return board.table.sheet is None and words <= _PAGE_BREAK_WORDS


def _header(board: Board) -> tuple[int, dict[int, str]]:
    """The row after the headings of an action plan, and what each column holds.

    On a sheet of a workbook it may stand below another table; a table of a document begins with its headings.
    """
    deepest = _DEEPEST if board.table.sheet is not None else _FIRST
    for row in range(min(board.height, deepest)):
        roles = milestone_columns([board.own(row, c) for c in range(board.width)])
        if roles:
            return row + 1, roles
    return 0, {}


def _rows(board: Board, start: int, roles: dict[int, str]) -> Iterator[Part]:
    """A milestone for each action; a row without one goes on with the milestone before."""
    open_cells: dict[str, list[Spot]] = {}
    for row in range(start, ends_at(board, start, heads_risks)):
        cells = {r: board.spot(row, c) for c, r in roles.items() if r in ("action", "lead", "due") and board.own(row, c)}
        action = clean(cells["action"].text) if "action" in cells else ""
        fresh = bool(cells) and any(r == "focus" and board.own(row, c) for c, r in roles.items()) and "action" not in cells
        if fresh or (action and not (open_cells and _goes_on(action, open_cells))):
            if open_cells:
                yield _part(open_cells, roles, board, row)
            spanned = {
                r: [board.spot(row, c)]
                for c, r in roles.items()
                if r in ("lead", "due") and not board.origin(row, c) and board.text(row, c)
            }
            open_cells = {**spanned, **{r: [s] for r, s in cells.items()}}
        elif open_cells:
            for role, spot in cells.items():
                open_cells.setdefault(role, []).append(spot)
    if open_cells:
        yield _part(open_cells, roles, board, board.height - 1)


def _goes_on(action: str, cells: dict[str, list[Spot]]) -> bool:
    return action[0].islower() and "action" in cells and not clean(cells["action"][-1].text).endswith((".", ";"))


def _part(cells: dict[str, list[Spot]], roles: dict[int, str], board: Board, row: int) -> Part:
    fields: dict[str, Read] = {}
    for column, role in roles.items():
        if role not in ("action", "lead", "due"):
            continue
        spots = cells.get(role, [])
        text = " ".join(clean(s.text) for s in spots)
        state = state_of(text)
        place = (
            spots[0].place(as_written="\n".join(s.text for s in spots))
            if spots
            else board.spot(min(row, board.height - 1), column).place()
        )
        broken = bool(text) and role != "action" and (text[0] in "&/," or text[0].islower())
        doubt = "the cell begins in the middle of a phrase" if broken else None
        fields[role] = Read(text if state is State.GIVEN else None, place, state, doubt=doubt)
    return Part("milestones", fields)


def _of_lists(document: Document) -> Found:
    """Lines that begin with a date, beneath a heading that says milestones."""
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    inside = 0
    for position, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            inside = 0
            continue
        text = clean(block.text)
        if _LIST_HEADING.match(text):
            inside = 3
            continue
        match = _DATED.match(text) if inside and text else None
        if match and (read_date(match["due"]).value or periods_in(match["due"])):
            place = document.place(block, how=How.READ)
            parts.append(Part("milestones", {"action": Read(match["action"], place), "due": Read(match["due"], place)}))
            used.add(line_key(document, block, position))
            inside = 3
        elif text:
            inside -= 1 if inside else 0
    return Found(tuple(parts), used=frozenset(used))
