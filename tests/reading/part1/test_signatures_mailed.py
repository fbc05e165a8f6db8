"""Signatories with their e-mail addresses in a form saved as text: the address holds the surname, words beside it the role."""

from __future__ import annotations

import pytest

from bettercare.reading.parts import Part
from bettercare.reading.pipeline import read_documents
from bettercare.reading.signatures.mailed import mailed_signatures
from bettercare.rounds import load
from tests.reading.made import text_document

LATER = load("2025-26")


def told(text: str) -> list[tuple[str, str]]:
    parts: tuple[Part, ...] = mailed_signatures([text_document(text)], LATER)
    return [(p.fields["role"].value, p.fields["name"].value) for p in parts]


ROWS = [
    "Health and Wellbeing Board Chair(s) sign off|Cllr|Role|Holder|r.holder@example.org|Yes",
    "Local Authority Chief Executive||Post|Keeper|post.keeper@example.org|Yes",
    "LA Section 151 Officer|Mx|Till|Counter|tcounter@example.org|Yes",
]
EXPECTED = [("hwb", "Cllr Role Holder"), ("council", "Post Keeper"), ("section-151", "Mx Till Counter")]


@pytest.mark.parametrize("between", ["\n\n", " ", "  "], ids=["a-cell-to-a-block", "run-together", "spaced"])
def test_rows_that_end_in_an_address_are_told_by_the_words_before(between: str) -> None:
    cells = [cell for row in ROWS for cell in row.split("|") if cell]
    assert told("Role: First-name: Surname: E-mail:\n\n" + between.join(cells)) == EXPECTED


def test_a_role_printed_over_lines_goes_on_behind_the_address() -> None:
    text = (
        "Health and  Cllr  Role  Holder  r.holder@example.org  Yes\nWellbeing Board\nChair\n"
        "Local Authority Chief  Post  Keeper  p.keeper@example.org  Yes\nExecutive\n"
    )
    assert told(text) == EXPECTED[:2]


def test_rows_printed_column_by_column_are_paired_by_their_order() -> None:
    text = (
        "Local Authority Chief Executive\nICB Finance Director 1\nLA Section 151 Officer\n\nPost\nPurse\nTill\n\n"
        "Keeper\nBearer\nCounter\n\np.keeper@example.org\np.bearer@example.org\nt.counter@example.org\n"
    )
    assert told(text) == [("council", "Post Keeper"), ("section-151", "Till Counter")]


def test_an_address_that_holds_another_name_signs_nothing() -> None:
    assert (
        told("Local Authority Chief Executive Post Keeper office@example.org\nLA Section 151 Officer Till Counter desk@example.org")
        == []
    )


def test_a_cover_that_stands_before_the_plan_gives_its_signatories_where_the_plan_has_none() -> None:
    cover = "\n\n".join(cell for row in ROWS for cell in row.split("|") if cell)
    form = f"Minutes of the board\n\nRole: First-name: Surname: E-mail:\n\n{cover}\n\n"
    later = "\n\n".join(
        ["Better Care Fund 2025-26 HWB planning template", "4. Income", "NHS Minimum Contribution", "5. Expenditure"]
    )
    reading = read_documents([text_document(form + later)], "2025-26")
    assert {s.role for s in reading.plan.signatures} == {"hwb", "council", "section-151"}


def test_a_word_of_the_form_before_a_surname_is_in_doubt_where_the_address_begins_otherwise() -> None:
    text = (
        "Local Authority Chief Executive\nPost\nKeeper\np.keeper@example.org\nYes\n"
        "LA Section 151\nOfficer\nTemplate Completed\nCounter\nt.counter@example.org\nYes\n"
    )
    parts = mailed_signatures([text_document(text)], LATER)
    assert [(p.fields["role"].value, bool(p.fields["name"].doubt)) for p in parts] == [("council", False), ("section-151", True)]
