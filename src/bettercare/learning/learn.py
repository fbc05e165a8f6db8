"""From a round and a workbook never seen to proposed wordings: sheets first, then tables, rows and fields on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bettercare.documents import Document, likeness
from bettercare.learning.asked import (
    Asked,
    columns_asked,
    fields_asked,
    rows_asked,
    section_asked,
    sections_asked,
    tables_asked,
)
from bettercare.learning.matching import DOUBTFUL, SURE, Match, matched, weighed
from bettercare.learning.spots import Sheet, Spot, sheets
from bettercare.plan import FinancialYear
from bettercare.rounds.model import Round, Section, TableShape

_LIKE = 82.0
"""From this wording on, a label counts as standing on a sheet."""
_TRIED = 3
_LEAST = 40.0
"""A sheet of another name that scores less is not the section's."""
_YEARS = re.compile(r"\b(20\d\d)[-/](\d\d)\b")


@dataclass(frozen=True, slots=True)
class Learned:
    """What was matched, in the form's order; what was not found; and words with a cell to fill that nothing was matched with."""

    matches: tuple[Match, ...]
    missing: tuple[Asked, ...]
    unused: tuple[Spot, ...]
    other_years: tuple[str, ...] = ()
    """Years that the workbook names and the round does not have."""

    @property
    def proposed(self) -> tuple[Match, ...]:
        """Sure matches of words that the round does not know yet."""
        return tuple(m for m in self.matches if m.sure and not m.known)

    @property
    def doubtful(self) -> tuple[Match, ...]:
        return tuple(m for m in self.matches if not m.sure)


def learn(document: Document, round: Round) -> Learned:
    """Propose words of a workbook for everything that a round asks in one."""
    seen = sheets(document.tables())
    matches: list[Match] = []
    asked: list[Asked] = []
    for section in sections_asked(round):
        own, parts = section_asked(section), _parts(round, section)
        asked += [own, *parts]
        matches += _section(round, section, own, parts, seen)
    matches = _each_cell_once(matches)
    found = {m.asked.address for m in matches}
    used = {m.place for m in matches}
    unused = (s for sheet in seen if sheet.name in used for s in sheet.labels if s.place not in used and (s.choices or s.takes))
    years = {str(FinancialYear(int(first))) for s in seen for spot in s.labels for first, last in _YEARS.findall(spot.text)
             if (int(first) + 1) % 100 == int(last)}  # fmt: skip
    return Learned(
        tuple(matches),
        tuple(a for a in dict.fromkeys(asked) if a.address not in found),
        tuple(unused),
        tuple(sorted(years - {str(year) for year in round.years})),
    )


def _section(round: Round, section: Section, own: Asked, parts: Sequence[Asked], seen: Sequence[Sheet]) -> list[Match]:
    """The sheet of a section, with all that was matched on it: of the likeliest few the one on which most is."""
    tried = []
    for sheet in sorted(seen, key=lambda s: -_promise(own, parts, s))[:_TRIED]:
        found = list(_on_sheet(round, section, sheet))
        share = sum(m.score for m in found) / 100 / len(parts) if parts else 0.0
        name = likeness(sheet.name, own.labels)[0]
        named = name if name >= _LIKE else 0.0
        score = 100.0 if name >= 99 else 100 - (100 - named) * (1 - min(share, 1.0))
        tried.append((score, name, sheet.name, found))
    tried.sort(key=lambda t: -t[0])
    if not tried or tried[0][0] < _LEAST:
        return []
    score, name, text, found = tried[0]
    lead = score - tried[1][0] if len(tried) > 1 else score
    # A sheet that holds much of what is asked, and more than any other, is the one whatever it is called.
    sure = name >= 99 or lead >= 10
    why = "the same words" if name >= 99 else f"{len(found)} of {len(parts)} things that it asks may stand there"
    return [Match(own, text, text, max(score, SURE) if sure else min(score, SURE - 1), why), *found]


def _promise(own: Asked, parts: Sequence[Asked], sheet: Sheet) -> float:
    """A quick guess how likely a sheet is: its name, and the share of what is asked whose very or nearly very words stand there."""
    held = sum(any(weighed(part, spot)[0] >= _LIKE for spots in sheet.heads.values() for spot in spots) for part in parts)
    return likeness(sheet.name, own.labels)[0] / 100 + (held / len(parts) if parts else 0.0)


def _parts(round: Round, section: Section) -> list[Asked]:
    """All that stands on a section's sheet."""
    tables = tables_asked(round, section)
    return [*fields_asked(round, section), *(a for t in tables for a in (*columns_asked(round, t), *rows_asked(round, t)))]


def _on_sheet(round: Round, section: Section, sheet: Sheet) -> Iterator[Match]:
    tables = tables_asked(round, section)
    heads = _head_rows(round, tables, sheet)
    ends = sorted(row for row, _ in heads.values())
    taken = set(ends)
    fields = fields_asked(round, section)
    for table in tables:
        if table.id not in heads:
            continue
        row, columns = heads[table.id]
        yield from columns
        first, last = row + 1, next((end - 1 for end in ends if end > row), max(sheet.rows))
        if not fields and len(ends) == 1:
            first = 1  # alone on its sheet, a table may stand there in several blocks, each with headings of its own
        words = {s.text: s for s in reversed(sheet.words(first, last)) if s.row != row}
        rows = matched(rows_asked(round, table), sorted(words.values(), key=lambda s: (s.row, s.column)))
        taken |= {m.spot.row for m in rows if m.spot}
        yield from rows
    yield from matched(fields, [s for s in sheet.labels if s.row not in taken])


def _head_rows(round: Round, tables: Sequence[TableShape], sheet: Sheet) -> dict[str, tuple[int, tuple[Match, ...]]]:
    """For each table its row of headings: those that match best first, each row for one table."""
    tried = []
    for table in tables:
        columns = columns_asked(round, table)
        for number, spots in sheet.heads.items():
            found = matched(columns, spots)
            sum_of = sum(m.score / 100 for m in found if m.score >= DOUBTFUL)
            if len(columns) > 1 and len(found) < 2:
                continue
            named = max((likeness(s.text, table.locator.labels)[0] for s in sheet.words(number - 2, number)), default=0.0)
            score = sum_of / len(columns) + (0.5 if named >= _LIKE else 0.0)
            if score >= 0.35:
                tried.append((score, -number, table.id))
    made: dict[str, tuple[int, tuple[Match, ...]]] = {}
    for score, number, id in sorted(tried, reverse=True):
        if id in made or any(row == -number for row, _ in made.values()):
            continue
        columns = columns_asked(round, next(t for t in tables if t.id == id))
        strong = matched(columns, sheet.heads[-number])
        made[id] = (-number, strong if score >= 0.5 else tuple(replace(m, score=min(m.score, SURE - 1)) for m in strong))
    return made


def _each_cell_once(matches: Sequence[Match]) -> list[Match]:
    """Of several things matched with one cell, the best."""
    best: dict[str, Match] = {}
    for match in matches:
        if match.spot and (match.place not in best or best[match.place].score < match.score):
            best[match.place] = match
    return [m for m in matches if m.spot is None or best[m.place] is m]
