"""Tables of metrics of the July template, each drawn for itself, under the titles of the form's own blocks."""

from datetime import date
from decimal import Decimal

from bettercare.reading.metrics.read import read_metrics
from bettercare.rounds import load
from tests.reading.made import text_document

RESIDENTIAL = """Residential admissions\t
Metric\t\tBaseline (2013/14)\tPlanned 14/15\tPlanned 15/16
Permanent admissions of older people (aged 65 and over) to residential and nursing care homes\tAnnual rate\t698.3\t650.5\t602.6
\tNumerator\t221\t214\t205
\tDenominator\t31,650\t32,900\t34,020
"""
EXPERIENCE = """Patient / Service User Experience Metric\t
Metric\t\tBaseline 2013/14\tPlanned 14/15 (if available)\tPlanned 15/16
Proportion of people feeling supported to manage their long term condition\tMetric Value\t64.5\tTBC\t67.1
\tNumerator\t1,105\t\t1,160
\tDenominator\t1,712\t\t1,730
"""
LOCAL = """Local Metric\t
Metric\t\tBaseline 2013/14\tPlanned 14/15 (if available)\tPlanned 15/16
Injuries due to falls in people aged 65 and over\tMetric Value\t1,933.6\t1,762.9\t1,690.0
\tNumerator\t612\t580\t575
\tDenominator\t31,650\t32,900\t34,020
"""


def points(text: str) -> dict[object, list[tuple[date, Decimal | None, Decimal | None]]]:
    found = read_metrics((text_document(text),), load("2015-16"))
    return {
        m.fields["metric"].value: [
            (p.fields["start"].value, p.fields["value"].value, p.fields["numerator"].value)
            for p in m.parts
            if p.fields["value"].value is not None
        ]
        for m in found.parts
    }


def test_tables_drawn_apart_are_not_run_together_by_their_lines() -> None:
    read = points(f"{RESIDENTIAL}\n{EXPERIENCE}\n{LOCAL}")
    assert [v for _, v, _ in read["residential-admissions"]] == [Decimal(n) for n in ("698.3", "650.5", "602.6")]
    assert read["local"][1] == (date(2014, 4, 1), Decimal("1762.9"), Decimal(580))


def test_the_forms_own_block_for_experience_holds_whatever_measure_it_is_filled_with() -> None:
    read = points(f"{RESIDENTIAL}\n{EXPERIENCE}\n{LOCAL}")
    assert read["patient-experience"] == [
        (date(2013, 4, 1), Decimal("64.5"), Decimal(1105)),
        (date(2015, 4, 1), Decimal("67.1"), Decimal(1160)),
    ]
