"""Errors as problem details (RFC 9457): what was found and what to do, for programs and for the people who read their logs."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

from bettercare.service.api.shapes import Fault, Problem


def problem(status: int, detail: str, faults: Sequence[Fault] = ()) -> HttpResponse:
    """Return an error as problem details."""
    told = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail, faults=list(faults))
    answer = HttpResponse(told.model_dump_json(), status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def problems(*statuses: int) -> dict[int, Any]:
    """Return the errors that an operation documents, beside those of every operation."""
    return dict.fromkeys((400, 401, 422, *statuses), Problem)
