"""Words and figures of messages, all made from the values that were compared."""

from __future__ import annotations

from decimal import Decimal

from bettercare.plan import Line, Metric, MetricPoint, Scheme
from bettercare.plan.words import months, plain, pounds, shortened
from bettercare.rounds.model import Round


def million(amount: Decimal) -> str:
    """Large round money in short: `£9.15 million`; below a million, or exact to less than ten thousand, in full."""
    if abs(amount) < 1_000_000 or amount % 10_000:
        return pounds(amount)
    return f"{'-' if amount < 0 else ''}£{plain(abs(amount) / 1_000_000, 2)} million"


def metric_name(metric: Metric, round: Round) -> str:
    """The round's short title, or the paper's words where the round does not know the metric."""
    for known in round.metrics:
        if known.id == metric.metric and (known.better != "local" or not metric.title):
            return known.title
    return shortened(metric.title or metric.metric or "a metric without a name", 60)


def point_name(point: MetricPoint) -> str:
    period = months(point.start, point.end)
    return f"{point.role} ({period})" if period else str(point.role)


def scheme_name(scheme: Scheme) -> str:
    name = shortened(scheme.name, 60) if scheme.name else None
    if scheme.number and name:
        return f"scheme {scheme.number} ({name})"
    return f"scheme {scheme.number}" if scheme.number else f"scheme '{name}'" if name else "a scheme without a name"


def line_name(scheme: Scheme, line: Line) -> str:
    words = [scheme_name(scheme)]
    words += [str(line.year)] if line.year else []
    words += [str(line.recurrence)] if line.recurrence else []
    return ", ".join(words)


def role_name(role_id: str, round: Round) -> str:
    """Whom a signature stands for: `the council`, `the Health and Wellbeing Board`, or the role's title."""
    kinds = {
        "council": "the council", "ccg": "the clinical commissioning group", "icb": "the integrated care board",
        "hwb": "the Health and Wellbeing Board", "district": "the district council",
    }  # fmt: skip
    roles = {r.id: r for r in round.signoff}
    role = roles.get(role_id)
    alone = role is not None and sum(r.per == role.per for r in round.signoff) == 1
    if role is None:
        return role_id
    return kinds[role.per] if alone and role.per in kinds else f"the {role.title[:1].lower()}{role.title[1:]}"


TEXTS = (
    "name",
    "description",
    "text",
    "title",
    "mitigation",
    "owner",
    "provider",
    "outcome",
    "basis",
    "synopsis",
    "action",
    "lead",
    "position",
)
"""The fields that hold an author's own words."""
