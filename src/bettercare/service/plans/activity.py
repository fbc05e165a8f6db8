"""What happened in an area, in sentences: changes, versions, documents, signatures, sendings and people, latest first.

One query finds which records a page shows, whatever their kind; one more for each kind fetches them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.urls import reverse

from bettercare.plan import Plan
from bettercare.plan.words import begin
from bettercare.rounds.model import Round
from bettercare.service.accounts.models import PeopleEvent
from bettercare.service.plans.models import AreaPlan, Brought, PlanEdit, PlanVersion
from bettercare.service.plans.working import Section, section_at, sections
from bettercare.service.rounds_admin.in_force import load

PER_PAGE = 40
KINDS = {
    "written": "Changes to the plan",
    "versions": "Versions",
    "documents": "Documents",
    "signatures": "Signatures",
    "sent": "Sending",
    "people": "People",
}
_KIND = {"asked": "signatures"}
"""Sources that are told under the kind of another."""
_GROWING = ("schemes", "contributions", "risks", "milestones", "benefits", "related")
"""Lists whose parts come and go, so that their page is told from the list and not from the part."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, as a sentence: `by` `words`, with the page that shows it. `more` follows in the same moment."""

    at: datetime
    by: str
    words: str
    page: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of what happened, and where the next earlier one begins (None where there is none)."""

    told: tuple[Told, ...]
    earlier: str | None


def trail(row: AreaPlan, plan: Plan, *, person: int | None = None, kind: str = "", section: str = "", before: str = "") -> Trail:
    """A page of what happened for a plan, by one person, of one kind, or on one page of the form, before a place in the list."""
    sources = {name: _only(found, person) for name, found in _sources(row).items() if kind in ("", _KIND.get(name, name))}
    if section:
        sources = {"written": _only(_edits_on(row, section), person)}
    at = _place(before)
    if at:
        sources = {name: found.filter(Q(at__lt=at[0]) | Q(at=at[0], pk__lt=at[1])) for name, found in sources.items()}
    found = [
        q.order_by().annotate(of_kind=Value(name, CharField())).values_list("of_kind", "pk", "at") for name, q in sources.items()
    ]  # fmt: skip
    first, *rest = found or [PlanEdit.objects.none().annotate(of_kind=Value("", CharField())).values_list("of_kind", "pk", "at")]
    rows: list[tuple[str, int, datetime]] = list(
        (first.union(*rest, all=True) if rest else first).order_by("-at", "-pk")[: PER_PAGE + 1]
    )
    shown = rows[:PER_PAGE]
    earlier = f"{shown[-1][2].isoformat()}~{shown[-1][1]}" if len(rows) > PER_PAGE else None
    return Trail(tuple(_together(_told(row, plan, shown))), earlier)


def people_of(row: AreaPlan) -> list[tuple[int, str]]:
    """Who did anything for a plan: id and name, by name."""
    found: dict[int, str] = {}
    for rows in _sources(row).values():
        found.update(dict(rows.order_by().filter(by__isnull=False).values_list("by_id", "by_name").distinct()))
    return sorted(found.items(), key=lambda pair: pair[1].lower())


def _sources(row: AreaPlan) -> dict[str, QuerySet[Any]]:
    partners = [p.organisation for p in row.who()]
    people = Q(area=row.area) | Q(area="", organisation__in=partners)
    return {
        "written": PlanEdit.objects.filter(plan=row),
        "versions": PlanVersion.objects.filter(plan=row),
        "documents": Brought.objects.filter(plan=row),
        "signatures": row.signoffs.all(),
        "asked": row.signature_requests.all(),
        "sent": row.submissions.all(),
        "people": PeopleEvent.objects.filter(people),
    }


def _only(rows: QuerySet[Any], person: int | None) -> QuerySet[Any]:
    return rows if person is None else rows.filter(by_id=person)


def _edits_on(row: AreaPlan, slug: str) -> QuerySet[PlanEdit]:
    """The changes to what a page of the form shows, also to parts that it shows no more."""
    page = section_at(row.draft(), load(row.round), slug)
    if page is None:
        return PlanEdit.objects.none()
    addresses = set(page.boxes)
    found = Q(address__in=addresses)
    for collection in {a.partition("/")[0] for a in addresses} & set(_GROWING):
        found |= Q(address__startswith=f"{collection}/")
    return PlanEdit.objects.filter(found, plan=row)


def _place(before: str) -> tuple[datetime, int] | None:
    moment, _, number = before.partition("~")
    try:
        return datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None


def _told(row: AreaPlan, plan: Plan, shown: Iterable[tuple[str, int, datetime]]) -> Iterable[Told]:
    wanted: dict[str, list[int]] = {}
    for kind, pk, _ in shown:
        wanted.setdefault(kind, []).append(pk)
    sources = _sources(row)
    heavy = {"versions": ("content",), "documents": ("reading",), "signatures": ("content",), "sent": ("content",)}
    joined = {"signatures": ("version",), "sent": ("version",), "asked": ("version",)}
    records: dict[tuple[str, int], Any] = {}
    for kind, pks in wanted.items():
        rows = sources[kind].filter(pk__in=pks).defer(*heavy.get(kind, ()))
        if kind in joined:
            rows = rows.select_related(*joined[kind]).defer(*heavy.get(kind, ()), "version__content")
        records |= {(kind, one.pk): one for one in rows}
    round = load(row.round)
    for kind, pk, _ in shown:
        one = records[kind, pk]
        words, page = _edit(row, plan, round, one) if kind == "written" else _SENTENCES[kind](row, plan, one)
        yield Told(one.at, one.by_name, words, page)


def _together(told: Iterable[Told]) -> Iterable[Told]:
    """What one person did in one moment, by one save, as one entry."""
    held: list[Told] = []
    for one in told:
        if held and (held[0].at, held[0].by) == (one.at, one.by):
            held.append(one)
            continue
        yield from _one(held)
        held = [one]
    yield from _one(held)


def _one(held: list[Told]) -> Iterable[Told]:
    if held:
        first = held[0]
        yield Told(first.at, first.by, first.words, first.page, tuple(begin(o.words) for o in held[1:]))


def _edit(row: AreaPlan, plan: Plan, round: Round, edit: PlanEdit) -> tuple[str, str]:
    from bettercare.service.plans.views import sentence

    taken_back = f", taking back change {edit.undoes}" if edit.undoes else ""
    page = f"{reverse('history', args=[row.pk])}?before={edit.number + 1}#edit-{edit.number}"
    return sentence(plan, round, edit) + taken_back, page


def _version(row: AreaPlan, plan: Plan, one: PlanVersion) -> tuple[str, str]:
    return f"kept version {one.number}{f': {one.note}' if one.note else ''}", reverse("version", args=[row.pk, one.number])


def _documents(row: AreaPlan, plan: Plan, one: Brought) -> tuple[str, str]:
    return f"brought {one.names}", reverse("brought", args=[row.pk, one.pk])


def _signature(row: AreaPlan, plan: Plan, one: Any) -> tuple[str, str]:
    signed = f"signed version {one.version.number} for {one.organisation}"
    if one.way != "signed-in" and one.name != one.by_name:
        signed = f"recorded the signature of {one.name} on version {one.version.number} for {one.organisation}"
    return signed, reverse("signing", args=[row.pk, one.version.number])


def _asked(row: AreaPlan, plan: Plan, one: Any) -> tuple[str, str]:
    asked = f"asked {one.name} to sign version {one.version.number} for {one.organisation}"
    return asked, reverse("signing", args=[row.pk, one.version.number])


def _sent(row: AreaPlan, plan: Plan, one: Any) -> tuple[str, str]:
    late = ", late" if one.late else ""
    return f"sent version {one.version.number}{late}", reverse("receipt", args=[row.pk, one.pk])


def _people(row: AreaPlan, plan: Plan, one: PeopleEvent) -> tuple[str, str]:
    return one.words, reverse("people", args=[row.pk])


_SENTENCES: dict[str, Callable[[AreaPlan, Plan, Any], tuple[str, str]]] = {
    "versions": _version,
    "documents": _documents,
    "signatures": _signature,
    "asked": _asked,
    "sent": _sent,
    "people": _people,
}


def pages_of(row: AreaPlan) -> tuple[Section, ...]:
    """The pages of the form, for choosing one."""
    return sections(row.draft(), load(row.round))
