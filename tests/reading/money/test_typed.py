"""Tables of contributions and expenditure in one line: the headings' order and the kinds of cells tell the columns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.reading.flat.money import read_flat_money
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import text_document

LATER, EARLIER = load("2025-26"), load("2017-19")
HEADINGS = [
    "Scheme ID", "Activity", "Description of Scheme", "Primary Objective", "Area of Spend", "Provider", "Source of Funding",
    "Expenditure for 2025-26 (£)", "Comments (optional)",
]  # fmt: skip
ROWS = [
    ["1", "Assistive technologies and equipment", "Grants for ramps", "3. Supporting unpaid carers", "Social Care",
     "Private Sector", "DFG", "531,269", ""],
    ["2", "Urgent community response", "Two hour team, phase 2", "5. Timely discharge from hospital", "Community Health",
     "NHS Community Provider", "NHS Minimum Contribution", "£1,000,000", "as last year"],
    ["2", "Urgent community response", "Two hour team, phase 2", "5. Timely discharge from hospital", "Social Care",
     "Local Authority", "Additional NHS Contribution", "200,000", ""],
    ["3", "Evaluation and enabling integration", "One record", "5. Timely discharge from hospital", "Other", "NHS Acute Provider",
     "NHS Minimum Contribution", "300,000", "new"],
]  # fmt: skip


def read(text: str, round=LATER) -> Found:  # type: ignore[no-untyped-def]
    shapes = frozenset(s.id for s in round.tables if s.rows in ("contributions", "schemes", "lines"))
    return read_flat_money((text_document(text),), round, shapes)


def line(headings: list[str], rows: list[list[str]], order: list[int]) -> str:
    return " ".join(cells[i] for cells in [headings, *rows] for i in order if cells[i])


def schemes(found: Found) -> list[tuple[str, str, list[tuple[str, Decimal]]]]:
    made = []
    for part in (p for p in found.parts if p.kind == "schemes"):
        lines = [(ln.fields["source"].value, ln.fields["amount"].value) for ln in part.parts]
        made.append((part.fields["number"].value, part.fields["name"].value, lines))
    return made


def contributions(found: Found) -> list[tuple[str, str, Decimal]]:
    def row(part: Part) -> tuple[str, str, Decimal]:
        return part.fields["source"].value, part.fields["organisation"].value, part.fields["actual"].value

    return [row(p) for p in found.parts if p.kind == "contributions"]


@pytest.mark.parametrize(
    "order", [list(range(9)), list(range(9))[::-1], [0, 7, 2, 1, 3, 6, 5, 4, 8]], ids=["as-the-form", "reversed", "shuffled"]
)
def test_rows_of_expenditure_in_one_line_are_told_by_their_cells(order: list[int]) -> None:
    assert schemes(read(line(HEADINGS, ROWS, order))) == [
        ("1", "Grants for ramps", [("dfg", Decimal(531269))]),
        ("2", "Two hour team, phase 2", [("nhs-minimum", Decimal(1000000)), ("nhs-additional", Decimal(200000))]),
        ("3", "One record", [("nhs-minimum", Decimal(300000))]),
    ]


def test_words_after_the_amount_are_the_comment_of_their_own_row() -> None:
    found = read(line(HEADINGS, ROWS, list(range(9))))
    comments = [ln.answers["comments"].value if "comments" in ln.answers else None for p in found.parts for ln in p.parts]
    assert comments == [None, "as last year", None, None]


def test_a_broken_word_or_a_lost_letter_does_not_lose_a_row() -> None:
    text = (
        line(HEADINGS, ROWS, list(range(9))).replace("Evaluation and", "Evalu ation and").replace("Additional NHS", "dditional NHS")
    )
    assert [number for number, _, _ in schemes(read(text))] == ["1", "2", "3"]


def test_a_row_that_does_not_fit_is_reported_as_not_placed_and_the_table_goes_on() -> None:
    text = line(HEADINGS, ROWS, list(range(9))).replace("Urgent community response Two", "Something else Two")
    found = read(text)
    assert [number for number, _, _ in schemes(found)] == ["1", "3"]
    assert any("1,000,000" in u.text for u in found.unread)


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]], ids=["as-printed", "reversed"])
def test_contributions_in_one_line_have_their_source_and_partner(order: list[int]) -> None:
    headings = ["Source of funding", "Organisation", "Gross contribution 2025-26"]
    rows = [["DFG", "Ambleham Council", "531,269"], ["NHS Minimum Contribution", "NHS Ambleham ICB", "£1,321,611"]]
    total = ["Total BCF Pooled Budget 1,852,880", "1,852,880 Total BCF Pooled Budget"][order[0] > 0]
    found = read(f"{line(headings, rows, order)} {total}")
    assert contributions(found) == [
        ("dfg", "Ambleham Council", Decimal(531269)),
        ("nhs-minimum", "NHS Ambleham ICB", Decimal(1321611)),
    ]
    assert [p.fields["amount"].value for p in found.parts if p.kind == "stated_totals"] == [Decimal(1852880)]


def test_contributions_of_two_years_are_told_by_the_order_of_their_headings() -> None:
    text = (
        "Funding source Organisation 2017/18 Gross Contribution 2018/19 Gross Contribution Improved Better Care Fund "
        "Ambleham Council 2,174,403 2,263,554 CCG Minimum Contribution NHS Ambleham CCG 2,573,522 5,576,424"
    )
    found = [
        (p.fields["organisation"].value, str(p.fields["year"].value), p.fields["actual"].value) for p in read(text, EARLIER).parts
    ]
    assert found == [
        ("Ambleham Council", "2017-18", Decimal(2174403)),
        ("Ambleham Council", "2018-19", Decimal(2263554)),
        ("NHS Ambleham CCG", "2017-18", Decimal(2573522)),
        ("NHS Ambleham CCG", "2018-19", Decimal(5576424)),
    ]


@pytest.mark.parametrize("way", ["under", "amount-first", "over"])
def test_small_tables_for_each_source_keep_their_partners(way: str) -> None:
    blocks = [
        ("DFG", [("Ambleham Council", "531,269")]),
        ("NHS Minimum Contribution", [("NHS A ICB", "321,611"), ("NHS B ICB", "99,786")]),
    ]
    texts = []
    for source, rows in blocks:
        heading = f"Gross Contribution 2025-26 {source}" if way == "amount-first" else f"{source} Gross Contribution 2025-26"
        cells = [f"{amount} {name}" if way == "amount-first" else f"{name} {amount}" for name, amount in rows]
        texts += [*cells, heading] if way == "over" else [heading, *cells]
    total = "952,666 Total BCF Pooled Budget" if way == "amount-first" else "Total BCF Pooled Budget 952,666"
    assert contributions(read(f"4. Income {' '.join(texts)} {total}")) == [
        ("dfg", "Ambleham Council", Decimal(531269)),
        ("nhs-minimum", "NHS A ICB", Decimal(321611)),
        ("nhs-minimum", "NHS B ICB", Decimal(99786)),
    ]


def test_cells_of_two_lines_keep_a_source_and_a_partner_whole() -> None:
    text = (
        "4. Income DFG Gross Contri bution 2025-26 Ambleham Council 531,269 "
        "Local Authority Gross Contribution 2025-26 Better Care Grant Ambleham Council 1,200,000 "
        "NHS Minimum Contribution Gross Contribution 2025-26 NHS Ambleham and 321,611 Penfold Integrated Care Board "
        "Additional LA Contribution Gross Contribution 2025-26 Ambleham Council 99,786 Total BCF Pooled Budget 2,152,666"
    )
    assert contributions(read(text)) == [
        ("dfg", "Ambleham Council", Decimal(531269)),
        ("la-better-care-grant", "Ambleham Council", Decimal(1200000)),
        ("nhs-minimum", "NHS Ambleham and Penfold Integrated Care Board", Decimal(321611)),
        ("council-additional", "Ambleham Council", Decimal(99786)),
    ]


def test_words_in_brackets_after_a_heading_belong_to_it() -> None:
    text = (
        "Scheme ID Scheme Name 2017/18 Expenditure (£) Provider Commissioner Area of Spend 2018/19 Expenditure (£) "
        "Source of Funding % NHS (if Joint Commissioner) "
        "1 Night sitting 100,000 Private Sector CCG Social Care 110,000 CCG Minimum Contribution "
        "2 One record 200,000 Local Authority Joint Primary Care 210,000 CCG Minimum Contribution 60%"
    )
    assert schemes(read(text, EARLIER)) == [
        ("1", "Night sitting", [("nhs-minimum", Decimal(100000)), ("nhs-minimum", Decimal(110000))]),
        ("2", "One record", [("nhs-minimum", Decimal(200000)), ("nhs-minimum", Decimal(210000))]),
    ]


def test_a_table_with_many_columns_of_free_words_is_left_to_readers_that_do_not_try_every_way_to_part_them() -> None:
    headings = [
        "Scheme ID", "Scheme Name", "Brief Description of Scheme", "Scheme Type", "Please specify if 'Scheme Type' is 'Other'",
        "Area of Spend", "Please specify if 'Area of Spend' is 'other'", "Commissioner", "Provider", "Source of Funding",
        "Expenditure 23/24 (£)", "Expenditure 24/25 (£)",
    ]  # fmt: skip
    rows = [
        f"{n} Night sitters Six staff Carers Services Social Care LA Private Sector Minimum NHS Contribution {n}10,000 {n}20,000"
        for n in range(1, 9)
    ]
    found = read(" ".join([*headings, *rows, "words " * 400]), load("2023-25"))
    assert [[ln.fields["amount"].value for ln in p.parts] for p in found.parts if p.kind == "schemes"] == [
        [Decimal(n * 100000 + 10000), Decimal(n * 100000 + 20000)] for n in range(1, 9)
    ]
