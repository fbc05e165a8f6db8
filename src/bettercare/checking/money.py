"""Rules about money: totals and rows, income and spending, minimums, floors, grants, doubled and unlikely amounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from bettercare.checking.amounts import (
    Row,
    Sum,
    added,
    columns_mixed,
    in_year,
    income,
    matching,
    rounding,
    rows_of,
    stated,
    typed_to,
    without_rows,
    years,
)
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.plan import BudgetKind, NotChecked, StatedTotal
from bettercare.plan.words import counted, listed, pounds

STATED = (
    "value-unreadable",
    "value-to-be-confirmed",
    "value-placeholder",
    "money-magnitude",
    "money-in-thousands",
    "money-negative",
)
_NAMES = {
    "schemes.amount": "scheme spending",
    "schemes.benefit": "scheme benefits",
    "contributions.actual": "actual contributions",
    "contributions.minimum": "minimum contributions",
    "contributions.spend_on_schemes": "spending on schemes by partner",
    "contingency.planned_savings": "planned savings",
    "contingency.maximum_support": "support if targets are missed",
}


@rule("money-magnitude", "error", share="0.1", alone="5000000000")
def money_magnitude(context: Context) -> Outcomes:
    """Against a tenth of the national total, or a bound of our own where the round gives none."""
    national = _national(context)
    most = national * context.number("share") if national else context.number("alone")
    for address, amount in _all_money(context):
        if abs(amount) > most:
            limit = f"a tenth of the national total of {pounds(national)}" if national else pounds(most)
            yield Fault(
                address,
                f"{pounds(amount)} cannot be meant: it is more than {limit}. Perhaps the unit is wrong.",
                found=pounds(amount),
                expected=f"at most {pounds(most)}",
                do="Write the whole amount in pounds, one amount in a cell.",
            )


def _national(context: Context) -> Decimal | None:
    """The largest national amount of money that the round gives, in pounds."""
    units = {"GBP": 1, "GBP million": 1_000_000}
    return max((f.value * units[f.unit] for f in context.round.figures if f.value is not None and f.unit in units), default=None)


def _all_money(context: Context) -> Iterator[tuple[str, Decimal]]:
    for of in _NAMES:
        for row in rows_of(context, of):
            if row.amount is not None:
                yield row.address, row.amount
    for budget in context.plan.budgets:
        if budget.amount is not None:
            yield f"budgets/{budget.id}/amount", budget.amount
    for total in context.plan.stated_totals:
        if total.amount is not None:
            yield f"stated_totals/{total.id}/amount", total.amount


@rule("money-in-thousands", "query", below="1000", others="100000")
def money_in_thousands(context: Context) -> Outcomes:
    for of in ("schemes.amount", "contributions.actual"):
        amounts = sorted(abs(r.amount) for r in rows_of(context, of) if r.amount)
        if len(amounts) < 3 or amounts[len(amounts) // 2] < context.number("others"):
            continue
        for row in rows_of(context, of):
            if row.amount and 0 < abs(row.amount) < context.number("below"):
                yield Fault(
                    row.address,
                    f"{row.name}: {pounds(row.amount)} stands among amounts of about {pounds(amounts[len(amounts) // 2])}; "
                    "perhaps it is in thousands.",
                    found=pounds(row.amount),
                    expected=f"perhaps {pounds(row.amount * 1000)}",
                    do="Write the whole amount in pounds.",
                )


@rule("money-negative", "error")
def money_negative(context: Context) -> Outcomes:
    for of in ("schemes.amount", "contributions.actual", "contributions.minimum", "contributions.spend_on_schemes"):
        for row in rows_of(context, of):
            if row.amount is not None and row.amount < 0:
                yield Fault(
                    row.address,
                    f"{row.name}{in_words(row.year)}: {pounds(row.amount)} is below nothing.",
                    found=pounds(row.amount),
                    expected="£0 or more",
                    do="Enter what is spent or put in as a positive amount.",
                )
    for budget in context.plan.budgets:
        if budget.amount is not None and budget.amount < 0:
            yield Fault(
                f"budgets/{budget.id}/amount",
                f"The {budget.kind} budget{in_words(budget.year)}: {pounds(budget.amount)} is below nothing.",
                found=pounds(budget.amount),
                expected="£0 or more",
                do="Enter the budget as a positive amount.",
            )


def in_words(year: object) -> str:
    return f" in {year}" if year else ""


@rule("total-rows", "error", after=STATED)
def total_rows(context: Context) -> Outcomes:
    for total in context.plan.stated_totals:
        address = f"stated_totals/{total.id}/amount"
        outcome = context.unsure(address) or _compared(context, total, address)
        if outcome is not None:
            yield outcome


def _compared(context: Context, total: StatedTotal, address: str) -> Fault | NotChecked | None:
    name = _NAMES.get(total.of, total.of.replace(".", " ")) + in_words(total.year)
    name += f", {total.recurrence}" if total.recurrence else ""
    if total.amount is None:
        return None
    rows = matching(rows_of(context, total.of), total)
    if rows is None:
        return context.not_checked(f"total of {name}: not every row says which total it belongs to", address)
    if not rows and total.amount == 0:
        return None
    if not rows:
        return context.not_checked(f"total of {name}: the plan holds none of its rows", address)
    found = added(context, rows)
    assert found is not None
    if found.gap:
        return context.not_checked(f"total of {name}: one of its rows is not known", found.gap)
    chosen = context.placed_by_total(found.addresses)
    if chosen and found.amount == total.amount:
        return context.not_checked(f"total of {name}: its rows were placed with the help of that total", chosen)
    if found.amount == total.amount:
        return None
    difference = total.amount - found.amount
    return Fault(
        address,
        f"The stated total of {name} is {pounds(total.amount)}, but its {counted(len(rows), 'row')} add up to "
        f"{pounds(found.amount)}."
        f"{_explained(found, difference)}",
        found=pounds(total.amount),
        expected=pounds(found.amount),
        difference=pounds(difference),
        do="Correct the row or the total that is wrong.",
        rests_on=found.addresses,
    )


def _explained(found: Sum, difference: Decimal) -> str:
    for row in found.rows:
        if row.amount == -difference:
            return f" The difference is the amount of {row.name}, which may be left out of the total."
        if row.amount == difference:
            return f" The difference is the amount of {row.name}, which may be counted twice in the total."
    if difference and difference % 9 == 0 and abs(difference) < abs(found.amount):
        return " The difference divides by nine, as when two digits change places."
    return ""


@rule("pool-balance", "error", after=STATED)
def pool_balance(context: Context) -> Outcomes:
    spending = rows_of(context, "schemes.amount")
    for year in years(spending):
        put_in, spent = income(context, year), added(context, in_year(spending, year))
        if put_in is None or spent is None:
            yield context.not_checked(f"income and spending in {year}: these documents hold no contributions of that year")
            continue
        if reason := columns_mixed(context):
            yield context.not_checked(f"income and spending in {year}: {reason}", "schemes")
            continue
        if put_in.gap or spent.gap:
            yield context.not_checked(f"income and spending in {year}: one of the amounts is not known", put_in.gap or spent.gap)
            continue
        if all(r.source for r in (*put_in.rows, *spent.rows)):
            yield from _by_source(context, year, put_in, spent)
        elif put_in.amount != spent.amount:
            if _told_by_totals(context, year, put_in, spent):
                continue
            if abs(put_in.amount - spent.amount) <= rounding(put_in.rows) + rounding(spent.rows):
                yield context.not_checked(
                    f"income and spending in {year} to the pound: rows are given in thousands, and agree so far"
                )
                continue
            chosen = context.placed_by_total(spent.addresses)
            if chosen:
                yield context.not_checked(f"spending in {year}: its rows were placed with the help of a stated total", chosen)
                continue
            yield Fault(
                "schemes",
                f"Schemes spend {pounds(spent.amount)} in {year}, but partners put in {pounds(put_in.amount)}.",
                found=pounds(spent.amount),
                expected=pounds(put_in.amount),
                difference=pounds(spent.amount - put_in.amount),
                do="Bring schemes and contributions to the same sum.",
                rests_on=(*put_in.addresses, *spent.addresses),
            )


def _told_by_totals(context: Context, year: str, put_in: Sum, spent: Sum) -> bool:
    """Whether one side's stated total agrees with the other side, so that a wrong row is told once, by its total."""
    return put_in.amount in stated(context, "schemes.amount", year) or any(
        spent.amount in stated(context, f"contributions.{field}", year) for field in ("actual", "spend_on_schemes")
    )


def _sum(rows: Iterable[Row]) -> Decimal:
    return sum((r.amount for r in rows if r.amount is not None), Decimal(0))


def _by_source(context: Context, year: str, put_in: Sum, spent: Sum) -> Outcomes:
    names = {s.id: s.title for s in context.round.streams}
    unseen = without_rows(put_in, spent)
    if unseen:
        named = listed(names.get(s, s) for s in unseen)
        yield context.not_checked(f"income and spending in {year}: no contribution from {named} could be found", "contributions")
    sources = dict.fromkeys(r.source for r in (*put_in.rows, *spent.rows) if r.source and r.source not in unseen)
    if unseen:  # rows of some sources were lost, so one without any line may have lost its own
        lined = {r.source for r in spent.rows}
        sources = {s: None for s in sources if s in lined}
    off: list[tuple[str, Decimal, tuple[str, ...]]] = []
    for source in sources:
        rows = [(r, sign) for side, sign in ((spent, 1), (put_in, -1)) for r in side.rows if r.source == source]
        difference = sum((r.amount * sign for r, sign in rows if r.amount is not None), Decimal(0))
        if difference:
            off.append((source, difference, tuple(r.address for r, _ in rows)))
    if off and _told_by_totals(context, year, put_in, spent) and put_in.amount != spent.amount:
        return
    if off:
        spending, income_of = ([r for r in side.rows if len(off) > 1 or r.source == off[0][0]] for side in (spent, put_in))
        words = listed(f"{names.get(s, s)} {pounds(abs(d))} {'over' if d > 0 else 'left'}" for s, d, _ in off)
        yield Fault(
            "schemes",
            f"In {year} spending does not equal income for {counted(len(off), 'source')} of funding: {words}.",
            found=pounds(_sum(spending)),
            expected=pounds(_sum(income_of)),
            difference=words,
            do="Bring the lines of each source to what is put in from that source.",
            rests_on=tuple(a for _, _, addresses in off for a in addresses),
        )


@rule("contribution-below-minimum", "error", after=STATED)
def contribution_below_minimum(context: Context) -> Outcomes:
    for part in context.plan.contributions:
        if unsure := context.unsure(*(f"contributions/{part.id}/{field}" for field in ("actual", "minimum"))):
            yield unsure
        elif part.minimum is not None and part.actual is not None and part.actual < part.minimum:
            yield Fault(
                f"contributions/{part.id}/actual",
                f"{part.organisation or 'A partner'} puts in {pounds(part.actual)}{in_words(part.year)}, less than its minimum of "
                f"{pounds(part.minimum)}.",
                found=pounds(part.actual),
                expected=f"at least {pounds(part.minimum)}",
                difference=pounds(part.actual - part.minimum),
                do="Raise the contribution to the minimum, or correct the minimum.",
                rests_on=(f"contributions/{part.id}/minimum",),
            )


@rule("budget-below-minimum", "error", after=STATED)
def budget_below_minimum(context: Context) -> Outcomes:
    budgets = {(b.kind, b.year): b for b in context.plan.budgets if b.amount is not None}
    for (kind, year), agreed in budgets.items():
        least = budgets.get((BudgetKind.MINIMUM, year))
        if (
            kind is BudgetKind.AGREED
            and least
            and agreed.amount is not None
            and least.amount is not None
            and agreed.amount < least.amount
        ):
            yield Fault(
                f"budgets/{agreed.id}/amount",
                f"The agreed budget{in_words(year)} of {pounds(agreed.amount)} is below the minimum of {pounds(least.amount)}.",
                found=pounds(agreed.amount),
                expected=f"at least {pounds(least.amount)}",
                difference=pounds(agreed.amount - least.amount),
                do="Agree at least the minimum, or correct the figure that is wrong.",
                rests_on=(f"budgets/{least.id}/amount",),
            )


@rule("budget-contributions", "error", after=(*STATED, "contribution-below-minimum", "budget-below-minimum"))
def budget_contributions(context: Context) -> Outcomes:
    told = set()
    for budget in context.plan.budgets:
        if unsure := context.unsure(f"budgets/{budget.id}/amount"):
            yield unsure
            continue
        if budget.amount is None or budget.year is None:
            continue
        year, minimum = str(budget.year), budget.kind is BudgetKind.MINIMUM
        main = added(context, in_year(rows_of(context, "contributions.minimum"), year)) if minimum else income(context, year)
        if main is None:
            continue
        if main.gap:
            yield context.not_checked(f"{budget.kind} budget of {year}: a contribution is not known", main.gap)
            continue
        spending = added(context, in_year(rows_of(context, "schemes.amount"), year))
        if not minimum and spending and without_rows(main, spending) and all(r.source for r in main.rows):
            yield context.not_checked(f"{budget.kind} budget of {year}: not every contribution could be found", "contributions")
            continue
        twice = (budget.kind, budget.year, budget.amount) in told  # a budget told in two documents is one fault
        slack = typed_to(budget.amount, context.place(f"budgets/{budget.id}/amount"))
        if twice or any(abs(budget.amount - pool) <= slack for pool in _known_pools(context, year, minimum, main.amount)):
            continue
        told.add((budget.kind, budget.year, budget.amount))
        names = "minimum contributions" if minimum else "contributions"
        yield Fault(
            f"budgets/{budget.id}/amount",
            f"The summary gives {pounds(budget.amount)} as the {'minimum' if minimum else 'agreed'} pooled budget of "
            f"{year}, but the {names} "
            f"in the finance tables add up to {pounds(main.amount)}.",
            found=pounds(budget.amount),
            expected=pounds(main.amount),
            difference=pounds(budget.amount - main.amount),
            do="Make the summary and the finance tables say the same.",
            rests_on=main.addresses,
        )


def _known_pools(context: Context, year: str, minimum: bool, first: Decimal) -> set[Decimal]:
    """The figures that the plan's tables give for the same sum: where these differ, another rule says so."""
    if minimum:
        return {first, *stated(context, "contributions.minimum", year)}
    spent = added(context, in_year(rows_of(context, "schemes.amount"), year))
    totals = [stated(context, of, year) for of in ("schemes.amount", "contributions.actual", "contributions.spend_on_schemes")]
    return {first, *((spent.amount,) if spent and not spent.gap else ()), *(t for found in totals for t in found)}
