"""PDF: lines of text in reading order, ruled tables (joined over pages), headings by size, running headers and footers marked.

Words and rules come from pdfium, the geometry of tables from pdfplumber; pages without rules are not searched for tables.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, NamedTuple

from bettercare.documents.columns import aligned_rows
from bettercare.documents.limits import Limits
from bettercare.documents.markup import without_bullet
from bettercare.documents.model import Block, CannotRead, Cell, Container, Damage, Paragraph, Row, Table
from bettercare.documents.pdf.bands import find_bands
from bettercare.documents.pdf.cells import sheet_rows
from bettercare.documents.pdf.grid import MOST_RULES, Grid, find_grids, into_lines, join
from bettercare.documents.pdf.joining import joined_rows, one_table, set_on
from bettercare.documents.pdf.lines import TextLine, in_columns, text_line
from bettercare.documents.pdf.page import PageParts, read_page
from bettercare.documents.pdf.sheets import Rejoined, rejoined, texts_over

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–(]?\s*\d{1,4}\s*[-–)]?(?:\s*(?:of|/)\s*\d{1,4})?$", re.I)
_DIGITS = re.compile(r"\d+")
MARGIN = 0.12
"""Share of a page's height, at its top and bottom, where running headers and footers stand."""
_SPREADSHEET = re.compile(r"\bcalc\b", re.I)
"""The program that prints sheets with a bookmark each and every line of a cell in one piece, as a PDF names it."""
_UNSURE = "the sheet was printed on pages beside each other, and this page may hold only some of its columns"
_ORIGINAL = "Give the Word or Excel file that it was made from, or a copy with its text recognised (OCR)."


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    grids: list[Grid]
    lines: list[TextLine]
    letter: float
    sheet: tuple[str, list[tuple[int, PageParts]]] | None = None
    """The sheet that begins here, by name, and the pages that it goes down on; these then hold no lines of their own."""


@dataclass(slots=True)
class _Made:
    """Blocks as they are made, with what is needed to join a table to its beginning on the page before."""

    blocks: list[Block] = field(default_factory=list)
    line: int = 0
    open_grid: tuple[int, Grid] | None = None
    damages: list[Damage] = field(default_factory=list)


class PdfContents(NamedTuple):
    """The blocks of a PDF, its number of pages, notices, its title, and what in it may be damaged."""

    blocks: tuple[Block, ...]
    pages: int
    notices: tuple[str, ...]
    title: str | None
    damages: tuple[Damage, ...]


def read_pdf(data: bytes, name: str, limits: Limits) -> PdfContents:
    """Return what a PDF holds; raises CannotRead."""
    document = _opened(data, name)
    try:
        count = len(document)
        if count == 0:
            raise CannotRead(name, "the PDF has no pages", "Save it again from the program it was made with.")
        if count > limits.pages:
            raise CannotRead(
                name,
                f"the PDF has {count:,} pages; at most {limits.pages} are read",
                "Give a copy that holds only the plan's pages.",
            )
        pages, empty, notices, damages = _pages(document, count, name, limits)
        title = (document.get_metadata_dict(skip_empty=True).get("Title") or "").strip() or None
    finally:
        document.close()
    if len(empty) == count or not any(page.lines or page.grids or page.sheet for page in pages):
        what = f"{_pictures(len(empty))} and no text (a scan)" if empty else "no text"
        raise CannotRead(name, f"the PDF holds {what}", _ORIGINAL)
    if empty:
        notices.append(f"Pages {', '.join(map(str, empty[:20]))} hold pictures and no text; they were not read.")
    _mark_running(pages)
    levels = _levels(pages)
    made = _Made()
    for page in pages:
        _add_page(made, page, levels)
    return PdfContents(tuple(made.blocks), count, tuple(notices), title, (*damages, *made.damages))


def _pictures(pages: int) -> str:
    return "a picture of one page" if pages == 1 else f"pictures of {pages} pages"


def _opened(data: bytes, name: str) -> Any:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if document.get_formtype():
            document.init_forms()
        return document
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).casefold():
            raise CannotRead(name, "the PDF is protected by a password", "Save a copy without a password and give that.") from error
        raise CannotRead(
            name, "the PDF is cut short or damaged", "Save or print it to PDF again, or give the Word or Excel file."
        ) from error


_Pages = tuple[list[_Page], list[int], list[str], list[Damage]]


def _pages(document: Any, count: int, name: str, limits: Limits) -> _Pages:
    of_book = bool(_SPREADSHEET.search(" ".join(document.get_metadata_dict(skip_empty=True).values())))
    notices: list[str] = []
    read = _parts(document, count, name, limits, of_book, notices)
    over = texts_over(list(read.values()))
    empty = [number for number, parts in read.items() if not parts.words and parts.images]
    numbers = list(read)
    starts = _starts(document, numbers) if of_book else {}
    sheets = rejoined(list(read.values()), list(starts), over, of_book)
    notices += _told(sheets, numbers)
    damages = [Damage(numbers[at], _UNSURE) for at in sorted(sheets.unsure)]
    pages = []
    for number, parts in zip(numbers, sheets.pages, strict=True):
        made, overfull = _page(parts, number)
        if overfull:
            notices.append(f"Page {number} has too many lines to look for tables; its text was read line by line.")
        pages.append(made)
    for first, end in pairwise([*starts, len(numbers)] if starts else []):
        inside = range(first, end)
        if not any(sheets.pages[at].rules for at in inside) and not sheets.unsure & set(inside):
            for page in pages[first:end]:
                page.grids, page.lines = [], []
            pages[first].sheet = (starts[first], [(numbers[at], sheets.pages[at]) for at in inside])
    return pages, empty, notices, damages


def _parts(document: Any, count: int, name: str, limits: Limits, of_book: bool, notices: list[str]) -> dict[int, PageParts]:
    """Each page that can be read, by its number."""
    import pypdfium2

    read: dict[int, PageParts] = {}
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
            read[number] = read_page(page, document.formenv, name, number, limits, of_book)
            page.close()
        except pypdfium2.PdfiumError:
            notices.append(f"Page {number} is damaged and was not read.")
    return read


def _starts(document: Any, numbers: Sequence[int]) -> dict[int, str]:
    """The first page of each sheet as an index, with its name, as bookmarks tell; none where they do not begin with the first."""
    found: dict[int, str] = {}
    for mark in document.get_toc(max_depth=1):
        target = mark.get_dest()
        at = target.get_index() if target else None
        if at is None or at + 1 not in numbers or (found and numbers.index(at + 1) <= max(found)):
            return {}
        found[numbers.index(at + 1)] = mark.get_title()
    return found if 0 in found else {}


def _told(sheets: Rejoined, numbers: Sequence[int]) -> Iterator[str]:
    for left, right in sheets.beside:
        yield f"Page {numbers[right]} was read as the right side of the sheet that begins on page {numbers[left]}."
    if sheets.unsure:
        pages = ", ".join(str(numbers[at]) for at in sorted(sheets.unsure))
        yield (
            f"Pages {pages} may each hold only some columns of a sheet that was printed on pages beside each other; what stands on "
            "them is in doubt. Give the workbook, or print it with all columns on one page."
        )


def _page(parts: PageParts, number: int) -> tuple[_Page, bool]:
    grids, words, overfull = find_grids(parts)
    if len(parts.rules) <= MOST_RULES:
        banded, words = find_bands(parts.rules, words, grids)
        grids += banded
    lines = [text_line(line) for line in into_lines(words)]
    letters = sorted((w.x1 - w.x0) / len(w.text) for w in parts.words)
    return _Page(number, parts.width, parts.height, grids, lines, letters[len(letters) // 2] if letters else 5.0), overfull


def _mark_running(pages: list[_Page]) -> None:
    """Mark lines that repeat at the edge of pages, at one distance from it, and page numbers there, as headers and footers."""
    seen: Counter[tuple[Container, int, str]] = Counter()
    for page in pages:
        for where in (Container.HEADER, Container.FOOTER):
            seen.update({_running_key(page, where, line) for line in _marginal(page, where)})
    need = 2 if len(pages) < 6 else 3
    for page in pages:
        for where in (Container.HEADER, Container.FOOTER):
            for line in _marginal(page, where):
                if seen[_running_key(page, where, line)] < need and not _PAGE_NUMBER.match(line.text.strip()):
                    break
                line.container = where


def _marginal(page: _Page, where: Container) -> list[TextLine]:
    """The lines that stand together at the top or the bottom edge of a page, from the edge inward."""
    if where is Container.HEADER:
        lines = sorted((line for line in page.lines if line.top < page.height * MARGIN), key=lambda line: line.top)
    else:
        low = page.height * (1 - MARGIN)
        lines = sorted((line for line in page.lines if line.top + line.height > low), key=lambda line: -line.top)
    for index, (outer, inner) in enumerate(pairwise(lines), 1):
        if abs(outer.top - inner.top) > outer.height + inner.height:
            return lines[:index]
    return lines


def _running_key(page: _Page, where: Container, line: TextLine) -> tuple[Container, int, str]:
    """Edge, distance from it (pages may be upright or broad), and words without their numbers."""
    inward = line.top if where is Container.HEADER else page.height - line.top
    return where, round(inward / 4), _DIGITS.sub("#", " ".join(line.text.split()))


def _levels(pages: list[_Page]) -> dict[float, int]:
    """Heading levels by size of letters, for those well above the size that most of the text is set in."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[_size(line)] += len(line.text)
    if not sizes:
        return {}
    body = max(sizes, key=lambda size: sizes[size])
    larger = sorted((size for size in sizes if size > body * 1.13), reverse=True)
    return {size: min(rank, 4) for rank, size in enumerate(larger, 1)}


def _size(line: TextLine) -> float:
    return round(line.height * 2) / 2


def _add_page(made: _Made, page: _Page, levels: dict[float, int]) -> None:
    """Add a page's blocks from the top; a table that begins it may go on from the page before."""
    if page.sheet is not None:
        name, pages = page.sheet
        rows, damages = sheet_rows(pages, made.line)
        made.damages += damages
        made.line += len(rows)
        made.blocks.append(Table(tuple(rows), name))
        return
    items: list[tuple[float, Grid | TextLine]] = [(grid.top, grid) for grid in page.grids]
    items += [(line.top, line) for line in page.lines]
    items.sort(key=lambda item: item[0])
    run: list[TextLine] = []
    for _, item in items:
        if isinstance(item, TextLine):
            if item.container is Container.BODY:
                run.append(item)
                continue
            _add_lines(made, run, page, levels)
            run = []
            _add_line(made, item, page, None)
        else:
            _add_lines(made, run, page, levels)
            run = []
            _add_grid(made, item, page.number)
    _add_lines(made, run, page, levels)


def _add_grid(made: _Made, grid: Grid, page: int) -> None:
    """Add a table, or its rows to the table that the page before ended with."""
    rows = list(grid.rows)
    earlier: tuple[Row, ...] = ()
    before = made.open_grid
    edges = one_table(before[1], grid) if before is not None else None
    if before is not None and edges is not None:
        held = made.blocks[before[0]]
        earlier = held.rows if isinstance(held, Table) else ()
        earlier = tuple(replace(row, cells=set_on(row.cells, before[1].edges, edges)) for row in earlier)
        earlier, rows = joined_rows(earlier, [set_on(cells, grid.edges, edges) for cells in rows], before[1].is_cut)
        grid = replace(grid, edges=edges, rows=tuple(set_on(cells, grid.edges, edges) for cells in grid.rows))
    new: list[Row] = []
    for cells in rows:
        if cells:
            made.line += 1
            new.append(Row(cells, len(earlier) + len(new) + 1, page, made.line))
    if before is not None and edges is not None:
        made.blocks[before[0]] = Table(earlier + tuple(new))
        made.open_grid = (before[0], grid)
    elif new:
        made.blocks.append(Table(tuple(new)))
        made.open_grid = (len(made.blocks) - 1, grid)


def _add_lines(made: _Made, run: list[TextLine], page: _Page, levels: dict[float, int]) -> None:
    if run:
        made.open_grid = None
    for part in in_columns(run):
        shown = [(index, page.number, _laid_out(line, page.letter)) for index, line in enumerate(part)]
        position = 0
        while position < len(part):
            aligned = aligned_rows(shown, position) if len(part[position].segments) > 1 else None
            if aligned is None:
                _add_line(made, part[position], page, levels.get(_size(part[position])))
                position += 1
                continue
            rows: list[Row] = []
            for _, texts in aligned.rows:
                made.line += 1
                rows.append(Row(tuple(Cell(t, c) for c, t in enumerate(texts)), len(rows) + 1, page.number, made.line))
            made.blocks.append(Table(tuple(rows)))
            position = aligned.end


def _add_line(made: _Made, line: TextLine, page: _Page, level: int | None) -> None:
    text, listed = without_bullet(line.text)
    if text.strip():
        made.line += 1
        made.blocks.append(Paragraph(text.strip(), page.number, made.line, level, listed, line.bold, line.container))


def _laid_out(line: TextLine, letter: float) -> str:
    """A line with its segments set where they stand, as if in letters of one width, at least two spaces apart."""
    text = ""
    for segment in line.segments:
        start = round(segment.x0 / max(letter * 0.8, 1.0))
        text = text.ljust(max(start, len(text) + 2 if text else 0)) + join(segment.words)
    return text
