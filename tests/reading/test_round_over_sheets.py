"""A form whose sheets all bear a round's title, and whose totals stand behind their label in the order of the round's years."""

from __future__ import annotations

from made import text_document

from bettercare.reading.pipeline import read_documents
from bettercare.reading.round_detection import guess_rounds

SHEETS = """Better Care Fund 2024-25 Update Template
5. Income
Local Authority Discharge Funding 2,000,000
ICB Discharge Funding 3,000,000
Better Care Fund 2024-25 Update Template
6. Expenditure
Additional discharge funding in 2023-24 and 2024-25
Better Care Fund 2024-25 Update Template
8. Metrics for 2023-24 and 2024-25
"""
TOTALS = """Better Care Fund 2023-25 Template
5. Income
Selected Health and Wellbeing Board: Elmshire
2023-24 2024-25
Total BCF Pooled Budget £62,084,584 £67,580,592
Funding Contributions Comments
"""


def test_a_title_that_stands_over_every_sheet_tells_the_round() -> None:
    assert guess_rounds([text_document(SHEETS)])[0].round == "2024-25"


def test_amounts_behind_a_total_s_label_are_those_of_the_round_s_years_in_order() -> None:
    reading = read_documents([text_document(TOTALS)], "2023-25")
    assert {(str(b.year), str(b.amount)) for b in reading.plan.budgets} == {("2023-24", "62084584"), ("2024-25", "67580592")}
