"""Areas for the bench of the service: the demonstration's region, and more areas in the manner of its fullest plans."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING

from tools import served

if TYPE_CHECKING:
    from bettercare.plan import Plan
    from bettercare.service.accounts.models import User
    from bettercare.service.plans.models import AreaPlan

MOST_SCHEMES = 200
SIGNED_IN = 40
"""How many leads of copied plans can be at work."""
_PAGES = ("findings", "comments", "evidence", "history", "documents", "versions", "activity", "people", "people/invite",
          "carry-forward", "fill", "delegations", "versions/1", "versions/1/sign-off", "versions/1/send",
          "versions/1/record-signature", "versions/1/ask")  # fmt: skip
_NATIONAL = ("/", "/people/", "/rounds/", "/rounds/{round}/", "/rounds/{round}/text/", "/rounds/{round}/form/",
             "/rounds/{round}/windows/", "/rounds/{round}/allocations/nhs-minimum/", "/rounds/organisations/")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled service: pages with `{plan}` for a plan's number, who opens them, and a cell to save."""

    plans: int
    schemes: int
    here: int
    """The plan with the longest history, that of the demonstration's own area."""
    large: int
    """A plan with MOST_SCHEMES schemes."""
    pages: tuple[str, ...]
    national_pages: tuple[str, ...]
    sessions: dict[int, str]
    """The session of each plan's lead, by the plan's number."""
    national: str
    grid: str
    """The section whose cells are saved, by its name in the address bar."""
    box: str
    """The address of the cell that is saved, the same in every plan but the large one."""
    large_box: str


def fill(areas: int) -> Filled:
    """Fill an empty service."""
    from bettercare.service import demonstration
    from bettercare.service.accounts.models import User
    from bettercare.service.demonstration.people import HERE, NATIONAL
    from bettercare.service.demonstration.round import ROUND
    from bettercare.service.plans.models import AreaPlan
    from bettercare.service.plans.working import sections
    from bettercare.service.rounds_admin.in_force import load

    demonstration.fill()
    national = User.objects.get(email=NATIONAL)
    rows = list(AreaPlan.objects.filter(round=ROUND))
    here = next(r for r in rows if r.area == HERE.name)
    copied = [_copy(here, national, number) for number in range(len(rows) + 1, areas + 1)]
    large, its_lead = _copy(here, national, areas + 1, MOST_SCHEMES)
    draft = here.draft()
    found = sections(draft, load(ROUND))
    grid, box = next((s.slug, a) for s in found for a in s.boxes if a.startswith("schemes/") and a.endswith("/description"))
    pages = [
        "/",
        "/plans/{plan}/",
        *(f"/plans/{{plan}}/sections/{s.slug}/" for s in found),
        *(f"/plans/{{plan}}/{p}/" for p in _PAGES),
    ]
    lead = User.objects.get(email=HERE.mailbox("lead"))
    return Filled(
        plans=AreaPlan.objects.count(),
        schemes=len(draft.plan.schemes),
        here=here.pk,
        large=large.pk,
        pages=tuple(pages),
        national_pages=tuple(f"{page}?national".replace("{round}", ROUND) for page in _NATIONAL),
        sessions={row.pk: served.session_of(by) for row, by in ((here, lead), *copied[:SIGNED_IN], (large, its_lead))},
        national=served.session_of(national),
        grid=grid,
        box=box,
        large_box=f"schemes/s{MOST_SCHEMES}/description",
    )


def _copy(of: AreaPlan, national: User, number: int, schemes: int = 0) -> tuple[AreaPlan, User]:
    """Another area with the same plan, a version of it and, of every second, a draft that was sent; the plan and its lead."""
    from django.utils import timezone

    from bettercare.plan import Reading
    from bettercare.service.demonstration.people import lead_of
    from bettercare.service.demonstration.places import MARL, WOLDS, Place
    from bettercare.service.plans import actions
    from bettercare.service.rounds_admin.in_force import load
    from bettercare.service.signoff.sending import submit

    place = Place(f"Area {number:03}", number, 100_000 + 1000 * number, MARL if number % 2 else WOLDS)
    lead = lead_of(national, place.name, place.council, f"lead@area{number:03}.example", timezone.localdate())
    draft = of.draft()
    bodies = {o.kind: o for o in place.partners}
    organisations = tuple(
        replace(o, name=bodies[o.kind].name, code=bodies[o.kind].code) for o in draft.plan.organisations if o.kind
    )
    plan = replace(draft.plan, area=replace(draft.plan.area, name=place.name), covers=place.covers, organisations=organisations)
    begins = Reading(plan=_with_schemes(plan, schemes) if schemes else plan, states=draft.states)
    row = actions.start_plan(by=lead, begins=begins, for_demonstration=True)
    version = actions.keep_version(by=lead, plan=row, note="As it is copied")
    if number % 2:
        window = next(w.id for w in load(row.round).windows if w.kind == "draft")
        submit(by=lead, plan=row, version=version.number, window=window, reason="Made for the bench")
    return row, lead


def _with_schemes(plan: Plan, count: int) -> Plan:
    """The plan with so many schemes, its own again and again."""
    again = enumerate(islice(cycle(plan.schemes), count), 1)
    schemes = (
        replace(s, id=f"s{n}", number=str(n), lines=tuple(replace(ln, id=f"s{n}.{ln.id}") for ln in s.lines)) for n, s in again
    )
    return replace(plan, schemes=tuple(schemes))
