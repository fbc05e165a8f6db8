"""Names of councils, boards, CCGs, ICBs and trusts, as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from bettercare.organisations import Organisation, all_organisations, find
from bettercare.plan import OrganisationKind as Kind

COUNCIL_ENDINGS = ("", " Council", " City Council", " Borough Council", " BC")
CCG_FORMS = ("NHS {} CCG", "{} CCG", "NHS {} Clinical Commissioning Group", "{} clinical commissioning group", "THE {} CCG")
BOARD_FORMS = ("{} Health and Wellbeing Board", "{} Health & Wellbeing Board", "{} HWB", "Health and Wellbeing Board for {}")


def first_codes(name: str, kind: Kind) -> set[str]:
    """Codes that stand first, with those of the same name that took over or came before."""
    matches = find(name, kinds=(kind,))
    assert matches, name
    assert matches[0].score >= 95, (name, matches[0])
    return {m.organisation.code for m in matches if m.score == matches[0].score}


def of_kind(kind: Kind) -> list[Organisation]:
    return [o for o in all_organisations() if o.kind is kind]


def test_every_official_name_finds_its_own_organisation_first() -> None:
    for organisation in all_organisations():
        match = find(organisation.name, kinds=(organisation.kind,))[0]
        assert (match.organisation.name, match.score >= 95) == (organisation.name, True)


def test_every_council_is_found_by_its_place_with_usual_endings() -> None:
    for council in of_kind(Kind.COUNCIL):
        for ending in COUNCIL_ENDINGS:
            assert (
                council.code in first_codes(council.place + ending, Kind.COUNCIL) or find(council.place + ending)[0].how == "exact"
            )


def test_every_district_is_found_with_its_usual_endings() -> None:
    for district in of_kind(Kind.DISTRICT):
        for ending in (" District Council", " Borough Council", " Council", " DC"):
            assert district.code in first_codes(district.place + ending, Kind.DISTRICT)


def test_every_ccg_is_found_in_its_usual_forms_by_present_and_former_names() -> None:
    for ccg in of_kind(Kind.CCG):
        former = [a for a in ccg.aliases if a.startswith("NHS ")]
        for name in (ccg.name, *former):
            place = name.removeprefix("NHS ").removesuffix(" CCG")
            for form in CCG_FORMS:
                assert ccg.code in first_codes(form.format(place), Kind.CCG)


def test_every_board_is_found_in_its_usual_forms() -> None:
    for board in of_kind(Kind.HWB):
        for form in BOARD_FORMS:
            assert board.code in first_codes(form.format(board.place), Kind.HWB)


def test_every_icb_is_found_by_its_full_and_short_form() -> None:
    for icb in of_kind(Kind.ICB):
        assert icb.code in first_codes(f"{icb.place} ICB", Kind.ICB)
        assert icb.code in first_codes(f"NHS {icb.place} Integrated Care Board", Kind.ICB)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Lb Hammersmith & Fulham", "E09000013"),
        ("St. Helens MBC", "E08000013"),
        ("Hull City Council", "E06000010"),
        ("Kingston-upon-Hull", "E06000010"),
        ("BCP Council", "E06000058"),
        ("Newcastle", "E08000021"),
        ("County Durham Council", "E06000047"),
        ("Corporation of London", "E09000001"),
        ("Council of the Isles of Scilly", "E06000053"),
        ("Shepway District Council", "E07000112"),
        ("NHS BLMK ICB", "QHG"),
        ("South Kent Coast Clincal Commisioning Group", "10A"),
        ("Kent Community Health NHS FT", "RYY"),
        ("Glos County Council", "E10000013"),
        ("South Bucks DC", "E07000006"),
        ("NHS Hertfordshire Valleys CCG", "06N"),
        ("Kent County Council (KCC)", "E10000016"),
        ("NHS Central London (Westminster) CCG", "09A"),
        ("NHS Medway Clinical Commissioning Group (CCG)", "09W"),
    ],
)
def test_short_former_and_misspelt_forms(written: str, code: str) -> None:
    best = find(written)[0]
    assert (best.organisation.code, best.asks) == (code, False)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Buckinghmshire County Council", "E10000002"),
        ("Wolverhamton City Council", "E08000031"),
        ("NHS Dartfrod, Gravesham and Swanley CCG", "09J"),
    ],
)
def test_a_slip_of_the_pen_is_found_as_fuzzy(written: str, code: str) -> None:
    best = find(written)[0]
    assert code in {m.organisation.code for m in find(written)[:2]}
    assert best.how == "fuzzy"
    assert best.score >= 85


@pytest.mark.parametrize(
    ("written", "not_code"),
    [
        ("Bedford", "E06000056"),
        ("Central Bedfordshire", "E06000055"),
        ("Bradford City CCG", "02R"),
        ("Bradford Districts CCG", "02W"),
        ("Kent County Council", "91Q"),
        ("North East Lincolnshire Council", "E06000013"),
        ("North Lincolnshire CCG", "03H"),
        ("Derby City Council", "E10000007"),
        ("Nottinghamshire County Council", "E06000018"),
    ],
)
def test_near_twins_are_told_apart(written: str, not_code: str) -> None:
    matches = find(written)
    assert not matches[0].asks
    assert matches[0].organisation.code != not_code
    assert all(m.score < 85 for m in matches if m.organisation.code == not_code)


@pytest.mark.parametrize(
    "written",
    [
        "Herfordshire",
        "Kent and Medway",
        "Milton Keynes",
        "Thanet",
        "Buckinghamshire CC",
        "Dorset",
        "Richmond",
        "North Wolverhampton",
    ],
)
def test_near_equals_are_never_settled_in_silence(written: str) -> None:
    assert find(written)[0].asks


def test_words_of_the_kind_settle_a_name_that_several_bear() -> None:
    assert find("Milton Keynes Council")[0].organisation.kind is Kind.COUNCIL
    assert find("Milton Keynes CCG")[0].organisation.code == "04F"
    assert find("Milton Keynes", kinds=(Kind.CCG,))[0].organisation.code == "04F"
    assert not find("Milton Keynes", kinds=(Kind.CCG,))[0].asks


def test_a_kind_that_the_words_contradict_asks() -> None:
    matches = find("Canterbury and Coastal Council", kinds=(Kind.CCG,))
    assert matches[0].organisation.code == "09E"
    assert matches[0].asks


def test_an_answer_other_than_the_best_always_asks() -> None:
    best, *others = find("Buckinghamshire County Council")
    assert not best.asks
    assert others
    assert all(m.asks for m in others)


def test_a_day_decides_between_organisations_that_followed_each_other() -> None:
    assert find("Dorset", on=date(2018, 1, 1), kinds=(Kind.COUNCIL,))[0].organisation.code == "E10000009"
    assert find("Dorset", on=date(2020, 1, 1), kinds=(Kind.COUNCIL,))[0].organisation.code == "E06000059"
    assert not find("Dorset", on=date(2020, 1, 1), kinds=(Kind.COUNCIL,))[0].asks
    assert (
        find("NHS Medway CCG", on=date(2021, 1, 1), kinds=(Kind.CCG,)) == () or find("NHS Medway CCG", on=date(2021, 1, 1))[0].asks
    )


@pytest.mark.parametrize("written", ["", "   ", "£££", "NHS England", "Department of Health", "London", "xyzzy"])
def test_what_is_no_organisation_of_the_register_is_not_taken_for_one(written: str) -> None:
    assert all(m.asks for m in find(written))
