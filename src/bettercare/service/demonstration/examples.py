"""Plans that were read from documents, such as those in examples/: each kept as its area's plan, as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bettercare.organisations import find
from bettercare.plan import Organisation, OrganisationKind, Plan, Reading
from bettercare.service.accounts.models import User
from bettercare.service.demonstration.people import lead_of
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan


def examples_kept(by: User, readings: Sequence[Reading], starts: date) -> list[tuple[AreaPlan, User]]:
    """Start a plan from each reading that tells its round and area, keep it as its first version, and give its area a lead."""
    leads: dict[str, User] = {}
    kept = []
    for number, reading in enumerate(readings, start=1):
        plan = reading.plan
        if not plan.round or not plan.area.name or AreaPlan.objects.filter(round=plan.round, area=plan.area.name).exists():
            continue
        named = _coded(plan, number)
        council = next(o for o in named.organisations if o.code)
        lead = leads.get(plan.area.name) or lead_of(by, plan.area.name, council, f"lead@example{number}.example", starts)
        leads[plan.area.name] = lead
        row = actions.start_plan(by=lead, begins=replace(reading, plan=named), for_demonstration=True)
        actions.keep_version(by=lead, plan=row, note="As read from the area’s documents")
        kept.append((row, lead))
    return kept


def _coded(plan: Plan, number: int) -> Plan:
    """The plan with a code for each partner: of the register where its name is surely one there, else a made-up one."""
    partners = plan.organisations or (Organisation("council", f"{plan.area.name} Council", OrganisationKind.COUNCIL),)
    coded = (replace(o, code=o.code or _code(o) or f"MADEUP-X{number}{n}") for n, o in enumerate(partners))
    return replace(plan, organisations=tuple(sorted(coded, key=lambda o: o.kind is not OrganisationKind.COUNCIL)))


def _code(organisation: Organisation) -> str | None:
    matches = find(organisation.name or "", kinds=(organisation.kind,) if organisation.kind else ())
    return matches[0].organisation.code if matches and not matches[0].asks else None
