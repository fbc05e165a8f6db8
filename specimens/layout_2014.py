"""Plans of 2014-15 laid out as areas did: Part 1 in Word, Part 2 in a workbook of three sheets.

Headings, row and column labels are those of the form; no prompt of the form is here, only our own short ones.
"""

from __future__ import annotations

import random

from bettercare.plan import (
    BudgetKind,
    Metric,
    MetricPoint,
    OrganisationKind,
    PointRole,
    Reading,
    Recurrence,
    Signature,
)
from specimens import scheme_table_2014
from specimens.answers_2014 import SECTIONS
from specimens.blocks import Block, Break, Cell, Grid, Heading, Laid, Paper, Text, row
from specimens.hand import Hand
from specimens.truth_2014 import Y14, Y15
from specimens.wrapping import numbered, wrapped
from specimens.writing_values import Pen

_RECURRENCES = (Recurrence.RECURRENT, Recurrence.NON_RECURRENT)
_BOXES = {
    "definition": "Local definition of protecting adult social care services",
    "protection": "How local social care services will be protected",
    "nhs-number": "NHS Number as the primary identifier",
    "nhs-number-commitment": "If the NHS Number is not yet in use: commitment, and when by",
    "open-apis": "Commitment to open APIs and open standards",
    "information-governance": "Commitment to IG controls",
}
"""Questions with a box of their own; the others of a condition are answered together."""
_CONDITIONS = {
    "social-care": "Protecting social care services",
    "seven-day": "7 day services to support discharge",
    "data-sharing": "Data sharing",
    "joint-assessment": "Joint assessment and accountable lead professional",
}


def lay(reading: Reading, seed: int, *, alone: bool = False) -> Laid:
    """Lay a plan out in one way that the seed chooses; `alone` leaves out what lies around a plan in a published paper."""
    rng = random.Random(f"layout 2014-15 {seed}")
    pen = Pen(reading, Hand(rng))
    style = rng.choice(("bracket", "bracket", "dot", "plain", "section"))
    part1: list[Block] = [
        Heading(
            rng.choice(
                (
                    "Better Care Fund planning template – Part 1",
                    "Better Care Fund planning template - Part 1",
                    "Better Care Fund Plan – Part 1",
                )
            ),
            1,
        )
    ]
    part1 += _details(pen, style) + _narratives(pen, style, rng) + _conditions(pen, style) + _risks(pen, style, rng)
    part2 = _summary(pen, rng, alone) + scheme_table_2014.blocks(pen, rng, alone) + _metrics(pen, rng)
    blank = _blank(style) if rng.random() < 0.15 and not alone else []
    blocks, notes = (part1, ()) if alone else wrapped([*blank, *part1], reading.plan.area.name or "", rng)
    return Laid((Paper("part1", tuple(blocks)), Paper("part2", tuple(part2), book=True)), reading, notes)


def _details(pen: Pen, style: str) -> list[Block]:
    plan, rng = pen.plan, pen.hand.rng
    councils = [o.name or "" for o in plan.organisations if o.kind is OrganisationKind.COUNCIL]
    ccgs = [o.name or "" for o in plan.organisations if o.kind is OrganisationKind.CCG]
    rows = _names("Local Authority", councils, rng) + _names(
        rng.choice(("Clinical Commissioning Groups", "Clinical Commissioning Group")), ccgs, rng
    )
    rows.append(
        row(
            "Boundary Differences",
            rng.choice(("None.", "No significant differences.", "A few practices have patients over the border.")),
        )
    )
    rows.append(row("Date agreed at Health and Well-Being Board:", pen.date(plan.dates.agreed_at_hwb, "dates/agreed_at_hwb")))
    rows.append(row("Date submitted:", pen.date(plan.dates.submitted, "dates/submitted")))
    for kind, label in (
        (BudgetKind.MINIMUM, "Minimum required value of ITF pooled budget:"),
        (BudgetKind.AGREED, "Total agreed value of pooled budget:"),
    ):
        for year, before in ((Y14, f"{label} "), (Y15, "")):
            budget = next((b for b in plan.budgets if b.kind is kind and b.year == year), None)
            amount = pen.money(budget.amount, f"budgets/{budget.id}/amount") if budget else Cell("")
            rows.append(row(f"{before}{year.start}/{(year.start + 1) % 100:02d}", amount))
    blocks: list[Block] = [
        Heading(numbered(style, 1, "PLAN DETAILS"), 2),
        Heading(numbered(style, 1, "Summary of Plan", "a"), 3),
        Grid(tuple(rows), 0, True),
    ]
    blocks.append(Heading(numbered(style, 1, "Authorisation and signoff", "b"), 3))
    return blocks + [_signature(pen, s) for s in plan.signatures]


def _names(label: str, names: list[str], rng: random.Random) -> list[tuple[Cell, ...]]:
    """Several names in one cell, or a row for each."""
    if rng.random() < 0.5:
        return [row(label, "\n".join(names))]
    return [row(label if i == 0 else "", name) for i, name in enumerate(names)]


def _signature(pen: Pen, signature: Signature) -> Grid:
    at = f"signatures/{signature.id}"
    label, thing = {
        "nhs": ("Signed on behalf of the Clinical Commissioning Group", "<Name of CCG>"),
        "council": ("Signed on behalf of the Council", "<Name of council>"),
        "hwb": ("Signed on behalf of the Health and Wellbeing Board", "<Name of HWB>"),
    }[signature.role]
    rows = [row(label, pen.text(signature.organisation, f"{at}/organisation", thing))]
    by = "By Chair of Health and Wellbeing Board" if signature.role == "hwb" else "By"
    rows.append(row(by, pen.text(signature.name, f"{at}/name", "<Name of signatory>")))
    if signature.role != "hwb":
        rows.append(row("Position", pen.text(signature.position, f"{at}/position", "<Job title>")))
    rows.append(row("Date", pen.date(signature.date, f"{at}/date")))
    return Grid(tuple(rows), 0, True)


def _narratives(pen: Pen, style: str, rng: random.Random) -> list[Block]:
    texts = {n.section: n.text or "" for n in pen.plan.narrative}
    blocks: list[Block] = []
    for key, title in SECTIONS.items():
        if key == "2a":
            blocks.append(Heading(numbered(style, 1, "Related documentation", "e"), 3))
            related = [row(d.title or "", d.synopsis or "") for d in pen.plan.related]
            blocks.append(Grid((row("Document or information title", "Synopsis and links", bold=True), *related)))
            blocks.append(Heading(numbered(style, 2, "VISION AND SCHEMES"), 2))
        blocks.append(Heading(numbered(style, int(key[0]), title, key[1]), 3))
        blocks += _paragraphs(texts[key], rng)
    return blocks


def _paragraphs(text: str, rng: random.Random) -> list[Block]:
    """One paragraph, or a bullet for each sentence."""
    if rng.random() < 0.7:
        return [Text(text)]
    return [Text(s if s.endswith(".") else f"{s}.", True) for s in text.split(". ")]


def _conditions(pen: Pen, style: str) -> list[Block]:
    blocks: list[Block] = [Heading(numbered(style, 3, "NATIONAL CONDITIONS"), 2)]
    for letter, (condition, title) in zip("abcd", _CONDITIONS.items(), strict=True):
        blocks.append(Heading(numbered(style, 3, title, letter), 3))
        written: set[str] = set()
        for answer in (a for a in pen.plan.conditions if a.condition == condition):
            if answer.question in _BOXES:
                blocks.append(Heading(_BOXES[answer.question], 4))
            if answer.text and answer.text not in written:
                blocks.append(Text(answer.text))
                written.add(answer.text)
    return blocks


def _risks(pen: Pen, style: str, rng: random.Random) -> list[Block]:
    risks = pen.plan.risks
    if risks and risks[0].score is not None:
        header = row(
            "There is a risk that:", "How likely", "Potential impact", "Overall risk factor", "Mitigating Actions", bold=True
        )
        body = [
            row(
                r.description or "",
                *("" if n is None else str(n) for n in (r.likelihood, r.impact, r.score)),
                pen.text(r.mitigation, f"risks/{r.id}/mitigation"),
            )
            for r in risks
        ]
    else:
        header = row("Risk", "Risk rating", "Mitigating Actions", bold=True)
        body = [row(r.description or "", r.rating or "", pen.text(r.mitigation, f"risks/{r.id}/mitigation")) for r in risks]
    if rng.random() < 0.2:
        header = (Cell("No", bold=True), *header)
        body = [(Cell(str(i)), *cells) for i, cells in enumerate(body, start=1)]
    return [Heading(numbered(style, 4, "RISKS"), 2), Grid((header, *body))]


def _summary(pen: Pen, rng: random.Random, plain: bool) -> list[Block]:
    plan = pen.plan
    names = [
        "Organisation",
        "Holds the pooled budget? (Y/N)",
        "Spending on BCF schemes in 14/15",
        "Minimum contribution (15/16)",
        "Actual contribution (15/16)",
    ]
    body = [
        [
            Cell(c.organisation or ""),
            pen.yes_no(c.holds_pool, f"contributions/{c.id}/holds_pool"),
            pen.money(c.spend_on_schemes),
            pen.money(c.minimum),
            pen.money(c.actual),
        ]
        for c in plan.contributions
    ]
    left = rng.choice(([], [], ["CCG #2", "Local Authority #2", "etc"], [""])) if not plain else []
    body += [[Cell(name), *(Cell("") for _ in range(4))] for name in left]
    stated = {t.of.split(".")[1]: t.amount for t in plan.stated_totals if t.of.startswith("contributions")}
    body.append(
        [
            Cell("BCF Total", bold=True),
            Cell(""),
            *(pen.money(stated[k], bold=True, sums=len(body)) for k in ("spend_on_schemes", "minimum", "actual")),
        ]
    )
    order = list(range(5)) if rng.random() < 0.8 else [0, *rng.sample(range(1, 5), 4)]
    rows = [row(*(names[i] for i in order), bold=True)] + [tuple(cells[i] for i in order) for cells in body]
    blocks: list[Block] = [
        Break("Finance - Summary"),
        Heading("Finance - Summary", 1),
        Text("Contributions to the pooled fund, by partner."),
        Grid(tuple(rows)),
    ]
    if plan.contingency:
        blocks += [
            Text("What happens if the planned improvements are not achieved is set out below."),
            _contingency(pen, not plain and rng.random() < 0.3),
        ]
    return blocks


def _contingency(pen: Pen, spare: bool) -> Grid:
    """A pair of rows for each outcome; `spare` leaves an empty pair of the form at the end."""
    plan = pen.plan
    outcomes = list(dict.fromkeys(k.outcome for k in plan.contingency))
    rows = [row(Cell("Contingency plan:", columns=2), "2015/16", "Ongoing", bold=True)]
    for outcome in outcomes:
        first, later = (
            next(k for k in plan.contingency if k.outcome == outcome and k.year == year) for year in ("2015-16", "ongoing")
        )
        rows.append(
            row(
                Cell(outcome or "", rows=2),
                "Planned savings (if targets fully achieved)",
                pen.money(first.planned_savings),
                pen.money(later.planned_savings),
            )
        )
        rows.append(
            row(
                "Maximum support needed for other services (if targets not achieved)",
                pen.money(first.maximum_support),
                pen.money(later.maximum_support),
            )
        )
    if spare:
        rows.append(row(Cell(f"Outcome {len(outcomes) + 1}", rows=2), "Planned savings (if targets fully achieved)", "", ""))
        rows.append(row("Maximum support needed for other services (if targets not achieved)", "", ""))
    return Grid(tuple(rows))


def _metrics(pen: Pen, rng: random.Random) -> list[Block]:
    header = row(
        Cell("Metrics", columns=2),
        rng.choice(("Current Baseline (as at….)", "Current baseline")),
        "Performance underpinning April 2015 payment",
        "Performance underpinning October 2015 payment",
        bold=True,
    )
    rows: list[tuple[Cell, ...]] = [header]
    for metric in pen.plan.metrics:
        rows += _metric(pen, metric)
    return [
        Break(rng.choice(("Outcomes & Metrics", "Outcomes and metrics", "Metrics"))),
        Heading("Outcomes and metrics", 1),
        Text("How outcomes will be measured, by metric."),
        Grid(tuple(rows)),
    ]


def _metric(pen: Pen, metric: Metric) -> list[tuple[Cell, ...]]:
    """Three rows and a period row; a point that the form does not ask for is N/A."""
    percent = metric.metric in ("reablement-91-days", "patient-experience", "local")
    baseline = next((p for p in metric.points if p.role is PointRole.BASELINE), None)
    targets = [p for p in metric.points if p.role is PointRole.TARGET]
    points: list[MetricPoint | None] = [baseline, targets[0] if len(targets) == 2 else None, targets[-1] if targets else None]
    rows: list[tuple[Cell, ...]] = []
    for label, field in (("Metric Value", "value"), ("Numerator", "numerator"), ("Denominator", "denominator")):
        cells = []
        for point in points:
            at = f"metrics/{metric.id}/points/{point.id}/{field}" if point else ""
            if point is None:
                cells.append(Cell("N/A" if field == "value" else ""))
            elif field == "value" and percent and (point.value or 0) <= 100:
                cells.append(pen.percent(point.value, at))
            else:
                cells.append(pen.number(getattr(point, field), at))
        rows.append((*((Cell(metric.title or "", rows=4),) if not rows else ()), Cell(label), *cells))
    rows.append((Cell(""), *(pen.period(p.start, p.end) if p else Cell("") for p in points)))
    return rows


def _blank(style: str) -> list[Block]:
    """The empty form, as some papers carry it before the filled one."""
    fields = [
        row("Local Authority", "<Name of council>"),
        row("Clinical Commissioning Groups", "<CCG name/s>"),
        row("Boundary Differences", ""),
        row("Date agreed at Health and Well-Being Board:", "<dd/mm/yyyy>"),
        row("Date submitted:", "<dd/mm/yyyy>"),
        row("Minimum required value of ITF pooled budget: 2014/15", "£0.00"),
        row("2015/16", "£0.00"),
        row("Total agreed value of pooled budget: 2014/15", "£0.00"),
        row("2015/16", "£0.00"),
    ]
    return [
        Heading("Better Care Fund planning template – Part 1", 1),
        Heading(numbered(style, 1, "PLAN DETAILS"), 2),
        Heading(numbered(style, 1, "Summary of Plan", "a"), 3),
        Grid(tuple(fields), 0, True),
        Heading(numbered(style, 1, "Authorisation and signoff", "b"), 3),
        Grid(
            (
                row("Signed on behalf of the Council", "<Name of council>"),
                row("By", "<Name of signatory>"),
                row("Position", "<Job title>"),
                row("Date", "<date>"),
            ),
            0,
            True,
        ),
        Heading(numbered(style, 4, "RISKS"), 2),
        Grid((row("Risk", "Risk rating", "Mitigating Actions", bold=True), row("", "", ""), row("", "", ""))),
        Break(),
    ]
