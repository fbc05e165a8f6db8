"""Changes cells of a workbook's sheet part in its bytes: what is not changed stays byte for byte as it was.

A sheet is scanned for where its rows and cells begin and end, and only those stretches are replaced; nothing is written anew
by an XML library, because that changes declarations, quotes and empty elements all over the part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bettercare.documents.excel.book import column_index, column_name

_TAG = re.compile(rb"<[^>\"']*(?:\"[^\"]*\"[^>\"']*|'[^']*'[^>\"']*)*>")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
)  # fmt: skip

At = tuple[int, int]
"""Row from 1, column from 0."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a cell is to hold. `style` is for a cell that the part does not have yet; one that it has keeps its own."""

    value: Decimal | str | bool
    style: str | None = None
    result: bool = False
    """A formula's result: the formula stays, and its stored result becomes the value."""
    formula: str | None = None
    """For a new cell that holds a formula, with the value as its stored result."""


class NotSpliced(Exception):
    """A part is not written as Office programs write it, so no place in it can be changed safely."""


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    start: int
    inside: int
    """Where its content begins."""
    close: int = 0
    """Where its end tag begins; the same as `end` for one without content."""
    end: int = 0
    number: int = 0
    children: list[_Element] = field(default_factory=list)


def with_cells(data: bytes, contents: Mapping[At, Content]) -> bytes:
    """Return a sheet part with some cells' contents changed. Raises NotSpliced."""
    rows = _rows(data)
    prefix = next((row.name.rpartition("row")[0] for row in rows), "")
    changes: list[tuple[int, int, bytes]] = []
    by_number = {row.number: row for row in rows}
    for number in sorted({row for row, _ in contents}):
        mine = {column: content for (row, column), content in contents.items() if row == number}
        row_element = by_number.get(number)
        if row_element is None:
            cells = b"".join(_cell(prefix, number, column, mine[column]) for column in sorted(mine))
            made = f'<{prefix}row r="{number}">'.encode() + cells + f"</{prefix}row>".encode()
            at = _before(rows, number, data)
            changes.append((at, at, made))
        else:
            changes += _in_row(data, row_element, prefix, mine)
    return _spliced(data, changes)


def _in_row(data: bytes, row: _Element, prefix: str, contents: Mapping[int, Content]) -> Iterator[tuple[int, int, bytes]]:
    there = {cell.number: cell for cell in row.children}
    new = [column for column in sorted(contents) if column not in there]
    for column in sorted(set(contents) - set(new)):
        cell = there[column]
        yield cell.start, cell.end, _changed(data, cell, prefix, contents[column])
    for column in new:
        made = _cell(prefix, row.number, column, contents[column])
        if row.close == row.end:
            yield (
                row.start,
                row.end,
                _opened(data, row) + b"".join(_cell(prefix, row.number, c, contents[c]) for c in new) + f"</{row.name}>".encode(),
            )
            return
        later = [cell for cell in row.children if cell.number > column]
        if later and "r" not in later[0].attributes:
            raise NotSpliced("cells of a row do not say which column they stand in")
        at = later[0].start if later else row.children[-1].end if row.children else row.inside
        yield at, at, made


def _opened(data: bytes, element: _Element) -> bytes:
    """The start tag of an element without content, now with some."""
    return data[element.start : element.end].removesuffix(b"/>").rstrip() + b">"


def _cell(prefix: str, row: int, column: int, content: Content) -> bytes:
    attributes = {"r": f"{column_name(column)}{row}", **({"s": content.style} if content.style else {})}
    formula = f"<{prefix}f>{escape(content.formula)}</{prefix}f>".encode("ascii", "xmlcharrefreplace") if content.formula else b""
    return _whole(f"{prefix}c", prefix, attributes, formula, content)


def _changed(data: bytes, cell: _Element, prefix: str, content: Content) -> bytes:
    dropped = {"t"} if content.result else {"t", "vm", "cm"}
    attributes = {name: value for name, value in cell.attributes.items() if name not in dropped}
    formula = b""
    if content.result:
        kept = next(child for child in cell.children if child.name.rpartition(":")[2] == "f")
        formula = data[kept.start : kept.end]
    return _whole(cell.name, prefix, attributes, formula, content)


def _whole(name: str, prefix: str, attributes: Mapping[str, str], formula: bytes, content: Content) -> bytes:
    value = content.value
    kind, inside = "", ""
    if isinstance(value, bool):
        kind, inside = "b", f"<{prefix}v>{int(value)}</{prefix}v>"
    elif isinstance(value, Decimal):
        inside = f"<{prefix}v>{_plain(value)}</{prefix}v>"
    elif content.result:
        kind, inside = "str", f"<{prefix}v>{_text(value)}</{prefix}v>"
    else:
        kind, inside = "inlineStr", f'<{prefix}is><{prefix}t xml:space="preserve">{_text(value)}</{prefix}t></{prefix}is>'
    told = "".join(f" {k}={quoteattr(v)}" for k, v in {**attributes, **({"t": kind} if kind else {})}.items())
    begin, end = (part.encode("ascii", "xmlcharrefreplace") for part in (f"<{name}{told}>", f"{inside}</{name}>"))
    return begin + formula + end  # plain letters only, so that it is right in whatever encoding the part has


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _text(value: str) -> str:
    """Text for a cell: what XML cannot hold, and what Excel would take for such, stands as its number."""
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return escape(_CONTROL.sub(lambda m: f"_x{ord(m.group()[0]):04X}_{m.group()[1:]}", lines))


def _rows(data: bytes) -> list[_Element]:
    """The rows of a sheet with their cells, and the children of cells, each with where it stands."""
    top = _scan(data, ("worksheet", "sheetData", "row", "c", "*"))
    sheet = [e for e in top if e.name.rpartition(":")[2] == "sheetData"]
    if len(sheet) != 1 or sheet[0].close == sheet[0].end:
        raise NotSpliced("the sheet has no cells")
    number = 0
    for row in sheet[0].children:
        stated = row.attributes.get("r", "")
        row.number = number = int(stated) if stated.isdigit() else number + 1
        column = -1
        for cell in row.children:
            ref = cell.attributes.get("r")
            cell.number = column = column_index(ref.rstrip("0123456789")) if ref else column + 1
    return sheet[0].children


def _before(rows: list[_Element], number: int, data: bytes) -> int:
    """Where a row that is not there yet belongs."""
    later = next((row for row in rows if row.number > number), None)
    if later is not None and "r" not in later.attributes:
        raise NotSpliced("rows do not say which row they are")
    if later is not None:
        return later.start
    if rows:
        return rows[-1].end
    raise NotSpliced("the sheet has no cells")


def _scan(data: bytes, path: tuple[str, ...]) -> list[_Element]:
    """The children of the root that `path` names (by local names from the root down, `*` for any), and theirs."""
    parser = expat.ParserCreate()
    open_: list[_Element | None] = []
    found: list[_Element] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        depth = len(open_)
        wanted = depth < len(path) and path[depth] in ("*", name.rpartition(":")[2])
        parent = open_[-1] if open_ else None
        if not wanted or (depth and parent is None):
            open_.append(None)
            return
        start = parser.CurrentByteIndex
        tag = _TAG.match(data, start)
        if tag is None:
            raise NotSpliced("it is not written in UTF-8")
        element = _Element(name, attributes, start, tag.end())
        open_.append(element)
        if depth == 1:
            found.append(element)
        elif parent is not None and depth > 1:
            parent.children.append(element)

    def finish(name: str) -> None:
        element = open_.pop()
        if element is None:
            return
        alone = data[element.start : element.inside].endswith(b"/>")
        element.close = element.inside if alone else parser.CurrentByteIndex
        element.end = element.inside if alone else data.index(b">", element.close) + 1

    def refuse(*_: object) -> None:
        raise NotSpliced("it declares a document type, which no Office program writes")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = begin, finish, refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotSpliced("it is damaged") from error
    return found


def calculated_on_opening(data: bytes) -> bytes:
    """Return the workbook part with the flag that makes Excel calculate everything when it opens the file."""
    elements = _scan(data, ("workbook", "*"))
    settings = next((e for e in elements if e.name.rpartition(":")[2] == "calcPr"), None)
    if settings is None:
        first = [e for e in elements if e.name.rpartition(":")[2] in _BEFORE_CALCULATION]
        prefix = first[-1].name.rpartition(":")
        return _spliced(data, [(first[-1].end, first[-1].end, f'<{prefix[0]}{prefix[1]}calcPr fullCalcOnLoad="1"/>'.encode())])
    if settings.attributes.get("fullCalcOnLoad") in ("1", "true"):
        return data
    tag = re.sub(rb"\s+fullCalcOnLoad\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", data[settings.start : settings.inside])
    ending = b"/>" if tag.endswith(b"/>") else b">"
    tag = tag.removesuffix(ending).rstrip() + b' fullCalcOnLoad="1"' + ending
    return _spliced(data, [(settings.start, settings.inside, tag)])


def _spliced(data: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """The bytes with stretches replaced; insertions at one place stay in their order."""
    pieces, done = [], 0
    for start, end, made in sorted(changes, key=lambda change: change[:2]):
        pieces += [data[done:start], made]
        done = end
    return b"".join([*pieces, data[done:]])
