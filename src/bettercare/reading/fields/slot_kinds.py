"""What it costs to take words for a kind of value: an amount, a date, an organisation, a name, a position, a place, free text.

Costs are near 0 where words look like the kind, about 1 where they look like another, and NEVER where they cannot be it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate

from bettercare.reading.atoms import Atom
from bettercare.reading.words import letters

NEVER = 1e9
ROLE = frozenset([
    "director", "officer", "chief", "chair", "chairman", "chairwoman", "chairperson", "leader", "head", "manager", "executive",
    "accountable", "corporate", "interim", "acting", "deputy", "assistant", "strategic", "lead", "managing", "president", "mayor",
    "secretary", "commissioner", "portfolio", "holder", "gp", "councillor", "cabinet", "member", "representative", "vice",
    "cochair", "treasurer", "operating",
])  # fmt: skip
_TITLES = frozenset(
    ["cllr", "councillor", "dr", "mr", "mrs", "ms", "miss", "sir", "dame", "prof", "professor", "lord", "baroness", "rev"]
)
JOINING = frozenset(["and", "of", "the", "&", "in", "on", "upon", "for", "with", "to", "by", "-", "–", "/", "under"])
KIND_ENDS = frozenset(["council", "ccg", "ccgs", "group", "groups", "board", "trust"])
_KIND_WORDS = KIND_ENDS | frozenset(
    ["borough", "city", "county", "district", "clinical", "commissioning", "health", "wellbeing", "nhs", "metropolitan"]
)


class KindCosts:
    """Costs of kinds for any run of words; `breaks` say how unnatural a cut before each word (and after the last) is."""

    def __init__(self, texts: Sequence[str], keys: Sequence[str], breaks: Sequence[float], atoms: Sequence[Atom]) -> None:
        self.texts, self.keys, self.breaks = texts, keys, breaks
        self.atom_at = {a.start: a for a in atoms}
        self.atoms = atoms
        self._costs: dict[tuple[str, int, int], float] = {}

    @cached_property
    def _sums(self) -> dict[str, list[float]]:
        def total(test: Callable[[str, str], float]) -> list[float]:
            return [0.0, *accumulate(test(t, k) for t, k in zip(self.texts, self.keys, strict=True))]

        inside_atom = {i for a in self.atoms if a.kind in ("money", "date") for i in range(a.start, a.end)}
        sums = {
            "small": total(
                lambda t, k: 0.0 if not k or t[:1].isupper() or t[:1].isdigit() or t.lower() in JOINING or t[0] in "(#" else 1.0
            ),
            "role": total(lambda t, k: 1.0 if k in ROLE else 0.0),
            "title": total(lambda t, k: 1.0 if k in _TITLES else 0.0),
            "council": total(
                lambda t, k: 1.0 if k in ("council", "borough", "councils", "mbc", "cc", "lbc", "corporation") else 0.0
            ),
            "ccg": total(lambda t, k: 1.0 if k in ("ccg", "ccgs", "clinical", "commissioning", "nhs") else 0.0),
            "nhs-inside": [
                0.0,
                *accumulate(
                    1.0 if k == "nhs" and i and not self._may_go_before_nhs(i - 1) else 0.0 for i, k in enumerate(self.keys)
                ),
            ],
            "ccg-end": total(lambda t, k: 1.0 if k in ("ccg", "ccgs", "group", "groups") else 0.0),
            "icb": total(lambda t, k: 1.0 if k in ("icb", "icbs", "integrated", "nhs") else 0.0),
            "icb-end": total(lambda t, k: 1.0 if k in ("icb", "icbs", "board") else 0.0),
            "own": total(lambda t, k: 0.0 if k in _KIND_WORDS or t.lower() in JOINING else 1.0),
            "board": total(lambda t, k: 1.0 if k in ("board", "hwb", "hwbb") else 0.0),
        }
        sums["body"] = [sum(counts) for counts in zip(*(sums[x] for x in ("council", "ccg-end", "icb", "board")), strict=True)]
        sums["atom"] = [0.0, *accumulate(1.0 if i in inside_atom else 0.0 for i in range(len(self.texts)))]
        return sums

    def _may_go_before_nhs(self, k: int) -> bool:
        return (
            self.keys[k] in ("ccg", "ccgs", "group", "groups", "and", "")
            or self.texts[k].endswith((",", ";", ":"))
            or self.breaks[k + 1] == 0
        )

    def count(self, what: str, a: int, b: int) -> float:
        sums = self._sums[what]
        return sums[b] - sums[a]

    def cost(self, kind: str, a: int, b: int) -> float:
        """What it costs that words [a, b) are of a kind; worked out once for all slots of that kind."""
        key = kind, a, b
        if key not in self._costs:
            self._costs[key] = self._cost_of_kind(kind, a, b)
        return self._costs[key]

    def _cost_of_kind(self, kind: str, a: int, b: int) -> float:
        atom = self.atom_at.get(a)
        if atom and atom.end == b and atom.kind in ("default", "state"):
            return 0.1 + self._placeholder_cost(kind, a, b)
        if kind in ("money", "date"):
            return self._typed_cost(kind, a, b)
        if kind == "text":
            named = self.count("ccg-end", a, b) + self.count("council", a, b) and not self.count("small", a, b)
            return 0.3 + 0.01 * (b - a) + 0.8 * self.count("atom", a, b) + (0.4 if named else 0.1 * self.count("ccg-end", a, b))
        if self.count("atom", a, b):
            return NEVER
        if kind == "name":
            return self._name_cost(a, b)
        if kind == "place":
            return 0.02 * (b - a) + 0.4 * self.count("small", a, b) + 0.8 * self.count("role", a, b)
        if kind == "position":
            bare = self.count("role", a, b) == 0
            half = (b - a) // 2
            if half and (b - a) % 2 == 0 and self.keys[a : a + half] == self.keys[a + half : b]:
                return 1.5  # one title written twice
            return 0.8 * bare + 0.02 * (b - a) + 0.15 * self.count("small", a, b) + (0.5 if self.keys[a] in _TITLES and bare else 0)
        return self._organisation_cost(kind, a, b)

    def _placeholder_cost(self, kind: str, a: int, b: int) -> float:
        text = letters("".join(self.texts[a:b]))
        hints = {"name": "signatory", "position": "title", "date": "date", "council": "council", "ccg": "ccg", "hwb": "hwb"}
        hinted = {k for k, hint in hints.items() if hint in text} | ({"date"} if re.fullmatch(r"d+m+y+", text) else set())
        if not hinted or kind in hinted or (kind == "organisation" and hinted & {"council", "ccg", "hwb"}):
            return 0.0
        return 0.6

    def _typed_cost(self, kind: str, a: int, b: int) -> float:
        atom = self.atom_at.get(a)
        if not atom or atom.kind != kind or atom.end > b:
            return NEVER
        if kind == "money":
            return 0.0 if atom.end == b else NEVER
        rest = b - atom.end
        if rest and (not self.texts[atom.end].startswith(("(", "-", "–", "subject", "draft")) or self.count("atom", atom.end, b)):
            return NEVER
        return 0.02 * rest

    def _name_cost(self, a: int, b: int) -> float:
        length = b - a - self.count("title", a, b)
        told = [k for k, t in zip(self.keys[a:b], self.texts[a:b], strict=True) if t.lower() not in JOINING]
        twice = 0.6 if len(told) > len(set(told)) else 0.0  # a name and the same title again
        roles = self.count("role", a, b) - (1 if self.keys[a] in _TITLES and self.keys[a] in ROLE else 0)
        base = twice + {0: 0.6, 1: 0.8, 2: 0.0, 3: 0.0, 4: 0.15}.get(int(length), 0.2 * (length - 3))
        if self.texts[a].lower() in JOINING or self.texts[b - 1].lower() in JOINING:
            base += 0.8
        if roles:
            base = (
                twice
                + (0.35 if b - a <= 8 else 1.5)
                + (0.8 if self.texts[a].lower() in JOINING or self.texts[b - 1].lower() in JOINING else 0)
            )
            cut = self.keys[a] in ("board", "group", "ccg", "council") and self.breaks[a] > 0
            return base + 0.5 * self.count("small", a, b) + (0.8 if cut else 0)
        bodies = 0.4 * self.count("board", a, b) + 0.4 * self.count("ccg-end", a, b) + 0.5 * self.count("council", a, b)
        return base + 0.5 * self.count("small", a, b) + bodies

    def _organisation_cost(self, kind: str, a: int, b: int) -> float:
        cost = 0.25 * self.count("small", a, b) + 0.005 * (b - a) + 0.8 * min(1, self.count("role", a, b))
        cost += 0.5 * self.count("nhs-inside", a + 1, b) if b > a + 1 else 0
        if not self.count("own", a, b):
            cost += 1.2
        own = {"council": "council", "ccg": "ccg-end", "icb": "icb-end", "hwb": "board"}.get(kind)
        if own is None:
            return cost + (0 if self.says_what(a, b) else 0.4)
        if not self.count(own, a, b):
            cost += 0.9 if own == "ccg-end" else 0.5
        foreign = {"council": ("ccg",), "ccg": ("council",), "icb": ("council",), "hwb": ()}[kind]
        cost += sum(min(1.0, self.count(x, a, b)) for x in foreign)
        if kind == "hwb":
            cost += 0.6 * max(0, self.count("board", a, b) - 1)
        if own == "ccg-end" and self.count(own, a, b):
            trailing = next((n for n in range(1, b - a) if self.keys[b - n] in ("ccg", "ccgs", "group", "groups")), b - a) - 1
            cost += 0.2 * min(trailing, 4) if trailing > 2 or self.breaks[b] else 0
        return cost

    def says_what(self, a: int, b: int) -> bool:
        return self.count("body", a, b) > 0
