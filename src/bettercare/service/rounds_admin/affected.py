"""Whom a change of a round concerns: the plans that were begun under an earlier text, and what of theirs it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bettercare.plan import Plan
from bettercare.plan.words import counted
from bettercare.rounds.differing import Difference
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.models import RoundVersion

EVERYBODY = frozenset({"windows", "figures", "allocations", "floors", "constraints", "signoff", "sections", "fields", "tables",
                       "returns", "capacity", "payment", "extra_fall", "assurance", "rules", "taxonomies"})  # fmt: skip
"""Kinds of parts that concern every plan of the round, whatever it says."""
_USED: Mapping[str, tuple[str, Callable[[Plan], Iterable[str | None]]]] = {
    "streams": (
        "amount",
        lambda plan: [*(c.source for c in plan.contributions), *(line.source for s in plan.schemes for line in s.lines)],
    ),
    "metrics": ("value", lambda plan: [m.metric for m in plan.metrics for p in m.points if p.value is not None]),
    "local_metrics": ("value", lambda plan: [m.metric for m in plan.metrics for p in m.points if p.value is not None]),
    "conditions": ("answer", lambda plan: [c.condition for c in plan.conditions if c.text]),
}
"""What of a plan hangs on a kind of part: the word for it, and the ids that the plan names."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A part that changed and how much of a plan hangs on it."""

    difference: Difference
    words: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A plan that was begun under another text than the one in force, and what the change touches in it."""

    row: AreaPlan
    began: str
    """`version 2`, or `the text that came with the service`."""
    touched: tuple[Touched, ...]
    signed: int
    sent: int


def begun_earlier(round: str, than: RoundVersion) -> Sequence[AreaPlan]:
    """The plans of a round that were begun before a version was saved."""
    plans = AreaPlan.objects.filter(round=round).select_related("began_under__version").prefetch_related("signoffs", "submissions")
    return [row for row in plans if _began(row) < than.number]


def affected(rows: Iterable[AreaPlan], changes: Sequence[Difference]) -> tuple[Affected, ...]:
    """What changes of a round touch in each plan; a plan that they do not touch is listed too."""
    found = []
    for row in rows:
        plan = row.plan()
        touched = tuple(Touched(change, words) for change in changes if (words := _hangs_on(plan, change)))
        found.append(Affected(row, began_words(row), touched, len(row.signoffs.all()), len(row.submissions.all())))
    return tuple(found)


def began_words(row: AreaPlan) -> str:
    """The text of the round that a plan was begun under, in words."""
    number = _began(row)
    return f"version {number}" if number else "the text that came with the service"


def _began(row: AreaPlan) -> int:
    kept = getattr(row, "began_under", None)
    return kept.version.number if kept and kept.version else 0


def _hangs_on(plan: Plan, change: Difference) -> str:
    """How much of a plan hangs on a part, in words; empty for nothing."""
    if change.kind in _USED:
        word, used = _USED[change.kind]
        number = sum(id == change.part for id in used(plan))
        return counted(number, word) if number else ""
    if change.kind == "metrics" and change.fate == "added":
        return "asked anew"
    return "all plans" if change.kind in EVERYBODY else ""
