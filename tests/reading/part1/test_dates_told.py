"""Dates that only a sentence states: when the board agreed the plan, when it was sent."""

from datetime import date

import pytest

from bettercare.reading.fields.dates_told import dates_told
from bettercare.reading.parts import Found, Read
from tests.reading.made import text_document

BOARD, SENT = "dates/agreed_at_hwb", "dates/submitted"


def told(text: str, found: Found | None = None) -> dict[str, Read]:
    return dates_told((text_document(text),), found or Found()).singles


def test_one_sentence_can_state_both_dates() -> None:
    found = told("The plan was approved by the Health and Wellbeing Board on 20 September 2017 and submitted on 11 September 2017.")
    assert (found[BOARD].value, found[SENT].value) == (date(2017, 9, 20), date(2017, 9, 11))


def test_the_board_may_stand_first() -> None:
    assert told("The HWB formally agreed this plan on 06/09/2017.")[BOARD].value == date(2017, 9, 6)


def test_two_boards_with_two_dates_leave_none_leading() -> None:
    board = "The plan was approved by the {} Health and Wellbeing Board on {} September 2017."
    text = f"{board.format('first', 11)}\n\n{board.format('second', 21)}"
    read = told(text)[BOARD]
    assert read.value is None
    assert [c.value for c in read.others] == ["2017-09-11", "2017-09-21"]


@pytest.mark.parametrize(
    "text",
    [
        "A first draft of the plan was submitted on 5 July 2017.",
        "The Board approved the strategy, on which the plan rests, at the HWB on 5 July 2017.",
        "The plan will be submitted on 11 September 2017.",
        "The accounts were submitted on 11 September 2017.",
    ],
)
def test_drafts_other_papers_and_what_is_still_to_come_give_no_date(text: str) -> None:
    assert told(text) == {}


def test_a_date_that_a_label_gave_stays() -> None:
    given = Found(singles={SENT: Read(date(2017, 9, 8))})
    assert told("The plan was submitted on 11 September 2017.", given)[SENT].value == date(2017, 9, 8)
