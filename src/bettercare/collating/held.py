"""What is held of a plan that is added up: its figures with what is in doubt in them, and no text and no person."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bettercare.figures import said_no
from bettercare.organisations import find
from bettercare.plan import Area, CheckResult, ConditionAnswer, Doubt, Finding, NotChecked, Plan, Reading, Scheme
from bettercare.plan.collation import Handed

WITHHELD = "(name withheld)"
_REACHED_AT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<!\d)(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\d)")
"""An e-mail address or a telephone number."""


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that is added, by name, and the addresses that its reading doubts."""

    name: str
    plan: Plan
    doubted: tuple[str, ...] = ()

    def doubts(self, addresses: Iterable[str]) -> bool:
        """Whether one of the values, or a part that holds or lies in it, is in doubt."""
        return any(
            at == doubt or at.startswith(f"{doubt}/") or doubt.startswith(f"{at}/") for at in addresses for doubt in self.doubted
        )


def kept(handed: Handed) -> Handed:
    """A plan with only what is added up: no running text, no person, and of each finding its rule and severity."""
    handed = nameless(handed)
    if handed.reading is None:
        return handed
    plan = handed.reading.plan
    lean = Plan(
        plan.round,
        plan.area,
        plan.covers,
        dates=plan.dates,
        budgets=plan.budgets,
        contributions=plan.contributions,
        schemes=tuple(Scheme(s.id, lines=s.lines) for s in plan.schemes),
        stated_totals=plan.stated_totals,
        metrics=plan.metrics,
        conditions=tuple(_bare(c) for c in plan.conditions),
    )
    checked = handed.checked
    if checked:
        findings = tuple(Finding(f.rule, f.severity, None, None, "") for f in checked.findings)
        checked = CheckResult(findings, tuple(NotChecked(n.rule, "") for n in checked.not_checked))
    made = handed.demonstration or handed.reading.for_demonstration
    reading = Reading(lean, doubts=tuple(Doubt(d.address, "") for d in handed.reading.doubts))
    return replace(handed, reading=reading, checked=checked, demonstration=made)


def _bare(answer: ConditionAnswer) -> ConditionAnswer:
    return replace(answer, text="No" if said_no(answer) else None, answers=())


def nameless(handed: Handed) -> Handed:
    """A plan whose name, area and parts of areas, which stand in open data, hold no signatory's name, e-mail or telephone."""
    plan = handed.reading.plan if handed.reading else Plan()
    people = [s.name for s in plan.signatures if s.name and _is_person(s.name)]

    def shown(text: str | None) -> str | None:
        for name in people:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", WITHHELD, text, flags=re.I) if text else text
        return _REACHED_AT.sub(WITHHELD, text) if text else text

    name, problem = shown(handed.name) or handed.name, shown(handed.problem)
    if handed.reading is None:
        return replace(handed, name=name, problem=problem)
    covers = tuple(replace(c, part=shown(c.part)) for c in plan.covers)
    plan = replace(plan, area=Area(shown(plan.area.name)), covers=covers)
    return replace(handed, name=name, problem=problem, reading=replace(handed.reading, plan=plan))


@lru_cache(maxsize=4096)
def _is_person(name: str) -> bool:
    """Whether a signatory's name is of a person: two words at least, and no organisation or place of the register."""
    return len(name.split()) > 1 and not any(match.score >= 95 for match in find(name, limit=1))
