"""The map of a round: one hexagon for each area, all of one size, with words and a table that say what the colours say."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest
from lxml import html

from bettercare.collating import collate
from bettercare.organisations import all_organisations
from bettercare.plan import OrganisationKind
from bettercare.plan.collation import AreaMoney, AreaSum, Handed, HwbArea
from bettercare.reporting import collated
from bettercare.reporting.cartogram import _GRID, _KINDS, cartogram, kind_of, short_names
from tests.collating.test_areas import asked
from tests.collating.test_collating import ROUND, handed, plan

BOARDS = [o for o in all_organisations() if o.kind is OrganisationKind.HWB]
NOW = [o for o in BOARDS if o.in_being(date(2025, 4, 1))]


@pytest.fixture(scope="module")
def nation():
    """Every area but the first two has a plan; of the third there are only parts."""
    plans = [handed(o.place, asked(100 + n, 100, o.code)) for n, o in enumerate(NOW[3:])]
    plans += [handed("east", plan(7, (NOW[2].code, "the east"))), Handed("broken.docx", problem="broken.docx: it is cut short")]
    return collate(plans, ROUND, [o.code for o in NOW])


@pytest.fixture(scope="module")
def page(nation):
    return html.fromstring(str(collated(nation)["index.html"]).encode())


def corners(polygon) -> list[tuple[float, float]]:
    return [tuple(map(float, pair.split(","))) for pair in polygon.get("points").split()]


def test_each_area_has_one_hexagon_and_all_are_of_one_size_and_none_lies_on_another(page) -> None:
    drawn = page.xpath("//g/polygon[1]")
    assert len(drawn) == len(NOW)
    sizes = {tuple(round(max(axis) - min(axis)) for axis in zip(*corners(p), strict=True)) for p in drawn}
    assert len(sizes) == 1
    for picture in page.xpath("//svg[@role='img']"):
        middles = [tuple(sum(axis) / 6 for axis in zip(*corners(p), strict=True)) for p in picture.xpath("./g/polygon[1]")]
        apart = [abs(complex(*a) - complex(*b)) for n, a in enumerate(middles) for b in middles[:n]]
        assert min(apart, default=99) > 34.5  # the width of a hexagon
        _, _, width, height = map(float, picture.get("viewbox").split())
        assert all(0 <= x <= width and 0 <= y <= height for p in picture.xpath(".//polygon") for x, y in corners(p))


def test_pictures_are_of_one_width_so_that_hexagons_of_different_regions_are_alike(page) -> None:
    assert len({picture.get("viewbox").split()[2] for picture in page.xpath("//svg[@role='img']")}) == 1


def test_every_area_is_named_in_the_text_alternative_on_its_hexagon_and_in_the_table(page) -> None:
    told = " ".join(d.text_content() for d in page.xpath("//svg[@role='img']/desc"))
    titles = " | ".join(t.text_content() for t in page.xpath("//g/title"))
    rows = {" ".join(h.text_content().split()) for h in page.xpath("//section[@aria-labelledby='areas']//tbody/tr/th")}
    for board in NOW:
        assert board.place in told
        assert f"{board.place}:" in titles
        assert board.place in rows
    assert all(svg.get("aria-labelledby") for svg in page.xpath("//svg[@role='img']"))


def test_a_hexagon_tells_pounds_before_the_rate_and_what_is_not_there() -> None:
    group = AreaSum((HwbArea("E1", "Here", None),), ("a",), money=(AreaMoney("2025-26", *map(Decimal, (150, 100, 50, 50))),))
    none = AreaSum((HwbArea("E2", "There", None),))
    from bettercare.reporting.cartogram import in_words

    assert in_words(group.areas[0], group, group.money[0]) == "Here: £150 pooled, £50 above the minimum (50.0%)"
    assert in_words(none.areas[0], none, None) == "There: no plan in the sums"


@pytest.mark.parametrize(
    ("above", "words"),
    [
        (-1, "less than the minimum"), (0, "nothing above the minimum"), ("0.01", "more than nothing, under 10%"),
        (10, "10% to under 25%"), ("24.9", "10% to under 25%"), (25, "25% to under 50%"), (50, "half as much again, or more"),
    ],
)  # fmt: skip
def test_a_share_above_the_minimum_has_its_colour(above, words) -> None:
    money = AreaMoney("2025-26", None, None, None, Decimal(above))
    assert kind_of(money, AreaSum((), ("a",), money=(money,))).words == words


def test_letters_can_be_read_on_every_colour() -> None:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for kind in _KINDS:
        dark, pale = sorted((light(kind.fill), light(kind.ink)))
        assert (pale + 0.05) / (dark + 0.05) >= 4.5, kind.words


def test_no_two_areas_that_ever_were_share_their_letters() -> None:
    names = {o.place for o in BOARDS}
    short = short_names(names)
    assert len(set(short.values())) == len(names)
    assert all(re.fullmatch(r"[A-Za-z]{2,3}", letters) for letters in short.values())


def test_every_region_of_the_register_has_a_place_of_its_own_on_both_screens() -> None:
    assert {o.region for o in NOW} == set(_GRID)
    for places in zip(*_GRID.values(), strict=True):
        assert len(set(places)) == len(places)


def test_the_legend_counts_every_area_once_and_says_where_only_a_part_has_a_plan(nation) -> None:
    found = cartogram(nation)
    assert sum(number for _, number in found.legend) == len(NOW)
    assert found.parts == 1
    assert sum(str(region.picture).count('class="part"') for region in found.regions) == 1


def test_what_is_not_in_the_sums_stands_beside_the_headline_figures(page) -> None:
    headings = [h.get("id") for h in page.xpath("//h2")]
    assert headings[:3] == ["sums", "apart", "map"]
    told = " ".join(page.xpath("//h2[@id='apart']/..")[0].text_content().split())
    assert "broken.docx: it is cut short" in told
    assert "Of 2 areas no plan is in the sums" in told
    assert all(o.place in told for o in NOW[:2])
