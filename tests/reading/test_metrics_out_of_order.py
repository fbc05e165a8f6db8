"""Tables of metrics whose cells a converter printed out of order: which figures belong together is proven, or nothing is read."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.plan import How
from bettercare.reading.pipeline import read_documents

HEAD = """Better Care Fund planning template - Part 2

Outcomes and metrics

Metrics Permanent admissions of older people (aged 65 and over) to residential and nursing care homes, per 100,000 population
Current Baseline (as at....) Performance underpinning April 2015 payment"""
JUMBLED = """
Metric Value 871.2 N/A 802.9 Numerator 294 279 Denominator 33746 34750 ( April 2012 - March 2013 ) Delayed transfers of care from
hospital per 100,000 population (average per month) Metric Value ( April 2014 - March 2015 ) 182.4 171.0 Numerator 312 294 281
171051 171930 173136 Denominator ( April - November 2013 ) Performance underpinning October 2015 payment ( April - December 2014 )
162.3 ( January - June 2015 )
"""


def points(text: str) -> dict[str | None, list[tuple[str, Decimal | None, Decimal | None, Decimal | None]]]:
    plan = read_documents([text_document(f"{HEAD}{text}".replace("\n", " "))], "2014-15").plan
    return {m.metric: [(p.role.value, p.numerator, p.denominator, p.value) for p in m.points] for m in plan.metrics}


def test_the_figures_of_a_metric_are_found_though_its_cells_are_printed_out_of_order() -> None:
    found = points(JUMBLED)
    assert found["residential-admissions"] == [
        ("baseline", Decimal(294), Decimal(33746), Decimal("871.2")),
        ("target", Decimal(279), Decimal(34750), Decimal("802.9")),
    ]
    assert found["delayed-transfers"] == [
        ("baseline", Decimal(312), Decimal(171051), Decimal("182.4")),
        ("target", Decimal(294), Decimal(171930), Decimal("171.0")),
        ("target", Decimal(281), Decimal(173136), Decimal("162.3")),
    ]


def test_figures_that_do_not_prove_one_another_are_not_put_together() -> None:
    found = points(JUMBLED.replace("182.4", "199.4").replace("171.0", "165.0"))
    assert all(None in point for point in found.get("delayed-transfers", []))


def test_what_is_so_put_together_says_how() -> None:
    reading = read_documents([text_document(f"{HEAD}{JUMBLED}".replace("\n", " "))], "2014-15")
    (metric,) = (m for m in reading.plan.metrics if m.metric == "delayed-transfers")
    place = reading.places[f"metrics/{metric.id}/points/{metric.points[2].id}/value"]
    assert place.how is How.INFERRED and place.as_written == "162.3"


def test_figures_that_are_another_metrics_by_its_multiplier_are_not_read_twice() -> None:
    text = (
        "Better Care Fund narrative plan 2017-19 National Metrics 16/17 Actual 17/18 Plan 18/19 Plan "
        "Long-term support needs of older people (age 65 and over) met by admission to residential and nursing care homes, "
        "per 100,000 population 16/17 Actual 17/18 Plan 18/19 Plan Annual % 82.1% 83.5% 85.3% "
        "Numerator 138 147 157 Denominator 168 176 184 Proportion of older people (65 and over) who were still at home 91 days "
        "after discharge from hospital into reablement / rehabilitation services"
    )
    plan = read_documents([text_document(text)], "2017-19").plan
    assert not [p for m in plan.metrics if m.metric == "residential-admissions" for p in m.points if p.numerator and p.value]
