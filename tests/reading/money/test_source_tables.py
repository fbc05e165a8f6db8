"""Contributions told in a report's table of sources by year, and partners that are named once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.plan import Plan
from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

ROWS = """Local Authority Better Care Grant	£15,544,002	£16,980,412	£1,436,410
Disabled Facilities Grant	£3,437,350	£3,911,704	£474,354
NHS Minimum Contribution	£23,211,008	£25,688,930	£2,477,922
Total BCF Pooled Budget	£42,192,360	£46,581,046	£4,388,686
"""
TOLD = {
    "la-better-care-grant": Decimal(16980412),
    "dfg": Decimal(3911704),
    "nhs-minimum": Decimal(25688930),
}


def plan(heading: str, rows: str = ROWS) -> Plan:
    text = (
        "Better Care Fund 2025-26\n\nThe Board approves the plan of Rochdale Borough Council and NHS Greater Manchester ICB.\n\n"
        f"Income\n\n{heading}\n{rows}"
    )
    return read_documents([text_document(text)], "2025-26").plan


@pytest.mark.parametrize("heading", ["Source\t2024/25\t2025/26\tChange", "Funding Source\t2024/25 £\t2025/26 £\tChange"])
def test_a_table_of_sources_by_year_tells_the_contributions_of_the_round_s_year_alone(heading: str) -> None:
    assert {c.source: c.actual for c in plan(heading).contributions} == TOLD


def test_rows_that_do_not_add_up_to_their_total_are_not_taken_for_income() -> None:
    assert plan("Source\t2024/25\t2025/26\tChange", ROWS.replace("£46,581,046", "£47,581,046")).contributions == ()


def test_a_council_and_a_board_that_are_named_once_and_alone_are_partners_by_the_names_written() -> None:
    assert {o.name for o in plan("Source\t2025/26").organisations} >= {"Rochdale Borough Council", "NHS Greater Manchester ICB"}
