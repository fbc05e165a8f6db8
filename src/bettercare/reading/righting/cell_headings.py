"""Words that head the columns of the round's tables: of what kind their cells are, and how headings that ran together part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bettercare.reading.dates import years_in
from bettercare.reading.flat.lines import closed_list
from bettercare.reading.metrics.headings import looks_like_heading
from bettercare.reading.righting.turned import is_heading, labels_of
from bettercare.reading.risks.read import HEADINGS_OF_RISKS, heading_role
from bettercare.reading.tables.label_likeness import alike, plain_label
from bettercare.rounds.model import Round

_NUMBERING = re.compile(r"\b(?:no|id|ref|number)\b", re.I)
_KIND_OF = {"money": "n", "count": "n", "rate": "n", "percent": "n", "date": "d"}
_BENEATH = (re.compile(r"(?:non[\s-]*)?recurr(?:ent|ing)", re.I), re.compile(r"\(?£\s?(?:'?000'?s?|k|m)?\)?", re.I))
"""Words that stand beneath other headings, each kind in a layer of its own."""
_ROLES_OF_FIGURES = ("number", "likelihood", "impact", "score")


class Headings:
    """The words that head columns of the round's tables, with the kind of cell that each heads: n, d, r (a rating) or w."""

    def __init__(self, round: Round) -> None:
        self.known = labels_of(round)
        columns = [(x, c.kind) for t in round.tables for c in t.columns for x in (c.title, *c.locator.labels)]
        columns += [(x, f.kind) for t in round.tables for f in t.row_fields for x in (f.title, *f.locator.labels)]
        sources = {plain_label(x) for s in round.streams for x in (s.title, *s.labels)}
        self._kinds = {plain_label(x): _KIND_OF.get(kind, "w") for x, kind in columns if plain_label(x)}
        self._values = sources - set(self._kinds)
        """Sources of funding: cells of a table, where no column of the round is headed by one."""
        self._chosen = {plain_label(x) for t in round.tables for c in t.columns for x in closed_list(c, round)}
        labels = {*self._kinds, *HEADINGS_OF_RISKS, "no", "risk"}
        self._labels = sorted((tuple(x.split()) for x in labels), key=lambda x: (-len(x), x))

    def heads(self, text: str) -> bool:
        short = text.rstrip(".") if len(text) < 12 else text  # `No.`, `Ref.`
        return is_heading(short, self.known) or heading_role(short) == "number" or (len(text) < 200 and bool(self.parted(text)))

    @lru_cache(maxsize=5000)  # noqa: B019
    def kind(self, text: str) -> str:
        """The kind of cell that a heading's words stand over, or nothing where they do not say."""
        plain = plain_label(text)
        if kind := self._kinds.get(plain):
            return kind
        role = heading_role(text) if len(text) <= 40 else None
        if role:
            return "n" if role in _ROLES_OF_FIGURES else "r" if role == "rating" else "w"
        if looks_like_heading(text):
            return "n"
        return next((kind for label, kind in self._kinds.items() if alike(plain, label) >= 0.88), "")

    def is_value(self, text: str) -> bool:
        """Whether words are one of the values that cells of a table may hold, and so head no column but the first."""
        return plain_label(text) in self._values

    def is_chosen(self, text: str) -> bool:
        """Whether words are an entry of one of the closed lists that the form's cells are chosen from."""
        return plain_label(text) in self._chosen

    def heads_money(self, text: str) -> bool:
        return self._kinds.get(plain_label(text)) == "n" and len(text.split()) > 1

    def agreement(self, words: Sequence[str], kinds: Sequence[str]) -> float:
        """How many headings stand over cells of their kind, less three for each that does not.

        Where another heading of figures names a year, one without may head words, such as the name of a contribution; what is
        said of all the periods of a row, such as `2025-26 Plan`, may stand over its labels.
        """
        of_all = words and looks_like_heading(words[0]) and all(map(looks_like_heading, words[1:]))
        yearly = any(k == "n" and years_in(w) for w, k in zip(words, kinds, strict=True))
        score = 0.0
        for number, (word, kind) in enumerate(zip(words, kinds, strict=True)):
            said = self.kind(word)
            if said and kind != "e" and not (of_all and number == 0 and said + kind == "nw"):
                fits = said == kind or (said == "w" and kind == "n" and _NUMBERING.search(word)) or said + kind in ("wr", "rn")
                score += 1 if fits else 0 if yearly and said + kind == "nw" and not years_in(word) else -3
        return score

    @lru_cache(maxsize=5000)  # noqa: B019 - a Headings lives as long as one reading
    def parted(self, text: str) -> tuple[str, ...]:
        """The headings that a converter ran together, in the order of their first words; none where words are left among them."""
        words = text.split()
        plain = [plain_label(w) for w in words]
        for apart in (1, 5):
            found, left = self._found(plain, apart)
            if len(found) > 1 and not any(i > found[0][0] for i in left):
                break
        else:
            return ()
        starts = [f[0] for f in found]
        begin = next((i + 1 for i in range(starts[0] - 1, -1, -1) if not years_in(words[i])), 0)
        bare = [i for i, p in enumerate(plain) if not p and i >= begin]
        owners = {i: max((f for f in found if min(f) < i), key=lambda f: max(j for j in f if j < i)) for i in bare if i > starts[0]}
        owners |= self._years(words, bare, found)
        before = {f: [i for i in bare if owners.get(i) is f] for f in found}
        return tuple(" ".join(words[i] for i in sorted([*f, *before[f]])) for f in found)

    def _years(
        self, words: Sequence[str], bare: Sequence[int], found: Sequence[tuple[int, ...]]
    ) -> dict[int, tuple[int, ...]]:  # fmt: skip
        """The headings that years stand with: where there is a year for every heading of figures, each in its turn."""
        years = [i for i in bare if years_in(words[i])]
        figures = [f for f in found if self.kind(" ".join(words[i] for i in f)) == "n"]
        after = [i for i in years if i > found[0][0]]
        stand = after if len(after) == len(figures) else years
        return dict(zip(stand, figures, strict=True)) if len(stand) == len(figures) else {}

    def _found(self, words: Sequence[str], apart: int) -> tuple[list[tuple[int, ...]], list[int]]:
        """The labels found among words, longest first, each as the places of its words; and the words left over."""
        found: list[tuple[int, ...]] = []
        left, present = [i for i, word in enumerate(words) if word], set(words)
        for label in self._labels:
            while label[0] in present and (spots := _spots(label, words, left, apart)):
                found.append(spots)
                left = [i for i in left if i not in spots]
        return sorted(found), left


def _spots(label: Sequence[str], words: Sequence[str], left: Sequence[int], apart: int) -> tuple[int, ...]:
    """Where a label's words stand first among those left, in order, each at most so many words after the one before."""
    if len(label) == 1 and len(label[0]) < 4 and label[0] != "no":
        return ()
    for start, first in enumerate(left):
        if words[first] != label[0]:
            continue
        spots, at = [first], start + 1
        for word in label[1:]:
            while at < len(left) and words[left[at]] != word and left[at] - spots[-1] <= apart:
                at += 1
            if at >= len(left) or words[left[at]] != word or left[at] - spots[-1] > apart:
                break
            spots.append(left[at])
            at += 1
        if len(spots) == len(label):
            return tuple(spots)
    return ()


def layered(texts: Sequence[str], headings: Headings) -> tuple[tuple[str, ...], int] | None:
    """The columns' headings where each layer of them is printed to its end before the next, and how many cells these take.

    Beneath some of the names stand `recurrent` and `non-recurrent`, beneath these the unit of each; a layer that repeats itself
    stands beneath the last of the names, evenly.
    """
    layers: list[list[str]] = [[]]
    end = len(texts)
    for number, text in enumerate(texts):
        kind = next((n for n, pattern in enumerate(_BENEATH, 1) if pattern.fullmatch(text)), 0)
        if text and (kind < len(layers) - 1 or (not kind and not headings.heads(text))):
            end = number
            break
        layers += [[] for _ in range(len(layers), kind + 1)]
        layers[kind] += [text] if text else []
    words = layers[0]
    for layer in filter(None, layers[1:]):
        each = next(n for n in range(1, len(layer) + 1) if layer == layer[:n] * (len(layer) // n))
        lead = len(words) - len(layer) // each
        if lead < 1:
            return None
        words = [*words[:lead], *(f"{words[lead + i // each]} {text}" for i, text in enumerate(layer))]
    return (tuple(words), end) if any(layers[1:]) else None


def two_rows(texts: Sequence[str]) -> tuple[tuple[str, ...], int] | None:
    """The columns' headings where a run of cells is two rows of them, and how many cells these take.

    The first row heads groups of columns; the second is blank under a heading that has one column, and its other cells fall into
    as many groups, all of the same words: `Scheme, 2014/15, 2015/16` over `(blank), Actual, Plan, Actual, Plan`.
    """
    top = next((i for i, text in enumerate(texts) if not text), len(texts))
    single = next((i for i, text in enumerate(texts[top:]) if text), len(texts))
    begin = top + single
    for groups in range(top - single, 1, -1):
        after = top - single - groups
        for size in (2, 3, 4):
            end = begin + groups * size
            words = texts[begin:end]
            if len(words) < end - begin or any(texts[end : end + after]) or len(set(words)) != size:
                continue
            if all(word == words[i % size] for i, word in enumerate(words)):
                below = [f"{head} {word}" for head in texts[single : single + groups] for word in words[:size]]
                return (*texts[:single], *below, *texts[single + groups : top]), end + after
    return None
