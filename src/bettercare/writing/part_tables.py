"""Tables of a form whose rows are parts that stand by themselves: contingency, conditions, signatures, risks and other lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bettercare.plan import Plan
from bettercare.rounds.model import Column, Round, TableShape
from bettercare.writing.asked import signatures_asked
from bettercare.writing.column_cells import column_cell, empty_row, held_by, spare, titles
from bettercare.writing.form import Block, Cell, Fields, Table
from bettercare.writing.values import Pen

_MET = re.compile(r"(?P<met>Yes|No)\b[.:,;]?\s*(?P<why>.*)", re.S)
"""An answer to a statement: yes or no, and what is said besides."""
_OUTCOMES = 5
"""Places for outcomes of a contingency plan that names none."""


class PartTables:
    """Fills such tables of one plan; `told` collects addresses that a table tells without a cell of their own."""

    def __init__(self, plan: Plan, round: Round, pen: Pen, told: set[str]) -> None:
        self.plan, self.round, self.pen, self.told = plan, round, pen, told

    def of(self, shape: TableShape) -> Iterator[Block]:
        """The blocks of a table."""
        match shape.rows:
            case "contingency":
                yield self._contingency(shape)
            case "conditions":
                yield self._conditions(shape)
            case "signatures":
                yield from self._signatures(shape)
            case "answers":
                yield self._answer_rows(shape)
            case _:
                yield self._list(shape)

    def _contingency(self, shape: TableShape) -> Table:
        """For each outcome a row of each figure, under the years."""
        rows: list[tuple[Cell, ...]] = []
        columns = [c for c in shape.columns if c.field == "by-row"]
        outcomes: dict[str | None, str | None] = {k.outcome: k.outcome for k in self.plan.contingency}
        listed = (outcomes or {f"asked-{n}": None for n in range(1, _OUTCOMES + 1)}).items()
        for number_of, (key, outcome) in enumerate(listed, 1):
            mine = {k.year: k for k in self.plan.contingency if k.outcome == key}
            self.told |= {f"contingency/{k.id}/outcome" for k in mine.values()}
            first = f"asked-{number_of}-{columns[0].year or columns[0].id}" if columns else key
            named = f"contingency/{next((k.id for k in mine.values()), first)}/outcome"
            for number, row in enumerate(shape.row_fields):
                lead: tuple[Cell, ...] = ()
                if number == 0:
                    others = tuple(f"contingency/{k.id}/outcome" for k in list(mine.values())[1:])
                    lead = (replace(self.pen.cell(outcome, "text", named), rows=len(shape.row_fields), also=others),)
                cells = []
                for column in columns:
                    held = mine.get(str(column.year) if column.year else column.id)
                    value = getattr(held, row.field) if held else None
                    place = held.id if held else f"asked-{number_of}-{column.year or column.id}"
                    cells.append(self.pen.cell(value, row.kind, f"contingency/{place}/{row.field}"))
                rows.append((*lead, Cell(row.title), *cells))
        return Table(shape.title, (shape.title, "", *(c.title for c in columns)), tuple(rows))

    def _conditions(self, shape: TableShape) -> Table:
        """A row for each statement where the table names them, else one for each condition with a column for each year."""
        named = any(c.field == "question" for c in shape.columns)
        rows: list[tuple[Cell, ...]] = []
        for condition in self.round.conditions:
            asked = [q for q in condition.questions if q.section == shape.section]
            for questions in [[q] for q in asked] if named else [asked] if asked else []:
                lead = {"condition": f"{condition.number}. {condition.title}", "question": questions[0].asks}
                rows.append(tuple(self._of_condition(c, condition.id, [q.id for q in questions], lead) for c in shape.columns))
        return Table(shape.title, titles(shape), tuple(rows))

    def _of_condition(self, column: Column, condition: str, questions: Sequence[str], lead: dict[str, str]) -> Cell:
        if column.field in lead:
            return Cell(lead[column.field])
        if column.field == "not-kept":
            return column_cell(self.pen, None, column, "")
        wanted = [column.id] if column.id in questions else questions
        answers = [a for a in self.plan.conditions if a.condition == condition and a.question in wanted]
        met = [_MET.fullmatch(a.text or "") for a in answers]
        self.told |= {f"conditions/{a.id}/text" for a in answers}
        address = f"conditions/{answers[0].id if answers else f'{condition}/{wanted[0]}'}/{column.field}"
        if column.field == "status":
            return self.pen.cell(
                (met[0]["met"] if met[0] else answers[0].text) if answers else None,
                "yes-no",
                address,
                required=True,
                asks=lead["question"],
            )
        reasons = dict.fromkeys(m["why"] for m in met if m and m["why"])
        return self.pen.cell("\n".join(reasons) or None, column.kind, address)

    def _signatures(self, shape: TableShape) -> Iterator[Block]:
        """A block of label and value for each signature, or a row of the sign-off table."""
        roles = {r.id: r for r in self.round.signoff}
        signed = list(signatures_asked(self.plan, self.round))
        if shape.columns:
            rows = []
            for s, _ in signed:
                label = roles[s.role].title if s.role in roles else s.role
                at = f"signatures/{s.id}"
                rows.append(
                    tuple(
                        Cell(label) if c.field == "role" else column_cell(self.pen, getattr(s, c.field), c, f"{at}/{c.field}")
                        for c in shape.columns
                    )
                )
            yield Table(shape.title, titles(shape), tuple(rows))
            return
        for s, required in signed:
            role = roles.get(s.role)
            fields = [
                (
                    (role.title if role else s.role) if r.field == "organisation" else r.title,
                    self.pen.cell(getattr(s, r.field), r.kind, f"signatures/{s.id}/{r.field}", required=required, asks=r.title),
                )
                for r in shape.row_fields
                if r.field in (role.fields if role else ()) or getattr(s, r.field) is not None
            ]
            yield Fields(tuple(fields))

    def _answer_rows(self, shape: TableShape) -> Table:
        held = next((a.value for a in self.plan.answers if a.field == shape.id), None)
        filled = held if isinstance(held, tuple) else ()
        self.told |= {f"answers/{shape.id}"}
        rows = tuple(
            tuple(
                self.pen.cell(text, "text", f"answers/{shape.id}/{r}/{c.id}") for text, c in zip(row, shape.columns, strict=False)
            )
            for r, row in enumerate(filled)
        )
        return Table(shape.title, titles(shape), rows, None, spare(len(rows)), empty_row(self.pen, shape))

    def _list(self, shape: TableShape) -> Table:
        """Risks, milestones, benefits, related documents: a row for each part."""
        parts: Sequence[Any] = getattr(self.plan, shape.rows)
        at = shape.rows
        rows = [
            tuple(column_cell(self.pen, held_by(p, c.field), c, f"{at}/{p.id}/{c.field}") for c in shape.columns) for p in parts
        ]
        return Table(shape.title, titles(shape), tuple(rows), None, spare(len(rows)), empty_row(self.pen, shape))
