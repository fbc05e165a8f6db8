"""Addresses: every value of a plan has one, and inserting or moving a part changes no other.

schemes/{id}/lines/{id}/amount      a field of a repeating part
dates/submitted                     a field of a part there is once
metrics/{id}/answers/{field}        an answer to a field that the round defines
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from bettercare.plan.spine import Answer, Plan


def walk(part: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (address, value) for every value of a plan or part, given or not; ids are in addresses, not yielded."""
    for name in _field_names(part.__class__):
        value = getattr(part, name)
        address = f"{prefix}{name}"
        if name == "answers":
            for answer in value:
                yield f"{address}/{answer.field}", answer.value
        elif isinstance(value, tuple):
            for child in value:
                yield from walk(child, f"{address}/{child.id}/")
        elif _holds_parts(value.__class__):
            yield from walk(value, f"{address}/")
        else:
            yield address, value


@lru_cache(maxsize=64)
def _field_names(kind: type) -> tuple[str, ...]:
    return tuple(item.name for item in fields(kind) if item.name != "id")


@lru_cache(maxsize=64)
def _holds_parts(kind: type) -> bool:
    return is_dataclass(kind) and kind.__module__ != "bettercare.plan.periods"


def value_at(plan: Plan, address: str) -> Any:
    """Return the value (or part) at an address, or raise KeyError naming the step that does not exist."""
    here: Any = plan
    for step in address.split("/"):
        here = _step(here, step, address)
    return here


def replace_at(plan: Plan, address: str, value: Any) -> Plan:
    """Return a copy of the plan with the value at an address changed; a new answer field may be added."""
    return _replace(plan, address.split("/"), value, address)  # type: ignore[no-any-return]


def _is_value(value: Any) -> bool:
    """Frozen values such as FinancialYear are leaves, not parts."""
    return type(value).__module__ == "bettercare.plan.periods"


def _has(here: Any, step: str) -> bool:
    return is_dataclass(here) and not _is_value(here) and step in {f.name for f in fields(here)}


def _step(here: Any, step: str, address: str) -> Any:
    if isinstance(here, tuple):
        for child in here:
            if isinstance(child, Answer):
                if child.field == step:
                    return child.value
            elif child.id == step:
                return child
        raise KeyError(f"{address}: there is no part {step!r}")
    if not _has(here, step):
        raise KeyError(f"{address}: there is no {step!r} here")
    return getattr(here, step)


def _replace(here: Any, steps: list[str], value: Any, address: str) -> Any:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if not _has(here, step):
        raise KeyError(f"{address}: there is no {step!r} here")
    current = getattr(here, step)
    if not rest:
        return replace(here, **{step: value})
    if step == "answers":
        kept = tuple(a for a in current if a.field != rest[0])
        position = next((i for i, a in enumerate(current) if a.field == rest[0]), len(kept))
        return replace(here, answers=(*kept[:position], Answer(rest[0], value), *kept[position:]))
    if isinstance(current, tuple):
        if rest[0] not in {child.id for child in current}:
            raise KeyError(f"{address}: there is no part {rest[0]!r}")
        changed = tuple(_replace(c, rest[1:], value, address) if c.id == rest[0] else c for c in current)
        return replace(here, **{step: changed})
    return replace(here, **{step: _replace(current, rest, value, address)})
