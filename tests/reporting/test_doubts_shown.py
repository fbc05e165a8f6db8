"""A doubt is shown wherever its value is."""

from datetime import date

from bettercare.checking import check
from bettercare.plan import Dates, Doubt, Plan, Reading
from bettercare.reporting import report_html
from bettercare.rounds import load


def test_a_date_in_doubt_says_so_in_the_plan_in_brief():
    plan = Plan(round="2014-15", dates=Dates(agreed_at_hwb=date(2014, 2, 12), submitted=date(2014, 3, 13)))
    reading = Reading(plan, doubts=(Doubt("dates/agreed_at_hwb", "the date has no year"),))
    round = load("2014-15")
    page = report_html(reading, check(reading, round), round)
    assert "agreed it on 12 February 2014 (in doubt: the date has no year)" in page
    assert "It was submitted on 13 March 2014." in page
