"""Expenditure without columns or headings: rows known by the words that the round's closed lists give their cells.

A form's row of expenditure ends in an area of spend, who commissions and provides, a source of funding and its amounts, chosen
from lists and in the form's order. Where these follow one another three times or more, each is a row, wherever its headings went;
the words before them are the row's number, its kinds and its name. A cell that was printed over lines may have words of its
neighbours between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from bettercare.plan import How
from bettercare.reading.flat.chosen_words import WORD, Phrases, Piece, headings_of_table, phrase_at, phrases_of, pieces_in, run_from
from bettercare.reading.flat.lines import closed_list, spine
from bettercare.reading.flat.parts import line_fields, lines_of
from bettercare.reading.flat.text import Running, Token, figures_between
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_HOW = "the table is printed as running text; the words of the round's lists tell its rows"
_CROWDED = "more amounts stand together here than a row has; some are of other rows"
_STRANGE = "a cell of this row is none of the round's words, and may stand among these"
_FEWEST = 3
_BETWEEN = 8
"""How many words of other cells may stand between two chosen words of a row."""
_AWAY = 20
"""How many words may stand between a row's source of funding and its amount."""
_HEAD = 60
"""How many words before its chosen ones may be of a first row."""
_ABOVE = 600
"""Characters before the first row in which the unit of the amounts may stand."""
_HEADINGS = 4
"""Words of headings one after another, more than which are no name's."""
_BEHIND = ("answers/new-or-existing",)
"""Chosen words that forms print behind a row's amounts."""
_CHOICE_NUMBER = re.compile(r"\d{1,2}\.(?=\s|$)")
"""What some forms print before the words of their lists: `3. Other`."""
_ID = re.compile(r"[A-Za-z]{0,4}\d{1,3}[A-Za-z]?")


@dataclass(slots=True)
class _Row:
    """A row's chosen words by field, the pieces [first, last) from its area of spend to its source, and its amounts."""

    first: int
    last: int
    words: dict[str, str]
    amounts: list[Piece] = field(default_factory=list)
    end: int = 0
    """The piece after the row's amounts, and after what stands behind them."""
    between: list[Piece] = field(default_factory=list)
    """The words of other cells among its chosen ones."""
    apart: list[Piece] = field(default_factory=list)
    """The words between its source and its amounts, when they do not follow at once."""
    doubt: str | None = None
    crowded: bool = False
    """Whether more amounts stand together than the form has."""


def read_chosen_rows(running: Running, shape: TableShape, round: Round) -> Found:
    """The rows of a form's table of expenditure in a text, when three or more end in chosen words; nothing otherwise."""
    columns = {spine(c): c for c in shape.columns}
    money = [c for c in shape.columns if c.kind == "money"]
    if not money or not {"source", "area_of_spend"} <= set(columns):
        return Found()
    pieces = pieces_in(running.text)
    rows = list(_cores(pieces, columns, round))
    _give_amounts(rows, pieces, [c for c in shape.columns if c.kind == "money"], shape, round)
    if sum(bool(r.amounts) for r in rows) < _FEWEST:
        return Found()
    first = pieces[rows[0].first].start
    factor = unit_of(running.text[max(0, first - _ABOVE) : first])
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    before = 0
    if "scheme/number" in columns or "number" in columns:
        _numbered_behind(rows, running.text)
    for row in rows:
        _head(row, pieces, before, running, shape, round)
        before = row.end
        _add(parts, row, pieces, running, money, factor, round)
        for piece in row.amounts:
            used |= running.keys(piece.start, piece.end)
    return Found(tuple(parts), used=frozenset(used))


def _cores(pieces: Sequence[Piece], columns: dict[str, Column], round: Round) -> Iterator[_Row]:
    """Every place where an area of spend, a commissioner, a provider and a source of funding follow one another."""
    order = [f for f in ("area_of_spend", "commissioner", "provider", "source") if f in columns]
    lists: dict[str, Phrases] = {f: phrases_of(columns[f], round) for f in order}
    sure = {"area_of_spend", "source", *(["provider"] if "provider" in columns else [])}
    i = 0
    while i < len(pieces):
        row = _core(pieces, i, order, lists, sure)
        if row:
            yield row
            i = row.last
        else:
            i += 1


def _core(
    pieces: Sequence[Piece], start: int, order: Sequence[str], lists: dict[str, Phrases], sure: set[str]
) -> _Row | None:  # fmt: skip
    first = phrase_at(pieces, start, lists[order[0]])
    if not first:
        return None
    row = _Row(start, first[0], {order[0]: first[1]})
    at = first[0]
    for n, name in enumerate(order[1:], 1):
        found = _next(pieces, at, lists[name], [lists[later] for later in order[n + 1 :]], lists[order[0]])
        if found is None and name in sure:
            return None
        if found:
            share = next((p for p in pieces[at : found[0]] if p.kind == "p"), None)
            if share and "commissioner" in row.words:
                row.words.setdefault("nhs_share", share.key)
            row.between += [p for p in pieces[at : found[0]] if p.kind == "w"]
            row.words[name] = found[2]
            at = found[1]
    row.last = at
    return row


def _next(
    pieces: Sequence[Piece], at: int, phrases: Phrases, later: Sequence[Phrases], areas: Phrases
) -> tuple[int, int, str] | None:  # fmt: skip
    """The next phrase of a list before any amount, with few words between: (its start, the index after it, its words).

    A phrase that is also the beginning of a longer one of a later column is that column's, unless it stands twice.
    """
    for i in range(at, min(at + _BETWEEN + 1, len(pieces))):
        if pieces[i].kind == "m" or (phrase_at(pieces, i, areas) and not phrase_at(pieces, i, phrases)):
            return None
        found = phrase_at(pieces, i, phrases)
        if not found:
            if any(phrase_at(pieces, i, p) for p in later) and later:
                return None
            continue
        if later and any((longer := phrase_at(pieces, i, p)) and longer[0] > found[0] for p in later):
            return None
        return i, found[0], found[1]
    return None


def _give_amounts(rows: list[_Row], pieces: Sequence[Piece], money: Sequence[Column], shape: TableShape, round: Round) -> None:
    """Give each row the amounts that follow its source of funding: at once, or after words of other cells if none come at once."""
    fresh = {c.id: phrases_of(c, round) for c in shape.columns if c.field == "answers/new-or-existing"}
    kept = sum(c.field != "not-kept" for c in money)
    wanted = len(money) if len(money) == kept or money[0].field == "not-kept" else kept
    for n, row in enumerate(rows):
        limit = rows[n + 1].first if n + 1 < len(rows) else min(len(pieces), row.last + _AWAY)
        at = row.last
        for phrases in fresh.values():
            at = found[0] if at < limit and (found := phrase_at(pieces, at, phrases)) else at
        start = next((i for i in range(at, min(limit, at + _AWAY)) if pieces[i].kind == "m"), None)
        row.end = at
        if start is None:
            continue
        stop = start
        while stop < limit and pieces[stop].kind == "m" and stop - start < wanted:
            stop += 1
        if stop - start == wanted:
            row.amounts = list(pieces[start:stop])
            row.apart = [p for p in pieces[at:start] if p.kind == "w"]
            row.crowded = wanted == len(money) and stop < limit and pieces[stop].kind == "m"
            row.end = _behind(pieces, stop, limit, fresh)


def _behind(pieces: Sequence[Piece], at: int, limit: int, fresh: dict[str, Phrases]) -> int:
    """The index after what a form prints behind the amounts: new or existing, last year's amount, a share of the whole."""
    while at < limit:
        found = next((f for p in fresh.values() if (f := phrase_at(pieces, at, p))), None)
        if found:
            at = found[0]
        elif pieces[at].kind in "mp":
            at += 1
        else:
            break
    return at


def _head(row: _Row, pieces: Sequence[Piece], before: int, running: Running, shape: TableShape, round: Round) -> None:
    """Read the words between the row before and a row's chosen words: its number, kinds and name."""
    text, fields = running.text, {c.field for c in shape.columns}
    head = [p for p in pieces[max(before, row.first - _HEAD) : row.first] if p.kind == "w"]
    head = _after_headings(head, text, shape)
    apart = _without_headings(row.apart, text, shape)
    if "scheme/number" in fields and "scheme/number" not in row.words:
        head, apart = _numbered(row, head, apart, text)
    head += apart
    own = {p.start for p in head}
    head += row.between
    kinds: list[int] = []
    strange = False
    names = [i for i, c in enumerate(shape.columns) if c.field in ("scheme/name", "scheme/description")]
    for at, column in enumerate(shape.columns):
        if column.field.startswith("answers/") and closed_list(column, round):
            found = _lift(head, column, round, last=at > min(names, default=0))
            if found:
                row.words[column.field] = found[1]
                kinds.append(found[0])
                head = found[2]
            again = _lift(head, column, round, last=False) if found else None
            lost = not found and column.required and column.field not in _BEHIND
            strange = strange or lost or bool(again and len(again[1].split()) > 2)
    head = [p for p in head if p.start in own]
    if "scheme/number" in fields and "scheme/number" not in row.words and kinds:
        head = _numbered_before(row, head, min(kinds), text)
    row.doubt = _STRANGE if strange else None
    _name(row, head, kinds, text, fields)


def _after_headings(head: list[Piece], text: str, shape: TableShape) -> list[Piece]:
    """Words after the last of the table's headings among them."""
    ends = [m.end() for m in headings_of_table(shape).finditer(text, head[0].start, head[-1].end)] if head else []
    if not ends:
        return head
    rest = [p for p in head if p.start >= max(ends)]
    above = {p.key for p in head} | {w.lower() for w in WORD.findall(text[max(0, head[0].start - _ABOVE) : head[0].start])}
    rest = rest[max((_tail(rest, words) for words in _long_labels(shape) if above.issuperset(words)), default=0) :]
    known = {w for words in _long_labels(shape) for w in words} | {"nhs", "la"}
    over = next((n for n, p in enumerate(rest) if p.key not in known), 0)
    whole = _words_of_headings(rest, text, shape)
    over = whole if whole > _HEADINGS else over
    return rest[over:] if over > 1 else rest


def _words_of_headings(rest: Sequence[Piece], text: str, shape: TableShape) -> int:
    """How many words at the beginning are of headings printed in lines: up to the last that ends one of them, as it is written."""
    labels = [WORD.findall(x) for c in shape.columns for x in (*c.locator.labels, c.title)]
    known, ends = {w.lower() for words in labels for w in words}, {words[-1] for words in labels if words}
    run = next((n for n, p in enumerate(rest) if p.key not in known), 0)
    return next((n for n in range(run, 0, -1) if text[rest[n - 1].start : rest[n - 1].end] in ends), 0)


def _tail(rest: Sequence[Piece], label: Sequence[str]) -> int:
    """How many words of a heading end it at the beginning of a row's words: what a cell beside it parted from its first lines."""
    keys = [p.key for p in rest[: len(label)]]
    return next((n for n in range(len(label) - 1, 1, -1) if keys[:n] == list(label[-n:])), 0)


@lru_cache(maxsize=50)
def _long_labels(shape: TableShape) -> tuple[tuple[str, ...], ...]:
    labels = {tuple(w.lower() for w in WORD.findall(x)) for c in shape.columns for x in (*c.locator.labels, c.title)}
    return tuple(sorted(words for words in labels if len(words) > 4))


def _without_headings(words: Sequence[Piece], text: str, shape: TableShape) -> list[Piece]:
    spans = [m.span() for m in headings_of_table(shape).finditer(text, words[0].start, words[-1].end)] if words else []
    return [p for p in words if not any(a <= p.start < b for a, b in spans)]


def _lift(head: Sequence[Piece], column: Column, round: Round, last: bool) -> tuple[int, str, list[Piece]] | None:
    """Take a column's chosen words out of a row's: (where they began, the words, the rest).

    Words printed over lines may have a neighbour's words between them, once; the longest words of the list win, and of equal
    ones the last where the form has the column after the name.
    """
    best: tuple[tuple[int, int, int], int, str, list[Piece]] | None = None
    for i in range(len(head)):
        for words, label in phrases_of(column, round).get(head[i].key, ()):
            taken = run_from(head, i, words)
            if taken is None:
                continue
            score = (len(words), -len(taken[1]), i if last else -i)
            if best is None or score > best[0]:
                gone = set(taken[0])
                best = score, head[i].start, label, [p for k, p in enumerate(head) if k not in gone]
    return best[1:] if best else None


def _numbered_behind(rows: Sequence[_Row], text: str) -> None:
    """Give the rows the numbers that stand right behind their chosen words, where every row has one there and they run upwards: a
    sheet whose figures stand at the foot of their cells is printed so."""
    own = [next((p for p in r.apart if p.key.isdigit() and text[p.end : p.end + 1] != "."), None) for r in rows if r.amounts]
    found = [p for p in own if p]
    numbers = [int(p.key) for p in found]
    if len(found) < max(_FEWEST, len(own)) or numbers != sorted(numbers) or numbers[-1] > 2 * len(rows) + _BETWEEN:
        return
    for row, piece in zip([r for r in rows if r.amounts], found, strict=True):
        row.words["scheme/number"] = text[piece.start : piece.end]
        row.apart = [p for p in row.apart if p is not piece]


def _numbered(row: _Row, head: list[Piece], apart: list[Piece], text: str) -> tuple[list[Piece], list[Piece]]:
    """Take a row's number out of its words: the first of them, or one that fills a line; what stands before it is not the row's."""
    for i, piece in enumerate(head):
        if (i == 0 or _lone(piece, text)) and _is_number(piece, text):
            row.words["scheme/number"] = text[piece.start : piece.end]
            return head[i + 1 :], apart
    for i, piece in enumerate(apart):
        if _lone(piece, text) and _is_number(piece, text):
            row.words["scheme/number"] = text[piece.start : piece.end]
            return head, [*apart[:i], *apart[i + 1 :]]
    return head, apart


def _numbered_before(row: _Row, head: list[Piece], kind: int, text: str) -> list[Piece]:
    """Take out a row's number that stands right before its first kind; what stands before it is of the row above."""
    for i, piece in enumerate(head):
        if piece.end < kind and not text[piece.end : kind].strip() and _is_number(piece, text):
            row.words["scheme/number"] = text[piece.start : piece.end]
            return head[i + 1 :]
    return head


def _is_number(piece: Piece, text: str) -> bool:
    return bool(_ID.fullmatch(text[piece.start : piece.end]))


def _lone(piece: Piece, text: str) -> bool:
    return text[: piece.start].endswith("\n") and text[piece.end :].startswith("\n")


def _name(row: _Row, head: Sequence[Piece], kinds: Sequence[int], text: str, fields: set[str]) -> None:
    """Words that are neither number nor chosen: the name and, where the form asks for one, the description."""
    runs = _runs(head, text)
    own = "scheme/name" if "scheme/description" not in fields else "scheme/description"
    if {"scheme/name", "scheme/description"} <= fields and kinds and head and head[0].start < min(kinds):
        before = [r for r in runs if r[0] < min(kinds)]
        row.words["scheme/name"] = before[0][1]
        if before[1:]:
            row.words["scheme/description"] = " ".join(words for _, words in before[1:])
        return
    if "scheme/description" not in fields and kinds:
        unnumbered = [r for r in runs if not _CHOICE_NUMBER.match(r[1])]
        runs = [r for r in unnumbered if r[0] < min(kinds)] or unnumbered or runs
    if runs:
        row.words[own] = " ".join(words for _, words in runs)


def _runs(head: Sequence[Piece], text: str) -> list[tuple[int, str]]:
    """Words as written, those together that no blank line and no other cell parts: (where, the words)."""
    made: list[list[Piece]] = []
    for i, piece in enumerate(head):
        gap = text[head[i - 1].end : piece.start] if i else ""
        if not i or "\n\n" in gap or WORD.search(gap) or _CHOICE_NUMBER.match(text, piece.start):
            made.append([])
        made[-1].append(piece)
    found = []
    for run in made:
        end = run[-1].end
        tail = re.match(r"[)\]”\"’'%.]*", text[end:])
        lead = re.search(r"[(\[“\"‘']*$", text[: run[0].start])
        words = text[run[0].start - len(lead.group() if lead else "") : end + len(tail.group() if tail else "")]
        found.append((run[0].start, re.sub(r"\s+", " ", words).strip()))
    return found


def _add(
    parts: list[Part], row: _Row, pieces: Sequence[Piece], running: Running, money: Sequence[Column], factor: Decimal, round: Round
) -> None:  # fmt: skip
    """Add a row as a scheme with its lines, or its lines to the scheme of the same number and name."""
    place = running.place(pieces[row.first].start, pieces[row.last - 1].end, How.INFERRED, _HOW)
    fields, line, answers = line_fields(row.words, place, row.doubt, round)
    if "name" not in fields and "description" in fields:
        fields["name"] = fields["description"]
    if not fields:
        return
    kept = money[: len(row.amounts)]
    reads = []
    for column, piece in zip(kept, row.amounts, strict=True):
        tokens: list[Token] = figures_between(running, piece.start, piece.end, factor)
        if column.field != "not-kept" and tokens:
            amount = running.place(piece.start, piece.end, How.INFERRED, _HOW)
            reads.append((column, Read(tokens[0].amount, amount, doubt=_CROWDED if row.crowded else None)))
    lines = tuple(Part("lines", {**line, **child.fields}, answers=answers) for child in lines_of(reads))
    key = [fields[f].value if f in fields else None for f in ("number", "name")]
    for i, part in enumerate(parts):
        if [part.fields[f].value if f in part.fields else None for f in ("number", "name")] == key:
            parts[i] = Part("schemes", part.fields, (*part.parts, *lines))
            return
    parts.append(Part("schemes", fields, lines))
