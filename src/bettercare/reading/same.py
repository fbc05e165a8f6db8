"""Things known by being the same objects, not by their contents: keys of what is worked out once for them while they are read."""

from __future__ import annotations

from operator import is_
from typing import TypeVar

Thing = TypeVar("Thing")


class Same(tuple[Thing, ...]):
    """A tuple that equals another only where it holds the very same objects; it keeps them alive, so none is taken for another."""

    __slots__ = ()

    def __hash__(self) -> int:
        return hash(tuple(map(id, self)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and len(self) == len(other) and all(map(is_, self, other))

    def __ne__(self, other: object) -> bool:
        return not self == other
