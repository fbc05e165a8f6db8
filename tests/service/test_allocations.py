"""Allocations come from files whose columns a person confirms; nothing is silently zero, and a correction says whom it concerns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from bettercare.plan import FinancialYear
from bettercare.plan.edits import set_value
from bettercare.reading.files.allocations import Columns, Matched, guessed
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.working import checked
from bettercare.service.rounds_admin import allocations, in_force
from bettercare.service.rounds_admin.allocation_files import CannotImport, bring_allocations, sheets_of
from bettercare.service.rounds_admin.models import AllocationFile, AllocationKept, Status
from bettercare.service.signoff.stored import stored
from tests.service.people import COUNCIL, ELSEWHERE, opened, person

pytestmark = pytest.mark.django_db
YEAR = FinancialYear(2025)
TABLE = "dfg"
AREAS = "Hillshire,E10000001,1500000\nKent,E10000016,2000000\n"
HEAD = "Council,Code,Disabled Facilities Grant 2025-26 (£)\n"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def national() -> User:
    return person("National administrator", Role.NATIONAL, ELSEWHERE)


@pytest.fixture
def row() -> AreaPlan:
    return opened(person("Better Care Fund lead", Role.LEAD, COUNCIL))


def brought(by: User, text: str | bytes, name: str = "table.csv", table: str = TABLE) -> AllocationFile:
    content = text if isinstance(text, bytes) else text.encode()
    return bring_allocations(by=by, round="2025-26", table=table, file=SimpleUploadedFile(name, content))


def read(file: AllocationFile, columns: Columns | None = None) -> Matched:
    round = in_force.load("2025-26")
    known = allocations.known_in(round)
    return allocations.read_as(file, columns or guessed(sheets_of(file), round.years, known), round, known)


def taken(by: User, text: str, status: Status = Status.FINAL, reason: str = "As published", **more: Any) -> AllocationKept:
    file = brought(by, text, **more)
    round = in_force.load("2025-26")
    columns = guessed(sheets_of(file), round.years, allocations.known_in(round))
    return allocations.keep_allocation(
        by=by, file=file, columns=columns, status=status, published_on=date(2025, 3, 3), source="Grant determination",
        reason=reason, accepts=True,
    )  # fmt: skip


def test_columns_are_found_by_what_stands_in_them_and_amounts_to_the_penny(row: AreaPlan, national: User) -> None:
    found = read(
        brought(national, f'Table 1: grants by council\n{HEAD}{AREAS}Essex,E10000012,"£3,000,000.50"\nEngland,,6500000.50\n')
    )
    assert [(a.area, a.organisation, a.amount) for a in found.allocations] == [
        ("E10000001", "E10000001", Decimal(1500000)),
        ("E10000016", "E10000016", Decimal(2000000)),
        ("E10000012", "E10000012", Decimal("3000000.50")),
    ]
    assert found.problems == () and found.stated == {YEAR: Decimal("6500000.50")} and found.total == found.stated


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Kentshire North West,X1,5\n", "is no area that is known"),
        ("Kent,E10000016,7000000\n", "stands in row 3 already"),
        ("Essex,E10000012,\n", "Essex has no amount for 2025-26: the cell is empty. Missing is never zero."),
        ("Essex,E10000012,to follow\n", "“to follow” is no amount"),
        ("Essex,E10000012,-5000\n", "is below zero"),
        (",,50000\n", "There is an amount and no area."),
        ("Cumbria County Council,,700000\n", "Cumberland"),
    ],
)
def test_a_row_that_does_not_fit_is_named_by_its_number(row: AreaPlan, national: User, line: str, words: str) -> None:
    file = brought(national, f"{HEAD}{AREAS}{line}")
    found = read(file, Columns(area=0, amounts={YEAR: 2}))
    assert [p.row for p in found.problems] == [4] and words in found.problems[0].words
    with pytest.raises(CannotImport, match="Mend the rows"):
        allocations.keep_allocation(
            by=national, file=file, columns=Columns(area=0, amounts={YEAR: 2}), status=Status.FINAL, published_on=date(2025, 3, 3),
            source="x", reason="x", accepts=True,
        )  # fmt: skip
    assert AllocationKept.objects.count() == 0


def test_areas_without_an_amount_zeros_and_totals_that_differ_have_to_be_accepted(row: AreaPlan, national: User) -> None:
    file = brought(national, f"{HEAD}Hillshire,E10000001,0\nKent,E10000016,2000000\nEngland,,9\n")
    found = read(file)
    words = " ".join(found.to_accept)
    assert "areas would have no amount for 2025-26" in words and "Hillshire would have £0" in words
    assert "the file’s own total is £9" in words and "the round’s national figure is £711,000,000" in words
    columns = guessed(sheets_of(file), (YEAR,), allocations.known_in(in_force.load("2025-26")))
    given: dict[str, Any] = {
        "by": national,
        "file": file,
        "columns": columns,
        "status": Status.FINAL,
        "published_on": date(2025, 3, 3),
        "source": "Letter",
    }
    for lacking in ({}, {"accepts": True}, {"reason": "Some"}):
        with pytest.raises(CannotImport, match="say why, or mend"):
            allocations.keep_allocation(**given, **lacking)
    kept = allocations.keep_allocation(**given, accepts=True, reason="Two areas first")
    assert kept.accepted == list(found.to_accept)
    assert in_force.load("2025-26").allocation(TABLE).amount(YEAR, area="E10000012") is None


def test_what_is_imported_is_what_new_plans_open_with_and_the_checks_hold_plans_to(row: AreaPlan, national: User) -> None:
    waiting = [n for n in checked(row, row.plan()).not_checked if "Disabled Facilities Grant" in str(n)]
    assert waiting
    taken(national, HEAD + AREAS)
    plan = row.plan()
    (mine,) = (c for c in plan.contributions if c.source == TABLE)
    actions.save(
        by=person("Lead", Role.LEAD, COUNCIL),
        plan=row,
        seen=0,
        edits=[set_value(plan, f"contributions/{mine.id}/actual", Decimal(1))],
    )
    row.refresh_from_db()
    (found,) = (f for f in checked(row, row.plan()).findings if f.rule == "allocation-minimum")
    assert "£1,500,000" in found.message
    later = opened(
        person("Lead elsewhere", Role.LEAD, ELSEWHERE),
        "Kent",
        (type(ELSEWHERE)("kent", "Kent County Council", ELSEWHERE.kind, "E10000016"), ELSEWHERE),
    )
    assert [c.minimum for c in later.plan().contributions if c.source == TABLE and c.organisation == "Kent County Council"] == [
        Decimal(2000000)
    ]


def test_a_correction_keeps_the_earlier_figures_and_says_whom_it_concerns_by_how_much(row: AreaPlan, national: User) -> None:
    first = taken(national, HEAD + AREAS)
    with pytest.raises(CannotImport, match="Say why the figures were corrected"):
        taken(national, HEAD + AREAS.replace("1500000", "1600000"), Status.CORRECTED, reason=" ")
    with pytest.raises(CannotImport, match="in force already"):
        taken(national, HEAD + AREAS)
    with pytest.raises(CannotImport, match="not followed by provisional"):
        taken(national, HEAD + AREAS.replace("1500000", "1600000"), Status.PROVISIONAL)
    second = taken(national, HEAD + AREAS.replace("1500000", "1600000"), Status.CORRECTED, "Formula mended")
    round = in_force.load("2025-26")
    table = round.allocation(TABLE)
    assert table.amount(YEAR, area="E10000001") == Decimal(1600000) and [v.id for v in table.versions] == [
        "imported-2",
        "imported-1",
    ]
    known = allocations.known_in(round)
    (change,) = allocations.changes(first.version(), second.version(), known)
    assert (change.name, change.old, change.new, change.difference) == (
        "Hillshire",
        Decimal(1500000),
        Decimal(1600000),
        Decimal(100000),
    )
    (touched,) = allocations.plans_touched(round, TABLE, (change,))
    assert (touched.row, touched.difference, touched.stated) == (row, Decimal(100000), None)


def test_what_is_signed_holds_the_allocations_as_known_on_the_day(row: AreaPlan, national: User) -> None:
    kept = taken(national, HEAD + AREAS)
    assert kept.sha256.encode() in stored(bytes(row.working), "2025-26").content
    assert kept.sha256.encode() not in stored(bytes(row.working), "2026-27").content


def test_a_workbook_gives_numbers_as_held_and_names_cells_in_error(row: AreaPlan, national: User) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in (("Council", "Grant in £000"), ("Hillshire", 1500.5), ("Kent", "#N/A"), ("Essex", 3000)):
        sheet.append(line)
    sheet["B3"].data_type = "e"
    stream = BytesIO()
    book.save(stream)
    file = brought(national, stream.getvalue(), "table.xlsx")
    found = read(file)
    assert [(a.area, a.amount) for a in found.allocations] == [("E10000001", Decimal(1500500)), ("E10000012", Decimal(3000000))]
    assert [(p.row, "#N/A" in p.words) for p in found.problems] == [(3, True)]


def test_a_table_of_care_boards_is_added_up_by_area(row: AreaPlan, national: User) -> None:
    head = "HWB,Integrated care board,2025-26\n"
    lines = "Kent,NHS Kent and Medway Integrated Care Board,100000\nKent,NHS Sussex Integrated Care Board,20000\n"
    file = brought(national, head + lines, table="nhs-minimum")
    found = read(file)
    assert [(a.area, a.organisation) for a in found.allocations] == [("E10000016", "QKS"), ("E10000016", "QNX")]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("t.csv", b"", "is empty"), ("t.xlsx", b"PK\x03\x04 broken", "t.xlsx"), ("t.csv", b"\x00\x01" * 90, "neither text")],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_cure(national: User, name: str, content: bytes, words: str) -> None:
    client = Client()
    client.force_login(national)
    answer = client.post(f"/rounds/2025-26/allocations/{TABLE}/", {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert AllocationFile.objects.count() == 0


def test_the_pages_take_a_file_from_its_columns_to_what_it_changed(row: AreaPlan, national: User) -> None:
    client = Client()
    client.force_login(national)
    place = f"/rounds/2025-26/allocations/{TABLE}/"
    wrong = client.post(place, {"file": SimpleUploadedFile("t.csv", f"{HEAD}{AREAS}Nowhere,X,5000\n".encode())})
    page = client.get(wrong["Location"]).content.decode()
    assert "Row 4" in page and "in force at once" not in page
    right = client.post(place, {"file": SimpleUploadedFile("t.csv", (HEAD + AREAS).encode())})
    page = client.get(right["Location"]).content.decode()
    assert "C: Disabled Facilities Grant 2025-26 (£)" in page and "Take 2 amounts" in page
    given = {"sheet": "0", "area": "0", "amount-2025-26": "2", "unit": "pounds", "status": "final", "source": "Determination",
             "published_on": "3 March 2025", "accepts": "yes", "reason": "First areas"}  # fmt: skip
    unsaid = client.post(right["Location"], given | {"published_on": ""})
    assert unsaid.status_code == 422 and "day of publication" in unsaid.content.decode()
    answer = client.post(right["Location"], given)
    shown = client.get(answer["Location"]).content.decode()
    assert "£1,500,000" in shown and "Hillshire" in shown and "First areas" in shown
    assert "E10000001,Hillshire,E10000001,2025-26,1500000.00" in client.get(f"{answer['Location']}amounts.csv").content.decode()
    kept = AllocationKept.objects.get()
    as_brought = client.get(f"{place}files/{kept.file.pk}/as-brought")
    assert as_brought.content == (HEAD + AREAS).encode() and 'filename="as-brought-' in as_brought["Content-Disposition"]
