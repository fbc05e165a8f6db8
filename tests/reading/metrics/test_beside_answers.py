"""A metric of which the form asks whether it is used has an answer there and no value."""

from __future__ import annotations

import pytest

from bettercare.plan import State
from bettercare.reading import read_documents
from tests.reading.made import document, table

HEAD = ["", "", "Apr 24 Actual", "May 24 Actual", "Jun 24 Actual"]


@pytest.mark.parametrize("said", ["Yes", "No"])
def test_yes_and_no_beside_a_supporting_metric_are_no_unreadable_values(said: str) -> None:
    rows = [
        ["6.1 Emergency admissions", "", "", "", ""],
        HEAD,
        ["Emergency admissions to hospital for people aged 65+ per 100,000 population", "Rate", "1632.1", "1521.4", "1590.7"],
        ["Supporting Indicators", "", "Have you used this supporting indicator?", "", ""],
        ["Emergency hospital admissions due to falls in people aged 65 and over per 100,000", "Rate", said, "", ""],
    ]
    reading = read_documents([document(table(rows, sheet="6. Metrics"), name="plan.xlsx")], "2025-26")
    assert [m.metric for m in reading.plan.metrics if m.points] == ["emergency-admissions-65-plus"]
    assert State.UNREADABLE not in reading.states.values()
