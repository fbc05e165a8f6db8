"""Documents are brought to a plan: only differences are asked about, and nothing changes before somebody accepts it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bettercare.plan import Doubt, FinancialYear, Line, Reading, Scheme, draft_bytes, replace_at, to_json
from bettercare.plan.edits import EditKind, add_part, set_value
from bettercare.rounds import load, open_plan
from bettercare.service.accounts.models import User
from bettercare.service.plans import actions
from bettercare.service.plans.bringing import proposals
from bettercare.service.plans.models import AreaPlan, Brought, Partner
from bettercare.writing import write
from tests.service.people import opened

pytestmark = pytest.mark.django_db
NAMES = ("Reablement at home", "Community equipment", "Carers' breaks")


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def row(lead: User) -> AreaPlan:
    row = opened(lead)
    plan = row.plan()
    edits = [add_part(plan, f"schemes/s{n}", Scheme(f"s{n}", str(n), name, lines=(_line(n),))) for n, name in enumerate(NAMES, 1)]
    edits += [set_value(plan, f"contributions/{c.id}/actual", Decimal(1000)) for c in plan.contributions]
    actions.save(by=lead, plan=row, seen=0, edits=edits)
    row.refresh_from_db()
    return row


def _line(number: int) -> Line:
    return Line(f"l{number}", FinancialYear(2025), "nhs-minimum", None, Decimal(100 * number), None, "social-care")


def workbook(row: AreaPlan) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(write(row.plan(), load(row.round), ".xlsx").content))


def brought(client: Client, row: AreaPlan, book: openpyxl.Workbook, name: str = "plan.xlsx") -> Any:
    stream = BytesIO()
    book.save(stream)
    return client.post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile(name, stream.getvalue())]})


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def cell_of(book: openpyxl.Workbook, value: object) -> Any:
    return next(c for sheet in book for line in sheet.iter_rows() for c in line if c.value == value)


def test_a_workbook_that_was_worked_on_offline_asks_about_its_differences_only(row: AreaPlan, lead: User) -> None:
    book = workbook(row)
    cell = cell_of(book, 200)
    cell.value = 250
    client = signed_in(lead)
    answer = brought(client, row, book)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    kept = row.brought.get()
    found, _ = proposals(row.plan(), kept.read(), load(row.round))
    changes = [(p.edit.address, p.edit.new) for p in found if p.sure]
    assert changes == [("schemes/s2/lines/l2/amount", "250.00")]
    (proposal,) = (p for p in found if p.sure)
    assert proposal.place and (proposal.place.sheet, proposal.place.cell) == (cell.parent.title, cell.coordinate)

    page = client.get(answer["Location"]).content.decode()
    assert "£200" in page and "£250" in page and cell.coordinate in page
    row.refresh_from_db()
    assert row.revision == 6 and row.versions.count() == 0
    client.post(answer["Location"], {"accept": [proposal.key]})
    row.refresh_from_db()
    assert row.plan().schemes[1].lines[0].amount == Decimal("250.00")
    assert row.versions.get().note == "With what was read from plan.xlsx"


@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_a_document_that_comes_back_as_it_went_out_asks_about_nothing(kind: str, row: AreaPlan, lead: User) -> None:
    """Whatever its reading makes of what nobody changed: a scheme without a name, an answer that begins with Yes."""
    plan = row.plan()
    edits = [set_value(plan, f"schemes/{s.id}/name", None) for s in plan.schemes]
    edits += [set_value(plan, f"schemes/{s.id}/description", f"What {s.name} does") for s in plan.schemes]
    edits += [set_value(plan, f"conditions/{c.id}/text", "Yes. As it was agreed") for c in plan.conditions]
    actions.save(by=lead, plan=row, seen=row.revision, edits=edits)
    client = signed_in(lead)
    out = client.get(f"/plans/{row.pk}/working-copy.{kind}").content
    answer = client.post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile(f"plan.{kind}", out)]})
    assert row.brought.get().unchanged
    assert "The plan says what these documents say." in client.get(answer["Location"]).content.decode()


def test_a_value_in_doubt_is_mended_where_it_is_shown(row: AreaPlan, lead: User) -> None:
    plan = row.plan()
    addresses = [f"schemes/s{n}/lines/l{n}/amount" for n in (1, 2, 3)]
    read = replace_at(replace_at(plan, addresses[0], Decimal(7)), addresses[1], Decimal(8))
    doubts = tuple(Doubt(a, "a digit cannot be read", ()) for a in addresses[:2])
    reading = json.dumps(to_json(Reading(plan=read, doubts=doubts))).encode()
    kept = Brought.objects.create(
        plan=row, documents=[{"name": "plan.pdf"}], reading=reading, by=lead, by_name=str(lead), at=timezone.now()
    )
    client, path = signed_in(lead), f"/plans/{row.pk}/documents/{kept.pk}/"
    page = client.get(path).content.decode()
    assert page.count("as it should be") == 2
    keys = [f"set:{a}" for a in addresses[:2]]
    client.post(path, {"accept": keys, f"mend:{keys[0]}": "£1,700", f"mend:{keys[1]}": "£8", "seen": row.revision})
    row.refresh_from_db()
    assert [s.lines[0].amount for s in row.plan().schemes] == [Decimal(1700), Decimal(8), Decimal(300)]
    again = client.post(path, {"accept": keys[:1], f"mend:{keys[0]}": "lots", "seen": row.revision}, follow=True)
    assert "lots" not in str(row.plan()) and "amount:" in again.content.decode()


def test_documents_of_a_later_round_are_told_from_those_of_this(row: AreaPlan, lead: User) -> None:
    other = write(replace(row.plan(), round="2026-27"), load("2026-27"), ".docx").content
    answer = signed_in(lead).post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile("plan.docx", other)]})
    assert answer.status_code == 422
    assert "this plan answers 2025-26" in answer.content.decode()


def test_what_goes_on_from_last_years_word_and_excel_is_proposed_and_the_rest_stands_beside_its_box(
    row: AreaPlan, lead: User
) -> None:
    last, before = row.plan(), load("2025-26")
    told = replace(last, narrative=tuple(replace(n, text="Home first in every neighbourhood.") for n in last.narrative))
    files = [SimpleUploadedFile(f"last-year{kind}", write(told, before, kind).content) for kind in (".docx", ".xlsx")]
    begins = open_plan(load("2026-27"), "Hillshire", last.covers, last.organisations, actions.new_id)
    this = AreaPlan.objects.create(
        round="2026-27", area="Hillshire North", opened_with=draft_bytes(Reading(plan=begins)),
        working=draft_bytes(Reading(plan=begins)), opened_at=row.opened_at,
    )  # fmt: skip
    Partner.objects.bulk_create(Partner(plan=this, organisation=p.organisation, name=p.name) for p in row.partners.all())
    client = signed_in(lead)
    answer = client.post(f"/plans/{this.pk}/documents/", {"documents": files})
    page = client.get(answer["Location"]).content.decode()
    assert "What goes on from" in page and "not in these documents" not in page
    found, _ = proposals(this.draft(), this.brought.get().read(), load("2026-27"))
    assert {p.edit.kind for p in found} == {EditKind.ADD} and len(found) == len(NAMES)
    assert all(p.place for p in found)
    client.post(answer["Location"], {"accept": [p.key for p in found]})
    this.refresh_from_db()
    carried = this.plan().schemes
    assert [s.name or s.description for s in carried] == list(NAMES)
    assert {(ln.year, ln.source, ln.amount) for s in carried for ln in s.lines} == {(FinancialYear(2026), "nhs-minimum", None)}
    section = client.get(f"/plans/{this.pk}/sections/narrative-plan/").content.decode()
    assert "What 2025-26 said" in section and "Home first in every neighbourhood." in section


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.xlsx", b"PK\x03\x04 broken", "plan.xlsx"),
        ("picture.png", b"\x89PNG\r\n\x1a\n", "picture.png"),
        ("empty.docx", b"", "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_cure(
    row: AreaPlan, lead: User, name: str, content: bytes, words: str
) -> None:
    answer = signed_in(lead).post(f"/plans/{row.pk}/documents/", {"documents": [SimpleUploadedFile(name, content)]})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert row.brought.count() == 0


def test_without_a_document_the_page_says_what_to_choose(row: AreaPlan, lead: User) -> None:
    answer = signed_in(lead).post(f"/plans/{row.pk}/documents/")
    assert answer.status_code == 422 and "Choose at least one document" in answer.content.decode()


def test_what_another_changed_since_the_differences_were_shown_is_not_written_over(row: AreaPlan, lead: User) -> None:
    book = workbook(row)
    cell_of(book, 200).value = 250
    client = signed_in(lead)
    place = brought(client, row, book)["Location"]
    address = "schemes/s2/lines/l2/amount"
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(row.plan(), address, Decimal(300))])
    page = client.post(place, {"accept": [f"set:{address}"], "seen": str(row.revision)}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.plan().schemes[1].lines[0].amount == Decimal(300)
    assert "1 value was changed by somebody else" in page and "£250" in page
