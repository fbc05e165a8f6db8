"""A table of spending whose services bear the names of metrics is read as money, and as nothing else."""

from __future__ import annotations

from decimal import Decimal

from bettercare.reading import read_documents
from tests.reading.made import text_document

SPENDING = """Integration and Better Care Fund narrative plan 2017-19
Spending (£000)
Scheme\t2017/18\t2018/19
Reablement service\t5,340\t5,420
Care home admissions support\t3,120\t3,160
Total\t8,460\t8,580
"""


def test_a_scheme_named_like_a_metric_gives_money_and_no_metric() -> None:
    plan = read_documents([text_document(SPENDING)], "2017-19").plan
    assert [[line.amount for line in s.lines] for s in plan.schemes] == [
        [Decimal(5_340_000), Decimal(5_420_000)], [Decimal(3_120_000), Decimal(3_160_000)],
    ]  # fmt: skip
    assert plan.metrics == ()
