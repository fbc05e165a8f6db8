"""How one text of a round differs from another: parts that are new or gone, and what changed of those that stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any, Literal

from bettercare.plan import FinancialYear, Month, Period, Quarter
from bettercare.plan.words import said
from bettercare.rounds.forms import Locator, Predicate
from bettercare.rounds.model import Round

GROUPS: Mapping[str, str] = {
    "windows": "Windows and dates",
    "figures": "Figures",
    "streams": "Sources of funding",
    "allocations": "Allocations",
    "floors": "Floors",
    "constraints": "Rules of this round",
    "sections": "Sections of the form",
    "fields": "Fields of the form",
    "tables": "Tables of the form",
    "taxonomies": "Lists to choose from",
    "conditions": "National conditions",
    "metrics": "Metrics",
    "local_metrics": "Local metrics",
    "signoff": "Who signs",
    "parts": "Documents of a plan",
    "returns": "Returns",
    "capacity": "Capacity and demand",
    "payment": "Payment",
    "extra_fall": "Money held for an extra fall",
    "assurance": "Assurance",
    "objectives": "Objectives",
    "releases": "Publications of metrics",
    "reorganisations": "Organisations that merged",
    "rules": "Settings of rules",
    "sources": "Where it comes from",
}
"""The kinds of parts in the order of what matters to an area, each with its heading; single values of the round come first."""
ITSELF = "The round itself"
_TIMES = (FinancialYear, Quarter, Month, Period)


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One value of a part that changed; None where it was not there or is no more."""

    what: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the round that is new, gone or changed. `kind` is the round's list, `part` the id in it."""

    kind: str
    part: str
    title: str
    fate: Literal["added", "removed", "changed"]
    values: tuple[ValueChange, ...] = ()

    @property
    def group(self) -> str:
        """The heading under which people look for it."""
        return GROUPS.get(self.kind, ITSELF)


def differences(old: Round, new: Round) -> tuple[Difference, ...]:
    """What changed from one round or version of a round to another, by kind of part in the order of `GROUPS`."""
    found: list[Difference] = []
    for item in fields(Round):
        found += _of_kind(item.name, getattr(old, item.name), getattr(new, item.name))
    order = {kind: place for place, kind in enumerate(GROUPS)}
    return tuple(sorted(found, key=lambda d: order.get(d.kind, -1)))


def _of_kind(kind: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    before, after = _parts(old), _parts(new)
    if before is None or after is None:
        values = tuple(_changes({"": old}, {"": new}))
        if values:
            yield Difference(kind, "", kind.replace("_", " "), "changed", values)
        return
    for name, part in after.items():
        if name not in before:
            yield Difference(kind, name, _title(part), "added", tuple(_changes({}, _own_values(part))))
        elif values := tuple(_changes(_own_values(before[name]), _own_values(part))):
            yield Difference(kind, name, _title(part), "changed", values)
    for name, part in before.items():
        if name not in after:
            yield Difference(kind, name, _title(part), "removed")


def _parts(value: Any) -> dict[str, Any] | None:
    """Parts of a list by what tells them apart; None for what is no list of parts."""
    if not isinstance(value, tuple) or not all(is_dataclass(v) and _name(v) for v in value):
        return None
    return {_name(v): v for v in value}


def _name(part: Any) -> str:
    own = getattr(part, "id", None) or getattr(part, "rule", None) or getattr(part, "area", None)
    times = getattr(part, "applies_to", None)
    return f"{own} {times}" if own and times else str(own or "")


def _title(part: Any) -> str:
    named = next((getattr(part, k) for k in ("title", "label", "asks", "message") if getattr(part, k, None)), _name(part))
    times = getattr(part, "applies_to", None)
    return f"{named} ({times})" if times else str(named)


def _own_values(part: Any) -> dict[str, Any]:
    return {f.name: getattr(part, f.name) for f in fields(part) if f.name != "id"}


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[ValueChange]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before != after:
            yield from _within(key.replace("_", " "), before, after)


def _within(what: str, old: Any, new: Any) -> Iterator[ValueChange]:
    """The change of one value, going into parts of parts that have names."""
    if isinstance(old, Locator) or isinstance(new, Locator):
        if old and new:
            yield ValueChange("how documents are recognised", "otherwise", "as the text says")
        return
    before, after = _parts(old), _parts(new)
    if before is not None and after is not None and (before or after):
        for name in dict.fromkeys((*before, *after)):
            one, other = before.get(name), after.get(name)
            title = f"{what}: {_title(other or one)}"
            if one is None or other is None:
                yield ValueChange(title, None if one is None else "there", None if other is None else "there")
            elif one != other:
                for change in _changes(_own_values(one), _own_values(other)):
                    yield ValueChange(f"{title}, {change.what}", change.old, change.new)
        return
    if is_dataclass(old) and is_dataclass(new) and not isinstance(old, (*_TIMES, Predicate)):
        for change in _changes(_own_values(old), _own_values(new)):
            yield ValueChange(f"{what}, {change.what}".removeprefix(", "), change.old, change.new)
        return
    yield ValueChange(what, _words(old), _words(new))


def _words(value: Any) -> str | None:
    """A value as people read it; None for nothing."""
    if value in (None, (), {}):
        return None
    if isinstance(value, Predicate):
        return f"{value.operator}({', '.join(_words(a) or '' for a in value.arguments)})"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_words(inner)}" for key, inner in value.items())
    if isinstance(value, tuple):
        return ", ".join(_words(inner) or "nothing" for inner in value)
    if is_dataclass(value) and not isinstance(value, (*_TIMES, Enum)):
        return next((t for t in (_title(value),) if t), "; ".join(f"{k}: {_words(v)}" for k, v in _own_values(value).items() if v))
    moment = getattr(value, "hour", None)
    return f"{said(value)}, {value:%H:%M}" if moment is not None else said(value)
