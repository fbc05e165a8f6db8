"""A plan as a flat list of facts that can be compared: parts matched by best alignment, never by id."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, utils

from bettercare.plan import ConditionStatus, Line, MetricPoint, OrganisationKind, Plan

_FAMILIES = (
    ("residential", r"residential|care.?home"),
    ("reablement", r"reablement|91"),
    ("delayed", r"delayed|dtoc|discharge.?delay|transfers"),
    ("avoidable", r"avoidable"),
    ("non-elective", r"non.?elective|^nea$|emergency.?admissions"),
    ("experience", r"experience"),
    ("local", r"local|telecare"),
    ("protecting", r"protect|^social.?care"),
    ("seven-day", r"seven|7.?day"),
    ("data", r"data|nhs.?number"),
    ("assessment", r"assess|lead.?prof"),
    ("jointly", r"joint"),
    ("out-of-hospital", r"out.?of.?hospital"),
    ("objectives", r"objective"),
    ("grant", r"grant|funding.?cond"),
    ("oversight", r"oversight|support"),
    ("dfg", r"dfg|disabled"),
    ("ibcf", r"ibcf|improved|labcg|local.?authority.?better|better.?care.?grant"),
    ("nhs-minimum", r"(ccg|nhs|icb).*min|min.*(ccg|nhs|icb)"),
    ("additional-nhs", r"add.*(nhs|ccg|icb)|(nhs|ccg|icb).*add"),
    ("additional-la", r"add.*(la\b|local|council)|(la|local.*|council).*add"),
)
POINT_FIELDS = ("role", "start", "end", "numerator", "denominator", "value")
_SHORT = (
    (r"\bclinical commissioning group\b", "ccg"),
    (r"\bintegrated care board\b", "icb"),
    (r"\bhealth and well-?being board\b", "hwb"),
    (r"&", " and "),
    (r"\bnhs\b", " "),
    (r"\bcorporate director of\b", "director of"),
)


@dataclass(frozen=True)
class Fact:
    """One comparable fact. `key` says where in its part (`2015-16 recurrent amount`); `address` is in the plan it came from."""

    kind: str
    key: str
    value: Any
    address: str


@dataclass(frozen=True)
class PartFacts:
    """A repeating part: its kind, and its facts by key."""

    kind: str
    id: str
    facts: Mapping[str, Fact]


def family(id: str | None) -> str | None:
    """Ids of metrics, conditions and sources by what they mean, so that a wording of an id is not a fault."""
    if id is None:
        return None
    for name, pattern in _FAMILIES:
        if re.search(pattern, id, re.I):
            return name
    return id


def same(kind: str, expected: Any, found: Any) -> bool:
    """Whether two values say the same; names and texts fuzzily, all else exactly.

    An expected text may be `a | b` (either), `^begins` (its first words) or `sha256:...` (of a name in lower case).
    """
    if expected is None or found is None:
        return expected is found
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, Decimal | int | date):
        return bool(expected == found)
    if expected == found:
        return True
    if " | " in str(expected):
        return any(same(kind, one, found) for one in str(expected).split(" | "))
    if str(expected).startswith("sha256:"):
        return str(expected) == f"sha256:{hashlib.sha256(str(found).strip().lower().encode()).hexdigest()}"
    a, b = plain(str(expected)), plain(str(found))
    if str(expected).startswith("^"):
        return b.startswith(a)
    if a == b:
        return True
    if kind in ("risk.description", "risk.mitigation", "metric.title"):
        return fuzz.ratio(a, b) >= 75 or (min(len(a), len(b)) > 25 and fuzz.partial_ratio(a, b) >= 92)
    if kind in ("scheme.number", "risk.rating", "metric.kind", "line.source"):
        return False
    return fuzz.ratio(a, b) >= 88 and _digits(a) == _digits(b)


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, spaces and marks gone, long forms of organisations shortened."""
    text = utils.default_process(text.replace("’", "'").replace("\n", " "))
    for pattern, short in _SHORT:
        text = re.sub(pattern, short, text)
    return " ".join(text.split())


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def facts(plan: Plan) -> list[Fact]:
    """Every comparable fact of a plan, in the plan's order."""
    return single_facts(plan) + [f for p in parts(plan) for f in p.facts.values()]


def single_facts(plan: Plan) -> list[Fact]:
    found = [Fact("area", "name", plan.area.name, "area/name")] if plan.area.name else []
    for key in ("agreed_at_hwb", "submitted"):
        value = getattr(plan.dates, key)
        if value:
            found.append(Fact("date", key, value, f"dates/{key}"))
    for b in plan.budgets:
        if b.amount is not None:
            found.append(Fact("budget", f"{b.kind} {b.year}", b.amount, f"budgets/{b.id}/amount"))
    for t in plan.stated_totals:
        if t.amount is not None:
            key = " ".join(str(v) for v in (t.of, t.year, t.recurrence, family(t.source)) if v is not None)
            found.append(Fact("stated-total", key, t.amount, f"stated_totals/{t.id}/amount"))
    return found + _condition_facts(plan)


def _condition_facts(plan: Plan) -> list[Fact]:
    """One fact per condition: how far its questions are answered."""
    by: dict[str, list[Any]] = {}
    for c in plan.conditions:
        by.setdefault(family(c.condition) or "", []).append(c)
    found = []
    for name, answers in by.items():
        statuses = {a.status for a in answers}
        status = statuses.pop() if len(statuses) == 1 else ConditionStatus.PARTLY
        found.append(Fact("condition", name, str(status), f"conditions/{answers[0].id}/status"))
    return found


def parts(plan: Plan) -> list[PartFacts]:
    """The repeating parts with their facts."""
    found = [
        _part("organisation", o.id, "organisations", {"name": o.name, "kind": o.kind and str(o.kind)})
        for o in plan.organisations
        if o.kind in _PARTNERS
    ]
    found += _contributions(plan)
    found += [_scheme(s) for s in plan.schemes]
    by_outcome: dict[str, dict[str, tuple[Any, str]]] = {}
    for k in plan.contingency:
        row = by_outcome.setdefault(k.outcome or k.id, {"outcome": (k.outcome, f"contingency/{k.id}/outcome")})
        row[f"{k.year} planned_savings"] = (k.planned_savings, f"contingency/{k.id}/planned_savings")
        row[f"{k.year} maximum_support"] = (k.maximum_support, f"contingency/{k.id}/maximum_support")
    found += [_addressed("contingency", name, row) for name, row in by_outcome.items()]
    for m in plan.metrics:
        row = {"kind": (family(m.metric), f"metrics/{m.id}/metric")}
        points = _points(m.id, m.points)
        if points:  # a metric without a figure says nothing
            found.append(_addressed("metric", m.id, row | points))
    for r in plan.risks:
        found.append(
            _part(
                "risk",
                r.id,
                "risks",
                {
                    "description": r.description,
                    "rating": r.rating,
                    "likelihood": r.likelihood,
                    "impact": r.impact,
                    "score": r.score,
                    "owner": r.owner,
                    "mitigation": r.mitigation,
                },
            )
        )
    for g in plan.signatures:
        found.append(
            _part(
                "signature",
                g.id,
                "signatures",
                {"role": g.role, "organisation": g.organisation, "name": g.name, "position": g.position, "date": g.date},
            )
        )
    return found


_PARTNERS = (OrganisationKind.COUNCIL, OrganisationKind.CCG, OrganisationKind.ICB)


def _contributions(plan: Plan) -> list[PartFacts]:
    """A part for each partner and source, whichever rows its years and columns were put in."""
    rows: dict[tuple[str, str], dict[str, tuple[Any, str]]] = {}
    for c in plan.contributions:
        at, source = f"contributions/{c.id}", family(c.source)
        row = rows.setdefault(
            (plain(c.organisation or ""), source or ""),
            {"organisation": (c.organisation, f"{at}/organisation"), "source": (source, f"{at}/source")},
        )
        for field in ("minimum", "actual"):
            row.setdefault(f"{c.year} {field}", (getattr(c, field), f"{at}/{field}"))
        for field in ("spend_on_schemes", "holds_pool"):
            if getattr(c, field) is not None:
                row.setdefault(field, (getattr(c, field), f"{at}/{field}"))
    return [_addressed("contribution", " ".join(key), row) for key, row in rows.items()]


def _part(kind: str, id: str, folder: str, fields: dict[str, Any]) -> PartFacts:
    return _addressed(kind, id, {k: (v, f"{folder}/{id}/{k}") for k, v in fields.items()})


def _addressed(kind: str, id: str, fields: Mapping[str, tuple[Any, str]]) -> PartFacts:
    return PartFacts(
        kind, id, {k: Fact(f"{kind}.{k.split()[-1]}", k, v, a) for k, (v, a) in fields.items() if v is not None and v != ""}
    )


def _scheme(scheme: Any) -> PartFacts:
    at = f"schemes/{scheme.id}"
    fields: dict[str, tuple[Any, str]] = {k: (getattr(scheme, k), f"{at}/{k}") for k in ("number", "name", "provider")}
    if scheme.name is None:  # a form that has no names describes schemes instead
        fields["name"] = (scheme.description, f"{at}/description")
    for line in scheme.lines:
        for field in ("amount", "benefit", "area_of_spend", "commissioner", "nhs_share", "provider"):
            value = getattr(line, field)
            if value is not None:
                fields.setdefault(_line_key(line, field), (value, f"{at}/lines/{line.id}/{field}"))
    part = _addressed("scheme", scheme.id, fields)
    named = {k: Fact(f"line.{k.split()[-1]}", k, f.value, f.address) if " " in k else f for k, f in part.facts.items()}
    return PartFacts("scheme", part.id, named)


def _line_key(line: Line, field: str) -> str:
    return " ".join(str(v) for v in (line.year or "no year", line.recurrence, family(line.source)) if v is not None) + f" {field}"


def _points(metric: str, points: Iterable[MetricPoint]) -> dict[str, tuple[Any, str]]:
    """Points under their number in the plan, `#1 value`; comparing pairs them by what they hold."""
    found: dict[str, tuple[Any, str]] = {}
    for number, p in enumerate(points, start=1):
        if any(v is not None for v in (p.value, p.numerator, p.denominator)):
            at = f"metrics/{metric}/points/{p.id}"
            for field in POINT_FIELDS:
                value = getattr(p, field)
                found[f"#{number} {field}"] = (str(value) if field == "role" else value, f"{at}/{field}")
    return found
