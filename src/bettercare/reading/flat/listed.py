"""Expenditure printed as running text whose headings do not tell the columns: rows are known by the closed lists in them.

Every row of such a table holds the same closed lists in the same order (area of spend, commissioner, provider, source), and its
amounts after them; what stands before is the scheme. The order that the most rows have is the table's. A row whose amounts are not
as many as the columns is placed where the stated totals leave one way alone, and otherwise left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations

from bettercare.plan import How, Unread
from bettercare.reading.dates import years_in
from bettercare.reading.flat.chosen_words import Piece
from bettercare.reading.flat.lines import closed_words, spine
from bettercare.reading.flat.parts import total_part
from bettercare.reading.flat.row_streams import StreamedRow, streamed_rows
from bettercare.reading.flat.text import Running, Token, headings_of, phrase, regions
from bettercare.reading.flat.typed import Row, add_scheme
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_LISTS = ("area_of_spend", "commissioner", "provider", "source")
_FEWEST = 3
_ROOM = 420
"""Characters before a row's lists in which its name stands, at the most."""
_OTHER = 60
"""Characters in which what `other` stands for may be said."""
_SHARE = r"(?:\s*\d{1,3}(?:\.\d+)?\s?%){0,2}"
_AMOUNT = re.compile(r"£?\s?(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,2})?(?![\w%])")
_AMOUNTS = re.compile(rf"(?:\s*{_AMOUNT.pattern})+")
_NUMBER = re.compile(r"[A-Z]{0,5}\d{1,3}[.):]?\s+(?=\S)")
_TOTAL = re.compile(r"(?:(?:BCF|Grand|Overall)\s)?Total\b", re.I)
_LOST = "words of this table that stand apart may be of this name"
_HOW = "the table is printed as running text; the closed lists of the form in every row tell its cells"


@dataclass(frozen=True, slots=True)
class _Listed:
    """A row: its closed lists by column, where these begin and end, and the amounts after them."""

    words: dict[str, str]
    start: int
    end: int
    amounts: tuple[Token, ...]


def read_listed(running: Running, shape: TableShape, round: Round) -> Found:
    """The schemes of an expenditure table whose rows hold the form's closed lists; nothing where fewer than three do."""
    columns = {spine(c): c for c in shape.columns}
    lists = [columns[f] for f in _LISTS if f in columns]
    money = [c for c in shape.columns if c.kind == "money" and c.year]
    if len(lists) < len(_LISTS) or not money:
        return Found()
    text = running.text.replace("\n", " ")
    rows = _rows(text, lists, round)
    pieced = _put_together(running, shape, round, money)
    if pieced and len(pieced.rows) > len(rows):
        return _found(running, shape, round, money, pieced)
    if len(rows) < _FEWEST:
        return Found()
    above = text[max(0, rows[0].start - 2 * _ROOM) : rows[0].start]
    money = _in_printed_order(money, above)
    factor = unit_of(above)
    rows = [replace(r, amounts=tuple(replace(t, amount=t.amount and t.amount * factor) for t in r.amounts)) for r in rows]
    totals = _totals(text, rows[-1].end, len(money), factor)
    placed = _placed(rows, totals, len(money))
    if None in placed and not totals:
        placed = _of_one_year(rows, placed, money, text[rows[-1].end : rows[-1].end + _ROOM], factor)
    return _found(running, shape, round, money, _Table(rows, placed, _leads(text, rows, shape, round), totals))


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a table, the columns that their amounts stand in, what stands before their lists, and the stated totals."""

    rows: Sequence[_Listed]
    placed: Sequence[tuple[int, ...] | None]
    leads: Sequence[dict[str, str]]
    totals: Sequence[Token]
    unsure: Sequence[bool] = ()
    """For each row, whether words that may be of its name were left out."""


def _found(running: Running, shape: TableShape, round: Round, money: Sequence[Column], table: _Table) -> Found:
    parts: list[Part] = []
    unread: list[Unread] = []
    unsure = table.unsure or [False] * len(table.rows)
    for row, where, lead, lost in zip(table.rows, table.placed, table.leads, unsure, strict=True):
        place = running.place(row.start, row.end)
        if where is None or not lead.get("scheme/name"):
            unread.append(Unread(running.text[row.start : row.end].strip(), place))
            continue
        reads = [
            (money[i], Read(t.amount, running.place(t.start, t.end, How.INFERRED, _HOW)))
            for i, t in zip(where, row.amounts, strict=True)
        ]
        add_scheme(parts, Row({**lead, **row.words}, row.amounts, row.start), reads, place, _LOST if lost else None, round)
    parts += [
        total_part(shape, c, Read(t.amount, running.place(t.start, t.end))) for c, t in zip(money, table.totals, strict=False)
    ]
    ends = ((r.start, max(r.end, *(t.end for t in r.amounts), r.end)) for r in table.rows)
    used = {k for start, end in ends for k in running.keys(start, end)}
    return Found(tuple(parts), unread=tuple(unread), used=frozenset(used))


# rows put together from pieces


def _put_together(running: Running, shape: TableShape, round: Round, money: Sequence[Column]) -> _Table | None:
    """The table whose rows were printed in pieces, where all of them are whole and their amounts come to printed totals."""
    kept = [c for c in money if c.field != "not-kept"]
    for region in regions(running, shape, round):
        made = streamed_rows(running.text, region.start, region.end, shape, round)
        if made is None or len(made.rows) < _FEWEST:
            continue
        factor = unit_of(running.text[max(0, region.start - _ROOM) : region.end])
        rows = [_listed(r, factor) for r in made.rows]
        left = [_token(p, factor) for p in made.left]
        bare = [i for i, r in enumerate(rows) if not r.amounts]
        totals = left[-len(kept) :] if len(left) >= len(kept) else []
        spare = left[: -len(kept)] if totals else []
        if len(spare) == len(bare):
            rows = [replace(r, amounts=(spare[bare.index(i)],)) if i in bare else r for i, r in enumerate(rows)]
        placed = _proven(rows, totals, len(kept), running.text, factor)
        shown = totals if len(kept) > 1 else ()
        if placed is None and not bare:
            placed, shown = _proven_elsewhere(rows, len(kept), running.text, factor), ()
        if placed is not None:
            numbers = [{"scheme/number": r.number} if r.number else {} for r in made.rows]
            leads = [{**n, "scheme/name": " ".join(r.name).strip(" |-–:;,")} for n, r in zip(numbers, made.rows, strict=True)]
            return _Table(rows, placed, leads, shown, [r.doubtful for r in made.rows])
    return None


def _listed(row: StreamedRow, factor: Decimal) -> _Listed:
    return _Listed(row.words, row.start, row.head, tuple(_token(p, factor) for p in row.amounts))


def _token(piece: Piece, factor: Decimal) -> Token:
    return Token(piece.start, piece.end, piece.key, Decimal(re.sub(r"[^\d.]", "", piece.key)) * factor)


def _proven(
    rows: Sequence[_Listed], totals: Sequence[Token], count: int, text: str, factor: Decimal
) -> list[tuple[int, ...] | None] | None:
    """The columns of each row's amounts, where the amounts of every column come to a total that is printed; else None."""
    if any(not r.amounts for r in rows):
        return None
    if count == 1:
        return _proven_elsewhere(rows, count, text, factor)
    placed = _placed(rows, totals, count)
    sums = [
        sum(
            (
                t.amount or Decimal(0)
                for r, w in zip(rows, placed, strict=True)
                for i, t in zip(w or (), r.amounts, strict=False)
                if i == c
            ),
            Decimal(0),
        )
        for c in range(count)
    ]
    return placed if None not in placed and sums == [t.amount for t in totals] else None


def _proven_elsewhere(
    rows: Sequence[_Listed], count: int, text: str, factor: Decimal
) -> list[tuple[int, ...] | None] | None:  # fmt: skip
    """The columns of rows that all have as many amounts, where the sum of each column is printed somewhere else in the text."""
    if any(len(r.amounts) != count for r in rows):
        return None
    own = {t.start for r in rows for t in r.amounts}
    others = [m for m in _AMOUNT.finditer(text) if m.start() not in own and "," in m.group()]
    printed = {Decimal(re.sub(r"[^\d.]", "", m.group())) * f for m in others for f in (factor, Decimal(1))}
    sums = [sum((r.amounts[c].amount or Decimal(0) for r in rows), Decimal(0)) for c in range(count)]
    return [tuple(range(count)) for _ in rows] if printed.issuperset(sums) else None


# rows


def _rows(text: str, lists: Sequence[Column], round: Round) -> list[_Listed]:
    """The rows by the order of the lists that the most have."""
    starts: dict[str, dict[int, int]] = {}
    for column in lists:
        pattern = re.compile(rf"(?<!\w)(?:{closed_words(column, round)})", re.I)
        starts[column.field] = {m.start(): m.end() for m in pattern.finditer(text)}
    ways = [list(_in_order(text, starts, order)) for order in permutations(lists)]
    best = max(ways, key=len)
    if len(best) < _FEWEST:
        return []
    rows = []
    for words, start, end in best:
        amounts = _amounts(text, end, Decimal(1))
        rows.append(_Listed(words, start, amounts[-1].end if amounts else end, amounts))
    return rows


def _in_order(
    text: str, starts: dict[str, dict[int, int]], order: Sequence[Column]
) -> Iterator[tuple[dict[str, str], int, int]]:  # fmt: skip
    """Where the lists stand in one order, each right after the one before, but for a share or the words for `other`."""
    done = 0
    for begin in sorted(starts[order[0].field]):
        if begin < done:
            continue
        at, last, words = begin, begin, dict[str, str]()
        for column in order:
            end = starts[column.field].get(at)
            if end is None:
                break
            words[column.field] = text[at:end]
            last = end
            at = _skipped(_SHARE + r"\s*", text, end)
            following = starts[order[len(words)].field] if column is not order[-1] else {}
            if following and at not in following and words[column.field].lower() == "other":
                ends = [at + m.end() for m in re.finditer(r"\w+\s+", text[at : at + _OTHER])][:3]
                after = next((e for e in ends if e in following), at)
                at = at if any(at <= a < after for a in starts[column.field]) else after  # `Other` was the row's kind
        else:
            yield words, begin, last
            done = last


def _skipped(pattern: str, text: str, at: int) -> int:
    match = re.compile(pattern).match(text, at)
    return match.end() if match else at


def _amounts(text: str, at: int, factor: Decimal) -> tuple[Token, ...]:
    """The amounts that stand one after another from a position on; however small, they are amounts here."""
    match = _AMOUNTS.match(text, at)
    found = _AMOUNT.finditer(text, at, match.end()) if match else ()
    return tuple(Token(m.start(), m.end(), m.group(), Decimal(re.sub(r"[^\d.]", "", m.group())) * factor) for m in found)


# columns


def _in_printed_order(money: Sequence[Column], above: str) -> list[Column]:
    """The columns of amounts in the order in which their years are last named above the rows."""
    last = {str(y): m.start() for y, m in years_in(above)}
    return sorted(money, key=lambda c: last.get(str(c.year), 0)) if all(str(c.year) in last for c in money) else list(money)


def _totals(text: str, end: int, count: int, factor: Decimal) -> tuple[Token, ...]:
    """The stated total of each column, in the row beneath the last."""
    total = _TOTAL.search(text, end, end + 60)
    found = _amounts(text, total.end(), factor) if total else ()
    return found if len(found) == count else ()


def _placed(rows: Sequence[_Listed], totals: Sequence[Token], count: int) -> list[tuple[int, ...] | None]:
    """In which columns each row's amounts stand; None where nothing tells."""
    single = [i for i, r in enumerate(rows) if r.amounts and len(r.amounts) != count]
    placed: list[tuple[int, ...] | None] = [
        tuple(range(count)) if len(r.amounts) == count else None if r.amounts else () for r in rows
    ]
    if not single or count != 2 or not totals or any(len(rows[i].amounts) != 1 for i in single):
        return placed
    left = [
        (total.amount or Decimal(0)) - sum((r.amounts[c].amount or Decimal(0) for r in rows if len(r.amounts) == count), Decimal(0))
        for c, total in enumerate(totals)
    ]
    amounts = [rows[i].amounts[0].amount or Decimal(0) for i in single]
    first = _only_way(amounts, left[0]) if sum(amounts) == sum(left) else None
    if first is not None:
        for number, i in enumerate(single):
            placed[i] = (0,) if number in first else (1,)
    return placed


def placed_by_totals(
    amounts: Sequence[tuple[Token, ...]], totals: Sequence[Token], count: int
) -> list[tuple[int, ...]] | None:  # fmt: skip
    """The columns in which rows of amounts stand, where they come to the totals; None where one way alone does not."""
    rows = [_Listed({}, 0, 0, some) for some in amounts]
    placed = [w for w in _placed(rows, totals, count) if w is not None]
    if len(placed) < len(rows) or len(totals) != count:
        return None
    sums = [Decimal(0)] * count
    for columns, some in zip(placed, amounts, strict=True):
        for column, token in zip(columns, some, strict=True):
            sums[column] += token.amount or Decimal(0)
    return placed if sums == [t.amount for t in totals] else None


def _of_one_year(
    rows: Sequence[_Listed], placed: Sequence[tuple[int, ...] | None], money: Sequence[Column], beneath: str, factor: Decimal
) -> list[tuple[int, ...] | None]:  # fmt: skip
    """Rows of one amount each, all of the one column whose heading stands beneath them with their sum as its total."""
    if any(len(r.amounts) > 1 for r in rows):
        return list(placed)
    whole = sum((r.amounts[0].amount or Decimal(0) for r in rows if r.amounts), Decimal(0))
    told = []
    for number, column in enumerate(money):
        for match in re.finditer(phrase(str(column.year)) + r"\s*(?:\(?£\s?['’]?(?:k|m|000'?s?)?\)?)?", beneath):
            told += [number for t in _amounts(beneath, match.end(), factor) if t.amount == whole]
    return [(told[0],) if w is None else w for w in placed] if len(told) == 1 else list(placed)


def _only_way(amounts: Sequence[Decimal], target: Decimal) -> frozenset[int] | None:
    """The one set of amounts that adds up to a target; None where there is none, or more than one."""
    ways: dict[Decimal, list[frozenset[int]]] = {Decimal(0): [frozenset()]}
    for number, amount in enumerate(amounts):
        for total, sets in list(ways.items()):
            if total + amount <= target:
                made = ways.setdefault(total + amount, [])
                made += [s | {number} for s in sets if number not in s][: 2 - len(made)]
    found = ways.get(target, [])
    return found[0] if len(found) == 1 else None


# names


def _leads(text: str, rows: Sequence[_Listed], shape: TableShape, round: Round) -> list[dict[str, str]]:
    """What stands before each row's lists: the scheme's number and name, and the kind of scheme where the form lists these."""
    leads = []
    end = 0
    for row in rows:
        lead = text[max(end, row.start - _ROOM) : row.start]
        headed = [m.end() for m in headings_of(shape).finditer(lead)]
        leads.append(" ".join(lead[max(headed, default=0) :].split()).strip(" |-–:;,)£"))
        end = row.end
    leads[0] = _beneath_headings(leads[0], shape)
    fresh = re.compile(r"(?:Existing|New)\b\s*")
    if sum(bool(fresh.match(lead)) for lead in leads[1:]) * 2 > len(leads) - 1:
        leads = [fresh.sub("", lead, count=1) if number else lead for number, lead in enumerate(leads)]
    numbered = sum(bool(_NUMBER.match(lead)) for lead in leads) * 2 > len(leads)
    leads = leads if numbered else [re.sub(r"^\d{1,3}\s+", "", lead) for lead in leads]
    kinds = [c for c in shape.columns if c.kind == "choice" and spine(c) not in _LISTS and closed_words(c, round)]
    return [_lead(lead, numbered, kinds, round) for lead in leads]


def _beneath_headings(lead: str, shape: TableShape) -> str:
    """The first row's words without headings of one word, years and units that stand above them."""
    labels = {x for c in shape.columns for x in (c.title, *c.locator.labels) if re.search("[A-Za-z]{3}", x)}
    ends = [m.end() for m in re.finditer("|".join(sorted(map(re.escape, labels), key=len, reverse=True)), lead)]
    rest = lead[max(ends, default=0) :]
    return re.sub(r"^(?:\s|(?:20)?\d\d/\d\d|\(?£?\s?['’]?(?:k|m|000'?s?)?\))+", "", rest)


def _lead(lead: str, numbered: bool, kinds: Sequence[Column], round: Round) -> dict[str, str]:
    words: dict[str, str] = {}
    number = _NUMBER.match(lead) if numbered else None
    if number:
        words["scheme/number"], lead = number.group().strip(" .):"), lead[number.end() :]
    for column in kinds:
        match = re.search(rf"(?<!\w)(?P<kind>{closed_words(column, round)})\s*$", lead, re.I)
        if match and match.start():
            words[column.field], lead = match["kind"].strip(), lead[: match.start()].rstrip()
    words["scheme/name"] = "" if re.search(r"\d,\d{3}", lead) else lead.strip(" |-–:;,")
    return words
