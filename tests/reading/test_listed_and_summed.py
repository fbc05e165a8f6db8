"""Money printed as running text: expenditure known by its closed lists side by side, contributions by the total they add up to."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents

SPENT = (
    "7 Expenditure plan Ref Scheme Type Area of spend Commissioner Provider Source 17/18 (£k) 18/19 (£k) SB01 Reablement services "
    "Domiciliary care at home Social Care Local Authority Local Authority CCG Minimum Contribution 4,512 4,600 SB02 Community beds "
    "Intermediate care services Community Health CCG Private Sector CCG Minimum Contribution 2,059 940 SB03 Home adaptations DFG - "
    "Adaptations Social Care Local Authority Local Authority Local Authority Contribution 644 701 Total 7,215 6,241 5"
)
PAID = (
    "6 Overview of funding contributions Contribution 2017/18 £k 2018/19 £k Elm Council Improved Better Care Fund 1,444 1,011 "
    "NHS Elm North CCG 12,510 12,748 3 4 NHS Elm South CCG 18,230 18,576 Total 32,184 32,335 4"
)


def read(text: str) -> Reading:
    return read_documents([text_document(f"Elm Integration and Better Care Fund Narrative Plan 2017-19 {text}")], "2017-19")


def test_rows_are_known_by_the_lists_in_them_and_amounts_are_of_the_unit_above() -> None:
    schemes = read(SPENT).plan.schemes
    assert [(s.number, s.name) for s in schemes] == [
        ("SB01", "Reablement services"),
        ("SB02", "Community beds"),
        ("SB03", "Home adaptations"),
    ]
    assert [[line.amount for line in s.lines] for s in schemes] == [
        [Decimal(4512000), Decimal(4600000)],
        [Decimal(2059000), Decimal(940000)],
        [Decimal(644000), Decimal(701000)],
    ]
    assert [s.lines[0].provider for s in schemes] == ["council", "private", "council"]


def test_rows_that_add_up_to_the_total_are_contributions_of_the_years_above_in_their_order() -> None:
    paid = [(c.organisation, c.source, c.actual) for c in read(PAID).plan.contributions if str(c.year) == "2018-19"]
    assert paid == [
        ("Elm Council", "ibcf", Decimal(1011000)),
        ("NHS Elm North CCG", None, Decimal(12748000)),
        ("NHS Elm South CCG", None, Decimal(18576000)),
    ]


def test_rows_that_do_not_add_up_to_the_total_are_not_read_so() -> None:
    assert not [c for c in read(PAID.replace("12,748", "12,747")).plan.contributions if c.actual == Decimal(18576000)]


def test_thousands_are_known_where_the_pound_sign_was_lost_and_the_kind_other_is_no_area_of_spend() -> None:
    text = SPENT.replace("(£k)", "(000)").replace("Community beds Intermediate care services", "Community beds Other")
    schemes = read(text).plan.schemes
    assert [(s.name, s.lines[0].area_of_spend, s.lines[0].amount) for s in schemes][1:] == [
        ("Community beds", "community-health", Decimal(2059000)),
        ("Home adaptations", "social-care", Decimal(644000)),
    ]
