"""Which part of one plan is which part of another: by id, else by what names it, else by likeness, always with a score.

Ids are kept through edits, but two readings of two documents give ids of their own. Then a part is known by the fields that
name it; a scheme, a risk or a milestone also by words nearly the same. Every part is given to one other at most, the surest
pair first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from bettercare.plan.words import listed
from bettercare.rounds.capacity import capacity_cells
from bettercare.rounds.model import Round

_FLOOR = 0.62
"""A pair less alike than this is two parts."""
_SAME = "the same id"
_KNOWN = 0.999
"""A metric of the round by another title; below one so that the same title goes before it."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of the old plan and the part of the new one that it is; None for one that has no other."""

    old: Any
    new: Any
    score: float = 1.0
    why: str = _SAME


def pairs(kind: str, old: Sequence[Any], new: Sequence[Any], lineage: Mapping[str, str]) -> list[Pair]:
    """Pair two plans' parts of a kind, in the order of the new plan; what was removed stands where it stood.

    `lineage` gives a metric's or source's id in the new round for one of the old.
    """
    left, right = list(old), list(new)
    found: list[Pair] = []
    by_id = {part.id: part for part in right}
    for part in old:
        twin = by_id.get(part.id)
        if twin is not None:
            found.append(Pair(part, twin))
            left.remove(part)
            right.remove(twin)
    likeness = _LIKENESS.get(kind, _by_keys)
    scored = sorted(
        ((*likeness(kind, a, b, lineage), i, j) for i, a in enumerate(left) for j, b in enumerate(right)),
        key=lambda s: (-s[0], s[2:]),
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for score, why, i, j in scored:
        if score >= _FLOOR and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            found.append(Pair(left[i], right[j], round(score, 2), why))
    found += [Pair(None, part) for j, part in enumerate(right) if j not in taken_new]
    gone = [part for i, part in enumerate(left) if i not in taken_old]
    return _in_order(found, gone, list(old), list(new))


def _in_order(found: list[Pair], gone: list[Any], old: list[Any], new: list[Any]) -> list[Pair]:
    position = {id(part): at for at, part in enumerate(new)}
    ordered = sorted(found, key=lambda p: position[id(p.new)])
    for part in gone:
        before = {id(p) for p in old[: old.index(part)]}
        at = max((i + 1 for i, pair in enumerate(ordered) if id(pair.old) in before), default=0)
        ordered.insert(at, Pair(part, None))
    return ordered


def lineage_of(old: Round | None, new: Round | None) -> dict[str, str]:
    """For each metric and source of the old round, its id in the new one, as the new round names its predecessors."""
    if old is None or new is None or old.id == new.id:
        return {}
    found: dict[str, str] = {}
    parts: list[Any] = [*new.metrics, *new.streams]
    for part in parts:
        for predecessor in getattr(part, "predecessors", ()):
            round_id, _, id = predecessor.rpartition("/")
            if round_id == old.id:
                found[id] = part.id
    return found


def titles_of(*rounds: Round | None) -> dict[str, dict[str, str]]:
    """What the rounds call ids, by the field that holds them, and fields themselves under `fields`; the last round's word holds."""
    kinds = ("source", "metric", "condition", "question", "role", "section", "fields")
    found: dict[str, dict[str, str]] = {kind: {} for kind in kinds}
    for round in (r for r in rounds if r):
        found["source"] |= {s.id: s.title for s in round.streams}
        found["metric"] |= {m.id: m.title for m in round.metrics}
        found["condition"] |= {c.id: c.title for c in round.conditions}
        asked = [(c.id, q.id, q.asks) for c in round.conditions for q in c.questions]
        found["question"] |= {id: asks for _, id, asks in asked} | {f"{of}/{id}": asks for of, id, asks in asked}
        found["role"] |= {r.id: r.title for r in round.signoff}
        found["section"] |= {s.id: s.title for s in round.sections}
        found["fields"] |= {f.id: f.title for f in round.fields} | {c.id: c.title for c in capacity_cells(round)}
        lists = {t.id: {item.id: item.label for item in t.items} for t in round.taxonomies}
        chosen = [(f.id, f.choices) for f in round.fields]
        chosen += [(c.field.rpartition("/")[2], c.choices) for t in round.tables for c in t.columns]
        for field, choices in chosen:
            found[field] = {**found.get(field, {}), **lists.get(choices or "", {})}
    return found


_Likeness = Callable[[str, Any, Any, Mapping[str, str]], tuple[float, str]]
_KEYS: dict[str, tuple[str, ...]] = {
    "covers": ("code", "part"),
    "organisations": ("kind", "name"),
    "budgets": ("kind", "year"),
    "contributions": ("year", "source", "organisation"),
    "lines": ("year", "source", "recurrence", "area_of_spend", "commissioner", "provider"),
    "stated_totals": ("of", "year", "recurrence", "source"),
    "contingency": ("year", "outcome"),
    "benefits": ("year", "title", "measure", "organisation"),
    "metrics": ("metric", "title"),
    "points": ("role", "start", "end"),
    "conditions": ("condition", "question"),
    "narrative": ("section",),
    "signatures": ("role", "organisation"),
    "related": ("title",),
}
_FIRM = {
    "budgets": 2, "contributions": 2, "lines": 1, "stated_totals": 4, "contingency": 1, "benefits": 1, "points": 1, "conditions": 2,
    "narrative": 1, "signatures": 1, "covers": 2,
}  # fmt: skip
"""How many of the first keys must be the same."""


def _by_keys(kind: str, old: Any, new: Any, lineage: Mapping[str, str]) -> tuple[float, str]:
    names = _KEYS[kind]
    values = [(_key(getattr(old, n), lineage), _key(getattr(new, n), {})) for n in names]
    firm = _FIRM.get(kind, 0)
    if any(a != b for a, b in values[:firm]):
        return 0.0, ""
    soft = [_alike(a, b) for a, b in values[firm:] if a is not None or b is not None]
    score = 0.7 + 0.3 * (sum(soft) / len(soft)) if firm and soft else sum(soft) / len(soft) if soft else 1.0
    if kind == "lines" and old.amount is not None and old.amount == new.amount:
        score = min(1.0, score + 0.02)
    if kind == "metrics" and old.metric is not None and values[0][0] == values[0][1]:
        score = max(score, _KNOWN)  # what a form calls it says nothing then
    same = [n.replace("_", " ") for n, (a, b) in zip(names, values, strict=True) if a == b and a is not None]
    return score, f"the same {', '.join(same)}" if same else "alike"


def _key(value: Any, lineage: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return lineage.get(value, " ".join(value.casefold().split()))
    return value


def _alike(one: Any, other: Any) -> float:
    if one == other:
        return 1.0
    if isinstance(one, str) and isinstance(other, str):
        return fuzz.token_sort_ratio(one, other) / 100 if one.isascii() or other.isascii() else fuzz.ratio(one, other) / 100
    return 0.0


def _scheme(kind: str, old: Any, new: Any, lineage: Mapping[str, str]) -> tuple[float, str]:
    """By name first; the same number, money, and kind of spending speak for a scheme that was renamed.

    A scheme renamed and priced anew keeps its number, where its money comes from and who provides it, and most of its money.
    """
    names = [_key(s.name or s.description, {}) for s in (old, new)]
    name = _alike(*names) if all(names) else 0.0
    number = old.number is not None and old.number == new.number
    before, after = money_of(old), money_of(new)
    money = before == after and any(before.values())
    near = not money and number and bool(before) and _near(before, after)
    spent = near and _spent(old, lineage) == _spent(new, {})
    score = name if name >= _ALIKE else 0.75 * name
    score += (0.12 if number else 0.0) + (0.25 if money else 0.0) + (0.12 if near else 0.0) + (0.2 if spent else 0.0)
    why = [w for w, yes in (("number", number), ("money", money), ("sources and providers", spent)) if yes]
    words = "the same name" if name == 1 else f"names {name:.0%} alike"
    return min(1.0, score), words + (f", the same {listed(why)}" if why else "") + (", money nearly the same" if near else "")


_ALIKE = 0.8
"""Names more alike than this need no other witness."""
_NEAR = Decimal("0.25")
"""How far a scheme that was priced anew may be from what it was, of the larger amount."""


def _near(before: Mapping[Any, Decimal], after: Mapping[Any, Decimal]) -> bool:
    return before.keys() == after.keys() and all(
        abs(after[year] - amount) <= _NEAR * max(abs(amount), abs(after[year])) for year, amount in before.items()
    )


def _spent(scheme: Any, lineage: Mapping[str, str]) -> set[tuple[Any, ...]]:
    """Where a scheme's money comes from and goes to; nothing is said of a plan that does not tell it."""
    found = {(_key(ln.source, lineage), ln.area_of_spend, ln.provider) for ln in scheme.lines}
    return {told for told in found if any(told)} or {(id(scheme),)}


def money_of(scheme: Any) -> dict[Any, Decimal]:
    """A scheme's money by year, in pounds; a year of which no amount is known is not in it."""
    sums: dict[Any, Decimal] = {}
    for line in scheme.lines:
        if line.amount is not None:
            year = str(line.year) if line.year else None
            sums[year] = sums.get(year, Decimal(0)) + line.amount
    return sums


def _text_of(field: str) -> _Likeness:
    def likeness(kind: str, old: Any, new: Any, lineage: Mapping[str, str]) -> tuple[float, str]:
        one, other = _key(getattr(old, field), {}) or "", _key(getattr(new, field), {}) or ""
        score = max(fuzz.ratio(one, other), fuzz.token_set_ratio(one, other) - 10) / 100 if one and other else 0.0
        return score, f"the same {field}" if score == 1 else f"{field} {score:.0%} alike"

    return likeness


_LIKENESS: dict[str, _Likeness] = {"schemes": _scheme, "risks": _text_of("description"), "milestones": _text_of("action")}
