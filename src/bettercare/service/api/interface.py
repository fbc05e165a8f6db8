"""The interface itself: its document (OpenAPI 3.1), its parts, and which error becomes which problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from bettercare.documents import CannotRead
from bettercare.plan import NotAReading
from bettercare.plan.edits import CannotEdit
from bettercare.service.api.access import Bearer, NotInScope
from bettercare.service.api.facts import facts
from bettercare.service.api.papers import papers
from bettercare.service.api.plans import plans
from bettercare.service.api.problems import problem
from bettercare.service.api.shapes import Fault
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.signoff.refusals import Refused
from bettercare.service.uploaded import CannotTake

ABOUT = """Rounds, organisations, documents and plans for other systems.

Every call carries `Authorization: Bearer TOKEN`. A person makes a token in the service; it acts for that person, within the
token's scopes and never beyond what the person's role allows on the day. A plan that they may not see is as good as none (404).

Lists come in pages: `limit` (at most 500) and `offset`; an answer holds `items` and `count`.
Errors are problem details (`application/problem+json`): `title`, `status`, `detail` in plain English and, for a request
that does not fit, `faults` with where and what.
"""


class Interface(NinjaAPI):
    """The library's interface, whose document says which answers are problem details."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**given)
        for methods in document["paths"].values():
            for told in methods.values():
                for status, said in told["responses"].items():
                    if int(status) >= 400:
                        said["content"] = {"application/problem+json": said["content"]["application/json"]}
        return document


interface = Interface(title="Better Care", version="1", description=ABOUT, auth=Bearer(), docs_url=None, urls_namespace="api")
interface.add_router("", facts)
interface.add_router("", papers)
interface.add_router("/plans", plans)

_TELLS: tuple[tuple[type[Exception], int, Callable[[Any], str]], ...] = (
    (AuthenticationError, 401, lambda _: "Send a token that holds, as “Authorization: Bearer TOKEN”."),
    (NotInScope, 403, str),
    (NotAllowed, 403, str),
    (Http404, 404, lambda _: "There is nothing at this address that your token may see."),
    (CannotEdit, 409, str),
    (Refused, 409, str),
    (NotAReading, 422, str),
    (CannotTake, 422, str),
    (CannotRead, 422, str),
    (Throttled, 429, lambda _: "This token has had too many documents read in the last minute. Wait a little."),
)


def _told(status: int, words: Callable[[Any], str]) -> Callable[[HttpRequest, Exception], HttpResponse]:
    return lambda _, raised: problem(status, words(raised))


for _error, _status, _words in _TELLS:
    interface.exception_handler(_error)(_told(_status, _words))


@interface.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error.message)


@interface.exception_handler(ValidationError)
def _does_not_fit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [Fault(where=".".join(map(str, e["loc"])), problem=e["msg"]) for e in error.errors]
    return problem(422, "The request does not fit what this address takes; see its faults.", faults)
