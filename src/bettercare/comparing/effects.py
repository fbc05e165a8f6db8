"""What changes do to the figures that follow from a plan: totals, balances by source, floors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from bettercare.figures import Total, balances, entries, floor_result, total, years
from bettercare.plan import Plan
from bettercare.plan.comparison import Effect
from bettercare.plan.periods import FinancialYear
from bettercare.plan.words import counted, plain, pounds
from bettercare.rounds.model import Round

_TOTALS = {
    "contributions.actual": "Contributions",
    "contributions.minimum": "Minimum contributions",
    "contributions.spend_on_schemes": "Contributions spent on schemes",
    "schemes.amount": "Spending on schemes",
    "schemes.benefit": "Benefits of schemes",
    "contingency.maximum_support": "Support needed if savings fail",
}


def effects(old: Plan, new: Plan, old_round: Round | None = None, new_round: Round | None = None) -> tuple[Effect, ...]:
    """Totals and balances of both plans for every year that either names, and floors of the new round; all in pounds.

    A figure that is the same in both is given too, so that it is seen that a change left it alone; one that neither plan has
    is not. A total with amounts missing is not known.
    """
    return (*_totals(old, new), *_balances(old, new, old_round, new_round), *_floors(old, new, new_round))


def _totals(old: Plan, new: Plan) -> Iterator[Effect]:
    for of, what in _TOTALS.items():
        sides = [entries(plan, of) for plan in (old, new)]
        for year in sorted({e.year for side in sides for e in side if e.year}):
            before, after = (total(e for e in side if e.year == year) for side in sides)
            if before.addresses or after.addresses:
                yield _effect(what, year, None, before, after)


def _balances(old: Plan, new: Plan, *rounds: Round | None) -> Iterator[Effect]:
    names = {s.id: s.title for round in rounds if round for s in round.streams}
    sides = [{(b.year, b.source): b for b in balances(plan)} for plan in (old, new)]
    for year, source in sorted({*sides[0], *sides[1]}, key=lambda k: (k[0], k[1] or "")):
        before, after = (side.get((year, source)) for side in sides)
        left = [b.left if b and b.known and b.income.addresses else None for b in (before, after)]
        if left[0] is None and left[1] is None:
            continue
        what = f"Left of {names.get(source, source)}" if source else "Left over (income less spending)"
        effect = _told(what, year, source, left[0], left[1], None)
        if effect.difference:
            of = names.get(source, source) if source else "Of all income"
            effect = replace(effect, words=f"{of} in {year}: {_over(left[0])} before, {_over(left[1])} now.")
        yield effect


def _floors(old: Plan, new: Plan, round: Round | None) -> Iterator[Effect]:
    for floor in round.floors if round else ():
        for year in sorted({*years(old), *years(new)}):
            sides = [floor_result(plan, floor, FinancialYear.parse(year), None) for plan in (old, new)]
            if not any(s.counted or s.open for s in sides):
                continue
            known = [None if s.open else s.amount for s in sides]
            unsure = max(len(s.open) for s in sides)
            why = f"{counted(unsure, 'line does', 'lines do')} not say what decides" if unsure else None
            yield _told(f"Counting towards {floor.title}", year, None, known[0], known[1], why)


def _effect(what: str, year: str | None, source: str | None, old: Total, new: Total) -> Effect:
    missing = max(len(old.missing), len(new.missing))
    why = f"{counted(missing, 'amount is', 'amounts are')} missing" if missing else None
    return _told(what, year, source, old.amount if old.known else None, new.amount if new.known else None, why)


def _told(what: str, year: str | None, source: str | None, old: Decimal | None, new: Decimal | None, why: str | None) -> Effect:
    name = f"{what} in {year}" if year else what
    if old is None or new is None:
        words = f"{name}: {_or_unknown(old)} before, {_or_unknown(new)} now{f' ({why})' if why else ''}."
        return Effect(what, year, source, old, new, None, words, why)
    gap = new - old
    share = plain(abs(gap) / abs(old) * 100, 1) if old else "0"
    per_cent = f" ({share} per cent)" if share != "0" else ""
    rise, shown = gap, (pounds(old), pounds(new))
    if what == _TOTALS["schemes.benefit"] and max(old, new) <= 0:  # a form may ask for savings as negative figures
        rise, shown = -gap, (f"a saving of {pounds(-old)}", f"a saving of {pounds(-new)}")
    stays = "stay" if what.split()[0].endswith("s") or what.startswith(_TOTALS["contributions.minimum"]) else "stays"
    moved = f"{'rose' if rise > 0 else 'fell'} by {pounds(abs(gap))}{per_cent}, from {shown[0]} to {shown[1]}"
    return Effect(what, year, source, old, new, gap, f"{name} {moved}." if gap else f"{name} {stays} at {shown[1]}.", why)


def _over(left: Decimal | None) -> str:
    if not left:
        return "nothing left over"
    return f"{pounds(abs(left))} {'left over' if left > 0 else 'overspent'}"


def _or_unknown(amount: Decimal | None) -> str:
    return "not known" if amount is None else pounds(amount)
