"""A reading compared with the truth: every fact right, wrong, doubtful, missing or extra."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bettercare.plan import Reading
from specimens.facts import POINT_FIELDS, Fact, PartFacts, parts, same, single_facts

OUTCOMES = ("right", "right-doubted", "wrong", "wrong-doubted", "missing", "extra", "extra-doubted", "excused")
_IDENTITY = {
    "organisation": ("name",),
    "contribution": ("organisation", "source"),
    "scheme": ("name", "number"),
    "contingency": ("outcome",),
    "metric": ("kind",),
    "risk": ("description",),
    "signature": ("role",),
}


@dataclass(frozen=True)
class Verdict:
    """One fact's outcome. `found` is what the reading says instead, `expected` what the truth says."""

    outcome: str
    kind: str
    key: str
    expected: Any
    found: Any
    address: str | None = None
    part: str = ""


@dataclass(frozen=True)
class Comparison:
    verdicts: tuple[Verdict, ...]
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def facts(self) -> int:
        """Facts that the truth holds and a reading can be asked for."""
        return sum(self.counts[o] for o in ("right", "right-doubted", "wrong", "wrong-doubted", "missing"))

    @property
    def right(self) -> int:
        return self.counts["right"] + self.counts["right-doubted"]

    @property
    def excused(self) -> int:
        """Facts of the truth that the form leaves undecided, and that were not read."""
        return sum(1 for v in self.verdicts if v.outcome == "excused" and v.expected is not None)


def compare(reading: Reading, truth: Reading, undecidable: Sequence[str] = ()) -> Comparison:
    """Compare a reading with the truth.

    `undecidable` are patterns of `kind` or `kind key` that the papers do not settle: such facts may be left out or doubted,
    but not be given wrongly without a doubt. A pattern that begins with `!` is of what the papers have lost: not judged.
    """
    doubted = [d.address for d in reading.doubts]
    verdicts: list[Verdict] = _singles(single_facts(truth.plan), single_facts(reading.plan), doubted)
    expected, found = parts(truth.plan), parts(reading.plan)
    for kind in _IDENTITY:
        verdicts += _parts(kind, [p for p in expected if p.kind == kind], [p for p in found if p.kind == kind], doubted)
    judged = tuple(_excuse(v, undecidable) for v in verdicts)
    return Comparison(judged, Counter(v.outcome for v in judged))


def _excuse(verdict: Verdict, undecidable: Sequence[str]) -> Verdict:
    if verdict.outcome.startswith("right"):
        return verdict
    names = (verdict.kind, f"{verdict.kind} {verdict.key}", f"{verdict.kind} {verdict.key} @{verdict.part}")
    confident = verdict.outcome in ("wrong", "extra")
    for pattern in undecidable:
        if (pattern.startswith("!") or not confident) and any(fnmatch.fnmatch(n, pattern.lstrip("!")) for n in names):
            return replace(verdict, outcome="excused")
    return verdict


def _doubtful(address: str, doubted: Sequence[str]) -> bool:
    return any(address == d or address.startswith(f"{d}/") for d in doubted)


def _judge(want: Fact | None, got: Fact | None, doubted: Sequence[str], part: str = "") -> Verdict:
    fact = want or got
    assert fact
    if got is None:
        return Verdict("missing", fact.kind, fact.key, fact.value, None, None, part)
    doubt = "-doubted" if _doubtful(got.address, doubted) else ""
    if want is None:
        return Verdict(f"extra{doubt}", fact.kind, fact.key, None, got.value, got.address, part)
    outcome = "right" if same(want.kind, want.value, got.value) else "wrong"
    return Verdict(f"{outcome}{doubt}", want.kind, want.key, want.value, got.value, got.address, part)


def _singles(expected: list[Fact], found: list[Fact], doubted: Sequence[str]) -> list[Verdict]:
    wanted = {(f.kind, f.key): f for f in expected}
    got: dict[tuple[str, str], Fact] = {}
    for f in found:
        got.setdefault((f.kind, f.key), f)
    verdicts = [_judge(f, got.get(k), doubted) for k, f in wanted.items()]
    extras = [f for k, f in got.items() if k not in wanted and f.kind != "condition"]
    return verdicts + [_judge(None, f, doubted) for f in extras]


def _parts(kind: str, expected: list[PartFacts], found: list[PartFacts], doubted: Sequence[str]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    pairs = align([[likeness(kind, e, f) for f in found] for e in expected])
    for i, e in enumerate(expected):
        pair = pairs[i]
        verdicts += _part(e, found[pair] if pair is not None else None, doubted)
    taken = set(pairs)
    for j, f in enumerate(found):
        if j not in taken:
            verdicts += [_judge(None, fact, doubted, part_name(f)) for fact in f.facts.values()]
    return verdicts


def _part(expected: PartFacts, found: PartFacts | None, doubted: Sequence[str]) -> list[Verdict]:
    name, got = part_name(expected), found.facts if found else {}
    if expected.kind == "metric":
        got = _paired_points(expected.facts, got)
    verdicts = [_judge(f, got.get(k), doubted, name) for k, f in expected.facts.items()]
    verdicts += [_judge(None, f, doubted, name) for k, f in got.items() if k not in expected.facts]
    return _misplaced(verdicts)


def _paired_points(expected: Mapping[str, Fact], found: Mapping[str, Fact]) -> dict[str, Fact]:
    """The found points renamed after the expected points that they are most like."""
    wanted = list(dict.fromkeys(k.split()[0] for k in expected if k.startswith("#")))
    got = list(dict.fromkeys(k.split()[0] for k in found if k.startswith("#")))
    pairs = align([[_point_likeness(expected, w, found, g) for g in got] for w in wanted])
    names = {got[j]: wanted[i] for i, j in enumerate(pairs) if j is not None}
    names = {g: names.get(g, f"{g}extra") for g in got}
    return {_renamed(k, names): replace(f, key=_renamed(k, names)) for k, f in found.items()}


def _renamed(key: str, names: Mapping[str, str]) -> str:
    head, _, tail = key.partition(" ")
    return f"{names[head]} {tail}" if head in names else key


def _point_likeness(expected: Mapping[str, Fact], wanted: str, found: Mapping[str, Fact], got: str) -> float:
    score = 0.0
    for field_name in POINT_FIELDS:
        a, b = expected.get(f"{wanted} {field_name}"), found.get(f"{got} {field_name}")
        if a and b and same(a.kind, a.value, b.value):
            score += 1.5 if field_name == "role" else 1.0
    return score


def _misplaced(verdicts: list[Verdict]) -> list[Verdict]:
    """A figure under the wrong year, recurrence, source or period is one wrong value, not a missing and an extra one."""
    missing = [v for v in verdicts if v.outcome == "missing" and isinstance(v.expected, Decimal)]
    for lost in missing:
        for extra in verdicts:
            if extra.outcome.startswith("extra") and extra.found == lost.expected:
                verdicts = [v for v in verdicts if v is not extra and v is not lost]
                outcome = extra.outcome.replace("extra", "wrong")
                verdicts.append(
                    Verdict(outcome, lost.kind, lost.key, lost.expected, f"{extra.found} as {extra.key}", extra.address, lost.part)
                )
                break
    return verdicts


def part_name(part: PartFacts) -> str:
    """What names a part in verdicts and patterns."""
    for key in _IDENTITY[part.kind]:
        if key in part.facts:
            return str(part.facts[key].value)[:50]
    return part.id


def likeness(kind: str, expected: PartFacts, found: PartFacts) -> float:
    """How alike two parts are: shared facts, what names the part counting most."""
    score = 0.0
    figures = {f.value for f in found.facts.values() if isinstance(f.value, Decimal)} if kind == "metric" else set()
    for key, fact in expected.facts.items():
        if key.startswith("#"):
            score += fact.value in figures if isinstance(fact.value, Decimal) else 0
            continue
        other = found.facts.get(key)
        if other is not None and same(fact.kind, fact.value, other.value):
            score += 3.0 if key in _IDENTITY[kind] else 1.0
    return score


def align(scores: list[list[float]]) -> list[int | None]:
    """Pair rows with columns for the greatest total (Hungarian method); pairs that score nothing are left apart."""
    rows, columns = len(scores), len(scores[0]) if scores else 0
    if not columns:
        return [None] * rows
    size = max(rows, columns)
    cost = [[-scores[i][j] if i < rows and j < columns else 0.0 for j in range(size)] for i in range(size)]
    match = _assign(cost, size)
    return [j if j < columns and scores[i][j] > 0 else None for i, j in enumerate(match[:rows])]


def _assign(cost: list[list[float]], size: int) -> list[int]:
    """The least-cost assignment of each row to one column."""
    u, v, owner, way = [0.0] * (size + 1), [0.0] * (size + 1), [0] * (size + 1), [0] * (size + 1)
    for i in range(1, size + 1):
        owner[0], j = i, 0
        least, used = [float("inf")] * (size + 1), [False] * (size + 1)
        while True:
            used[j] = True
            row, delta, following = owner[j], float("inf"), 0
            for k in range(1, size + 1):
                if used[k]:
                    continue
                reduced = cost[row - 1][k - 1] - u[row] - v[k]
                if reduced < least[k]:
                    least[k], way[k] = reduced, j
                if least[k] < delta:
                    delta, following = least[k], k
            for k in range(size + 1):
                if used[k]:
                    u[owner[k]] += delta
                    v[k] -= delta
                else:
                    least[k] -= delta
            j = following
            if owner[j] == 0:
                break
        while j:
            owner[j], j = owner[way[j]], way[j]
    match = [0] * size
    for k in range(1, size + 1):
        match[owner[k] - 1] = k - 1
    return match
