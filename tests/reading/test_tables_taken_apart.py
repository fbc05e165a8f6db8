"""Tables that a converter took apart: risks known by their marks, income by its totals, expenditure by its running numbers."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.plan import Reading
from bettercare.reading.pipeline import read_documents
from bettercare.reading.values import read_number

RISKS = (
    "5) RISKS AND CONTINGENCY a) Risk log There is a risk that: How likely is the risk to materialise? Please rate on a "
    "scale of 1-5 with 1 being very unlikely and 5 being very likely Overall risk factor (likelihood *potential impact) "
    "Mitigating Actions 4 Potential impact 4 Ferry crossings are lost in winter Nurses leave for the mainland The record"
    " is late 16 Spare boat 3 3 9 Cottages 2 4 8 Paper"
)
RATED = (
    "4) RISKS Risk Risk rating Mitigating Actions Ferry crossings are lost in winter High Nurses leave for the mainland "
    "The record is late Medium Low A spare boat is held at the quay. Cottages are kept for new staff. A paper form is "
    "used until then."
)
INCOME = (
    "Health and Wellbeing Funding Sources Elm Please complete white cells Gross Contribution (000) 2014/15 2015/16 Local"
    " Authority Social Services Elm <Please select local authority> 1,426 Total Local Authority Contribution 0 CCG "
    "Minimum Contribution NHS Elm CCG 1,426 12,488 Total Minimum CCG Contribution Additional CCG Contribution NHS Elm "
    "CCG - 12,488 3,917 2,140 Total Additional CCG Contribution 3,917 2,140 Total Contribution 3,917 16,054 <Please "
    "Select CCG>"
)
SPENT = (
    "Total BCF Pooled Budget £900,000 £950,000 Sheet: 3. Expenditure Plan Scheme ID Scheme Name Scheme Type Sub Types "
    "Area of Spend 1 Joint equipment store 1. Assistive Technologies 4. Other Social Care Joint 60% 2 Cottage hospital "
    "11. Intermediate care services Community Health CCG 3 Adaptations 4. DFG - Adaptations 4 Fees 16. Other "
    "Commissioner if Joint % NHS if Joint % LA Provider Source of Funding 2017/18 Expenditure (£) 2018/19 Expenditure "
    "(£) New/ Existing Scheme 40% Private Sector CCG Minimum Contribution £100,000 £110,000 Existing NHS Community "
    "Provider CCG Minimum Contribution £300,000 £310,000 Existing Social Care Local Authority Private Sector Local "
    "Authority Contribution £200,000 £220,000 Existing Social Care Local Authority Private Sector Improved Better Care "
    "Fund £300,000 £310,000 Existing"
)


def read(text: str, round: str) -> Reading:
    return read_documents([text_document(f"Elm Better Care Fund plan {text}")], round)


def test_three_numbers_are_one_risks_where_the_third_is_the_product_of_the_others_whatever_words_stand_between() -> None:
    reading = read(RISKS, "2015-16")
    assert [(r.likelihood, r.impact, r.score, r.description) for r in reading.plan.risks] == [
        (4, 4, 16, "Ferry crossings are lost in winter"),
        (3, 3, 9, "Nurses leave for the mainland"),
        (2, 4, 8, "The record is late"),
    ]


def test_risks_without_such_a_product_are_not_read_so() -> None:
    assert not [r for r in read(RISKS.replace("3 3 9", "3 3 8").replace("2 4 8", "2 4 7"), "2015-16").plan.risks if r.score == 16]


def test_ratings_in_words_belong_to_the_statements_right_before_them_as_many_as_stand_together() -> None:
    risks = read(RATED, "2014-15").plan.risks
    assert [((r.rating or "").lower(), r.description) for r in risks] == [
        ("high", "Ferry crossings are lost in winter"),
        ("medium", "Nurses leave for the mainland"),
        ("low", "The record is late"),
    ]


def test_income_run_together_is_read_where_its_blocks_come_to_the_total_of_all() -> None:
    paid = [(c.organisation, c.source, str(c.year), c.actual) for c in read(INCOME, "2015-16").plan.contributions]
    assert paid == [
        ("Elm", "council-social-services", "2015-16", Decimal(1426000)),
        ("NHS Elm CCG", "nhs-minimum", "2015-16", Decimal(12488000)),
        ("NHS Elm CCG", "nhs-additional", "2014-15", Decimal(3917000)),
        ("NHS Elm CCG", "nhs-additional", "2015-16", Decimal(2140000)),
    ]


def test_income_that_does_not_come_to_its_total_is_not_read_so() -> None:
    assert not read(INCOME.replace("16,054", "16,055"), "2015-16").plan.contributions


def test_rows_that_begin_with_running_numbers_take_their_later_cells_in_order() -> None:
    schemes = read(SPENT, "2017-19").plan.schemes
    assert [(s.number, s.name, s.lines[0].source, s.lines[0].provider, s.lines[1].amount) for s in schemes] == [
        ("1", "Joint equipment store", "nhs-minimum", "private", Decimal(110000)),
        ("2", "Cottage hospital", "nhs-minimum", "nhs-community", Decimal(310000)),
        ("3", "Adaptations", "dfg", "private", Decimal(220000)),
        ("4", "Fees", "ibcf", "private", Decimal(310000)),
    ]
    assert schemes[0].lines[0].nhs_share == Decimal(60)


def test_rows_whose_columns_come_to_no_printed_sum_are_not_put_together() -> None:
    assert not [s for s in read(SPENT.replace("£950,000", "£951,000"), "2017-19").plan.schemes if s.number == "4" and s.lines]


def test_an_organisation_that_runs_over_lines_signs_once_and_a_person_with_an_address_is_no_partner() -> None:
    table = (
        "Organisation\tSigned by\tPosition\tDate\nElm Council\tA Reed\tChief Executive\t4 September 2017\nNHS Elm\tB Rush\t"
        "Accountable Officer\t5 September 2017\nCCG\t\t\t\n\n"
        "Clinical Commissioning Group Accountable Officer (Lead) B Rush b@example.org\n"
    )
    reading = read_documents(
        [text_document(f"Integration and Better Care Fund Narrative Plan 2017-19\n\nApproval and sign off\n\n{table}")], "2017-19"
    )
    assert [(s.organisation, s.role and str(s.date)) for s in reading.plan.signatures] == [
        ("Elm Council", "2017-09-04"),
        ("NHS Elm CCG", "2017-09-05"),
    ]
    assert "B Rush" not in {o.name for o in reading.plan.organisations}


def test_partners_and_amounts_column_by_column_are_contributions_also_where_the_word_for_total_stands_behind_its_figures() -> None:
    text = (
        "Finance - Summary For each contributing organisation Organisation Holds the pooled budget? (Y/N) Kent County "
        "Council NHS Medway CCG CCG #2 Y N Spending on BCF schemes in 14/15 Minimum contribution (15/16) Actual contribution"
        " (15/16) 3,256,000 690,000 1,462,000 9,933,000 1,462,000 9,973,000 3,946,000 11,395,000 11,435,000 etc BCF Total "
        "Approximately a quarter is paid later."
    )
    paid = [c for c in read(text, "2014-15").plan.contributions if str(c.year) == "2015-16"]
    assert [(c.organisation, c.minimum, c.actual, c.holds_pool) for c in paid] == [
        ("Kent County Council", Decimal(1462000), Decimal(1462000), True),
        ("NHS Medway CCG", Decimal(9933000), Decimal(9973000), False),
    ]


def test_digits_that_run_into_a_figure_are_a_doubt() -> None:
    assert read_number("21,44)04.0").doubt and not read_number("(1,234)").doubt and not read_number("-77, 135").doubt


PRINTED_BY_LINES = (
    "Local Authority Contributions Disabled Facilities Grant (DFG) 2017/18 Gross 2018/19 Gross Contribution Contribution Elm "
    "£200,000 £220,000 <Please select Local Authority> Total Local Authority Contribution exc iBCF (DFG) £200,000 £220,000 iBCF "
    "Contribution (Local Authority) 2017/18 Gross 2018/19 Gross Contribution Contribution Elm £300,000 £310,000 Total iBCF "
    "Contribution £300,000 £310,000 CCG Minimum Contribution 2017/18 Gross 2018/19 Gross Contribution Contribution NHS Elm CCG "
    "£400,000 £420,000 Total Minimum CCG Contribution £400,000 £420,000 2017/18 2018/19 Total BCF Pooled Budget £900,000 £950,000 "
    "Sheet: 3. Expenditure Plan Expenditure Scheme New/ Scheme Type (see table below if Joint % if Joint % 2017/18 2018/19 ID "
    "Scheme Name Sub Types Area of Spend Commissioner Provider Source of Funding Existing for descriptions) NHS LA Expenditure "
    "(£) Expenditure (£) Scheme Joint equipment store 1. Assistive Technologies 4. Other Social Care Joint 60% 40% Private Sector "
    "CCG Minimum Contribution Existing 1 £100,000 £110,000 14. Personalised healthcare at Cottage hospital 3. Other Community "
    "Health CCG NHS Community Provider CCG Minimum Contribution Existing 2 home £300,000 £310,000 Adaptations 4. DFG - "
    "Adaptations Social Care Local Authority Local Authority Local Authority Contribution Existing 3 £200,000 £220,000 Fees "
    "16. Other Social Care Local Authority Private Sector Improved Better Care Fund Existing 4 £300,000 £310,000"
)


def test_a_sheet_printed_line_by_line_keeps_the_numbers_and_names_of_its_rows() -> None:
    reading = read(PRINTED_BY_LINES, "2017-19")
    assert [(s.number, s.name) for s in reading.plan.schemes] == [
        ("1", "Joint equipment store"), ("2", "Cottage hospital"), ("3", "Adaptations"), ("4", "Fees"),
    ]  # fmt: skip


def test_headings_that_broke_over_two_lines_are_no_partners_name() -> None:
    reading = read(PRINTED_BY_LINES, "2017-19")
    assert {(c.organisation, c.source, str(c.year), c.actual) for c in reading.plan.contributions if str(c.year) == "2017-18"} == {
        ("Elm", "dfg", "2017-18", read_number("200000").value),
        ("Elm", "ibcf", "2017-18", read_number("300000").value),
        ("NHS Elm CCG", "nhs-minimum", "2017-18", read_number("400000").value),
    }
