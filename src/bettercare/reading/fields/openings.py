"""Which of many labels may stand among words at all, told from the words' own letters: most labels of other rounds do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bettercare.reading.words import Words, beginnings_of, runs_of


class Openings:
    """Labels by the letters with which they open."""

    def __init__(self, labels: Iterable[str]) -> None:
        self._begun: dict[str, list[str]] = defaultdict(list)
        self._whole: dict[str, list[str]] = defaultdict(list)
        for label in labels:
            opening = runs_of(label)[0]
            self._whole[opening].append(label)
            for beginning in beginnings_of(opening):
                self._begun[beginning].append(label)
        self._sizes = sorted({len(opening) for opening in self._whole if opening})

    def may_stand_in(self, words: Words) -> set[str]:
        """The labels of whose opening some word is the beginning, or which some word begins with; `find` has the last word."""
        found = {label for key in self._begun.keys() & words.different for label in self._begun[key]}
        for key in words.different:
            for size in self._sizes:
                if size >= len(key):
                    break
                found.update(self._whole.get(key[:size], ()))
        return found
