"""Money tables of the later rounds printed as running text: years side by side, closed lists, sources of funding."""

from __future__ import annotations

from decimal import Decimal

from bettercare.reading.flat.money import read_flat_money
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import text_document

HEAD = (
    "Scheme ID Scheme Name Area of Spend Commissioner Provider Source of Funding 2017/18 Expenditure (£) 2018/19 Expenditure (£) "
)


def _parts(found: Found, kind: str) -> list[Part]:
    return [p for p in found.parts if p.kind == kind]


def test_a_scheme_table_of_two_years_is_read_in_the_round_of_2017() -> None:
    round = load("2017-19")
    text = (
        "No. Scheme name 2017/18 expenditure 2018/19 expenditure 1 Night nurses £110,000 £112,000 2 Meal "
        "calls, phase 2 £230,000 £234,000 "
        "3 Home visits £65,000 £66,000 TOTAL £405,000 £412,000"
    )
    found = read_flat_money([text_document(text)], round, frozenset({"scheme-overview"}))
    schemes = _parts(found, "schemes")
    assert [(s.fields["number"].value, s.fields["name"].value) for s in schemes] == [
        ("1", "Night nurses"),
        ("2", "Meal calls, phase 2"),
        ("3", "Home visits"),
    ]
    assert [[ln.fields["amount"].value for ln in s.parts] for s in schemes] == [
        [Decimal(110_000), Decimal(112_000)],
        [Decimal(230_000), Decimal(234_000)],
        [Decimal(65_000), Decimal(66_000)],
    ]


def test_expenditure_words_are_parted_by_the_closed_lists() -> None:
    round = load("2017-19")
    rows = (
        "1 Night nurses Social Care Local Authority Private Sector Improved Better Care Fund £110,000 £112,000 "
        "2 Meal calls Community Health CCG NHS Community Provider CCG Minimum Contribution £230,000 £234,000 "
        "3 Home visits Acute CCG NHS Acute Provider CCG Minimum Contribution £65,000 £66,000"
    )
    found = read_flat_money([text_document(HEAD + rows)], round, frozenset({"expenditure"}))
    first, second, _ = _parts(found, "schemes")
    assert (first.fields["number"].value, first.fields["name"].value) == ("1", "Night nurses")
    assert first.parts[0].fields["source"].value == "ibcf"
    assert first.parts[0].fields["amount"].value == Decimal(110_000)
    assert second.parts[1].fields["source"].value == "nhs-minimum"
    assert second.parts[1].fields["area_of_spend"].value == "community-health"


def test_contributions_by_source_give_the_source_and_the_name_apart() -> None:
    round = load("2017-19")
    text = (
        "Funding source Organisation 2017/18 Gross Contribution 2018/19 Gross Contribution Disabled "
        "Facilities Grant Brackwater County Council £110,000 £112,000 "
        "CCG Minimum Contribution NHS Brackwater CCG £230,000 £234,000 Total £340,000 £346,000"
    )
    found = read_flat_money([text_document(text)], round, frozenset({"funding-sources"}))
    values = [{k: r.value for k, r in p.fields.items()} for p in _parts(found, "contributions")]
    said = {(v["organisation"], v.get("source"), str(v["year"]), v["actual"]) for v in values}
    assert ("Brackwater County Council", "dfg", "2017-18", Decimal(110_000)) in said
    assert ("NHS Brackwater CCG", "nhs-minimum", "2018-19", Decimal(234_000)) in said


def test_an_expenditure_table_whose_words_no_list_holds_is_refused() -> None:
    round = load("2017-19")
    rows = (
        "1 Night nurses somewhere £110,000 £112,000 2 Meal calls elsewhere £230,000 £234,000 3 Home visits nowhere £65,000 £66,000"
    )
    assert not read_flat_money([text_document(HEAD + rows)], round, frozenset({"expenditure"})).parts
