"""Tables of metrics as forms are printed: remarks behind the figures, totals beside quarters, a summary of rounded rates above."""

from __future__ import annotations

from pathlib import Path

from bettercare.documents import open_document
from bettercare.plan import Metric, Reading
from bettercare.reading.pipeline import read_documents

LINES = """Sheet: 4. Metrics
4.1 HWB NEA Activity Plan
Q1 17/18 Q2 17/18 Q3 17/18 Q4 17/18 Q1 18/19 Q2 18/19 Q3 18/19 Q4 18/19 Total 17/18 Total 18/19
HWB Non-Elective Admission Plan* Totals 9,210 8,988 9,611 9,402 9,166 8,945 9,566 9,358 37,211 37,035
4.4 Delayed Transfers of Care
Q1 17/18 Q2 17/18 Q3 17/18 Q4 17/18 Comments
Delayed Transfers of Care (delayed days) from hospital per Quarterly rate 396.0 375.0 392.1 383.6Agreed with the trust.
100,000 population (aged 18+) Numerator (total) 1,020 966 1,010 990
Denominator 257,600 257,600 257,600 258,100
"""
LAYOUT = """8.1 Avoidable admissions
                                              2022-23 Q1       2022-23 Q2       2022-23 Q3       2022-23 Q4 Plan Rationale for how ambition was set        Local plan
                                              Actual           Actual           Actual
Indirectly standardised rate     Indicator value          201.1            190.7            214.0            211.5 A trend over three years and its effect;      Home visits
(ISR) of admissions per          Number of Admissions       871              826              927              916 the wards of last winter.
100,000 population               Population             433,300          433,300          433,300          433,300
                                              2023-24 Q1 Plan 2023-24 Q2 Plan 2023-24 Q3 Plan 2023-24 Q4 Plan
                                 Indicator value          198.0            188.0            210.0            207.5
"""  # noqa: E501
SUMMARY = """Better Care Fund 2025-26 HWB planning template

Metrics >>

||2025-26 Q1 Plan|2025-26 Q2 Plan|2025-26 Q3 Plan|2025-26 Q4 Plan|
|---|---|---|---|---|
|Long-term support needs of older people (age 65 and over) met by admission to residential and nursing care homes, per 100,000 population|142|140|145|138|

6.3 Residential Admissions

|||2024-25 Full Year Estimated|2025-26 Plan Q1|2025-26 Plan Q2|2025-26 Plan Q3|2025-26 Plan Q4|
|---|---|---|---|---|---|---|
|Long-term support needs of older people (age 65 and over) met by admission to residential and nursing care homes, per 100,000 population|Rate|574.7|141.7|139.7|145.1|138.1|
||Number of admissions|288|71|70|72.7|69.2|
||Population of 65+*|50110|50110|50110|50110|50110|
"""  # noqa: E501


def read(tmp_path: Path, text: str, round: str, name: str = "sheet.txt") -> Reading:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_documents([open_document(path)], round)


def metric(reading: Reading, name: str) -> Metric:
    (found,) = [m for m in reading.plan.metrics if m.metric == name]
    return found


def test_a_heading_with_totals_heads_its_quarters_and_the_totals_are_no_points(tmp_path: Path) -> None:
    found = metric(read(tmp_path, LINES, "2017-19"), "non-elective-admissions")
    assert [str(p.value) for p in found.points] == ["9210", "8988", "9611", "9402", "9166", "8945", "9566", "9358"]


def test_a_remark_printed_behind_the_last_figure_is_none_of_the_row(tmp_path: Path) -> None:
    found = metric(read(tmp_path, LINES, "2017-19"), "delayed-transfers")
    assert [(str(p.value), str(p.numerator), str(p.denominator)) for p in found.points][3] == ("383.6", "990", "258100")


def test_roles_beneath_their_periods_and_remarks_beside_them_leave_the_columns_whole(tmp_path: Path) -> None:
    found = metric(read(tmp_path, LAYOUT, "2023-25"), "avoidable-admissions")
    told = [(p.role.value, str(p.value), p.numerator and str(p.numerator)) for p in found.points]
    assert told[:4] == [
        ("baseline", "201.1", "871"),
        ("baseline", "190.7", "826"),
        ("baseline", "214.0", "927"),
        ("baseline", "211.5", "916"),
    ]
    assert told[4:] == [("target", v, None) for v in ("198.0", "188.0", "210.0", "207.5")]


def test_a_summary_that_shows_rounded_rates_is_of_the_same_metric_as_its_table(tmp_path: Path) -> None:
    found = metric(read(tmp_path, SUMMARY, "2025-26", "form.md"), "residential-admissions")
    assert {str(p.value) for p in found.points} == {"574.7", "141.7", "139.7", "145.1", "138.1"}
