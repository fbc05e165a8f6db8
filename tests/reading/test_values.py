"""Single values: money, numbers and states, read strictly."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan import State
from bettercare.reading.values import read_count, read_money, read_number, read_yes_no, state_of, unit_of


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("£17.43m", "17430000"),
        ("484k", "484000"),
        ("(1,234)", "-1234"),
        ("-77, 135", "-77135"),
        ("£1,234,56 7", "1234567"),
        ("£1,234,5\n67", "1234567"),
        ("3,962,308.00", "3962308"),
        ("£ 1,234,000", "1234000"),
        ("- £4,000", "-4000"),
        ("−9,150,000", "-9150000"),
        ("1250000", "1250000"),
        ("£1.5 million", "1500000"),
        ("12.50", "12.5"),
        ("nil", "0"),
        ("0", "0"),
        ("£2 thousand", "2000"),
        ("9,150-", "-9150"),
    ],
)
def test_an_amount_is_read_as_pounds(text, amount):
    assert read_money(text).value == Decimal(amount)
    assert read_money(text).doubt is None


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("tbc", State.TO_BE_CONFIRMED),
        ("TBC.", State.TO_BE_CONFIRMED),
        ("ТВС", State.TO_BE_CONFIRMED),
        ("to follow", State.TO_BE_CONFIRMED),
        ("N/A", State.NOT_APPLICABLE),
        ("n/a", State.NOT_APPLICABLE),
        ("not supplied", State.SAID_NOT_SUPPLIED),
        ("-", State.BLANK),
        ("", State.BLANK),
        ("<name of council>", State.DEFAULT_LEFT_IN),
        ("( insert time period )", State.DEFAULT_LEFT_IN),
        ("dd/mm/yyyy", State.DEFAULT_LEFT_IN),
        ("CCG #2", State.DEFAULT_LEFT_IN),
        ("Local Authority #2 etc", State.DEFAULT_LEFT_IN),
        ("5", State.GIVEN),
        ("Nanny", State.GIVEN),
    ],
)
def test_a_text_in_place_of_a_value_gives_its_state(text, state):
    assert state_of(text) is state


def test_an_amount_beyond_the_nations_fund_gives_no_value_and_the_smaller_readings():
    value = read_money("£15,530 million")
    assert value.value is None
    assert value.state is State.UNREADABLE
    assert [c.value for c in value.others] == ["15530000000.00", "15530000.00", "15530.00"]


def test_two_figures_in_one_field_are_a_doubt_with_both():
    value = read_money("£3,884,000 20,004,000")
    assert value.value == 3884000
    assert value.doubt == "two figures in one field"
    assert [c.value for c in value.others] == ["3884000.00", "20004000.00"]


@pytest.mark.parametrize("text", ["£000's", "12.5%", "2014/15", "see below", "1,23,456"])
def test_what_is_not_an_amount_gives_no_amount(text):
    assert read_money(text).value is None


@pytest.mark.parametrize(
    ("header", "factor"),
    [("Expenditure (£)", 1), ("£000's", 1000), ("2014/15 (£'000)", 1000), ("£k", 1000), ("£m", 10**6), ("Gross contribution", 1)],
)
def test_a_heading_sets_the_unit_of_its_column(header, factor):
    assert unit_of(header) == factor


def test_a_unit_applies_unless_the_text_has_its_own():
    assert read_money("1,250", Decimal(1000)).value == 1250000
    assert read_money("1.25m", Decimal(1000)).value == 1250000


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [("88.10%", "88.10", "per cent"), ("193078", "193078", None), ("29,490", "29490", None), ("-4.5", "-4.5", None)],
)
def test_a_number_keeps_its_decimals_as_typed(text, value, unit):
    read = read_number(text)
    assert str(read.value) == value
    assert read.unit == unit


def test_a_count_is_whole_where_it_can_be():
    assert str(read_count("12.0").value) == "12"
    assert str(read_count("46.4").value) == "46.4"


@pytest.mark.parametrize(("text", "value"), [("Y", True), ("yes", True), ("No", False), ("☑", True), ("perhaps", None)])
def test_yes_and_no_are_read(text, value):
    assert read_yes_no(text).value is value


@given(pence=st.integers(0, 10**12), style=st.sampled_from(["{:,.2f}", "£{:,.2f}", "{:.2f}", "£ {:,.2f}"]))
def test_every_amount_written_out_is_read_back_to_the_penny(pence, style):
    amount = Decimal(pence) / 100
    if amount >= 10**10:
        return
    assert read_money(style.format(amount)).value == amount


@given(st.text(max_size=60))
def test_no_text_makes_the_readers_fail(text):
    for read in (read_money, read_number, read_count, read_yes_no):
        value = read(text)
        assert value.value is not None or value.state is not State.GIVEN
