"""The table of organisations holds together."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bettercare.organisations import NotRegistered, all_organisations, areas_of, get, successors_of
from bettercare.plan import OrganisationKind as Kind


def count(kind: Kind, day: date) -> int:
    return sum(o.kind is kind and o.in_being(day) for o in all_organisations())


@pytest.mark.parametrize(
    ("kind", "day", "number"),
    [
        (Kind.HWB, date(2014, 4, 1), 152), (Kind.HWB, date(2019, 6, 1), 151), (Kind.HWB, date(2023, 6, 1), 153),
        (Kind.CCG, date(2013, 6, 1), 211), (Kind.CCG, date(2015, 6, 1), 209), (Kind.CCG, date(2018, 6, 1), 195),
        (Kind.CCG, date(2020, 6, 1), 135), (Kind.CCG, date(2021, 6, 1), 106), (Kind.CCG, date(2023, 1, 1), 0),
        (Kind.ICB, date(2023, 1, 1), 42), (Kind.ICB, date(2026, 5, 1), 36), (Kind.COUNCIL, date(2023, 6, 1), 153),
        (Kind.DISTRICT, date(2018, 1, 1), 201),
    ],
)  # fmt: skip
def test_as_many_are_in_being_as_there_were(kind: Kind, day: date, number: int) -> None:
    assert count(kind, day) == number


def test_each_kind_and_code_stands_once() -> None:
    keys = [(o.kind, o.code) for o in all_organisations()]
    assert len(keys) == len(set(keys))


def test_every_successor_is_registered_and_begins_when_the_other_ends() -> None:
    for organisation in all_organisations():
        for code in organisation.successors:
            following = get(code, Kind.HWB if organisation.kind is Kind.HWB else None)
            assert organisation.valid_to is not None, organisation
            if following.valid_from is not None and following.kind is organisation.kind:
                assert following.valid_from <= date.fromordinal(organisation.valid_to.toordinal() + 1), (organisation, following)


def test_no_organisation_ends_before_it_begins() -> None:
    assert not [o for o in all_organisations() if o.valid_from and o.valid_to and o.valid_to < o.valid_from]


def test_every_organisation_names_its_source_and_what_is_from_memory_is_not_confirmed() -> None:
    assert all(o.source for o in all_organisations())
    assert not [o for o in all_organisations() if o.source == "memory" and o.confirmed]


def test_a_code_shared_by_council_and_board_gives_either() -> None:
    assert get("E10000016").kind is Kind.COUNCIL
    assert get("E10000016", Kind.HWB).name == "Kent Health and Wellbeing Board"


def test_a_former_code_gives_the_same_council() -> None:
    assert get("E06000048") == get("E06000057")


def test_an_unknown_code_is_refused_with_words() -> None:
    with pytest.raises(NotRegistered, match="E99999999"):
        get("E99999999")


def test_successors_are_followed_to_a_day_or_to_the_end() -> None:
    coast = get("10A")
    assert [o.code for o in successors_of(coast, date(2020, 6, 1))] == ["91Q"]
    assert [o.code for o in successors_of(coast)] == ["QKS"]
    assert {o.code for o in successors_of(get("E10000006", Kind.HWB))} == {"E06000063", "E06000064"}
    assert successors_of(coast, date(2014, 4, 1)) == (coast,)


def test_shares_of_an_organisation_add_up_to_one_in_every_year() -> None:
    for ccg in (o for o in all_organisations() if o.kind is Kind.CCG):
        for year in range(2013, 2022):
            if ccg.in_being(date(year, 6, 1)):
                known = [s.of_organisation for s in areas_of(ccg, date(year, 6, 1)) if s.of_organisation is not None]
                assert Decimal("0.96") <= sum(known, Decimal(0)) <= Decimal("1.04"), (ccg, year, known)


def test_a_ccg_whose_boundary_moved_has_the_shares_of_the_day() -> None:
    bay = get("01K")
    assert {s.area for s in areas_of(bay, date(2014, 6, 1))} == {"E10000017"}
    assert areas_of(bay, date(2018, 6, 1))[0].area == "E10000006"
