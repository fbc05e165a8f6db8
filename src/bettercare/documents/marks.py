"""How the files that we write say which part of a plan stands where, so that it keeps its id when it is read again.

Word: a hidden bookmark in the cell or paragraph. HTML: an attribute. Excel: a very hidden sheet with a formula for each part
that points to its cell, so that it follows when rows are inserted, deleted or moved; and a key of the part's name, by which a
row that was sorted is told from one that was renamed.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bettercare.documents.model import Mark, Table
from bettercare.documents.wording import label_key

SHEET = "Better Care marks"
"""The sheet of a workbook that holds its marks: under a row of headings the address, the formula, and the name's key."""
HEADINGS = ("Part", "Row", "Name")
ATTRIBUTE = "data-part"
BESIDES = "Also in this plan"
BESIDES_TOLD = "The plan holds these values too; the round's form has no place for them."
"""What heads the last page of a form, with values by their names."""
_PREFIX = "_bc_"
_LONGEST_BOOKMARK = 40
_POINTER = re.compile(r"=\s*ROW\((?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})\)")


def name_key(name: str | None) -> str | None:
    """A short key of a name, the same for spellings that differ in case, spaces and punctuation; None for no name."""
    key = label_key(name) if name else ""
    return hashlib.blake2b(key.encode(), digest_size=4).hexdigest() if key else None


def bookmark(part: str) -> str | None:
    """The name of a part's bookmark; None where Word could not take it, so that the part's id is not carried."""
    steps = part.replace("stated_totals", "totals").split("/")
    name = _PREFIX + "_".join(steps)
    return name if len(name) <= _LONGEST_BOOKMARK and all(re.fullmatch("[A-Za-z0-9]+", s) for s in steps) else None


def marked(bookmarks: Iterable[str | None]) -> tuple[Mark, ...]:
    """The marks that names of bookmarks are; other bookmarks are left."""
    steps = [name.removeprefix(_PREFIX).split("_") for name in bookmarks if name and name.startswith(_PREFIX)]
    return tuple(Mark("/".join(s).replace("totals/", "stated_totals/")) for s in steps if len(s) % 2 == 0 and all(s))


def pointer(sheet: str, ref: str) -> str:
    """The formula that points to a part's cell; its result is the row, so that it does not change with what is typed."""
    quoted = sheet.replace("'", "''")
    return f"ROW('{quoted}'!{ref})"


def with_marks(tables: Sequence[Table]) -> tuple[Table, ...]:
    """A workbook's sheets with each mark on its row, and without the sheet of marks."""
    holder = next((t for t in tables if t.sheet == SHEET and t.sheet_state != "visible"), None)
    if holder is None:
        return tuple(tables)
    found: dict[tuple[str, int], list[Mark]] = defaultdict(list)
    for row in holder.rows[1:]:
        part, where, named = (row.at(column) for column in range(3))
        match = _POINTER.match((where.formula or "") if where else "")
        if part and match:
            sheet = match[1].replace("''", "'") if match[1] else match[2]
            found[sheet, int(match[4])].append(Mark(part.text, f"{match[3]}{match[4]}", named.text if named else None))
    return tuple(
        replace(t, rows=tuple(replace(r, marks=tuple(found.get((t.sheet or "", r.number), ()))) for r in t.rows)) if found else t
        for t in tables
        if t is not holder
    )
