"""Tables placed from running text are in doubt where their own figures speak against the layout; drawn tables are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from bettercare.documents import Cell, Document, Format, Paragraph, Row, Table
from bettercare.plan import FinancialYear, Place
from bettercare.reading.layout_doubts import doubt_layout, drawn_lines
from bettercare.reading.parts import Found, Part, Read
from bettercare.rounds import load

ROUND = load("2017-19")
TABLE = Table((Row((Cell("Rate", 0), Cell("685.4", 1)), 1, 1, 9),))
TEXT = Document("plan.txt", Format.TEXT, "0" * 64, 1, (Paragraph("Text.", 1, 1), TABLE))
YEAR = FinancialYear.parse("2017-18")


def read(value: object, line: int = 1) -> Read:
    return Read(value, Place("plan.txt", 1, None, None, line, str(value)))


def point(value: str | None, numerator: int | None, denominator: int | None, line: int = 1, start: date | None = None) -> Part:
    figures = {"value": value and Decimal(value), "numerator": numerator, "denominator": denominator}
    fields = {k: read(Decimal(v), line) for k, v in figures.items() if v is not None}
    period = {"start": read(start), "end": read(date(start.year, start.month, 30))} if start else {}
    return Part("points", {**fields, **period})


def metric(*points: Part, id: str = "residential-admissions") -> Part:
    return Part("metrics", {"metric": read(id)}, tuple(points))


def doubts(*parts: Part, document: Document = TEXT) -> list[list[bool]]:
    """For each point or line, which of its values are in doubt."""
    found = doubt_layout(Found(parts), [document], drawn_lines([document]), ROUND)
    return [[r.doubt is not None for r in child.fields.values()] for part in found.parts for child in part.parts]


GOOD = (point("685.4", 509, 74268), point("655.3", 494, 75382), point("613.2", 465, 75834))


def test_a_metric_whose_rates_follow_from_its_parts_is_in_no_doubt() -> None:
    assert doubts(metric(*GOOD)) == [[False] * 3] * 3


def test_one_point_that_does_not_follow_is_in_doubt_alone() -> None:
    assert doubts(metric(*GOOD[:2], point("12.9", 465, 75834))) == [[False] * 3, [False] * 3, [True] * 3]


def test_a_slip_of_the_paper_and_a_count_given_as_the_value_are_no_sign_of_a_wrong_layout() -> None:
    assert doubts(metric(*GOOD[:2], point("640.0", 465, 75834), point("465", 465, 75834))) == [[False] * 3] * 4


def test_a_metric_that_mostly_speaks_against_its_layout_is_in_doubt_as_a_whole() -> None:
    made = metric(GOOD[0], point("494", 655, 75382), point(None, 75834, 465))
    assert doubts(made) == [[True] * 3, [True] * 3, [True] * 2]
    found = doubt_layout(Found((made,)), [TEXT], frozenset(), ROUND)
    assert found.parts[0].fields["metric"].doubt


def test_figures_of_another_size_than_the_rest_are_in_doubt() -> None:
    points = [point(v, None, None) for v in ("11312", "11232", "0.95", "11086")]
    assert doubts(metric(*points, id="non-elective-admissions")) == [[True]] * 4


def test_a_share_above_a_hundred_and_a_month_for_a_yearly_figure_are_in_doubt() -> None:
    assert doubts(metric(point("606357", None, None), id="reablement-91-days")) == [[True]]
    assert doubts(metric(point(None, 465, None, start=date(2014, 4, 1)))) == [[True] * 3]


def test_a_table_drawn_with_tabs_and_other_formats_keep_what_they_say() -> None:
    wrong = metric(point("494", 655, 75382, line=9))
    assert doubts(wrong) == [[False] * 3]
    assert doubts(metric(point("494", 655, 75382)), document=replace(TEXT, format=Format.DOCX)) == [[False] * 3]


def scheme(*amounts: int, source: str | None = None) -> Part:
    bare = {"year": read(YEAR), **({"source": read(source)} if source else {})}
    return Part("schemes", {"name": read("Care")}, tuple(Part("lines", {**bare, "amount": read(Decimal(a))}) for a in amounts))


def total(amount: int) -> Part:
    return Part("stated_totals", {"of": read("schemes.amount"), "year": read(YEAR), "amount": read(Decimal(amount))})


def test_an_amount_far_smaller_than_the_others_is_in_doubt() -> None:
    assert [child[-1] for child in doubts(scheme(328000, 4, 877000))] == [False, True, False]


def test_a_column_that_adds_up_to_more_than_its_total_is_in_doubt_and_one_that_lacks_rows_is_not() -> None:
    assert [child[-1] for child in doubts(scheme(300000, 400000), total(500000))] == [True, True]
    assert [child[-1] for child in doubts(scheme(300000, 100000), total(500000))] == [False, False]


def test_an_overview_and_its_detail_by_source_are_not_added_up_together() -> None:
    parts = (scheme(300000, 200000), scheme(300000, 200000, source="dfg"), total(500000))
    assert not any(child[-1] for child in doubts(*parts))


def test_figures_of_no_metric_that_the_round_knows_are_in_doubt_unless_they_agree_with_each_other() -> None:
    unknown = "of whom nothing is known"
    assert doubts(metric(*GOOD[:2], point("12.9", 465, 75834), id=unknown)) == [[False] * 3, [False] * 3, [True] * 3]
    assert doubts(metric(point("6.1", None, None), point("6.2", None, None), id=unknown)) == [[True]] * 2
    steady = [point(v, n, None) for v, n in (("655.4", 706), ("156.0", 168), ("155.0", 167), ("154.1", 166))]
    assert doubts(metric(*steady, id=unknown)) == [[False] * 2] * 4


def test_figures_of_no_known_metric_that_go_up_and_down_over_one_denominator_may_stand_in_any_order() -> None:
    counts = ((2418, "74.5", 2013), (2326, "71.7", 2014), (2395, "73.8", 2015))
    points = [point(v, n, 3245, start=date(year, 4, 1)) for n, v, year in counts]
    assert doubts(metric(*points, id="of whom nothing is known")) == [[True] * 5] * 3


def test_figures_that_agree_as_another_rate_put_the_name_of_the_metric_in_doubt_and_not_themselves() -> None:
    made = metric(point("85.2", 3903, 4580), point("86.0", 3939, 4580), id="residential-admissions")
    assert doubts(made) == [[False] * 3] * 2
    assert doubt_layout(Found((made,)), [TEXT], frozenset(), ROUND).parts[0].fields["metric"].doubt


def test_contributions_among_which_a_row_of_totals_was_taken_for_a_partner_are_in_doubt() -> None:
    def partner(name: str, amount: int) -> Part:
        return Part("contributions", {"organisation": read(name), "actual": read(Decimal(amount))})

    def doubted(*parts: Part) -> list[bool]:
        found = doubt_layout(Found(parts), [TEXT], frozenset(), ROUND)
        return [any(r.doubt for r in part.fields.values()) for part in found.parts]

    assert doubted(partner("Elm Council", 300), partner("Total BCF pooled budget", 700)) == [True, True]
    assert doubted(partner("Elm Council", 300), partner("NHS Elm CCG", 400)) == [False, False]
