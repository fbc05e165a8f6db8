"""What later rounds' papers lay out in tables: signatures without names, labels that nobody asks for, a condition in a row."""

from datetime import date

import pytest

from bettercare.plan import ConditionStatus
from bettercare.reading.money.read import read_money_tables
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from tests.reading.made import document, table, text_document


def read(text: str, round: str):
    return read_documents((text_document(text),), round).plan


SIGNED = """Approval and sign off

\tOrganisation\tRole\tDate
Signed on behalf of the CCG\tNHS Rotherham CCG\tChief Officer\t4 September 2017
Signed on behalf of the Council\tRotherham Metropolitan Borough Council\tStrategic Director\t6 September 2017
Signed on behalf of the Health and Wellbeing Board\tRotherham Health and Wellbeing Board\tChair\t6 September 2017
"""


def test_a_table_of_signatures_needs_no_column_of_names() -> None:
    found = [(s.role, s.organisation, s.position, s.date) for s in read(SIGNED, "2017-19").signatures]
    assert found == [
        ("nhs", "NHS Rotherham CCG", "Chief Officer", date(2017, 9, 4)),
        ("council", "Rotherham Metropolitan Borough Council", "Strategic Director", date(2017, 9, 6)),
        ("hwb", "Rotherham Health and Wellbeing Board", "Chair", date(2017, 9, 6)),
    ]


COVER = """BCF Planning Template 2025-26

2. Cover

Health and Wellbeing Board:\tYork
Confidentiality Statement:\tThis is a public document
Completed by:\tHead of Commissioning
Submission date:\t31/03/2025

7. National Conditions

Planning requirement\tYes/No\tIf No, actions
1. Plans to be jointly agreed\tYes\t
4. Complying with oversight and support processes\tYes\t
"""


def test_a_label_that_no_round_asks_for_is_nobodys_value() -> None:
    plan = read(COVER, "2025-26")
    assert plan.area.name == "York"
    assert plan.dates.submitted == date(2025, 3, 31)


def test_one_answer_for_a_whole_condition_answers_its_questions() -> None:
    statuses = {c.status for c in read(COVER, "2025-26").conditions if c.condition == "joint-plan"}
    assert statuses == {ConditionStatus.ANSWERED}


def test_a_row_named_after_its_source_names_no_partner() -> None:
    rows = [["Source of funding", "2017/18", "2018/19"], ["Improved Better Care Fund", "£6,160,000", "£9,018,000"]]
    (one, other) = read_money_tables((document(table(rows)),), load("2017-19")).parts
    assert [one.fields["source"].value, one.fields["organisation"].value, other.fields["organisation"].value] == [
        "ibcf",
        None,
        None,
    ]


def test_the_second_name_of_a_source_tells_which_it_is() -> None:
    rows = [
        ["Scheme name", "Source of funding", "2017/18 Expenditure", "2018/19 Expenditure"],
        ["Home adaptations", "Local Authority Contribution - Disabled Facilities Grant", "£5,945,788", "£6,436,225"],
    ]
    (scheme,) = read_money_tables((document(table(rows)),), load("2017-19")).parts
    assert {line.fields["source"].value for line in scheme.parts} == {"dfg"}


OWN_HEADINGS = """Integration and Better Care Fund plan 2017-19

4 Meeting the national conditions

{0} plans to be jointly agreed

The board agreed the plan in September.

{1} Care at home

The contribution rises by 1.79% to £6.1m.
"""


@pytest.mark.parametrize(
    "marks", [("4.1 National Condition 1:", "4.2 National Condition 2:"), ("NC1", "NC2"), ("Condition 1 -", "Condition 2 -")]
)
def test_a_condition_is_found_under_an_authors_own_numbering(marks: tuple[str, str]) -> None:
    found = {c.condition: c for c in read(OWN_HEADINGS.format(*marks), "2017-19").conditions}
    assert "The board agreed the plan" in (found["joint-plan"].text or "")
    assert "rises by 1.79%" in (found["social-care-maintenance"].text or "")
    assert found["transfers-of-care"].status is ConditionStatus.UNANSWERED
