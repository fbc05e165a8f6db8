"""Sign-off blocks whose titles and dates stand without labels, in lines of their own beneath the name."""

from datetime import date

from bettercare.reading.pipeline import read_documents
from tests.reading.made import text_document

BLOCKS = """1) PLAN DETAILS

b) Authorisation and signoff

NHS Ashby CCG
Signed on behalf of the Clinical Commissioning Group
By
Dr Ada Example
Clinical Chair
4 April 2014

Ashby Council
Signed on behalf of the Council
By
Ben Example
Chief Executive
3rd April 2014

Ashby Health and Wellbeing Board
Signed on behalf of the Health and Wellbeing Board
By Chair of Health and Wellbeing Board
Councillor Cy Example
27 March 2014

c) Service provider engagement
Three trusts took part.
"""


def told(text: str) -> list[tuple[object, ...]]:
    plan = read_documents((text_document(text),), "2014-15").plan
    return [(s.role, s.organisation, s.name, s.position, s.date) for s in plan.signatures]


def test_a_title_and_a_date_beneath_the_name_are_position_and_date() -> None:
    assert told(BLOCKS) == [
        ("nhs", "NHS Ashby CCG", "Dr Ada Example", "Clinical Chair", date(2014, 4, 4)),
        ("council", "Ashby Council", "Ben Example", "Chief Executive", date(2014, 4, 3)),
        ("hwb", "Ashby Health and Wellbeing Board", "Councillor Cy Example", None, date(2014, 3, 27)),
    ]


def test_what_is_neither_title_nor_date_beneath_a_name_is_left() -> None:
    first = told(BLOCKS.replace("Clinical Chair\n4 April 2014\n", "Seen and agreed in full\n"))[0]
    assert first[3:] == (None, None)
