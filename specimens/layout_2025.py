"""Plans of 2025-26 laid out: a workbook (cover, income, expenditure, metrics, conditions) and a short narrative."""

from __future__ import annotations

import random
from dataclasses import replace

from bettercare.plan import Line, Metric, Plan, PointRole, Reading
from specimens.blocks import Block, Break, Cell, Grid, Heading, Laid, Paper, Text, row
from specimens.hand import Hand
from specimens.truth_2025 import ACTIVITIES, AREAS, CONDITIONS, OBJECTIVES, PROVIDERS
from specimens.wrapping import wrapped
from specimens.writing_values import Pen, signature_row, without_minimum

_SOURCES = {
    "dfg": "DFG",
    "la-better-care-grant": "Local Authority Better Care Grant",
    "nhs-minimum": "NHS Minimum Contribution",
    "council-additional": "Additional LA Contribution",
    "nhs-additional": "Additional NHS Contribution",
}
_ROLES = {
    "hwb": "Health and wellbeing board chair",
    "council": "Local authority chief executive",
    "section-151": "LA Section 151 Officer",
    "nhs": "ICB Chief Executive",
}
_MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")


def lay(reading: Reading, seed: int, *, alone: bool = False) -> Laid:
    """Lay a plan out in one way that the seed chooses; `alone` leaves out what lies around a plan in a published paper."""
    rng = random.Random(f"layout 2025-26 {seed}")
    pen = Pen(reading, Hand(rng))
    reading = replace(reading, plan=_with_one_total(reading.plan, rng.random() < 0.5))
    pen = Pen(reading, pen.hand)
    plan = reading.plan
    book = _cover(pen) + _income(pen) + _expenditure(pen, rng) + _metrics(pen) + _conditions(pen)
    story: list[Block] = [
        Heading("Better Care Fund narrative plan 2025-26", 1),
        Text(f"Health and Wellbeing Board: {plan.area.name}"),
    ]
    for section in plan.narrative:
        story += [Heading(section.title or "", 2), Text(section.text or "")]
    shown = replace(reading, plan=replace(plan, contributions=without_minimum(plan.contributions)))
    blocks, notes = (story, ()) if alone else wrapped(story, plan.area.name or "", rng)
    return Laid((Paper("template", tuple(book), book=True), Paper("narrative", tuple(blocks))), shown, notes)


def _with_one_total(plan: Plan, apart: bool) -> Plan:
    """The pooled budget and the total of contributions are one figure: of a table of all sources, or `apart` by itself."""
    of = "contributions.actual"
    kept = tuple(replace(t, amount=plan.budgets[0].amount) if t.of == of else t for t in plan.stated_totals)
    return replace(plan, stated_totals=tuple(t for t in kept if t.of != of) if apart else kept)


def _cover(pen: Pen) -> list[Block]:
    plan = pen.plan
    fields = Grid(
        (
            row("Health and Wellbeing Board:", plan.area.name or ""),
            row("Local Authority", "\n".join(o.name or "" for o in plan.organisations if o.kind == "council")),
            row("HWB sign-off date", pen.date(plan.dates.agreed_at_hwb, "dates/agreed_at_hwb")),
            row("Date submitted:", pen.date(plan.dates.submitted)),
        ),
        0,
        True,
    )
    signed = [row("Role:", "Organisation", "Name", "Professional Title", "Date", bold=True)]
    signed += [signature_row(pen, g, _ROLES) for g in plan.signatures]
    return [
        Break("2. Cover"),
        Heading("Better Care Fund 2025-26 Planning Template", 1),
        Heading("2. Cover", 2),
        fields,
        Grid(tuple(signed)),
    ]


def _income(pen: Pen) -> list[Block]:
    """One table for all sources, or a table for each as in the form."""
    plan = pen.plan
    total = pen.money(plan.budgets[0].amount, bold=True, sums=len(plan.contributions))
    start: list[Block] = [Break("4. Income"), Heading("4. Income", 1)]
    if any(t.of == "contributions.actual" for t in plan.stated_totals):
        rows = [row("Source of funding", "Organisation", "Gross contribution 2025-26", bold=True)]
        rows += [row(_SOURCES[c.source or ""], c.organisation or "", pen.money(c.actual)) for c in plan.contributions]
        return [*start, Grid((*rows, row("Total BCF Pooled Budget", "", total, bold=True)))]
    for source in dict.fromkeys(c.source for c in plan.contributions):
        paid = [c for c in plan.contributions if c.source == source]
        start.append(
            Grid(
                (
                    row(_SOURCES[source or ""], "Gross Contribution 2025-26", bold=True),
                    *(row(c.organisation or "", pen.money(c.actual)) for c in paid),
                )
            )
        )
    return [*start, Grid((row("Total BCF Pooled Budget", replace(total, sums=0)),), 0, True)]


def _expenditure(pen: Pen, rng: random.Random) -> list[Block]:
    names = [
        "Scheme ID",
        "Activity",
        "Description of Scheme",
        "Primary Objective",
        "Area of Spend",
        "Provider",
        "Source of Funding",
        "Expenditure for 2025-26 (£)",
        "Comments (optional)",
    ]
    order = list(range(9)) if rng.random() < 0.75 else [0, *rng.sample(range(1, 9), 8)]
    rows = [row(*(names[i] for i in order), bold=True)]
    for scheme in pen.plan.schemes:
        for line in scheme.lines or (Line(scheme.id),):
            answers = {a.field: str(a.value) for a in (*scheme.answers, *line.answers)}
            cells = [
                Cell(scheme.number or ""),
                Cell(ACTIVITIES.get(answers.get("activity", ""), "")),
                Cell(scheme.description or ""),
                Cell(OBJECTIVES.get(*(2 * (answers.get("primary-objective", ""),)))),
                Cell(AREAS.get(line.area_of_spend or "", "")),
                Cell(PROVIDERS.get(line.provider or "", "")),
                Cell(_SOURCES.get(line.source or "", "")),
                pen.money(line.amount),
                Cell(rng.choice(("", "", "", "as last year", "new"))),
            ]
            rows.append(tuple(cells[i] for i in order))
    total = next((t.amount for t in reversed(pen.plan.stated_totals)), None)
    summary = Grid((row("Running balances", "2025-26", bold=True), row("Total planned expenditure", pen.money(total))))
    return [Break("5. Expenditure"), Heading("5. Expenditure", 1), summary, Grid(tuple(rows))]


def _metrics(pen: Pen) -> list[Block]:
    """A section for each metric that the plan has; the three on discharge share one."""
    of = {m.metric: m for m in pen.plan.metrics}
    delays = tuple(of[k] for k in ("discharge-delay", "discharged-on-ready-date", "days-delayed-when-not") if k in of)
    blocks: list[Block] = [Break("6. Metrics"), Heading("6. Metrics for 2025-26", 1)]
    if admissions := of.get("emergency-admissions-65-plus"):
        blocks += [Heading("6.1 Emergency admissions", 2), *_monthly(pen, admissions)]
    if delays:
        blocks += [Heading("6.2 Discharge Delays", 2), *_delays(pen, delays)]
    if residential := of.get("residential-admissions"):
        blocks += [Heading("6.3 Residential Admissions", 2), _quarterly(pen, residential)]
    return blocks


def _monthly(pen: Pen, metric: Metric) -> list[Block]:
    grids: list[Block] = []
    for role, word, year in ((PointRole.BASELINE, "Actual", 24), (PointRole.TARGET, "Plan", 25)):
        points = [p for p in metric.points if p.role is role]
        heads = [f"{m} {year + (i > 8)} {word}" for i, m in enumerate(_MONTHS)]
        rows = [row(Cell("Indicator", columns=2), *heads, bold=True)]
        for label, field in (("Rate", "value"), ("Number of Admissions 65+", "numerator"), ("Population of 65+", "denominator")):
            title = (Cell(metric.title or "", rows=3),) if field == "value" else ()
            rows.append((*title, Cell(label), *(pen.number(getattr(p, field)) for p in points)))
        grids.append(Grid(tuple(rows)))
    return grids


def _delays(pen: Pen, metrics: tuple[Metric, ...]) -> list[Block]:
    """A table of the months before, and one of the goals."""
    grids: list[Block] = []
    for role, word in ((PointRole.BASELINE, "Actual"), (PointRole.TARGET, "Plan")):
        months = [p for p in metrics[0].points if p.role is role]
        rows = [row(Cell("Indicator", columns=2), *(f"{p.start:%b %y} {word}" for p in months), bold=True)]
        for metric in metrics:
            points = [p for p in metric.points if p.role is role]
            write = pen.percent if metric.metric == "discharged-on-ready-date" else pen.number
            rows.append(row(Cell(metric.title or "", rows=3), "Value", *(write(p.value) for p in points)))
            rows.append(row("Numerator", *(pen.number(p.numerator) for p in points)))
            rows.append(row("Denominator", *(pen.number(p.denominator) for p in points)))
        grids.append(Grid(tuple(rows)))
    return grids


def _quarterly(pen: Pen, metric: Metric) -> Grid:
    heads = ("2024-25 Estimated", "2025-26 Plan Q1", "2025-26 Plan Q2", "2025-26 Plan Q3", "2025-26 Plan Q4")
    rows = [row(Cell("Indicator", columns=2), *heads, bold=True)]
    for label, field in (("Rate", "value"), ("Number of admissions", "numerator"), ("Population of 65+", "denominator")):
        title = (Cell(metric.title or "", rows=3),) if field == "value" else ()
        rows.append((*title, Cell(label), *(pen.number(getattr(p, field)) for p in metric.points)))
    return Grid(tuple(rows))


def _conditions(pen: Pen) -> list[Block]:
    rows = [row("National Condition", "Planning expectation", "Yes/No", "Comments; if no, actions and date", bold=True)]
    for number, (condition, (title, questions)) in enumerate(CONDITIONS.items(), start=1):
        said = [c for c in pen.plan.conditions if c.condition == condition and c.question in questions]
        for i, answer in enumerate(said):
            met, _, comment = (answer.text or "").partition(". ")
            first = (Cell(f"{number}. {title}", rows=len(said)),) if i == 0 else ()
            rows.append((*first, Cell(questions[answer.question]), Cell(met), Cell(comment)))
    return [Break("7. National Conditions"), Heading("7. National conditions", 1), Grid(tuple(rows))]
