"""Charts as inline SVG, drawn in per cent of the width so that text stays readable on a telephone and on paper.

Each chart comes with a sentence for those who cannot see it; the page puts a table of the same figures beneath it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

_COLOURS = ("#005eb8", "#425563", "#006747", "#7c2855")
_WIDEST = 50
"""Per cent of the width that the longest bar takes; the rest is for its figure."""
_ROW, _BAR = 20, 14


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: which series it belongs to, its length, and its figure in words."""

    series: str
    amount: Decimal
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under one label."""

    label: str
    bars: tuple[Bar, ...]


def bars(groups: Sequence[Group], series: Sequence[str], title: str, description: str, id: str) -> Markup:
    """Horizontal bars in groups, the longest of all giving the scale; negative amounts are drawn by their size."""
    longest = max((abs(bar.amount) for group in groups for bar in group.bars), default=Decimal(0)) or Decimal(1)
    parts: list[Markup] = []
    y = 0
    for group in groups:
        if group.label:
            y += 22
            parts.append(Markup('<text class="label" x="0" y="{}">{}</text>').format(y - 5, group.label))
        for bar in group.bars:
            width = round(float(abs(bar.amount) / longest) * _WIDEST, 2)
            colour = _COLOURS[series.index(bar.series) % len(_COLOURS)]
            parts.append(
                Markup(
                    '<rect x="0" y="{}" width="{}%" height="{}" fill="{}"/><text class="figure" x="{}%" dx="6" y="{}">{}</text>'
                ).format(y, max(width, 0.2), _BAR, colour, width, y + _BAR - 2, bar.words)
            )
            y += _ROW
        y += 6
    return Markup(
        '<svg role="img" aria-labelledby="{id}-title {id}-text" width="100%" height="{height}" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{id}-title">{title}</title><desc id="{id}-text">{description}</desc>{parts}</svg>'
    ).format(id=id, height=y, title=title, description=description, parts=Markup("").join(parts))


def legend(series: Sequence[str]) -> Markup:
    """Which colour stands for what; every bar says it in words too."""
    items = Markup("").join(
        Markup('<li><span class="swatch" style="background:{}"></span>{}</li>').format(_COLOURS[i % len(_COLOURS)], name)
        for i, name in enumerate(series)
    )
    return Markup('<ul class="legend">{}</ul>').format(items)
