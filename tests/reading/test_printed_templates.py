"""Sheets printed with their layout: rows as high as their cells, headings that begin left of figures, numbers beside names."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import bettercare as bc
from bettercare.plan import Plan


def read(path: Path, text: str, round: str = "2023-25") -> Plan:
    (path / "plan.txt").write_text(text, encoding="utf-8")
    return bc.read(path / "plan.txt", round=round).plan


INCOME = """Better Care Fund 2023-25 Template
5. Income

Disabled Facilities Grant (DFG)             Gross Contribution Yr 1   Gross Contribution Yr 2
Barnet                                                    £1,900,000                  £1,950,000


Total Minimum LA Contribution (exc iBCF)                 £1,900,000                  £1,950,000


Local Authority Discharge Funding           Contribution Yr 1         Contribution Yr 2
Barnet                                                      £800,000                  £1,333,000


ICB Discharge Funding                       Contribution Yr 1         Contribution Yr 2
NHS North Central London ICB                                £700,000                  £1,100,000
Total ICB Discharge Fund Contribution                      £700,000                  £1,100,000
"""


def test_blocks_of_a_sheet_with_the_same_headings_are_each_of_their_own_source(tmp_path: Path) -> None:
    paid = {(c.source, str(c.year)): c.actual for c in read(tmp_path, INCOME).contributions}
    assert paid == {
        ("dfg", "2023-24"): Decimal(1900000), ("dfg", "2024-25"): Decimal(1950000),
        ("council-discharge", "2023-24"): Decimal(800000), ("council-discharge", "2024-25"): Decimal(1333000),
        ("icb-discharge", "2023-24"): Decimal(700000), ("icb-discharge", "2024-25"): Decimal(1100000),
    }  # fmt: skip


METRICS = """Better Care Fund 2023-25 Template
8. Metrics for 2023-24

8.3 Discharge to usual place of residence
                                            2022-23 Q1 Actual 2022-23 Q2 Actual 2022-23 Q3 Actual 2022-23 Q4 Actual   Why

Percentage of people, resident in the HWB,                 92.1%                   92.4%              92.2%                92.3% Up
who are discharged from acute hospital to
their normal place of residence: Quarter (%)


Numerator                                                  2,733                   2,790              2,744                2,760
Denominator                                                2,968                   3,021              2,977                2,990
"""


def test_as_many_figures_as_periods_are_those_periods_figures_however_they_are_set(tmp_path: Path) -> None:
    (metric,) = read(tmp_path, METRICS).metrics
    assert metric.metric == "discharge-to-usual-residence"
    found = [(str(p.start), str(p.value), str(p.numerator), str(p.denominator)) for p in metric.points]
    assert found == [
        ("2022-04-01", "92.1", "2733", "2968"), ("2022-07-01", "92.4", "2790", "3021"),
        ("2022-10-01", "92.2", "2744", "2977"), ("2023-01-01", "92.3", "2760", "2990"),
    ]  # fmt: skip


CAPACITY = """Better Care Fund 2023-25 Template
4. Capacity & Demand

Demand - Hospital Discharge
Service Area                              Metric                      Apr-23    May-23    Jun-23
Reablement at home (pathway 1)            Monthly demand. Number          45        55        47
                                          of clients.
Short term domiciliary care (pathway 1)   Monthly demand. Number         118       108       114
                                          of clients.
"""


def test_printed_months_of_capacity_and_demand_are_no_metric(tmp_path: Path) -> None:
    assert read(tmp_path, CAPACITY).metrics == ()


LINES = """Better Care Fund 2023-25 Template
6. Expenditure

Scheme Scheme Name           Brief Description of Scheme  Area of Spend      Source of Funding       Expenditure      Expenditure
ID                                                                                                  23/24 (£)        24/25 (£)
     1 Carers                Breaks and a crisis fund     Social Care        Minimum NHS                £402,118         £424,878
                                                                             Contribution
     2 Beds at home          Step up and step down, with  Social Care        Minimum NHS              £3,010,450       £3,180,841
                             therapists who visit each    Contribution
                             of the homes


     3 Adaptations           Ramps and showers            Social Care        DFG                      £2,012,904       £2,012,904
"""


def test_a_number_printed_beside_a_name_is_parted_from_it_and_blank_lines_do_not_end_the_table(tmp_path: Path) -> None:
    schemes = read(tmp_path, LINES).schemes
    assert [(s.number, s.name) for s in schemes] == [("1", "Carers"), ("2", "Beds at home"), ("3", "Adaptations")]
    assert [line.amount for line in schemes[2].lines] == [Decimal(2012904), Decimal(2012904)]
