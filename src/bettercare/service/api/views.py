"""The pages for people who connect another system: their tokens, and what the interface takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bettercare.reading.dates import read_date
from bettercare.service.api import actions
from bettercare.service.api.interface import interface
from bettercare.service.api.models import Scope, Token, tokens_that_hold
from bettercare.service.plans.views import user_of


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """A person's own tokens; a post makes one and shows its secret, this once."""
    return _made(request) if request.method == "POST" else _tokens(request)


@reauthentication_required  # type: ignore[untyped-decorator]
def _made(request: HttpRequest) -> HttpResponse:
    day = read_date(request.POST.get("last_day", "")).value
    try:
        if day is None:
            raise actions.CannotMakeToken("Enter a last day from today to a year from now, such as 31 March 2027.")
        made = actions.make_token(
            by=user_of(request), name=request.POST.get("name", ""), scopes=request.POST.getlist("scopes"), last_day=day
        )
    except actions.CannotMakeToken as error:
        return _tokens(request, problem=str(error))
    return _tokens(request, made=made)


def _tokens(request: HttpRequest, problem: str = "", made: tuple[Token, str] | None = None) -> HttpResponse:
    today = timezone.localdate()
    hold = set(tokens_that_hold(today).filter(user=user_of(request)).values_list("pk", flat=True))
    context = {
        "tokens": [(token, token.pk in hold) for token in user_of(request).tokens.all()],
        "scopes": Scope,
        "problem": problem,
        "made": made,
        "typed": request.POST if problem else {},
        "chosen": request.POST.getlist("scopes") if problem else [],
        "longest": today + actions.LONGEST,
    }
    answer = render(request, "api/tokens.html", context, status=422 if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def end(request: HttpRequest, held: int) -> HttpResponse:
    """End a token at once."""
    try:
        ended = actions.end_token(by=user_of(request), token=held)
    except Token.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, f"The token “{ended}” opens nothing any more.")
    return redirect("tokens")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the interface as its reference page shows it."""

    method: str
    path: str
    summary: str
    about: str
    parameters: tuple[tuple[str, str, bool, str], ...]
    """Name, where it stands, whether it is needed, and what it is."""
    body: str
    answers: tuple[tuple[str, str], ...]


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """What the interface takes and gives, from its own document."""
    document = interface.get_openapi_schema()
    parts: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            parts.setdefault(told["tags"][0], []).append(_operation(method.upper(), path, told))
    return render(request, "api/reference.html", {"parts": parts, "about": document["info"]["description"].split("\n\n")})


def _operation(method: str, path: str, told: dict[str, Any]) -> Operation:
    asked = tuple(
        (p["name"], p["in"], p.get("required", False), p.get("description") or p["schema"].get("description", ""))
        for p in told.get("parameters", ())
    )
    body = next(iter(told.get("requestBody", {}).get("content", {}).items()), None)
    shape = f"{body[0]}: {_shape(body[1]['schema'])}" if body else ""
    answers = tuple((str(status), _given(said) or said["description"]) for status, said in told["responses"].items())
    return Operation(method, path, told["summary"], told.get("description", ""), asked, shape, answers)


def _given(said: dict[str, Any]) -> str:
    """The shape that an answer has."""
    return "".join(_shape(content["schema"]) for content in said.get("content", {}).values())


def _shape(schema: dict[str, Any]) -> str:
    """The name of a shape."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    return f"list of {_shape(schema['items'])}" if "items" in schema else str(schema.get("title") or schema.get("type") or "")
