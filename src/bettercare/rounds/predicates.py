"""Tests and sums over named figures, from a closed list of operators; nothing in a round is evaluated as code.

In YAML a predicate is one operator with its arguments: `{all: [{is: [source, nhs-minimum]}, {at_least: [amount, 0]}]}`.
The first argument of a comparison is a name (or a sum). Of `is`, `is_not` and `one_of` the rest are constants; of `at_least`,
`at_most` and `equals`, and in sums, text is a name and a number is itself. A name without a value makes the answer unknown
(None) unless the other parts decide it: missing is never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from bettercare.rounds.forms import Predicate

Lookup = Callable[[str], Any]

TESTS = {
    "all": None,
    "any": None,
    "not": 1,
    "is": 2,
    "is_not": 2,
    "one_of": None,
    "present": 1,
    "at_least": 2,
    "at_most": 2,
    "equals": 2,
}
"""Operators that answer yes, no or unknown, with how many arguments each takes (None: one or more)."""
SUMS = {"sum": None, "minus": 2, "product": None, "over": 2}
"""Operators that give a number or unknown."""


def evaluate(predicate: Predicate, lookup: Lookup) -> bool | None:
    """Whether a predicate holds; None where a missing value leaves it open. `lookup` gives a name's value or None."""
    operator, arguments = predicate.operator, predicate.arguments
    if operator in ("all", "any"):
        return _join([evaluate(a, lookup) for a in arguments if isinstance(a, Predicate)], decisive=operator == "any")
    if operator == "not":
        return _opposite(evaluate(_predicate(arguments[0]), lookup))
    if operator == "present":
        return lookup(str(arguments[0])) not in (None, "", ())
    if operator in ("at_least", "at_most", "equals"):
        return _compare(operator, _number(arguments[0], lookup), _number(arguments[1], lookup))
    if operator in ("is", "is_not", "one_of"):
        value = lookup(str(arguments[0]))
        if value is None:
            return None
        same = _plain(value) in {_plain(a) for a in arguments[1:]}
        return not same if operator == "is_not" else same
    raise ValueError(f"{operator!r} is not a test; tests are {', '.join(TESTS)}")


def work_out(expression: Predicate, lookup: Lookup) -> Decimal | None:
    """The number that a sum gives; None where a part is missing or a division has no divisor."""
    numbers = [_number(a, lookup) for a in expression.arguments]
    known = [n for n in numbers if n is not None]
    if len(known) < len(numbers):
        return None
    if expression.operator == "sum":
        return sum(known, Decimal(0))
    if expression.operator == "minus":
        return known[0] - known[1]
    if expression.operator == "over":
        return known[0] / known[1] if known[1] else None
    if expression.operator == "product":
        result = Decimal(1)
        for number in known:
            result *= number
        return result
    raise ValueError(f"{expression.operator!r} is not a sum; sums are {', '.join(SUMS)}")


def of_part(part: Any, names: Callable[[str], Any] | None = None) -> Lookup:
    """A lookup over a part of a plan: its spine fields, then its answers by field id, then `names` if given."""

    def lookup(name: str) -> Any:
        if name != "answers" and hasattr(part, name):
            return getattr(part, name)
        for answer in getattr(part, "answers", ()):
            if answer.field == name:
                return answer.value
        return names(name) if names else None

    return lookup


def names_in(predicate: Predicate) -> Iterator[str]:
    """The names that a predicate looks up, in order."""
    for position, argument in enumerate(predicate.arguments):
        if isinstance(argument, Predicate):
            yield from names_in(argument)
        elif isinstance(argument, str) and (position == 0 or predicate.operator not in ("is", "is_not", "one_of")):
            yield argument


def _join(answers: list[bool | None], decisive: bool) -> bool | None:
    if decisive in answers:
        return decisive
    return None if None in answers else not decisive


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _predicate(argument: Any) -> Predicate:
    if not isinstance(argument, Predicate):
        raise ValueError(f"a test was expected, {argument!r} was found")
    return argument


def _compare(operator: str, left: Any, right: Any) -> bool | None:
    if left is None or right is None:
        return None
    if operator == "equals":
        return bool(left == right)
    return bool(left >= right) if operator == "at_least" else bool(left <= right)


def _number(argument: Any, lookup: Lookup) -> Decimal | None:
    if isinstance(argument, Predicate):
        return work_out(argument, lookup)
    if isinstance(argument, str):
        value = lookup(argument)
        if value is None or isinstance(value, Decimal):
            return value
        return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else None
    return Decimal(argument)


def _plain(value: Any) -> str:
    """Constants are compared as the file writes them: `yes` for true, a year as 2014-15, a number without trailing noughts."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else str(value)
