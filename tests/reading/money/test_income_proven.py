"""Income of a form whose sheet was scattered: the list of sources and its sum prove what each source gives."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

SOURCES = [
    "DFG",
    "NHS Minimum Contribution",
    "Local Authority Better Care Grant",
    "Additional LA Contribution",
    "Additional ICB Contribution",
]
AMOUNTS = ["£6,100,000", "£26,400,877", "£8,870,210", "£950,000", "£0"]
TOTAL = "£42,321,087"
FORM = """Better Care Fund 2025-26 HWB planning template

Hillingdon

Selected Health and Wellbeing Board:

NHS North West London ICB

{}

Local Authority Additional Contribution

Hillingdon

{}

Total Additional Local Authority Contribution

£950,000
"""


def told(reading: Reading) -> list[tuple[str | None, str | None, Decimal | None]]:
    return [(c.organisation, c.source, c.actual) for c in reading.plan.contributions]


def read(income: str, additional: str = "£950,000") -> Reading:
    return read_documents([text_document(FORM.format(income, additional))], "2025-26")


COLUMNS = "\n\n".join(["\n".join(SOURCES), "Income", "\n".join([*AMOUNTS, TOTAL]), "Total", "\n".join([*AMOUNTS, TOTAL])])
ROWS = "\n\n".join(f"{s}\n\n{a}\n\n{a}\n\n£0" for s, a in zip([*SOURCES, "Total"], [*AMOUNTS, TOTAL], strict=True))
EXPECTED = [
    ("Hillingdon", "dfg", Decimal(6100000)),
    ("NHS North West London ICB", "nhs-minimum", Decimal(26400877)),
    ("Hillingdon", "la-better-care-grant", Decimal(8870210)),
    ("Hillingdon", "council-additional", Decimal(950000)),
]


@pytest.mark.parametrize("income", [COLUMNS, ROWS], ids=["columns", "rows"])
def test_each_source_has_the_income_that_the_sum_proves(income: str) -> None:
    assert told(read(income)) == EXPECTED


def test_amounts_of_one_source_that_make_its_total_are_contributions_of_their_own() -> None:
    reading = read(COLUMNS, "£120,000\n\nHillingdon\n\n£830,000")
    assert [amount for _, source, amount in told(reading) if source == "council-additional"] == [Decimal(120000), Decimal(830000)]


def test_nothing_is_taken_from_a_list_whose_sum_does_not_agree() -> None:
    assert EXPECTED[1] not in told(read(COLUMNS.replace("£26,400,877", "£26,400,878")))
