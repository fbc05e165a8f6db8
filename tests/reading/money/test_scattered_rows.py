"""Expenditure of a wide sheet that was printed column by column: numbers and amounts in their own orders, sums elsewhere."""

from __future__ import annotations

from decimal import Decimal

from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

TEXT = """Better Care Fund 2023-25 Template
3. Summary
Income & Expenditure
DFG
£2,000,000

£2,100,000

Minimum NHS Contribution
£7,500,000

£7,900,000

6. Expenditure

Scheme ID
Scheme Name

1 Meadow Court

Brief Description of Scheme

Rehabilitation beds

2 Home Support and
Frailty

190 Number of placements Social Care

3 Reablement

4 Adaptations

Source of Funding

Minimum NHS
Contribution

Existing

£1,500,000

£1,600,000

5%

Minimum NHS
Contribution

Existing

£2,000,000

£2,100,000

7%

Minimum NHS New
Contribution

£4,000,000

£4,200,000

DFG

Existing

£2,000,000

£2,100,000

4%
"""


def reading(text: str) -> Reading:
    return read_documents([text_document(text)], "2023-25")


def test_amounts_go_to_the_schemes_in_order_where_each_source_adds_up_to_its_sum() -> None:
    read = reading(TEXT)
    told = [(s.number, s.name, [(str(line.year), line.source, line.amount) for line in s.lines]) for s in read.plan.schemes]
    assert [number for number, _, _ in told] == ["1", "2", "3", "4"]
    assert told[1] == (
        "2",
        "Home Support and Frailty",
        [("2023-24", "nhs-minimum", Decimal(2000000)), ("2024-25", "nhs-minimum", Decimal(2100000))],
    )
    assert told[3][2][0] == ("2023-24", "dfg", Decimal(2000000))


def test_names_that_may_hold_their_descriptions_are_in_doubt_and_amounts_are_not() -> None:
    read = reading(TEXT)
    assert {d.address.rsplit("/", 1)[-1] for d in read.doubts if d.address.startswith("schemes/")} == {"name"}


def test_where_a_source_does_not_add_up_no_amount_is_given_to_a_scheme() -> None:
    read = reading(TEXT.replace("£7,500,000", "£7,400,000"))
    assert not any(line.amount == Decimal(4000000) and s.name == "Reablement" for s in read.plan.schemes for line in s.lines)
