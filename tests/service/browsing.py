"""What every journey does: sign in, and look at a page for faults of accessibility."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bettercare.service.accounts.models import User
from tests.service.people import PASSWORD


def signed_in(page: Page, user: User) -> None:
    page.goto("/")
    looked_at(page)
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def looked_at(page: Page) -> None:
    """No accessibility fault that matters, and nothing wider than the window but what scrolls in its own region."""
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    if page.evaluate("() => true") and page.context._impl_obj._options.get("javaScriptEnabled", True):
        found = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), page.url
