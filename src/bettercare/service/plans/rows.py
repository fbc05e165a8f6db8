"""Rows of the form's tables as people add and remove them: which parts of the plan a row stands for."""

from __future__ import annotations

import re
from collections.abc import Callable

from bettercare.plan import Benefit, Contribution, Line, Milestone, Plan, RelatedDocument, Risk, Scheme
from bettercare.plan.edits import CannotEdit, Edit, add_part, remove_part
from bettercare.rounds.model import Round
from bettercare.writing.form import Cell, Table

NewId = Callable[[], str]
_ONE_PART = {"risks": Risk, "milestones": Milestone, "benefits": Benefit, "related": RelatedDocument}
_ROW = re.compile(r"(schemes/[^/]+|contributions/[^/]+|risks/[^/]+|milestones/[^/]+|benefits/[^/]+|related/[^/]+)/")


def can_grow(table: Table, round: Round) -> bool:
    """Whether people may add rows to a table and remove them."""
    shape = next((t for t in round.tables if t.id == table.shape), None)
    return shape is not None and shape.rows in ("schemes", "lines", "contributions", *_ONE_PART)


def added(plan: Plan, round: Round, shape_id: str, new_id: NewId) -> list[Edit]:
    """The edits that add an empty row to a table of the round. Raises CannotEdit where rows cannot be added."""
    shape = round.table(shape_id)
    id = new_id()
    if shape.rows in _ONE_PART:
        return [add_part(plan, f"{shape.rows}/{id}", _ONE_PART[shape.rows](id))]
    if shape.rows == "contributions":
        years = list(dict.fromkeys(c.year for c in shape.columns if c.year)) or list(round.years)
        source = next((c.source_of_funding for c in shape.columns if c.source_of_funding), None)
        made = [Contribution(id if n == 0 else new_id(), source=source, year=year) for n, year in enumerate(years)]
        return [add_part(plan, f"contributions/{c.id}", c) for c in made]
    if shape.rows in ("schemes", "lines"):
        under = dict.fromkeys((c.year, c.recurrence) for c in shape.columns if c.year or c.recurrence)
        asked = list(under) or [(year, None) for year in round.years]
        lines = tuple(Line(new_id(), year, recurrence=recurrence) for year, recurrence in asked)  # type: ignore[arg-type]
        return [add_part(plan, f"schemes/{id}", Scheme(id, lines=lines))]
    raise CannotEdit(f"{shape_id}: rows cannot be added to this table")


def part_of(row: tuple[Cell, ...]) -> str | None:
    """The address of the part that a row stands for, such as `schemes/{id}`."""
    found = next((m for c in row if c.address and (m := _ROW.match(c.address))), None)
    return found.group(1) if found else None


def removed(plan: Plan, address: str) -> Edit:
    """The edit that removes the part that a row stands for. Raises CannotEdit where it is none that can be removed."""
    if not _ROW.fullmatch(f"{address}/"):
        raise CannotEdit(f"{address}: this row cannot be removed")
    return remove_part(plan, address)
