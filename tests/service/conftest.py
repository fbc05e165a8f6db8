"""An area's lead and plan, and a browser for the journeys: wide, narrow, without scripts; no page asks anything of another site."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.models import AreaPlan
from tests.service.people import COUNCIL, opened, person

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture
def lead() -> User:
    """The lead of the area whose plan most tests are about."""
    return person("Better Care Fund lead", Role.LEAD, COUNCIL)


@pytest.fixture
def row(lead: User) -> AreaPlan:
    """Its plan on the first day."""
    return opened(lead)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        assert path, "Chromium is missing; ./dev test installs it"
        yield playwright.chromium.launch(executable_path=path, args=list(QUIET))
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


SIZES = os.environ.get("JOURNEYS", "wide,narrow,without scripts").split(",")
"""Which of the three each journey is made in; `./dev test` makes one of them on PostgreSQL and two with SQLite."""


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, live_server: Any, settings: Any) -> Iterator[Page]:
    settings.DEMONSTRATION = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    size = NARROW if request.param == "narrow" else WIDE
    context = browser.new_context(viewport=size, base_url=live_server.url, java_script_enabled=request.param != "without scripts")
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.outside = []  # type: ignore[attr-defined]
    page.on("request", lambda r: page.outside.append(r.url) if not r.url.startswith(live_server.url) else None)  # type: ignore[attr-defined]
    yield page
    assert page.outside == []  # type: ignore[attr-defined]
    context.close()
