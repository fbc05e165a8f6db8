"""Rules about schemes: without money, twice the same money, joint shares, and grants against the schemes named for them."""

from __future__ import annotations

from decimal import Decimal

from bettercare.checking.amounts import Row, added, columns_mixed, in_year, rounding, rows_of, years
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.money import STATED, in_words
from bettercare.checking.words import line_name, scheme_name
from bettercare.plan import Line, Scheme
from bettercare.plan.words import begin, listed, plain, pounds


@rule("scheme-without-money", "query", after=("value-to-be-confirmed", "value-placeholder", "value-unreadable"))
def scheme_without_money(context: Context) -> Outcomes:
    if not any(line.amount is not None for scheme in context.plan.schemes for line in scheme.lines):
        return
    for scheme in context.plan.schemes:
        addresses = [f"schemes/{scheme.id}/lines/{line.id}/amount" for line in scheme.lines]
        excused = any(context.state(a) not in ("given", "blank") or a in context.doubts for a in addresses)
        if not excused and all(line.amount is None and line.benefit is None for line in scheme.lines):
            yield Fault(
                f"schemes/{scheme.id}",
                f"{begin(scheme_name(scheme))} has no amount in any year.",
                found="no amount",
                expected="an amount in at least one year",
                do="Enter the amount, or take the scheme out.",
                rests_on=tuple(addresses),
            )


@rule("same-amount-twice", "query", digits="4")
def same_amount_twice(context: Context) -> Outcomes:
    """Two schemes with the same amounts in every year; a round amount may be alike by accident, so it does not count."""
    several_years = len(years(rows_of(context, "schemes.amount"))) > 1
    seen: dict[tuple[tuple[str, Decimal], ...], Scheme] = {}
    for scheme in context.plan.schemes:
        lines = [line for line in scheme.lines if line.amount]
        key = tuple(sorted((f"{line.year} {line.recurrence}", line.amount) for line in lines if line.amount))
        if not key or not any(_digits(amount) >= int(context.parameters["digits"]) for _, amount in key):
            continue
        twin = seen.setdefault(key, scheme)
        if twin is scheme or (len(key) == 1 and several_years):
            continue
        amounts = listed(f"{pounds(line.amount)}{in_words(line.year)}" for line in lines if line.amount is not None)
        yield Fault(
            f"schemes/{scheme.id}/lines/{lines[0].id}/amount",
            f"{begin(scheme_name(scheme))} has exactly the amounts of {scheme_name(twin)}: {amounts}. "
            "One may be a placeholder, or the same money may be counted twice.",
            found=amounts,
            expected="different money under each scheme",
            difference=f"the pool may be too large by {pounds(sum((line.amount for line in lines if line.amount), Decimal(0)))}",
            do="Say what each scheme is for; if it is the same money, take one line out.",
            rests_on=tuple(a for s in (scheme, twin) for a in (*_addresses(s), f"schemes/{s.id}/name")),
        )


def _digits(amount: Decimal) -> int:
    return len(f"{int(abs(amount))}".rstrip("0"))


def _addresses(scheme: Scheme) -> tuple[str, ...]:
    return tuple(f"schemes/{scheme.id}/lines/{line.id}/amount" for line in scheme.lines if line.amount)


@rule("joint-share", "error")
def joint_share(context: Context) -> Outcomes:
    """Once for each scheme and share: a form gives one share beside the amounts of several years."""
    if reason := columns_mixed(context):
        yield context.not_checked(reason, "schemes")
        return
    for scheme in context.plan.schemes:
        told: dict[Decimal, list[Line]] = {}
        for line in scheme.lines:
            if line.nhs_share is not None and not 0 <= line.nhs_share <= 100:
                told.setdefault(line.nhs_share, []).append(line)
        for share, lines in told.items():
            addresses = [f"schemes/{scheme.id}/lines/{line.id}/nhs_share" for line in lines]
            yield Fault(
                addresses[0],
                f"{begin(line_name(scheme, lines[0]))}: the NHS share is {plain(share)}%; shares run from 0% to 100%.",
                found=f"{plain(share)}%",
                expected="0% to 100%",
                do="Enter the per cent that the NHS commissions; the council's share is the rest.",
                rests_on=tuple(addresses[1:]),
            )


def named_for(scheme: Scheme, labels: tuple[str, ...]) -> bool:
    name = (scheme.name or "").lower()
    return any(len(label) > 3 and label.lower() in name for label in labels)


@rule("grant-lines", "error", after=("pool-balance", *STATED))
def grant_lines(context: Context) -> Outcomes:
    """Where lines name no source, a scheme named for a grant must hold what is put in from that grant."""
    for stream in context.round.streams:
        labels = (stream.title, *stream.labels)
        schemes = [s for s in context.plan.schemes if named_for(s, labels)]
        put_in = [r for r in rows_of(context, "contributions.actual") if r.source == stream.id]
        if not stream.ring_fenced or not put_in:
            continue
        lines = [(s, line) for s in schemes for line in s.lines if line.source is None and line.amount is not None]
        for year in years(put_in):
            given = added(context, in_year(put_in, year))
            used = _rows(lines, year)
            if given is None or given.gap or not used:
                continue
            amount = sum((r.amount for r in used if r.amount is not None), Decimal(0))
            if abs(amount - given.amount) > rounding(given.rows) + rounding(used):
                yield Fault(
                    used[0].address,
                    f"{stream.title} brings in {pounds(given.amount)} in {year}, but the schemes named for it spend "
                    f"{pounds(amount)}.",
                    found=pounds(amount),
                    expected=pounds(given.amount),
                    difference=pounds(amount - given.amount),
                    do="Show where the whole grant is spent.",
                    rests_on=(*(r.address for r in used), *given.addresses),
                )


def _rows(lines: list[tuple[Scheme, Line]], year: str) -> list[Row]:
    return [
        Row(f"schemes/{s.id}/lines/{line.id}/amount", line.amount, s.name or "", year)
        for s, line in lines
        if str(line.year) == year
    ]
