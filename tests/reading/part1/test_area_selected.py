"""The area of a plan, where its form was saved as text: the name that stands beside the words for its board."""

from __future__ import annotations

import pytest

from bettercare.plan import OrganisationKind, Reading
from bettercare.reading.fields.organisations_read import _organisation
from bettercare.reading.parts import Read
from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

SHEETS = (
    "Better Care Fund 2025-26 HWB planning template\n\n{}\n\nNHS North West London ICB\n\n4. Income\n\nNHS Minimum Contribution"
)


def area(said: str) -> Reading:
    return read_documents([text_document(SHEETS.format(said))], "2025-26")


@pytest.mark.parametrize(
    "said",
    [
        "Selected Health and Wellbeing Board:\n\nHillingdon",
        "Hillingdon\n\nSelected Health and Wellbeing Board:",
        "3. Summary Selected Health and Wellbeing Board: Hillingdon Data Submission Period",
        "| NaN | Health and Wellbeing Board: | NaN | Hillingdon |\n| --- | --- | --- | --- |\n| NaN | a | b | c |",
    ],
    ids=["behind", "before", "run-together", "a-cell-away"],
)
def test_the_name_beside_the_label_is_the_area_and_not_the_wider_place_of_a_partner(said: str) -> None:
    plan = area(said).plan
    assert plan.area is not None
    assert plan.area.name == "Hillingdon"
    assert [c.code for c in plan.covers] == ["E09000017"]


def test_a_label_is_never_the_name_of_an_area() -> None:
    plan = area("Health and Well Being Board\n\nHealth and Well Being Board").plan
    assert plan.area is None or "oard" not in plan.area.name


def test_a_partner_named_right_behind_the_area_is_no_part_of_its_name() -> None:
    said = "Selected Health and Wellbeing Board: Hillingdon NHS Hillingdon Clinical Commissioning Group"
    assert area(said).plan.area.name == "Hillingdon"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Ashfield Metropolitan Borough Council", OrganisationKind.COUNCIL),
        ("Ashfield District Council", OrganisationKind.DISTRICT),
    ],
)
def test_a_metropolitan_borough_is_no_district_that_is_called_alike(name: str, kind: OrganisationKind) -> None:
    part = _organisation(Read(name), OrganisationKind.COUNCIL, None)
    assert part.fields["kind"].value is kind
