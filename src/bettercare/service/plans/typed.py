"""What somebody typed into a box, as the value that the plan keeps; what cannot be one comes back with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bettercare.plan import ConditionStatus, Plan, State
from bettercare.plan.edits import Edit, set_value
from bettercare.reading.dates import read_date
from bettercare.reading.values import Value, read_money, read_number
from bettercare.writing.form import Cell


@dataclass(frozen=True, slots=True)
class CannotBe:
    """A text that is no value of the kind asked: where, what was typed, and what is wanted instead."""

    address: str
    typed: str
    why: str


def edits_of(plan: Plan, boxes: Mapping[str, Cell], typed: Mapping[str, str]) -> tuple[list[Edit], list[CannotBe]]:
    """Return the edits that bring boxes of a form (by address) to what was typed, and what cannot be a value.

    `plan` and `boxes` are as they stood when the person saw them: a box left as it was makes no edit.
    """
    edits: list[Edit] = []
    wrong: list[CannotBe] = []
    for address, text in typed.items():
        text = text.replace("\r\n", "\n").strip()
        box = boxes.get(address)
        if box is None or text == shown(box).strip():
            continue
        value = value_of(text, box)
        if isinstance(value, CannotBe):
            wrong.append(value)
            continue
        edits.append(set_value(plan, address, value))
        if address.startswith("conditions/") and address.endswith("/text"):
            status = address.removesuffix("text") + "status"
            edits.append(set_value(plan, status, ConditionStatus.ANSWERED if value else ConditionStatus.UNANSWERED))
    return edits, wrong


def shown(box: Cell) -> str:
    """What stands in a box when its page opens: a choice by its id, all else as people write it."""
    if box.kind == "choice":
        return dict(zip(box.choices, box.choice_ids, strict=True)).get(box.text, box.text)
    return box.text


def value_of(text: str, box: Cell) -> Any:
    """Return the value of a text for a box, None for an empty text, or CannotBe."""
    address = box.address or ""
    if not text:
        return None
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
