"""Rule trials: one rule run silently over many plans, as it is now and, where its round was changed, as it was before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bettercare.checking.allocations import Allocations
from bettercare.checking.model import registered
from bettercare.checking.running import run, with_those_before
from bettercare.plan import Finding, NotChecked, Reading
from bettercare.plan.words import in_words
from bettercare.rounds.model import Round

_NO_ROUND = "the documents do not show which round they answer"


class Against(StrEnum):
    """How a hit stands to the hits before the change."""

    NEW = "new"
    STILL = "still there"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Hit:
    """One finding of the rule: in which plan, about what in words, and how it stands to those before where there was a before."""

    plan: str
    about: str | None
    finding: Finding
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rule says of one plan; `gone` are hits that it had before the change. None as `before` is no comparison."""

    name: str
    hits: tuple[Hit, ...] = ()
    gone: tuple[Hit, ...] = ()
    not_checked: tuple[str, ...] = ()
    before: int | None = None
    """How many hits there were before."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What the rule says of many plans. `unread` are plans that could not be read, by name, with the problem."""

    rule: str
    plans: tuple[Tried, ...]
    unread: tuple[tuple[str, str], ...] = ()

    @property
    def hits(self) -> tuple[Hit, ...]:
        return tuple(hit for plan in self.plans for hit in plan.hits)

    @property
    def gone(self) -> tuple[Hit, ...]:
        return tuple(hit for plan in self.plans for hit in plan.gone)

    @property
    def fires_for(self) -> int:
        """For how many plans it finds something."""
        return sum(bool(plan.hits) for plan in self.plans)

    @property
    def compared(self) -> bool:
        return any(plan.before is not None for plan in self.plans)

    @property
    def fired_before_for(self) -> int:
        return sum(bool(plan.before) for plan in self.plans)

    @property
    def not_checked(self) -> tuple[tuple[str, int], ...]:
        """Why it was not checked, each reason with how many plans it holds for, most frequent first."""
        return tuple(Counter(why for plan in self.plans for why in dict.fromkeys(plan.not_checked)).most_common())

    def examples(self, most: int = 5) -> tuple[Hit, ...]:
        """A few hits: those that the change made first, and of every plan one before a second of any."""
        turns = [(hit.against is Against.STILL, turn, hit) for plan in self.plans for turn, hit in enumerate(_new_first(plan.hits))]
        return tuple(hit for *_, hit in sorted(turns, key=lambda item: item[:2])[:most])


def tried(rule: str, name: str, reading: Reading, round: Round | None, before: Round | None = None,
          tables: Allocations | None = None) -> Tried:  # fmt: skip
    """Run one rule over a reading, and over it as the round was before; what other rules find holds its knock-on back as ever."""
    if round is None:
        return Tried(name, not_checked=(_NO_ROUND,))
    now, not_checked = _outcomes(rule, reading, round, tables)
    if before is None:
        return Tried(name, tuple(_hit(name, reading, f) for f in now), not_checked=not_checked)
    then, _ = _outcomes(rule, reading, before, tables)
    left = Counter(map(_key, then))
    hits = []
    for finding in now:
        known = left[_key(finding)] > 0
        left[_key(finding)] -= known
        hits.append(_hit(name, reading, finding, Against.STILL if known else Against.NEW))
    gone = []
    for finding in reversed(then):
        if left[_key(finding)] > 0:
            left[_key(finding)] -= 1
            gone.append(_hit(name, reading, finding, Against.GONE))
    return Tried(name, tuple(hits), tuple(reversed(gone)), not_checked, len(then))


def _outcomes(rule: str, reading: Reading, round: Round, tables: Allocations | None) -> tuple[list[Finding], tuple[str, ...]]:
    if any(setting.rule == rule and not setting.on for setting in round.rules):
        return [], (f"the round {round.id} turns this rule off",)
    result = run(with_those_before((rule,)), reading, round, tables)
    sole = {r.id for r in registered() if r.sole}
    untested: list[NotChecked] = [n for n in result.not_checked if n.rule == rule or n.rule in sole]
    return [f for f in result.findings if f.rule == rule], tuple(n.why for n in untested)


def _key(finding: Finding) -> tuple[str | None, str | None]:
    """What makes a hit the same one before and after: the address; words may hold a threshold that was changed."""
    return finding.address, None if finding.address else finding.place.as_written if finding.place else finding.message


def _hit(name: str, reading: Reading, finding: Finding, against: Against | None = None) -> Hit:
    return Hit(name, in_words(reading.plan, finding.address) if finding.address else None, finding, against)


def _new_first(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: hit.against is Against.STILL)
