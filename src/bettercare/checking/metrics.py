"""Rules about what is given of each metric: the metric itself, the points and periods asked for, numerators and denominators."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.points import (
    address,
    asked_periods,
    definition,
    of_period,
    points,
)  # fmt: skip
from bettercare.checking.words import metric_name, point_name
from bettercare.plan import Metric, MetricPoint, Period, PointRole, Severity, State
from bettercare.plan.words import counted, listed, series
from bettercare.rounds.model import MetricDefinition

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder")


@rule("metric-missing", "error")
def metric_missing(context: Context) -> Outcomes:
    """A metric may stand in the documents under a name that the reading does not know: then it is not said to be missing."""
    asked = [m for m in context.round.metrics if m.required and m.standing == "headline"]
    there = {m.metric for m in context.plan.metrics}
    missing = [m for m in asked if m.id not in there]
    if not missing:
        return
    if len(missing) == len(asked) and not context.plan.metrics:
        yield context.not_checked("these documents hold no metric of the round; another document may hold them", "metrics")
        return
    if unsure := context.unsure(*(f"metrics/{m.id}/metric" for m in context.plan.metrics)):
        yield unsure
        return
    cut = [(m, name) for m in missing if (name := _cut_name(context, m))]
    if cut:
        names = "; ".join(f"'{name}' may be '{m.title}'" for m, name in cut)
        yield context.not_checked(f"names that the documents show only in part: {names}", "metrics")
        missing = [m for m in missing if m not in [known for known, _ in cut]]
    if not missing:
        return
    yield Fault(
        "metrics",
        f"The plan gives nothing for {counted(len(missing), 'metric')}: {'; '.join(m.title for m in missing)}.",
        found=f"{len(asked) - len(missing)} of {len(asked)} metrics",
        expected=f"all {len(asked)}",
        do="Give a baseline and a target for each, or add the document that holds them.",
    )


def _cut_name(context: Context, missing: MetricDefinition) -> str | None:
    """A metric of the documents whose name is the beginning of the missing one's, as a narrow column cuts it off."""
    labels = [label.casefold() for label in (missing.title, *missing.locator.labels)]
    for metric in context.plan.metrics:
        known, name = definition(context, metric), (metric.title or "").strip()
        if (
            (known is None or known.better == "local")
            and len(name) > 6
            and any(label.startswith(name.casefold()) and label != name.casefold() for label in labels)
        ):
            return name
    return None


def _unknown(context: Context) -> set[str]:
    """Metrics that pass for the form's own one, where several do: they may be any, under names that are not known."""
    local = [m for m in context.plan.metrics if (d := definition(context, m)) is not None and d.better == "local"]
    kinds = [m.metric for m in local]
    return {m.id for m in local if kinds.count(m.metric) > 1}


@dataclass(frozen=True, slots=True)
class _Lacking:
    """How many of the figures asked for in a role are not given, in words: `no baseline is given`."""

    role: str
    lacking: int
    asked: int

    def __str__(self) -> str:
        if self.lacking < self.asked:
            return f"{self.lacking} of the {self.asked} {self.role}s {'is' if self.lacking == 1 else 'are'} not given"
        return f"no {self.role} is given" if self.asked == 1 else f"none of the {self.asked} {self.role}s is given"


@dataclass(frozen=True, slots=True)
class _Gap:
    """What a metric lacks in each role, the points that are there without a figure, and how many are asked for."""

    metric: Metric
    known: MetricDefinition
    roles: tuple[_Lacking, ...]
    empty: tuple[MetricPoint, ...]
    asked: int

    @property
    def address(self) -> str:
        return address(self.metric, self.empty[0], "value") if self.empty else f"metrics/{self.metric.id}"

    @property
    def block(self) -> tuple[object, ...]:
        """Equal for metrics whose points stand in one block of the form: it lacks the same points of each."""
        return self.roles, self.known.better == "local", tuple((p.role, p.period) for p in self.known.periods)


@rule("metric-point-missing", "error", after=STATED)
def metric_point_missing(context: Context) -> Outcomes:
    """One finding for metrics that lack the same points of the same periods; a query where the area chooses the measure."""
    gaps: dict[object, list[_Gap]] = {}
    unknown = _unknown(context)
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known is None or metric.id in unknown:
            continue
        if unsure := context.unsure(f"metrics/{metric.id}/metric"):
            yield unsure
            continue
        unplaced = bool(known.periods) and any(p.start is None and p.value is not None for p in metric.points)
        if unplaced or not metric.points or any(a.startswith(f"metrics/{metric.id}/points/") for a in context.doubts):
            why = "it is named, and no figure of it" if not metric.points else "not every figure of it"
            yield context.not_checked(f"{metric_name(metric, context.round)}: {why} could be placed", f"metrics/{metric.id}")
            continue
        if (gap := _gap(context, metric, known)).roles and not _shown_again(context, metric, gap):
            gaps.setdefault(gap.block, []).append(gap)
    for first, *others in gaps.values():
        count, each = sum(role.lacking for role in first.roles), " each" if others else ""
        names = "; ".join(metric_name(g.metric, context.round) for g in (first, *others))
        lead = f"{len(others) + 1} metrics lack the same figures ({names})" if others else names
        yield Fault(
            first.address,
            f"{lead}: {listed(map(str, first.roles))}.",
            found=f"{first.asked - count} of {counted(first.asked, 'figure')}{each}",
            expected=f"all {first.asked}{each}",
            difference=f"{-count}{each}",
            do=f"Give the {listed(role.role for role in first.roles)}{' of each metric' if others else ''}.",
            rests_on=(
                *(address(first.metric, p, "value") for p in first.empty),
                *(a for g in others for a in (g.address, *(address(g.metric, p, "value") for p in g.empty))),
            ),
            severity=Severity.QUERY if first.known.better == "local" else None,
        )


def _shown_again(context: Context, metric: Metric, gap: _Gap) -> bool:
    """Whether the same metric stands elsewhere with what is lacking here, as a form's summary repeats its targets alone."""
    again = [m for m in context.plan.metrics if m.metric == metric.metric and m.id != metric.id and gap.known.better != "local"]
    return any({r.role for r in gap.roles}.isdisjoint(r.role for r in _gap(context, m, gap.known).roles) for m in again)


def _gap(context: Context, metric: Metric, known: MetricDefinition) -> _Gap:
    """What the round asks for and the metric does not give. A count without its rate is given: the rate is another rule's."""
    lacking, without, total = [], [], 0
    for role in (PointRole.BASELINE, PointRole.TARGET):
        asked = sum(p.role == role and p.asked != "not-applicable" for p in known.periods)
        here = points(metric, role)
        empty = [p for p in here if p.value is None and p.numerator is None]
        excused = [p for p in empty if not context.absent(address(metric, p, "value"), None)]
        number = asked - (len(here) - len(empty)) - len(excused) - _within_longer(known, here, role)
        total += asked
        if number > 0:
            lacking.append(_Lacking(str(role), number, asked))
            without += [p for p in empty if p not in excused]
    return _Gap(metric, known, tuple(lacking), tuple(without), total)


def _within_longer(known: MetricDefinition, here: Iterable[MetricPoint], role: PointRole) -> int:
    """By how many the periods asked for are more than the longer ones given in their stead, which another rule tells."""
    saved = 0
    for point in here:
        inside = [
            p for p in asked_periods(known, role) if point.start and point.end and point.start <= p.start and p.end <= point.end
        ]
        if point.value is not None and len(inside) > 1:
            saved += len(inside) - 1
    return saved


@rule("metric-parts-absent", "query", after=(*STATED, "metric-point-missing"))
def metric_parts_absent(context: Context) -> Outcomes:
    """Once for each metric; metrics of which the paper gives values and nothing else are told together."""
    bare: list[tuple[Metric, list[tuple[MetricPoint, str]]]] = []
    for metric in context.plan.metrics:
        known = definition(context, metric)
        if known is None or not (known.numerator and known.denominator and known.parts_asked) or known.better == "local":
            continue
        if known.standardised:
            continue  # its parts do not give it
        valued = [p for p in metric.points if p.value is not None]
        lacking = [
            (point, field)
            for point in valued
            for field in ("numerator", "denominator")
            if context.absent(address(metric, point, field), getattr(point, field))
        ]
        if len(lacking) == 2 * len(valued) and not any(_refused(context, metric, one) for one in lacking) and lacking:
            bare.append((metric, lacking))
        elif lacking:
            yield _without_parts(context, [(metric, lacking)])
    if bare:
        yield _without_parts(context, bare)


def _refused(context: Context, metric: Metric, one: tuple[MetricPoint, str]) -> bool:
    return context.state(address(metric, *one)) is State.SAID_NOT_SUPPLIED


def _without_parts(context: Context, found: list[tuple[Metric, list[tuple[MetricPoint, str]]]]) -> Fault:
    metric, lacking = found[0]
    refused = _refused(context, metric, lacking[0])
    what = listed(dict.fromkeys(field for _, field in lacking))
    names = "; ".join(dict.fromkeys(metric_name(m, context.round) for m, _ in found))
    at = f" for the {listed(_by_role([p for p, _ in lacking]))}" if len(found) == 1 else ""
    return Fault(
        address(metric, *lacking[0]),
        f"{names}: a value is given without its {what}{at}"
        f"{', which the paper says are not supplied' if refused else ''}, so it cannot be worked out again.",
        found="not supplied" if refused else "nothing",
        expected=what,
        do=f"Give the {what}; a draft may go without, a final plan may not.",
        rests_on=tuple(address(m, point, field) for m, parts in found for point, field in parts),
    )


def _by_role(those: list[MetricPoint]) -> Iterator[str]:
    """Points in words; of a role with several, the role once: `targets (each month from April 2025 to March 2026)`."""
    for role in PointRole:
        same = [p for p in dict.fromkeys(those) if p.role is role]
        periods = [(p.start, p.end) for p in same if p.start and p.end]
        if len(same) > 1 and len(periods) == len(same):
            yield f"{role}s ({series(periods)})"
        else:
            yield from (point_name(p) for p in same)


@rule("metric-period", "query")
def metric_period(context: Context) -> Outcomes:
    """Points that stand where the round asks for other periods: one finding for each metric. Further points may be added."""
    for metric in context.plan.metrics:
        told: dict[PointRole, tuple[list[MetricPoint], list[Period]]] = {}
        for role in (PointRole.BASELINE, PointRole.TARGET):
            asked, here = asked_periods(definition(context, metric), role), points(metric, role)
            other = [p for p in here if p.start and p.end and not any(of_period(p, o) for o in asked)]
            if other and any(not any(of_period(p, o) for p in here) for o in asked):
                told[role] = (other, asked)
        known = definition(context, metric)
        if told and known is not None and not known.confirmed and all(_covered(here, asked) for here, asked in told.values()):
            yield context.not_checked(
                f"{metric_name(metric, context.round)}: which periods the form asks for is not confirmed; those given cover them",
                f"metrics/{metric.id}",
            )
            continue
        if told:
            given = [series([(p.start, p.end) for p in here if p.start and p.end]) for here, _ in told.values()]
            wanted = [series([(p.start, p.end) for p in asked], "or") for _, asked in told.values()]
            said = (
                f"the {role}{' is' if len(told[role][0]) == 1 else 's are'} for {there}; the round asks for {there_asked}"
                for role, there, there_asked in zip(told, given, wanted, strict=True)
            )
            addresses = [address(metric, p, f) for here, _ in told.values() for p in here for f in ("start", "end")]
            yield Fault(
                addresses[0],
                f"{metric_name(metric, context.round)}: {'; '.join(said)}.",
                found="; ".join(given),
                expected="; ".join(wanted),
                do="Give the figure for the period asked for, or say why another is used.",
                rests_on=tuple(addresses[1:]),
            )


def _covered(given: list[MetricPoint], asked: list[Period]) -> bool:
    """Whether every period asked for lies within one that is given, as a month does in its quarter."""
    return all(any(p.start and p.end and p.start <= o.start and o.end <= p.end for p in given) for o in asked)
