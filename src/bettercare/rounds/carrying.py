"""An area's plan of one round as the beginning of its plan for the next: what goes on is kept with its ids, figures are asked anew.

Missing is never last year's value. What comes along: partners, schemes with their names, providers, areas of spend and sources
(sources and choices as the new round calls them), risks, and related documents. What does not: amounts, answers, values of metrics,
texts and signatures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bettercare.plan import Contribution, FinancialYear, Line, Plan, Scheme
from bettercare.rounds.lineage import Kind, came_from
from bettercare.rounds.model import Column, NotInRound, Round
from bettercare.rounds.opening import open_plan

NewId = Callable[[], str]


def carried_plan(earlier: Plan, earlier_round: Round, round: Round, new_id: NewId) -> Plan:
    """Return an area's plan for a later round on its first day, with what goes on from its earlier plan."""
    opened = open_plan(round, earlier.area.name or "", earlier.covers, earlier.organisations, new_id)
    hand = _Carrying(earlier, earlier_round, round)
    asked = {t.rows for t in round.tables}
    return replace(
        opened,
        contributions=hand.contributions(opened.contributions),
        schemes=hand.schemes(),
        risks=earlier.risks if "risks" in asked else (),
        related=earlier.related if "related" in asked else (),
    )


class _Carrying:
    def __init__(self, earlier: Plan, earlier_round: Round, round: Round) -> None:
        self.earlier, self.earlier_round, self.round = earlier, earlier_round, round
        self._sources = self._became("streams", tuple(s.id for s in round.streams))
        items = tuple(item.id for taxonomy in round.taxonomies for item in taxonomy.items)
        self._items = self._became("items", items)
        self._columns: tuple[Column, ...] = tuple(c for t in round.tables for c in t.columns)

    def _became(self, kind: Kind, ids: tuple[str, ...]) -> dict[str, str]:
        """What each id of the earlier round is called now."""
        became: dict[str, str] = {}
        for id in dict.fromkeys(ids):
            try:
                before = came_from(self.round, kind, id, self.earlier_round)
            except NotInRound:
                before = ()
            for old in before:
                became.setdefault(old, id)
        return became

    def source(self, id: str | None) -> str | None:
        known = {s.id for s in self.round.streams}
        return self._sources.get(id or "", id if id in known else None)

    def item(self, id: str | None) -> str | None:
        """A choice as the round calls it now; words that are no choice of either round stay."""
        old = {i.id for t in self.earlier_round.taxonomies for i in t.items}
        new = {i.id for t in self.round.taxonomies for i in t.items}
        if id is None or id in new:
            return id
        return self._items.get(id, None if id in old else id)

    def contributions(self, opened: tuple[Contribution, ...]) -> tuple[Contribution, ...]:
        """Those that the round opens with, then partners' further ones, which pay into a source that goes on."""
        there = {(c.organisation, c.source) for c in opened}
        more: dict[tuple[str | None, str | None], Contribution] = {}
        for paid in self.earlier.contributions:
            key = (paid.organisation, self.source(paid.source))
            if key not in there and (paid.source is None or key[1] is not None):
                more.setdefault(key, paid)
        years = self.round.years
        found = []
        for (organisation, source), paid in more.items():
            first = Contribution(paid.id, organisation, source, years[0])
            found += [first, *(replace(first, id=f"{paid.id}-{year}", year=year) for year in years[1:])]
        return (*opened, *found)

    def schemes(self) -> tuple[Scheme, ...]:
        """The schemes with their names; of each the lines of its last year, for each year of the round, without amounts."""
        found = []
        for scheme in self.earlier.schemes:
            last = max((ln.year for ln in scheme.lines if ln.year), default=None)
            lines = [new for ln in scheme.lines if ln.year in (None, last) for new in self._lines(ln)]
            found.append(replace(scheme, lines=tuple(lines), answers=()))
        return tuple(found)

    def _lines(self, line: Line) -> list[Line]:
        """A line for each year of the round; the first keeps its id."""
        asks = {c.recurrence for c in self._columns if c.recurrence}
        recurrence = line.recurrence if line.recurrence in asks else None
        first = replace(
            line, year=self.round.years[0], source=self.source(line.source), recurrence=recurrence, amount=None, benefit=None,
            area_of_spend=self.item(line.area_of_spend), commissioner=self.item(line.commissioner),
            provider=self.item(line.provider), answers=(),
        )  # fmt: skip
        return [first, *(self._later(first, year) for year in self.round.years[1:])]

    def _later(self, line: Line, year: FinancialYear) -> Line:
        return replace(line, id=f"{line.id}-{year}", year=year)
