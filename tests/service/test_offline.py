"""Work done elsewhere comes back without undoing what others did; workbooks are filled; the next round goes on from this one."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from bettercare.plan import FinancialYear, Line, Plan, Scheme
from bettercare.plan.edits import add_part, set_value
from bettercare.rounds import load
from bettercare.service.accounts.models import User
from bettercare.service.plans import actions, filling
from bettercare.service.plans.bringing import proposals
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.working import draft_at
from bettercare.writing import write
from tests.service.people import NHS, client_of, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    plan = row.plan()
    lines = [(Line(f"l{n}", FinancialYear(2025), "nhs-minimum", None, Decimal(100 * n), None, "social-care"),) for n in (1, 2, 3)]
    names = ("Reablement at home", "Community equipment", "Carers' breaks")
    schemes = [Scheme(f"s{n}", str(n), name, lines=mine) for n, (name, mine) in enumerate(zip(names, lines, strict=True), 1)]
    actions.save(by=lead, plan=row, seen=0, edits=[add_part(plan, f"schemes/{s.id}", s) for s in schemes])
    row.refresh_from_db()
    return row


def test_what_others_changed_since_a_workbook_was_downloaded_stays(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    book = openpyxl.load_workbook(BytesIO(client.get(f"/plans/{row.pk}/working-copy.xlsx").content))
    for cell in (c for sheet in book for line in sheet.iter_rows() for c in line):
        if cell.value in (200, 300):
            cell.value += 50
    first, third = ("schemes/s1/lines/l1/amount", "schemes/s3/lines/l3/amount")
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(row.plan(), first, 111), set_value(row.plan(), third, 333)])
    row.refresh_from_db()
    stream = BytesIO()
    book.save(stream)
    client.post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile("plan.xlsx", stream.getvalue())]})
    kept = row.brought.get()
    assert kept.made_from == 3
    found, _ = proposals(row.draft(), kept.read(), load(row.round), draft_at(row, 3))
    told = {p.edit.address: (p.edit.old, p.edit.new, p.sure, p.meanwhile) for p in found}
    assert told == {
        "schemes/s2/lines/l2/amount": ("200.00", "250.00", True, False),
        third: ("333.00", "350.00", False, True),
    }


def test_a_workbook_of_another_state_of_another_plan_is_not_taken_for_one_of_ours(row: AreaPlan, lead: User) -> None:
    content = write(Plan(round=row.round), load(row.round), ".xlsx", version="draft 1").content
    client_of(lead).post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile("plan.xlsx", content)]})
    assert [b.made_from for b in row.brought.all()] in ([], [None])


def test_a_blank_workbook_is_filled_and_what_was_not_is_listed(row: AreaPlan, lead: User) -> None:
    blank = write(Plan(round=row.round), load(row.round), ".xlsx").content
    client = client_of(lead)
    answer = client.post(f"/plans/{row.pk}/fill/", {"workbook": SimpleUploadedFile("blank.xlsx", blank)}, follow=True)
    kept = row.filled.get()
    assert "Download the filled workbook" in answer.content.decode() and kept.filled > 10
    book = openpyxl.load_workbook(BytesIO(client.get(f"/plans/{row.pk}/fill/{kept.pk}/workbook").content))
    assert any(c.value == "Carers' breaks" for sheet in book for line in sheet.iter_rows() for c in line)
    refused = client.post(f"/plans/{row.pk}/fill/", {"workbook": SimpleUploadedFile("plan.docx", b"PK")})
    assert refused.status_code == 422 and ".xlsx or .xlsm" in refused.content.decode()


def test_a_workbook_is_filled_in_a_worker_and_outside_any_transaction(row: AreaPlan, lead: User, monkeypatch: Any) -> None:
    blank, seen = write(Plan(round=row.round), load(row.round), ".xlsx").content, []
    real = filling.fill_file
    outside = len(connection.savepoint_ids)

    def watched(*given: Any, **more: Any) -> Any:
        seen.append(len(connection.savepoint_ids))
        return real(*given, **more)

    def in_this_process(*_: Any, **__: Any) -> None:
        raise AssertionError("filled in the web process")

    monkeypatch.setattr(filling, "fill_file", watched)
    monkeypatch.setattr("bettercare.writing.filling.fill", in_this_process)
    filling.fill_workbook(by=lead, plan=row, file=SimpleUploadedFile("blank.xlsx", blank))
    assert seen == [outside] and row.filled.get().filled > 10


def test_a_workbook_that_misleads_whoever_opens_it_is_refused_and_nothing_is_kept(row: AreaPlan, lead: User) -> None:
    for content in (b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0" + b"x" * 600, b""):
        answer = client_of(lead).post(f"/plans/{row.pk}/fill/", {"workbook": SimpleUploadedFile("blank.xlsx", content)})
        assert answer.status_code == 422 and "blank.xlsx" in answer.content.decode()
    assert row.filled.count() == 0


def test_a_plan_is_started_from_the_last_rounds_in_one_step_with_the_partners_of_now(row: AreaPlan, lead: User) -> None:
    page = f"/plans/start/?area={row.area}&round=2026-27"
    client = client_of(lead)
    assert "What goes on from Better Care Fund 2025-26" in client.get(page).content.decode()
    sent = {"partner": ["E10000001", "QXX"], "other": ["QKK"], "begin": "carried"}
    answer = client.post(page, sent, follow=True).content.decode()
    begun = AreaPlan.objects.get(round="2026-27")
    assert "with what goes on from 2025-26" in answer
    assert [s.id for s in begun.plan().schemes] == ["s1", "s2", "s3"]
    assert {ln.amount for s in begun.plan().schemes for ln in s.lines} == {None}
    assert {p.organisation for p in begun.partners.all()} == {"E10000001", "QXX", "QKK"}
    assert {o.code for o in begun.plan().organisations} == {"E10000001", "QXX", "QKK"}


def test_a_partner_left_out_takes_its_contributions_with_it_and_a_form_can_begin_empty(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    client.post(f"/plans/start/?area={row.area}&round=2026-27", {"partner": ["E10000001"], "other": ["QKK"], "begin": "carried"})
    begun = AreaPlan.objects.get(round="2026-27").plan()
    assert begun.schemes and NHS.name not in {c.organisation for c in begun.contributions}
    client.post(f"/plans/start/?area={row.area}&round=2027-28", {"partner": ["E10000001", "QKK"], "begin": "empty"})
    assert AreaPlan.objects.get(round="2027-28").plan().schemes == ()


def test_the_next_round_begins_with_the_same_schemes_and_without_their_amounts(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    client.post(f"/plans/{row.pk}/carry-forward/", {"round": "2026-27"})
    begun = AreaPlan.objects.get(round="2026-27")
    told = [(s.id, s.name, [(str(ln.year), ln.source, ln.amount) for ln in s.lines]) for s in begun.plan().schemes]
    assert told[0] == ("s1", "Reablement at home", [("2026-27", "nhs-minimum", None)]) and len(told) == 3
    page = client.get(f"/plans/{begun.pk}/sections/expenditure/").content.decode()
    assert "In 2025-26: £100" in page
    again = client.post(f"/plans/{row.pk}/carry-forward/", {"round": "2026-27"}, follow=True).content.decode()
    assert "Choose a round that follows this one" in again and AreaPlan.objects.count() == 2
