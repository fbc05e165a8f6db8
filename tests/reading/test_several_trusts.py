"""Demand of a pathway that several trusts refer to: the sum of their rows, each of which names one."""

from __future__ import annotations

from decimal import Decimal

from bettercare.plan import How, Reading
from bettercare.reading.pipeline import read_documents
from tests.reading.made import document, table

MONTHS = ["Apr-23", "May-23", "Jun-23", "Jul-23"]
HEAD = ["Demand - Hospital Discharge", "Trust Referral Source", *MONTHS]
PATHWAY = "Reablement at home (pathway 1)"
FIRST = "hospital-discharge.demand.home-reablement.2023-04"


Row = list[str | tuple[str, int, int] | None]


def read(*rows: Row) -> Reading:
    head: Row = [*HEAD]
    return read_documents((document(table([head, *rows], sheet="4. Capacity & Demand")),), "2023-25")


def answer(reading: Reading) -> tuple[object, list[str]]:
    value = next((a.value for a in reading.plan.answers if a.field == FIRST), None)
    return value, [d.why for d in reading.doubts if d.address == f"answers/{FIRST}"]


def test_the_demand_of_several_trusts_is_their_sum_and_says_so() -> None:
    reading = read([PATHWAY, "Ashby Hospitals", "40", "41", "42", "43"], [PATHWAY, "Burford Hospital", "5", "6", "7", "8"])
    assert answer(reading) == (Decimal(45), [])
    place = reading.places[f"answers/{FIRST}"]
    assert (place.how, place.reason) == (How.INFERRED, "the sum of Ashby Hospitals and Burford Hospital")


def test_a_pathway_written_once_over_the_rows_of_its_trusts_is_met_in_each() -> None:
    rows: tuple[Row, Row] = (
        [(PATHWAY, 2, 1), "Ashby Hospitals", "40", "41", "42", "43"],
        [None, "Burford Hospital", "5", "6", "7", "8"],
    )
    assert answer(read(*rows)) == (Decimal(45), [])


def test_a_total_beneath_the_trusts_is_not_added_and_where_it_differs_that_is_a_doubt() -> None:
    trusts: tuple[Row, Row] = (
        [PATHWAY, "Ashby Hospitals", "40", "41", "42", "43"],
        [PATHWAY, "Burford Hospital", "5", "6", "7", "8"],
    )
    assert answer(read(*trusts, [PATHWAY, "Total", "45", "47", "49", "51"])) == (Decimal(45), [])
    value, doubts = answer(read(*trusts, [PATHWAY, "Total", "54", "47", "49", "51"]))
    assert (value, doubts) == (Decimal(45), ["the row of totals is another sum"])


def test_two_rows_of_one_trust_or_of_none_stay_a_doubt() -> None:
    for name in ("Ashby Hospitals", ""):
        value, doubts = answer(read([PATHWAY, name, "40", "41", "42", "43"], [PATHWAY, name, "5", "6", "7", "8"]))
        assert (value, doubts) == (Decimal(40), ["several rows say it differently"])


def test_a_trust_that_gives_no_number_makes_the_sum_a_doubt() -> None:
    value, doubts = answer(
        read([PATHWAY, "Ashby Hospitals", "40", "41", "42", "43"], [PATHWAY, "Burford Hospital", "tbc", "6", "7", "8"])
    )
    assert (value, doubts) == (Decimal(40), ["Burford Hospital gives no number"])
