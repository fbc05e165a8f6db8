"""Reports say what the check said, show nothing that could run, and bring nothing from outside."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from lxml import html

from bettercare import checking, rounds
from bettercare.plan import (
    Area,
    CheckResult,
    Contribution,
    Doubt,
    FinancialYear,
    Finding,
    Line,
    Metric,
    MetricPoint,
    Narrative,
    NotChecked,
    Place,
    Plan,
    PointRole,
    Reading,
    Risk,
    Scheme,
    Severity,
)
from bettercare.plan.reading import Candidate, DocumentRecord
from bettercare.reporting import report_html, report_xlsx
from bettercare.rounds.model import Round

NASTY = "<script>alert('x')</script> & \"quotes\""
AMOUNT = "schemes/s1/lines/a/amount"


@pytest.fixture(scope="module")
def round_2014() -> Round:
    return rounds.load("2014-15")


@pytest.fixture(scope="module")
def reading() -> Reading:
    year = FinancialYear(2015)
    plan = Plan(
        round="2014-15",
        area=Area("Ashford"),
        schemes=(
            Scheme("s1", "1", NASTY, "=cmd|' /C calc'!A0", None, (Line("a", year, amount=Decimal("1250300")),)),
            Scheme("s2", "2", "Carers", "+44", None, (Line("b", FinancialYear(2014), amount=Decimal("749700.50")),)),
        ),
        contributions=(Contribution("c1", "Ashford Council", None, year, Decimal(1), Decimal("1000000")),),
        metrics=(
            Metric("m1", "residential-admissions", None, (
                MetricPoint("p", PointRole.BASELINE, value=Decimal("145.5"), numerator=Decimal(400), denominator=Decimal(50000)),
                MetricPoint("q", PointRole.TARGET, value=Decimal("700.0")),
            )),
        ),
        risks=(Risk("r1", "@risk", "High"),),
    )  # fmt: skip
    place = Place("Part 2.xlsx", None, "Finance", "C14", None, "=1,250,300")
    doubts = (
        Doubt("dates/submitted", "two dates in one field", (Candidate("2014-02-14", "14 Feb"), Candidate("2014-04-04", "4 April"))),
    )
    return Reading(
        plan, {}, {AMOUNT: place}, doubts, documents=(DocumentRecord("Part 2.xlsx", "xlsx", "0" * 64, ("a hidden sheet",)),)
    )


@pytest.fixture(scope="module")
def result() -> CheckResult:
    where = Place("Part 2.xlsx", None, "Finance", "C14", None, "=1,250,300")
    return CheckResult(
        (
            Finding(
                "total-rows", Severity.ERROR, AMOUNT, where, f"The total is off {NASTY}.", "£1", "£2", "\u2011£1", "Correct it."
            ),
            Finding("metric-leap", Severity.QUERY, "metrics/m1", None, "A leap.", "=1", "+2", "-3", "@do"),
            Finding("draft-mark", Severity.NOTE, None, None, "A draft.", do="Send the final version."),
        ),
        (NotChecked("floor-met", "the table is not there"),),
    )


@pytest.fixture(scope="module")
def page(reading: Reading, result: CheckResult, round_2014: Round) -> str:
    return report_html(reading, result, round_2014)


def test_the_page_holds_every_finding_with_its_source_and_what_to_do(page: str) -> None:
    tree = html.fromstring(page)
    articles = tree.xpath("//article")
    assert len(articles) == 3
    first = " ".join(articles[0].text_content().split())
    for words in (
        "The total is off",
        "£1",
        "£2",
        "\u2011£1",
        "Correct it.",
        "=1,250,300",
        "Part 2.xlsx, sheet Finance, cell C14",
        "total-rows",
    ):
        assert words in first
    assert "the table is not there" in tree.text_content()


def test_findings_stand_in_groups_most_serious_first(page: str) -> None:
    headings = [" ".join(h.text_content().split()) for h in html.fromstring(page).xpath("//section/h2")]
    grouped = [h for h in headings if h.startswith(("These", "For information"))]
    assert grouped == ["These block the plan (1)", "These need a reason (1)", "For information (1)"]


def test_text_of_a_document_cannot_become_part_of_the_page(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//script")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_asks_for_nothing_from_outside(page: str) -> None:
    tree = html.fromstring(page)
    assert not tree.xpath("//link | //img | //iframe | //object | //embed | //@onclick | //@onload")
    assert all(href.startswith("#") for href in tree.xpath("//a/@href"))
    assert "url(" not in page and "@import" not in page
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_the_page_can_be_read_with_a_screen_reader(page: str) -> None:
    tree = html.fromstring(page)
    assert tree.get("lang") == "en-GB"
    assert len(tree.xpath("//main")) == len(tree.xpath("//h1")) == 1
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for reference in tree.xpath("//@aria-labelledby"):
        assert all(name in ids for name in reference.split())
    levels = [int(h.tag[1]) for h in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert all(table.xpath("./caption") and table.xpath(".//th[@scope]") for table in tree.xpath("//table"))


def test_every_chart_has_a_text_and_a_table_with_the_same_figures(page: str) -> None:
    tree = html.fromstring(page)
    charts = tree.xpath("//*[local-name()='svg']")
    assert len(charts) == 2
    for chart in charts:
        assert chart.xpath("./*[local-name()='title']")[0].text and chart.xpath("./*[local-name()='desc']")[0].text
    table = tree.xpath("//section[h2[@id='money']]//table")[0].text_content()
    drawn = [t.text for t in charts[0].xpath(".//*[@class='figure']")]
    assert drawn == ["£1,250,300 in 2015-16", "£749,700.50 in 2014-15"]
    assert "£1,250,300" in table and "£749,700.50" in table


def test_a_colour_stands_for_the_same_year_in_every_bar(page: str) -> None:
    rects = html.fromstring(page).xpath("//*[@aria-labelledby='schemes-chart-title schemes-chart-text']//*[local-name()='rect']")
    assert rects[0].get("fill") != rects[1].get("fill")


def test_doubts_and_notices_of_documents_are_shown(page: str) -> None:
    assert "two dates in one field: 14 Feb or 4 April" in " ".join(page.split())
    assert "a hidden sheet" in page


def test_a_plan_made_for_demonstration_carries_a_banner(
    reading: Reading, result: CheckResult, round_2014: Round, page: str
) -> None:
    told = Reading(Plan(narrative=(Narrative("n", "2a", None, "This paper was made for\ndemonstration."),)))
    assert "This is not a plan of any area" in report_html(told, result, round_2014)
    assert "This is not a plan of any area" not in page


def test_an_empty_reading_gives_a_page_that_says_so(round_2014: Round) -> None:
    page = report_html(Reading(Plan()), CheckResult(), round_2014)
    assert "Nothing was found that does not add up." in page
    assert "It lists no schemes." in page


def test_the_title_given_is_the_page_heading(reading: Reading, result: CheckResult, round_2014: Round) -> None:
    tree = html.fromstring(report_html(reading, result, round_2014, title="Second draft"))
    assert tree.xpath("//h1")[0].text == "Second draft"


@pytest.fixture(scope="module")
def book(reading: Reading, result: CheckResult, round_2014: Round) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(report_xlsx(reading, result, round_2014)))


def test_the_workbook_lists_every_finding_with_a_link_to_its_value(book: openpyxl.Workbook) -> None:
    sheet = book["Findings"]
    assert sheet.max_row == 4
    link = sheet["H2"].hyperlink
    assert sheet["H2"].value == AMOUNT
    values = book["Values"]
    row = int(link.location.rsplit("A", 1)[1])
    assert values.cell(row, 1).value == AMOUNT
    assert values.cell(row, 2).value == 1250300
    assert values.cell(row, 4).value == "Part 2.xlsx, sheet Finance, cell C14"


def test_a_finding_about_a_part_links_to_the_first_value_of_the_part(book: openpyxl.Workbook) -> None:
    link = book["Findings"]["H3"].hyperlink
    row = int(link.location.rsplit("A", 1)[1])
    assert str(book["Values"].cell(row, 1).value).startswith("metrics/m1/")


def test_no_text_of_the_workbook_is_a_formula(book: openpyxl.Workbook) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    texts = {cell.value for cell in cells}
    assert {"=cmd|' /C calc'!A0", "+44", "@risk", "=1,250,300", "+2", "@do"} <= texts


def test_the_workbook_is_written_where_it_is_asked_for(
    reading: Reading, result: CheckResult, round_2014: Round, tmp_path: object
) -> None:  # fmt: skip
    path = tmp_path / "report.xlsx"  # type: ignore[operator]
    data = report_xlsx(reading, result, round_2014, path)
    assert path.read_bytes() == data


def test_what_was_not_checked_and_what_is_in_doubt_have_sheets(book: openpyxl.Workbook) -> None:
    assert book["Not checked"]["B2"].value == "the table is not there"
    assert book["Doubts"]["A2"].value == "dates/submitted"


def test_a_checked_reading_can_be_reported_both_ways(reading: Reading, round_2014: Round) -> None:
    checked = checking.check(reading, round_2014)
    page = report_html(reading, checked, round_2014)
    assert all(finding.rule in page for finding in checked.findings)
    assert (
        openpyxl.load_workbook(BytesIO(report_xlsx(reading, checked, round_2014)))["Findings"].max_row == len(checked.findings) + 1
    )


def test_a_source_of_funding_is_called_by_its_name_and_a_blank_place_says_so() -> None:
    put_in = Contribution("a", "A Council", "dfg", FinancialYear(2025), actual=Decimal("1"))
    finding = Finding("risk-owner", Severity.QUERY, "risks/r/owner", Place("plan.docx", line=3), "No owner.")
    page = report_html(Reading(Plan(contributions=(put_in,))), CheckResult((finding,), ()), rounds.load("2025-26"))
    assert "A Council, Disabled Facilities Grant" in page
    assert "Nothing is written here." in page
