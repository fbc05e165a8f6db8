"""Money tables printed as running text: contributions, schemes, expenditure and contingency, each read where it stands best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bettercare.documents.model import Document
from bettercare.plan import Unread
from bettercare.reading.flat.chosen_rows import read_chosen_rows
from bettercare.reading.flat.columns import ByColumn, by_column
from bettercare.reading.flat.contingency import read_flat_contingency
from bettercare.reading.flat.layout import Laid, lay
from bettercare.reading.flat.listed import read_listed
from bettercare.reading.flat.names_apart import read_names_apart
from bettercare.reading.flat.parts import column_parts, row_parts
from bettercare.reading.flat.rows_by_words import read_rows_by_words
from bettercare.reading.flat.scattered_rows import read_scattered
from bettercare.reading.flat.summed import read_summed
from bettercare.reading.flat.text import Region, Running, as_lines, column_order, regions, runnings, tokens
from bettercare.reading.flat.typed import read_typed
from bettercare.reading.parts import Found
from bettercare.rounds.model import Column, Round, TableShape

MOST = 500_000
"""Steps of search that one reading may take; a region that is reached after them is reported as not placed."""
TRIED = 6
"""How many regions are tried for one shape, those with the most headings first."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A region read as a table of a shape, in rows or printed by column; `worth` counts figures placed and totals met."""

    worth: float
    region: Region
    shape: TableShape
    money: tuple[Column, ...] = ()
    laid: Laid | None = None
    printed: ByColumn | None = None

    def figures(self) -> set[tuple[int, int]]:
        """The figures taken, as (running text, position)."""
        if self.printed:
            cells = [c for p in self.printed.columns for c in p.cells if c.figure]
            return {(id(self.region.running), c.figure.start) for c in cells if c.figure}
        keys = [*self.laid.figures, *(t.start for t in self.laid.totals.values())] if self.laid else []
        return {(id(self.region.running), key) for key in keys}


def read_flat_money(documents: Sequence[Document], round: Round, missing: frozenset[str]) -> Found:
    """Return what stands in running text for the shapes named in `missing` (those that no table of the documents gave).

    A shape is read once, in the region that fits it best (a blank form gives nothing); no figure is read for two shapes.
    """
    shapes = [s for s in round.tables if s.id in missing]
    texts = [running for document in documents for running in runnings(document)] if shapes else []
    found = Found()
    for shape in (s for s in shapes if s.rows == "contingency"):
        for running in texts:
            found += read_flat_contingency(running, shape)
    taken: set[tuple[int, int]] = set()
    done: set[str] = set()
    late: list[Region] = []
    for shape in shapes:
        if shape.rows in ("lines", "contributions") and shape.rows not in done:
            lined = chain(texts, (as_lines(d) for d in documents)) if shape.rows == "lines" else texts
            typed = next((f for running in lined if (f := _rows_known(running, shape, round)).parts), Found())
            if shape.rows == "lines" and _lines(scattered := read_scattered(texts, shape, round)) > 2 * _lines(typed):
                typed = scattered
            found += typed
            done |= {shape.rows} if typed.parts else set()
    shapes = [s for s in shapes if s.rows not in done]
    for candidate in sorted(_candidates(texts, shapes, round, late), key=lambda c: (c.shape.rows != "lines", -c.worth)):
        figures = candidate.figures()
        if candidate.shape.id in done or figures & taken:
            continue
        own = _found(candidate, round)
        if not own.parts:
            continue
        if candidate.shape.rows == "schemes" and "lines" in done:
            own = replace(own, parts=tuple(p for p in own.parts if p.kind == "stated_totals"))
        taken |= figures
        done |= {candidate.shape.id, candidate.shape.rows}
        found += own
    return found + Found(unread=tuple(_too_late(region) for region in late))


def _rows_known(running: Running, shape: TableShape, round: Round) -> Found:
    """Rows known by their headings' order; of expenditure, by the words of the round's lists where these place more: those that
    stand side by side in every row, else those with other words among them where they place far more."""
    typed = read_typed(running, shape, round)
    if shape.rows != "lines":
        return next((f for f in (typed, read_summed(running, shape, round)) if f.parts), read_names_apart(running, shape, round))
    listed, chosen = read_listed(running, shape, round), read_chosen_rows(running, shape, round)
    best = listed if _sure_lines(listed) > _sure_lines(typed) else typed
    best = chosen if _lines(chosen) > 2 * _lines(best) else best
    by_words = read_rows_by_words(running, shape, round)
    return by_words if _sure_lines(by_words) > 2 * _sure_lines(best) else best


def _lines(found: Found) -> int:
    return sum(len(p.parts) for p in found.parts)


def _sure_lines(found: Found) -> int:
    """How many lines a reading gives to schemes whose names carry no doubt."""
    named = (p for p in found.parts if p.kind == "schemes" and "name" in p.fields)
    return sum(len(p.parts) for p in named if p.fields["name"].doubt is None)


def _too_late(region: Region) -> Unread:
    words = region.running.text[region.start : region.start + 120]
    return Unread(
        f"a table that there was no time left to lay out: {words}", region.running.place(region.start, region.start + 120)
    )


def _candidates(
    texts: Sequence[Running], shapes: Sequence[TableShape], round: Round, late: list[Region]
) -> Iterator[_Candidate]:  # fmt: skip
    """Every region read as each shape that it may hold; regions reached when the steps are used up go to `late`."""
    left = MOST
    for shape in shapes:
        if shape.rows not in ("contributions", "schemes", "lines"):
            continue
        some = sorted((r for t in texts for r in regions(t, shape, round)), key=lambda r: -r.marks)[:TRIED]
        for region in some:
            printed = by_column(region, shape)
            if printed and shape.rows == "lines":
                continue
            if printed:
                yield _Candidate(1000.0 + len(printed.names), region, shape, printed=printed)
                continue
            if left <= 0:
                late.append(region)
                continue
            money = tuple(column_order(region, shape))
            laid = lay(tokens(region, shape, round), money, shape.rows != "contributions", min(left, MOST // 2))
            if laid is not None:
                left -= laid.work
                told = len(laid.solution.agreed) / len(money)
                worth = len(laid.solution.where) * (1 + told) - laid.solution.cost
                yield _Candidate(worth, region, shape, money, laid)


def _found(candidate: _Candidate, round: Round) -> Found:
    region, shape, laid = candidate.region, candidate.shape, candidate.laid
    if candidate.printed:
        return column_parts(region, candidate.printed, shape, round)
    if laid is None:
        return Found()
    parts = row_parts(region, laid, candidate.money, shape, round)
    if not parts:
        return Found()
    used = {k for t in (*laid.figures.values(), *laid.totals.values()) for k in region.running.keys(t.start, t.end)}
    aside = tuple(
        Unread(laid.figures[k].text, region.running.place(laid.figures[k].start, laid.figures[k].end)) for k in laid.solution.aside
    )
    return Found(tuple(parts), unread=aside, used=frozenset(used))
