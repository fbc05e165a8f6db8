"""How a value of a plan stands in a form: the words that people see, and what a workbook's cell holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

from bettercare.plan import FinancialYear
from bettercare.plan.reading import State
from bettercare.plan.words import day, plain, pounds
from bettercare.rounds.model import Round
from bettercare.writing.form import Cell, Kind

NOTHING = "None in this plan."
"""What a table without rows says, so that nobody takes it for one that was cut off."""
ROWS_OF_A_BLANK = 4
"""Empty rows of a table of a blank form, for Word and paper."""
_SAID = {
    State.TO_BE_CONFIRMED: "TBC",
    State.NOT_APPLICABLE: "N/A",
    State.SAID_NOT_SUPPLIED: "not supplied",
}
"""What a form says for a value that is not there; of the other states it says nothing."""


class Pen:
    """Writes values of one plan: knows the round's lists and sources, and the states of what is not given."""

    def __init__(self, round: Round, states: Mapping[str, State]) -> None:
        self.round, self.states = round, states
        self._lists: dict[str | None, tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]] = {}

    def cell(
        self, value: Any, kind: str, address: str, *, choices: str | None = None, required: bool = False, asks: str = "",
        entry: Literal["input", "pre-populated"] = "input",
    ) -> Cell:  # fmt: skip
        """The cell of a value at an address; `kind` as a field or column of the round names it."""
        shown: Kind = _KINDS.get(kind, "text")
        options, labels, ids = self._choices(choices, address)
        if value is None:
            text = _SAID.get(self.states[address], "") if address in self.states else ""
            return Cell(text, text or None, shown, address, entry, labels, ids, required, asks)
        if shown == "choice" and isinstance(value, str):
            value = options.get(value, value)
        held = _held(value)
        kind_shown: Kind = "text" if isinstance(held, str) and shown not in ("choice", "yes-no") else shown
        return Cell(_words(value, shown), held, kind_shown, address, entry, labels, ids, required, asks)

    def choices(self, list_id: str | None, address: str) -> dict[str, str]:
        """The labels of a list's choices by id; a line's source of funding is chosen among the round's sources."""
        return self._choices(list_id, address)[0]

    def _choices(self, list_id: str | None, address: str) -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        """The same, and its labels and ids alone."""
        if list_id is None and not address.endswith("/source"):
            return {}, (), ()
        if list_id not in self._lists:
            asked = self.round.taxonomy(list_id).items if list_id else ()
            options = {i.id: i.label for i in asked} if list_id else {s.id: s.title for s in self.round.streams}
            self._lists[list_id] = options, tuple(options.values()), tuple(options)
        return self._lists[list_id]


_KINDS: dict[str, Kind] = {
    "money": "money", "count": "number", "rate": "number", "percent": "percent", "date": "date", "choice": "choice",
    "yes-no": "yes-no", "period": "period",
}  # fmt: skip


def pen_words(value: Any, kind: str) -> str:
    """A value as a cell of a table of answers keeps it: the words that a form shows for it; `kind` as the round names it."""
    if isinstance(value, State):
        return _SAID.get(value, "")
    return _words(value, _KINDS.get(kind, "text"))


def _words(value: Any, kind: Kind) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return pounds(value) if kind == "money" else f"{plain(value)}%" if kind == "percent" else plain(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, FinancialYear):
        return str(value)
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


def _held(value: Any) -> Decimal | date | str | None:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal | date):
        return value
    return _words(value, "text")
