"""Tables flattened into running text whose columns have types: headings in a run, then row after row of words and amounts.

The headings give the order of the columns. Between the amounts of one row and those of the next stand the cells after the
amounts and then the cells before them; each is a number, a word of a closed list, or free text as short as the others allow.
Rows are read from the heading on (or up to it, where it stands beneath) for as long as they fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from bettercare.plan import How, Place, Unread
from bettercare.reading.flat.lines import closed_list, closed_words, spine, worn
from bettercare.reading.flat.parts import line_fields, lines_of, total_part
from bettercare.reading.flat.text import Running, Token, figures_between, phrase
from bettercare.reading.money.sources import stream_of
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_ORGANISATION = re.compile(
    r"\b(?:council|borough|city|county|district|authority|ccg|clinical commissioning|icb|integrated care|nhs)\b", re.I
)
_REST_OF_NAME = re.compile(r"(?=.{0,60}$)[^\d£]*\b(?:council|authority|board|ccg|group)\b", re.I)
_ALSO = {"organisation": ("Organisation", "Contributor", "Partner"), "source": ("Source of funding", "Funding source")}
"""Headings that papers print over a partner's name and its source, whatever the form's own are."""
_TOTAL = r"(?:(?:BCF|Grand|Overall)\s)?Totals?\b"
_HOW = "the table is printed as running text; its headings' order and the kinds of its cells tell the columns"


@dataclass(frozen=True, slots=True)
class _Header:
    """Where a table's headings stand together, and the columns in that order."""

    start: int
    end: int
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its words by field, its amounts in the columns' order, and where it stands."""

    words: dict[str, str]
    amounts: tuple[Token, ...]
    start: int
    total: bool = False


def read_typed(running: Running, shape: TableShape, round: Round) -> Found:
    """The rows of a table of contributions or expenditure, where every row fits its headings; nothing otherwise."""
    for header in _headers(running.text, _with_source(shape, round), shape):
        if sum(_is_free(c, round) for c in header.columns) > _MOST_FREE:
            continue
        unread: list[Unread] = []
        rows = _rows(running, header, round, unread)
        if sum(not r.total for r in rows) >= 2 and all(_fits(r) for r in rows):
            return _found(running, header, rows, shape, round) + Found(unread=tuple(unread))
    return _by_source(running, shape, round) if shape.rows == "contributions" else Found()


def _fits(row: Row) -> bool:
    """Whether the words in the place of an organisation's name speak of one."""
    return "organisation" not in row.words or bool(_ORGANISATION.search(row.words["organisation"]))


def _with_source(shape: TableShape, round: Round) -> tuple[Column, ...]:
    """The shape's columns, and for contributions the source that papers print beside each."""
    if shape.rows != "contributions" or any(spine(c) == "source" for c in shape.columns):
        return shape.columns
    source = next((c for t in round.tables for c in t.columns if spine(c) == "source"), None)
    return (*shape.columns, source) if source else shape.columns


def _headers(text: str, columns: tuple[Column, ...], shape: TableShape) -> Iterator[_Header]:
    """Runs of the headings of different columns, the source's and every amount's among them; the longest first."""
    needed = {c.id for c in columns if c.kind == "money" or spine(c) in ("source", "organisation")}
    found: list[tuple[int, int, Column]] = []
    for column, pattern in _patterns(columns):
        found += [(*m.span("heading"), column) for m in pattern.finditer(text)]
    found.sort(key=lambda f: (f[0], f[0] - f[1]))
    runs: list[list[tuple[int, int, Column]]] = []
    for start, end, column in found:
        if runs and start < runs[-1][-1][1]:
            continue
        between = text[runs[-1][-1][1] : start] if runs else ""
        if not runs or len(between.split()) > 5 or re.search(r"\d,\d{3}", between):
            runs.append([])
        runs[-1].append((start, end, column))
    for run in sorted(runs, key=lambda r: -len({c.id for _, _, c in r})):
        longest: dict[str, tuple[int, int, Column]] = {}
        for hit in run:
            held = longest.get(hit[2].id)
            if held is None or _letters(text, hit) > _letters(text, held):
                longest[hit[2].id] = hit
        kept = sorted(longest.values(), key=lambda f: f[0])
        if needed <= set(longest):
            yield _Header(kept[0][0], kept[-1][1], tuple(c for _, _, c in kept))


def _letters(text: str, hit: tuple[int, int, Column]) -> int:
    return sum(c.isalnum() for c in text[hit[0] : hit[1]])


@lru_cache(maxsize=100)
def _patterns(columns: tuple[Column, ...]) -> tuple[tuple[Column, re.Pattern[str]], ...]:
    made = []
    for column in columns:
        labels = {*column.locator.labels, column.title, *_ALSO.get(spine(column), ())}
        if column.kind == "money" and column.year:
            labels = {x for x in labels if re.search(r"[A-Za-z]", x)} or labels
        phrases = [p for label in sorted(labels, key=len, reverse=True) if (p := phrase(label))]
        years = rf"(?:\s*{phrase(str(column.year))})?" if column.kind == "money" and column.year else ""
        heading = rf"(?:{'|'.join(phrases)}){years}(?:\s*\([^()\d]{{1,30}}\))?"
        made.append((column, re.compile(rf"(?=(?P<heading>{heading}))", re.I)))
    return tuple(made)


# rows

_MOST_FREE = 3
"""Columns of free text that a row may have: with more, the ways to part its words are too many to try."""
_NEAR = 600
"""Characters in which a row that fits must follow one that does not, or the table has ended."""
_UNIT_AFTER = 8
"""Characters after the last heading in which the unit of its amounts may stand."""
_FREE = r"(?:(?!\d,\d{3}).){0,220}?"
_MONEY = r"[£?]?\s?(?:\d{1,3}(?:,\d{3})+|\d{4,}|0)(?:\.\d{1,2})?(?!\S)"
_NUMBER = r"(?<!\S)[A-Z]{0,4}\d{1,3}(?:\.\d)?(?!\S)"


def _rows(running: Running, header: _Header, round: Round, unread: list[Unread]) -> list[Row]:
    """The rows from the heading on, as long as they fit; the total that ends them last. What does not fit goes to `unread`."""
    text = running.text.replace("\n", " ")
    first, following, total = _row_patterns(header.columns, round)
    factor = unit_of(text[header.start : header.end + _UNIT_AFTER])
    rows: list[Row] = []
    at = header.end
    while True:
        ending = total.match(text, at)
        row = None if ending else (following if rows else first).match(text, at)
        if row is None and ending is None and rows:
            row = following.search(text, at, at + _NEAR)
        if row is None and ending is None:
            return rows
        match = row or ending
        assert match
        cells = {name: match.span(name) for name, text_ in match.groupdict().items() if name != "tail" and text_}
        amounts = tuple(t for name, span in cells.items() if name[0] == "m" for t in figures_between(running, *span, factor))
        if len(amounts) != sum(c.kind == "money" for c in header.columns):
            return rows
        if ending:
            return [*rows, Row({}, amounts, match.start(), True)]
        words = {header.columns[int(name[1:])].field: text[a:b].strip() for name, (a, b) in cells.items() if name[0] == "c"}
        last = header.columns[-1]
        if match.start() > at and rows:
            unread.append(Unread(text[at : match.start()].strip(), running.place(at, match.start())))
        if rows and match.start() == at and match["tail"].strip():
            rows[-1] = replace(rows[-1], words={**rows[-1].words, last.field: match["tail"].strip()})
        rows.append(Row(words, amounts, match.end("tail")))
        at = match.end()


@lru_cache(maxsize=100)
def _row_patterns(columns: tuple[Column, ...], round: Round) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """The first row, a later row (which may begin with the words that end the row before) and the row of totals."""
    last = columns[-1]
    open_end = last.kind != "money" and _cell(last, round) == _FREE
    row = r"\s*".join(_named(i, column, round) for i, column in enumerate(columns[:-1] if open_end else columns))
    tail = _FREE if open_end else ""
    amounts = r"\s+".join(_named(i, c, round) for i, c in enumerate(columns) if c.kind == "money")
    total = rf"\s*(?:{_FREE}\s)?{_TOTAL}(?:(?!\d,\d{{3}}).){{0,60}}?\s*{amounts}"
    if columns[0].kind == "money":
        total = rf"\s*{amounts}\s*{_TOTAL}"
    return (
        re.compile(rf"(?P<tail>)\W{{0,4}}{row}(?!\w)", re.I),
        re.compile(rf"\s*(?P<tail>{tail})\s*{row}(?!\w)", re.I),
        re.compile(total, re.I),
    )


def _named(number: int, column: Column, round: Round) -> str:
    return rf"(?P<m{number}>{_MONEY})" if column.kind == "money" else rf"(?P<c{number}>{_cell(column, round)})"


def _cell(column: Column, round: Round) -> str:
    """What a cell of a column may hold."""
    field = spine(column)
    if field == "number":
        return _NUMBER
    if field == "nhs_share" or column.kind == "percent":
        return r"(?:\d{1,3}(?:\.\d+)?\s?%)?"
    if field == "organisation":
        return r"(?:(?!\d,\d{3}).){3,120}?"
    words = closed_words(column, round)
    return rf"(?:{words})" if words else _FREE


# parts


def _found(running: Running, header: _Header, rows: Sequence[Row], shape: TableShape, round: Round) -> Found:
    money = [c for c in header.columns if c.kind == "money"]
    parts: list[Part] = []
    for row in rows:
        reads = [Read(t.amount, running.place(t.start, t.end, How.INFERRED, _HOW)) for t in row.amounts]
        amounts = list(zip(money, reads, strict=True))
        place = running.place(row.start, max(row.start + 1, row.amounts[0].start))
        if row.total:
            parts += [total_part(shape, column, read) for column, read in amounts]
        elif shape.rows == "contributions":
            parts += _contributions(row, amounts, place, round)
        else:
            add_scheme(parts, row, amounts, place, _unparted(header.columns, round), round)
    used = {k for r in rows for t in r.amounts for k in running.keys(t.start, t.end)}
    return Found(tuple(parts), used=frozenset(used))


def _is_free(column: Column, round: Round) -> bool:
    return column.kind != "money" and spine(column) not in ("number", "nhs_share") and not closed_words(column, round)


def _unparted(columns: Sequence[Column], round: Round) -> str | None:
    """A doubt where two columns of free text stand side by side, and nothing tells where one ends."""
    free = [_is_free(c, round) for c in columns]
    return "the words of this row's columns could not be parted" if any(a and b for a, b in pairwise(free)) else None


def _contributions(row: Row, amounts: Sequence[tuple[Column, Read]], place: Place | None, round: Round) -> list[Part]:
    source = stream_of(row.words.get("source", ""), round)
    fields = {"organisation": Read(row.words.get("organisation"), place), **({"source": Read(source, place)} if source else {})}
    return [Part("contributions", {**fields, "year": Read(c.year), spine(c): read}) for c, read in amounts]


def _by_source(running: Running, shape: TableShape, round: Round) -> Found:
    """Contributions in a small table for each source, headed by the source and the words for an amount: rows under their
    headings, or above them where the print ran from the bottom."""
    text = running.text.replace("\n", " ")
    money = [c for c in shape.columns if c.kind == "money"]
    source = next((c for t in round.tables for c in t.columns if spine(c) == "source"), None)
    if len(money) != 1 or source is None or not money[0].year:
        return Found()
    labels = "|".join(worn(x) for c in money for x in sorted((*c.locator.labels, "Gross Contribution"), key=len) if x[:1].isalpha())
    amount = rf"(?:{labels})\s*{phrase(str(money[0].year))}"
    words = closed_words(source, round)
    parted = _parted(source, amount, round)
    heads = list(re.finditer(rf"(?<!\w)(?:(?P<a>{words})\s+{amount}|{amount}\s+(?P<b>{words})|(?P<c>{parted}))", text, re.I))
    if len(heads) < 2:
        return Found()
    edges = [h.start() for h in heads[1:]] + [heads[-1].end() + _NEAR]
    under = [_paid(text, h.end(), e, last=e == edges[-1]) for h, e in zip(heads, edges, strict=True)]
    title = max((m.end() for x in shape.locator.sheets for m in re.finditer(phrase(x), text[: heads[0].start()], re.I)), default=0)
    over = [_paid(text, a, h.start()) for h, a in zip(heads, [title, *(h.end() for h in heads)], strict=False)]
    rows = under if all(under) else over
    if not all(rows):
        return Found()
    parts, used = list[Part](), set[tuple[str, str]]()
    for head, paid in zip(heads, rows, strict=True):
        said = head["a"] or head["b"] or re.sub(amount, " ", head["c"], flags=re.I)
        for (a, b), (start, end), rest in paid:
            (token,) = figures_between(running, start, end)
            row = Row({"organisation": f"{text[a:b].strip()} {rest}".strip(), "source": " ".join(said.split())}, (token,), a)
            parts += _contributions(
                row, [(money[0], Read(token.amount, running.place(start, end, How.INFERRED, _HOW)))], running.place(a, b), round
            )
            used |= running.keys(start, end)
    return Found(tuple(parts), used=frozenset(used))


def _parted(source: Column, amount: str, round: Round) -> str:
    """A source's words in a cell of two lines, with the heading beside them printed between the lines."""
    labels = [words for w in closed_list(source, round) if len(words := w.split()) > 1]
    ways = [rf"{worn(' '.join(w[:i]))}\s+{amount}\s+{worn(' '.join(w[i:]))}" for w in labels for i in range(1, len(w))]
    return "|".join(sorted(ways, key=len, reverse=True))


def _paid(text: str, start: int, end: int, last: bool = False) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    """Where partners and their amounts stand in a stretch of text, when it holds nothing else but the end of the last
    partner's name in a cell of two lines; the last stretch ends with a total."""
    name = r"(?P<n>(?:(?!\d,\d{3}|\btotal).){3,120}?)"
    for row in (rf"\s*{name}\s+(?P<m>{_MONEY})\s*", rf"\s*(?P<m>{_MONEY})\s+{name}\s*(?=$|[£?]?\d|\btotal)"):
        found, at = [], start
        while match := re.compile(row, re.I).match(text, at, end):
            if not _ORGANISATION.search(match["n"]):
                break
            found.append((match.span("n"), match.span("m"), ""))
            at = match.end()
        rest = text[at:end].strip()
        if found and (not rest or last):
            return found
        if len(found) == 1 and _REST_OF_NAME.fullmatch(rest):
            return [(*found[0][:2], rest)]
    return []


def add_scheme(
    parts: list[Part], row: Row, amounts: Sequence[tuple[Column, Read]], place: Place | None, doubt: str | None, round: Round
) -> None:  # fmt: skip
    """Add a row as a scheme with its lines, or its lines to the scheme of the same number and name."""
    fields, line, answers = line_fields(row.words, place, doubt, round)
    if "name" not in fields and "description" in fields:
        fields["name"] = fields["description"]
    lines = tuple(Part("lines", {**line, **child.fields}, answers=answers) for child in lines_of(amounts))
    key = [fields[f].value if f in fields else None for f in ("number", "name")]
    for i, part in enumerate(parts):
        if part.kind == "schemes" and [part.fields[f].value if f in part.fields else None for f in ("number", "name")] == key:
            parts[i] = replace(part, parts=(*part.parts, *lines))
            return
    parts.append(Part("schemes", fields, lines))
