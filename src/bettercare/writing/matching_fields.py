"""Fills the answers that stand beside or below a label: fields, and the boxes for running text below a heading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bettercare.documents.wording import label_key
from bettercare.writing.cell_edits import At
from bettercare.writing.form import Cell, Fields, Form, Heading, Prose
from bettercare.writing.matching import Matching
from bettercare.writing.places import Grid

_FARTHEST_RIGHT = 6
_FARTHEST_DOWN = 12
_REPEATED = ("signatures",)
"""Parts of which a form has places for several, each a group of labels."""
_LONGEST_NUMBER = 4
"""Characters of what numbers a label in the cell before it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A value with its label; `block` counts the groups of labels that belong together, the first of which names the group."""

    label: str
    cell: Cell
    page: str
    block: int
    first: bool
    prose: bool = False
    also: tuple[Cell, ...] = ()
    """More texts of the same box."""


@dataclass(frozen=True, slots=True)
class _Spot:
    grid: Grid
    label: At
    target: At | None


def fill_fields(matching: Matching, form: Form) -> None:
    """Write each value whose label stands once, in its very words, with a place beside or below it that may be written in."""
    asked = list(_asked(form))
    stops = {label_key(a.label) for a in asked} | {
        label_key(b.text) for page in form.pages for b in page.blocks if isinstance(b, Heading)
    }
    finding = _Finding(matching, frozenset(stops) | matching.wordings.titles)
    anchors = finding.anchors(asked)
    for item in asked:
        if item.cell.text:
            finding.place(item, anchors)


def _asked(form: Form) -> Iterator[_Asked]:
    """Every label with its value, in the order of the form; texts below one heading go into one box."""
    block = 0
    for page in form.pages:
        heading = ""
        boxes: dict[str, _Asked] = {}
        for part in page.blocks:
            block += 1
            if isinstance(part, Heading):
                heading = part.text
            elif isinstance(part, Fields):
                for number, (label, cell) in enumerate(part.rows):
                    yield _Asked(label, cell, page.title, block, number == 0)
            elif isinstance(part, Prose) and part.cell.address:
                held = boxes.get(heading)
                boxes[heading] = (
                    replace(held, also=(*held.also, part.cell))
                    if held
                    else _Asked(heading, part.cell, page.title, block, False, True)
                )
        yield from boxes.values()


class _Finding:
    """Finds labels and the places that belong to them."""

    def __init__(self, matching: Matching, stops: frozenset[str]) -> None:
        self.matching, self.stops = matching, stops
        self.starts: list[_Spot] = []
        """Where groups of labels begin."""

    def spots(self, item: _Asked) -> list[_Spot]:
        """Where the label stands: on the sheets that are its own if it stands there, else on any."""
        keys = self.matching.wordings.of(item.label)
        bare = item.label.partition(") ")[2] if item.prose else ""
        if bare:
            keys |= self.matching.wordings.of(bare)
        found = [
            _Spot(grid, at, None)
            for grid in self.matching.grids
            for at in grid.labels_of(keys)
            if (grid.sheet.part, at[0]) not in self.matching.heads
        ]
        own = self.matching.wordings.sheets(item.label) | {label_key(item.page), label_key(item.page[:31])}
        mine = [s for s in found if label_key(s.grid.sheet.name) in own]
        exact = [s for s in (mine or found) if label_key(s.grid.text(s.label)) == label_key(item.label)]
        return exact or mine or found

    def anchors(self, asked: Sequence[_Asked]) -> dict[int, _Spot]:
        """Where the first label of each group of labels stands.

        Groups for several of a kind, such as signatures of one role, take the places that stand below each other in order.
        """
        alike: dict[tuple[str, str], list[_Asked]] = defaultdict(list)
        for item in asked:
            if item.first:
                kind = (item.cell.address or "").partition("/")[0]
                alike[kind if kind in _REPEATED else str(item.block), label_key(item.label)].append(item)
        found: dict[int, _Spot] = {}
        for group in alike.values():
            spots = self.spots(group[0])
            self.starts += spots
            if len(spots) == 1:
                found[group[0].block] = spots[0]
            elif (group[0].cell.address or "").partition("/")[0] in _REPEATED and _in_one_column(spots):
                found |= self._in_order(group, spots)
        return found

    def _in_order(self, group: Sequence[_Asked], spots: list[_Spot]) -> dict[int, _Spot]:
        """For each group the place that holds its first value already, else the first that is free; for all or for none."""
        homes: dict[int, _Spot] = {}
        for item in group:
            left = [(s, self.target(s.grid, s.label, item.cell, False)) for s in spots if s not in homes.values()]
            held = [s for s, at in left if at and item.cell.text and label_key(s.grid.text(at)) == label_key(item.cell.text)]
            free = [s for s, at in left if at and s.grid.free(at)]
            if not held and not free:
                return {}
            homes[item.block] = (held or free)[0]
        return homes

    def place(self, item: _Asked, anchors: dict[int, _Spot]) -> None:
        cell = _joined(item)
        cells = (item.cell, *item.also)
        spots = self.spots(item)
        if len(spots) > 1 and item.block in anchors:
            anchor = anchors[item.block]
            spots = [anchor] if item.first else _beneath(spots, anchor, self.starts)
        if not spots:
            self.matching.miss(cells, f"no cell is labelled {item.label!r}")
            return
        targets = [_Spot(s.grid, s.label, self.target(s.grid, s.label, cell, item.prose)) for s in spots]
        open_ = [s for s in targets if s.target and not isinstance(self.matching.content(s.grid, s.target, cell), str)]
        if len(open_) > 1 or (len(spots) > 1 and not open_):
            places = "; ".join(Matching.where(s.grid, s.label) for s in (open_ or spots)[:4])
            self.matching.miss(cells, f"several cells are labelled {item.label!r}: {places}")
            return
        spot = (open_ or targets)[0]
        if spot.target is None:
            why = f"no place to write in stands beside or below {item.label!r}"
            self.matching.miss(cells, why, Matching.where(spot.grid, spot.label))
        elif self.matching.put(spot.grid, spot.target, cell):
            self.matching.placed |= {c.address or "" for c in item.also}

    def target(self, grid: Grid, label: At, cell: Cell, prose: bool) -> At | None:
        """The cell that belongs to a label: to its right; on a protected sheet also the first open one on the right or below."""
        right = (label[0], grid.past(label))
        if not grid.sheet.protected:
            if prose:
                return next((at for at in (right, (grid.below(label), label[1])) if self._box(grid, at, label)), None)
            return None if self._in_a_row_of_labels(grid, label) else right
        for column in range(right[1], right[1] + _FARTHEST_RIGHT):
            at = (label[0], column)
            if grid.covered(at):
                continue
            if not grid.locked(at):
                return at
            if grid.text(at):
                break
        return self._open_below(grid, label) or (right if not prose else None)

    def _open_below(self, grid: Grid, label: At) -> At | None:
        """The first open cell below a label, with nothing between but what explains it."""
        for row in range(grid.below(label), grid.below(label) + _FARTHEST_DOWN):
            at = (row, label[1])
            if not grid.locked(at):
                return None if grid.covered(at) else at
            if label_key(grid.text(at)) in self.stops or (grid.sheet.part, row) in self.matching.heads:
                return None
        return None

    @staticmethod
    def _box(grid: Grid, at: At, label: At) -> bool:
        """Whether a cell of an unprotected sheet is marked as a place to write in: merged, or in a style of its own."""
        marked = grid.style(at) not in (None, "0", grid.style(label)) or at in grid.sheet.merges
        return marked and grid.free(at)

    @staticmethod
    def _in_a_row_of_labels(grid: Grid, label: At) -> bool:
        """Whether text stands right before a label, so that it may be the last of a row of headings."""
        before = grid.text((label[0], label[1] - 1)) if label[1] else ""
        return len(before) > _LONGEST_NUMBER


def _in_one_column(spots: Sequence[_Spot]) -> bool:
    return len({(s.grid.sheet.part, s.label[1]) for s in spots}) == 1


def _joined(item: _Asked) -> Cell:
    """One text for all that goes into one box."""
    if not item.also:
        return item.cell
    text = "\n\n".join(c.text for c in (item.cell, *item.also) if c.text)
    return replace(item.cell, text=text, held=text)


def _beneath(spots: Sequence[_Spot], anchor: _Spot, anchors: Sequence[_Spot]) -> list[_Spot]:
    """The labels between the first of their group and the first of the next group in its column."""
    part, (top, column) = anchor.grid.sheet.part, anchor.label
    others = [a.label[0] for a in anchors if a.grid.sheet.part == part and a.label[1] == column and a.label[0] > top]
    end = min(others, default=10**7)
    return [s for s in spots if s.grid.sheet.part == part and s.label[1] == column and top < s.label[0] < end]
