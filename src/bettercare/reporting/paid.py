"""A statement of payment as a page and as lines of text: one sentence, the tranches or quarters, what is open and unconfirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from bettercare.plan.payments import ActualKind, ByProgress, ForAFall, PartPaid, PaymentStatement, QuarterPaid, TranchePaid
from bettercare.plan.words import begin, day, months, plain, pounds, rounded
from bettercare.reporting import charts
from bettercare.reporting.collated_sheet import Column
from bettercare.reporting.page import environment
from bettercare.rounds.model import Round

_AMOUNTS = (("paid", "Paid"), ("held", "Held back"), ("open", "Not yet known"))
TRANCHES = (Column("title", "Part of the fund", ""), *(Column(i, t, "", "pounds") for i, t in (("amount", "Worth"), *_AMOUNTS)))
PARTS = (
    Column("title", "What it hangs on", ""),
    *(Column(i, t, "", "number") for i, t in (("baseline", "Baseline"), ("target", "Target"), ("actual", "Actual"))),
    Column("progress", "Way to the target", "", "number"),
    Column("at_stake", "Worth", "", "pounds"),
    Column("paid", "Paid", "", "pounds"),
    Column("why", "Why", ""),
)
QUARTERS = (
    Column("period", "Quarter", ""),
    *(Column(i, t, "", "count") for i, t in (
        ("baseline", "Baseline"), ("planned", "Plan"), ("actual", "Actual"), ("planned_to_date", "Planned fall to date"),
        ("achieved_to_date", "Fall to date"),
    )),
    Column("most", "Most of the quarter", "", "pounds"),
    Column("paid", "Paid", "", "pounds"),
    Column("unreleased", "Unreleased to date", "", "pounds"),
    Column("why", "Why", ""),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fall:
    """A fall as the page shows it."""

    heading: str
    facts: tuple[str, ...]
    chart: Markup
    rows: tuple[tuple[str, ...], ...]


def paid_html(statement: PaymentStatement, round: Round, demonstration: bool = False) -> str:
    """Return the statement as one page with its styles inside."""
    falls = [_fall(f, name, place) for place, (f, name) in enumerate(_falls(statement))]
    by = statement.by_progress
    return environment().get_template("paid.html").render(
        heading=_heading(statement), round=round, statement=statement, demonstration=demonstration, verdict=verdict(statement),
        by=by, falls=falls, tranche_columns=TRANCHES, quarter_columns=QUARTERS,
        tranches=[tranche_row(t) for t in by.tranches] if by else (), total=_total(by) if by else (),
        parts=[_parts_table(t) for t in by.tranches if t.parts] if by else (),
        chart=_progress_chart(by) if by else "", recovery=[p for p in _parts(by) if p.needs_recovery], due=day,
    )  # fmt: skip


def payment_words(statement: PaymentStatement, round: Round) -> Iterator[str]:
    """Yield the statement as lines of text."""
    yield f"{_heading(statement)}. {round.title}."
    yield verdict(statement)
    if statement.by_progress:
        for tranche in statement.by_progress.tranches:
            yield ""
            yield f"{tranche.title}: {pounds(tranche.amount)}; {_where_it_went(tranche)}"
            for part in tranche.parts:
                yield f"  - {part_words(part)}"
    for fall, name in _falls(statement):
        yield ""
        yield f"{name}: {fall.title}"
        yield from (f"  {fact}" for fact in _facts(fall))
        yield from (f"  - {quarter_words(q)}" for q in fall.quarters)
    for heading, lines in _ends(statement):
        yield ""
        yield heading
        yield from (f"  - {line}" for line in lines)


def verdict(statement: PaymentStatement) -> str:
    """One sentence: what is paid of how much, what is held back, and what is not known yet."""
    if by := statement.by_progress:
        words = f"{pounds(by.paid)} of the fund of {pounds(by.fund)} is paid"
        words += f", {pounds(by.held)} is held back" if by.held else ""
        return words + (f", and {pounds(by.open)} is not yet known." if by.open else ".")
    told = [_fall_verdict(fall, name) for fall, name in _falls(statement)]
    if told:
        return " ".join(told)
    return "Nothing could be worked out." if statement.not_worked_out else "This round pays nothing on results."


def _fall_verdict(fall: ForAFall, name: str) -> str:
    what = begin(name)
    if fall.fund <= 0:
        return f"{what}: no fall is planned, so there is nothing to pay."
    known = sum(q.paid is not None for q in fall.quarters)
    if fall.known:
        rest = fall.unreleased or Decimal(0)
        return f"{what}: {pounds(fall.paid)} of {pounds(fall.fund)} is released; {pounds(rest)} is not."
    of = f"{pounds(fall.paid)} of {pounds(fall.fund)}"
    return f"{what}: {of} is released by {known} of {len(fall.quarters)} quarters; the others are not known."


def part_words(part: PartPaid) -> str:
    """A metric's or condition's part of a tranche in one line."""
    named = (("baseline", part.baseline), ("target", part.target), ("actual", part.actual))
    figures = [f"{name} {plain(value, 1)}" for name, value in named if value is not None]
    way = [f"{_per_cent(part.progress)} of the way"] if part.progress is not None else []
    paid = "not known" if part.paid is None else f"{pounds(part.paid)} paid"
    words = f"{part.title}: {paid} of {pounds(part.at_stake)}"
    words += f" ({', '.join([*figures, *way])})" if figures else ""
    words += "; it needs a recovery plan" if part.needs_recovery else ""
    return words + (f"; {part.why}" if part.why else "")


def quarter_words(quarter: QuarterPaid) -> str:
    """A quarter's release in one line."""
    if quarter.paid is None:
        return f"{_quarter(quarter)}: not known, because {quarter.why}"
    fall = quarter.achieved_to_date or Decimal(0)
    went = f"{plain(abs(fall), 1)} {'fewer' if fall >= 0 else 'more'} to date, {plain(quarter.planned_to_date, 1)} fewer planned"
    return f"{_quarter(quarter)}: {pounds(quarter.paid)} paid ({went}); unreleased to date {pounds(quarter.unreleased)}"


def tranche_row(tranche: TranchePaid) -> tuple[str, ...]:
    return tranche.title, *(pounds(getattr(tranche, column.id)) for column in TRANCHES[1:])


def part_row(part: PartPaid) -> tuple[str, ...]:
    counts = tuple("" if v is None else plain(v, 1) for v in (part.baseline, part.target, part.actual))
    way = "" if part.progress is None else _per_cent(part.progress)
    why = "; ".join(filter(None, ("needs a recovery plan" if part.needs_recovery else "", part.why or "")))
    paid = "not known" if part.paid is None else pounds(part.paid)
    return part.title, *counts, way, pounds(part.at_stake), paid, begin(why)


def quarter_row(quarter: QuarterPaid) -> tuple[str, ...]:
    counts = (quarter.baseline, quarter.planned, quarter.actual, quarter.planned_to_date, quarter.achieved_to_date)
    money = (quarter.most, quarter.paid, quarter.unreleased)
    return (
        _quarter(quarter),
        *("" if c is None else plain(c, 1) for c in counts),
        *("not known" if m is None else pounds(m) for m in money),
        begin(quarter.why or ""),
    )


def _falls(statement: PaymentStatement) -> list[tuple[ForAFall, str]]:
    both = ((statement.for_a_fall, "payment for performance"), (statement.extra_fall, "money held for an extra fall"))
    return [(fall, name) for fall, name in both if fall]


def _fall(fall: ForAFall, name: str, place: int) -> Fall:
    groups = [
        charts.Group(_quarter(q), tuple(
            charts.Bar(series, amount, pounds(amount))
            for series, amount in (("The quarter's most", q.most), ("Paid", q.paid)) if amount is not None
        ))
        for q in fall.quarters
    ]  # fmt: skip
    told = "; ".join(quarter_words(q) for q in fall.quarters)
    chart = charts.legend(("The quarter's most", "Paid")) + charts.bars(
        groups, ("The quarter's most", "Paid"), f"{begin(name)}, by quarter", told, f"fall-{place}"
    )
    return Fall(f"{begin(name)}: {fall.title}", tuple(_facts(fall)), chart, tuple(quarter_row(q) for q in fall.quarters))


def _facts(fall: ForAFall) -> Iterator[str]:
    per_cent = f" ({plain(fall.planned_per_cent, 1)} per cent)" if fall.planned_per_cent is not None else ""
    yield f"Planned fall: {plain(fall.planned_fall, 1)}{per_cent}, each worth {pounds(fall.unit_cost)} ({fall.unit_cost_from})."
    if fall.guideline is not None and fall.planned_per_cent is not None and fall.planned_per_cent < fall.guideline:
        yield f"That is below the guideline of {plain(fall.guideline)} per cent."
    yield f"The fund: {pounds(fall.fund)}."
    if fall.stated_fund is not None and fall.stated_fund != fall.fund:
        yield f"The plan itself states {pounds(fall.stated_fund)}, {pounds(abs(fall.stated_fund - fall.fund))} apart."
    if fall.ring_fenced is not None:
        yield f"Of the area's share of {pounds(fall.share)}, {pounds(fall.ring_fenced)} is left for services outside hospital."
    elif fall.share_unknown:
        yield f"What is left for services outside hospital is not known: {fall.share_unknown}."


def _progress_chart(by: ByProgress) -> Markup:
    series = tuple(title for _, title in _AMOUNTS)
    groups = [
        charts.Group(t.title, tuple(charts.Bar(title, amount, f"{pounds(amount)} {title.lower()}") for title, amount in _went(t)))
        for t in by.tranches
    ]
    told = "; ".join(f"{t.title}: {_where_it_went(t)}" for t in by.tranches)
    return charts.legend(series) + charts.bars(groups, series, "The fund by part", told, "tranches")


def _went(tranche: TranchePaid) -> list[tuple[str, Decimal]]:
    """Where a tranche's money went, without what is nothing."""
    return [(title, amount) for id, title in _AMOUNTS if (amount := getattr(tranche, id))]


def _where_it_went(tranche: TranchePaid) -> str:
    return ", ".join(f"{pounds(amount)} {title.lower()}" for title, amount in _went(tranche)) or "nothing"


def _total(by: ByProgress) -> tuple[str, ...]:
    return "In all", *(pounds(a) for a in (by.fund, by.paid, by.held, by.open))


def _parts_table(tranche: TranchePaid) -> tuple[TranchePaid, bool, list[Column], list[list[str]]]:
    """A tranche, whether metrics are in it, and its table without columns in which nothing stands."""
    rows = [part_row(p) for p in tranche.parts]
    kept = [n for n, _ in enumerate(PARTS) if any(row[n] for row in rows)]
    metrics = any(p.kind is ActualKind.METRIC for p in tranche.parts)
    return tranche, metrics, [PARTS[n] for n in kept], [[row[n] for n in kept] for row in rows]


def _parts(by: ByProgress | None) -> list[PartPaid]:
    return [p for t in by.tranches for p in t.parts] if by else []


def _ends(statement: PaymentStatement) -> Iterator[tuple[str, list[str]]]:
    if statement.if_missed:
        yield "What happens with money that is not paid", [begin(words) + "." for words in statement.if_missed]
    if statement.not_worked_out:
        told = [f"{u.where}: {u.found}. {u.do}" for u in statement.not_worked_out]
        yield "What could not be used", told
    if statement.unconfirmed:
        yield "What of this rule is not confirmed", list(statement.unconfirmed)


def _heading(statement: PaymentStatement) -> str:
    return f"What is paid: {statement.area or 'area not named'}"


def _quarter(quarter: QuarterPaid) -> str:
    return months(quarter.period.start, quarter.period.end)


def _per_cent(share: Decimal) -> str:
    return f"{plain(rounded(share * 100, 1))} per cent"
