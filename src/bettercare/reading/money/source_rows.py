"""A figure of a table of contributions is no budget beside one that the paper gives under the budget's own label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bettercare.plan import Place
from bettercare.reading.parts import Found, Part

_At = tuple[str, str | None, str | None, int | None, int | None, str | None]


def without_source_rows(found: Found) -> Found:
    """What was found, without a second budget of a kind and year that stands where a contribution does.

    A source of funding may be named as a budget is ("minimum contribution"); where nothing else gives the budget, it stays.
    """
    told = Counter(_key(part) for part in found.parts if part.kind == "budgets")
    if not any(count > 1 for count in told.values()):
        return found
    paid = {at for part in found.parts if part.kind == "contributions" for at in _places(part)}
    kept = []
    for part in found.parts:
        if part.kind == "budgets" and told[_key(part)] > 1 and not paid.isdisjoint(_places(part)):
            told[_key(part)] -= 1
            continue
        kept.append(part)
    return replace(found, parts=tuple(kept))


def _key(part: Part) -> tuple[object, object]:
    return part.fields["kind"].value, part.fields["year"].value


def _places(part: Part) -> Iterator[_At]:
    reads = (part.fields[f] for f in ("amount", "minimum", "actual", "spend_on_schemes") if f in part.fields)
    yield from (_at(read.place) for read in reads if read.place and read.value is not None)


def _at(place: Place) -> _At:
    return place.document, place.sheet, place.cell, place.page, place.line, None if place.cell else place.as_written
