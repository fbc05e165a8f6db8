"""What figures in prose are about: the round's own words, each subject, periods and qualifiers, and paraphrases by the hundred."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.plan import Claim
from bettercare.reading.claims.numbers import figures_in
from bettercare.reading.claims.read import SUBJECTS, read_claims
from bettercare.rounds import load
from tests.reading.claims.paraphrases import TEMPLATES, sentences
from tests.reading.made import document, table, text_document

ROUND = load("2014-15")


def claims(text: str) -> tuple[Claim, ...]:
    return read_claims((document(text),), ROUND).claims


def measured(half: str, seed: int) -> tuple[float, float, list[str]]:
    """Precision and recall over drawn sentences, and what went wrong."""
    right = made = wanted = 0
    wrong: list[str] = []
    for said in sentences(half, seed):
        found = [c for c in claims(said.text) if c.subject != "date-commitment"]
        wanted += said.subject is not None
        made += len(found)
        good = [c for c in found if c.subject == said.subject and c.quantity == said.quantity]
        right += bool(good)
        if (len(found) != 1 or not good) and (found or said.subject):
            wrong.append(f"{said.subject} {said.quantity}: {said.text} -> {[(c.subject, str(c.quantity)) for c in found]}")
    return right / made, right / wanted, wrong


def test_every_subject_of_the_paraphrases_is_in_the_closed_list() -> None:
    assert set(TEMPLATES) <= set(SUBJECTS)


@pytest.mark.parametrize("half", ["used", "held_out"])
def test_paraphrases_are_read_with_precision_of_nine_in_ten_and_recall_of_eight(half: str) -> None:
    results = [measured(half, seed) for seed in (1, 2, 3)]
    wrong = "\n".join(results[0][2][:20])
    assert min(precision for precision, _, _ in results) >= 0.9, wrong
    assert min(recall for _, recall, _ in results) >= 0.8, wrong


def one(text: str, subject: str) -> Claim:
    (claim,) = [c for c in claims(text) if c.subject == subject]
    return claim


def test_an_amount_without_its_pound_sign_is_money_in_units() -> None:
    claim = one("We expect to save roughly 7.4m in this way.", "saving")
    assert (claim.quantity, claim.unit, claim.qualifier, claim.basis) == (Decimal(7_400_000), "GBP", "about", None)
    assert claim.place is not None and claim.place.as_written == "We expect to save roughly 7.4m in this way."


def test_a_sum_for_each_of_two_years_takes_its_own_year() -> None:
    found = [c for c in claims("The pooled budget is £12.1m for 2014/15 and £31,400,000 for 2015/16.") if c.subject == "pool"]
    assert [(c.quantity, str(c.start), str(c.end)) for c in found] == [
        (Decimal(12_100_000), "2014-04-01", "2015-03-31"), (Decimal(31_400_000), "2015-04-01", "2016-03-31"),
    ]  # fmt: skip


def test_a_source_of_funding_is_the_basis_of_its_grant_and_spending_it_is_no_grant() -> None:
    assert one("There is 612k from the Disabled Facilities Grant.", "grant").basis == "dfg"
    assert not claims("An amount of £612,000 will be allocated from the Disabled Facilities Grant to lifts.")


def test_parts_of_the_fund_are_not_its_total() -> None:
    assert not [c for c in claims("The fund will be made up of: 8.2m from the CCG and other sums.") if c.subject == "pool"]


def test_the_price_of_some_beds_says_how_many_and_a_share_of_beds_is_one() -> None:
    text = "A 24 bedded ward costs about £2.1m. Saving £6.3m means closing 72 surgical beds, some 15 %of the beds at the hospital."
    found = {c.subject: c for c in claims(text)}
    assert (found["bed-cost"].basis, found["bed-cost"].quantity) == ("24 beds", Decimal(2_100_000))
    assert (found["beds"].quantity, found["beds"].basis) == (Decimal(72), "surgical")
    assert found["bed-share"].quantity == Decimal(15)


def test_what_this_comes_to_is_a_saving_when_the_words_before_speak_of_saving() -> None:
    text = "Savings come from reducing non elective activity by 3,210. This equates to £5.9m."
    found = claims(text)
    assert [(c.subject, c.quantity) for c in found] == [("admissions-avoided", Decimal(3210)), ("saving", Decimal(5_900_000))]


def test_a_saving_of_one_scheme_names_it() -> None:
    assert one("The falls prevention service will save £210,000 a year.", "saving").basis == "falls prevention service"


def test_only_the_share_that_hangs_on_results_is_the_performance_share() -> None:
    text = "70% of funds will be available from April and the additional 30% awarded as the area meets its targets."
    assert [(c.subject, c.quantity) for c in claims(text)] == [("performance-share", Decimal(30))]


def test_a_level_to_reach_and_a_cut_to_make_are_different_and_name_their_metric() -> None:
    level = one("Delayed transfers were brought to the national target of 3.5%.", "target")
    cut = one("The plan is a 3.5% reduction in delayed transfers.", "reduction")
    assert (level.basis, cut.basis) == ("delayed-transfers", "delayed-transfers")


def test_a_daily_target_and_a_monthly_present_say_their_unit() -> None:
    text = "The system averaged 640 bed-days lost each month. We agreed 14.2 as the target for daily delays."
    found = {c.subject: c for c in claims(text)}
    assert (found["present"].quantity, found["present"].unit) == (Decimal(640), "days per month")
    assert (found["target"].quantity, found["target"].unit, found["target"].basis) == (
        Decimal("14.2"),
        "days per day",
        "delayed-transfers",
    )


def test_a_range_gives_its_lower_and_its_upper_end() -> None:
    found = claims("Each hub has a population of between 25,000 and 40,000.")
    assert [(c.quantity, c.qualifier) for c in found] == [(Decimal(25_000), "at least"), (Decimal(40_000), "up to")]


def test_the_top_share_by_risk_stands_beside_the_number_of_people() -> None:
    found = claims("About 1,700 patients are at risk of hospital admission. They are the top 4%.")
    assert [(c.subject, c.quantity) for c in found] == [("people-at-risk", Decimal(1700)), ("share-at-risk", Decimal(4))]


def test_a_day_by_which_something_is_promised_is_a_claim_with_its_topic() -> None:
    claim = one("The NHS number will be in every record by December 2015.", "date-commitment")
    assert (claim.quantity, claim.basis, str(claim.end)) == (None, "NHS Number", "2015-12-31")


def test_years_ages_sections_and_spans_of_care_are_no_figures() -> None:
    text = "In 2014/15, under section 75, people aged 75 and over get 7 day care, 24/7, still home after 91 days (2014-2019)."
    assert figures_in(text) == []


def test_a_sentence_broken_over_lines_is_one_sentence() -> None:
    document_of_lines = text_document(
        "We will close the old wards on the hill and with them lose some\n44 community beds before the summer ends, as agreed.\n"
    )
    (claim,) = read_claims((document_of_lines,), ROUND).claims
    assert (claim.subject, claim.quantity, claim.qualifier) == ("beds", Decimal(44), "about")


def test_words_in_cells_are_looked_at_and_cells_of_figures_are_not() -> None:
    found = read_claims((document(table([
        ["Risk", "Mitigation"],
        ["Targets are missed", "A share of 20% of funding held back until the targets are met"],
        ["13,283,000", "3,884,000"],
    ])),), ROUND).claims  # fmt: skip
    assert [(c.subject, c.quantity) for c in found] == [("performance-share", Decimal(20))]


def test_without_a_round_claims_are_still_read() -> None:
    (claim,) = read_claims((document("The pooled budget for 2017/18 is £9.9m."),)).claims
    assert claim.subject == "pool"
