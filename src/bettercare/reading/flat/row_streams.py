"""Rows of expenditure whose cells a converter printed in pieces: heads of rows first, their ends later, or by column.

Each word of a closed list belongs to the row that it stands beside, where it is that row's next cell, else to the first row that
still lacks such a cell. Rows begin at their running numbers, where the table has them; else words begin a row, or go on with the
name before them. A table so put together is taken only where every row is whole and its amounts add up to a total that the text
prints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from bettercare.reading.flat.chosen_words import Phrases, Piece, headings_of_table, phrases_of, pieces_in
from bettercare.reading.flat.lines import closed_list, closed_words, spine
from bettercare.rounds.model import Column, Round, TableShape

_LISTS = ("area_of_spend", "commissioner", "provider", "source")
_FRESH = "answers/new-or-existing"
_OPEN = re.compile(r"(?:\b(?:and|or|of|for|the|to|in|with|from|by|at|on|incl?\.?)|[&/:,(–-])\s*$", re.I)


_YEAR = re.compile(r"(?<![\d/])(?:20)?\d\d/(?:20)?\d\d(?![\d/])\s*(?:\(?£?\s?['’]?0{3}['’]?s?\)?|\(£\))?")
"""A year that heads amounts, with their unit."""
_BY = 3


@dataclass
class StreamedRow:
    """A row: its name's words, its chosen words by field, its amounts, and where it begins and ends in the text."""

    name: list[str]
    start: int
    words: dict[str, str] = field(default_factory=dict)
    amounts: list[Piece] = field(default_factory=list)
    end: int = 0
    head: int = 0
    """Where its number and name end."""
    behind: int = 0
    """Amounts of other years that stand behind its own."""
    doubtful: bool = False
    number: str | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    """Words, an amount, a share, or an entry of the closed lists of some columns."""

    kind: str
    text: str
    start: int
    end: int
    columns: tuple[str, ...] = ()
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class Streamed:
    """The rows of a table, and the amounts that no row took: totals, and what stood apart."""

    rows: tuple[StreamedRow, ...]
    left: tuple[Piece, ...]


def streamed_rows(text: str, start: int, end: int, shape: TableShape, round: Round) -> Streamed | None:
    """The rows of expenditure between two positions of a text; None where one lacks a cell that every row has."""
    fields = [c for c in shape.columns if _is_list(c, round)]
    order = [c.field for c in fields if c.field != _FRESH]
    if not set(_LISTS) <= {spine(c) for c in fields}:
        return None
    heads = _numbered(text, start, end, fields, round) if any(c.field == "scheme/number" for c in shape.columns) else []
    ways = [_put(text, start, end, shape, round, fields, heads, _LISTS)] if heads else []
    ways += [_put(text, start, end, shape, round, fields, [], order)]
    return next(filter(None, ways), None)


def _put(
    text: str, start: int, end: int, shape: TableShape, round: Round, fields: Sequence[Column],
    heads: Sequence[tuple[int, int, int]], order: Sequence[str],
) -> Streamed | None:  # fmt: skip
    tokens = _tokens(text, start, end, shape, round, fields, heads)
    own = sum(c.kind == "money" and c.field != "not-kept" for c in shape.columns)
    other = sum(c.kind == "money" and c.field == "not-kept" for c in shape.columns)
    filler = _Filler(order, own, other)
    for number, token in enumerate(tokens):
        filler.take(token, tokens[number + 1] if number + 1 < len(tokens) else None)
    rows = filler.settled()
    whole = rows and all(set(order) <= set(r.words) for r in rows)
    return Streamed(tuple(rows), tuple(filler.left)) if whole else None


def _is_list(column: Column, round: Round) -> bool:
    return column.kind == "choice" and bool(closed_list(column, round))


def _numbered(text: str, start: int, end: int, fields: Sequence[Column], round: Round) -> list[tuple[int, int, int]]:
    """The rows' running numbers, each with the name after it: (where it begins, where the name begins, where the name ends).

    A name ends before a kind, which forms number with a point, before a chosen word or an amount, and where the next row begins.
    """
    kinds = next(filter(None, (closed_words(c, round) for c in fields if spine(c) == "area_of_spend")), r"(?!)")
    stop = re.compile(rf"(?<!\S)\d{{1,2}}\.\s|£|\d,\d{{3}}|(?<!\S)(?:{kinds})(?!\w)|\n")
    found: list[tuple[int, int, int]] = []
    at = start
    while match := re.compile(rf"(?<!\S){len(found) + 1}\s+(?=[a-z]?[A-Z(])").search(text, at, end):
        found.append((match.start(), match.end(), end))
        at = match.end()
    edges = [*(a for a, _, _ in found[1:]), end]
    return (
        [(a, b, m.start() if (m := stop.search(text, b, e)) else e) for (a, b, _), e in zip(found, edges, strict=True)]
        if len(found) > _BY
        else []
    )


def _tokens(
    text: str, start: int, end: int, shape: TableShape, round: Round, fields: Sequence[Column],
    numbered: Sequence[tuple[int, int, int]] = (),
) -> list[_Token]:  # fmt: skip
    lists = {c.field: phrases_of(c, round) for c in fields}
    heads = [m.span() for pattern in (headings_of_table(shape), _YEAR) for m in pattern.finditer(text, start, end)]
    lone = _lone(shape)
    pieces = [replace(p, start=p.start + start, end=p.end + start) for p in pieces_in(text[start:end])]
    tokens: list[_Token] = []
    run: list[Piece] = []

    def flush() -> None:
        kept = _without_lone(run, lone, heads)
        if kept:
            words = re.sub(r"\s+", " ", text[_opened(text, kept[0].start) : _closed(text, kept[-1].end)]).strip()
            tokens.append(_Token("w", words, kept[0].start, kept[-1].end))
        run.clear()

    i = 0
    while i < len(pieces):
        piece = pieces[i]
        row = next((r for r in numbered if r[0] == piece.start), None)
        if row:
            flush()
            tokens.append(_Token("h", re.sub(r"\s+", " ", text[row[1] : row[2]]).strip(), row[0], row[2], (piece.key,)))
            i = next((k for k in range(i, len(pieces)) if pieces[k].start >= row[2]), len(pieces))
            continue
        if any(a <= piece.start < b for a, b in heads):
            flush()
            i += 1
            continue
        if piece.kind != "w":
            flush()
            tokens.append(_Token(piece.kind, piece.key, piece.start, piece.end, (), piece))
            i += 1
            continue
        if tokens and not run and tokens[-1].kind == "c" and _is_amount(text, piece, tokens[-1]):
            tokens.append(_Token("m", piece.key, piece.start, piece.end, (), replace(piece, kind="m")))
            i += 1
            continue
        found = _chosen(text, pieces, i, lists)
        if found:
            flush()
            after, label, columns = found
            columns = columns if not numbered else tuple(c for c in columns if (c in _LISTS) != _is_kind(text, piece.start))
            tokens.append(_Token("c", label, piece.start, pieces[after - 1].end, columns))
            i = after
            continue
        run.append(piece)
        i += 1
    flush()
    return tokens


def _is_kind(text: str, start: int) -> bool:
    """Whether a number with a point stands right before words, as forms print before a kind of scheme."""
    return bool(re.search(r"(?<!\S)\d{1,2}\.\s$", text[max(0, start - 5) : start]))


def _is_amount(text: str, piece: Piece, before: _Token) -> bool:
    """Whether a small number that stands by itself right after a source of funding is its amount."""
    return "source" in before.columns and piece.key.isdigit() and not re.match(r"[%./,]", text[piece.end : piece.end + 1])


def _without_lone(run: Sequence[Piece], lone: frozenset[str], heads: Sequence[tuple[int, int]]) -> list[Piece]:
    """Words without headings of one word at their ends that stand by other headings; none where they are nothing else."""
    kept = list(run) if any(p.key not in lone for p in run) else []
    while kept and kept[0].key in lone and any(0 <= kept[0].start - b < _BY for _, b in heads):
        del kept[0]
    while kept and kept[-1].key in lone and any(0 <= a - kept[-1].end < _BY for a, _ in heads):
        del kept[-1]
    return kept


def _opened(text: str, start: int) -> int:
    """The start of words with the mark that opens them."""
    return start - 1 if text[start - 1 : start] in ("(", "[", "“", "‘", '"') else start


def _closed(text: str, end: int) -> int:
    """The end of words with the marks that close them."""
    match = re.compile(r"[)\]”\"’'%]*").match(text, end)
    return match.end() if match else end


@lru_cache(maxsize=50)
def _lone(shape: TableShape) -> frozenset[str]:
    """Words of headings of one word, and those beneath headings."""
    labels = {x.lower() for c in shape.columns for x in (*c.locator.labels, c.title) if len(x.split()) == 1}
    return frozenset({*labels, "expenditure", "total"})


def _chosen(text: str, pieces: Sequence[Piece], i: int, lists: dict[str, Phrases]) -> tuple[int, str, tuple[str, ...]] | None:
    """The longest entry of the lists that is written here as the form writes it: (index after it, its words, its columns)."""
    best: dict[int, list[tuple[str, str]]] = {}
    for name, phrases in lists.items():
        for words, label in phrases.get(pieces[i].key, ()):
            run = pieces[i : i + len(words)]
            if [p.key for p in run] == list(words) and all(p.kind == "w" for p in run) and _as_written(text, run, label):
                best.setdefault(len(words), []).append((name, label))
    if not best:
        return None
    size = max(best)
    return i + size, best[size][0][1], tuple(dict.fromkeys(name for name, _ in best[size]))


def _as_written(text: str, run: Sequence[Piece], label: str) -> bool:
    """Whether an entry's capitals are those of the list, or all its words begin with one."""
    written = [text[p.start] for p in run]
    return written == [w[0] for w in re.findall(r"[A-Za-z0-9]+(?:['’][a-z]+)?", label)] or all(
        c.isupper() or c.isdigit() for c in written
    )


class _Filler:
    """Puts tokens into rows as they come."""

    def __init__(self, order: Sequence[str], own: int, other: int) -> None:
        self.order, self.own, self.other = order, own, other
        self.rows: list[StreamedRow] = []
        self.left: list[Piece] = []
        self.shares: list[Piece] = []
        self.numbered = False
        self.beside: tuple[StreamedRow, str] | None = None
        """The row, and the field, of the token just before."""

    def take(self, token: _Token, following: _Token | None) -> None:
        if token.kind == "h":
            self.numbered = True
            self.rows.append(StreamedRow([token.text], token.start, end=token.end, head=token.end, number=token.columns[0]))
            self.beside = (self.rows[-1], "name")
        elif self.numbered and token.kind == "w":
            pass
        elif self.numbered and token.kind == "c" and not set(token.columns) & {*self.order, _FRESH}:
            if token.columns and self.beside and self.beside[1] == "name":
                self.beside[0].words.setdefault(token.columns[0], token.text)
        elif token.kind == "w":
            self._words(token, following)
        elif token.kind == "p" and token.piece:
            self.shares.append(token.piece)
        elif token.kind == "m" and token.piece:
            self._amount(token.piece)
        elif token.columns == (_FRESH,):
            pass
        else:
            self._cell(token)

    def _words(self, token: _Token, following: _Token | None) -> None:
        last = self.rows[-1] if self.rows else None
        if last and "source" not in last.words and self._goes_on(last, token.text):
            last.name.append(token.text)
            self.beside = (last, self._latest(last)) if last.words else (last, "name")
            return
        if last and self.beside and self.beside[0] is last and self._says_other(last, following):
            return
        if last and not last.words and self.beside and self.beside[0] is last:
            last.name.append(token.text)
            return
        row = StreamedRow([token.text], token.start, end=token.end, head=token.end)
        self.rows.append(row)
        self.beside = (row, "name")

    def _goes_on(self, row: StreamedRow, words: str) -> bool:
        """Whether words go on with a row's name, a cell beside it having come between its lines."""
        name = " ".join(row.name)
        return name.count("(") > name.count(")") or words[:1] in "(&" or words[:1].islower() or bool(_OPEN.search(name))

    def _latest(self, row: StreamedRow) -> str:
        return max((f for f in self.order if f in row.words), key=self.order.index, default="name")

    def _says_other(self, row: StreamedRow, following: _Token | None) -> bool:
        """Whether words say what `Other` stands for: they follow it, and the row's next cell follows them."""
        latest = self._latest(row)
        if latest == "name" or row.words[latest].lower() != "other":
            return False
        after = self.order[self.order.index(latest) + 1 :]
        return bool(following and after and after[0] in following.columns)

    def _cell(self, token: _Token) -> None:
        columns = [c for c in token.columns if c in self.order]
        if self.beside:
            row, latest = self.beside
            at = self.order.index(latest) + 1 if latest in self.order else 0
            if at < len(self.order) and self.order[at] in columns and self.order[at] not in row.words:
                self._fill(row, self.order[at], token)
                return
        options = [
            (number, self.order.index(c))
            for c in columns
            for number, row in enumerate(self.rows)
            if c not in row.words and all(f in row.words for f in self.order[: self.order.index(c)])
        ]
        if options:
            number, at = min(options)
            self._fill(self.rows[number], self.order[at], token)
        elif not self.numbered:
            self._words(token, None)

    def _fill(self, row: StreamedRow, name: str, token: _Token) -> None:
        row.words[name] = token.text
        row.end = max(row.end, token.end)
        self.beside = (row, name)

    def _amount(self, piece: Piece) -> None:
        row = self.beside[0] if self.beside and self.beside[1] in ("source", "amount") else None
        if row and len(row.amounts) < self.own:
            row.amounts.append(piece)
            row.end = max(row.end, piece.end)
            self.beside = (row, "amount")
        elif row and row.behind < self.other:
            row.behind += 1
        else:
            self.left.append(piece)
            self.beside = None

    def settled(self) -> list[StreamedRow]:
        """The rows that have cells, each joint one with its share where the shares pair off."""
        kept: list[StreamedRow] = []
        last = max((n for n, row in enumerate(self.rows) if row.words), default=-1)
        for row in self.rows[: last + 1]:
            if row.words:
                kept.append(row)
            elif kept and "other" not in {w.lower() for w in kept[-1].words.values()}:
                kept[-1].doubtful = True
        self._share(kept)
        return kept

    def _share(self, rows: Sequence[StreamedRow]) -> None:
        """Give each joint row its share, where the shares pair off: two for each row, or all of one partner before the other's."""
        joint = [r for r in rows if r.words.get("commissioner", "").lower() == "joint"]
        shares, n = [float(p.key.rstrip("% ")) for p in self.shares], len(joint)
        if len(shares) != 2 * n:
            return
        for own, others in ((slice(0, None, 2), slice(1, None, 2)), (slice(0, n), slice(n, None))):
            if all(a + b == 100 for a, b in zip(shares[own], shares[others], strict=True)):
                for row, share in zip(joint, self.shares[own], strict=True):
                    row.words["nhs_share"] = share.key
                return
        if len(set(shares)) == 2 and sum(set(shares)) == 100 and shares.count(shares[0]) == n:
            for row in joint:
                row.words["nhs_share"] = self.shares[0].key
