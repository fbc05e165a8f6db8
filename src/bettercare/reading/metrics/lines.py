"""Tables of metrics kept as lines of text, their columns only by spaces: put back into tables by counting.

A heading of one to three lines gives n periods; a row of figures beneath it is a row only when just n figures end its line,
first to first and last to last. A line with another number of figures is left out, for `unread`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bettercare.documents.model import Block, Cell, Document, Format, Paragraph, Row, Table
from bettercare.plan import Unread
from bettercare.reading.metrics.headings import heading_period
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, row_kind
from bettercare.reading.spots import line_key
from bettercare.reading.tables.grids import row_key
from bettercare.reading.values import tidy

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_YEAR = r"(?:20)?\d{2}\s?[/-]\s?(?:20)?\d{2}(?![\d/-])"
_WHEN = rf"(?:{_MONTH}(?:-|\s*)['’]?\d{{2}}(?:\d{{2}})?\b|{_YEAR}(?: q[1-4]\b)?|q(?:uarter )?[1-4]\b(?: {_YEAR})?)"
_ROLE = r"(?:\(?(?:baseline|actual|planned|plan|target|goal|ambition|estimated|estimate|forecast|outturn)\)?(?!\w))"
ATOM = re.compile(rf"(?<![\w/-])(?:total {_WHEN}|{_WHEN} {_ROLE}|{_ROLE} {_WHEN}|{_WHEN}|{_ROLE})", re.I)
_TOTAL = re.compile(r"total\b", re.I)
_REMARKS = re.compile(r"\s+(?:comments?|rationale|remarks?|notes?)(?: .{0,60})?$", re.I)
"""What heads a column of words behind the columns of figures."""
_PERIOD = re.compile(_WHEN, re.I)
_FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)?%?|n/a|tbc)"
_FIGURES = re.compile(rf"(?:^|(?<=\s)){_FIGURE}(?:\s+{_FIGURE})*\s*$", re.I)
_LABEL = re.compile(
    r"(?:^|\s)((?:metric |indicator )?value|(?:(?:annual|quarterly|monthly) )?(?:rate|%|percentage)|numerator(?: \(\w+\))?"
    r"|denominator|number of(?: \w+)?|population of(?: \d\d\+)?|(?:(?<=\s\s)|(?<=^))population)\s*$", re.I,
)  # fmt: skip
_OPEN_LABEL = re.compile(r"\bof\s*$", re.I)
_REST = re.compile(r"\d\d\+|admissions|discharges", re.I)
"""What a label in a narrow column leaves for the line beneath it."""
_IN_WORDS = re.compile(r"\b(?:per|aged?|over|of|by|under|to)$", re.I)
_TITLE = re.compile(r"^\s*\d+(?:\.\d+)*\.? +[A-Z]")
_PAGE = re.compile(r"^\s*(?:page )?\d{1,3}(?: of \d+)?\s*$", re.I)
_FEWEST_PERIODS = 3
_TALLEST = 40
"""Lines of a heading whose cells stand one beneath the other."""
_LONGEST_GAP = 5
"""Lines of words within a table, more than which end it."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a text: its words, the index of its block, and its row where it stands in a table."""

    text: str
    position: int
    block: Block
    row: Row | None = None

    @property
    def page(self) -> int | None:
        return self.row.page if self.row else self.block.page if isinstance(self.block, Paragraph) else None

    @property
    def number(self) -> int | None:
        return self.row.line if self.row else self.block.line if isinstance(self.block, Paragraph) else None

    def key(self, document: Document) -> tuple[str, str]:
        if isinstance(self.block, Paragraph):
            return line_key(document, self.block, self.position)
        assert self.row is not None
        return document.name, row_key(self.block, self.row)


@dataclass
class TextTable:
    """A table put together from lines, where it stood, the lines it was made of, and those that did not fit."""

    position: int
    table: Table
    lines: list[TextLine] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(_figures(line.text)[0] for line in self.lines)

    def keys(self, document: Document) -> set[tuple[str, str]]:
        return {line.key(document) for line in self.lines}


def text_tables(document: Document) -> list[TextTable]:
    """The tables of periods and figures in a text whose lines were kept; nothing for other documents."""
    if document.format is not Format.TEXT:
        return []
    lines = lines_of(document)
    found: list[TextTable] = []
    at = 0
    while at < len(lines):
        heading = _heading(lines, at) or _stacked(lines, at)
        if heading is None:
            at += 1
            continue
        taken, periods, lead = heading
        end = _end(lines, at + taken)
        titled = at > 0 and _is_title(lines[at - 1].text) and end < len(lines) and len(_atoms(lines[end].text)[1]) > 1
        last = end - (titled and end - 1 > at + taken and _is_title(lines[end - 1].text))
        made = _table(document, lines[at:last], taken, periods, lead)
        if made is not None:
            found.append(made)
        at = end if made is not None else at + taken
    return found


def _is_title(text: str) -> bool:
    """Whether a line is words alone: where such a line stands above each of two headings, it is each table's title."""
    return not _figures(text)[1] and not _atoms(text)[1]


def lines_of(document: Document) -> list[TextLine]:
    lines: list[TextLine] = []
    for position, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            lines += [TextLine(t, position, block) for t in block.text.split("\n") if t.strip()]
        elif not _under_periods(block):
            lines += [TextLine("   ".join(c.text for c in r.cells), position, block, r) for r in block.rows if r.text.strip()]
    return [line for line in lines if not _PAGE.match(line.text)]


def _under_periods(table: Table) -> bool:
    """Whether a table is drawn with a period over each of its columns of figures, and a figure in each of them in its rows."""
    if not table.whole or not table.rows:
        return False
    heads = {c.column for c in table.rows[0].cells if heading_period(tidy(c.text))}
    if len(heads) < _FEWEST_PERIODS or len(heads) < len(table.rows[0].cells) or 0 in heads:
        return False
    held = [{c.column for c in row.cells if c.column in heads} for row in table.rows[1:]]
    return all(columns == heads for columns in held)


def _atoms(text: str) -> tuple[str, list[str]]:
    """The words that begin a line, and the periods and roles that end it."""
    plain = _REMARKS.sub("", text.rstrip())
    found = list(ATOM.finditer(plain))
    run: list[re.Match[str]] = []
    for match in reversed(found):
        if plain[match.end() : run[0].start() if run else len(plain)].strip():
            break
        run.insert(0, match)
    return (plain[: run[0].start()] if run else plain).strip(), [tidy(m.group()) for m in run]


def _heading(lines: Sequence[TextLine], at: int) -> tuple[int, list[str], str] | None:
    """How many lines head a table, the heading of each column, and the words before them.

    Each line names every column (or, as `(baseline)`, none that matters: one that names fewer is not used).
    """
    parted = [_atoms(line.text) for line in lines[at : at + 3]]
    count = len(parted[0][1])
    if count < 2 or _figures(lines[at].text)[1]:
        return None
    columns = list(parted[0][1])
    leads, taken = [parted[0][0]], 1
    for lead, atoms in parted[1:]:
        if not atoms or (_distinct(columns) and _distinct(atoms)):
            break
        if len(atoms) == count:
            columns = [f"{a} {b}" for a, b in zip(columns, atoms, strict=True)]
        elif len(atoms) > 1:
            return None
        leads.append(lead)
        taken += 1
    return (taken, columns, " ".join(t for t in leads if t)) if _distinct(columns) else None


def _stacked(lines: Sequence[TextLine], at: int) -> tuple[int, list[str], str] | None:
    """A heading whose cells of two lines were printed one beneath the other; a row of as many figures beneath confirms it."""
    above, ended = _atoms(lines[at - 1].text) if at else ("", [])
    if ended and not above:
        return None  # a heading begins at its top
    columns: list[str] = []
    taken = 0
    for line in lines[at : at + _TALLEST]:
        lead, atoms = _atoms(line.text)
        if lead or not atoms:
            break
        for atom in atoms:
            goes_on = columns and (not _PERIOD.search(atom) or heading_period(columns[-1]) is None)
            if goes_on:
                columns[-1] = f"{columns[-1]} {atom}"
            else:
                columns.append(atom)
        taken += 1
    beneath = (len(_figures(line.text)[1]) for line in lines[at + taken : at + taken + _LONGEST_GAP + 1])
    confirmed = taken > 1 and len(columns) > 1 and _distinct(columns) and next((n for n in beneath if n), 0) == len(columns)
    return (taken, columns, "") if confirmed else None


def _distinct(headings: Sequence[str]) -> bool:
    """Whether every column has a period, none the same as another's."""
    periods = [heading_period(h) for h in headings if not _TOTAL.match(h)]
    return None not in periods and len(set(periods)) == len(periods)


def _end(lines: Sequence[TextLine], start: int) -> int:
    """The line that ends a table: the next heading or title, or too many lines of words."""
    words = 0
    for number in range(start, len(lines)):
        text = lines[number].text
        if (_TITLE.match(text) and not _figures(text)[1]) or len(_atoms(text)[1]) > 1:
            return number
        words = 0 if _figures(text)[1] else words + 1
        if words > _LONGEST_GAP:
            return number - _LONGEST_GAP
    return len(lines)


def _figures(text: str) -> tuple[str, list[str]]:
    """The words that begin a line and the figures that end it; `per 100,000` and `aged 65` are words."""
    match = _FIGURES.search(text)
    if match is None or _atoms(text)[1]:
        return text.strip(), []
    words, figures = text[: match.start()], match.group().split()
    if _IN_WORDS.search(words.strip()) and not _LABEL.search(words):
        words = f"{words}{figures.pop(0)}"
    return words.strip(), figures


def _before_remarks(text: str, count: int) -> tuple[str, list[str]]:
    """The words that begin a line and its figures, where a remark may stand behind as many figures as there are columns."""
    words, figures = _figures(text)
    if len(figures) == count:
        return words, figures
    match = re.match(rf"(?P<words>\D.*?\s|)(?P<figures>{_FIGURE}(?:\s+{_FIGURE}){{{count - 1}}})\s?(?=[A-Z][a-z]|$)", text.strip())
    return (match["words"].strip(), match["figures"].split()) if match else (words, figures)


def _table(document: Document, lines: Sequence[TextLine], taken: int, headings: list[str], lead: str) -> TextTable | None:
    count = len(headings)
    periods = ["" if _TOTAL.match(h) else h for h in headings]
    remarked = any(_REMARKS.search(line.text.rstrip()) for line in lines[:taken])
    rows = [made_row(lines[0], 1, [lead, "", *periods])]
    made = TextTable(lines[0].position, Table(()), list(lines))
    names: dict[int, list[str]] = {}
    """By row of the table that is made: the words of the name beside it, and beneath it to the next value."""
    held: int | None = None
    parted = [_before_remarks(line.text, count) if remarked else _figures(line.text) for line in lines]
    last = max((i for i, (_, figures) in enumerate(parted) if len(figures) == count), default=0)
    for number in range(taken, len(lines)):
        line = lines[number]
        words, figures = parted[number]
        if not figures:
            if held is None:
                lead = f"{lead} {words}".strip()
                rows[0] = made_row(lines[0], 1, [lead, "", *periods])
            elif number < last or (number == last + 1 and row_kind(rows[-1].cells[1].text) != DENOMINATOR):
                names[held].append(_left(words, lines[number - 1].text))
            continue
        if len(figures) != count:
            made.unread.append(Unread(line.text.strip(), document.place(line.block, line.row)))
            continue
        name, label = _label(words, lines[number + 1 : number + 2])
        kind = row_kind(label) if label else None
        if held is None or kind not in (NUMERATOR, DENOMINATOR):
            held = len(rows)
            names[held] = []
        names[held].append(name)
        held_figures = [text if period else "" for text, period in zip(figures, periods, strict=True)]
        rows.append(made_row(line, len(rows) + 1, ["", label, *held_figures]))
    if len(rows) < 2:
        return None
    for index, texts in names.items():
        row = rows[index]
        rows[index] = Row(
            (row.cells[0]._replace(text=" ".join(t for t in texts if t)), *row.cells[1:]), row.number, row.page, row.line
        )
    made.table = Table(tuple(rows))
    return made


def made_row(line: TextLine, number: int, texts: Iterable[str]) -> Row:
    cells = tuple(Cell(text, column, text or None) for column, text in enumerate(texts))
    return Row(cells, number, line.page, line.number)


def _label(words: str, after: Sequence[TextLine]) -> tuple[str, str]:
    """Part the words of a row into the metric's name and the row's label, completed from the lines beneath it."""
    match = _LABEL.search(words)
    if match is None:
        return ("", words) if row_kind(words) else (words, "")
    label = tidy(match[1])
    if _OPEN_LABEL.search(label):
        rest = _pieces(after[0].text)[-1] if after else ""
        label = f"{label} {rest}" if _REST.fullmatch(rest) else label
    return words[: match.start()].strip(), label


def _left(words: str, above: str) -> str:
    """The part of a line of words that belongs to a name rather than to the label that began on the line above."""
    pieces = _pieces(words)
    if len(pieces) > 1:
        return pieces[0]
    rest = _OPEN_LABEL.search(_figures(above)[0]) and len(words.split()) <= 2
    return "" if rest or _REST.fullmatch(words) else words


def _pieces(text: str) -> list[str]:
    return re.split(r"\s{2,}", text.strip())
