"""A reading as text: what the documents say, where each value stands, what is doubtful, claimed, not given and unread."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from bettercare.cli.words import first_line, spot, wrapped
from bettercare.plan import Metric, Place, Plan, PointRole, Reading, State
from bettercare.plan.words import NAMED_BY, day, field_words, in_words, part_name, said, shortened

if TYPE_CHECKING:
    from bettercare.rounds.model import Round


@dataclass
class _Told:
    """The reading, and the reasons for inferred places so far: each is told once, at the end, under its number."""

    reading: Reading
    reasons: dict[str, int] = field(default_factory=dict)

    def bracketed(self, place: Place | None, beside: Place | None = None) -> str:
        """Where a value stands, in brackets: without the document if it is the only one, and nothing if as its neighbour."""
        if place is None:
            return ""
        words = spot(place, with_document=len(self.reading.documents) != 1)
        steps = [] if beside is not None and spot(place) == spot(beside) else [words]
        if place.how != "read":
            number = self.reasons.setdefault(place.reason or "from the layout", len(self.reasons) + 1)
            steps.append(f"inferred, see {number}")
        inside = ", ".join(filter(None, steps))
        return f"  [{inside}]" if inside else ""


def reading_in_words(reading: Reading, round: Round | None) -> Iterator[str]:
    """Yield the whole reading, line by line. A place is in brackets; a value without one stands where its part does."""
    from bettercare.rounds.titles import titled

    reading = replace(reading, plan=titled(reading.plan, round))
    told = _Told(reading)
    yield first_line(reading, round)
    for document in reading.documents:
        for notice in document.notices:
            yield from wrapped(f"{document.name}: {notice}", "  ", "Note: ")
    yield from _plan(told)
    yield from _doubts(told)
    yield from _claims(told)
    yield from _states(reading)
    yield from _unread(told)
    if told.reasons:
        yield ""
        yield f"Why values are where they are, when they are inferred ({len(told.reasons)})"
    for reason, number in told.reasons.items():
        yield from wrapped(reason, "     ", f"{number:>3}. ")


def headlines(plan: Plan) -> Iterator[str]:
    """Yield the plan in a few lines: area, pool, schemes, metrics, and how much of the rest is there."""
    yield f"Area: {plan.area.name or 'not given'}"
    for budget in plan.budgets:
        yield f"{budget.kind.value.capitalize()} budget {budget.year or ''}: {said(budget.amount, 'amount')}"
    years: dict[str, Any] = defaultdict(lambda: 0)
    for scheme in plan.schemes:
        for line in scheme.lines:
            years[str(line.year or "year not given")] += line.amount or 0
    spend = ", ".join(f"{said(total, 'amount')} in {year}" for year, total in sorted(years.items()) if total)
    yield f"Schemes: {len(plan.schemes)}{f', spending {spend}' if spend else ''}"
    for metric in plan.metrics:
        values = "; ".join(filter(None, (_span(metric, role) for role in PointRole)))
        yield f"Metric: {shortened(metric.title or metric.metric or 'without a name', 60)}: {values or 'no values'}"
    answered = sum(c.status == "answered" for c in plan.conditions)
    signed = sum(s.name is not None and s.date is not None for s in plan.signatures)
    yield f"Questions of the national conditions answered: {answered} of {len(plan.conditions)}. Risks: {len(plan.risks)}"
    yield f"Sign-off blocks with name and date: {signed} of {len(plan.signatures)}"


def _span(metric: Metric, role: PointRole) -> str:
    """The values that a metric has in a role: the only one, or the first and the last."""
    values = [said(p.value) for p in metric.points if p.role == role and p.value is not None]
    return f"{role.value} {' to '.join(dict.fromkeys([values[0], values[-1]]))}" if values else ""


def _plan(told: _Told) -> Iterator[str]:
    for item in fields(told.reading.plan):
        value = getattr(told.reading.plan, item.name)
        if item.name == "round" or not value:
            continue
        body = list(_value(told, item.name, value, item.name, "  ", None))
        if body:
            yield ""
            yield item.name.replace("_", " ").capitalize() + (f" ({len(value)})" if isinstance(value, tuple) else "")
            yield from body


def _value(told: _Told, name: str, value: Any, address: str, indent: str, beside: Place | None) -> Iterator[str]:
    if name == "answers":
        for answer in value:
            yield from _leaf(told, answer.field, answer.value, f"{address}/{answer.field}", indent, beside)
    elif name in NAMED_BY:
        for part in value:
            yield from _part(told, name, part, f"{address}/{part.id}", indent, beside)
    elif address in ("area", "dates"):
        for item in fields(value):
            yield from _leaf(told, item.name, getattr(value, item.name), f"{address}/{item.name}", indent, beside)
    else:
        yield from _leaf(told, name, value, address, indent, beside)


def _part(told: _Told, kind: str, part: Any, address: str, indent: str, beside: Place | None) -> Iterator[str]:
    place = next((p for name in NAMED_BY[kind] if (p := told.reading.places.get(f"{address}/{name}"))), None)
    yield f"{indent}{part_name(kind, part)}{told.bracketed(place, beside)}"
    for item in fields(part):
        value = getattr(part, item.name)
        if item.name != "id" and item.name not in NAMED_BY[kind] and not _said_in_name(told, kind, part, address, item.name):
            yield from _value(told, item.name, value, f"{address}/{item.name}", indent + "    ", place or beside)


def _said_in_name(told: _Told, kind: str, part: Any, address: str, field: str) -> bool:
    """Whether a field is one cell with the part's name, which says it already."""
    value, place = getattr(part, field), told.reading.places.get(f"{address}/{field}")
    named = (n for n in NAMED_BY[kind] if getattr(part, n) == value)
    return isinstance(value, str) and place is not None and any(told.reading.places.get(f"{address}/{n}") == place for n in named)


def _leaf(told: _Told, name: str, value: Any, address: str, indent: str, beside: Place | None) -> Iterator[str]:
    if value is None:
        return
    doubtful = "  (doubtful)" if any(d.address == address for d in told.reading.doubts) else ""
    where = told.bracketed(told.reading.places.get(address), beside)
    yield f"{indent}{field_words(name)}: {shortened(said(value, name))}{doubtful}{where}"


def _doubts(told: _Told) -> Iterator[str]:
    reading = told.reading
    if reading.doubts:
        yield ""
        yield f"Doubts ({len(reading.doubts)})"
    for doubt in reading.doubts:
        yield from wrapped(f"{in_words(reading.plan, doubt.address)}: {doubt.why}", "    ", "  ")
        for candidate in doubt.candidates:
            written = f', written "{shortened(candidate.as_written, 60)}"' if candidate.as_written else ""
            reason = f": {candidate.reason}" if candidate.reason else ""
            yield f"    {candidate.value or 'no value'}{written}{reason}{told.bracketed(candidate.place)}"


def _claims(told: _Told) -> Iterator[str]:
    reading = told.reading
    if reading.claims:
        yield ""
        yield f"Figures claimed in the text ({len(reading.claims)})"
    for claim in reading.claims:
        period = f", {day(claim.start)} to {day(claim.end)}" if claim.start and claim.end else ""
        quantity = (
            "no figure" if claim.quantity is None else f"{claim.qualifier + ' ' if claim.qualifier else ''}{claim.quantity:,f}"
        )
        basis = f", {claim.basis}" if claim.basis else ""
        yield f"  {claim.subject.replace('-', ' ')}: {quantity} {claim.unit}{basis}{period}{told.bracketed(claim.place)}"


def _states(reading: Reading) -> Iterator[str]:
    groups: dict[State, list[str]] = defaultdict(list)
    for address, state in reading.states.items():
        groups[state].append(in_words(reading.plan, address))
    if groups:
        yield ""
        yield f"Not given ({len(reading.states)})"
    for state, addresses in groups.items():
        yield from wrapped("; ".join(addresses), "    ", f"  {state.value.replace('-', ' ')} ({len(addresses)}): ")


def _unread(told: _Told) -> Iterator[str]:
    reading = told.reading
    if reading.unread:
        yield ""
        yield f"Text that could not be placed ({len(reading.unread)})"
    for unread in reading.unread:
        yield f"  {shortened(unread.text)}{told.bracketed(unread.place)}"
