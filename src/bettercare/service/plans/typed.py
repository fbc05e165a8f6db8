"""What somebody typed into a box, as the value that the plan keeps; what cannot be one comes back with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bettercare.plan import ConditionStatus, NotAReading, Plan, Reading, State
from bettercare.plan.canonical import from_json_at, is_value_at
from bettercare.plan.edits import Edit, set_value, state_in
from bettercare.reading.dates import read_date
from bettercare.reading.values import Value, read_money, read_number, state_of
from bettercare.rounds.model import Round
from bettercare.service.plans.answer_tables import answered_tables, is_cell
from bettercare.service.plans.asked import made_room
from bettercare.writing.form import Cell
from bettercare.writing.values import pen_words

SAYABLE = {State.TO_BE_CONFIRMED: "TBC", State.NOT_APPLICABLE: "N/A", State.SAID_NOT_SUPPLIED: "not supplied"}
"""What people may say in every box instead of a value."""


@dataclass(frozen=True, slots=True)
class CannotBe:
    """A text that is no value of the kind asked: where, what was typed, and what is wanted instead."""

    address: str
    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into boxes: the edits it makes, what cannot be a value, and of each box that changed the address of its value.

    `values`: by box the value typed, or the state said in its stead. A box of a place that the plan had no part for has another
    address than its value.
    """

    edits: tuple[Edit, ...]
    wrong: tuple[CannotBe, ...]
    homes: Mapping[str, str]
    values: Mapping[str, Any]

    def box_of(self, address: str) -> str:
        """The box whose value an edit at an address sets, or the address itself where none does."""
        followed = address.removesuffix("/status") + "/text" if address.endswith("/status") else address
        return next((box for box, home in self.homes.items() if followed in (home, box)), address)


def edits_of(held: Plan | Reading, round: Round, boxes: Mapping[str, Cell], typed: Mapping[str, str]) -> Typed:
    """Return the edits that bring boxes of a form (by address) to what was typed, and what cannot be a value.

    `held` and `boxes` are as they stood when the person saw them: a box left as it was makes no edit. What the form asks and the
    plan has no part for is made first.
    """
    draft = held if isinstance(held, Reading) else Reading(plan=held)
    values, wrong = _values(boxes, typed)
    draft, edits, homes = made_room(draft, round, values)
    tables = {address: address for address in values if is_cell(round, address)}
    edits += answered_tables(draft, round, values)
    for address, value in values.items():
        home = homes.get(address)
        if home is None:
            continue
        try:
            edits += [set_value(draft, where, value) for where in (home, *boxes[address].also)]
        except NotAReading:
            wrong.append(CannotBe(address, typed[address], _wanted(home)))
        if home.startswith("conditions/") and home.endswith("/text"):
            answered = ConditionStatus.ANSWERED if value and not isinstance(value, State) else ConditionStatus.UNANSWERED
            edits.append(set_value(draft, home.removesuffix("text") + "status", answered))
    return Typed(tuple(e for e in edits if e.old != e.new), tuple(wrong), homes | tables, values)


def _wanted(address: str) -> str:
    if address.endswith("/year"):
        return "Enter a financial year, such as 2026-27."
    if address.endswith(("/likelihood", "/impact", "/score")):
        return "Enter a whole number."
    return "This cannot be kept here. Look at what the heading asks for."


def _values(boxes: Mapping[str, Cell], typed: Mapping[str, str]) -> tuple[dict[str, Any], list[CannotBe]]:
    """What was typed into boxes that people changed, as values."""
    values: dict[str, Any] = {}
    wrong: list[CannotBe] = []
    for address, text in typed.items():
        text = text.replace("\r\n", "\n").strip()
        box = boxes.get(address)
        if box is None or text == shown(box).strip():
            continue
        value = value_of(text, box)
        if isinstance(value, CannotBe):
            wrong.append(value)
        else:
            values[address] = value
    return values, wrong


def shown(box: Cell) -> str:
    """What stands in a box when its page opens: a choice by its id, all else as people write it."""
    if box.kind == "choice":
        return dict(zip(box.choices, box.choice_ids, strict=True)).get(box.text, box.text)
    return box.text


def shown_as(box: Cell, value: Any) -> str:
    """What stands in a box, as it is sent, for a value or for the state that is said in its stead."""
    if value is None or isinstance(value, State):
        return SAYABLE.get(value, "") if value else ""
    return str(value) if box.kind == "choice" and value in box.choice_ids else pen_words(value, box.kind)


def value_in(address: str, data: Any) -> Any:
    """The value, or the state said in its stead, in the JSON of an edit; of a cell of a table of answers its words."""
    return state_in(data) or (from_json_at(address, data) if is_value_at(address) else data)


def value_of(text: str, box: Cell) -> Any:
    """Return the value of a text for a box, the state that it says instead, None for an empty text, or CannotBe."""
    address = box.address or ""
    if not text:
        return None
    if (state := state_of(text)) in SAYABLE:
        return state
    match box.kind:
        case "money":
            return _read(address, text, read_money(text), "Enter an amount in pounds, such as 14,424,000 or £1.5m.")
        case "number" | "percent":
            return _read(address, text, read_number(text.removesuffix("%").strip()), "Enter a number, such as 779.9.")
        case "date":
            return _read(address, text, read_date(text), "Enter a date, such as 14 February 2026.")
        case "choice" if box.choices:
            return text if text in box.choice_ids else CannotBe(address, text, "Choose one of the list.")
        case "yes-no":
            known = {"yes": True, "no": False}
            return known.get(text.lower(), CannotBe(address, text, "Choose yes or no."))
        case _:
            return text


def _read(address: str, text: str, read: Value, wanted: str) -> Any:
    if read.state is State.GIVEN and not read.doubt and not isinstance(read.value, CannotBe) and read.value is not None:
        return read.value
    told = f" {read.doubt[0].upper()}{read.doubt[1:]}." if read.doubt else ""
    return CannotBe(address, text, f"“{text}” could not be read.{told} {wanted}")
