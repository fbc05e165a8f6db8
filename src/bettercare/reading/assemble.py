"""From parts as read to a Reading: ids, addresses, states, places, doubts; and several documents of one plan made one.

The same part read from two documents (matched by its key) becomes one: a value that only one gives is taken, equal values
are taken once, different values give a doubt in which the document named first leads.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from functools import cache
from string import ascii_lowercase
from typing import Any, get_type_hints

from rapidfuzz import fuzz

from bettercare.plan import (
    Answer,
    Area,
    Benefit,
    Budget,
    Candidate,
    ConditionAnswer,
    Contingency,
    Contribution,
    Cover,
    Dates,
    DocumentRecord,
    Doubt,
    Line,
    Metric,
    MetricPoint,
    Milestone,
    Narrative,
    Organisation,
    Place,
    Plan,
    Reading,
    Recurrence,
    RelatedDocument,
    Risk,
    RoundGuess,
    Scheme,
    Signature,
    State,
    StatedTotal,
    to_json,
)
from bettercare.plan.canonical import is_pounds
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import tidy

_KINDS: dict[str, type] = {
    "covers": Cover, "organisations": Organisation, "budgets": Budget, "contributions": Contribution, "schemes": Scheme,
    "lines": Line, "stated_totals": StatedTotal, "contingency": Contingency, "benefits": Benefit, "metrics": Metric,
    "points": MetricPoint, "conditions": ConditionAnswer, "narrative": Narrative, "risks": Risk, "milestones": Milestone,
    "signatures": Signature, "related": RelatedDocument,
}  # fmt: skip

_KEYS: dict[str, tuple[str, ...]] = {
    "covers": ("code",),
    "organisations": ("name",),
    "budgets": ("kind", "year"),
    "contributions": ("organisation", "year", "source"),
    "schemes": ("number", "name"),
    "lines": ("year", "source", "recurrence"),
    "stated_totals": ("of", "year", "recurrence", "source"),
    "contingency": ("outcome", "year"),
    "benefits": ("title", "organisation", "year"),
    "metrics": ("metric",),
    "points": ("role", "start", "end"),
    "conditions": ("condition", "question"),
    "narrative": ("section",),
    "risks": ("description",),
    "milestones": ("action", "lead"),
    "signatures": ("role", "organisation"),
    "related": ("title",),
}
"""What makes two parts from different documents the same part."""


_PAIRS = tuple(first + second for first in ascii_lowercase + "234567" for second in ascii_lowercase + "234567")


def _as_letters(number: int) -> str:
    """Forty bits in base 32, small: as `base64.b32encode` has them, many times as fast."""
    return _PAIRS[number >> 30] + _PAIRS[number >> 20 & 1023] + _PAIRS[number >> 10 & 1023] + _PAIRS[number & 1023]


@dataclass
class _Ledger:
    """What is gathered beside the plan while it is built."""

    seed: str
    states: dict[str, State] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def new_id(self, address: str, key: str) -> str:
        """An opaque id, the same when the same documents are read again."""
        for attempt in range(1000):
            digest = hashlib.blake2b(f"{self.seed}|{address}|{key}|{attempt}".encode(), digest_size=5).digest()
            made = _as_letters(int.from_bytes(digest))
            if made not in self.ids:
                self.ids.add(made)
                return made
        raise AssertionError("a thousand ids collided")

    def enter(self, address: str, read: Read) -> Any:
        """Record a value's state, place and doubt at its address; return the value."""
        if read.state is not State.GIVEN:
            self.states[address] = read.state
        if read.place is not None:
            self.places[address] = read.place
        if read.doubt:
            self.doubts.append(Doubt(address, read.doubt, _candidates(read, address.rsplit("/", 1)[-1] in _MONEY)))
        return read.value


_MONEY = frozenset(
    f for kind in _KINDS.values() for f, hint in get_type_hints(kind, include_extras=True).items() if is_pounds(hint)
)
"""The fields that hold pounds, which stand in JSON with pence."""


def _as_text(value: Any) -> str | None:
    shown = to_json(value)
    return shown if shown is None or isinstance(shown, str) else str(shown).lower() if isinstance(shown, bool) else str(shown)


def _candidates(read: Read, money: bool) -> tuple[Candidate, ...]:
    """The leading value first, then the others, each once; money as it stands in JSON, with pence."""
    lead = []
    if read.value is not None:
        shown = _as_text(read.value)
        same = [c for c in read.others if _same_figure(c.value, shown)]
        lead = [same[0] if same else Candidate(shown, read.place.as_written if read.place else None, "leads", read.place)]
    rest = [c for c in read.others if not (lead and _same_figure(c.value, lead[0].value))]
    return tuple(replace(c, value=_with_pence(c.value)) for c in (*lead, *rest)) if money else (*lead, *rest)


def _with_pence(text: str | None) -> str | None:
    return f"{Decimal(text):.2f}" if text and re.fullmatch(r"-?\d+(?:\.\d+)?", text) else text


def _same_figure(one: str | None, other: str | None) -> bool:
    if one == other:
        return True
    try:
        return one is not None and other is not None and float(one) == float(other)
    except ValueError:
        return False


def assemble(
    found: Found, documents: Sequence[DocumentRecord], rounds: Sequence[RoundGuess], round_id: str | None
) -> Reading:  # fmt: skip
    """Return the Reading of all that was found; ids depend only on the documents' contents and the parts' keys."""
    ledger = _Ledger("|".join(sorted(d.sha256 for d in documents)))
    built: dict[str, list[Any]] = {}
    for part in merged(found.parts):
        built.setdefault(part.kind, []).append(_build(part, "", ledger))
    singles = {address: ledger.enter(address, read) for address, read in found.singles.items()}
    answers = tuple(Answer(a.removeprefix("answers/"), v) for a, v in singles.items() if a.startswith("answers/"))
    plan = Plan(
        round=round_id,
        area=Area(singles.get("area/name")),
        dates=Dates(singles.get("dates/agreed_at_hwb"), singles.get("dates/submitted")),
        answers=answers,
        **{kind: tuple(parts) for kind, parts in built.items()},
    )
    return Reading(
        plan, ledger.states, ledger.places, tuple(ledger.doubts), found.claims, found.unread, tuple(rounds), tuple(documents)
    )  # fmt: skip


def _build(part: Part, prefix: str, ledger: _Ledger) -> Any:
    kind = _KINDS[part.kind]
    known = _fields(kind)
    base = f"{prefix}{part.kind}"
    made = ledger.new_id(base, "|".join(_key(part)))
    here = f"{base}/{made}/"
    values = {name: ledger.enter(f"{here}{name}", read) for name, read in part.fields.items() if name in known}
    if isinstance(values.get("recurrence"), str):
        values["recurrence"] = Recurrence(values["recurrence"])
    children: dict[str, list[Any]] = {}
    for child in part.parts:
        children.setdefault(child.kind, []).append(_build(child, here, ledger))
    answers = tuple(Answer(name, ledger.enter(f"{here}answers/{name}", read)) for name, read in part.answers.items())
    extra = {"answers": answers} if answers else {}
    return kind(id=made, **values, **{k: tuple(v) for k, v in children.items()}, **extra)


@cache
def _fields(kind: type) -> frozenset[str]:
    return frozenset(f.name for f in fields(kind))


def _key(part: Part) -> tuple[str, ...]:
    return tuple(tidy(str(part.fields[name].value)).casefold() if name in part.fields else "" for name in _KEYS[part.kind])


def _documents_of(part: Part) -> set[str]:
    own = {r.place.document for r in (*part.fields.values(), *part.answers.values()) if r.place}
    return own.union(*(_documents_of(child) for child in part.parts)) if part.parts else own


def merged(parts: Iterable[Part]) -> list[Part]:
    """Join parts that two documents give alike. Parts of one document are joined only where a scheme stands once in an
    overview and once, line by line, in the plan of expenditure, where neither gives it any money, or where both are one cell."""
    kept: dict[str, _Kept] = {}
    order: list[_Met] = []
    for part in parts:
        met = _Met(part)
        alike = kept.setdefault(part.kind, _Kept())
        twin = alike.twin(met)
        if twin is None:
            order.append(met)
            alike.add(met)
        else:
            alike.join(twin, part)
    return [met.part for met in order]


class _Kept:
    """Parts of one kind, by what makes two of them one, so that a part is held only beside those that it may be."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, ...], dict[int, _Met]] = defaultdict(dict)
        self._by_detail: dict[tuple[bool, frozenset[str]], dict[int, _Met]] = defaultdict(dict)
        self._count = 0

    def twin(self, met: _Met) -> _Met | None:
        """The first part that another is."""
        near = dict(self._by_key.get(met.key, ()))
        for (detailed, documents), mets in self._by_detail.items() if met.part.kind == "schemes" else ():
            if detailed != met.detailed or documents.isdisjoint(met.documents):  # then names nearly the same are one
                near |= mets
        found = (near[number] for number in sorted(near))
        return next((other for other in found if other.may_be(met) and _same(met.part.kind, other.key, met.key)), None)

    def add(self, met: _Met) -> None:
        met.number = self._count
        self._count += 1
        self._enter(met)

    def join(self, twin: _Met, part: Part) -> None:
        del self._by_key[twin.key][twin.number]
        del self._by_detail[twin.detailed, twin.documents][twin.number]
        twin.take(_join(twin.part, part))
        self._enter(twin)

    def _enter(self, met: _Met) -> None:
        self._by_key[met.key][met.number] = met
        self._by_detail[met.detailed, met.documents][met.number] = met


class _Met:
    """A part with what is asked of it when others are held beside it."""

    number = 0

    def __init__(self, part: Part) -> None:
        self.take(part)

    def take(self, part: Part) -> None:
        self.part, self.key = part, _key(part)
        self.documents, self.detailed = frozenset(_documents_of(part)), part.kind == "schemes" and _by_source(part.parts)
        self._amount_at = part.fields["amount"].place if part.kind != "lines" and "amount" in part.fields else None

    def may_be(self, other: _Met) -> bool:
        """Whether two parts of a kind may be one at all: of different documents, one the detail of the other, a scheme that
        has no money under the very same number and name, one amount that was read by two ways, or a year's budget told twice."""
        if self.part.kind == "schemes" and self.key == other.key and not (self.part.parts and other.part.parts):
            return True
        if self._amount_at is not None and self._amount_at == other._amount_at:
            return True
        if self.part.kind == "budgets" and self.part.fields["amount"].value == other.part.fields["amount"].value:
            return True
        return self.detailed != other.detailed or self.documents.isdisjoint(other.documents)


def _by_source(lines: tuple[Part, ...]) -> bool:
    return any("source" in line.fields for line in lines)


def _same(kind: str, key: tuple[str, ...], twin: tuple[str, ...]) -> bool:
    """Whether two documents speak of the same part: by its key, and a scheme also by a name nearly the same."""
    if key == twin:
        return any(key)
    if kind != "schemes":
        return False
    (number, name), (number2, name2) = key, twin
    alike = fuzz.ratio(name, name2)
    return alike >= 75 if number and number == number2 else alike >= 92 and not (number and number2)


def _join(first: Part, second: Part) -> Part:
    names = dict.fromkeys((*first.fields, *second.fields))
    joined = {n: _join_reads(first.fields.get(n), second.fields.get(n)) for n in names}
    answers = dict.fromkeys((*first.answers, *second.answers))
    parts = _join_lines(first.parts, second.parts) if first.kind == "schemes" else tuple(merged((*first.parts, *second.parts)))
    return Part(first.kind, joined, parts, {n: _join_reads(first.answers.get(n), second.answers.get(n)) for n in answers})


def _join_lines(first: tuple[Part, ...], second: tuple[Part, ...]) -> tuple[Part, ...]:
    """A scheme's lines from two documents: lines with a source, or several for one year, are the detail of lines without, and
    are kept alone; where they do not add up to the other document's figure, the first line of that year says so."""
    detailed = _in_detail(first), _in_detail(second)
    if detailed[0] == detailed[1] or not first or not second:
        return tuple(merged((*first, *second)))
    detail, summary = (first, second) if detailed[0] else (second, first)
    kept = list(detail)
    for line in summary:
        year, amount = line.fields.get("year", Read(None)).value, line.fields.get("amount", Read(None))
        same = [i for i, d in enumerate(kept) if d.fields.get("year", Read(None)).value == year]
        if not same:
            kept.append(line)
        elif (
            amount.value is not None
            and sum(kept[i].fields["amount"].value or 0 for i in same if "amount" in kept[i].fields) != amount.value
        ):
            noted = kept[same[0]]
            other = Candidate(
                _as_text(amount.value), None, "another document gives this for the scheme and year as a whole", amount.place
            )
            read = noted.fields.get("amount", Read(None))
            doubted = replace(read, doubt=read.doubt or "the documents disagree", others=(*read.others, other))
            kept[same[0]] = Part(noted.kind, {**noted.fields, "amount": doubted}, noted.parts, noted.answers)
    return tuple(kept)


def _in_detail(lines: tuple[Part, ...]) -> bool:
    return _by_source(lines) or len({_key(line) for line in lines}) < len(lines)


def _join_reads(first: Read | None, second: Read | None) -> Read:
    if first is None or second is None:
        return first or second or Read(None, state=State.BLANK)
    if first.value is None or second.value is None:
        return second if first.value is None and second.value is not None else first
    if first.value == second.value or _alike(first.value, second.value):
        return first
    other = Candidate(
        _as_text(second.value), second.place.as_written if second.place else None, "another document says so", second.place
    )
    return replace(first, doubt=first.doubt or "the documents disagree", others=(*first.others, other))


def _alike(one: Any, other: Any) -> bool:
    return isinstance(one, str) and isinstance(other, str) and tidy(one).casefold() == tidy(other).casefold()
