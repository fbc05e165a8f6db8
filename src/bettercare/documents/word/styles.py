"""Styles and automatic numbers of a Word document: heading levels, and the numbers that Word shows but does not store."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"),
    (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_HEADING_NAME = re.compile(r"^heading ([1-9])$", re.I)


def number(element: Any, path: str, default: int | None = None) -> int | None:
    """The whole number in `w:val` of a child, or the default."""
    child = element.find(path) if element is not None else None
    text = child.get(VAL) if child is not None else None
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else default


def on(element: Any) -> bool:
    """Whether a switch such as `w:b` is on: there, and not set to false."""
    return element is not None and (element.get(VAL) or "true") not in ("0", "false", "off", "none")


@dataclass(slots=True)
class Style:
    based_on: str | None
    level: int | None
    bold: bool | None
    num: int | None
    depth: int | None


class Styles:
    """Paragraph styles by id, with what they inherit. Built-in names are English in every language of Word."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Style] = {}
        self._shapes: dict[str | None, tuple[int | None, int | None, int | None]] = {}
        self._bold: dict[str | None, bool] = {}
        self.default: str | None = None
        for item in root.iterfind(f"{W}style") if root is not None else ():
            id = item.get(f"{W}styleId") or ""
            if item.get(f"{W}type") == "paragraph" and item.get(f"{W}default") in ("1", "true"):
                self.default = id
            self._styles[id] = _style(item)

    def shape(self, id: str | None) -> tuple[int | None, int | None, int | None]:
        """Heading level (None for body text), list and depth in it, of a style."""
        if id not in self._shapes:
            level = self._inherited(id, "level")
            self._shapes[id] = (
                None if level is None or level > 9 else level,
                self._inherited(id, "num"),
                self._inherited(id, "depth"),
            )
        return self._shapes[id]

    def bold(self, id: str | None) -> bool:
        if id not in self._bold:
            self._bold[id] = bool(self._inherited(id, "bold"))
        return self._bold[id]

    def _inherited(self, id: str | None, what: str) -> Any:
        seen = set()
        while id and id in self._styles and id not in seen:
            seen.add(id)
            value = getattr(self._styles[id], what)
            if value is not None:
                return value
            id = self._styles[id].based_on
        return None


def _style(item: Any) -> Style:
    based = item.find(f"{W}basedOn")
    name = item.find(f"{W}name")
    heading = _HEADING_NAME.match(name.get(VAL) or "") if name is not None else None
    outline = number(item, f"{W}pPr/{W}outlineLvl")
    level = outline + 1 if outline is not None else int(heading.group(1)) if heading else None
    if level is None and name is not None and (name.get(VAL) or "").casefold() == "title":
        level = 1
    bold = item.find(f"{W}rPr/{W}b")
    return Style(
        based.get(VAL) if based is not None else None,
        level,
        None if bold is None else on(bold),
        number(item, f"{W}pPr/{W}numPr/{W}numId"),
        number(item, f"{W}pPr/{W}numPr/{W}ilvl"),
    )


@dataclass(slots=True)
class Level:
    start: int
    format: str
    text: str
    legal: bool


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, Level] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    link: str | None = None


class Numbering:
    """Counts automatic numbers in reading order, as Word does: lists of one definition count on, unless told to restart."""

    def __init__(self, root: Any) -> None:
        self._abstract: dict[int, _Abstract] = {}
        self._nums: dict[int, tuple[int, dict[int, int], dict[int, Level]]] = {}
        self._begun: set[tuple[int, int]] = set()
        if root is None:
            return
        linked: dict[str, int] = {}
        for item in root.iterfind(f"{W}abstractNum"):
            id = _id(item, "abstractNumId")
            link = item.find(f"{W}numStyleLink")
            self._abstract[id] = _Abstract(_levels(item), {}, link.get(VAL) if link is not None else None)
            if (own := item.find(f"{W}styleLink")) is not None:
                linked[own.get(VAL) or ""] = id
        for item in root.iterfind(f"{W}num"):
            abstract = number(item, f"{W}abstractNumId", -1) or 0
            link_to = self._abstract[abstract].link if abstract in self._abstract else None
            starts, levels = {}, {}
            for override in item.iterfind(f"{W}lvlOverride"):
                depth = _id(override, "ilvl")
                start = number(override, f"{W}startOverride")
                if start is not None:
                    starts[depth] = start
                levels.update(_levels(override))
            self._nums[_id(item, "numId")] = (linked.get(link_to or "", abstract), starts, levels)

    def next(self, num: int, depth: int) -> tuple[str, bool] | None:
        """Return the number to show before the next paragraph of a list (empty for a bullet) and whether it is a bullet."""
        if num not in self._nums:
            return None
        id, starts, own = self._nums[num]
        abstract = self._abstract.get(id)
        level = own.get(depth) or (abstract.levels.get(depth) if abstract else None)
        if abstract is None or level is None:
            return None
        counts = abstract.counts
        if depth in starts and (num, depth) not in self._begun:
            counts[depth] = starts[depth]
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self._begun.add((num, depth))
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        if level.format in ("bullet", "none") or not level.text:
            return "", level.format == "bullet"
        return self._shown(abstract, own, level, counts), False

    def _shown(self, abstract: _Abstract, own: dict[int, Level], level: Level, counts: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            depth = int(match.group(1)) - 1
            of = own.get(depth) or abstract.levels.get(depth) or level
            return _numeral(counts.get(depth, of.start), "decimal" if level.legal else of.format)

        return re.sub(r"%([1-9])", one, level.text).strip()


def _id(element: Any, name: str) -> int:
    text = element.get(f"{W}{name}") or ""
    return int(text) if re.fullmatch(r"-?\d{1,9}", text) else -1


def _levels(parent: Any) -> dict[int, Level]:
    levels = {}
    for item in parent.iterfind(f"{W}lvl"):
        format = item.find(f"{W}numFmt")
        text = item.find(f"{W}lvlText")
        levels[_id(item, "ilvl")] = Level(
            number(item, f"{W}start", 1) or 0,
            (format.get(VAL) if format is not None else None) or "decimal",
            (text.get(VAL) if text is not None else None) or "",
            on(item.find(f"{W}isLgl")),
        )
    return levels


def _numeral(value: int, format: str) -> str:
    if format in ("lowerLetter", "upperLetter") and 0 < value < 800:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if format == "upperLetter" else letter
    if format in ("lowerRoman", "upperRoman") and 0 < value < 4000:
        roman, rest = "", value
        for size, letters in _ROMAN:
            roman += letters * (rest // size)
            rest %= size
        return roman.upper() if format == "upperRoman" else roman
    if format == "decimalZero":
        return f"{value:02d}"
    return str(value)
