"""Rows of the form's tables as people add and remove them: which parts of the plan a row stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bettercare.plan import (
    Benefit,
    Contingency,
    Contribution,
    Line,
    Metric,
    MetricPoint,
    Milestone,
    Plan,
    PointRole,
    Reading,
    RelatedDocument,
    Risk,
    Scheme,
    Signature,
)
from bettercare.plan.edits import CannotEdit, Edit, add_part, apply, remove_part
from bettercare.rounds.model import MetricDefinition, Round, TableShape
from bettercare.service.plans.answer_tables import with_row, without_row
from bettercare.writing.asked import named_locally
from bettercare.writing.form import Cell, Fields, Table

NewId = Callable[[], str]
_ONE_PART = {"risks": Risk, "milestones": Milestone, "benefits": Benefit, "related": RelatedDocument}
_LISTS = "contributions|risks|milestones|benefits|related|signatures|contingency|metrics"
_PART = re.compile(rf"(?:{_LISTS}|schemes)/[^/]+")
_LINE = re.compile(r"schemes/[^/]+/lines/[^/]+")
_ANSWER_ROW = re.compile(r"answers/([^/]+)/(\d+)")


def offers(block: Fields | Table, round: Round) -> tuple[tuple[str, str], ...]:
    """What may be added to a table: (what a button sends, its words)."""
    shape = next((t for t in round.tables if t.id == block.shape), None)
    if shape is None:
        return ()
    match shape.rows:
        case "signatures":
            return tuple((f"{shape.id}:{r.id}", f"Add a signature: {r.title}") for r in round.signoff if _signed_by_several(r.per))
        case "contingency":
            return ((shape.id, "Add an outcome"),)
        case "metrics":
            return tuple((f"{shape.id}:{m.id}", f"Add a metric: {m.title}") for m in round.metrics if named_locally(m))
        case "schemes" | "lines" | "contributions" | "answers" | "risks" | "milestones" | "benefits" | "related":
            return ((shape.id, "Add a row"),)
    return ()


def can_paste(block: Table, round: Round) -> bool:
    """Whether each new row of a table is one of its own, so that rows can be pasted."""
    shape = next((t for t in round.tables if t.id == block.shape), None)
    return shape is not None and shape.rows in ("schemes", "lines", "contributions", "answers", *_ONE_PART)


def _signed_by_several(per: str) -> bool:
    return per not in ("plan", "hwb")


def added(held: Reading, round: Round, asked: str, new_id: NewId) -> list[Edit]:
    """The edits that add an empty row to a table of the round; `asked` is what its button sends. Raises CannotEdit."""
    table, _, which = asked.partition(":")
    plan = held.plan
    if table == "line":
        return [add_part(plan, f"{which}/lines/{(line := Line(new_id(), round.years[0])).id}", line)]
    shape = round.table(table)
    if shape.rows in _ONE_PART:
        id = new_id()
        return [add_part(plan, f"{shape.rows}/{id}", _ONE_PART[shape.rows](id))]
    match shape.rows:
        case "contributions":
            made = _contributions(shape, round, new_id)
            return [add_part(plan, f"contributions/{c.id}", c) for c in made]
        case "schemes" | "lines":
            scheme = _scheme(shape, round, new_id)
            return [add_part(plan, f"schemes/{scheme.id}", scheme)]
        case "answers":
            return [with_row(held, shape)]
        case "contingency":
            outcome = f"Outcome {len({k.outcome for k in plan.contingency}) + 1}"
            years = [str(c.year) if c.year else c.id for c in shape.columns if c.field == "by-row"]
            outcomes = [Contingency(new_id(), outcome, year) for year in years]
            return [add_part(plan, f"contingency/{k.id}", k) for k in outcomes]
        case "signatures":
            signature = Signature(new_id(), round.role(which).id)
            return [add_part(plan, f"signatures/{signature.id}", signature)]
        case "metrics":
            metric = _metric(round.metric(which), new_id)
            return [add_part(plan, f"metrics/{metric.id}", metric)]
    raise CannotEdit(f"{table}: rows cannot be added to this table")


def _contributions(shape: TableShape, round: Round, new_id: NewId) -> list[Contribution]:
    years = list(dict.fromkeys(c.year for c in shape.columns if c.year)) or list(round.years)
    source = next((c.source_of_funding for c in shape.columns if c.source_of_funding), None)
    return [Contribution(new_id(), source=source, year=year) for year in years]


def _scheme(shape: TableShape, round: Round, new_id: NewId) -> Scheme:
    under = dict.fromkeys((c.year, c.recurrence) for c in shape.columns if c.year or c.recurrence)
    asked = list(under) or [(year, None) for year in round.years]
    lines = tuple(Line(new_id(), year, recurrence=recurrence) for year, recurrence in asked)  # type: ignore[arg-type]
    return Scheme(new_id(), lines=lines)


def _metric(definition: MetricDefinition, new_id: NewId) -> Metric:
    asked = [p for p in definition.periods if p.asked != "not-applicable"]
    periods = ((p.role, p.period.start if p.period else None, p.period.end if p.period else None) for p in asked)
    return Metric(new_id(), definition.id, None, tuple(MetricPoint(new_id(), PointRole(r), s, e) for r, s, e in periods))


def parts_of(cells: tuple[Cell, ...], plan: Plan) -> str:
    """What a row stands for, as its button to remove it sends it: addresses of parts, or a row of a table of answers."""
    addresses = [a for c in cells if c.address for a in (c.address, *c.also)]
    if answer := next((m for a in addresses if (m := _ANSWER_ROW.match(a))), None):
        return answer.group()
    lines = {m.group() for a in addresses if (m := _LINE.match(a))}
    for scheme in plan.schemes:
        own = {f"schemes/{scheme.id}/lines/{line.id}" for line in scheme.lines}
        if lines & own and own - lines:
            return " ".join(sorted(lines & own))
    there = dict.fromkeys(m.group() for a in addresses if (m := _PART.match(a)))
    return " ".join(a for a in there if "/asked-" not in a)


def removals(table: Table, plan: Plan, round: Round) -> list[str]:
    """For each row of a table what its button to remove it sends; nothing where a row cannot be removed by itself."""
    fixed = {f"metrics/{m.id}" for m in plan.metrics if not _local(m, round)}
    found = [parts_of(cells, plan) for cells in table.rows]
    return ["" if (n and parts == found[n - 1]) or parts in fixed else parts for n, parts in enumerate(found)]


def _local(metric: Metric, round: Round) -> bool:
    definition = next((m for m in round.metrics if m.id == metric.metric), None)
    return definition is None or named_locally(definition)


def scheme_of(cells: tuple[Cell, ...]) -> str | None:
    """The address of the scheme that a row stands for."""
    return next((m.group() for c in cells if c.address and (m := re.match(r"schemes/[^/]+", c.address))), None)


def removed(held: Reading, parts: str) -> Iterator[Edit]:
    """The edits that remove what a row stands for. Raises CannotEdit where it is none that can be removed."""
    if answer := _ANSWER_ROW.fullmatch(parts):
        yield without_row(held, answer[1], int(answer[2]))
        return
    for address in parts.split():
        if not (_PART.fullmatch(address) or _LINE.fullmatch(address)):
            raise CannotEdit(f"{address}: this row cannot be removed")
        edit = remove_part(held.plan, address)
        held = apply(held, edit)
        yield edit
