"""Windows are opened, changed and closed with a reason; an area is given longer by somebody; what comes after is late."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.actions import NotAllowed, keep_version
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin import in_force, windows
from bettercare.service.rounds_admin.models import ExtensionGiven, WindowSet
from bettercare.service.rounds_admin.windows import CannotSet, open_now, state_of
from bettercare.service.signoff.models import Submission
from bettercare.service.signoff.refusals import CannotSend
from bettercare.service.signoff.sending import submit
from tests.service.people import ELSEWHERE, opened, person

pytestmark = pytest.mark.django_db
ROUND = "2025-26"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def national() -> User:
    return person("National administrator", Role.NATIONAL, ELSEWHERE)


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    keep_version(by=lead, plan=row)
    return row


def days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def at_noon(number: int) -> datetime:
    return datetime.combine(days(number), datetime.min.time()).replace(hour=12)


def set_final(by: User, window: str | None = "final", **other: Any) -> WindowSet:
    given: dict[str, Any] = {
        "title": "Full submission", "kind": "final", "opens": days(-1), "closes": at_noon(5), "must_be": ("complete", "signed"),
        "why": "The department wrote on Monday",
    }  # fmt: skip
    return windows.set_window(by=by, round=ROUND, window=window, **{**given, **other})


def test_a_window_that_is_opened_is_the_one_that_plans_are_sent_in(national: User) -> None:
    now = timezone.now()
    assert [w.id for w in open_now(in_force.load(ROUND), now)] == ["lines", "draft", "final"]
    assert state_of(in_force.load(ROUND).window("final"), now) == "closed"
    kept = set_final(national)
    final = in_force.load(ROUND).window("final")
    assert (final.closes, final.must_be, state_of(final, now)) == (at_noon(5), ("complete", "signed"), "open")
    assert kept.what == "opened"
    set_final(national, opens=days(2), why="Later")
    assert "final" not in [w.id for w in open_now(in_force.load(ROUND), now)]
    assert state_of(in_force.load(ROUND).window("final"), now) == "not open yet"
    assert [s.what for s in WindowSet.objects.all()] == ["changed", "opened"]


def test_a_round_without_windows_gets_one(national: User) -> None:
    assert open_now(in_force.load("2026-27"), timezone.now()) == ()
    windows.set_window(
        by=national, round="2026-27", window=None, title="Trajectories", kind="trajectory", opens=days(0), closes=None, must_be=(),
        why="Agreed",
    )  # fmt: skip
    assert [(w.id, w.closes) for w in open_now(in_force.load("2026-27"), timezone.now())] == [("trajectories", None)]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "approval"}, "kind"),
        ({"closes": at_noon(-3)}, "closes"),
        ({"why": ""}, "why"),
        ({"window": None}, "title"),
        ({"window": "none"}, "title"),
    ],
)
def test_a_window_that_cannot_be_is_refused_at_its_box(national: User, other: dict[str, Any], field: str) -> None:
    with pytest.raises(CannotSet) as refused:
        set_final(national, **other)
    assert refused.value.field == field and WindowSet.objects.count() == 0


def test_an_area_is_given_longer_and_others_are_late(national: User) -> None:
    set_final(national)
    given: dict[str, Any] = {
        "by": national, "round": ROUND, "window": "final", "area": "E10000001", "area_name": "Hillshire", "closes": at_noon(9),
        "approved_by": "Regional director", "reason": "Elections",
    }  # fmt: skip
    for other, field in (
        ({"approved_by": " "}, "approved_by"), ({"reason": ""}, "reason"), ({"area": ""}, "area"),
        ({"closes": at_noon(4)}, "until"),
        ({"window": "approval"}, "area"),
    ):  # fmt: skip
        with pytest.raises(CannotSet) as refused:
            windows.extend(**{**given, **other})
        assert refused.value.field == field
    windows.extend(**given)
    final = in_force.load(ROUND).window("final")
    assert final.closes_for("E10000001") == at_noon(9) and final.closes_for("E10000016") == at_noon(5)
    windows.extend(**{**given, "closes": at_noon(11)})
    assert in_force.load(ROUND).window("final").closes_for("E10000001") == at_noon(11)
    assert ExtensionGiven.objects.count() == 2


def test_a_window_closes_now_once(national: User) -> None:
    set_final(national)
    windows.close_window(by=national, round=ROUND, window="final", why="Every plan is in")
    assert state_of(in_force.load(ROUND).window("final"), timezone.now() + timedelta(seconds=1)) == "closed"
    with pytest.raises(CannotSet, match="not open"):
        windows.close_window(by=national, round=ROUND, window="draft", why="Again")


def test_plans_are_sent_in_windows_that_have_opened_and_who_was_given_longer_is_not_late(
    national: User, lead: User, row: AreaPlan
) -> None:
    def sent() -> Submission:
        return submit(by=lead, plan=row, version=1, window="draft", reason="x")

    set_final(national, "draft", title="Draft plans", kind="draft", opens=days(1), must_be=())
    with pytest.raises(CannotSend, match="no such window in which plans are sent now"):
        sent()
    set_final(national, "draft", title="Draft plans", kind="draft", opens=days(-9), closes=at_noon(-2), must_be=())
    assert sent().late
    windows.extend(
        by=national, round=ROUND, window="draft", area="E10000001", area_name="Hillshire", closes=at_noon(4),
        approved_by="Regional director", reason="Elections",
    )  # fmt: skip
    assert not sent().late


def test_what_was_sent_in_a_window_of_an_administrators_own_shows_that_window_as_it_was(
    national: User, lead: User, row: AreaPlan
) -> None:
    kept = set_final(national, None, title="Trajectories", kind="trajectory", must_be=())
    sent = submit(by=lead, plan=row, version=1, window=kept.window)
    set_final(national, kept.window, title="Trajectories of metrics", kind="trajectory", must_be=())
    client = Client()
    client.force_login(lead)
    receipt = client.get(f"/plans/{row.pk}/sent/{sent.pk}/").content.decode()
    assert "<dd>Trajectories</dd>" in receipt and "changed since" in receipt
    page = client.get(f"/plans/{row.pk}/versions/1/send/").content.decode()
    assert "Trajectories of metrics" in page


def test_only_administrators_set_windows(lead: User) -> None:
    with pytest.raises(NotAllowed):
        set_final(lead)


def test_the_pages_open_a_window_and_give_an_area_longer(national: User, row: AreaPlan) -> None:
    client = Client()
    client.force_login(national)
    place = f"/rounds/{ROUND}/windows/final/"
    given = {"title": "Full submission", "kind": "final", "opens": "1 January 2026", "closes": "31 March 2036",
             "closes-time": "12:00", "must_be": ["complete", "valid"], "why": "Addendum"}  # fmt: skip
    wrong = client.post(place, given | {"closes-time": "noon"})
    assert wrong.status_code == 422 and "Enter the time as" in wrong.content.decode() and "31 March 2036" in wrong.content.decode()
    assert client.post(place, given)["Location"] == f"/rounds/{ROUND}/windows/"
    page = client.get(f"/rounds/{ROUND}/windows/").content.decode()
    assert "31 March 2036, 12:00" in page and "complete, valid" in page and "Addendum" in page
    longer = {"area": "E10000001", "until": "14 April 2036", "approved_by": "Regional director", "reason": "Elections"}
    client.post(f"{place}extensions/", longer)
    assert "Hillshire: until 14 April 2036, 23:59, approved by Regional director: Elections" in client.get(place).content.decode()
    unknown = client.post(f"{place}extensions/", longer | {"area": "X"})
    assert unknown.status_code == 422 and "Choose the area" in unknown.content.decode()
    assert client.get(f"/rounds/{ROUND}/windows/approval/").status_code == 404
