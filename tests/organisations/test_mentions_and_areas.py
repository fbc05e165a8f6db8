"""Organisations in running text, and the areas that a name denotes."""

from __future__ import annotations

from datetime import date

import pytest

from bettercare.organisations import all_organisations, areas_named, get, hwb_of, mentions
from bettercare.plan import OrganisationKind as Kind


def seen(text: str, on: date | None = None) -> list[tuple[str, str | None]]:
    return [(" ".join(m.written.split()), m.organisation.code if m.organisation else None) for m in mentions(text, on)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Agreed by Kent County Council and NHS Swale CCG.", [("Kent County Council", "E10000016"), ("NHS Swale CCG", "10D")]),
        ("the London Borough of Hammersmith & Fulham will", [("London Borough of Hammersmith & Fulham", "E09000013")]),
        ("Royal Borough of Kensington and Chelsea and the City of Westminster",
         [("Royal Borough of Kensington and Chelsea", "E09000020"), ("City of Westminster", "E09000033")]),
        ("Durham Dales, Easington and Sedgefield CCG", [("Durham Dales, Easington and Sedgefield CCG", "00D")]),
        ("with Ashford, Canterbury and Coastal, and Thanet CCGs",
         [("Ashford", "09C"), ("Canterbury and Coastal", "09E"), ("Thanet CCGs", "10E")]),
        (
            "Bath and North East Somerset, Swindon and Wiltshire CCGs",
            [("Bath and North East Somerset", "11E"), ("Swindon", "12D"), ("Wiltshire CCGs", "99N")],
        ),
        ("NHS Bath and North East Somerset, Swindon and Wiltshire CCG",
         [("NHS Bath and North East Somerset, Swindon and Wiltshire CCG", "92G")]),
        ("Bedford and Luton Borough Councils", [("Bedford", "E06000055"), ("Luton Borough Councils", "E06000032")]),
        ("In Milton\nKeynes Council", [("Milton Keynes Council", "E06000042")]),
        ("City of York Council", [("City of York Council", "E06000014")]),
        ("Health and Wellbeing Board for Kent", [("Health and Wellbeing Board for Kent", "E10000016")]),
        ("Kent Health & Well-being Board", [("Kent Health & Well-being Board", "E10000016")]),
        ("Council\tMedway Council\tCCG\tMedway CCG", [("Medway Council", "E06000035"), ("Medway CCG", "09W")]),
        ("NHS Central London (Westminster) CCG", [("NHS Central London (Westminster) CCG", "09A")]),
        ("St. Helens Council", [("St. Helens Council", "E08000013")]),
        ("Medway NHS Foundation Trust", [("Medway NHS Foundation Trust", "RPA")]),
        ("MEDWAY COUNCIL AND NHS SWALE CCG", [("MEDWAY COUNCIL", "E06000035"), ("NHS SWALE CCG", "10D")]),
        ("Dover District Council", [("Dover District Council", "E07000108")]),
        ("Blogtown Council and Upper Blog CCG", [("Blogtown Council", None), ("Upper Blog CCG", None)]),
        ("The Council agreed with our CCG on Council Tax and the Health and Wellbeing Board.", []),
        ("people in Kent and Medway and their councillors", []),
    ],
)  # fmt: skip
def test_names_with_kind_words_are_seen(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert seen(text) == expected


def test_every_registered_council_and_ccg_is_seen_whole_in_a_sentence() -> None:
    for organisation in all_organisations():
        if organisation.kind in (Kind.COUNCIL, Kind.CCG) and organisation.name.startswith(
            ("NHS ", "London Borough")
        ) | organisation.name.endswith("Council"):
            found = mentions(f"It was agreed by {organisation.name} last year.", organisation.valid_to)
            assert len(found) == 1, organisation
            assert found[0].organisation == organisation
            assert found[0].written == organisation.name


def test_places_count_from_the_start_of_the_text() -> None:
    text = "We, Medway Council, agree."
    (mention,) = mentions(text)
    assert text[mention.start : mention.end] == mention.written == "Medway Council"


def test_a_bare_nhs_name_that_two_bear_lists_both_until_a_day_decides() -> None:
    (mention,) = mentions("NHS Kent and Medway will")
    assert mention.organisation is None
    assert {o.code for o in mention.candidates} == {"91Q", "QKS"}
    (mention,) = mentions("NHS Kent and Medway will", date(2023, 1, 1))
    assert mention.organisation == get("QKS")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Medway", [("E06000035", True, None)]),
        ("Kent County Council", [("E10000016", True, None)]),
        ("South Kent Coast", [("E10000016", False, "South Kent Coast")]),
        ("Kent (South Kent Coast)", [("E10000016", False, "South Kent Coast")]),
        ("NHS Medway CCG", [("E06000035", True, None)]),
        ("Thanet District Council", [("E10000016", False, "Thanet")]),
        ("Bedford, Central Bedfordshire and Luton",
         [("E06000055", True, None), ("E06000056", True, None), ("E06000032", True, None)]),
        ("Kent and Medway", [("E10000016", True, None), ("E06000035", True, None)]),
        ("Telford & Wrekin", [("E06000020", True, None)]),
        ("Norfolk Better Care Fund Plan 2017-19", [("E10000020", True, None)]),
        ("West Sussex County Council and Crawley CCG", [("E10000032", True, None)]),
        ("Vale of York CCG",
         [("E06000014", True, None), ("E10000023", False, "Vale of York"), ("E06000011", False, "Vale of York")]),
        ("NHS Nene CCG", [("E10000021", False, "Nene")]),
        ("NHS Swindon CCG", [("E06000030", True, None)]),
        ("Wonderland", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_name_denotes_its_areas_whole_or_in_part(text: str, expected: list[tuple[str, bool, str | None]]) -> None:
    assert [(a.code, a.whole, a.part) for a in areas_named(text)] == expected


def test_an_area_name_that_two_councils_bore_asks_until_a_day_decides() -> None:
    assert areas_named("Dorset")[0].asks
    (area,) = areas_named("Dorset", date(2016, 4, 1))
    assert (area.code, area.asks) == ("E10000009", False)


def test_every_area_is_denoted_by_its_own_name() -> None:
    for board in (o for o in all_organisations() if o.kind is Kind.HWB):
        assert [(a.code, a.whole) for a in areas_named(board.place, board.valid_to)] == [(board.code, True)]


def test_the_board_of_a_council_a_ccg_and_a_district() -> None:
    kent = get("E10000016", Kind.HWB)
    assert hwb_of("NHS Swale CCG") == hwb_of("Kent County Council") == hwb_of(get("E07000108")) == kent
    assert hwb_of("Nowhere CCG") is None
