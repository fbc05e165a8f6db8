"""Rounds are tried before they are saved, kept as numbered versions, and plans keep what they were begun under."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from bettercare import rounds
from bettercare.rounds.differing import differences
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans.actions import NotAllowed, keep_version
from bettercare.service.plans.models import NeverChanged
from bettercare.service.rounds_admin import in_force, versions
from bettercare.service.rounds_admin.affected import affected, begun_earlier
from bettercare.service.rounds_admin.models import RoundVersion
from bettercare.service.signoff.stored import stored
from tests.service.people import ELSEWHERE, NHS, opened, person

pytestmark = pytest.mark.django_db
TITLE = "title: Full submission\n"
NATION = ELSEWHERE


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def national() -> User:
    return person("National administrator", Role.NATIONAL, NATION)


@pytest.fixture
def text() -> str:
    return versions.own_text("2025-26")


def corrected(text: str) -> str:
    assert text.count("title: Full submission\n") == 1 and text.count("    value: 5614\n") == 1
    return text.replace("title: Full submission\n", "title: Full submission of the plan\n").replace(
        "value: 5614\n", "value: 5615\n"
    )


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_saved_round_is_in_force_at_once_and_the_packages_text_is_not_touched(national: User, text: str) -> None:
    before = in_force.load("2025-26")
    saved = versions.save_version(by=national, text=corrected(text), why="Corrected by the addendum", seen=0)
    assert (saved.number, saved.by_name, saved.why) == (1, "National administrator", "Corrected by the addendum")
    assert in_force.load("2025-26").window("final").title == "Full submission of the plan"
    assert rounds.load("2025-26") == before and versions.made(saved) == in_force.load("2025-26")
    with pytest.raises(NeverChanged):
        saved.save()


def test_what_changed_is_told_by_figure_and_date_in_words(text: str) -> None:
    draft = versions.tried(corrected(text))
    assert draft.round
    found = differences(rounds.load("2025-26"), draft.round)
    assert [(d.group, d.fate, [(v.what, v.old, v.new) for v in d.values]) for d in found] == [
        ("Windows and dates", "changed", [("title", "Full submission", "Full submission of the plan")]),
        ("Figures", "changed", [("value", "5,614", "5,615")]),
    ]


def test_a_fault_is_told_at_its_line_with_the_cure(text: str) -> None:
    lines = text.split("\n")
    place = lines.index("    title: Full submission")
    lines[place] = "    titel: Full submission"
    draft = versions.tried("\n".join(lines))
    assert draft.round is None and draft.fault
    assert draft.fault.line is not None and abs(draft.fault.line - place - 1) <= 3 and "titel" in draft.fault.words
    assert any("titel" in line for _, line in draft.fault.around) and draft.fault.cure


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "does not name a round"),
        ("id: 2031-32\nbased_on: 2030-31\n", "there is no round '2030-31' to build on"),
        ("id: 2031-32\nbased_on: 2031-32\n", "cannot be based on itself"),
        ("id: 2031-32\ntitle: [\n", "not YAML"),
        ("id: 2031-32\ntitle: Alone\n", "does not say whether it is confirmed"),
    ],
)
def test_a_text_that_makes_no_round_says_why(given: str, words: str) -> None:
    draft = versions.tried(given)
    assert draft.round is None and draft.fault and words in f"{draft.fault.words} {draft.fault.cure}"


def test_a_new_round_is_based_on_one_that_was_saved_here_and_keeps_the_text_it_was_built_on(national: User, text: str) -> None:
    versions.save_version(by=national, text=corrected(text), why="Corrected", seen=0)
    later = "id: 2031-32\nbased_on: 2025-26\ncarried: unconfirmed\ntitle: A later round\nconfirmed: false\n"
    saved = versions.save_version(by=national, text=later, why="The next round", seen=0)
    assert set(saved.files) >= {"2031-32.yaml", "2025-26.yaml"} and saved.files["2025-26.yaml"] == corrected(text)
    assert "2031-32" in in_force.available() and in_force.load("2031-32").window("final").title == "Full submission of the plan"
    versions.save_version(by=national, text=text, why="Taken back", seen=1, id="2025-26")
    assert versions.made(saved).window("final").title == "Full submission of the plan"


def test_saving_asks_why_by_whom_and_from_what(national: User, lead: User, text: str) -> None:
    with pytest.raises(versions.CannotSave, match="Say why"):
        versions.save_version(by=national, text=corrected(text), why=" ", seen=0)
    with pytest.raises(versions.CannotSave, match="in force already"):
        versions.save_version(by=national, text=text, why="Nothing new", seen=0)
    with pytest.raises(NotAllowed):
        versions.save_version(by=lead, text=corrected(text), why="By a lead", seen=0)
    versions.save_version(by=national, text=corrected(text), why="Corrected", seen=0)
    with pytest.raises(versions.CannotSave, match="saved version 1 since you opened"):
        versions.save_version(by=national, text=text, why="Back", seen=0)
    assert RoundVersion.objects.count() == 1


def test_plans_keep_what_they_were_begun_under_and_are_told_who_is_affected(national: User, lead: User, text: str) -> None:
    early = opened(lead)
    first = versions.save_version(by=national, text=corrected(text), why="Corrected", seen=0)
    late = opened(person("Lead elsewhere", Role.LEAD, ELSEWHERE), "Vale", (ELSEWHERE, NHS))
    assert early.began_under.version is None and late.began_under.version == first
    assert early.began_under.sha256 != late.began_under.sha256 == first.sha256
    (found,) = affected(begun_earlier("2025-26", first), differences(rounds.load("2025-26"), versions.made(first)))
    assert found.row == early and [t.difference.kind for t in found.touched] == ["windows", "figures"]
    without_stream = text.replace(
        "  - id: dfg\n    title: Disabled Facilities Grant\n", "  - id: dfg\n    title: Facilities Grant\n"
    )
    second = versions.save_version(by=national, text=without_stream, why="Renamed", seen=1)
    touched = affected(begun_earlier("2025-26", second), differences(versions.made(first), versions.made(second)))
    assert [t.words for one in touched for t in one.touched if t.difference.kind == "streams"] == ["1 amount", "1 amount"]


def test_what_is_signed_and_checked_uses_the_version_in_force(national: User, lead: User, text: str) -> None:
    row = opened(lead)
    keep_version(by=lead, plan=row)
    versions.save_version(by=national, text=corrected(text), why="Corrected", seen=0)
    held = json.loads(stored(bytes(row.versions.get().content), row.round).content)
    assert "Full submission of the plan" in held["round"]["files"]["2025-26.yaml"]


def test_the_page_shows_the_fault_then_the_difference_and_saves_what_was_seen(national: User, lead: User, text: str) -> None:
    opened(lead)
    client = signed_in(national)
    page = client.get("/rounds/2025-26/text/").content.decode()
    assert "title: Full submission" in page and "Save as version" not in page
    wrong = client.post("/rounds/2025-26/text/", {"text": text.replace("id: dfg\n", "id: dfg\n    colour: red\n", 1), "seen": "0"})
    assert wrong.status_code == 422 and "colour" in wrong.content.decode() and "<mark>" in wrong.content.decode()
    looked = client.post("/rounds/2025-26/text/", {"text": corrected(text), "seen": "0", "then": "look"})
    page = looked.content.decode()
    assert looked.status_code == 200 and "5,615" in page and "Hillshire" in page and RoundVersion.objects.count() == 0
    unsaid = client.post("/rounds/2025-26/text/", {"text": corrected(text), "seen": "0", "then": "save"})
    assert unsaid.status_code == 422 and "Say why" in unsaid.content.decode()
    answer = client.post("/rounds/2025-26/text/", {"text": corrected(text), "seen": "0", "then": "save", "why": "Addendum"})
    shown = client.get(answer["Location"]).content.decode()
    assert "5,615" in shown and "Hillshire" in shown and "Addendum" in shown
    assert client.get(f"{answer['Location']}text.yaml").content.decode() == corrected(text)


def test_a_text_from_windows_is_the_same_text(text: str) -> None:
    assert versions.tried(text.replace("\n", "\r\n")).text == text


@pytest.mark.parametrize("id", rounds.available())
def test_every_round_of_the_package_shows_its_form(id: str, national: User) -> None:
    page = signed_in(national).get(f"/rounds/{id}/form/")
    assert page.status_code == 200 and page.content.decode().count("<details") >= 3
