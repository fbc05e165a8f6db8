"""Every page at 400% zoom (320 by 256 px) and by keyboard alone: nothing is lost, and only tables scroll both ways."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.models import AreaPlan
from tests.service.people import NHS, person
from tests.service.test_pages import ACCESS, OPEN, address, row, without_second_factor  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
ZOOMED = {"width": 320, "height": 256}
MOST_STOPS = 60
"""Stops of the Tab key that are tried on a page; what follows is more of the same."""

LOST = """() => {
    const wide = window.innerWidth + 1;
    const text = (e) => (e.textContent || "").trim().slice(0, 40);
    const named = (e) => `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}.${e.className} “${text(e)}”`;
    const found = [];
    if (document.documentElement.scrollWidth > wide) {
        for (const e of document.body.querySelectorAll("*")) {
            const inside = e.closest(".bc-scroll, .nhsuk-u-visually-hidden, pre, .bc-code");
            if (e.getBoundingClientRect().right > wide && !inside) found.push("wider than the window: " + named(e));
        }
        if (!found.length) found.push("wider than the window");
    }
    for (const e of document.body.querySelectorAll("*")) {
        const style = getComputedStyle(e);
        if (e.scrollWidth <= e.clientWidth + 1 || !e.clientWidth) continue;
        if (e.matches("input, select, textarea, .nhsuk-u-visually-hidden, svg *")) continue;
        if (style.overflowX === "hidden" && e.clientWidth > 1) found.push("cut off: " + named(e));
        if (["auto", "scroll"].includes(style.overflowX)) {
            if (!e.querySelector("table") && !e.matches("pre")) found.push("scrolls both ways without a table: " + named(e));
            if (e.tabIndex < 0) found.push("scrolls for the mouse only: " + named(e));
        }
    }
    return [...new Set(found)].slice(0, 5);
}"""

STOP = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const box = e.getBoundingClientRect();
    const style = getComputedStyle(e);
    const seen = box.width > 0 && box.bottom > 0 && box.top < window.innerHeight && box.right > 0 && box.left < window.innerWidth;
    const label = e.type === "radio" || e.type === "checkbox" || e.type === "file";
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none" || label;
    if (!e.dataset.stop) e.dataset.stop = String(window.stops = (window.stops || 0) + 1);
    const text = (e.textContent || e.name || "").trim().slice(0, 30);
    return [e.dataset.stop, `${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""} “${text}”`, seen, shown];
}"""


def pages(user: User | None, row: AreaPlan) -> list[str]:  # noqa: F811
    """The addresses that open as a page for somebody."""
    client = Client()
    if user:
        client.force_login(user)
    routes = [r for r, rule in ACCESS.items() if (rule == OPEN) is (user is None)]
    found = []
    for one in (address(r, row) for r in routes):
        answer = client.get(one)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and "Content-Disposition" not in answer:
            found.append(one)
    return found


def lost_when_zoomed(page: Page) -> list[str]:
    return [f"{page.url}: {problem}" for problem in page.evaluate(LOST)]


def lost_by_keyboard(page: Page) -> list[str]:
    """Stops of the Tab key that nobody sees, and a page in which it goes round without reaching everything."""
    found, stops = [], []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop[0] == stops[0][0]):
            break
        if stops and stop[0] == stops[-1][0]:
            found.append(f"{page.url}: Tab stays at {stop[1]}")
            break
        stops.append(stop)
        found += [
            f"{page.url}: {words} {stop[1]}" for good, words in ((stop[2], "not in view:"), (stop[3], "not marked:")) if not good
        ]
    if len(stops) < 2:
        found.append(f"{page.url}: only {len(stops)} stops")
    return found


def test_the_pages_of_an_officer_with_a_link_are_whole_at_four_hundred_per_cent_and_by_keyboard(
    browser: Browser, live_server: Any, settings: Any, row: AreaPlan  # noqa: F811
) -> None:  # fmt: skip
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    body = next(m.body for m in mail.outbox if "/sign/" in m.body)
    link, code = re.search(r"/sign/\S+", body), re.search(r"this code: (\S+)", body)
    assert link and code
    context = browser.new_context(viewport=ZOOMED, base_url=live_server.url)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(link[0])
    problems = lost_when_zoomed(page) + lost_by_keyboard(page)
    page.get_by_label("Code").fill(code[1])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("version 1")
    problems += lost_when_zoomed(page) + lost_by_keyboard(page)
    context.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("who", ["nobody", "lead", "national administrator"])
def test_every_page_is_whole_at_four_hundred_per_cent_and_by_keyboard(
    who: str, browser: Browser, live_server: Any, settings: Any, row: AreaPlan, lead: User  # noqa: F811
) -> None:  # fmt: skip
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    user = {"nobody": None, "lead": lead}.get(who) if who != "national administrator" else person(who, Role.NATIONAL, NHS)
    context = browser.new_context(viewport=ZOOMED, base_url=live_server.url)
    context.set_default_timeout(60_000)
    if user:
        client = Client()
        client.force_login(user)
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, problems = context.new_page(), []
    opened = pages(user, row)
    for one in opened:
        page.goto(one)
        problems += lost_when_zoomed(page) + lost_by_keyboard(page)
    context.close()
    assert len(opened) > 3
    assert not problems, "\n".join(problems)
