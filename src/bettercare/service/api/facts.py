"""Rounds and organisations: open to every token."""

from datetime import date
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Field, Router

from bettercare import organisations
from bettercare.plan import OrganisationKind, to_json
from bettercare.service.api.paging import paged
from bettercare.service.api.problems import problems
from bettercare.service.api.shapes import OrganisationEntry, RoundEntry
from bettercare.service.rounds_admin import in_force

facts = Router(tags=["Rounds and organisations"])


@facts.get("/rounds", response={200: list[RoundEntry], **problems()}, summary="The rounds that are known")
@paged
def list_rounds(request: HttpRequest) -> list[RoundEntry]:
    loaded = [in_force.load(id) for id in in_force.available()]
    return [RoundEntry(id=r.id, title=r.title, years=[str(y) for y in r.years], confirmed=r.confirmed) for r in loaded]


@facts.get("/rounds/{id}", response={200: dict[str, Any], **problems(404)}, summary="All that a round asks for")
def read_round(request: HttpRequest, id: str) -> dict[str, Any]:
    """Windows, sections, sources of funding, figures with their source, conditions, metrics and sign-off."""
    if id not in in_force.available():
        raise Http404
    return to_json(in_force.load(id))  # type: ignore[no-any-return]


@facts.get("/organisations", response={200: list[OrganisationEntry], **problems()}, summary="Organisations by name or kind")
@paged
def list_organisations(
    request: HttpRequest,
    name: Annotated[str | None, Field(max_length=200, description="Best match first; several where it is not certain.")] = None,
    kind: OrganisationKind | None = None,
    on: Annotated[date | None, Field(description="Only those in being on this day.")] = None,
) -> list[OrganisationEntry]:
    kinds = (kind,) if kind else ()
    if name and name.strip():
        found = [match.organisation for match in organisations.find(name, on, kinds)]
    else:
        found = [o for o in organisations.all_organisations() if o.in_being(on) and (not kinds or o.kind in kinds)]
    return [_entry(o) for o in found]


@facts.get("/organisations/{code}", response={200: OrganisationEntry, **problems(404)}, summary="One organisation by its code")
def read_organisation(request: HttpRequest, code: str) -> OrganisationEntry:
    try:
        return _entry(organisations.get(code))
    except organisations.NotRegistered as error:
        raise Http404 from error


def _entry(o: organisations.Organisation) -> OrganisationEntry:
    return OrganisationEntry(
        code=o.code, name=o.name, kind=o.kind.value, region=o.region, area=o.area, valid_from=o.valid_from, valid_to=o.valid_to,
        successors=list(o.successors), confirmed=o.confirmed, source=o.source,
    )  # fmt: skip
