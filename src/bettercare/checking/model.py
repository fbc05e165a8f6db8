"""What a rule is, what it is given, and what it says.

A rule is a function from a Context to faults and to what it could not test. It is registered under a stable id in the
family named by its file; its title, reason, source and cases are in `spec/{id}.yaml`, from which the handbook is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bettercare.checking.words import TEXTS
from bettercare.plan import Doubt, NotChecked, Place, Plan, Reading, Severity, State, walk
from bettercare.rounds.model import Round

Outcomes = Iterator["Fault | NotChecked"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found at an address. `rests_on` are the addresses compared: they decide what is knock-on."""

    address: str | None
    message: str
    found: str | None = None
    expected: str | None = None
    difference: str | None = None
    do: str | None = None
    rests_on: tuple[str, ...] = ()
    severity: Severity | None = None
    place: Place | None = None
    """Only for what has no address, such as a claim; otherwise the address has its place."""
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the handbook. `after` are rules whose fault at the same address makes this one's a knock-on."""

    id: str
    family: str
    severity: Severity
    run: Callable[[Context], Outcomes]
    after: tuple[str, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    reads_doubt: bool = False
    """Tests values under doubt too; every other rule says 'not checked' of them."""
    sole: bool = False
    """Where it finds its fault, no other rule has anything to test."""


class Lookups:
    """What every rule looks up in one reading, worked out once."""

    def __init__(self, reading: Reading) -> None:
        self.values: tuple[tuple[str, Any], ...] = tuple(walk(reading.plan))
        self.texts = tuple((a, v) for a, v in self.values if isinstance(v, str) and v.strip() and _is_written(a))
        """What an author wrote, by address."""
        self.doubts: Mapping[str, Doubt] = {doubt.address: doubt for doubt in reading.doubts}
        self.parts: Mapping[str, tuple[int, Any]] = dict(_parts(reading.plan))
        """By address each part that a value may be said to be of, and which of its kind it is, counted from 1."""
        self.rows: dict[str, tuple[Any, ...]] = {}
        """Rows of money by what they add up to; see `amounts`."""


def _is_written(address: str) -> bool:
    return "/answers/" in address or address.rsplit("/", 1)[-1] in TEXTS


def _parts(plan: Plan) -> Iterator[tuple[str, tuple[int, Any]]]:
    for kind in ("schemes", "contributions", "metrics", "contingency", "signatures", "budgets", "narrative", "conditions", "risks"):
        yield from ((f"{kind}/{part.id}", (number, part)) for number, part in enumerate(getattr(plan, kind), 1))
    for scheme in plan.schemes:
        yield from ((f"schemes/{scheme.id}/lines/{line.id}", (n, line)) for n, line in enumerate(scheme.lines, 1))


@dataclass(frozen=True, slots=True)
class Context:
    """What a rule is given: a reading, the round it answers, imported tables, and the round's settings of the rule."""

    reading: Reading
    round: Round
    tables: Any
    rule: Rule
    parameters: Mapping[str, Any]
    lookups: Lookups

    @property
    def plan(self) -> Plan:
        return self.reading.plan

    @property
    def doubts(self) -> Mapping[str, Doubt]:
        return self.lookups.doubts

    def state(self, address: str) -> State:
        return self.reading.states.get(address, State.GIVEN)

    def place(self, address: str | None) -> Place | None:
        return self.reading.places.get(address) if address else None

    def number(self, name: str) -> Decimal:
        """A parameter of the rule as a Decimal."""
        return Decimal(str(self.parameters[name]))

    def absent(self, address: str, value: object) -> bool:
        """True where an answer was expected and none was given; not where the form or the area says none applies."""
        excused = (State.NOT_ASKED, State.NOT_APPLICABLE)
        return value in (None, "") and self.state(address) not in excused and address not in self.doubts

    def placed_by_total(self, addresses: Iterable[str]) -> str | None:
        """The first of the addresses whose place was chosen with the help of a stated total."""
        for address in addresses:
            place = self.place(address)
            if place is not None and place.how == "inferred" and "total" in (place.reason or "").lower():
                return address
        return None

    def unsure(self, *addresses: str) -> NotChecked | None:
        """What to say where one of the values is under doubt: not even agreement may be reported of it."""
        for address in addresses:
            doubt = self.doubts.get(address)
            if doubt is not None:
                return self.not_checked(f"the reading is not sure of a value it needs: {doubt.why}", address)
        return None

    def not_checked(self, why: str, address: str | None = None) -> NotChecked:
        return NotChecked(self.rule.id, why, address)


_RULES: dict[str, Rule] = {}


def rule(
    id: str,
    severity: str,
    *,
    after: tuple[str, ...] = (),
    reads_doubt: bool = False,
    sole: bool = False,
    **parameters: object,
) -> Callable[[Callable[[Context], Outcomes]], Callable[[Context], Outcomes]]:
    """Register the function as a rule of the family that its module is named for."""

    def register(run: Callable[[Context], Outcomes]) -> Callable[[Context], Outcomes]:
        if id in _RULES:
            raise ValueError(f"two rules are called {id!r}")
        family = run.__module__.rsplit(".", 1)[-1]
        _RULES[id] = Rule(id, family, Severity(severity), run, after, parameters, reads_doubt, sole)
        return run

    return register


def registered() -> tuple[Rule, ...]:
    """Every rule: first those that may stand alone, then each after those that it waits for, in the order of the families."""
    done: dict[str, Rule] = {}

    def add(one: Rule, waiting: tuple[str, ...]) -> None:
        if one.id in waiting:
            raise ValueError(f"rules wait for each other: {' -> '.join((*waiting, one.id))}")
        for id in one.after:
            add(_RULES[id], (*waiting, one.id))
        done.setdefault(one.id, one)

    for one in sorted(_RULES.values(), key=lambda rule: not rule.sole):
        add(one, ())
    return tuple(done.values())
