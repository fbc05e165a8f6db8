"""Plans and their versions, edits, findings and submissions, as far as the token's person may see and do."""

from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Router, Status

from bettercare.plan import NotAReading, Plan, to_json
from bettercare.plan.canonical import from_json_at
from bettercare.plan.edits import CannotEdit, Edit, add_part, apply, move_part, remove_part, set_value
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.api.access import in_scope, person_of
from bettercare.service.api.models import Scope
from bettercare.service.api.paging import paged
from bettercare.service.api.problems import problems
from bettercare.service.api.shapes import (
    EditEntry,
    EditGiven,
    EditsGiven,
    PlanEntry,
    SavedEntry,
    SubmissionEntry,
    SubmissionGiven,
    VersionEntry,
    VersionGiven,
    WorkingCopy,
)  # fmt: skip
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan, PlanEdit, PlanVersion
from bettercare.service.plans.working import checked, plan_at
from bettercare.service.signoff.models import Submission
from bettercare.service.signoff.sending import Allowed, submit

plans = Router(tags=["Plans"])
Number = Annotated[int, Field(ge=1, le=2_147_483_647)]
Revision = Annotated[int, Field(ge=0, le=2_147_483_647)]


@plans.get("", response={200: list[PlanEntry], **problems(403)}, summary="The plans that the token's person may see")
@paged
def list_plans(
    request: HttpRequest,
    round: Annotated[str | None, Field(max_length=40)] = None,
    area: Annotated[str | None, Field(max_length=200)] = None,
) -> QuerySet[AreaPlan]:
    seen = _seen(request).prefetch_related("partners")
    seen = seen.filter(round=round) if round else seen
    return seen.filter(area__iexact=area) if area else seen


@plans.get("/{number}", response={200: PlanEntry, **problems(403, 404)}, summary="One plan")
def read_plan(request: HttpRequest, number: Number) -> AreaPlan:
    return _plan(request, number)


@plans.get("/{number}/content", response={200: WorkingCopy, **problems(403, 404)}, summary="A plan as it stands, or as it stood")
def read_content(request: HttpRequest, number: Number, revision: Revision | None = None) -> WorkingCopy:
    """At the revision named, or at the latest where the plan has no such revision yet."""
    row = _plan(request, number)
    at = row.revision if revision is None else min(revision, row.revision)
    return WorkingCopy(revision=at, plan=to_json(plan_at(row, at)))


@plans.get("/{number}/edits", response={200: list[EditEntry], **problems(403, 404)}, summary="Edits in their order")
@paged
def list_edits(request: HttpRequest, number: Number, after: Revision = 0) -> QuerySet[PlanEdit]:
    """Those after the revision named, so that another system can keep up."""
    return _plan(request, number).edits.filter(number__gt=after).order_by("number")


@plans.post("/{number}/edits", response={200: SavedEntry, **problems(403, 404, 409)}, summary="Change a plan")
def make_edits(request: HttpRequest, number: Number, given: EditsGiven) -> dict[str, Any]:
    """All edits are made, or none: but those that somebody overtook since `seen`, which come back for a person to decide."""
    in_scope(request, Scope.WRITE_PLANS)
    row = _plan(request, number, Permission.WRITE)
    if given.seen > row.revision:
        raise CannotEdit(f"seen: the plan has revision {row.revision}, not {given.seen} yet. Read it again.")
    edits, plan = [], plan_at(row, given.seen)
    for place, wanted in enumerate(given.edits):
        edit = _edit(plan, wanted, place)
        plan = apply(plan, edit)
        edits.append(edit)
    saved = actions.save(by=person_of(request), plan=row, seen=given.seen, edits=edits)
    overtaken = [{"address": o.mine.address, "mine": o.mine.new, "stands": o.stands, "theirs": o.theirs} for o in saved.overtaken]
    return {"revision": saved.revision, "made": saved.made, "overtaken": overtaken}


@plans.get("/{number}/findings", response={200: dict[str, Any], **problems(403, 404)}, summary="What does not add up in a plan")
def list_findings(request: HttpRequest, number: Number) -> dict[str, Any]:
    """Findings of the working copy, most serious first, and what could not be checked and why."""
    row = _plan(request, number)
    return to_json(checked(row, row.plan()))  # type: ignore[no-any-return]


@plans.get("/{number}/versions", response={200: list[VersionEntry], **problems(403, 404)}, summary="Versions, latest first")
@paged
def list_versions(request: HttpRequest, number: Number) -> QuerySet[PlanVersion]:
    return _plan(request, number).versions.all()


@plans.post("/{number}/versions", response={201: VersionEntry, **problems(403, 404)}, summary="Keep the plan as it stands")
def keep_version(request: HttpRequest, number: Number, given: VersionGiven) -> Status[PlanVersion]:
    in_scope(request, Scope.WRITE_PLANS)
    row = _plan(request, number, Permission.KEEP)
    return Status(201, actions.keep_version(by=person_of(request), plan=row, note=given.note))


@plans.get(
    "/{number}/versions/{version}/content", response={200: dict[str, Any], **problems(403, 404)}, summary="A version's plan"
)  # fmt: skip
def read_version(request: HttpRequest, number: Number, version: Number) -> HttpResponse:
    """The canonical bytes, whose SHA-256 the version has."""
    kept = get_object_or_404(_plan(request, number).versions, number=version)
    return HttpResponse(bytes(kept.content), content_type="application/json")


@plans.get("/{number}/submissions", response={200: list[SubmissionEntry], **problems(403, 404)}, summary="What was sent")
@paged
def list_submissions(request: HttpRequest, number: Number) -> QuerySet[Submission]:
    return _plan(request, number).submissions.select_related("version")


@plans.post("/{number}/submissions", response={201: SubmissionEntry, **problems(403, 404, 409)}, summary="Send a version")
def send_version(request: HttpRequest, number: Number, given: SubmissionGiven) -> Status[Submission]:
    """Signatures are given by people in the service, not here."""
    in_scope(request, Scope.SEND_PLANS)
    row = _plan(request, number, Permission.SEND)
    allowed = [Allowed(one.key, one.allowed_by, one.reason) for one in given.allowed]
    sent = submit(by=person_of(request), plan=row, version=given.version, window=given.window, reason=given.reason, allowed=allowed)
    return Status(201, sent)


@plans.get(
    "/{number}/submissions/{submission}/content",
    response={200: dict[str, Any], **problems(403, 404)},
    summary="What was sent, whole",
)
def read_submission(request: HttpRequest, number: Number, submission: Number) -> HttpResponse:
    """Byte for byte as it was sent."""
    sent = get_object_or_404(_plan(request, number).submissions, pk=submission)
    return HttpResponse(bytes(sent.content), content_type="application/json")


def _edit(plan: Plan, wanted: EditGiven, place: int) -> Edit:
    """One edit as it reads on the plan that its sender saw; raises CannotEdit and NotAReading naming which one."""
    try:
        match wanted.kind:
            case "set":
                return set_value(plan, wanted.address, from_json_at(wanted.address, wanted.new))
            case "add":
                return add_part(plan, wanted.address, from_json_at(wanted.address, wanted.new), wanted.before)
            case "remove":
                return remove_part(plan, wanted.address)
            case _:
                return move_part(plan, wanted.address, wanted.before)
    except NotAReading as error:
        raise NotAReading(f"edits.{place}: {error}") from error
    except KeyError as error:
        raise NotAReading(f"edits.{place}: {wanted.address!r} is no address of a plan") from error
    except CannotEdit as error:
        raise CannotEdit(f"edits.{place}: {error}") from error


def _seen(request: HttpRequest) -> QuerySet[AreaPlan]:
    in_scope(request, Scope.READ_PLANS)
    return AreaPlan.objects.seen_by(person_of(request))


def _plan(request: HttpRequest, number: int, needs: Permission = Permission.SEE) -> AreaPlan:
    """The plan, where the token's person may see it and do this with it."""
    row = get_object_or_404(_seen(request), pk=number)
    if not may(person_of(request), needs, row):
        raise actions.NotAllowed(f"Your role does not allow you to {needs.value}.")
    return row
