"""Rows pasted from a spreadsheet, lines of a scheme, and taking back what one saved."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from bettercare.plan.edits import set_value
from bettercare.service.accounts.models import Role, User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.people import NHS, client_of, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    settings.DEMONSTRATION = True


def paste(client: Client, row: AreaPlan, text: str, table: str = "expenditure") -> str:
    answer = client.post(
        f"/plans/{row.pk}/sections/expenditure/", {"seen": str(row.revision), "paste": table, f"rows:{table}": text}, follow=True
    )
    row.refresh_from_db()
    return answer.content.decode()


def test_rows_are_pasted_under_their_headings_with_choices_by_their_labels(row: AreaPlan, lead: User) -> None:
    text = (
        "Scheme name\tExpenditure 2025-26\tSource of funding\n"
        "Reablement\t£250,000\tNHS minimum contribution\n"
        '"Equipment\nand minor works"\t484k\t\n'
    )
    from bettercare.rounds import load

    shape = load("2025-26").table("expenditure")
    titles = {c.field: c.title for c in shape.columns}
    text = text.replace("Scheme name", titles["scheme/name"]).replace("Expenditure 2025-26", titles["amount"])
    text = text.replace("Source of funding", titles["source"]).replace("NHS minimum contribution", load("2025-26").streams[0].title)
    page = paste(client_of(lead), row, text)
    schemes = row.plan().schemes
    assert "2 rows were added" in page
    assert [(s.name, s.lines[0].amount, s.lines[0].source) for s in schemes] == [
        ("Reablement", Decimal(250000), load("2025-26").streams[0].id),
        ("Equipment\nand minor works", Decimal(484000), None),
    ]


def test_a_cell_that_cannot_be_read_is_told_by_row_and_column_and_the_rest_is_kept(row: AreaPlan, lead: User) -> None:
    from bettercare.rounds import load

    titles = {c.field: c.title for c in load("2025-26").table("expenditure").columns}
    page = paste(client_of(lead), row, f"{titles['scheme/name']}\t{titles['amount']}\nBeds\tabout a million\nCarers\tTBC")
    assert f"Row 1, {titles['amount']}: “about a million” could not be read" in page
    assert [(s.name, s.lines[0].amount) for s in row.plan().schemes] == [("Beds", None), ("Carers", None)]
    second = row.plan().schemes[1]
    assert row.draft().states == {f"schemes/{second.id}/lines/{second.lines[0].id}/amount": "to-be-confirmed"}


def test_two_hundred_rows_are_one_save_that_is_taken_back_as_one(row: AreaPlan, lead: User) -> None:
    from bettercare.rounds import load

    titles = {c.field: c.title for c in load("2025-26").table("expenditure").columns}
    lines = "\n".join(f"Scheme {n}\t{n}000" for n in range(1, 201))
    client = client_of(lead)
    paste(client, row, f"{titles['scheme/name']}\t{titles['amount']}\n{lines}")
    assert len(row.plan().schemes) == 200 and len({e.at for e in row.edits.all()}) == 1
    client.post(f"/plans/{row.pk}/sections/expenditure/", {"seen": str(row.revision), "undo": str(row.revision)})
    row.refresh_from_db()
    assert row.plan().schemes == () and row.plan() == row.opening()


def test_too_many_rows_are_refused_whole(row: AreaPlan, lead: User) -> None:
    page = paste(client_of(lead), row, "\n".join("x\ty" for _ in range(501)))
    assert "at most 500 rows" in page and row.plan().schemes == ()


def test_taking_back_leaves_what_another_changed_since(row: AreaPlan, lead: User) -> None:
    nhs = person("NHS finance officer", Role.WRITER, NHS)
    plan = row.plan()
    one, two = (f"narrative/{n.id}/text" for n in plan.narrative[:2])
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(plan, one, "Mine"), set_value(plan, two, "Mine too")])
    row.refresh_from_db()
    actions.save(by=nhs, plan=row, seen=2, edits=[set_value(row.plan(), one, "Theirs")])
    done = actions.undo_save(by=lead, plan=row, number=2)
    row.refresh_from_db()
    assert [n.text for n in row.plan().narrative[:2]] == ["Theirs", None]
    assert len(done.made) == 1 and len(done.overtaken) == 1
    with pytest.raises(actions.NotAllowed):
        actions.undo_save(by=lead, plan=row, number=3)


def test_a_scheme_gets_another_line_and_loses_it_alone(row: AreaPlan, lead: User) -> None:
    client = client_of(lead)
    page = f"/plans/{row.pk}/sections/expenditure/"
    client.post(page, {"seen": "0", "add": "expenditure"})
    row.refresh_from_db()
    (scheme,) = row.plan().schemes
    client.post(page, {"seen": "1", "add": f"line:schemes/{scheme.id}"})
    row.refresh_from_db()
    first, second = row.plan().schemes[0].lines
    source = f"schemes/{scheme.id}/lines/{second.id}/source"
    actions.save(by=lead, plan=row, seen=row.revision, edits=[set_value(row.plan(), source, "dfg")])
    row.refresh_from_db()
    client.post(page, {"seen": str(row.revision), "remove": f"schemes/{scheme.id}/lines/{second.id}"})
    row.refresh_from_db()
    assert row.plan().schemes[0].lines == (first,)
