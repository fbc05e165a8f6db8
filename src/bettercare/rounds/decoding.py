"""From a tree to frozen values, by the types of the model: a key that no type knows, or a value of another kind, is refused.

`source` and `confirmed` pass from an owner to its parts. A part from memory must say `confirmed: false`; a part that names
a document counts as confirmed unless it says otherwise.
"""

from __future__ import annotations

import difflib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bettercare.plan import FinancialYear, Month, Period, Quarter
from bettercare.rounds.forms import Locator, Predicate
from bettercare.rounds.predicates import SUMS, TESTS
from bettercare.rounds.rules import MetricPeriod
from bettercare.rounds.tree import get, is_null, items, refuse, text

MEMORY = "memory"
_PERIODS = (FinancialYear, Month, Quarter, Period)
_LAST_MINUTE = time(23, 59)


@dataclass(slots=True)
class Decoder:
    """Turns nodes into values and remembers where each value stood, so that later checks can name the line."""

    nodes: dict[int, Node] = field(default_factory=dict)
    kept: list[Any] = field(default_factory=list)
    """Holds every value whose node is remembered, so that no id is used twice."""

    def node(self, value: Any) -> Node:
        return self.nodes[id(value)]

    def part(self, node: Node, kind: type, key: str, owner: tuple[str, bool] | None = None) -> Any:
        """Decode a mapping as a dataclass of the model."""
        if not isinstance(node, MappingNode):
            raise refuse(node, key, f"keys and values were expected, {_found(node)} was found", f"Known keys are {_known(kind)}.")
        hints = hints_of(kind)
        given = dict(items(node))
        for name in given:
            if name not in hints:
                raise refuse(_key_node(node, name), name, f"{_name(kind)} has no key {name!r}", _nearest(name, hints))
        owner = self._origin(given, hints, kind, node, owner)
        values = {
            name: self.value(child, hints[name], name, owner)
            for name, child in given.items()
            if name not in ("source", "confirmed")
        }
        if "source" in hints and owner:
            values["source"] = owner[0]
        if "confirmed" in hints:
            values["confirmed"] = (
                owner[1] if owner and "source" in hints else self.value(given["confirmed"], bool, "confirmed", owner)
            )
        for name, may_miss in _needed(kind):
            if name not in values and not may_miss:
                raise refuse(node, name, f"{_name(kind)} does not say {name!r}", f"Add `{name}:` to it.")
            values.setdefault(name, None)
        made = kind(**values)
        self.nodes[id(made)] = node
        self.kept.append(made)
        return made

    def _origin(
        self, given: dict[str, Node], hints: dict[str, Any], kind: type, node: Node, owner: tuple[str, bool] | None
    ) -> tuple[str, bool] | None:
        if "source" not in hints:
            if "confirmed" in hints and "confirmed" not in given:
                raise refuse(
                    node, "confirmed", f"{_name(kind)} does not say whether it is confirmed", "Add `confirmed: true` or `false`."
                )
            return owner
        said = self.value(given["confirmed"], bool, "confirmed", None) if "confirmed" in given else None
        if "source" not in given:
            if owner is None:
                hint = "Name one of the round's sources, or write `source: memory` and `confirmed: false`."
                raise refuse(node, "source", f"{_name(kind)} does not say where it comes from", hint)
            return (owner[0], owner[1] if said is None else said)
        source = self.value(given["source"], str, "source", None)
        if source == MEMORY and said is not False:
            hint = "Write `confirmed: false` below it, or name the document."
            raise refuse(given["source"], "source", f"{_name(kind)} comes from memory and is not marked unconfirmed", hint)
        return (source, True if said is None else said)

    def value(self, node: Node, hint: Any, key: str, owner: tuple[str, bool] | None) -> Any:
        """Decode a node as a type of the model."""
        shape, inner = _shape(hint)
        if shape == "optional":
            if is_null(node):
                return None
            shape, hint = _shape(inner)[0], inner
        if shape == "predicate":
            return self.predicate(node, key)
        if shape == "list":
            return self._list(node, hint, key, owner)
        if shape == "mapping":
            return {name: _constant(child, name) for name, child in items(_mapping(node, key))}
        if shape == "part":
            return self.part(node, hint, key, owner)
        return _scalar(node, hint, key)

    def _list(self, node: Node, hint: Any, key: str, owner: tuple[str, bool] | None) -> tuple[Any, ...]:
        if not isinstance(node, SequenceNode):
            raise refuse(node, key, f"a list was expected, {_found(node)} was found", "Write each item on its own line after `- `.")
        kinds = get_args(hint)
        if kinds[-1] is not Ellipsis:
            if len(node.value) != len(kinds):
                raise refuse(
                    node,
                    key,
                    f"{len(kinds)} values were expected, {len(node.value)} were found",
                    "Write null for one that is open.",
                )
            return tuple(self.value(n, k, key, owner) for n, k in zip(node.value, kinds, strict=True))
        if kinds[0] is MetricPeriod:
            return tuple(p for n in node.value for p in self._periods(n, key, owner))
        if _shape(kinds[0])[0] == "scalar":
            return tuple(_scalar(n, kinds[0], key) for n in node.value)
        return tuple(self.value(n, kinds[0], key, owner) for n in node.value)

    def _periods(self, node: Node, key: str, owner: tuple[str, bool] | None) -> tuple[Any, ...]:
        """A metric's points; `every: month` (or quarter) with `from` and `to` stands for one point each."""
        if get(node, "every") is None:
            return (self.part(node, MetricPeriod, key, owner),)
        known = {"every", "from", "to", "role", "asked", "column", "tranche"}
        given = dict(items(_mapping(node, key)))
        for name in given:
            if name not in known:
                raise refuse(given[name], name, f"a grid of periods has no key {name!r}", f"Known are {', '.join(sorted(known))}.")
        every = _scalar(given["every"], Literal["month", "quarter"], "every")
        first, last = (self._grid_end(node, given, end, every) for end in ("from", "to"))
        shared: dict[str, Any] = {"role": "target", "asked": "asked"}
        for name in ("role", "asked", "column", "tranche"):
            if name in given:
                shared[name] = self.value(given[name], hints_of(MetricPeriod)[name], name, owner)
        made = []
        while first <= last:
            period = first.period
            label = Locator(labels=_month_labels(first) if isinstance(first, Month) else _quarter_labels(first))
            name = f"{shared['role']}-{first}".replace(" ", "-").lower()
            made.append(MetricPeriod(id=name, period=period, locator=label, **shared))
            self.nodes[id(made[-1])] = node
            first = _following(first)
        self.kept.extend(made)
        return tuple(made)

    def _grid_end(self, node: Node, given: dict[str, Node], end: str, every: str) -> Any:
        if end not in given:
            raise refuse(
                node, end, f"a grid of periods does not say `{end}`", f"Add `{end}: 2025-04`, or a quarter like `2025-26 Q1`."
            )
        return _scalar(given[end], Month if every == "month" else Quarter, end)

    def predicate(self, node: Node, key: str) -> Predicate:
        """Decode `{operator: arguments}`; only operators of the closed list are known."""
        pairs = list(items(_mapping(node, key)))
        arity = {**TESTS, **SUMS}
        if len(pairs) != 1 or pairs[0][0] not in arity:
            said = ", ".join(name for name, _ in pairs) or "nothing"
            raise refuse(node, key, f"one operator was expected, {said} was found", f"Known are {', '.join(arity)}.")
        operator, body = pairs[0]
        arguments = body.value if isinstance(body, SequenceNode) else [body]
        wanted = arity[operator]
        if not arguments or (wanted is not None and len(arguments) != wanted):
            raise refuse(
                body,
                operator,
                f"{operator} takes {wanted or 'one or more'} arguments, {len(arguments)} were found",
                "See the list in the guide.",
            )
        made = Predicate(operator, tuple(self._argument(operator, i, n) for i, n in enumerate(arguments)))
        self.nodes[id(made)] = node
        self.kept.append(made)
        return made

    def _argument(self, operator: str, position: int, node: Node) -> Any:
        if isinstance(node, MappingNode):
            inner = self.predicate(node, operator)
            if operator in ("all", "any", "not") and inner.operator not in TESTS:
                raise refuse(
                    node,
                    operator,
                    f"{operator} joins tests; {inner.operator} is a sum",
                    "Compare the sum first, with at_least or equals.",
                )
            if operator not in ("all", "any", "not") and inner.operator not in SUMS:
                raise refuse(
                    node, operator, f"{operator} takes names and sums; {inner.operator} is a test", "Join tests with all or any."
                )
            return inner
        if operator in ("all", "any", "not"):
            raise refuse(
                node, operator, f"{operator} joins tests, {_found(node)} was found", "Write each as {operator: arguments}."
            )
        if operator in ("is", "is_not", "one_of") or operator == "present":
            return _scalar(node, str, operator)
        number = text(node) or ""
        try:
            return Decimal(number)
        except InvalidOperation:
            return _scalar(node, str, operator)


def _scalar(node: Node, hint: Any, key: str) -> Any:
    if not isinstance(node, ScalarNode) or is_null(node):
        raise refuse(node, key, f"{_wanted(hint)} was expected, {_found(node)} was found", "Write one value after the colon.")
    written = node.value
    if get_origin(hint) is Literal:
        if written not in get_args(hint):
            raise refuse(node, key, f"{written!r} is not known here", f"Known are {', '.join(get_args(hint))}.")
        return written
    try:
        return _read(written, hint)
    except (ValueError, InvalidOperation) as error:
        raise refuse(node, key, f"{written!r} is not {_wanted(hint)}", _cure(hint)) from error


def _read(written: str, hint: Any) -> Any:
    if hint is str:
        return written
    if hint is bool:
        return {"true": True, "false": False}[written] if written in ("true", "false") else _raise(written)
    if hint is int:
        return int(written)
    if hint is Decimal:
        number = Decimal(written)
        return number if number.is_finite() else _raise(written)
    if hint is datetime:
        day = len(written) == len("2014-02-14")
        return datetime.combine(date.fromisoformat(written), _LAST_MINUTE) if day else datetime.fromisoformat(written)
    if hint is date:
        return date.fromisoformat(written)
    return hint.parse(written)


def _raise(written: str) -> Any:
    raise ValueError(written)


_NAMES = {
    str: ("text", "Write one value after the colon."),
    bool: ("true or false", "Write true or false."),
    int: ("a whole number", "Write digits only."),
    Decimal: ("a number", "Write digits with a point, without pound sign or commas."),
    date: ("a date that exists", "Write it as 2014-02-14."),
    datetime: ("a date that exists", "Write it as 2014-02-14 or 2014-09-19T12:00."),
    FinancialYear: ("a financial year", "Write it as 2014-15."),
    Period: ("a period", "Write it as 2014-04-01..2014-12-31."),
    Month: ("a month", "Write it as 2025-04."),
    Quarter: ("a quarter", "Write it as 2025-26 Q1."),
}


def _wanted(hint: Any) -> str:
    return _NAMES[hint][0] if hint in _NAMES else "one value"


def _cure(hint: Any) -> str:
    return _NAMES[hint][1] if hint in _NAMES else "Write one value after the colon."


def _constant(node: Node, key: str) -> Any:
    """A rule's parameter: a number, true or false, text, or a list of these."""
    if isinstance(node, SequenceNode):
        return tuple(_constant(n, key) for n in node.value)
    written = _scalar(node, str, key)
    if written in ("true", "false"):
        return written == "true"
    try:
        return Decimal(written)
    except InvalidOperation:
        return written


def _mapping(node: Node, key: str) -> MappingNode:
    if not isinstance(node, MappingNode):
        raise refuse(node, key, f"keys and values were expected, {_found(node)} was found", "Write `key: value` lines below it.")
    return node


def _found(node: Node) -> str:
    if isinstance(node, SequenceNode):
        return "a list"
    if isinstance(node, MappingNode):
        return "a group of keys"
    return "nothing" if is_null(node) else repr(node.value)


def _key_node(node: MappingNode, name: str) -> Node:
    found: Node = next(key for key, _ in node.value if key.value == name)
    return found


def _nearest(name: str, hints: dict[str, Any]) -> str:
    near = difflib.get_close_matches(name, hints, 1)
    return f"Did you mean {near[0]!r}?" if near else f"Known keys are {', '.join(hints)}."


def _known(kind: type) -> str:
    return ", ".join(hints_of(kind))


def _name(kind: type) -> str:
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind.__name__).strip()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


@cache
def _shape(hint: Any) -> tuple[str, Any]:
    """How a type is read: optional (with the type inside), predicate, list, mapping, part or scalar."""
    origin = get_origin(hint)
    if hint is Predicate:
        return "predicate", None
    if origin in (Union, types.UnionType):
        return "optional", next(a for a in get_args(hint) if a is not type(None))
    if origin is tuple:
        return "list", None
    if origin is Mapping:
        return "mapping", None
    return ("part" if is_dataclass(hint) and hint not in _PERIODS else "scalar"), None


@cache
def _needed(kind: type) -> tuple[tuple[str, bool], ...]:
    """The keys that a part has no default for, and whether each may be left out as nothing."""
    bare = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return tuple((name, type(None) in get_args(hints_of(kind)[name])) for name in bare)


@cache
def hints_of(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _following(moment: Month | Quarter) -> Month | Quarter:
    if isinstance(moment, Month):
        return Month(moment.year + moment.month // 12, moment.month % 12 + 1)
    return Quarter(moment.year, moment.number + 1) if moment.number < 4 else Quarter(moment.year.next(), 1)


def _month_labels(month: Month) -> tuple[str, ...]:
    day = date(month.year, month.month, 1)
    return (f"{day:%b} {day:%y}", f"{day:%B} {day:%Y}", f"{day:%b}-{day:%y}", f"{day:%b} {day:%Y}", f"{day:%B}", f"{day:%b}")


def _quarter_labels(quarter: Quarter) -> tuple[str, ...]:
    short = str(quarter.year).replace("-", "/")
    long = f"{quarter.year.start}/{short[-2:]}"
    return (
        f"Q{quarter.number} {short[2:]}",
        f"Q{quarter.number} {long}",
        f"Quarter {quarter.number} {long}",
        f"{long} Q{quarter.number}",
        f"Q{quarter.number}",
    )
