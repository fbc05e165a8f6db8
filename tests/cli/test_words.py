"""The words of the command line: what is said of values, places and addresses, and the two texts as a whole."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal

import pytest

from bettercare import rounds
from bettercare.cli.findings_in_words import counted, findings_in_words
from bettercare.cli.reading_in_words import headlines, reading_in_words
from bettercare.cli.words import at
from bettercare.plan import (
    CheckResult,
    ConditionAnswer,
    FinancialYear,
    Line,
    Place,
    Plan,
    Reading,
    Scheme,
    Signature,
    walk,
)  # fmt: skip
from bettercare.plan.words import NAMED_BY, PART_WORD, in_words, pounds, said
from bettercare.rounds.titles import titled
from tests.cli.given import CELL, GUESSED, LINE, READING, RESULT

ROUND = replace(rounds.load("2014-15"), published_on=None)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("14424000", "£14,424,000"),
        ("207000.5", "£207,000.50"),
        ("-180000", "-£180,000"),
        ("0", "£0"),
        ("-0.99", "-£0.99"),
        ("1E+6", "£1,000,000"),
    ],
)
def test_money_is_said_in_pounds_with_pence_only_where_there_are_any(amount, words):
    assert pounds(Decimal(amount)) == words


def test_a_number_that_is_not_money_is_said_without_a_pound_sign():
    assert said(Decimal("779.90"), "value") == "779.90"
    assert said(Decimal("29490"), "denominator") == "29,490"
    assert said(None) == "not given"


def test_places_say_document_and_cell_or_page_and_line_and_what_is_inferred():
    assert at(CELL) == "part2.xlsx, Spend!E12"
    assert at(LINE) == "part1.pdf, page 3, line 40"
    assert at(GUESSED) == "part2.xlsx, Spend!F12, inferred: the stated total"
    assert at(None) == ""


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("schemes/s1/lines/l1/amount", "scheme 1 Reablement, line 2014-15 recurrent, amount"),
        ("schemes/s1", "scheme 1 Reablement"),
        ("dates/submitted", "dates, submitted"),
        ("risks/r1/owner", "risk Late, owner"),
        ("schemes/gone/name", "gone, name"),
        ("answers/equality-impact", "equality-impact"),
    ],
)
def test_an_address_is_said_by_what_its_parts_are_called(address, words):
    assert in_words(READING.plan, address) == words


def test_every_repeating_part_of_a_plan_has_a_name_and_a_word():
    kinds = {item.name for item in fields(Plan) if isinstance(getattr(Plan(), item.name), tuple)} - {"answers"}
    assert kinds | {"lines", "points"} == set(NAMED_BY) == set(PART_WORD)


def test_the_text_of_a_reading_says_round_documents_values_places_doubts_claims_states_and_what_is_unread():
    text = "\n".join(reading_in_words(READING, ROUND))
    assert (
        text.splitlines()[0] == "Round 2014-15 (date of the rules not known, 93% sure). Read: part1.pdf (pdf), part2.xlsx (xlsx)."
    )
    for expected in [
        "Note: part2.xlsx: a sheet is hidden",
        "  1 Reablement  [part2.xlsx, Spend!E12]",
        "          amount: £207,000.50  (doubtful)",
        "          benefit: -£180,000  [part2.xlsx, Spend!F12, inferred, see 1]",
        "  1. the stated total",
        "  scheme 1 Reablement, line 2014-15 recurrent, amount: two figures in one field",
        '    207000.50, written "207,000": the first  [part2.xlsx, Spend!E12]',
        "  beds: about 60 beds, saved, 1 April 2014 to 31 March 2015  [part1.pdf, page 3, line 40]",
        "  default left in (1): signature council, name",
        "  blank (2): signature council, date; scheme 2 Falls, provider",
        "  A figure of 5 with no home  [part1.pdf, page 3, line 40]",
    ]:
        assert expected in text.splitlines()


def test_every_given_value_of_a_plan_is_in_its_text():
    text = "\n".join(reading_in_words(READING, ROUND))
    for value in ["Anytown", "14 February 2014", "£14,424,000", "High", "likelihood: 3", "impact: 4", "score: 12"]:
        assert value in text


def test_the_headlines_say_area_budget_spending_and_what_is_signed():
    lines = list(headlines(READING.plan))
    assert lines[:3] == ["Area: Anytown", "Minimum budget 2014-15: £14,424,000", "Schemes: 2, spending £207,000.50 in 2014-15"]
    assert lines[-1] == "Sign-off blocks with name and date: 0 of 1"


def test_the_text_of_findings_gives_place_found_expected_difference_and_what_to_do_and_then_what_was_not_checked():
    assert list(findings_in_words(READING, RESULT, ROUND))[1:] == [
        "1 finding blocks, 0 need a reason, 1 note; 2 tests were not made.",
        "",
        "These block the plan (1)",
        "  1. The schemes do not add up to the total.",
        "     about: scheme 1 Reablement, line 2014-15 recurrent, amount",
        '     where: part2.xlsx, Spend!E12 "207,000"',
        '     beside: part1.pdf, page 3, line 40 "60 beds"',
        "     found: £207,001; expected: £207,000; difference: £1",
        "     do: Correct the amount or the total.",
        "     rule: scheme-total",
        "",
        "For your information (1)",
        "  2. The risk has no owner.",
        "     about: risk Late, owner",
        "     rule: owner-missing",
        "",
        "Not checked (2)",
        "  floor: no table was imported",
        "  line-source: no source is given (scheme 1 Reablement)",
    ]


def test_no_line_of_findings_is_too_wide_for_an_e_mail():
    assert max(map(len, findings_in_words(READING, RESULT, ROUND))) <= 100


def test_a_clean_plan_is_said_to_be_clean_and_what_was_not_checked_is_not_hidden():
    assert counted(CheckResult()) == "Nothing was found that does not add up."
    assert counted(CheckResult((), RESULT.not_checked[:1])) == "Nothing was found that does not add up; 1 test was not made."


def test_an_unknown_round_is_said_to_be_unknown():
    assert next(reading_in_words(Reading(Plan()), None)) == "Round not known. Read: a reading in JSON."


def test_sources_lists_conditions_and_signatories_are_called_as_the_round_calls_them():
    asked = rounds.load("2025-26")
    line = Line("a", FinancialYear(2025), source="dfg", area_of_spend="social-care", provider="nobodys-id")
    plan = Plan(
        round="2025-26",
        schemes=(Scheme("s", "1", "Adaptations", lines=(line,)),),
        conditions=(ConditionAnswer("c", "oversight", "oversight"),),
        signatures=(Signature("g", "section-151", name="Officer"),),
    )
    shown = titled(plan, asked)
    (named,) = shown.schemes[0].lines
    assert (named.source, named.area_of_spend, named.provider) == ("Disabled Facilities Grant", "Social Care", "nobodys-id")
    assert in_words(shown, "conditions/c/text").startswith("condition 4 (Will the area report")
    assert "ection 151" in in_words(shown, "signatures/g/name")
    assert [address for address, _ in walk(shown)] == [address for address, _ in walk(plan)]
    assert titled(plan, None) is plan


def test_a_description_that_is_the_schemes_own_name_is_said_once():
    place = Place("book.xlsx", sheet="5. Expenditure", cell="F8")
    plan = Plan(schemes=(Scheme("s", "1", "Adaptations", description="Adaptations"),))
    once = Reading(plan, places={"schemes/s/name": place, "schemes/s/description": place})
    assert "\n".join(reading_in_words(once, None)).count("Adaptations") == 1
    assert "\n".join(reading_in_words(Reading(plan), None)).count("Adaptations") == 2
