"""Evidence beside a plan: entries are kept with every earlier state, and files are what they say they are."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bettercare.plan import plan_from_json
from bettercare.reporting import from_csv
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions, registers
from bettercare.service.plans.models import AreaPlan
from tests.service.people import NHS, client_of, person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 needs"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def test_an_entry_is_added_changed_and_taken_away_and_all_of_it_is_kept(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    page = f"/plans/{row.pk}/evidence/engagement/"
    client.post(page, {"who": "Carers' forum", "when": "14 February 2026", "said": "More breaks"})
    (entry,) = registers.entries(row, "engagement")
    assert entry.values["when"] == "2026-02-14"
    client.post(
        page, {"entry": entry.key, "who": "Carers' forum", "when": "14/02/2026", "said": "More breaks", "changed": "Scheme 3"}
    )
    assert [e.values["changed"] for e in registers.entries(row, "engagement")] == ["Scheme 3"]
    assert "14 February 2026" in client.get(page).content.decode()
    client.post(page, {"entry": entry.key, "remove": "yes"})
    assert registers.entries(row, "engagement") == () and row.register_entries.count() == 3


def test_a_document_is_kept_with_its_hash_and_given_back_as_it_was(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    sent = {"title": "Needs assessment", "supports": "", "file": SimpleUploadedFile("needs.pdf", PDF)}
    client.post(f"/plans/{row.pk}/evidence/documents/", sent)
    kept = row.evidence_files.get()
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest() and registers.evidence_of(row) == (kept.sha256,)
    answer = client.get(f"/plans/{row.pk}/evidence/files/{kept.pk}/")
    assert answer.content == PDF and answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<script>", "not kept here"),
        ("needs.pdf", b"MZ\x90", "not what its ending says"),
        ("needs.pdf", b"", "empty"),
        ("notes.txt", b"a\x00b", "not what its ending says"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_with_what_to_do(
    row: AreaPlan, lead: User, name: str, content: bytes, words: str
) -> None:
    sent = {"title": "Needs", "file": SimpleUploadedFile(name, content)}
    answer = client_of(lead).post(f"/plans/{row.pk}/evidence/documents/", sent)
    assert answer.status_code == 422 and words in answer.content.decode() and row.evidence_files.count() == 0


def test_a_file_that_is_too_large_is_refused(row: AreaPlan, lead: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registers, "LARGEST", 10)
    sent = {"title": "Needs", "file": SimpleUploadedFile("needs.pdf", PDF)}
    assert client_of(lead).post(f"/plans/{row.pk}/evidence/documents/", sent).status_code == 422


@pytest.mark.parametrize(
    ("register", "typed", "words"),
    [
        ("governance", {"body": "Board"}, "What it decides"),
        ("engagement", {"who": "Forum", "when": "soon"}, "enter a date"),
        ("documents", {"title": "Needs", "link": "javascript:alert(1)"}, "begin with https://"),
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(
    row: AreaPlan, lead: User, register: str, typed: dict[str, str], words: str
) -> None:
    answer = client_of(lead).post(f"/plans/{row.pk}/evidence/{register}/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and next(iter(typed.values())) in page
    assert row.register_entries.count() == 0


def test_readers_keep_nothing(row: AreaPlan) -> None:
    client = client_of(person("Reader", Role.READER, NHS))
    assert client.post(f"/plans/{row.pk}/evidence/governance/", {"body": "x", "remit": "x"}).status_code == 403


def test_everything_of_a_plan_is_in_one_zip_with_every_column_explained(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    actions.keep_version(by=lead, plan=row, note="=HYPERLINK(1)")
    sent = {"title": "Needs assessment", "file": SimpleUploadedFile("needs.pdf", PDF)}
    client.post(f"/plans/{row.pk}/evidence/documents/", sent)
    content = client.get(f"/plans/{row.pk}/everything.zip").content
    held = zipfile.ZipFile(io.BytesIO(content))
    names = set(held.namelist())
    assert held.read("plan.json") == bytes(row.working)
    assert held.read("versions/1.json") == bytes(row.versions.get().content)
    assert held.read(next(n for n in names if n.startswith("evidence/"))) == PDF
    tables = {n: from_csv(held.read(n).decode()) for n in names if n.endswith(".csv")}
    raw = held.read("versions.csv").decode()
    assert "'=HYPERLINK" in raw and [r["note"] for r in tables["versions.csv"]] == ["=HYPERLINK(1)"]
    explained = {(r["file"], r["column"]) for r in tables["dictionary.csv"]}
    for name in names - {"dictionary.csv"}:
        if name.endswith(".csv"):
            head = held.read(name).decode().removeprefix("\ufeff").splitlines()[0].split(",")
            assert {(name, column) for column in head} <= explained, name
    assert all(r["holds"] and r["tells"] for r in tables["dictionary.csv"])
    assert len(tables["plan-contributions.csv"]) == len(row.plan().contributions)


def test_the_plan_in_the_zip_is_read_back(row: AreaPlan, lead: User) -> None:
    import json

    held = zipfile.ZipFile(io.BytesIO(client_of(lead).get(f"/plans/{row.pk}/everything.zip").content))
    assert plan_from_json(json.loads(held.read("plan.json"))) == row.plan()
