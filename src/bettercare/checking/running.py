"""Runs the rules of a round over a reading: settings first, knock-on noise held back, most serious first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bettercare.checking.model import Context, Fault, Lookups, Rule, registered
from bettercare.checking.torn import unless_torn
from bettercare.plan import CheckResult, Finding, NotChecked, Place, Reading, Severity
from bettercare.rounds.model import Round, RuleSetting

_ORDER = {Severity.ERROR: 0, Severity.QUERY: 1, Severity.NOTE: 2}
_MOST_PLACES = 8


def run(rules: Iterable[Rule], reading: Reading, round: Round, tables: object = None) -> CheckResult:
    """Return every finding of the rules, most serious first and then in the plan's order, and what was not checked."""
    settings, lookups = _settings(round), Lookups(reading)
    found: list[tuple[Rule, Severity, Fault]] = []
    untested: dict[tuple[str, str], NotChecked] = {}
    told: dict[str, _Told] = {}
    for rule in rules:
        setting = settings.get(rule.id)
        if setting is not None and not setting.on:
            continue
        parameters = {**rule.parameters, **(setting.parameters if setting else {})}
        context = Context(reading, round, tables, rule, parameters, lookups)
        for outcome in rule.run(context):
            if isinstance(outcome, Fault) and not rule.reads_doubt:
                outcome = _unless_doubted(context, outcome)
            if isinstance(outcome, Fault):
                outcome = unless_torn(context, outcome)
            if isinstance(outcome, NotChecked):
                untested.setdefault((outcome.rule, outcome.why), outcome)
                continue
            addresses = {a for a in (outcome.address, *outcome.rests_on) if a} or _in_text(outcome.place)
            if any(told[earlier].touches(addresses) for earlier in rule.after if earlier in told):
                continue
            told.setdefault(rule.id, _Told()).add(addresses)
            severity = Severity(setting.severity) if setting and setting.severity else outcome.severity or rule.severity
            found.append((rule, severity, outcome))
        if rule.sole and found:
            untested = {(rule.id, ""): NotChecked(rule.id, "no other test was made: there is nothing to test")}
            break
    positions = {address: number for number, (address, _) in enumerate(lookups.values)}
    within, placed = _first_within(positions), _first_within(reading.places)
    found.sort(key=lambda item: (_ORDER[item[1]], _position(item[2].address, positions, within)))
    return CheckResult(tuple(_finding(reading, placed, *item) for item in found), tuple(untested.values()))


def with_those_before(ids: Iterable[str]) -> tuple[Rule, ...]:
    """The rules of these ids, every rule that they wait for, and those that may stand alone, in the order in which they run."""
    known = {rule.id: rule for rule in registered()}
    wanted: set[str] = set()
    waiting = [*ids, *(rule.id for rule in known.values() if rule.sole)]
    while waiting:
        id = waiting.pop()
        if id not in wanted:
            wanted.add(id)
            waiting += known[id].after
    return tuple(rule for rule in known.values() if rule.id in wanted)


class WrongSetting(ValueError):
    """A round sets a rule, or a parameter of one, that the handbook does not have; says what there is."""


def _settings(round: Round) -> dict[str, RuleSetting]:
    known = {rule.id: rule for rule in registered()}
    for setting in round.rules:
        if setting.rule not in known:
            raise WrongSetting(f"round {round.id} sets the rule {setting.rule!r}, which is not in the handbook")
        for name in setting.parameters:
            if name not in known[setting.rule].parameters:
                there = ", ".join(known[setting.rule].parameters) or "none"
                raise WrongSetting(f"round {round.id} sets {name!r} of the rule {setting.rule}; what may be set is: {there}")
    return {setting.rule: setting for setting in round.rules}


def _unless_doubted(context: Context, fault: Fault) -> Fault | NotChecked:
    """A fault that rests on a value the reading is not sure of may be the reading's, so it is not reported as the plan's."""
    addresses = (*((fault.address,) if fault.address else ()), *fault.rests_on)
    return (
        context.unsure(*addresses, *dict.fromkeys(f"{a.split('/points/')[0]}/metric" for a in addresses if "/points/" in a))
        or fault
    )


def _in_text(place: Place | None) -> set[str]:
    """What stands for the address of a sentence, which has none."""
    return {repr(place).replace("/", " ")} if place is not None else set()


class _Told:
    """The addresses of faults that a rule has found."""

    def __init__(self) -> None:
        self._addresses: set[str] = set()
        self._around: set[str] = set()

    def add(self, addresses: set[str]) -> None:
        self._addresses |= addresses
        self._around.update(part for address in addresses for part in _around(address))

    def touches(self, addresses: set[str]) -> bool:
        """Whether a fault shares a value with these, or one is about a part and the other about a value of it.

        A list as a whole (`schemes`) touches only itself: a missing scheme does not explain a wrong amount.
        """
        if not addresses.isdisjoint(self._addresses) or not addresses.isdisjoint(self._around):
            return True
        return any(part in self._addresses for address in addresses for part in _around(address))


def _around(address: str) -> list[str]:
    """The parts and lists of a part that hold a value: `schemes/1/lines` and `schemes/1` for `schemes/1/lines/2`."""
    steps = address.split("/")
    return ["/".join(steps[:n]) for n in range(2, len(steps))]


def _first_within(addresses: Iterable[str]) -> dict[str, str]:
    """The first of the addresses inside each part and list of parts that holds any."""
    found: dict[str, str] = {}
    for address in addresses:
        end = address.rfind("/")
        while end > 0 and (part := address[:end]) not in found:  # else what holds the part is known too
            found[part] = address
            end = address.rfind("/", 0, end)
    return found


def _position(address: str | None, positions: dict[str, int], within: dict[str, str]) -> int:
    """Where a value or part stands in the plan; what has no address comes last."""
    if address is None:
        return len(positions)
    if address not in positions:
        address = within.get(address, "")
    return positions.get(address, len(positions))


def _finding(reading: Reading, placed: dict[str, str], rule: Rule, severity: Severity, fault: Fault) -> Finding:
    place = fault.place or _place(reading, placed, fault.address)
    others = [*fault.places, *_places(reading, fault.rests_on)]
    unique = tuple(p for p in dict.fromkeys(others) if p != place)[:_MOST_PLACES]
    if place is None and unique:
        place, unique = unique[0], unique[1:]
    return Finding(
        rule.id, severity, fault.address, place, fault.message, fault.found, fault.expected, fault.difference, fault.do, unique
    )


def _place(reading: Reading, placed: dict[str, str], address: str | None) -> Place | None:
    """The place of a value, or of the first value of a part; a list as a whole has none."""
    if address is None or "/" not in address:
        return None
    return reading.places.get(address) or reading.places.get(placed.get(address, ""))


def _places(reading: Reading, addresses: Iterable[str]) -> Iterator[Place]:
    for address in addresses:
        if address in reading.places:
            yield reading.places[address]
