"""A plan that notes which of its fields are read, so that what was made of it can be kept while those fields are as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Any

from bettercare.plan import Plan

_FIELDS = frozenset(item.name for item in fields(Plan))


class Watched(Plan):
    """The same plan to all that read it. One thread reads at a time."""

    __slots__ = ("_read",)
    _read: set[str]

    def __init__(self, plan: Plan) -> None:
        for name in _FIELDS:
            object.__setattr__(self, name, getattr(plan, name))
        object.__setattr__(self, "_read", set())

    def __getattribute__(self, name: str) -> Any:
        if name in _FIELDS:
            object.__getattribute__(self, "_read").add(name)
        elif name == "__class__":  # it is compared and changed as the plan that it is
            return Plan
        return object.__getattribute__(self, name)

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """The fields that are read within, told when it is over; what stands around it has read them too."""
        around, mine = self._read, set[str]()
        object.__setattr__(self, "_read", mine)
        try:
            yield mine
        finally:
            object.__setattr__(self, "_read", around)
            around |= mine

    def has_read(self, fields: set[str]) -> None:
        """Note fields that were read for what is taken over."""
        self._read.update(fields)


def same_in(fields: set[str], one: Plan, other: Plan) -> bool:
    """Whether two plans have the very same values in some fields."""
    return all(getattr(one, name) is getattr(other, name) for name in fields)
