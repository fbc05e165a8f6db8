"""A map of equal hexagons, one for each area, as SVG: regions stand where they lie in England, areas within one by name.

The layout is our own, worked out from the names of regions and areas: no map is copied. Each region is a picture of the same
width, so that all hexagons are of one size, and a page can lay the regions out for a wide or a narrow screen. Letters, a
sentence for each region, and the table of the same figures say what the colours say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from markupsafe import Markup

from bettercare.plan.collation import AreaMoney, AreaSum, Collation, HwbArea
from bettercare.plan.words import counted, listed, pounds, rounded
from bettercare.reporting.collated_areas import NO_REGION
from bettercare.reporting.short_names import short_names

_GRID = {
    "North East": ("1 / 2", "2 / 2"),
    "North West": ("1 / 1 / span 2", "2 / 1 / span 2"),
    "Yorkshire and The Humber": ("2 / 2", "3 / 2"),
    "West Midlands": ("3 / 1", "4 / 1"),
    "East Midlands": ("3 / 2", "4 / 2"),
    "East of England": ("3 / 3", "5 / 2"),
    "London": ("4 / 3", "5 / 1"),
    "South West": ("4 / 1", "6 / 1"),
    "South East": ("4 / 2", "6 / 2"),
}
"""Row and column of each region: on a wide screen in three columns, on a narrow one in two beneath the legend."""
_FEW = 3
"""So many regions stand side by side: they make no map of England."""
_ACROSS = 5
_SIDE = 20
_WIDTH = round(_SIDE * sqrt(3), 2)
_EDGE = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """What a colour stands for; `least` is the lowest share above the minimum, in per cent, that it is used for."""

    words: str
    fill: str
    ink: str
    least: Decimal | None = None


_BANDS = (
    Kind("half as much again, or more", "#003d78", "#ffffff", Decimal(50)),
    Kind("25% to under 50%", "#5aa2dc", "#212b32", Decimal(25)),
    Kind("10% to under 25%", "#9cc9ec", "#212b32", Decimal(10)),
    Kind("more than nothing, under 10%", "#dcecf8", "#212b32", Decimal("0.000001")),
    Kind("nothing above the minimum", "#ffffff", "#212b32", Decimal(0)),
)
_LESS = Kind("less than the minimum", "#7c2855", "#ffffff")
_UNKNOWN = Kind("minimum or pool not known", "#fff2b3", "#212b32")
_NONE = Kind("no plan in the sums", "#d8dde0", "#35424c")
_KINDS = (*_BANDS, _LESS, _UNKNOWN, _NONE)


@dataclass(frozen=True, slots=True)
class Region:
    """A region's picture, the sentence beneath its name, and its place in the grid of a wide and of a narrow screen."""

    name: str
    words: str
    picture: Markup
    wide: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Cartogram:
    """The map of a year: its regions from north to south, and its legend with how many areas each colour is used for."""

    year: str | None
    regions: tuple[Region, ...]
    legend: tuple[tuple[Kind, int], ...]
    parts: int
    """For how many areas there are plans of parts only."""


def cartogram(collation: Collation) -> Cartogram:
    """Return the map of a collation's areas, coloured by what is put in above the minimum, in per cent of it."""
    year = mapped_year(collation.areas)
    letters = short_names(area.name for group in collation.areas for area in group.areas)
    regions: dict[str, list[tuple[HwbArea, AreaSum]]] = {}
    for group in collation.areas:
        for area in group.areas:
            regions.setdefault(area.region or NO_REGION, []).append((area, group))
    order = [name for name in _GRID if name in regions] + sorted(name for name in regions if name not in _GRID)
    grid = _GRID if len(order) > _FEW else {}
    drawn: list[Region] = []
    for at, name in enumerate(order):
        areas = sorted(regions[name], key=lambda pair: pair[0].name)
        planned = sum(bool(group.plans) for _, group in areas)
        words = f"{planned} of {counted(len(areas), 'area')} in the sums"
        drawn.append(Region(name, words, _picture(name, areas, year, letters, f"region-{at}"), *grid.get(name, ("auto", "auto"))))
    used = Counter(kind_of(_money(group, year), group) for group in collation.areas for _ in group.areas)
    legend = tuple((kind, used[kind]) for kind in _KINDS if used[kind])
    return Cartogram(year, tuple(drawn), legend, sum(bool(group.parts) for group in collation.areas))


def mapped_year(groups: Sequence[AreaSum]) -> str | None:
    """The year for which most areas' share above the minimum is known, else their pool; the later of two."""
    money = [m for group in groups for m in group.money]
    above = Counter(m.year for m in money if m.above is not None)
    pools = Counter(m.year for m in money if m.pool is not None)
    return max({m.year for m in money}, key=lambda y: (above[y], pools[y], y), default=None)


def kind_of(money: AreaMoney | None, group: AreaSum) -> Kind:
    """What an area is coloured as."""
    if not group.plans:
        return _NONE
    if money is None or money.above is None:
        return _UNKNOWN
    return next((band for band in _BANDS if band.least is not None and money.above >= band.least), _LESS)


def _money(group: AreaSum, year: str | None) -> AreaMoney | None:
    return next((m for m in group.money if m.year == year), None)


def _picture(
    name: str, areas: Sequence[tuple[HwbArea, AreaSum]], year: str | None, letters: Mapping[str, str], id: str
) -> Markup:  # fmt: skip
    hexagons = Markup("").join(_hexagon(at, area, group, year, letters[area.name]) for at, (area, group) in enumerate(areas))
    kinds: dict[Kind, list[str]] = {}
    for area, group in areas:
        kinds.setdefault(kind_of(_money(group, year), group), []).append(area.name)
    text = " ".join(f"{kind.words.capitalize()}: {listed(kinds[kind])}." for kind in _KINDS if kind in kinds)
    down = -(-len(areas) // _ACROSS)
    width, height = (_ACROSS + 0.5) * _WIDTH + 2 * _EDGE, (down * 1.5 + 0.5) * _SIDE + 2 * _EDGE
    return Markup(
        '<svg role="img" aria-labelledby="{id}-title {id}-text" viewBox="0 0 {width:.2f} {height:g}" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{id}-title">{title}</title><desc id="{id}-text">{text}</desc>{hexagons}</svg>'
    ).format(id=id, width=width, height=height, title=f"Areas of {name}", text=text, hexagons=hexagons)


def _hexagon(at: int, area: HwbArea, group: AreaSum, year: str | None, letters: str) -> Markup:
    down, across = divmod(at, _ACROSS)
    x = _EDGE + (across + 0.5 + 0.5 * (down % 2)) * _WIDTH
    y = _EDGE + _SIDE + down * 1.5 * _SIDE
    money = _money(group, year)
    kind = kind_of(money, group)
    drawn = Markup(
        '<g><title>{words}</title><polygon points="{points}" fill="{fill}"/>{part}'
        '<text x="{x:.2f}" y="{y:g}" fill="{ink}">{letters}</text></g>'
    )
    part = Markup('<polygon class="part" points="{}" stroke="{}"/>').format(_corners(x, y, 0.8), kind.ink) if group.parts else ""
    words, points = in_words(area, group, money), _corners(x, y, 0.96)
    return drawn.format(words=words, points=points, fill=kind.fill, part=part, ink=kind.ink, x=x, y=y + 4, letters=letters)


def _corners(x: float, y: float, size: float) -> str:
    half, side = _WIDTH / 2 * size, _SIDE * size
    corners = ((0, -side), (half, -side / 2), (half, side / 2), (0, side), (-half, side / 2), (-half, -side / 2))
    return " ".join(f"{x + dx:.2f},{y + dy:.2f}" for dx, dy in corners)


def in_words(area: HwbArea, group: AreaSum, money: AreaMoney | None) -> str:
    """An area's figures: amounts first, then the rate."""
    if not group.plans:
        return f"{area.name}: no plan in the sums"
    others = [other.name for other in group.areas if other != area]
    words = f"{area.name}{f', together with {listed(others)}' if others else ''}: "
    if money is None or money.pool is None:
        return f"{words}pool not known"
    words += f"{pounds(rounded(money.pool, 0))} pooled"
    if money.additional is not None:
        words += f", {pounds(rounded(money.additional, 0))} above the minimum"
    if money.above is not None:
        words += f" ({rounded(money.above, 1)}%)"
    return words + (f"; for {listed(group.parts)} only" if group.parts else "")
