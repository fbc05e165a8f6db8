"""Hold two plans against each other, part by part, and say what changed in words that a finance officer would use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bettercare.comparing.effects import effects
from bettercare.comparing.matching import Pair, lineage_of, money_of, pairs, titles_of
from bettercare.comparing.moves import moves
from bettercare.comparing.naming import called, field_called
from bettercare.comparing.series import series
from bettercare.comparing.texts import is_long, passages, text_words
from bettercare.plan import Answer, CheckResult, Finding, Reading, State
from bettercare.plan.comparison import Change, ChangeKind, Comparison, Fate, FindingFate, PartMatch
from bettercare.plan.words import MONEY, begin, day, listed, plain, pounds, rounded, said
from bettercare.rounds.model import Round

_NOT_TOLD = frozenset(["id", "round"])


def compare(
    old: Reading,
    new: Reading,
    old_round: Round | None = None,
    new_round: Round | None = None,
    old_check: CheckResult | None = None,
    new_check: CheckResult | None = None,
) -> Comparison:
    """Return what changed from an old to a new plan; findings are compared where both plans were checked.

    Parts are matched by id, else by a scored match, which is given. The rounds serve names of sources and metrics, floors, and
    what became of a source or metric where the rounds differ.
    """
    held = _Holding(old, new, lineage_of(old_round, new_round), titles_of(old_round, new_round))
    changes = tuple(held.compared(old.plan, new.plan, "", "", ""))
    findings = _findings(held, old_check, new_check) if old_check and new_check else ()
    return Comparison(
        changes,
        effects(old.plan, new.plan, old_round, new_round),
        findings,
        tuple(sorted(held.matches, key=lambda m: m.score)),
        old.for_demonstration,
        new.for_demonstration,
        tuple(moves(old.plan, new.plan, held.schemes, held.titles["source"], held.lineage)),
        tuple(series(changes, old.plan, new.plan, (old_round, new_round), held.titles)),
    )


@dataclass
class _Holding:
    """Two readings, and what was found to be the same in them so far."""

    old: Reading
    new: Reading
    lineage: Mapping[str, str]
    titles: Mapping[str, Mapping[str, str]]
    """What the rounds call an id, by the field that holds it."""
    matches: list[PartMatch] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    """Address of a part in the old plan, to its address in the new."""
    schemes: list[Pair] = field(default_factory=list)

    def compared(self, old: Any, new: Any, old_at: str, new_at: str, name: str) -> Iterator[Change]:
        """Changes between two parts that are the same, with the words that name the part."""
        for item in fields(new):
            before, after = getattr(old, item.name), getattr(new, item.name)
            if item.name in _NOT_TOLD or self._of_the_form(item.name, old, new) or _said_already(item.name, old, new):
                continue
            if item.name == "answers":
                yield from self._answers(before, after, f"{old_at}answers/", f"{new_at}answers/", name)
            elif isinstance(after, tuple):
                yield from self._parts(item.name, before, after, f"{old_at}{item.name}/", f"{new_at}{item.name}/", name)
            elif is_dataclass(after) and type(after).__module__ == "bettercare.plan.spine":
                yield from self.compared(before, after, f"{old_at}{item.name}/", f"{new_at}{item.name}/", name)
            else:
                yield from self._value(item.name, before, after, old_at + item.name, new_at + item.name, name)

    def _of_the_form(self, field: str, old: Any, new: Any) -> bool:
        """Whether it is what a form calls a metric or section that the round knows, which differs by form and is no change."""
        ids = [(getattr(old, of, None), getattr(new, of, None), self.titles[of]) for of in ("metric", "section")]
        return field == "title" and any(one in known and other in known for one, other, known in ids)

    def _answers(self, old: Sequence[Answer], new: Sequence[Answer], old_at: str, new_at: str, name: str) -> Iterator[Change]:
        before, after = ({a.field: a.value for a in side} for side in (old, new))
        for id in dict.fromkeys((*after, *before)):
            yield from self._value(id, before.get(id), after.get(id), old_at + id, new_at + id, name)

    def _parts(
        self, kind: str, old: Sequence[Any], new: Sequence[Any], old_at: str, new_at: str, above: str
    ) -> Iterator[Change]:  # fmt: skip
        found = pairs(kind, old, new, self.lineage)
        if kind == "schemes":
            self.schemes += found
        for pair in found:
            if pair.old is None:
                yield self._whole(ChangeKind.ADDED, kind, pair.new, f"{new_at}{pair.new.id}", None, above)
            elif pair.new is None:
                at = f"{old_at}{pair.old.id}"
                yield self._whole(ChangeKind.REMOVED, kind, pair.old, at, at, above)
            else:
                was, now = f"{old_at}{pair.old.id}", f"{new_at}{pair.new.id}"
                self.moved[was] = now
                name = called(kind, pair.new, self.titles, above)
                if pair.score < 1 or pair.old.id != pair.new.id:
                    self.matches.append(PartMatch(was, now, called(kind, pair.old, self.titles, above), name, pair.score, pair.why))
                yield from self.compared(pair.old, pair.new, f"{was}/", f"{now}/", name)

    def _whole(self, kind: ChangeKind, of: str, part: Any, address: str, old_address: str | None, above: str) -> Change:
        name = called(of, part, self.titles, above)
        money = _money_of(part)
        told = f": {money}" if money else ""
        words = f"{begin(name)} {'is new' if kind is ChangeKind.ADDED else 'was taken out'}{told}."
        shown = money or name
        old, new = (None, shown) if kind is ChangeKind.ADDED else (shown, None)
        return Change(kind, of, address, old_address, words, old, new, what=begin(name))

    def _value(self, field: str, old: Any, new: Any, old_at: str, new_at: str, name: str) -> Iterator[Change]:
        if old == new and (old is not None or self._empty(self.old, old_at) == self._empty(self.new, new_at)):
            return
        if isinstance(old, str) and isinstance(new, str) and old.split() == new.split():
            return  # another form breaks its lines elsewhere
        what = self.titles["fields"].get(field) or field_called(field)
        subject = begin(f"{name}: {what}" if name else what)
        part = new_at.split("/", 1)[0]
        if isinstance(old, str) and isinstance(new, str) and is_long(old, new):
            text = passages(old, new)
            yield Change(ChangeKind.CHANGED, part, new_at, old_at, f"{subject}: {text_words(text)}.", text=text, what=subject)
            return
        old, new = _alike_written(field, old, new)
        before, after = self._shown(self.old, old_at, field, old), self._shown(self.new, new_at, field, new)
        difference = new - old if isinstance(old, int | Decimal) and isinstance(new, int | Decimal) else None
        told = [f"“{v}”" if isinstance(value, str) else v for value, v in ((old, before), (new, after))]
        words = f"{subject} {_moved(field, old, new, *told)}."
        kind = (
            ChangeKind.ADDED
            if old is None and new is not None
            else ChangeKind.REMOVED
            if new is None and old is not None
            else ChangeKind.CHANGED
        )
        gap = Decimal(difference) if difference is not None else None
        yield Change(kind, part, new_at, old_at, words, before, after, gap, what=subject)

    def _shown(self, reading: Reading, address: str, field: str, value: Any) -> str:
        if value is not None:
            return self.titles.get(field, {}).get(value, value) if isinstance(value, str) else said(value, field)
        state = self._state(reading, address)
        return "not given" if state is State.GIVEN else f"'{state.replace('-', ' ')}'"

    def _empty(self, reading: Reading, address: str) -> State:
        """How a value that is not there stands: whether a form has a box for it is no matter of the plan."""
        state = self._state(reading, address)
        return State.GIVEN if state in (State.BLANK, State.NOT_ASKED) else state

    @staticmethod
    def _state(reading: Reading, address: str) -> State:
        return reading.states.get(address, State.GIVEN)


def _alike_written(field: str, *values: Any) -> tuple[Any, ...]:
    """Numbers that are no money with the decimals that they need, the same for both."""
    numbers = [v for v in values if isinstance(v, Decimal)]
    if field in MONEY or not numbers:
        return values
    places = max(max(0, -int(Decimal(n.normalize()).as_tuple().exponent)) for n in numbers)
    return tuple(rounded(v, places) if isinstance(v, Decimal) else v for v in values)


def _said_already(field: str, old: Any, new: Any) -> bool:
    """Whether a scheme's name, which its form has for a description too, tells the same change."""
    return field == "description" and hasattr(new, "lines") and (old.name, new.name) == (old.description, new.description)


def _money_of(part: Any) -> str:
    """The money of a part that came or went: by year for a scheme, else its own."""
    if hasattr(part, "lines"):
        return listed(f"{pounds(amount)}{f' in {year}' if year else ''}" for year, amount in money_of(part).items())
    own = [(f.name, value) for f in fields(part) if f.name in MONEY and isinstance(value := getattr(part, f.name), Decimal)]
    return listed(f"{field_called(name)} {pounds(value)}" if len(own) > 1 else pounds(value) for name, value in own)


def _moved(field: str, old: Any, new: Any, before: str, after: str) -> str:
    """What became of a value: rose or fell by how much, or changed from what to what."""
    if isinstance(old, bool) or isinstance(new, bool) or not (isinstance(old, int | Decimal) and isinstance(new, int | Decimal)):
        if isinstance(old, date) and isinstance(new, date):
            return f"moved from {day(old)} to {day(new)}"
        if (old is None) != (new is None):
            was = "" if before == "not given" else f"; it was {before}"
            return f"is {after} now{was}"
        return f"changed from {before} to {after}"
    gap = Decimal(new) - Decimal(old)
    amount = pounds(abs(gap)) if field in MONEY else plain(abs(gap))
    per_cent = plain(abs(gap) / abs(Decimal(old)) * 100, 1) if old and field in MONEY else "0"
    share = f" ({per_cent} per cent)" if per_cent != "0" else ""
    return f"{'rose' if gap > 0 else 'fell'} by {amount}{share}, from {before} to {after}"


def _findings(held: _Holding, old: CheckResult, new: CheckResult) -> tuple[FindingFate, ...]:
    """Findings of the same rule about the same part are the same finding."""
    left = list(old.findings)
    found: list[FindingFate] = []
    for finding in new.findings:
        twin = next((f for f in left if f.rule == finding.rule and _where(held, f) == finding.address), None)
        if twin is not None:
            left.remove(twin)
        found.append(FindingFate(Fate.STILL if twin else Fate.NEW, finding))
    order = {Fate.NEW: 0, Fate.STILL: 1, Fate.GONE: 2}
    return tuple(sorted((*found, *(FindingFate(Fate.GONE, f) for f in left)), key=lambda f: order[f.fate]))


def _where(held: _Holding, finding: Finding) -> str | None:
    """A finding's address as it would be in the new plan."""
    address = finding.address
    if address is None:
        return None
    for was, now in sorted(held.moved.items(), key=lambda m: -len(m[0])):
        if address == was or address.startswith(f"{was}/"):
            return now + address[len(was) :]
    return address
