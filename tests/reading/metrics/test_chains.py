"""Metrics whose figures were scattered over lines: their arithmetic tells what they are, their order of which period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bettercare.plan import PointRole
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.parts import Part
from bettercare.rounds import load
from tests.reading.made import text_document

COUNTS = [331, 318, 344, 322]
PEOPLE = [46500, 47200, 47200, 47900]
RATES = ["711.8", "673.7", "728.8", "672.2"]
NAME = "Permanent admissions to residential and nursing care homes"


def metric(text: str, name: str, round: str = "2016-17") -> Part | None:
    found = read_metrics([text_document(text)], load(round))
    return next((p for p in found.parts if p.fields["metric"].value == name and p.parts), None)


def told(part: Part | None) -> list[tuple[object, ...]]:
    assert part is not None
    kinds = ("role", "start", "value", "numerator", "denominator")
    return [tuple(p.fields[k].value if k in p.fields else None for k in kinds) for p in part.parts]


EXPECTED = [
    (role, date(year, 4, 1), Decimal(rate), Decimal(count), Decimal(people))
    for role, year, rate, count, people in zip(
        (PointRole.BASELINE, PointRole.TARGET, PointRole.ACTUAL, PointRole.TARGET),
        (2014, 2015, 2015, 2016), RATES, COUNTS, PEOPLE, strict=True,
    )
]  # fmt: skip


@pytest.mark.parametrize("way", ["rows", "columns", "pairs"])
def test_threes_in_order_are_placed_whichever_way_they_were_printed(way: str) -> None:
    people = [f"{p:,}" for p in PEOPLE]
    cells = {
        "rows": [*RATES, *map(str, COUNTS), *people],
        "columns": [x for three in zip(RATES, map(str, COUNTS), people, strict=True) for x in three],
        "pairs": [x for two in zip(RATES, map(str, COUNTS), strict=True) for x in two] + people,
    }[way]
    text = "\n\n".join([NAME, "Annual rate", *cells[:5], "Denominator", *cells[5:], "Growth of 2 per cent a year"])
    assert told(metric(text, "residential-admissions")) == EXPECTED


def test_a_chain_with_a_three_missing_gives_nothing_rather_than_other_periods() -> None:
    people = [f"{p:,}" for p in PEOPLE]
    text = "\n\n".join([NAME, *RATES, *map(str, COUNTS), *people]).replace("318", "381")
    part = metric(text, "residential-admissions")
    assert part is None or not any(p.fields["start"].value == date(2015, 4, 1) and "numerator" in p.fields for p in part.parts)


def test_the_product_of_two_figures_tells_all_three_from_the_first_month_that_is_asked() -> None:
    ready = [86.9, 85.2, 85.7, 84.6, 85.6, 84.1, 86.2, 86.4, 85.5, 85.3, 85.9, 86.1, 86.0]
    days = [6.6, 5.8, 6.1, 6.4, 5.0, 6.8, 6.7, 7.0, 6.5, 5.6, 6.0, 5.9, 6.2]
    both = [f"{(100 - a) / 100 * b + 1e-9:.2f}" for a, b in zip(ready, days, strict=True)]
    cells = [
        "n/a",
        both[0],
        "n/a",
        f"{ready[0]}%",
        "n/a",
        str(days[0]),
        *both[1:],
        *(f"{r}%" for r in ready[1:]),
        *map(str, days[1:]),
    ]
    text = "\n\n".join(["6.2 Discharge Delays", *cells, "6.3 Residential Admissions"])
    parts = {k: metric(text, k, "2025-26") for k in ("discharge-delay", "discharged-on-ready-date", "days-delayed-when-not")}
    values = {k: [p.fields["value"].value for p in part.parts] for k, part in parts.items() if part}
    assert values["discharge-delay"] == [Decimal(v) for v in both]
    assert values["discharged-on-ready-date"] == [Decimal(str(v)) for v in ready]
    assert values["days-delayed-when-not"] == [Decimal(str(v)) for v in days]
    delay = parts["discharge-delay"]
    assert delay is not None
    assert [p.fields["start"].value for p in delay.parts[:2]] == [date(2024, 9, 1), date(2025, 4, 1)]
    assert not any(p.fields["start"].doubt for p in delay.parts)


def test_figures_absent_before_the_first_put_the_months_in_doubt() -> None:
    counts = [541 + 3 * n for n in range(14)]
    rates = [f"{n / 33410 * 100000:.1f}" for n in counts]
    for absent_first in (True, False):
        cells = [*rates[:2], *map(str, counts[:2]), "33,410", "n/a"]
        cells = [*(cells[-1:] + cells[:-1] if absent_first else cells), *rates[2:], *map(str, counts[2:]), "33,410"]
        part = metric("\n\n".join(["6.1 Emergency admissions", *cells]), "emergency-admissions-65-plus", "2025-26")
        assert part is not None
        assert [p.fields["start"].doubt is not None for p in part.parts] == [absent_first] * 2 + [False] * 12


def test_periods_written_near_a_scattered_metric_are_those_of_its_figures() -> None:
    text = (
        "4.2 Residential Admissions\n15/16 Actual 16/17 Plan\nLong-term support needs of older people (aged 65 and\nover) met by "
        "admission to residential and nursing care\nhomes, per 100,000 population\nAnnual rate\n799.7\nNumerator\nDenominator\n"
        "767.3\n17/18 Plan\n735.9\n18/19 Plan\nComments\n701.1\n611\n600\n588\n570\n76,400\n78,200\n79,900\n81,300\n"
        "Market pressure from self funders.\n4.3 Reablement\n"
    )

    found = metric(text, "residential-admissions", "2017-19")
    assert found is not None
    assert [(str(p.fields["start"].value)[:4], str(p.fields["numerator"].value)) for p in found.parts] == [
        ("2015", "611"),
        ("2016", "600"),
        ("2017", "588"),
        ("2018", "570"),
    ]


def test_a_converter_may_run_what_is_not_there_into_the_figure_before_it() -> None:
    people = [f"{p:,}" for p in PEOPLE]
    cells = [*RATES[:3], f"{RATES[3]}n/a", *map(str, COUNTS), *people[:3], f"{people[3]}n/a n/a"]
    assert told(metric("\n\n".join([NAME, *cells]), "residential-admissions")) == EXPECTED
