"""Expenditure printed line by line: a row is known by its words, whatever the order of their lines, and proven by the totals."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.plan import Reading
from bettercare.reading.page_feet import without_page_feet
from bettercare.reading.pipeline import read_documents

HEAD = (
    "Health and Wellbeing Board Expenditure Plan Elm Please complete cells Scheme Name Please specify if if Joint % if Joint % "
    "2014/15 2015/16 Area of Spend Commissioner Provider Source of Funding Other NHS LA (000) (000) "
)
ROWS = (
    "Rapid response CCG Minimum Community Health CCG Private Sector Contribution 3,105 "
    "Hospital discharge CCG Minimum Social Care Joint 50% 50% Local Authority Contribution 420 "
    "Social care (section 256) Additional CCG Social Care Local Authority Private Sector Contribution 5,120 "
    "Dementia liaison NHS Mental Health Additional CCG Mental Health CCG Provider Contribution 430 "
    "Adaptations Local Authority Social Other Housing Local Authority Private Sector Services 1,240 "
)
TOTAL = "Total 5,120 5,195 Financial Benefits Plan"
BEHIND = (
    "Cluster teams Community Health CCG NHS Community CCG Minimum 3,650 Provider Contribution "
    "Mental health triage Mental Health CCG NHS Mental Health Additional CCG 290 Provider Contribution "
    "Equipment Continuing Care Joint 55% 45% Private Sector CCG Minimum 1,524 Contribution "
    "Social care packages Social Care Local Authority Charity/Voluntary CCG Minimum 366 Sector Contribution Total 0 5,830"
)


def read(rows: str) -> Reading:
    return read_documents([text_document(f"Better Care Fund plan 2015-16 of Elm\n\n{HEAD}{rows}")], "2015-16")


def told(reading: Reading) -> list[tuple[object, ...]]:
    lines = [(s, line) for s in reading.plan.schemes for line in s.lines]
    return [(s.name, str(x.year), x.amount, x.area_of_spend, x.commissioner, x.provider, x.source) for s, x in lines]


def test_a_row_is_known_by_its_words_in_whatever_order_their_lines_stand_and_the_totals_tell_its_year() -> None:
    assert told(read(ROWS + TOTAL)) == [
        ("Rapid response", "2015-16", Decimal(3105000), "community-health", "ccg", "private", "nhs-minimum"),
        ("Hospital discharge", "2015-16", Decimal(420000), "social-care", "joint", "council", "nhs-minimum"),
        ("Social care (section 256)", "2014-15", Decimal(5120000), "social-care", "council", "private", "nhs-additional"),
        ("Dementia liaison", "2015-16", Decimal(430000), "mental-health", "ccg", "nhs-mental-health", "nhs-additional"),
        ("Adaptations", "2015-16", Decimal(1240000), "other", "council", "private", "council-social-services"),
    ]


def test_rows_that_the_totals_do_not_prove_are_not_read_so() -> None:
    assert not told(read(ROWS + "Total 5,120 5,196 Financial Benefits Plan"))


def test_the_last_words_of_a_rows_cells_may_stand_behind_its_amount() -> None:
    found = [(name, area, provider, source) for name, _, _, area, _, provider, source in told(read(BEHIND))]
    assert found == [
        ("Cluster teams", "community-health", "nhs-community", "nhs-minimum"),
        ("Mental health triage", "mental-health", "nhs-mental-health", "nhs-additional"),
        ("Equipment", "continuing-care", "private", "nhs-minimum"),
        ("Social care packages", "social-care", "voluntary", "nhs-minimum"),
    ]


def test_the_foot_of_each_page_is_no_word_of_a_name_that_it_was_printed_among() -> None:
    prose = "Words of the plan that go on for a while. " * 8
    pages = [f"{prose}Page about {topic}. Elm BCF final" for topic in ("teams", "beds", "carers", "risks", "money")]
    cut = f"{prose}Signed for the Elm Health and Wellbeing Board Elm BCF final Chair of the Board 11 September 2014"
    cleared = without_page_feet(text_document("\n\n".join([cut, *pages]))).paragraphs()
    texts = [p.text for p in cleared if len(p.text) > 100]
    assert not any("Elm BCF final" in t for t in texts)
    assert texts[0].endswith("Elm Health and Wellbeing Board Chair of the Board 11 September 2014")
