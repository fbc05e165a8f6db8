"""Expenditure printed line by line, the lines of its cells among each other: a row's words are those of one choice from each list.

`Robust response CCG Minimum Community Health CCG Private Sector Contribution 3,105` is a name, then every word of an area of spend,
a commissioner, a provider and a source of funding, in whatever order their lines were printed. Rows are read where the amounts
prove them: each has an amount for every year, or the years' totals beneath tell which amounts are of which.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import islice, pairwise

from bettercare.plan import How
from bettercare.reading.flat.lines import closed_list, spine
from bettercare.reading.flat.parts import total_part
from bettercare.reading.flat.text import Region, Running, Token, regions
from bettercare.reading.flat.typed import Row, add_scheme
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import unit_of
from bettercare.rounds.model import Column, Round, TableShape

_HOW = "the sheet was printed line by line; the words of the round's lists tell the row, and the totals the years"
_RUN_IN = "words of another column may have run into this name"
_YEAR_OPEN = "the totals leave open which year this amount is of"
_SURE = ("area_of_spend", "provider", "source")
_FEWEST = 3
_ROOM = 420
"""Characters of a row's words, at the most."""
_OTHERS = 3
"""Words of a row that are of no list and stand after its name, at the most."""
_FIGURE = re.compile(
    r"(?<![\w.,/%(-])£?\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\w,%])|(?<![\w.,/%(-])£?\d+(?:\.\d\d)?(?![\w,%/)]|\.\d|\s[a-z])"
)
_WORD = re.compile(r"\d+\s?%|[A-Za-z0-9]+")
_OF_LISTS = re.compile(r"(?:Contribution|Provider|Sector|Services|Grant)\s+[A-Z]")
"""The last words of a source or provider before another word: they are of the row above."""
_LONGEST_TAIL = 5
"""Words of a row's cells that may stand behind its amounts."""
_TOTAL = re.compile(r"\bTotals?\b", re.I)
_MOST_WAYS = 60_000
_MOST_CHOICES = 3_000


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A row's words: its choices by field, its name, how many words stand in neither, and what is doubtful of the name."""

    words: dict[str, str]
    others: int
    doubt: str | None

    @property
    def unexplained(self) -> int:
        """How many words no list has: the name's, and those behind it."""
        return self.others + len(self.words["scheme/name"].split())


@dataclass(frozen=True, slots=True)
class _Line:
    parsed: _Parsed
    start: int
    end: int
    amounts: tuple[Token, ...]


def read_rows_by_words(running: Running, shape: TableShape, round: Round) -> Found:
    """The schemes of a table of expenditure whose rows are known by their words and proven by their amounts; else nothing."""
    columns = {spine(c): c for c in shape.columns}
    money = [c for c in shape.columns if c.kind == "money" and c.field != "not-kept"]
    if not money or not {*_SURE, "name"} <= columns.keys():
        return Found()
    best = Found()
    for region in regions(running, shape, round):
        rows = _rows(region, shape, round, len(money))
        placed = _placed(rows, _totals(region, rows, len(money)), len(money)) if len(rows) >= _FEWEST else None
        if placed is not None and len(rows) > len(best.parts):
            best = _found(region, rows, placed, money, shape, round)
    return best


def _found(
    region: Region, rows: Sequence[_Line], placed: Sequence[dict[int, tuple[Token, str | None]]], money: Sequence[Column],
    shape: TableShape, round: Round,
) -> Found:  # fmt: skip
    parts: list[Part] = []
    running = region.running
    for row, cells in zip(rows, placed, strict=True):
        reads = [
            (money[i], Read(t.amount, running.place(t.start, t.end, How.INFERRED, _HOW), doubt=doubt))
            for i, (t, doubt) in sorted(cells.items())
        ]
        place = running.place(row.start, row.end, How.INFERRED, _HOW)
        add_scheme(parts, Row(row.parsed.words, row.amounts, row.start), reads, place, row.parsed.doubt, round)
    totals = _totals(region, rows, len(money))
    for column, token in zip(money, totals, strict=False):
        parts.append(total_part(shape, column, Read(token.amount, running.place(token.start, token.end))))
    return Found(tuple(parts), used=frozenset(k for r in rows for t in r.amounts for k in running.keys(t.start, t.end)))


# the rows


def _rows(region: Region, shape: TableShape, round: Round, years: int) -> list[_Line]:
    """The rows one after another: words that a choice from each list explains, then as many amounts as there are years or fewer."""
    text = region.running.text
    factor = unit_of(text[region.start : region.start + 600])
    figures = [m for m in _FIGURE.finditer(text, region.start, region.end) if not re.fullmatch(r"(?:19|20)\d\d", m.group())]
    rows: list[_Line] = []
    start, at = region.start, 0
    while at < len(figures):
        first = max(start, figures[at].start() - _ROOM) if not rows else start
        words = text[first : figures[at].start()]
        if rows and (_TOTAL.search(words) or len(words) > _ROOM):
            break
        last = at + 1
        while last < min(len(figures), at + years) and not _WORD.search(text, figures[last - 1].end(), figures[last].start()):
            last += 1
        parsed, following = _with_tail(words, text, figures[last - 1].end(), shape, round, first=not rows)
        if parsed is None:
            at += 1
            continue
        amounts = tuple(_token(m, factor) for m in figures[at:last])
        rows.append(_Line(parsed, first, figures[last - 1].end(), amounts))
        start, at = following, last
    return rows


def _with_tail(
    words: str, text: str, after: int, shape: TableShape, round: Round, first: bool
) -> tuple[_Parsed | None, int]:  # fmt: skip
    """A row's words parted, with as many of those behind its amounts as end its cells there; and where the next row begins."""
    best, following = _parsed(words, shape, round, first), after
    vocabulary = {w for c in _chosen(shape, round) for _, own in _lists(c, round) for w in own}
    tail: list[str] = []
    for match in islice(_WORD.finditer(text, after), _LONGEST_TAIL):
        if match.group().lower() not in vocabulary:
            break
        tail.append(match.group())
        made = _parsed(f"{words} {' '.join(tail)}", shape, round, first)
        if made and (best is None or made.unexplained <= best.unexplained):
            best, following = made, match.end()
    return best, following


def _token(match: re.Match[str], factor: Decimal) -> Token:
    return Token(match.start(), match.end(), match.group(), Decimal(match.group().lstrip("£").replace(",", "")) * factor)


def _parsed(text: str, shape: TableShape, round: Round, first: bool) -> _Parsed | None:
    """A row's words parted: the name before the first chosen word; None where no choice explains the rest."""
    spots = [(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]
    shares = [w for w, _, _ in spots if w.endswith("%")]
    spots = [s for s in spots if not s[0].endswith("%")]
    if first:
        spots = _after_headings(spots, shape)
    have = Counter(w for w, _, _ in spots)
    lists = [(c, [v for v in _lists(c, round) if all(have[w] >= n for w, n in v[1].items())]) for c in _chosen(shape, round)]
    if any(not values and spine(c) in _SURE for c, values in lists):
        return None
    best: _Parsed | None = None
    for choice in islice(_choices(lists, have, 0, {}), _MOST_CHOICES):
        made = _name_and_rest(text, spots, choice, shares, {c.field for c in shape.columns})
        if made and (best is None or made.others < best.others):
            best = made
    return best if best and best.others <= _OTHERS else None


def _chosen(shape: TableShape, round: Round) -> list[Column]:
    return [c for c in shape.columns if c.kind == "choice" and c.field != "not-kept" and closed_list(c, round)]


@lru_cache(maxsize=200)
def _lists(column: Column, round: Round) -> tuple[tuple[str, Counter[str]], ...]:
    """A column's choices with the words of each, the longest first."""
    made = [(label, Counter(w.lower() for w in _WORD.findall(label))) for label in dict.fromkeys(closed_list(column, round))]
    return tuple(sorted(made, key=lambda v: -v[1].total()))


def _choices(
    lists: Sequence[tuple[Column, Sequence[tuple[str, Counter[str]]]]],
    left: Counter[str],
    at: int,
    chosen: dict[str, tuple[str, Counter[str]]],
) -> Iterator[dict[str, tuple[str, Counter[str]]]]:
    """Every way to take one value from each list out of the words, no word twice."""
    if at == len(lists):
        yield dict(chosen)
        return
    column, values = lists[at]
    for label, words in values:
        if all(left[w] >= n for w, n in words.items()):
            yield from _choices(lists, left - words, at + 1, {**chosen, column.field: (label, words)})
    if spine(column) not in _SURE:
        yield from _choices(lists, left, at + 1, chosen)


def _name_and_rest(
    text: str,
    spots: Sequence[tuple[str, int, int]],
    choice: dict[str, tuple[str, Counter[str]]],
    shares: Sequence[str],
    fields: set[str],
) -> _Parsed | None:
    """The name before the first chosen word, each word taken where it stands last; small words after it go on with it."""
    needed: Counter[str] = sum((words for _, words in choice.values()), Counter())
    taken: set[int] = set()
    for i in range(len(spots) - 1, -1, -1):
        if needed[spots[i][0]] > 0:
            needed[spots[i][0]] -= 1
            taken.add(i)
    lead = min(taken)
    rest = [i for i in range(lead, len(spots)) if i not in taken]
    if not lead:
        return None
    name = text[spots[0][1] : spots[lead][1]].strip(" -–:;,.\n")
    number = re.match(r"(?P<number>[A-Z]{0,4}\d{1,3})[.)]?\s+(?P<name>[A-Z].*)", name, re.S) if "scheme/number" in fields else None
    words = {field: label for field, (label, _) in choice.items()}
    other = next((label for field, (label, _) in choice.items() if field == "area_of_spend" and label == "Other"), None)
    if shares and "nhs_share" in fields:
        words["nhs_share"] = shares[0]
    if number:
        words["scheme/number"] = number["number"]
        name = number["name"]
    words["scheme/name"] = " ".join(name.split())
    whole = name[:1].isupper() and name.count("(") == name.count(")") and not _OF_LISTS.match(name)
    doubt = None if whole and (not rest or other) else _RUN_IN
    return _Parsed(words, len(rest), doubt)


def _after_headings(spots: list[tuple[str, int, int]], shape: TableShape) -> list[tuple[str, int, int]]:
    """The words of a first row after the headings', which end where words begin that are in none of them."""
    known = {w.lower() for c in shape.columns for label in (c.title, *c.locator.labels) for w in _WORD.findall(label)}
    known |= {"000", "nhs", "la", "ccg", "if", "other", "expenditure", "s"}
    own = [i for i, (w, _, _) in enumerate(spots) if w not in known]
    before = max((b for a, b in pairwise([-1, *own]) if b - a > _OTHERS), default=0)
    return spots[before:]


# the years


def _totals(region: Region, rows: Sequence[_Line], years: int) -> list[Token]:
    text = region.running.text
    if not rows or not (mark := _TOTAL.search(text, rows[-1].end, min(len(text), rows[-1].end + 200))):
        return []
    factor = unit_of(text[region.start : region.start + 600])
    return [_token(m, factor) for m in _FIGURE.finditer(text, mark.end(), min(len(text), mark.end() + 80))][:years]


def _placed(rows: Sequence[_Line], totals: Sequence[Token], years: int) -> list[dict[int, tuple[Token, str | None]]] | None:
    """Each row's amounts by year; None where neither their number nor the totals tell."""
    sums = [t.amount or Decimal(0) for t in totals]
    whole = all(len(r.amounts) == years for r in rows)
    if whole:
        made: list[dict[int, tuple[Token, str | None]]] = [{i: (t, None) for i, t in enumerate(r.amounts)} for r in rows]
        told = [sum((r.amounts[i].amount or Decimal(0) for r in rows), Decimal(0)) for i in range(years)]
        proven = told == sums or (years > 1 and (len(sums) < years or len(rows) > _FEWEST))  # of one year any number would do
        return made if proven else None
    if years != 2 or len(sums) != years:
        return None
    ways = _first_year(rows, sums)
    if not ways:
        return None
    best = min(ways, key=len)
    rivals = [w for w in ways if len(w) == len(best) and w != best]
    open_rows = {i for w in rivals for i in w ^ best}
    placed: list[dict[int, tuple[Token, str | None]]] = []
    for i, row in enumerate(rows):
        if len(row.amounts) == years:
            placed.append({k: (t, None) for k, t in enumerate(row.amounts)})
        else:
            placed.append({0 if i in best else 1: (row.amounts[0], _YEAR_OPEN if i in open_rows else None)})
    return placed


def _first_year(rows: Sequence[_Line], sums: Sequence[Decimal]) -> list[frozenset[int]]:
    """The sets of rows whose only amount is of the first year, so that both years come to their totals."""
    single = [i for i, r in enumerate(rows) if len(r.amounts) == 1]
    both = [sum((r.amounts[k].amount or Decimal(0) for r in rows if len(r.amounts) == 2), Decimal(0)) for k in range(2)]
    if sum((rows[i].amounts[0].amount or Decimal(0) for i in single), Decimal(0)) + sum(both) != sum(sums):
        return []
    wanted = sums[0] - both[0]
    reached: dict[Decimal, list[frozenset[int]]] = {Decimal(0): [frozenset()]}
    for i in single:
        amount = rows[i].amounts[0].amount or Decimal(0)
        more = {s + amount: [w | {i} for w in ways] for s, ways in reached.items() if s + amount <= wanted}
        for s, ways in more.items():
            reached[s] = sorted([*reached.get(s, []), *ways], key=len)[:4]
        if len(reached) > _MOST_WAYS:
            return []
    return reached.get(wanted, [])
