"""Plans of 2017-19 laid out: a narrative plan in Word, and most often the planning template as a workbook."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import FinancialYear, Line, Metric, Plan, PointRole, Reading, Scheme
from specimens.blocks import Block, Break, Cell, Grid, Heading, Laid, Paper, Text, row
from specimens.drawing import total
from specimens.hand import Hand
from specimens.truth_2017 import AREAS, COMMISSIONERS, CONDITIONS, PROVIDERS, YEARS
from specimens.wrapping import wrapped
from specimens.writing_values import Pen, signature_row, without_minimum

_SOURCES = {
    "dfg": "Disabled Facilities Grant",
    "ibcf": "Improved Better Care Fund",
    "nhs-minimum": "CCG Minimum Contribution",
    "nhs-additional": "Additional CCG Contribution",
    "council-additional": "Additional LA Contribution",
}
_ROLES = {"hwb": "Health and Wellbeing Board", "council": "Council", "nhs": "Clinical Commissioning Group"}


def lay(reading: Reading, seed: int, *, alone: bool = False) -> Laid:
    """A narrative with its scheme table; in three of four also the template workbook, which holds sources and metrics.

    `alone` leaves out what lies around a plan in a published paper, and the workbook.
    """
    rng = random.Random(f"layout 2017-19 {seed}")
    pen = Pen(reading, Hand(rng))
    story = _narrative(pen, rng)
    blocks, notes = (story, ()) if alone else wrapped(story, reading.plan.area.name or "", rng)
    narrative = Paper("narrative", tuple(blocks))
    if alone or rng.random() < 0.25:
        return Laid((narrative,), replace(reading, plan=_without_template(reading.plan)), (*notes, "narrative only"))
    shown = replace(reading, plan=replace(reading.plan, contributions=without_minimum(reading.plan.contributions)))
    return Laid((narrative, Paper("template", tuple(_template(pen, rng)), book=True)), shown, notes)


def _without_template(plan: Plan) -> Plan:
    """What the narrative alone says: a scheme's money by year, no sources and no metrics."""
    kept = tuple(t for t in plan.stated_totals if t.of.startswith("schemes"))
    return replace(
        plan,
        contributions=(),
        metrics=(),
        stated_totals=kept,
        conditions=tuple(c for c in plan.conditions if not c.question.startswith("met-")),
        schemes=tuple(_by_year(s) for s in plan.schemes),
    )


def _by_year(scheme: Scheme) -> Scheme:
    lines = tuple(Line(f"{scheme.id}y{i}", y, amount=_sum(scheme, y)) for i, y in enumerate(YEARS, start=1))
    return replace(scheme, lines=lines)


def _sum(scheme: Scheme, year: FinancialYear) -> Decimal | None:
    """What a scheme has in a year; nothing where it has no line at all."""
    return total([ln.amount for ln in scheme.lines if ln.year == year]) if scheme.lines else None


def _narrative(pen: Pen, rng: random.Random) -> list[Block]:
    plan = pen.plan
    partners = " and ".join(o.name or "" for o in plan.organisations)
    blocks: list[Block] = [
        Heading("Integration and Better Care Fund", 1),
        Heading(rng.choice(("Narrative Plan 2017/19", "Narrative plan 2017-2019")), 2),
    ]
    blocks.append(_cover(pen))
    for section in plan.narrative:
        blocks.append(Heading(section.title or "", 2))
        if section.section == "introduction":
            blocks.append(Text(f"This plan is made by {partners}."))
        blocks.append(Text(section.text or ""))
    blocks += [Heading("Risk and performance monitoring", 2), _risks(pen, rng), Heading("National Conditions", 2)]
    for condition in (c for c in plan.conditions if c.question == CONDITIONS[c.condition][0]):
        blocks.append(Heading(CONDITIONS[condition.condition][1], 3))
        if condition.text:
            blocks.append(Text(condition.text))
    blocks += [Heading("Overview of funding contributions", 2), Text(_budgets(pen)), _scheme_table(pen)]
    return [*blocks, Heading("Approval and sign off", 2), _signatures(pen)]


def _cover(pen: Pen) -> Grid:
    plan = pen.plan
    councils = [o.name or "" for o in plan.organisations if o.kind == "council"]
    ccgs = [o.name or "" for o in plan.organisations if o.kind == "ccg"]
    rows = [
        row("Health and Wellbeing Board", plan.area.name or ""),
        row("Local Authority", "\n".join(councils)),
        row("Clinical Commissioning Groups", "\n".join(ccgs)),
        row("Date agreed at Health and Well-Being Board:", pen.date(plan.dates.agreed_at_hwb, "dates/agreed_at_hwb")),
        row("Date submitted:", pen.date(plan.dates.submitted)),
    ]
    return Grid(tuple(rows), 0, True)


def _budgets(pen: Pen) -> str:
    told = [f"£{b.amount:,} for {pen.hand.year(b.year)}" for b in pen.plan.budgets if b.amount is not None and b.year]
    return f"The total agreed value of the pooled budget is {' and '.join(told)}." if told else ""


def _risks(pen: Pen, rng: random.Random) -> Grid:
    header = row(
        "There is a risk that:",
        "Likelihood",
        "Potential impact",
        "Overall risk factor",
        "Mitigating Actions",
        "Ownership",
        bold=True,
    )
    body = [
        row(
            r.description or "",
            *("" if n is None else str(n) for n in (r.likelihood, r.impact)),
            " - ".join(str(x) for x in (r.score, r.rating) if x is not None),
            pen.text(r.mitigation, f"risks/{r.id}/mitigation"),
            pen.text(r.owner, f"risks/{r.id}/owner"),
        )
        for r in pen.plan.risks
    ]
    if rng.random() < 0.3:
        header, body = (*header[:4], header[5], header[4]), [(*cells[:4], cells[5], cells[4]) for cells in body]
    return Grid((header, *body))


def _scheme_table(pen: Pen) -> Grid:
    plan, hand = pen.plan, pen.hand
    header = row("No.", "Scheme name", *(f"{hand.year(y)} expenditure" for y in YEARS), bold=True)
    body = [row(s.number or "", s.name or "", *(pen.money(_sum(s, y)) for y in YEARS)) for s in plan.schemes]
    last = row(
        "",
        "TOTAL",
        *(pen.money(t.amount, bold=True, sums=len(body)) for t in plan.stated_totals if t.of == "schemes.amount"),
        bold=True,
    )
    return Grid((header, *body, last))


def _signatures(pen: Pen) -> Grid:
    header = row(
        pen.hand.rng.choice(("Role", "Partner", "Signed on behalf of")), "Organisation", "By", "Position", "Date", bold=True
    )
    return Grid((header, *(signature_row(pen, g, _ROLES) for g in pen.plan.signatures)))


def _template(pen: Pen, rng: random.Random) -> list[Block]:
    plan = pen.plan
    signer = plan.signatures[0].name or "The chair of the board"  # the cover is filled in though the block may not be
    cover = Grid(
        (
            row("Health and Wellbeing Board", plan.area.name or ""),
            row("Completed by:", "Programme manager"),
            row("Who signed off the report on behalf of the Health and Well-Being Board:", signer),
        ),
        0,
        True,
    )
    blocks: list[Block] = [
        Break("1. Cover"),
        Heading("Integration and Better Care Fund planning template", 1),
        Text("Planning template 2017-19"),
        cover,
    ]
    blocks += _funding(pen) + _expenditure(pen, rng) + _metric_sheet(pen)
    blocks += [Break("5. National Conditions"), Heading("National Conditions", 1), _condition_table(plan)]
    return blocks


def _condition_table(plan: Plan) -> Grid:
    said = {(c.condition, c.question): c.text or "" for c in plan.conditions}
    rows = [row(title.split(": ")[1], said[id, "met-2017-18"], said[id, "met-2018-19"]) for id, (_, title) in CONDITIONS.items()]
    return Grid((row("National Condition", "2017/18", "2018/19", bold=True), *rows))


def _funding(pen: Pen) -> list[Block]:
    plan = pen.plan
    rows = [row("Funding source", "Organisation", "2017/18 Gross Contribution", "2018/19 Gross Contribution", bold=True)]
    for one in (c for c in plan.contributions if c.year == YEARS[0]):
        pair = next(c for c in plan.contributions if (c.source, c.organisation, c.year) == (one.source, one.organisation, YEARS[1]))
        rows.append(row(_SOURCES[one.source or ""], one.organisation or "", pen.money(one.actual), pen.money(pair.actual)))
    totals = [t.amount for t in plan.stated_totals if t.of == "contributions.actual"]
    rows.append(row("Total BCF pooled budget", "", *(pen.money(t, bold=True, sums=len(rows) - 1) for t in totals), bold=True))
    return [Break("2. HWB Funding Sources"), Heading("Funding contributions", 1), Grid(tuple(rows))]


def _expenditure(pen: Pen, rng: random.Random) -> list[Block]:
    names = [
        "Scheme ID",
        "Scheme Name",
        "Area of Spend",
        "Commissioner",
        "% NHS (if Joint Commissioner)",
        "Provider",
        "Source of Funding",
        "2017/18 Expenditure (£)",
        "2018/19 Expenditure (£)",
    ]
    order = list(range(9)) if rng.random() < 0.75 else [0, 1, *rng.sample(range(2, 9), 7)]
    rows = [row(*(names[i] for i in order), bold=True)]
    for scheme in pen.plan.schemes:
        lines = scheme.lines or tuple(Line(scheme.id, year) for year in YEARS)
        for first, second in zip(*([ln for ln in lines if ln.year == year] for year in YEARS), strict=True):
            share = Cell(f"{first.nhs_share}%", first.nhs_share, percent=True) if first.nhs_share is not None else Cell("")
            cells = [
                Cell(scheme.number or ""),
                Cell(scheme.name or ""),
                Cell(AREAS.get(first.area_of_spend or "", "")),
                Cell(COMMISSIONERS.get(first.commissioner or "", "")),
                share,
                Cell(PROVIDERS.get(first.provider or "", "")),
                Cell(_SOURCES.get(first.source or "", "")),
                pen.money(first.amount),
                pen.money(second.amount),
            ]
            rows.append(tuple(cells[i] for i in order))
    return [Break("3. HWB Expenditure Plan"), Heading("Expenditure plan", 1), Grid(tuple(rows))]


def _metric_sheet(pen: Pen) -> list[Block]:
    """A section for each metric that the plan has."""
    sections: dict[str, tuple[str, Callable[[Metric], list[Block]]]] = {
        "non-elective-admissions": ("4.1 HWB NEA Activity Plan", lambda m: [_quarterly(pen, m, (("HWB NEA Plan", "value"),))]),
        "residential-admissions": ("4.2 Residential Admissions", lambda m: [_yearly(pen, m, "Annual rate", False)]),
        "reablement-91-days": ("4.3 Reablement", lambda m: [_yearly(pen, m, "Annual %", True)]),
        "delayed-transfers": ("4.4 Delayed Transfers of Care", lambda m: _monthly(pen, m)),
    }
    blocks: list[Block] = [Break("4. HWB Metrics")]
    for metric in pen.plan.metrics:
        heading, write = sections[metric.metric or ""]
        blocks += [Heading(heading, 2), *write(metric)]
    return blocks


def _monthly(pen: Pen, metric: Metric) -> list[Block]:
    """The trajectory in two tables, one for each year; the first begins with the baseline month."""
    grids: list[Block] = []
    for points in (metric.points[:10], metric.points[10:]):
        heads = [f"{p.start:%b-%y}{' (baseline)' if p.role is PointRole.BASELINE else ''}" for p in points]
        rows = [row(Cell(metric.title or "", columns=2), *heads, bold=True)]
        for label, field in (
            ("Delayed Transfers of Care per 100,000 population (per day)", "value"),
            ("Numerator (delayed days a day)", "numerator"),
            ("Denominator", "denominator"),
        ):
            rows.append(row(Cell(label, columns=2), *(pen.number(getattr(p, field)) for p in points)))
        grids.append(Grid(tuple(rows)))
    return grids


def _yearly(pen: Pen, metric: Metric, label: str, percent: bool) -> Grid:
    heads = (f"{p.start:%y}/{p.start.year % 100 + 1} Plan" for p in metric.points if p.start)
    rows = [row("", "", *heads, bold=True)]
    for name, field in ((label, "value"), ("Numerator", "numerator"), ("Denominator", "denominator")):
        write = pen.percent if percent and field == "value" else pen.number
        cells = [write(getattr(p, field)) for p in metric.points]
        rows.append((*((Cell(metric.title or "", rows=3),) if field == "value" else ()), Cell(name), *cells))
    return Grid(tuple(rows))


def _quarterly(pen: Pen, metric: Metric, fields: tuple[tuple[str, str], ...]) -> Grid:
    heads = [f"Q{(i % 4) + 1} {17 + i // 4}/{18 + i // 4}" for i in range(len(metric.points))]
    rows = [row(metric.title or "", *heads, bold=True)]
    for label, field in fields:
        rows.append(row(label, *(pen.number(getattr(p, field)) for p in metric.points)))
    return Grid(tuple(rows))
