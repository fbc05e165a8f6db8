"""A plan that documents say, set upon one that is being written: the same parts get the same ids, and nothing is taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from bettercare.comparing.matching import lineage_of, pairs
from bettercare.plan import Plan
from bettercare.plan.comparison import PartMatch
from bettercare.rounds.model import Round


@dataclass(frozen=True, slots=True)
class Aligned:
    """The plan being written with what the documents say set upon it.

    `came_from` gives, for the address of a part, its address in what was read; `matches` those parts that no id told to be the
    same; `absent` are addresses of parts that the documents do not hold.
    """

    plan: Plan
    came_from: Mapping[str, str]
    matches: tuple[PartMatch, ...]
    absent: tuple[str, ...]

    def source_of(self, address: str) -> str:
        """Where a value of the plan stands in what was read."""
        owner = address
        while owner:
            if owner in self.came_from:
                return self.came_from[owner] + address[len(owner) :]
            owner = owner.rpartition("/")[0]
        return address


def align(plan: Plan, read: Plan, round: Round | None = None, read_round: Round | None = None) -> Aligned:
    """Return a plan with what was read set upon it; a value that was not read stays as it is."""
    hand = _Hand(lineage_of(read_round, round))
    merged = hand.merged(plan, read, "", "")
    return Aligned(merged, hand.came_from, tuple(sorted(hand.matches, key=lambda m: m.score)), tuple(hand.absent))


@dataclass
class _Hand:
    lineage: Mapping[str, str]
    came_from: dict[str, str] = field(default_factory=dict)
    matches: list[PartMatch] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def merged(self, ours: Any, theirs: Any, at: str, their_at: str) -> Any:
        """A part with every value that the other gives."""
        changed: dict[str, Any] = {}
        for item in fields(ours):
            mine, given = getattr(ours, item.name), getattr(theirs, item.name)
            if item.name in ("id", "round") or given in (None, (), mine):
                continue
            if item.name == "answers":
                told = {a.field: a for a in given if a.value is not None}
                known = {a.field for a in mine}
                changed["answers"] = (*(told.get(a.field, a) for a in mine), *(a for f, a in told.items() if f not in known))
            elif isinstance(given, tuple):
                changed[item.name] = self._parts(item.name, mine, given, f"{at}{item.name}/", f"{their_at}{item.name}/")
            elif is_dataclass(given) and type(given).__module__ == "bettercare.plan.spine":
                changed[item.name] = self.merged(mine, given, f"{at}{item.name}/", f"{their_at}{item.name}/")
            else:
                changed[item.name] = given
        return replace(ours, **changed)

    def _parts(self, kind: str, ours: Sequence[Any], theirs: Sequence[Any], at: str, their_at: str) -> tuple[Any, ...]:
        made: dict[str, Any] = {part.id: part for part in ours}
        for pair in pairs(kind, ours, theirs, self.lineage):
            if pair.old is None:
                made[pair.new.id] = pair.new
                self.came_from[f"{at}{pair.new.id}"] = f"{their_at}{pair.new.id}"
            elif pair.new is None:
                self.absent.append(f"{at}{pair.old.id}")
            else:
                here, there = f"{at}{pair.old.id}", f"{their_at}{pair.new.id}"
                self.came_from[here] = there
                if pair.old.id != pair.new.id:
                    self.matches.append(PartMatch(here, there, pair.old.id, pair.new.id, pair.score, pair.why))
                made[pair.old.id] = self.merged(pair.old, pair.new, f"{here}/", f"{there}/")
        return tuple(made.values())
