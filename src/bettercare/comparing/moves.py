"""What several changes are together: a scheme divided or several merged, money moved between schemes or between sources.

Only what adds up to the pound is told: the same money in another place. Anything else stays the changes that it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from bettercare.comparing.matching import Pair, money_of
from bettercare.figures import entries, totals_by
from bettercare.plan import Plan
from bettercare.plan.comparison import Move, MoveKind
from bettercare.plan.words import listed, part_name, pounds

_ALIKE = 70
"""From this likeness of 100 on a scheme is taken to have come out of another when the money adds up."""
_ROUND = 1000
"""Amounts that are multiples of it may agree by chance, so that schemes with other names are not put together by them."""
_WHAT = {"contributions.actual": "what is put in", "schemes.amount": "spending on schemes"}

Money = dict[str | None, Decimal]


def moves(old: Plan, new: Plan, schemes: Sequence[Pair], sources: Mapping[str, str], lineage: Mapping[str, str]) -> Iterator[Move]:
    """Yield what moved; `schemes` are the schemes' pairs, `sources` what the round calls its sources."""
    gone = [p.old for p in schemes if p.new is None]
    come = [p.new for p in schemes if p.old is None]
    both = [(p.old, p.new) for p in schemes if p.old is not None and p.new is not None]
    explained: set[int] = set()
    for kind, whole, parts in (
        (MoveKind.DIVIDED, [*both, *((g, None) for g in gone)], come),
        (MoveKind.MERGED, [*((n, o) for o, n in both), *((c, None) for c in come)], gone),
    ):
        for one, kept in whole:
            found = _parts_of(one, kept, [p for p in parts if id(p) not in explained])
            if found:
                explained |= {id(p) for p in (one, kept, *found) if p is not None}
                yield _divided(kind, one, kept, found)
    yield from _between_schemes([pair for pair in both if not {id(p) for p in pair} & explained])
    for of in _WHAT:
        yield from _between_sources(old, new, of, sources, lineage)


def _parts_of(whole: Any, kept: Any | None, parts: Sequence[Any]) -> list[Any]:
    """The schemes that hold the money of another, or what it no longer holds; none where it does not add up."""
    money = _less(money_of(whole), money_of(kept) if kept else {})
    if not money or any(amount < 0 for amount in money.values()) or (kept is None and len(parts) < 2):
        return []
    alike = [p for p in parts if _likeness(whole, p) >= _ALIKE]
    if alike and _sum(alike) == money:
        return alike
    single = [p for p in alike if kept is not None and money_of(p) == money]
    if single:
        return single[:1]
    odd = any(amount % _ROUND for amount in money.values())
    return list(parts) if odd and not alike and len(parts) > 1 and _sum(parts) == money else []


def _divided(kind: MoveKind, whole: Any, kept: Any | None, parts: Sequence[Any]) -> Move:
    every = [*([kept] if kept else []), *parts]
    money = money_of(whole)
    told = listed(f"{_called(p)} ({_told(money_of(p))})" for p in every)
    one = f"{_called(whole)} ({_told(money)})"
    words = f"Scheme {one} was divided into {told}." if kind is MoveKind.DIVIDED else f"Schemes {told} were merged into {one}."
    sides = ((f"schemes/{whole.id}",), tuple(f"schemes/{p.id}" for p in every))
    old, new = sides if kind is MoveKind.DIVIDED else sides[::-1]
    year = next(iter(money)) if len(money) == 1 else None
    return Move(kind, year, sum(money.values(), Decimal(0)), old, new, words)


def _between_schemes(both: Sequence[tuple[Any, Any]]) -> Iterator[Move]:
    """An amount that one scheme alone lost and another alone gained."""
    moved = [(old, new, year, amount) for old, new in both for year, amount in _less(money_of(new), money_of(old)).items()]
    times = Counter((year, amount) for _, _, year, amount in moved)
    for old, _, year, amount in moved:
        taker = [(n, y, a) for _, n, y, a in moved if (y, a) == (year, -amount)]
        if amount < 0 and times[year, amount] == 1 and len(taker) == 1:
            to = taker[0][0]
            when = f" in {year}" if year else ""
            words = f"{pounds(-amount)} moved from scheme {_called(old)} to scheme {_called(to)}{when}."
            yield Move(MoveKind.BETWEEN_SCHEMES, year, -amount, (f"schemes/{old.id}",), (f"schemes/{to.id}",), words)


def _between_sources(
    old: Plan, new: Plan, of: str, sources: Mapping[str, str], lineage: Mapping[str, str]
) -> Iterator[Move]:  # fmt: skip
    """Amounts by source that changed while their sum did not."""
    for year in sorted({e.year for plan in (old, new) for e in entries(plan, of) if e.year}):
        sides = [totals_by((e for e in entries(plan, of) if e.year == year), lambda e: e.source) for plan in (old, new)]
        if any(source is None or not total.known for side in sides for source, total in side.items()):
            continue
        before: Money = {lineage.get(source or "", source): total.amount for source, total in sides[0].items()}
        gap = _less({source: total.amount for source, total in sides[1].items()}, before)
        if not gap or sum(gap.values(), Decimal(0)):
            continue
        givers, takers = ([s or "" for s, amount in gap.items() if (amount < 0) is side] for side in (True, False))
        amount = sum((a for a in gap.values() if a > 0), Decimal(0))
        told = [listed(sources.get(s, s) for s in side) for side in (givers, takers)]
        whole = pounds(sum(before.values(), Decimal(0)))
        words = f"{pounds(amount)} moved from {told[0]} to {told[1]} in {year}; {_WHAT[of]} stays at {whole} in all."
        yield Move(MoveKind.BETWEEN_SOURCES, year, amount, tuple(givers), tuple(takers), words)


def _less(one: Mapping[Any, Decimal], other: Mapping[Any, Decimal]) -> Money:
    """One amount less the other by key, without what is the same."""
    gap = {key: one.get(key, Decimal(0)) - other.get(key, Decimal(0)) for key in {**one, **other}}
    return {key: amount for key, amount in gap.items() if amount}


def _sum(schemes: Sequence[Any]) -> Money:
    sums: Money = {}
    for scheme in schemes:
        for year, amount in money_of(scheme).items():
            sums[year] = sums.get(year, Decimal(0)) + amount
    return sums


def _likeness(one: Any, other: Any) -> float:
    names = [(s.name or s.description or "").casefold() for s in (one, other)]
    return fuzz.token_set_ratio(*names) if all(names) else 0.0


def _called(scheme: Any) -> str:
    return part_name("schemes", scheme)


def _told(money: Money) -> str:
    return listed(f"{pounds(amount)}{f' in {year}' if year else ''}" for year, amount in money.items())
