"""Expenditure saved as plain text: its rows are known by the words of the round's lists, wherever the headings went."""

from __future__ import annotations

from decimal import Decimal

from bettercare.reading.flat.money import read_flat_money
from bettercare.reading.parts import Found
from bettercare.rounds import load
from tests.reading.made import text_document

ROWS = [
    ("E1", "Urgent community response", "Night sitters", "5. Timely discharge from hospital", "Community Health",
     "NHS Community Provider", "NHS Minimum Contribution", "£410,000"),
    ("E2", "Home-based intermediate care (short-term home-based rehabilitation, reablement and recovery services)",
     "Back home team",
     "1. Proactive care to those with complex needs", "Social Care", "Local Authority", "Local Authority Better Care Grant",
     "£1,205,500"),
    ("E3", "Disabled Facilities Grant related schemes", "Ramps and rails", "2. Home adaptations and tech", "Social Care",
     "Private Sector", "DFG", "£99,750"),
]  # fmt: skip


def read(text: str, round: str = "2025-26") -> Found:
    asked = load(round)
    return read_flat_money((text_document(text),), asked, frozenset(s.id for s in asked.tables if s.rows == "lines"))


def told(found: Found) -> list[tuple[object, object, list[tuple[object, object]]]]:
    return [
        (
            p.fields["number"].value if "number" in p.fields else None,
            p.fields["name"].value,
            [(ln.fields["source"].value, ln.fields["amount"].value) for ln in p.parts if "amount" in ln.fields],
        )
        for p in found.parts
        if p.kind == "schemes"
    ]


EXPECTED = [
    ("E1", "Night sitters", [("nhs-minimum", Decimal(410000))]),
    ("E2", "Back home team", [("la-better-care-grant", Decimal(1205500))]),
    ("E3", "Ramps and rails", [("dfg", Decimal(99750))]),
]


def test_a_cell_to_a_block_of_lines_without_headings_is_read_row_by_row() -> None:
    assert told(read("\n\n".join(cell for row in ROWS for cell in row))) == EXPECTED


def test_a_cell_of_two_lines_may_have_its_neighbours_words_between() -> None:
    text = "\n\n".join(cell for row in ROWS for cell in row)
    text = text.replace(
        "1. Proactive care to those with complex needs\n\nSocial Care", "1. Proactive care to those with complex Social Care\nneeds"
    ).replace(
        "reablement and recovery services)\n\nBack home team", "reablement Back home team\nand recovery services)"
    )  # fmt: skip
    assert told(read(text)) == EXPECTED


def test_headings_printed_among_the_rows_do_not_hide_the_first() -> None:
    rows = [list(row) for row in ROWS]
    first = [
        "Area of Spend", "Source of Funding", *rows[0][2:7], "Expenditure for 2025-26 (£)", rows[0][0], rows[0][1], rows[0][7],
    ]  # fmt: skip
    assert told(read("\n\n".join([*first, *rows[1], *rows[2]]))) == EXPECTED


def test_a_row_whose_amount_went_elsewhere_keeps_its_words_and_two_amounts_together_are_in_doubt() -> None:
    rows = [list(row) for row in ROWS]
    spare = rows[0].pop()
    rows[2][-1] = f"{spare}\n\n{rows[2][-1]}"
    more = ["E4", *rows[1][1:]]
    found = read("\n\n".join(cell for row in [rows[0], rows[1], rows[2], more] for cell in row))
    schemes = [p for p in found.parts if p.kind == "schemes"]
    assert told(found)[0] == ("E1", "Night sitters", [])
    assert schemes[2].parts[0].fields["amount"].doubt
    assert not schemes[1].parts[0].fields["amount"].doubt


def test_rows_run_together_in_one_line_are_parted_and_a_comment_is_of_the_row_before() -> None:
    text = " ".join(" ".join(row) + (" let again in May" if row[0] == "E1" else "") for row in ROWS)
    assert told(read(text)) == EXPECTED


def test_a_share_beside_a_joint_commissioner_and_what_stands_behind_the_amount_are_told_apart() -> None:
    rows = [
        "Night sitters Integrated care teams Community Health CCG NHS Community Provider CCG Minimum Contribution £410,000 "
        "Existing £400,000",
        "Hub Other Front door Social Care Joint 60% 40% Local Authority CCG Minimum Contribution £120,000 New",
        "Ramps Assistive Technologies Social Care Local Authority Local Authority Additional CCG Contribution £99,750 New",
    ]
    found = read(" ".join(rows), "2016-17")
    assert told(found) == [
        (None, "Night sitters", [("nhs-minimum", Decimal(410000))]),
        (None, "Hub", [("nhs-minimum", Decimal(120000))]),
        (None, "Ramps", [("nhs-additional", Decimal(99750))]),
    ]
    lines = [ln for p in found.parts for ln in p.parts]
    assert [ln.fields["nhs_share"].value if "nhs_share" in ln.fields else None for ln in lines] == [None, Decimal(60), None]
    assert [ln.fields["commissioner"].value for ln in lines] == ["ccg", "joint", "council"]


def test_words_of_the_lists_in_prose_are_no_rows() -> None:
    text = "Spending on social care by the Local Authority from the NHS Minimum Contribution is £1,200,000 this year. " * 2
    assert not read(text).parts
