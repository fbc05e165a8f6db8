"""The last page of a form of ours: values that its round has no place for, each by its name, given back to the parts they are of.

A form of another's hand has no such page. A name that no part or more than one bears gives nothing back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product

from bettercare.documents.marks import BESIDES, BESIDES_TOLD
from bettercare.documents.model import Block, Document, Paragraph, Row, Table
from bettercare.plan import Place, Plan, Reading, StatedTotal, Unread, replace_at, walk
from bettercare.plan.words import ADDED_UP, MONEY, begin, in_words
from bettercare.reading.values import read_money, tidy
from bettercare.rounds.model import Round

_TEXTS = ("description", "provider", "position", "organisation", "title")


@dataclass(frozen=True, slots=True)
class _Besides:
    """A value by its name, and where it stands."""

    name: str
    value: str
    place: Place


def without_besides(documents: Sequence[Document]) -> tuple[list[Document], list[_Besides]]:
    """The documents without that page, and what stands on it."""
    kept, found = [], []
    for document in documents:
        at = next((i for i, b in enumerate(document.blocks) if _begins(document.blocks, i)), None)
        if at is None:
            kept.append(document)
            continue
        sheet = getattr(document.blocks[at], "sheet", None)
        page = [b for b in document.blocks[at:] if sheet is None or getattr(b, "sheet", None) == sheet]
        kept.append(replace(document, blocks=tuple(b for b in document.blocks if not any(b is p for p in page))))
        found += [b for t in page if isinstance(t, Table) for row in t.rows for b in _told(document, t, row)]
    return kept, found


def with_besides(reading: Reading, besides: Sequence[_Besides], round: Round) -> Reading:
    """The reading with those values; what cannot be given back is unread."""
    if not besides:
        return reading
    names = _names(reading.plan)
    totals = {_key(begin(in_words(Plan(stated_totals=(t,)), f"stated_totals/{t.id}/amount"))): t for t in _totals(round)}
    plan, places, unread = reading.plan, dict(reading.places), list(reading.unread)
    for number, told in enumerate(besides, start=1):
        at = names.get(_key(told.name), [])
        total = totals.get(_key(told.name))
        money = read_money(told.value).value
        if len(at) == 1 and at[0].rpartition("/")[2] in MONEY and isinstance(money, Decimal):
            plan = replace_at(plan, at[0], money)
        elif len(at) == 1 and at[0].rpartition("/")[2] in _TEXTS:
            plan = replace_at(plan, at[0], told.value)
        elif not at and total and isinstance(money, Decimal):
            at = [f"stated_totals/besides-{number}/amount"]
            plan = replace(plan, stated_totals=(*plan.stated_totals, replace(total, id=f"besides-{number}", amount=money)))
        else:
            unread.append(Unread(f"{told.name}: {told.value}", told.place))
            continue
        places[at[0]] = told.place
    return replace(reading, plan=plan, places=places, unread=tuple(unread))


def _begins(blocks: Sequence[Block], at: int) -> bool:
    texts = [t for b in blocks[at : at + 2] for t in ([b.text] if isinstance(b, Paragraph) else [r.text for r in b.rows[:2]])]
    return [tidy(t) for t in texts[:2]] == [BESIDES, BESIDES_TOLD]


def _told(document: Document, table: Table, row: Row) -> Iterator[_Besides]:
    texts = [tidy(c.text) for c in row.cells if tidy(c.text)]
    if len(texts) == 2 and texts != ["What", "Value"]:
        yield _Besides(texts[0], texts[1], replace(document.place(table, row), as_written=texts[1]))


def _names(plan: Plan) -> dict[str, list[str]]:
    """The addresses of what parts may still be given, by their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for address, value in walk(plan):
        if value is None and address.rpartition("/")[2] in (*MONEY, *_TEXTS):
            found[_key(in_words(plan, address))].append(address)
    return found


def _totals(round: Round) -> Iterator[StatedTotal]:
    """Every total of a year that a paper of the round may state."""
    sources = (None, *(s.id for s in round.streams))
    for number, (of, year, source) in enumerate(product(ADDED_UP, (None, *round.years), sources)):
        yield StatedTotal(f"t{number}", of, year, source=source, amount=Decimal(0))


def _key(name: str) -> str:
    return "".join(name.casefold().split())
