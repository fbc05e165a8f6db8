"""An outlook of payment as a page and as lines of text: the likely range, quarters, who bears a loss, and what decides it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from bettercare.plan.outlook import Outlook, QuarterOutlook, Spread
from bettercare.plan.payments import PaymentStatement
from bettercare.plan.words import begin, months, plain, pounds, rounded
from bettercare.reporting import charts
from bettercare.reporting.collated_sheet import Column
from bettercare.reporting.page import environment
from bettercare.rounds.model import Round

_POINTS = (("mean", "Mean"), ("p10", "P10"), ("p50", "P50"), ("p80", "P80"), ("p90", "P90"), ("p95", "P95"))
SPREADS = (Column("of", "In pounds", ""), *(Column(id, title, "", "pounds") for id, title in _POINTS))
QUARTERS = (
    Column("period", "Quarter", ""),
    *(Column(i, t, "", "count") for i, t in (("planned", "Plan"), ("expected", "Mean"), ("low", "P10"), ("high", "P90"))),
    Column("above", "Chance of passing the plan", "", "rate"),
)
ASSUMPTIONS = (
    Column("title", "What it rests on", ""),
    Column("as", "Taken as", ""),
    Column("weight", "How far it decides", "", "rate"),
)


def outlook_html(outlook: Outlook, statement: PaymentStatement, round: Round, demonstration: bool = False) -> str:
    """Return the outlook as one page with its styles inside."""
    return environment().get_template("outlook.html").render(
        heading=f"What may be paid: {statement.area or 'area not named'}", round=round, outlook=outlook, statement=statement,
        demonstration=demonstration, verdict=verdict(outlook), chart=_chart(outlook), spread_columns=SPREADS,
        quarter_columns=QUARTERS, assumption_columns=ASSUMPTIONS, spreads=_spreads(outlook),
        quarters=[_quarter_row(q) for q in outlook.quarters], assumptions=_assumptions(outlook), notes=_notes(outlook),
    )  # fmt: skip


def outlook_words(outlook: Outlook, statement: PaymentStatement) -> Iterator[str]:
    """Yield the outlook as lines of text."""
    yield f"What may be paid: {statement.area or 'area not named'}. {outlook.title}."
    yield verdict(outlook)
    yield ""
    for name, *figures in _spreads(outlook):
        told = ", ".join(f"{title} {figure}" for (_, title), figure in zip(_POINTS, figures, strict=True))
        yield f"{name}: {told}"
    yield ""
    for quarter in outlook.quarters:
        yield f"  - {_quarter_words(quarter)}"
    for heading, lines in (
        (
            "What decides it",
            [f"{title}: {taken}{f' (weight {weight})' if weight else ''}" for title, taken, weight in _assumptions(outlook)],
        ),
        ("How it was worked out", _notes(outlook)),
        ("What could not be used", [f"{u.where}: {u.found}. {u.do}" for u in outlook.not_worked_out]),
        ("What of this rule is not confirmed", list(statement.unconfirmed)),
    ):
        if lines:
            yield ""
            yield heading
            yield from (f"  - {line}" for line in lines)


def verdict(outlook: Outlook) -> str:
    """The likely range, the chance of all and nothing, and whether the reserve is enough."""
    words = f"Of {pounds(outlook.fund)}, {pounds(_round(outlook.paid.mean))} is to be expected; in 80 of 100 outcomes between "
    words += f"{pounds(_round(outlook.paid.p10))} and {pounds(_round(outlook.paid.p90))}. "
    words += f"All of it is paid in {_of_100(outlook.chance_of_all)} outcomes, nothing in {_of_100(outlook.chance_of_nothing)}."
    if outlook.chance_reserve_enough is not None:
        words += f" The {pounds(outlook.reserve)} held covers the loss in {_of_100(outlook.chance_reserve_enough)}."
    return words


def _spreads(outlook: Outlook) -> list[tuple[str, ...]]:
    named: list[tuple[str, Spread]] = [("Paid", outlook.paid), ("Not paid", outlook.lost)]
    named += [(f"{b.name} bears {plain(b.share)} per cent", b.loss) for b in outlook.bearers]
    return [(name, *(pounds(_round(getattr(of, id))) for id, _ in _POINTS)) for name, of in named]


def _quarter_row(quarter: QuarterOutlook) -> tuple[str, ...]:
    counts = (quarter.planned, quarter.expected, quarter.low, quarter.high)
    return (
        months(quarter.period.start, quarter.period.end),
        *(plain(rounded(c, 0)) for c in counts),
        _of_100(quarter.chance_above_plan),
    )


def _quarter_words(quarter: QuarterOutlook) -> str:
    when, planned, mean, low, high, above = _quarter_row(quarter)
    return f"{when}: {low} to {high}, mean {mean}, against {planned} planned; above the plan in {above} outcomes"


def _assumptions(outlook: Outlook) -> list[tuple[str, str, str]]:
    return [(a.title, begin(a.taken_as), "" if a.weight is None else plain(a.weight)) for a in outlook.assumptions]


def _notes(outlook: Outlook) -> list[str]:
    needed = outlook.draws_for_p95
    enough = "" if needed is None else (
        f" For a P95 of the loss within one per cent, {plain(Decimal(needed))} are needed"
        + ("; these are enough." if needed <= outlook.draws else ", so take P95 as rough or draw more.")
    )  # fmt: skip
    error = f"The mean paid is within {pounds(_round(outlook.paid.error * 2))} of what endless drawing would give."
    return [*outlook.method, f"{plain(Decimal(outlook.draws))} outcomes drawn with seed {outlook.seed}. {error}{enough}"]


def _chart(outlook: Outlook) -> Markup:
    series = ("P10", "P50", "P90")
    groups = [
        charts.Group(name, tuple(charts.Bar(title, amount, f"{title}: {pounds(_round(amount))}") for title, amount in
                                 zip(series, (of.p10, of.p50, of.p90), strict=True)))
        for name, of in (("Paid", outlook.paid), ("Not paid", outlook.lost))
    ]  # fmt: skip
    return charts.legend(series) + charts.bars(groups, series, "What may be paid", verdict(outlook), "outlook")


def _round(amount: Decimal) -> Decimal:
    """To the pound: a drawn figure is never sure to the penny."""
    return rounded(amount, 0)


def _of_100(chance: Decimal) -> str:
    """A chance as `37 of 100`; `fewer than 1 of 100` where it rounds to none and is not."""
    share = rounded(chance * 100, 0)
    if chance and not share:
        return "fewer than 1 of 100"
    return "more than 99 of 100" if share == 100 and chance < 1 else f"{share} of 100"
