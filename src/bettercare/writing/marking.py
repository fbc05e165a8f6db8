"""Which cell of a form stands for which part of the plan, so that a file can carry the part's id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bettercare.documents.marks import name_key
from bettercare.plan import Plan
from bettercare.plan.words import NAMED_BY, part_words


def parts_of(plan: Any, at: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every repeating part of a plan with its address and its kind, owners before what they own."""
    for kind in NAMED_BY:
        for part in getattr(plan, kind, ()):
            address = f"{at}{kind}/{part.id}"
            yield address, kind, part
            yield from parts_of(part, f"{address}/")


class Marking:
    """The parts of one plan that are still to be marked in a document, and where those that were stand."""

    def __init__(self, plan: Plan) -> None:
        self.names: Mapping[str, str | None] = {at: name_key(part_words(kind, part)) for at, kind, part in parts_of(plan)}
        self._direct: dict[str, Any] = {}
        self._through: dict[str, Any] = {}

    def meet(self, address: str | None, where: Any) -> None:
        """A value stands somewhere: it marks the part that it belongs to, and the owners of that part where nothing else does."""
        steps = (address or "").split("/")
        own = len(steps) - 1 - (steps[-2:-1] == ["answers"])
        for end in range(2, own + 1, 2):
            self._through.setdefault("/".join(steps[:end]), where)
        if own > 1:
            self._direct.setdefault("/".join(steps[:own]), where)

    def found(self) -> dict[str, Any]:
        """Where each part of the plan stands, in the plan's order."""
        places = {**self._through, **self._direct}
        return {at: places[at] for at in self.names if at in places}
