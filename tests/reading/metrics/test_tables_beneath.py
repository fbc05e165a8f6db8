"""A metric whose other periods stand in a table of their own, right beneath; a summary that tells less of the same points."""

from decimal import Decimal
from pathlib import Path

import bettercare as bc
from bettercare.plan import Metric

MONTHS = ("Apr", "May", "Jun")
NAME = "Emergency admissions to hospital for people aged 65+ per 100,000 population"


def table(role: str, year: int, rows: dict[str, tuple[str, ...]]) -> str:
    heads = "".join(f"<td>{month} {year} {role}</td>" for month in MONTHS)
    body = "".join(f"<tr><td>{label}</td>{''.join(f'<td>{x}</td>' for x in held)}</tr>" for label, held in rows.items())
    return f"<table><tr><td></td>{heads}</tr>{body}</table>"


ACTUAL = table("Actual", 24, {f"{NAME}: Rate": ("1000.0", "1100.0", "1200.0"), "Number of Admissions 65+": ("400", "440", "480"),
                              "Population of 65+": ("40,000",) * 3})  # fmt: skip
PLAN = table("Plan", 25, {"Rate": ("900.0", "950.0", "975.0"), "Number of Admissions 65+": ("360", "380", "390"),
                          "Population of 65+": ("40,000",) * 3})  # fmt: skip
SUMMARY = table("Plan", 25, {NAME: ("900.0", "950.0", "975.0")})


def read(path: Path, *pieces: str) -> tuple[Metric, ...]:
    body = "<h1>Better Care Fund 2025-26 HWB planning template</h1>" + "".join(pieces)
    (path / "plan.html").write_text(f"<html><body>{body}</body></html>", encoding="utf-8")
    return tuple(m for m in bc.read(path / "plan.html", round="2025-26").plan.metrics if m.points)


def targets(metric: Metric) -> list[tuple[Decimal | None, Decimal | None]]:
    return [(p.value, p.numerator) for p in metric.points if p.role.value == "target"]


PLANNED = [(Decimal("900.0"), Decimal(360)), (Decimal("950.0"), Decimal(380)), (Decimal("975.0"), Decimal(390))]


def test_a_table_of_other_periods_right_beneath_a_metric_is_of_the_same_metric(tmp_path: Path) -> None:
    (metric,) = read(tmp_path, "<p>6.1 Emergency admissions</p>", ACTUAL, PLAN)
    assert targets(metric) == PLANNED


def test_a_summary_and_the_table_that_it_sums_up_are_one_metric_with_all_that_either_tells(tmp_path: Path) -> None:
    (metric,) = read(tmp_path, "<h2>Summary</h2>", SUMMARY, "<h2>Metrics</h2><p>6.1 Emergency admissions</p>", ACTUAL, PLAN)
    assert targets(metric) == PLANNED
