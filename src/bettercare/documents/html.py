"""HTML: headings, paragraphs, lists and tables in reading order. Scripts are ignored and nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from bettercare.documents.marks import ATTRIBUTE
from bettercare.documents.model import Block, CannotRead, Cell, Mark, Paragraph, Row, Table

_IGNORED = {"script", "style", "noscript", "template", "head", "svg", "math", "comment", "iframe", "object", "select", "textarea"}
_BLOCKS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav", "ul", "ol", "li", "dl", "dt", "dd",
    "blockquote", "pre", "address", "form", "fieldset", "legend", "figure", "figcaption", "body", "html", "center", "caption",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "details", "summary",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])$")
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
WIDEST = 1000
"""A cell may not span more columns or rows than this; larger numbers are taken as damage."""


class _Reader:
    """Walks a tree once; text gathers in `pending` until a block ends it."""

    def __init__(self, line: int, page: int | None) -> None:
        self.line, self.page = line, page
        self.blocks: list[Block] = []
        self.pending: list[str] = []
        self.bold: list[bool] = []

    def walk(self, element: Any, level: int | None = None, item: bool = False, bold: bool = False, depth: int = 0) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _IGNORED or not tag or depth > 200:
            return
        if tag == "table":
            self.flush(level, item)
            self.table(element, 0)
            return
        heading = _HEADING.match(tag)
        own = int(heading.group(1)) if heading else level
        in_item = item or tag == "li"
        in_bold = bold or tag in ("b", "strong") or bool(heading)
        if tag in _BLOCKS:
            self.flush(level, item)
        if tag == "br":
            self.pending.append("\n")
        if tag == "input" and element.get("type", "").lower() in ("checkbox", "radio"):
            self.pending.append("☒ " if element.get("checked") is not None else "☐ ")
        elif tag == "input" and element.get("type", "text").lower() in ("text", "date", "number"):
            self.pending.append(element.get("value") or "")
        self.gather(element.text, in_bold)
        for child in element:
            self.walk(child, own, in_item, in_bold, depth + 1)
            self.gather(child.tail, in_bold)
        if tag in _BLOCKS:
            self.flush(own, in_item, _marks_of((element,)))

    def gather(self, text: str | None, bold: bool) -> None:
        if text:
            self.pending.append(text.replace("\n", " "))
            if text.strip():
                self.bold.append(bold)

    def flush(self, level: int | None, item: bool, marks: tuple[Mark, ...] = ()) -> None:
        text = _tidy("".join(self.pending))
        if text:
            bold = level is None and bool(self.bold) and all(self.bold)
            self.blocks.append(Paragraph(text, self.page, self.line, level, item, bold, marks=marks))
            self.line += 1
        self.pending, self.bold = [], []

    def table(self, element: Any, depth: int) -> None:
        """Lay a table's cells on a grid; tables inside cells follow it."""
        rows: list[Row] = []
        inner: list[Any] = []
        taken: dict[tuple[int, int], bool] = {}
        for r, tr in enumerate(_own_rows(element)):
            cells: list[Cell] = []
            column = 0
            for td in tr:
                if td.tag not in ("td", "th"):
                    continue
                while (r, column) in taken:
                    column += 1
                down, across = _span(td, "rowspan"), _span(td, "colspan")
                for i in range(1, min(down, WIDEST)):
                    for j in range(across):
                        taken[r + i, column + j] = True
                text, found = _cell_text(td)
                inner.extend(found)
                cells.append(Cell(text, column, span=(down, across)))
                column += across
            rows.append(Row(tuple(cells), len(rows) + 1, self.page, self.line, _marks(tr)))
            self.line += 1
        caption = next((_tidy("".join(c.itertext())) for c in element if c.tag == "caption"), None)
        self.blocks.append(Table(tuple(rows), title=caption or None, depth=depth))
        for nested in inner:
            if depth < 20:
                self.table(nested, depth + 1)


def read_html(data: bytes, name: str) -> tuple[tuple[Block, ...], str | None]:
    """Return the blocks of an HTML file and its title; `line` is the running number of paragraphs and table rows."""
    parser = lxml_html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding=_encoding(data))
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise CannotRead(
            name, "the HTML holds nothing that can be read", "Save the page again, or give the original document."
        ) from error
    reader = _Reader(1, None)
    body = root.find("body")
    reader.walk(root if body is None else body)
    reader.flush(None, False)
    title = root.findtext("head/title")
    return tuple(reader.blocks), _tidy(title) if title and title.strip() else None


def tables_in_markup(markup: str, line: int, page: int | None) -> Iterator[Block]:
    """Yield the blocks of an HTML fragment inside a text; rows carry the text's own line numbers as far as it has them."""
    lines = markup.split("\n")
    holder = lxml_html.fragment_fromstring(markup, create_parent="div")
    reader = _Reader(line, page)
    reader.walk(holder)
    reader.flush(None, False)
    for block in reader.blocks:
        if isinstance(block, Table):
            rows = _with_lines(block.rows, lines, line)
            yield Table(rows, title=block.title, depth=block.depth)
        else:
            yield block


def _with_lines(rows: tuple[Row, ...], lines: list[str], first: int) -> tuple[Row, ...]:
    starts = [i for i, text in enumerate(lines) for _ in re.findall(r"<tr[\s>]", text, re.I)]
    numbered = zip(rows, starts + [len(lines) - 1] * len(rows), strict=False)
    return tuple(Row(row.cells, row.number, row.page, first + start) for row, start in numbered)


def _encoding(data: bytes) -> str | None:
    """UTF-8 where the bytes are that, whatever the page says of itself; else let the page say."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _marks(row: Any) -> tuple[Mark, ...]:
    return _marks_of(row.iter("td", "th"))


def _marks_of(elements: Iterable[Any]) -> tuple[Mark, ...]:
    """The parts that attributes of our own name, each once."""
    return tuple(Mark(part) for part in dict.fromkeys(p for e in elements for p in (e.get(ATTRIBUTE) or "").split()))


def _own_rows(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (tr for tr in child if tr.tag == "tr")


def _span(cell: Any, name: str) -> int:
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), WIDEST) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _cell_text(cell: Any) -> tuple[str, list[Any]]:
    """The text of a cell without that of tables inside it, and those tables."""
    reader = _Reader(0, None)
    inner: list[Any] = []
    reader.table = lambda element, depth: inner.append(element)  # type: ignore[method-assign]
    reader.gather(cell.text, False)
    for child in cell:
        reader.walk(child)
        reader.gather(child.tail, False)
    reader.flush(None, False)
    return "\n".join(block.text for block in reader.blocks if isinstance(block, Paragraph)), inner


def _tidy(text: str) -> str:
    lines = [_SPACES.sub(" ", line).strip() for line in text.split("\n")]
    return "\n".join(lines).strip()
