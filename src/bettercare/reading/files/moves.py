"""What a file of scenarios says: for each, what stands at an address of the plan instead. CSV or Excel."""

from __future__ import annotations

from pathlib import Path

from bettercare.plan.payments import Unusable
from bettercare.plan.what_if import Move, Moves
from bettercare.reading.files.headed_rows import Headings, headed_rows, number_in

HEADINGS: Headings = {"scenario": ("scenario",), "address": ("address", "what"), "value": ("value", "to", "instead")}


def read_moves(path: Path) -> Moves:
    """Return the scenarios of a file, row by row; raises CannotRead where it has no such table."""
    good: list[Move] = []
    bad: list[Unusable] = []
    for row in headed_rows(path, HEADINGS, ["scenario", "address", "value"]):
        missing = [name for name in HEADINGS if not row.at(name)]
        if row.wrong or missing:
            bad.append(
                Unusable(row.where, row.wrong or f"it has no {' and no '.join(missing)}", "Give all three, or leave the row out.")
            )
            continue
        number = number_in(row.at("value"))
        good.append(
            Move(row.where, row.at("scenario"), row.at("address").strip("/"), row.at("value") if number is None else f"{number:f}")
        )
    return Moves(tuple(good), tuple(bad))
