"""What the form asks and the plan has no part for yet: when somebody types there, the part is made.

A form shows empty places (a local metric, a signature, a year of a scheme) under addresses whose steps begin with `asked-` or
name what is asked. Their parts get an id that follows from that address, so that two people who begin the same place at once
write into one part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bettercare.plan import (
    Budget,
    BudgetKind,
    ConditionAnswer,
    Contingency,
    FinancialYear,
    Line,
    Metric,
    Narrative,
    Organisation,
    OrganisationKind,
    Plan,
    Reading,
    Signature,
    value_at,
)
from bettercare.plan.canonical import is_value_at, parts_at
from bettercare.plan.edits import Edit, add_part, apply
from bettercare.rounds.model import NotInRound, Round
from bettercare.writing.asked import metrics_asked

_ASKED = "asked-"


def made_room(held: Reading, round: Round, addresses: Iterable[str]) -> tuple[Reading, list[Edit], dict[str, str]]:
    """Add the parts that values at some addresses of the form need.

    Returns the plan with them, the edits that add them, and of each address the one that the value has in the plan. An address
    for which the round has no part is left out.
    """
    edits: list[Edit] = []
    homes: dict[str, str] = {}
    for address in addresses:
        home, part = _home(held.plan, round, address)
        if part is not None and not _is_there(held, home.rpartition("/")[0]):
            edit = add_part(held.plan, _owner(home, part), part)
            held = apply(held, edit)
            edits.append(edit)
        if _is_there(held, home):
            homes[address] = home
    return held, edits, homes


def _is_there(held: Reading, address: str) -> bool:
    """Whether the plan has a part at an address, or a place for a value; answers have one wherever what they are of is there."""
    try:
        if is_value_at(address):
            owner, answers, _ = address.rpartition("answers/")
            value_at(held.plan, f"{owner}answers" if answers else address)
        else:
            value_at(held.plan, address if parts_at(address) else "")
    except KeyError:
        return False
    return True


def _owner(home: str, part: Any) -> str:
    """The address of a new part, which is a step of the address of a value within it."""
    steps = home.split("/")
    return "/".join(steps[: len(steps) - 1 - steps[::-1].index(part.id) + 1])


def _own(id: str) -> str:
    """The id of a part that is made for a place that the form asks."""
    return id.removeprefix(_ASKED)


def _home(plan: Plan, round: Round, address: str) -> tuple[str, Any]:
    """The address that a value of the form has in the plan, and the part that must be made for it, if any."""
    try:
        match address.split("/"):
            case ["metrics", id, *rest]:
                return _metric(plan, round, id, rest)
            case ["signatures", id, field] if id.startswith(_ASKED):
                role = _own(id).rpartition("-")[0]
                return f"signatures/{_own(id)}/{field}", Signature(_own(id), round.role(role).id)
            case ["contingency", id, field] if id.startswith(_ASKED):
                number, _, year = _own(id).partition("-")
                outcomes = list(dict.fromkeys(k.outcome for k in plan.contingency))
                outcome = outcomes[int(number) - 1] if int(number) <= len(outcomes) else f"Outcome {number}"
                return f"contingency/{_own(id)}/{field}", Contingency(_own(id), outcome, year)
            case ["conditions", condition, question, *_]:
                return _condition(plan, round, address, condition, question)
            case ["narrative", section] if any(s.id == section for s in round.sections):
                return f"narrative/{section}/text", Narrative(section, section, round.section(section).title)
            case ["budgets", kind, year] if kind in list(BudgetKind):
                id = f"{kind}-{year}"
                return f"budgets/{id}/amount", Budget(id, BudgetKind(kind), FinancialYear.parse(year))
            case ["organisations", kind] if kind in list(OrganisationKind):
                return f"organisations/{kind}/name", Organisation(kind, None, OrganisationKind(kind))
            case ["contributions", id, *field] if id.startswith(_ASKED):
                year, _, beside = _own(id).partition("~")
                like = next(c for c in plan.contributions if c.id == beside)
                part = replace(like, id=_own(id), year=FinancialYear.parse(year), minimum=None, actual=None, spend_on_schemes=None)
                return f"contributions/{_own(id)}/{'/'.join(field)}", part
            case ["schemes", scheme, "lines", id, *field] if id.startswith(_ASKED):
                home = f"schemes/{scheme}/lines/{_own(id)}/{'/'.join(field)}"
                return home, _line(plan, round, scheme, _own(id))
    except (NotInRound, StopIteration):
        return address, None
    return address, None


def _metric(plan: Plan, round: Round, id: str, rest: list[str]) -> tuple[str, Any]:
    home = "/".join(["metrics", _own(id), *(_own(step) for step in rest)])
    if all(metric.id != id for metric in plan.metrics):
        asked = next(m for m in metrics_asked(plan, round) if m.id == id)
        points = tuple(replace(point, id=_own(point.id)) for point in asked.points)
        known = next((m.title for m in round.metrics if m.id == asked.metric and m.unit != "local"), None)
        return home, Metric(_own(id), asked.metric, asked.title or known, points)
    if len(rest) > 1 and rest[1].startswith(_ASKED):
        asked = next(m for m in metrics_asked(plan, round) if m.id == id)
        return home, replace(next(p for p in asked.points if p.id == rest[1]), id=_own(rest[1]))
    return "/".join(["metrics", id, *rest]), None


def _condition(plan: Plan, round: Round, address: str, condition: str, question: str) -> tuple[str, Any]:
    if any(answer.id == condition for answer in plan.conditions):
        return address, None
    next(q for q in round.condition(condition).questions if q.id == question)
    id = f"{condition}.{question}"
    field = address.split("/")[3:] or ["text"]
    return f"conditions/{id}/{field[0]}", ConditionAnswer(id, condition, question)


def _line(plan: Plan, round: Round, scheme: str, id: str) -> Line:
    """A line of a scheme under a column of the form, like the line that it stands beside."""
    asked, _, beside = id.partition("~")
    held = next(s for s in plan.schemes if s.id == scheme)
    like = next((line for line in held.lines if line.id == beside), None)
    column = next((c for t in round.tables for c in t.columns if c.id == asked), None)
    year = column.year if column else FinancialYear.parse(asked) if asked[:1].isdecimal() else round.years[0]
    if like:
        return replace(like, id=id, year=year, amount=None, benefit=None)
    return Line(id, year or round.years[0], recurrence=column.recurrence if column else None)  # type: ignore[arg-type]
