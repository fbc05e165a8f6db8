"""Words of the next cell among those of a choice, in a text whose columns stand a space apart."""

from bettercare.plan import Place
from bettercare.reading.parts import Read
from bettercare.reading.words_among import without_words_among

KNOWN = {"private sector", "nhs community provider", "local authority"}
IN_TEXT = Place("plan.txt", line=7)
IN_SHEET = Place("plan.xlsx", sheet="5. Expenditure", cell="F7")


def test_a_choice_is_told_from_the_words_of_a_neighbour_before_within_and_after_it() -> None:
    for written in ("NHS Community DFG Provider", "new NHS Community Provider", "NHS Community Provider as last year"):
        assert without_words_among(Read(written, IN_TEXT), KNOWN) == "nhs community provider"


def test_other_words_and_words_of_a_sheet_are_left_as_they_were_written() -> None:
    assert without_words_among(Read("Better gardens", IN_TEXT), KNOWN) is None
    assert without_words_among(Read("Private Sector new", IN_SHEET), KNOWN) is None
