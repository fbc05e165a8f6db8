"""Contributions of a form whose sheet of income was scattered: what each source gives is proven by the plan's own totals.

Every form lists its sources of funding once, each with its income, and their sum. Where as many amounts as sources, in order, add
up to the amount after them, each source's income is known; and where one partner alone can pay it, so is the contribution.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import combinations

from bettercare.documents.model import Document, Format
from bettercare.organisations import find, mentions
from bettercare.plan import FinancialYear, How, OrganisationKind
from bettercare.reading.fields.area_selected import selected_area
from bettercare.reading.flat.income_blocks import contributions_in_blocks
from bettercare.reading.flat.income_run_together import contributions_run_together
from bettercare.reading.flat.text import phrase
from bettercare.reading.money.sources import stream_of
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.streams import Stream
from bettercare.rounds.model import Round

_HOW = "the plan's list of sources and their sum tell what each source gives; this partner alone can pay it"
_FEWEST = 3
_BETWEEN = 12
"""Words that may stand between the names of two sources of one list."""
_AFTER = 60
"""Amounts after the list's first name among which its sums are looked for."""
_NEAR = 600
"""Characters from a source's own heading in which its contributions are printed."""
_MOST = 14
_AMOUNT = re.compile(r"[£?]\s?\d[\d,]*(?:\.\d\d)?|(?<![\w.,/-])\d{1,3}(?:,\d{3})+(?:\.\d\d)?(?![\w%,])|(?<![^\s])0(?![^\s])")


@dataclass(frozen=True, slots=True)
class _Amount:
    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class _Proven:
    """What each source gives, by year, in a stream of words; `sources` maps them to the place of their amounts."""

    stream: Stream
    by_year: dict[FinancialYear, dict[str, _Amount]]


def with_income_proven(found: Found, documents: Sequence[Document], round: Round) -> Found:
    """The money as read, with the contributions that the plan's own sums prove, where those read do not come to their total."""
    for document in documents:
        if document.format not in (Format.TEXT, Format.PDF):
            continue
        blocks = contributions_in_blocks(document, round) or contributions_run_together(document, round)
        paid = [p for p in found.parts if p.kind == "contributions"]
        told = [p for p in blocks if p.kind == "contributions"]
        if blocks and (_sums(told) != _sums(paid) or not _sources(told) <= _sources(paid)):
            others = (p for p in found.parts if p.kind != "contributions" and not _is_of_contributions(p))
            return replace(found, parts=(*others, *blocks))
        proven = _proven(document, round)
        if proven is None or _agrees(found, proven):
            continue
        parts = list(_contributions(proven, documents, round))
        if _sums(parts) == {year: sum(a.value for a in told.values()) for year, told in proven.by_year.items()}:
            kept = tuple(p for p in found.parts if p.kind != "contributions")
            return replace(found, parts=(*kept, *parts))
    return found


def _is_of_contributions(part: Part) -> bool:
    return part.kind == "stated_totals" and str(part.fields["of"].value).startswith("contributions")


def _agrees(found: Found, proven: _Proven) -> bool:
    """Whether the contributions as read come to the proven total in every year, and who pays them is in no doubt."""
    paid = [p for p in found.parts if p.kind == "contributions"]
    told = _sums(paid)
    sure = not any("organisation" in p.fields and p.fields["organisation"].doubt for p in paid)
    return sure and all(told.get(year) == sum(a.value for a in sources.values()) for year, sources in proven.by_year.items())


def _sources(parts: Sequence[Part]) -> set[object]:
    return {p.fields["source"].value for p in parts if "source" in p.fields}


def _sums(parts: Sequence[Part]) -> dict[FinancialYear, Decimal]:
    sums: dict[FinancialYear, Decimal] = {}
    for part in parts:
        amount = part.fields["actual"].value if "actual" in part.fields else None
        if amount:
            sums[part.fields["year"].value] = sums.get(part.fields["year"].value, Decimal(0)) + amount
    return sums


def _proven(document: Document, round: Round) -> _Proven | None:
    stream = Stream(document)
    for start, sources in _lists(stream.text, round):
        columns = _columns(_amounts(stream.text, start)[:_AFTER], len(sources))
        if len(columns) == len(round.years):
            told = {
                year: {s: a for s, a in zip(sources, column, strict=True) if a.value}
                for year, column in zip(round.years, columns, strict=True)
            }
            return _Proven(stream, told)
    return None


def _lists(text: str, round: Round) -> Iterator[tuple[int, list[str]]]:
    """Where names of different sources follow one another, with nothing but amounts and a few words between."""
    hits: list[tuple[int, int, str]] = []
    for stream in round.streams:
        labels = sorted((p for x in {stream.title, *stream.labels} if (p := phrase(x))), key=len, reverse=True)
        hits += [(*m.span(), stream.id) for m in re.finditer("|".join(labels), text, re.I)]
    hits = [h for h in hits if not any(o[0] <= h[0] and h[1] <= o[1] and o[:2] != h[:2] for o in hits)]
    hits.sort()
    at = 0
    while at < len(hits):
        run = [hits[at]]
        for hit in hits[at + 1 :]:
            between = _AMOUNT.sub(" ", text[run[-1][1] : hit[0]])
            if hit[2] in {h[2] for h in run} or len(between.split()) > _BETWEEN:
                break
            run.append(hit)
        if len(run) >= _FEWEST:
            yield run[0][0], [h[2] for h in run]
        at += len(run)


def _amounts(text: str, start: int) -> list[_Amount]:
    found = []
    for match in _AMOUNT.finditer(text, start, start + 5000):
        digits = re.sub(r"[^\d.]", "", match.group())
        found.append(_Amount(match.start(), match.end(), Decimal(digits)))
    return found


def _columns(amounts: Sequence[_Amount], count: int) -> list[list[_Amount]]:
    """The different columns of a list of sources, printed one after another or row by row, each with its sum."""
    for across in range(1, 9):
        size = across * (count + 1)
        if across == 1:
            blocks = [amounts[i : i + size] for i in range(0, len(amounts) - count, size)]
        else:
            blocks = [amounts[j:size:across] for j in range(across)] if len(amounts) >= size else []
        found: list[list[_Amount]] = []
        for block in blocks:
            values = [a.value for a in block[:-1]]
            if sum(values) != block[-1].value:
                break
            if sum(map(bool, values)) > 1 and values not in [[a.value for a in c] for c in found]:
                found.append(list(block[:-1]))
        if found:
            return found
    return []


def _contributions(proven: _Proven, documents: Sequence[Document], round: Round) -> Iterator[Part]:
    on = round.years[0].first_day
    text = proven.stream.text
    council = selected_area(documents, on)
    nhs = _commissioner(proven.stream, on)
    by_id = {s.id: s for s in round.streams}
    for year, told in proven.by_year.items():
        for source, amount in told.items():
            payer = nhs if by_id[source].payer == "nhs" else council
            if payer is None:
                continue
            for one in _rows(text, source, amount, told, round):
                place = proven.stream.place(one.start, one.end, How.INFERRED, _HOW)
                fields = {
                    "organisation": payer,
                    "source": Read(source, place),
                    "year": Read(year),
                    "actual": Read(one.value, place),
                }
                yield Part("contributions", fields)


_COMMISSIONERS = (OrganisationKind.ICB, OrganisationKind.CCG)
_COMMISSIONER = re.compile(r"[^\n]{3,100}\b(?:ICB|CCG|integrated care board|clinical commissioning group)$", re.I | re.M)


def _commissioner(stream: Stream, on: date) -> Read | None:
    """The one commissioner of the NHS that a text names, in a line of its own if it can be."""
    named: dict[str, Read] = {}
    for line in _COMMISSIONER.finditer(stream.text):
        best = next(iter(find(line.group(), on, _COMMISSIONERS) or find(line.group(), None, _COMMISSIONERS)), None)
        if best and not best.asks:
            named.setdefault(best.organisation.code, Read(line.group().strip(), stream.place(*line.span())))
    for mention in mentions(stream.text, on) if not named else ():
        if mention.kind in _COMMISSIONERS and mention.organisation:
            place = stream.place(mention.start, mention.end)
            named.setdefault(mention.organisation.code, Read(" ".join(mention.written.split()), place))
    return next(iter(named.values())) if len(named) == 1 else None


def _rows(text: str, source: str, total: _Amount, told: dict[str, _Amount], round: Round) -> list[_Amount]:
    """The amounts near a source's own headings that add up to its total, where only one way does; else the total.

    A total that is printed twice there is one contribution, and its sum.
    """
    labels = [x for t in round.tables if t.rows == "contributions" for c in t.columns for x in c.locator.labels]
    labels += [x for s in round.streams if s.id == source for x in (s.title, *s.labels)]
    named = [p for x in dict.fromkeys(labels) if len(x) > 12 and stream_of(x, round) == source and (p := phrase(x))]
    near: dict[int, _Amount] = {}
    for heading in re.finditer("|".join(named) or r"(?!)", text, re.I):
        here = [a for a in _amounts(text, heading.end()) if a.start < heading.end() + _NEAR]
        if sum(a.value == total.value for a in here) == 1:
            near |= {a.start: a for a in here}
    others = {a.value for a in told.values()}
    free = [a for a in near.values() if a.value and a.value < total.value and a.value not in others][:_MOST]
    ways = {
        tuple(sorted(a.value for a in some)): some
        for n in (2, 3, 4)
        for some in combinations(free, n)
        if sum(a.value for a in some) == total.value
    }
    return list(next(iter(ways.values()))) if len(ways) == 1 else [total]
