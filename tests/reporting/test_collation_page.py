"""The page of a collation shows what differs in a table and says once what does not."""

from __future__ import annotations

from decimal import Decimal

from lxml import html

from bettercare.collating import collate
from bettercare.plan import Area, Budget, BudgetKind, Cover, FinancialYear, Plan, Reading
from bettercare.plan.collation import Handed
from bettercare.reporting import collated
from bettercare.reporting.collated_page import laid_out, shown
from bettercare.reporting.collated_sheet import Column, Sheet
from bettercare.reporting.collated_tables import AGAIN

TEXT, COUNT, POUNDS, RATE = (Column(k, k.capitalize(), "", k) for k in ("text", "count", "pounds", "rate"))
METRIC, UNIT = Column("metric", "Metric", ""), Column("unit", "Unit", "")


def test_a_column_without_any_value_is_left_out_and_one_with_some_stays() -> None:
    (laid,) = laid_out(Sheet("x", "X", "", (TEXT, COUNT, POUNDS), (("a", 0, Decimal(1)), ("b", 0, None))))
    assert [c.id for c in laid.columns] == ["text", "pounds"]
    assert laid.rows == (("a", "£1"), ("b", "not known"))


def test_each_metric_has_a_table_and_what_holds_for_all_its_rows_stands_in_the_caption() -> None:
    rows = tuple((m, p, Decimal(v), "days", 7) for m, p, v in (("Delay", "May", 5), ("Delay", "June", 6), ("Falls", "May", 7)))
    period = Column("period", "Period", "")
    first, second = laid_out(Sheet("x", "X", "", (METRIC, period, RATE, UNIT, COUNT), rows, "metric"))
    assert first.caption == "Delay, days, count: 7"
    assert first.rows == (("May", "5.0"), ("June", "6.0"))
    assert second.caption == "Falls"
    assert second.rows == (("May", "7.0", "days", "7"),)


def test_amounts_are_shown_to_the_pound_and_rates_to_one_decimal_and_what_is_not_known_says_so() -> None:
    assert shown(Decimal("15036436.50"), POUNDS) == "£15,036,437"
    assert (shown(Decimal("1887"), RATE), shown(Decimal("6.449"), RATE)) == ("1,887.0", "6.4")
    assert (shown(None, POUNDS), shown(None, RATE), shown(None, TEXT)) == ("not known", "not known", "")


def plan(code: str) -> Reading:
    budget = Budget("b", BudgetKind.AGREED, FinancialYear.parse("2025-26"), Decimal("10.40"))
    return Reading(Plan(round="2025-26", area=Area(code), covers=(Cover("c", code),), budgets=(budget,)))


def test_a_plan_that_is_not_in_the_sums_stands_before_them_with_the_reason_once() -> None:
    found = collate(
        [Handed("a", plan("E06000001")), Handed("b.docx", problem="b.docx: the file is cut short"), Handed("c", Reading(Plan()))]
    )
    page = html.fromstring(str(collated(found, ["older"])["index.html"]).encode())
    (heading,) = page.xpath("//h2[@id='apart']")
    told = [" ".join(item.text_content().split()) for item in heading.getparent().xpath(".//li")]
    assert told == [
        "b.docx: the file is cut short",
        "c: the plan does not show which Health and Wellbeing Board area it is for",
        "older: a plan of another round",
    ]
    assert heading.xpath("following::h2[@id='pools']")


def test_every_table_names_its_rows_and_each_cell_its_column_for_narrow_screens() -> None:
    page = html.fromstring(str(collated(collate([Handed("a", plan("E06000001"))]))["index.html"]).encode())
    assert page.xpath("//table")
    for table in page.xpath("//table"):
        heads = [h.text_content() for h in table.xpath("./thead//th[@scope='col']")]
        for row in table.xpath("./tbody/tr"):
            assert len(row.xpath("./th[@scope='row']")) == 1
            assert [cell.get("data-label") for cell in row.xpath("./td")] == heads[1:]


def test_a_plan_left_out_for_many_periods_is_named_once_with_how_many() -> None:
    from bettercare.reporting.collated_page import _brief

    columns = tuple(Column(n, n, "") for n in ("metric", "period", "role", "plan", "why"))
    rows = tuple(("Delay", month, "target", "a", "it gives no value") for month in ("May", "June"))
    assert _brief(Sheet(AGAIN, "X", "", columns, rows)).rows == (("Delay", "a", "it gives no value", 2),)
