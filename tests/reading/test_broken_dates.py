"""Dates of a column that a text printed line by line broke over two lines."""

from __future__ import annotations

from bettercare.documents.model import Document, Format, Paragraph
from bettercare.reading.righting.broken_dates import with_whole_dates

SIGNED = (
    "Council Hillshire Council Chief Executive 4 September",
    "(lead) 2017",
    "Group NHS Hillshire Group Accountable 11 September",
    "2017",
)


def lines(*texts: str) -> list[str]:
    document = Document("plan.txt", Format.TEXT, "", 0, tuple(Paragraph(t, line=n) for n, t in enumerate(texts, 1)))
    return [b.text for b in with_whole_dates(document).blocks if isinstance(b, Paragraph)]


def test_the_year_of_a_date_in_a_column_comes_back_to_its_day_and_month() -> None:
    assert lines("Approval", *SIGNED, "End") == [
        "Approval",
        "Council Hillshire Council Chief Executive 4 September 2017",
        "(lead)",
        "Group NHS Hillshire Group Accountable 11 September 2017",
        "End",
    ]


def test_one_date_that_a_sentence_broke_is_left_as_it_is() -> None:
    prose = ("The board met on 4 September", "and will meet again in the spring of 2018", "with all its partners")
    assert lines(*prose) == list(prose)


def test_a_line_that_ends_in_a_date_of_its_own_gives_no_year_to_the_line_above() -> None:
    both = ("Council 4 September", "sent 5 October 2017", "Group 11 September", "sent 12 October 2017")
    assert lines(*both) == list(both)
