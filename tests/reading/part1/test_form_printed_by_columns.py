"""A form whose label column is printed before its value column, over the heading of the section that follows."""

from datetime import date
from decimal import Decimal

import pytest

from bettercare.plan import How
from bettercare.reading.fields.read import found_in
from bettercare.reading.fields.slots import Filled, Slot
from bettercare.reading.words import Hit, Words
from bettercare.rounds import load

from .forms import ROUND, of_kind, part1, values
from .papers import text_document

LABELS = """1) PLAN DETAILS
a) Summary of Plan
Local Authority
Clinical Commissioning Group
Boundary Differences
Date agreed at Health and Well-Being Board:
Date submitted:
Minimum required value of ITF
pooled budget: 2014/15
2015/16
Total agreed value of pooled
budget: 2014/15
2015/16
b) Authorisation and signoff
Signed on behalf of the Clinical
Commissioning Group
By
Position
Date
Signed on behalf of the Council
By
"""
SUMMARY = """
Wiltshire Council
NHS Wiltshire Clinical
Commissioning Group
A few villages use surgeries over the border.
6 March 2014
28 March 2014
£7,654,000
£27,101,000
£8,000,500
£28,902,000
"""
SIGNED = """
Accountable Officer
Chief Officer
27 March 2014

Date

Corporate Director for
Adults
Director of Adult Care
26 March 2014

Signed on behalf of the Health and
Wellbeing Board
By Chair of Health and Wellbeing
Board
Date

Leader of the Council
28 March 2014

Position

c) Service provider engagement
We met.
"""
AMOUNTS = {
    ("minimum", "2014-15"): Decimal(7_654_000), ("minimum", "2015-16"): Decimal(27_101_000),
    ("agreed", "2014-15"): Decimal(8_000_500), ("agreed", "2015-16"): Decimal(28_902_000),
}  # fmt: skip


def _budgets(found):
    return {(b.fields["kind"].value, str(b.fields["year"].value)): b.fields["amount"] for b in of_kind(found, "budgets")}


def test_values_are_given_to_labels_over_the_heading_of_the_next_section():
    found = part1(LABELS + SUMMARY + SIGNED)
    assert {key: read.value for key, read in _budgets(found).items()} == AMOUNTS
    assert found.singles["dates/agreed_at_hwb"].value == date(2014, 3, 6)
    assert found.singles["dates/submitted"].value == date(2014, 3, 28)
    assert found.singles["answers/boundary-differences"].value == "A few villages use surgeries over the border."
    names = [o.fields["name"].value for o in of_kind(found, "organisations")]
    assert names == ["Wiltshire Council", "NHS Wiltshire Clinical Commissioning Group"]


def test_values_over_a_heading_are_inferred_and_without_doubt_where_nothing_else_fits():
    reads = [*_budgets(part1(LABELS + SUMMARY + SIGNED)).values()]
    assert all(read.place.how is How.INFERRED and "order and kind" in read.place.reason for read in reads)
    assert all(read.doubt is None for read in reads)


def test_sign_off_blocks_printed_so_take_a_label_that_stands_after_a_later_block():
    nhs, council, board = [values(s) for s in of_kind(part1(LABELS + SUMMARY + SIGNED), "signatures")]
    assert (nhs["role"], nhs["name"], nhs["position"], nhs["date"]) == (
        "nhs", "Accountable Officer", "Chief Officer", date(2014, 3, 27),
    )  # fmt: skip
    assert (council["role"], council["name"], council["position"], council["date"]) == (
        "council", "Corporate Director for Adults", "Director of Adult Care", date(2014, 3, 26),
    )  # fmt: skip
    assert (board["role"], board["name"], board["date"]) == ("hwb", "Leader of the Council", date(2014, 3, 28))


def test_an_amount_too_few_leaves_no_amount_without_doubt():
    found = part1(LABELS + SUMMARY.replace("£27,101,000\n", "") + SIGNED)
    amounts = [read for read in _budgets(found).values() if read.value is not None]
    assert len(amounts) == 3
    assert all(read.doubt and read.others for read in amounts)


def test_values_nearby_that_no_field_takes_are_unread_and_the_field_is_in_doubt():
    words = Words((text_document("Date submitted:\n6 March 2014"),))
    field = next(f for f in ROUND.fields if f.spine == "dates/submitted")
    blank = Filled(Slot(f"{field.id}#0", "date", Hit(0, 2)), ())
    found = found_in(words, [field], [blank], None, [("date", (2, 3, 4))])
    submitted = found.singles["dates/submitted"]
    assert submitted.value is None
    assert [c.value for c in submitted.others] == ["2014-03-06"]
    assert submitted.doubt
    assert [u.text for u in found.unread] == ["6 March 2014"]


MIXED = """Approval and sign off
Partner

Organisation

By

Council

Wiltshire Council

Corporate
Director

Corporate Director

1 September 2017

Accountable Officer

Accountable
Officer

5 September 2017

Clinical Commissioning
NHS Wiltshire CCG
Group

Position

Date
"""


def test_columns_of_a_signature_table_printed_into_each_other_leave_no_value_without_doubt():
    found = part1(MIXED, load("2017-19"))
    reads = [read for s in of_kind(found, "signatures") for read in s.fields.values() if read.value is not None]
    assert reads
    assert all(read.doubt for read in reads)


ROWS = """Cover
Health and Wellbeing Board:
Wiltshire
Role:
Organisation
Name
Professional Title
Date
Health and wellbeing board chair
Wiltshire Health and Wellbeing Board
Leader of the Council
Board Chair
27 March 2025
ICB Chief Executive
NHS Bath and Wiltshire Integrated Care Board
Chief Executive
Chief Executive
28 March 2025
"""


@pytest.mark.parametrize("between", ["\n", " "])
def test_rows_of_a_signature_table_printed_value_by_value_are_read_by_the_role_that_opens_them(between):
    found = part1(ROWS.replace("\n", between), load("2025-26"))
    board = next(s for s in map(values, of_kind(found, "signatures")) if s["role"] == "nhs")
    assert board["organisation"] == "NHS Bath and Wiltshire Integrated Care Board"
    assert (board["name"], board["position"], board["date"]) == ("Chief Executive", "Chief Executive", date(2025, 3, 28))
