"""Documents of one plan, read and checked in a bounded worker and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from bettercare.checking import check
from bettercare.plan import Reading, to_json
from bettercare.reading import read
from bettercare.service.api.access import OftenEnough, in_scope
from bettercare.service.api.models import Scope
from bettercare.service.api.problems import problems
from bettercare.service.rounds_admin import in_force
from bettercare.service.uploaded import CannotTake, on_disk

papers = Router(tags=["Documents"])


@papers.post(
    "/readings", response={200: dict[str, Any], **problems(403, 429)}, throttle=[OftenEnough("30/m")],
    summary="What the documents of one plan say, and where each value stands",
)  # fmt: skip
def make_reading(
    request: HttpRequest,
    documents: File[list[UploadedFile]],
    round: Form[str | None] = None,
) -> dict[str, Any]:
    """Answers with the JSON of a reading: the plan, the place of each value, doubts, and what was not read."""
    in_scope(request, Scope.READ_DOCUMENTS)
    return to_json(_read(documents, round))  # type: ignore[no-any-return]


@papers.post(
    "/checks", response={200: dict[str, Any], **problems(403, 429)}, throttle=[OftenEnough("30/m")],
    summary="What is wrong in the documents of one plan, and where",
)  # fmt: skip
def make_check(
    request: HttpRequest,
    documents: File[list[UploadedFile]],
    round: Form[str | None] = None,
) -> dict[str, Any]:
    """Answers with findings, most serious first, and with what could not be checked and why."""
    in_scope(request, Scope.READ_DOCUMENTS)
    reading = _read(documents, round)
    return to_json(check(reading, in_force.load(reading.plan.round) if reading.plan.round else None))  # type: ignore[no-any-return]


def _read(documents: list[UploadedFile], round: str | None) -> Reading:
    if round and round not in in_force.available():
        raise CannotTake(f"There is no round “{round}”. Rounds are {', '.join(in_force.available())}.")
    with on_disk(documents) as files, in_force.folder() as folder:
        return read(*(file.path for file in files), round=round or None, rounds_folder=folder, alone=True)
