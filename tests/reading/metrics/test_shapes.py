"""The same metrics come out of every layout: each figure in its column, or open with a doubt; never wrong in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bettercare.documents import Document
from bettercare.plan import PointRole
from bettercare.reading.metrics.read import read_metrics
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import document, table, text_document
from tests.reading.metrics.made_metrics import SHAPES, Made, made

ROUND = load("2014-15")
SEEDS = range(6)


def points_of(part: Part) -> dict[int, tuple[str, ...]]:
    """Column number -> value, numerator, denominator, of points that hold anything."""
    found: dict[int, tuple[str, ...]] = {}
    targets = 0
    for point in part.parts:
        role = point.fields["role"].value
        targets += role is PointRole.TARGET
        start = point.fields["start"].value
        column = 0 if role is PointRole.BASELINE else 2 if start and (start.year, start.month) >= (2014, 10) else 1
        if start and part.fields["metric"].value in ("residential-admissions", "reablement-91-days") and role is PointRole.TARGET:
            column = 2
        values = tuple(str(point.fields[k].value) if k in point.fields else "" for k in ("value", "numerator", "denominator"))
        if any(v not in ("None", "") for v in values):
            found[column] = values
    return found


def compare(found: Found, truth: list[Made]) -> tuple[int, int, int]:
    """How many figures are right, wrong without a doubt, and open or missing."""
    right = wrong = missing = 0
    held = {p.fields["metric"].value: p for p in found.parts}
    for metric in truth:
        part = held.get(metric.id)
        points = points_of(part) if part else {}
        for column, expected in metric.truth.items():
            got = points.pop(column, ("", "", ""))
            for a, b in zip(expected, got, strict=True):
                right += a == b
                missing += b in ("", "None")
                wrong += b not in ("", "None", a)
        wrong += 3 * len(points)
    return right, wrong, missing


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: s.__name__)
def test_every_figure_is_found_in_its_column(shape: Callable[[list[Made]], Document]) -> None:
    for seed in SEEDS:
        truth = made(seed)
        found = read_metrics((shape(truth),), ROUND)
        assert compare(found, truth) == (39, 0, 0), seed
        assert {p.fields["metric"].value for p in found.parts} == {m.id for m in truth}


def test_a_heading_above_names_the_metric_of_rates_numbers_and_populations() -> None:
    rows = [
        ["", "Apr 25 Plan", "May 25 Plan"],
        ["Rate", "1,665", "1,700"],
        ["Number of admissions 65+", "659", "673"],
        ["Population of 65+", "39,585", "39,585"],
    ]
    found = read_metrics((document("8.1 Emergency admissions", table(rows)),), load("2025-26"))
    (one,) = found.parts
    assert one.fields["metric"].value == "emergency-admissions-65-plus"
    assert [str(p.fields["numerator"].value) for p in one.parts] == ["659", "673"]


def test_years_down_and_quarters_across_are_one_metrics_points() -> None:
    rows = [["Non-elective admissions", "Q1", "Q2"], ["2017/18", "20,611", "20,415"], ["2018/19", "20,350", "20,160"]]
    (one,) = read_metrics((document(table(rows)),), load("2017-19")).parts
    assert one.fields["metric"].value == "non-elective-admissions"
    assert [(str(p.fields["start"].value), str(p.fields["value"].value)) for p in one.parts] == [
        ("2017-04-01", "20611"), ("2017-07-01", "20415"), ("2018-04-01", "20350"), ("2018-07-01", "20160")
    ]  # fmt: skip


def test_one_partners_share_of_a_figure_is_not_its_value_or_denominator() -> None:
    rows = [
        ["", "Nov 17", "Dec 17"],
        ["Total delayed days", "511", "528"],
        ["NHS attributed delayed days", "280", "290"],
        ["Social care attributed delayed days", "199", "205"],
    ]
    found = read_metrics((document("Delayed transfers of care", table(rows)),), load("2017-19"))
    points = [p.fields for one in found.parts for p in one.parts]
    assert [str(f["numerator"].value) for f in points] == ["511", "528"]
    assert not any(f[k].value is not None for f in points for k in ("value", "denominator") if k in f)


def test_partners_shares_below_a_name_that_stands_above_the_table_are_not_its_value_or_denominator() -> None:
    text = "Delayed transfers of care: a path to fewer days\n\n" + "\n".join(
        ("\tNov 17\tDec 17\tJan 18", "Total delayed days\t511\t528\t530", "NHS attributed delayed days\t280\t290\t291",
         "Social care attributed delayed days\t199\t205\t206")
    )  # fmt: skip
    found = read_metrics((text_document(text),), load("2017-19"))
    points = [p.fields for one in found.parts for p in one.parts]
    assert [str(f["numerator"].value) for f in points] == ["511", "528", "530"]
    assert not any(f[k].value is not None for f in points for k in ("value", "denominator") if k in f)


SUPPORTED = "people feeling supported to manage their long term condition"


def test_what_stands_before_a_colon_names_the_metric() -> None:
    rows = [
        ["Metrics", "", "Current Baseline", "April 2015 payment", "October 2015 payment"],
        [
            "Patient / service user experience: people feeling supported to manage their long term condition",
            "Metric Value",
            "65.3%",
            "N/A",
            "68.0%",
        ],
        ["", "Numerator", "653", "", "680"],
        ["", "Denominator", "1000", "", "1000"],
    ]
    (one,) = read_metrics((document(table(rows)),), ROUND).parts
    assert one.fields["metric"].value == "patient-experience"
