"""The page of a collation shows what differs in a table and says once what does not."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from lxml import html

from bettercare.collating import collate
from bettercare.plan import Area, Budget, BudgetKind, Cover, FinancialYear, Plan, Reading
from bettercare.plan.collation import Handed
from bettercare.reporting import collated
from bettercare.reporting.collated_page import laid_out, shown
from bettercare.reporting.collated_sheet import Column, Sheet
from bettercare.reporting.collated_tables import AGAIN, sheets
from bettercare.reporting.collated_words import short, tiles
from bettercare.rounds import load
from tests.collating.test_areas import asked

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


def test_what_is_not_in_the_sums_is_grouped_by_reason_with_numbers_and_a_reason_that_all_share_is_said_once() -> None:
    nowhere = [Handed(f"paper {n}", Reading(Plan(round="2025-26"))) for n in range(1, 15)]
    broken = [Handed("b.docx", problem="b.docx: the file is cut short"), Handed("c.docx", problem="c.docx: it is empty")]
    old = Handed("older", Reading(Plan(round="2014-15")))
    found = collate([Handed("a", plan("E06000001")), *broken, *nowhere, old], load("2025-26"))
    page = html.fromstring(str(collated(found, ["README.md"])["index.html"]).encode())
    (heading,) = page.xpath("//h2[@id='apart']")
    section = heading.getparent()
    reasons = [" ".join(words.text_content().split()) for words in section.xpath(".//strong")]
    assert reasons == [
        "2 plans could not be read",
        "14 plans do not show surely which area they are for: "
        "the plan does not show which Health and Wellbeing Board area it is for",
        "1 plan is not of this round",
        "Of 1 plan in the sums the money above the minimum in 2025-26 is not known",
    ]
    lists = section.xpath(".//ul[@class='reasons']/li")
    named = [[item.text_content() for item in one.xpath(".//li")] for one in lists]
    assert named[0] == ["b.docx: the file is cut short", "c.docx: it is empty"]
    assert named[1] == [f"paper {n}" for n in range(1, 15)]
    assert named[2:] == [["older: it answers round 2014-15"], ["a"]]
    assert [bool(one.xpath(".//details")) for one in lists] == [False, True, False, False]
    assert "Left aside, being no plan: README.md." in section.text_content()


def test_where_nothing_is_added_no_table_shows_noughts() -> None:
    found = collate([Handed("c", Reading(Plan(round="2025-26")))], load("2025-26"))
    page = html.fromstring(str(collated(found)["index.html"]).encode())
    shown = {heading.get("id") for heading in page.xpath("//h2")}
    assert not shown & {"money", "ambitions", "conditions", "regions"}
    assert "1 plan was given, 0 are in the sums" in page.text_content()


def test_the_headline_figures_are_short_with_the_full_figure_and_what_it_counts_beneath() -> None:
    assert [short(Decimal(n)) for n in (6_657_436_000, 812_719_000, 999_950_000, 35_000, -2_500_000)] == [
        "£6.66 billion", "£812.7 million", "£1.00 billion", "£35,000", "-£2.5 million",
    ]  # fmt: skip
    drawn = asked(1_500_000, 1_000_000)
    pool, above, areas = tiles(collate([Handed("a", Reading(drawn))], load("2025-26")))
    assert (pool.figure, pool.tells) == ("£1.5 million", "£1,500,000, of 1 plan")
    assert (above.figure, above.tells) == ("£500,000", "£500,000 (50% of the minimum of £1,000,000), of 1 plan")
    assert areas.figure == "1"


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


def test_a_table_by_source_in_which_no_plan_says_one_is_not_shown() -> None:
    drawn = asked(150, 100)
    silent = replace(drawn, contributions=tuple(replace(c, source=None) for c in drawn.contributions))
    for of, some in ((drawn, True), (silent, False)):
        (sheet,) = [s for s in sheets(collate([Handed("a", Reading(of))], load("2025-26"))) if s.id == "pool-by-source"]
        assert bool(sheet.rows) is some
