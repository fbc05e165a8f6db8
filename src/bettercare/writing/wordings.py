"""By which words the places of a form are known in somebody's own workbook: our titles, and the labels that reading knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bettercare.documents.wording import label_key
from bettercare.rounds.model import Locator, Round

Keys = frozenset[str]


class Wordings:
    """The wordings of a round's titles as keys for comparing; a wording that stands for two things stands for neither."""

    def __init__(self, round: Round) -> None:
        self.round = round
        self._sheets: dict[str, set[str]] = defaultdict(set)
        self._labels: dict[str, set[str]] = defaultdict(set)
        for title, locator in _titled(round):
            key = label_key(title)
            self._labels[key] |= _keys(locator.labels)
            self._sheets[key] |= _keys(locator.sheets)
        self._columns: dict[str, dict[str, set[str]]] = {}
        for shape in round.tables:
            mine = self._columns.setdefault(shape.id, defaultdict(set))
            for column in shape.columns:
                mine[label_key(column.title)] |= _keys((column.title, *column.locator.labels))
        for stream in round.streams:
            self._labels[label_key(stream.title)] |= _keys(stream.labels)
        self._choices: dict[str, set[str]] = defaultdict(set)
        for item in (item for taxonomy in round.taxonomies for item in taxonomy.items):
            self._choices[item.label] |= {item.label, *item.labels}
        for stream in round.streams:
            self._choices[stream.title] |= {stream.title, *stream.labels}
        self.titles = frozenset(self._labels)
        """Our own titles: where one stands, it names its own thing and no other."""
        owners: dict[str, int] = defaultdict(int)
        for label in (label for labels in self._labels.values() for label in labels):
            owners[label] += 1
        self._shared = {label for label, count in owners.items() if count > 1}

    def of(self, title: str) -> Keys:
        """The keys by which a field, section, question, metric or row is known."""
        own = label_key(title)
        others = self._labels.get(own, set())
        return frozenset({own, *(k for k in others if k not in self._shared and (k == own or k not in self.titles))} - {""})

    def column(self, shape: str, head: str, first: bool) -> Keys:
        """The keys by which a column is known; the first may be headed with what the table is."""
        own = label_key(head)
        known = self._columns.get(shape, {})
        found = set(known.get(own, ()))
        if first and own not in known:
            found |= self._labels.get(own, set())
        return frozenset({own, *found} - {""})

    def sheets(self, title: str) -> Keys:
        """The names of sheets where a thing stands, as far as the round knows them."""
        return frozenset(self._sheets.get(label_key(title), ()))

    def choice(self, label: str) -> tuple[str, ...]:
        """The other wordings of a choice of the round's lists."""
        return tuple(sorted(self._choices.get(label, ())))


def _keys(words: Iterable[str]) -> set[str]:
    return {label_key(word) for word in words} - {""}


def _titled(round: Round) -> Iterator[tuple[str, Locator]]:
    yield from ((f.title, f.locator) for f in round.fields)
    yield from ((s.title, s.locator) for s in round.sections)
    yield from ((m.title, m.locator) for m in round.metrics)
    yield from ((r.title, r.locator) for r in round.signoff)
    yield from ((q.asks, q.locator) for c in round.conditions for q in c.questions)
    yield from ((row.title, row.locator) for t in round.tables for row in t.row_fields)
