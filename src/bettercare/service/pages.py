"""How pages are made: one Jinja environment with the NHS page components, and the words that templates use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.timezone import localtime
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup, escape

from bettercare.plan.comparison import Change, Effect
from bettercare.plan.words import counted, day, plain, pounds


def environment(**options: Any) -> Environment:
    """Return the environment of every page; templates of ours come first, then the components."""
    options["undefined"] = ChainableUndefined
    options["autoescape"] = True
    ours = options.pop("loader")
    made = Environment(loader=ChoiceLoader([ours, PackageLoader("nhsuk_frontend_jinja")]), **options)
    made.globals.update(static=static, url=_url, counted=counted, pounds=pounds)
    made.filters.update(day=day, moment=moment, date=_date, by=_by, coded=_coded)
    return made


def demonstration(_: HttpRequest) -> dict[str, bool]:
    """Whether the whole service is a demonstration; every page says so then."""
    return {"demonstration": settings.DEMONSTRATION}


def _url(name: str, *args: Any) -> str:
    return _address(get_script_prefix(), name, *args)


@lru_cache(maxsize=8192)
def _address(prefix: str, name: str, *args: Any) -> str:
    """Where a page is, below the prefix at which the service is mounted; a page of many links asks for the same again and again."""
    return reverse(name, args=args)


def _by(change: Change | Effect) -> str:
    """By how much a value changed, with its sign: `+£64,000`; nothing for what is no number."""
    gap = change.difference
    if not gap:
        return ""
    money = isinstance(change, Effect) or (change.new or "").startswith(("£", "-£"))
    return f"{'+' if gap > 0 else '−'}{pounds(abs(gap)) if money else plain(abs(gap))}"


def _coded(text: str) -> Markup:
    """A text whose words between backticks are code."""
    plain, *rest = text.split("`")
    return escape(plain) + Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 == 0 else escape(part) for number, part in enumerate(rest)
    )


def moment(value: Any) -> str:
    """A time as people say it: `22 November 2026, 14:05`."""
    local = localtime(value)
    return f"{day(local.date())}, {local:%H:%M}"


def _date(value: Any) -> str:
    """The day of a time in England: `22 November 2026`."""
    return day(localtime(value).date())
