"""What a collation says in words: its headline figures, one sentence, and what is not in the sums by reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan.collation import Collation, Standing, Sum
from bettercare.plan.words import counted, listed, plain, pounds, rounded

_NAMED = 5
"""As many plans a banner names; of more it says how many."""
_BILLION, _MILLION = Decimal(10**9), Decimal(10**6)
_REASONS = {
    Standing.UNREAD: ("could not be read", "could not be read"),
    Standing.UNPLACED: ("does not show surely which area it is for", "do not show surely which area they are for"),
    Standing.OTHER_ROUND: ("is not of this round", "are not of this round"),
    Standing.TWICE: ("is of an area of which another plan is added", "are of areas of which another plan is added"),
    Standing.BENEATH: ("lies in whole or part within a plan that is added", "lie in whole or part within a plan that is added"),
}  # fmt: skip
"""Why a plan is not in the sums, of one and of several, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A headline figure: short, what it is, and the figure in full with what it counts."""

    figure: str
    what: str
    tells: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Plans that share a reason: how many in words, and each with what else there is to say of it."""

    words: str
    plans: tuple[str, ...]


def verdict(collation: Collation) -> str:
    """One sentence: how many plans, how many are in the sums, and the pool."""
    words = f"{counted(len(collation.rows), 'plan')}, {_added(collation)} in the sums."
    for pool in collation.pools:
        words += f" Pooled in {pool.year}: {_whole(pool.amount)}"
        words += f" (not known of {counted(len(pool.missing), 'plan')})." if pool.missing else "."
    minimum = {s.year: s.amount for s in collation.minimum}
    for above in collation.additional:
        least = minimum.get(above.year)
        if above.amount is not None and least:
            words += f" Above the minimum of {_whole(least)} in {above.year}: {_whole(above.amount)} ({_share(above.amount, least)}"
            words += f"; not known of {counted(len(above.missing), 'plan')})." if above.missing else ")."
    return words


def tiles(collation: Collation) -> list[Tile]:
    """The headline figures; none of money where nothing is added."""
    made = [Tile(short(s.amount), f"pooled in {s.year}", f"{_whole(s.amount)}, {_of(s)}") for s in collation.pools]
    minimum = {s.year: s.amount for s in collation.minimum}
    for s in collation.additional:
        least = minimum.get(s.year)
        share = f" ({_share(s.amount, least)} of the minimum of {_whole(least)})" if s.amount is not None and least else ""
        made.append(Tile(short(s.amount), f"above the minimum in {s.year}", f"{_whole(s.amount)}{share}, {_of(s)}"))
    covered = sum(len(group.areas) for group in collation.areas if group.plans)
    of = f" of {sum(len(group.areas) for group in collation.areas)}" if collation.uncovered else ""
    parts = sum(bool(group.parts) for group in collation.areas)
    partly = f"; {counted(parts, 'area')} in part only" if parts else ""
    given = f"{counted(len(collation.rows), 'plan was', 'plans were')} given, {_added(collation)} are in the sums{partly}"
    made.append(Tile(f"{covered}{of}", "area in the sums" if f"{covered}{of}" == "1" else "areas in the sums", given))
    added = [row for row in collation.rows if row.standing is Standing.ADDED]
    blocked = [row for row in added if row.blocking]
    if blocked:
        findings = counted(sum(row.blocking for row in blocked), "finding")
        made.append(Tile(f"{len(blocked)} of {len(added)}", "plans hold something that blocks them", f"{findings} to put right"))
    return made


def not_added(collation: Collation) -> list[Reason]:
    """Plans that are not in the sums, by reason."""
    found = []
    for standing, (one, several) in _REASONS.items():
        rows = [row for row in collation.rows if row.standing is standing]
        whys = {row.why for row in rows}
        same = f": {whys.pop()}" if len(whys) == 1 and len(rows) > 1 and None not in whys else ""
        told = (
            row.name if same or not row.why else row.why if row.why.startswith(row.name) else f"{row.name}: {row.why}"
            for row in rows
        )
        if rows:
            found.append(Reason(f"{counted(len(rows), 'plan')} {one if len(rows) == 1 else several}{same}", tuple(told)))
    return found


def not_known(collation: Collation) -> list[Reason]:
    """Plans in the sums whose pool, or what is above the minimum, is not known or in doubt, or may be counted twice, by reason."""
    found = []
    for what, sums in (("pool", collation.pools), ("money above the minimum", collation.additional)):
        for s in sums:
            known = (
                {name for p in collation.pools if p.year == s.year for name in p.missing} if sums is collation.additional else set()
            )
            for names, of in (([n for n in s.missing if n not in known], "is not known"), (s.in_doubt, "is in doubt")):
                if names and not (of == "is in doubt" and sums is collation.additional):
                    words = f"Of {counted(len(names), 'plan')} in the sums the {what} in {s.year} {of}"
                    found.append(Reason(words + (", and is added as read" if of == "is in doubt" else ""), tuple(names)))
    unsure = [group for group in collation.areas if group.may_overlap]
    if unsure:
        told = (f"{listed(area.name for area in group.areas)}: {listed(group.may_overlap)}" for group in unsure)
        words = f"In {counted(len(unsure), 'area')} plans for parts are added of which no register tells whether they share ground"
        found.append(Reason(f"{words}, so that some money may be counted twice", tuple(told)))
    return found


def uncovered(collation: Collation) -> Reason | None:
    """The areas that no plan in the sums covers, of those that should have one."""
    names = sorted(area.name for group in collation.areas if not group.plans for area in group.areas)
    return Reason(f"Of {counted(len(names), 'area')} no plan is in the sums", tuple(names)) if names else None


def demonstration(collation: Collation) -> str:
    """What a banner says of plans that were made for demonstration; empty where none was."""
    made = [row for row in collation.rows if row.demonstration]
    if not made:
        return ""
    if len(made) == len(collation.rows):
        return "These are not plans of any area's board, and the sums are of no nation."
    several = len(made) > 1
    who = listed(row.name for row in made) if len(made) <= _NAMED else f"{len(made)} of these plans"
    added = sum(row.standing is Standing.ADDED for row in made)
    held = f"{added} of them" if added < len(made) else "them" if several else "it"
    sums = f" The sums hold {held}." if added else ""
    return f"{who} {'are' if several else 'is'} not of any area's board.{sums}"


def short(amount: Decimal | None) -> str:
    """Pounds for the eye: `£6.66 billion`, `£812.7 million`, `£35,000`; in full where that is as short."""
    if amount is None:
        return "not known"
    sign, size = ("-" if amount < 0 else ""), abs(amount)
    if rounded(size / _MILLION, 1) >= 1000:
        return f"{sign}£{rounded(size / _BILLION, 2):,} billion"
    return f"{sign}£{rounded(size / _MILLION, 1):,} million" if size >= _MILLION else pounds(rounded(amount, 0))


def _of(s: Sum) -> str:
    """What a sum counts."""
    return f"of {counted(len(s.plans), 'plan')}" + (f"; not known of {len(s.missing)}" if s.missing else "")


def _added(collation: Collation) -> int:
    return sum(row.standing is Standing.ADDED for row in collation.rows)


def _share(part: Decimal, whole: Decimal) -> str:
    return f"{plain(rounded(part / whole * 100, 1))}%"


def _whole(amount: Decimal | None) -> str:
    return pounds(rounded(amount, 0) if amount is not None else None)
