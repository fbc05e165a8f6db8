"""Years, quarters, months and periods: what they span, how they are written, and that nothing else is taken for one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan import FinancialYear, Month, Period, Quarter
from tests.plan.strategies import DATES, YEARS

MONTHS = st.builds(Month, st.integers(1990, 2100), st.integers(1, 12))
QUARTERS = st.builds(Quarter, YEARS, st.integers(1, 4))
PERIODS = st.tuples(DATES, DATES).map(lambda days: Period(min(days), max(days)))


@given(st.one_of(YEARS, MONTHS, QUARTERS, PERIODS))
def test_what_is_written_is_read_back(value):
    assert type(value).parse(str(value)) == value


@given(YEARS)
def test_the_quarters_of_a_year_follow_each_other_and_fill_it(year):
    quarters = [year.quarter(n).period for n in (1, 2, 3, 4)]
    assert quarters[0].start == year.first_day
    assert quarters[3].end == year.last_day
    for earlier, later in pairwise(quarters):
        assert later.start - earlier.end == timedelta(days=1)
    assert [quarter.months for quarter in quarters] == [3, 3, 3, 3]


@given(MONTHS)
def test_a_month_ends_the_day_before_the_next_begins(month):
    following = month.period.end + timedelta(days=1)
    assert month.period.start.day == following.day == 1
    assert month.period.months == 1


@given(YEARS.filter(lambda year: year.start < 2100))
def test_a_year_ends_the_day_before_the_next_begins(year):
    assert year.next().first_day - year.last_day == timedelta(days=1)
    assert year.period.months == 12


def test_a_year_is_written_with_both_its_halves():
    assert str(FinancialYear(1999)) == "1999-00"
    assert str(Quarter(FinancialYear(2014), 4)) == "2014-15 Q4"
    assert Quarter(FinancialYear(2014), 4).period == Period(date(2015, 1, 1), date(2015, 3, 31))
    assert Period(date(2014, 4, 1), date(2014, 12, 31)).months == 9
    assert Period(date(2014, 4, 1), date(2014, 4, 1)).days == 1


@pytest.mark.parametrize(
    "text", ["2014", "2014/15", "2014-2015", "2014-16", "14-15", "2014-15 ", "2014-15\n", "1989-90", "2101-02", "", "٢٠١٤-١٥"]
)
def test_a_year_written_in_another_way_is_refused(text):
    with pytest.raises(ValueError):
        FinancialYear.parse(text)


@pytest.mark.parametrize("text", ["2014-13", "2014-00", "2014-4", "April 2014", "2014-04-01", "2014-04\n", ""])
def test_a_month_written_in_another_way_is_refused(text):
    with pytest.raises(ValueError):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2014-15 Q5", "2014-15 Q0", "Q1 2014-15", "2014-15Q1", "2014-16 Q1", "2014-15 Q1\n", ""])
def test_a_quarter_written_in_another_way_is_refused(text):
    with pytest.raises(ValueError):
        Quarter.parse(text)


@pytest.mark.parametrize("text", ["2014-04-01", "2014-04-01..", "2014-04-01..2014-03-31", "2014-02-30..2014-03-31", "1..2..3", ""])
def test_a_period_written_in_another_way_is_refused(text):
    with pytest.raises(ValueError):
        Period.parse(text)


@pytest.mark.parametrize("start", [1989, 2101, 0, -1])
def test_a_year_far_from_any_round_is_refused(start):
    with pytest.raises(ValueError, match="between 1990 and 2100"):
        FinancialYear(start)
