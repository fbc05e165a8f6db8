"""Reasons for what a check asks are kept and sent; comments hang on an address and are seen by whom they are for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions, remarks
from bettercare.service.plans.models import AreaPlan, NeverChanged
from bettercare.service.plans.working import checked
from bettercare.service.signoff.sending import submit
from tests.service.people import COUNCIL, ELSEWHERE, NHS, client_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def a_query(row: AreaPlan) -> dict[str, str]:
    found = next(f for f in checked(row, row.draft()).findings if f.severity == "query")
    return {"rule": found.rule, "address": found.address or "", "message": found.message}


def test_a_reason_stands_beside_its_finding_in_the_report_and_in_what_is_sent(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    query = a_query(row)
    client.post(f"/plans/{row.pk}/findings/reason/", {**query, "reason": "The board meets on 3 March"})
    assert "The board meets on 3 March" in client.get(f"/plans/{row.pk}/findings/").content.decode()
    assert "The board meets on 3 March" in client.get(f"/plans/{row.pk}/report.html").content.decode()
    actions.keep_version(by=lead, plan=row)
    sent = submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    told = {"rule": query["rule"], "address": query["address"], "reason": "The board meets on 3 March"}
    assert json.loads(bytes(sent.content))["reasons"] == [told]


def test_the_last_reason_holds_an_empty_one_takes_it_back_and_none_is_ever_changed(row: AreaPlan, lead: User) -> None:
    query = a_query(row)
    first = remarks.give_reason(by=lead, plan=row, **query, reason="One")
    remarks.give_reason(by=lead, plan=row, **query, reason="Two")
    assert [r.reason for r in remarks.reasons_of(row).values()] == ["Two"]
    remarks.give_reason(by=lead, plan=row, **query, reason=" ")
    assert remarks.reasons_of(row) == {} and row.reasons.count() == 3
    with pytest.raises(NeverChanged):
        first.save()


def test_a_thread_is_replied_to_settled_and_opened_again(row: AreaPlan, lead: User) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    first = remarks.comment(by=lead, plan=row, address="area/name", text="Is this the name in the register?")
    remarks.comment(by=nhs, plan=row, address="", text="Yes", thread=first.pk)
    (thread,) = remarks.threads(lead, row, "area/name")
    assert [r.text for r in thread.replies] == ["Yes"] and thread.open
    remarks.settle(by=nhs, plan=row, thread=first.pk, settled=True)
    assert remarks.open_at(lead, row) == {}
    remarks.settle(by=lead, plan=row, thread=first.pk, settled=False)
    assert remarks.open_at(lead, row) == {"area/name": 1}


def test_a_comment_kept_within_an_organisation_is_seen_by_its_people_only(row: AreaPlan, lead: User) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    first = remarks.comment(by=lead, plan=row, address="area/name", text="Between us", organisation=COUNCIL.code or "")
    assert remarks.threads(nhs, row) == () and len(remarks.threads(lead, row)) == 1
    with pytest.raises(remarks.CannotSay):
        remarks.comment(by=nhs, plan=row, address="", text="What?", thread=first.pk)
    with pytest.raises(actions.NotAllowed):
        remarks.comment(by=nhs, plan=row, address="area/name", text="x", organisation=COUNCIL.code or "")
    assert "Between us" not in client_of(nhs).get(f"/plans/{row.pk}/comments/").content.decode()
    assert b"Between us" not in client_of(person("NHS lead", Role.LEAD, NHS)).get(f"/plans/{row.pk}/everything.zip").content


@pytest.mark.parametrize("role", [Role.NATIONAL])
def test_the_nation_reads_no_comments_of_an_area_and_writes_none(role: Role, row: AreaPlan, lead: User) -> None:
    remarks.comment(by=lead, plan=row, address="area/name", text="Between partners")
    national = person("National administrator", role, NHS)
    client = client_of(national)
    assert "Between partners" not in client.get(f"/plans/{row.pk}/comments/").content.decode()
    assert client.post(f"/plans/{row.pk}/comments/", {"text": "x"}).status_code == 403


def test_people_elsewhere_say_nothing_about_a_plan(row: AreaPlan) -> None:
    other = person("Lead elsewhere", Role.LEAD, ELSEWHERE)
    with pytest.raises(actions.NotAllowed):
        remarks.comment(by=other, plan=row, address="area/name", text="x")
    with pytest.raises(actions.NotAllowed):
        remarks.give_reason(by=other, plan=row, rule="r", address="", message="", reason="x")


def test_the_task_list_counts_open_comments_where_they_hang(row: AreaPlan, lead: User) -> None:
    budget = f"budgets/{next(b.id for b in row.plan().budgets)}/amount"
    remarks.comment(by=lead, plan=row, address=budget, text="Where from?")
    page = client_of(lead).get(f"/plans/{row.pk}/").content.decode()
    assert page.count("1 open comment") == 2
    assert "1 comment" in client_of(lead).get(f"/plans/{row.pk}/sections/income/").content.decode()


def test_an_empty_comment_comes_back_with_what_to_do(row: AreaPlan, lead: User) -> None:
    answer = client_of(lead).post(f"/plans/{row.pk}/comments/", {"about": "area/name", "text": " "})
    assert answer.status_code == 422 and "Write something first" in answer.content.decode()
