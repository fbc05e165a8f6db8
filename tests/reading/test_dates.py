"""Dates, years and periods as papers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan import FinancialYear, State
from bettercare.reading.dates import periods_in, read_date, read_period, read_year, years_in


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("30 th January 2014", "2014-01-30"),
        ("14/02/14", "2014-02-14"),
        ("14.2.14", "2014-02-14"),
        ("2014-02-14", "2014-02-14"),
        ("Tuesday, 12 September 2017", "2017-09-12"),
        ("3rd Feb 2014", "2014-02-03"),
        ("4th April, 2014", "2014-04-04"),
        ("March 4, 2014", "2014-03-04"),
    ],
)
def test_a_date_is_read_day_first(text, iso):
    assert read_date(text).value == date.fromisoformat(iso)
    assert read_date(text).doubt is None


def test_a_year_of_five_digits_cannot_be_meant_and_the_slip_is_offered():
    value = read_date("7 March 20014")
    assert value.value is None
    assert value.state is State.UNREADABLE
    assert [c.value for c in value.others] == ["2014-03-07"]


def test_a_date_without_a_year_takes_the_nearest_one_only_in_doubt():
    assert read_date("12 February (1st draft)").value is None
    value = read_date("12 February (1st draft)", near=date(2014, 3, 14))
    assert value.value == date(2014, 2, 12)
    assert value.doubt == "the date has no year"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("31 June 2014", "this day does not exist"),
        ("02/14/2014", "month and day seem swapped"),
        ("March 2014", "a month without a day"),
    ],
)
def test_a_date_that_cannot_be_is_unreadable(text, doubt):
    value = read_date(text)
    assert value.value is None
    assert value.doubt == doubt


@pytest.mark.parametrize(
    ("text", "start"), [("2014/15", 2014), ("14/15", 2014), ("2017 – 2018", 2017), ("2025-26", 2025), ("2014/2015", 2014)]
)
def test_a_financial_year_is_read(text, start):
    assert read_year(text) == FinancialYear(start)


@pytest.mark.parametrize("text", ["2014/16", "12/13/14", "24/7", "£14/15", "2014", "1,014/15"])
def test_what_only_looks_like_a_financial_year_is_not_one(text):
    assert years_in(text) == []


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("April 2012 - March 2013", "2012-04-01..2013-03-31"),
        ("( April - December 2014 )", "2014-04-01..2014-12-31"),
        ("Apr 12 - Mar 13", "2012-04-01..2013-03-31"),
        ("Q1 2015/16", "2015-04-01..2015-06-30"),
        ("2013-14 Q3", "2013-10-01..2013-12-31"),
        ("(Jun 2013 - Nov 2013)", "2013-06-01..2013-11-30"),
        ("2012/13", "2012-04-01..2013-03-31"),
        ("(Apr 2012 - March 2013", "2012-04-01..2013-03-31"),
        ("Q4 13/14", "2014-01-01..2014-03-31"),
        ("October 2014 - March 2015", "2014-10-01..2015-03-31"),
        ("Jan - Jun 2015", "2015-01-01..2015-06-30"),
        ("01/04/2012 - 31/03/2013", "2012-04-01..2013-03-31"),
        ("Sep-13", "2013-09-01..2013-09-30"),
        ("calendar year 2014", "2014-01-01..2014-12-31"),
    ],
)
def test_a_period_is_read(text, period):
    assert str(read_period(text).period) == period


def test_a_period_left_to_insert_is_a_default_left_in():
    assert read_period("( insert time period )").state is State.DEFAULT_LEFT_IN


def test_two_periods_in_one_field_are_a_doubt():
    assert read_period("April 2012 - March 2013 April 2014 - March 2015").doubt == "two periods in one field"


def test_every_period_of_a_line_is_found_in_order():
    found = [str(p) for p, _ in periods_in("(April 2013 - Sep 2013) ( April - September 2014 ) ( October 2014 - March 2015 )")]
    assert found == ["2013-04-01..2013-09-30", "2014-04-01..2014-09-30", "2014-10-01..2015-03-31"]


@given(
    st.dates(date(2001, 1, 1), date(2098, 12, 31)), st.sampled_from(["%d %B %Y", "%d/%m/%Y", "%d %b %Y", "%Y-%m-%d", "%A %d %B %Y"])
)
def test_every_date_written_out_is_read_back(day, style):
    assert read_date(day.strftime(style)).value == day


@given(st.text(max_size=60))
def test_no_text_makes_the_readers_fail(text):
    assert read_date(text).value is None or read_date(text).value.year > 0
    assert read_period(text).period is None or read_period(text).period.days > 0


def test_a_span_of_quarters_is_one_period() -> None:
    period = read_period("Q1-Q3 2013/14").period
    assert period is not None
    assert (period.start, period.end) == (date(2013, 4, 1), date(2013, 12, 31))


def test_a_span_that_lost_its_hyphen_at_a_lines_end_is_one_period() -> None:
    whole = read_period("April 2012 March 2013")
    assert (whole.start, whole.end) == (date(2012, 4, 1), date(2013, 3, 31))


def test_months_that_stand_side_by_side_stay_months() -> None:
    assert [p.months for p, _ in periods_in("April 2014 May 2014 June 2014")] == [1, 1, 1]
    assert [p.months for p, _ in periods_in("September 2014 December 2014")] == [1, 1]
