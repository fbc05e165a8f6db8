"""Plain and Markdown text, as people write it and as PDF converters leave it.

One Paragraph per line, and a Table for each run of tab-separated lines, each Markdown table, and columns held apart by
spaces where enough rows line up. Marks are taken out of the text; line numbers, from 1, lead back to the file's own lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bettercare.documents.html import tables_in_markup
from bettercare.documents.layout.headings import periods, periods_first
from bettercare.documents.layout.pages import Pages
from bettercare.documents.layout.rows import Whole
from bettercare.documents.layout.tables import Laid, laid_out
from bettercare.documents.markup import clean, read_line
from bettercare.documents.model import Block, CannotRead, Cell, Paragraph, Row, Table
from bettercare.documents.tab_rows import tab_rows, unquoted

_PIPE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TABLE_START = re.compile(r"<table[\s>]", re.I)
_TABLE_END = re.compile(r"</table\s*>", re.I)

_OTHER_ROW = "where the rows of this table part is not certain, and some of the words may belong to the row above or below"
_OTHER_COLUMN = "where the columns of this table part is not certain, and the figure may belong to the next one"

Line = tuple[int, int | None, str]
"""Line number, page number (None where the text has no form feeds) and the line as written."""


def decode(data: bytes, name: str) -> str:
    """Return bytes as text: by byte-order mark, else UTF-8, else Windows-1252; raises CannotRead for what is not text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    sample = text[:200_000]
    if "\x00" in sample or len(_CONTROL.findall(sample)) > max(2, len(sample) // 200):
        raise CannotRead(
            name,
            "this is neither text nor a kind of document that is known here",
            "Give the plan as Word (.docx), Excel (.xlsx), PDF, HTML or text.",
        )
    return text


def read_text(data: bytes, name: str) -> tuple[tuple[Block, ...], int | None]:
    """Return the blocks of a text file and its number of pages (None where it has no form feeds)."""
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    paged = "\f" in text
    lines: list[Line] = []
    page = 1
    for number, line in enumerate(text.split("\n"), 1):
        before, *after = line.split("\f")
        if before or not after:
            lines.append((number, page if paged else None, before))
        for part in after:
            page += 1
            lines.append((number, page, part))
    return tuple(text_blocks(unquoted(lines))), page if paged else None


def text_blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """Yield the blocks of lines in their order; blank lines are left out, their numbers are not reused."""
    position, pages = 0, Pages(lines)
    above: str | None = None
    while position < len(lines):
        number, page, line = lines[position]
        heading, above = above, (read_line(line).text if line.startswith("#") else None if line.strip() else above)
        if _TABLE_START.search(line) and (end := _end_of_markup(lines, position)) is not None:
            yield from _markup_tables(lines[position:end])
            position = end
        elif "\t" in line.strip(" "):
            rows, aside, position = tab_rows(lines, position)
            yield _tab_table([(lines[i][0], lines[i][1], text) for i, text in rows])
            yield from (paragraph(lines[i][2], lines[i][1], lines[i][0]) for i in aside)
        elif piped := _pipe_rows(lines, position):
            yield _pipe_table(piped, heading)
            position += len(piped)
        elif ("  " in line.strip() or periods(line) or _over_periods(lines, position)) and (
            laid := laid_out(lines, position, pages)
        ):
            yield _laid_table(laid, lines)
            yield from (paragraph(lines[i][2], lines[i][1], lines[i][0]) for i in laid.between)
            position = laid.end
        else:
            if not line.isspace() and line:
                yield paragraph(line, page, number)
            position += 1


def paragraph(line: str, page: int | None, number: int) -> Paragraph:
    marked = read_line(line)
    return Paragraph(marked.text, page, number, marked.level, marked.list_item, marked.bold)


def _run(lines: Sequence[Line], start: int, belongs: object) -> int:
    end = start
    page = lines[start][1]
    while end < len(lines) and lines[end][1] == page and belongs(lines[end][2]):  # type: ignore[operator]
        end += 1
    return end


def _over_periods(lines: Sequence[Line], position: int) -> bool:
    """Whether indented words stand over a line of periods: they say what those are of."""
    below = lines[position + 1][2] if position + 1 < len(lines) else ""
    return lines[position][2].startswith("  ") and below.startswith("  ") and bool(periods_first(below)[0])


def _laid_table(laid: Laid, lines: Sequence[Line]) -> Table:
    rows, table = [], laid.table
    for number, (index, cells) in enumerate(table.rows, 1):
        made = tuple(
            Cell(
                clean(text),
                column,
                span=(table.reach.get(index, 1) if column == 0 else 1, across),
                doubt=_doubt(table, index, column),
            )
            for column, across, text in cells
        )
        rows.append(Row(made, number, lines[index][1], lines[index][0]))
    return Table(tuple(rows), whole=True)


def _doubt(table: Whole, index: int, column: int) -> str | None:
    place = (index, column)
    return _OTHER_COLUMN if place in table.other_column else _OTHER_ROW if place in table.other_row else None


def _cells(parts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(clean(part), column) for column, part in enumerate(parts))


def _tab_table(run: Sequence[Line]) -> Table:
    return Table(
        tuple(Row(_cells(text.split("\t")), n, page, number) for n, (number, page, text) in enumerate(run, 1)),
    )


def _pipe_rows(lines: Sequence[Line], start: int) -> list[Line]:
    """Lines of a Markdown table that starts here: they begin with a bar, or a rule of dashes follows the first."""
    text = lines[start][2]
    if "|" not in text:
        return []
    following = lines[start + 1][2] if start + 1 < len(lines) else ""
    ruled = "|" in following and bool(_PIPE_RULE.match(following))
    barred = text.lstrip().startswith("|") and len(_PIPE.findall(text)) >= 2
    if not ruled and not barred:
        return []
    end = _run(lines, start, lambda line: bool(_PIPE.search(line)) and (ruled or line.lstrip().startswith("|")))
    return list(lines[start:end])


_UNNAMED = re.compile(r"Unnamed: \d+(?:_level_\d+)?")


def _pipe_table(run: Sequence[Line], heading: str | None) -> Table:
    """A Markdown table. A sheet that was saved by way of a data frame, whose first row then names the columns that had no name,
    stays a sheet, called as the heading above it; the marks for its empty cells are empty cells."""
    rows: list[Row] = []
    for number, page, text in run:
        if _PIPE_RULE.match(text):
            continue
        inner = text.strip()
        inner = inner[1:] if inner.startswith("|") else inner
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        rows.append(Row(_cells([part.replace("\\|", "|") for part in _PIPE.split(inner)]), len(rows) + 1, page, number))
    if not any(_UNNAMED.fullmatch(c.text) for c in rows[0].cells):
        return Table(tuple(rows))
    emptied = (tuple(c._replace(text="") if _FILLER.fullmatch(c.text) else c for c in row.cells) for row in rows)
    return Table(tuple(replace(row, cells=cells) for row, cells in zip(rows, emptied, strict=True)), sheet=heading)


_FILLER = re.compile(rf"NaN|NaT|{_UNNAMED.pattern}")


def _end_of_markup(lines: Sequence[Line], start: int) -> int | None:
    """The index after the line that closes as many tables as were opened; None where the markup never closes."""
    depth = 0
    for index in range(start, len(lines)):
        text = lines[index][2]
        depth += len(_TABLE_START.findall(text)) - len(_TABLE_END.findall(text))
        if depth <= 0:
            return index + 1
    return None


def _markup_tables(run: Sequence[Line]) -> Iterator[Block]:
    """Tables that a converter left as HTML, with what stands before and after them on the same lines."""
    text = "\n".join(line for _, _, line in run)
    opening = _TABLE_START.search(text)
    closing = list(_TABLE_END.finditer(text))[-1]
    before = text[: opening.start()].strip() if opening else ""
    if before:
        yield paragraph(before, run[0][1], run[0][0])
    yield from tables_in_markup(text[opening.start() if opening else 0 : closing.end()], run[0][0], run[0][1])
    if after := text[closing.end() :].strip():
        yield paragraph(after, run[-1][1], run[-1][0])
