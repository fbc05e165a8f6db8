"""The scheme table of 2014-15 in the shapes that areas gave it: one heading row or two, thousands, groups, other columns."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal

from bettercare.plan import FinancialYear, Plan, Recurrence, Scheme
from specimens.blocks import Block, Break, Cell, Grid, Heading, Text, row
from specimens.truth_2014 import Y14, Y15
from specimens.writing_values import Pen

_COLUMNS = tuple((y, f, r) for y in (Y14, Y15) for f in ("amount", "benefit") for r in Recurrence)
_GROUPS = ("Existing section 256 schemes", "New investment", "Schemes carried forward")
_REMARKS = ("", "", "as in the strategy", "subject to business case", "see part 1")


@dataclass(frozen=True)
class _Shape:
    """What the area made of the form."""

    numbered: bool
    """Numbers in a column of their own."""
    thousands: bool
    flat: bool
    """One heading row: `2014/15 spend - recurrent`."""
    remarks: bool
    group_at: int | None
    """A line of words before this scheme."""
    group: str
    total: str


def blocks(pen: Pen, rng: random.Random, plain: bool) -> list[Block]:
    """The sheet; `plain` keeps to the form's own shape."""
    shape = _shape(pen.plan, rng, plain)
    rows = _heading(shape)
    for i, scheme in enumerate(pen.plan.schemes):
        if i == shape.group_at:
            rows.append(_widened([Cell(shape.group, bold=True)], shape))
        rows.append(_scheme(pen, scheme, shape))
    rows.append(_total(pen, shape))
    sheet: list[Block] = [
        Break("Finance - Schemes"),
        Heading("Finance - Schemes", 1),
        Text("Each scheme with its investment and benefits."),
    ]
    return [*sheet, Grid(tuple(rows), 1 if shape.flat else 2)]


def _shape(plan: Plan, rng: random.Random, plain: bool) -> _Shape:
    numbers = all(s.number for s in plan.schemes)
    money = [v for s in plan.schemes for ln in s.lines for v in (ln.amount, ln.benefit) if v]
    return _Shape(
        numbered=numbers and rng.random() < 0.25,
        thousands=not plain and all(v % 1000 == 0 for v in money) and rng.random() < 0.25,
        flat=not plain and rng.random() < 0.2,
        remarks=not plain and rng.random() < 0.2,
        group_at=rng.randrange(len(plan.schemes)) if not plain and rng.random() < 0.2 else None,
        group=rng.choice(_GROUPS),
        total="Total" if plain else rng.choice(("Total", "Total", "TOTAL", "Totals", "Grand total")),
    )


def _heading(shape: _Shape) -> list[tuple[Cell, ...]]:
    unit = " (£000)" if shape.thousands else ""
    deep = 1 if shape.flat else 2
    first = [Cell("No", rows=deep, bold=True)] if shape.numbered else []
    first += [Cell("BCF Investment", rows=deep, bold=True), Cell("Lead provider", rows=deep, bold=True)]
    last = [Cell("Comments", rows=deep, bold=True)] if shape.remarks else []
    if shape.flat:
        return [(*first, *(Cell(f"{_name(y, f)} - {r}{unit}", bold=True) for y, f, r in _COLUMNS), *last)]
    groups = dict.fromkeys((y, f) for y, f, _ in _COLUMNS)
    top = (*first, *(Cell(f"{_name(y, f)}{unit}", columns=2, bold=True) for y, f in groups), *last)
    return [top, row(*("Recurrent", "Non-recurrent") * len(groups), bold=True)]


def _name(year: FinancialYear, field: str) -> str:
    return f"{year.start}/{(year.start + 1) % 100:02d} {'spend' if field == 'amount' else 'benefits'}"


def _scheme(pen: Pen, scheme: Scheme, shape: _Shape) -> tuple[Cell, ...]:
    name = scheme.name or ""
    if scheme.number and not shape.numbered:
        name = f"Scheme {scheme.number} - {name}" if pen.hand.rng.random() < 0.9 else f"{scheme.number}. {name}"
    cells = [Cell(scheme.number or "")] if shape.numbered else []
    cells += [Cell(name), pen.text(scheme.provider, f"schemes/{scheme.id}/provider")]
    money = {(ln.year, f, ln.recurrence): getattr(ln, f) for ln in scheme.lines for f in ("amount", "benefit")}
    cells += [_money(pen, money.get(column), shape) for column in _COLUMNS]
    return _widened([*cells, *([Cell(pen.hand.rng.choice(_REMARKS))] if shape.remarks else [])], shape)


def _total(pen: Pen, shape: _Shape) -> tuple[Cell, ...]:
    stated = {(t.year, t.of.split(".")[1], t.recurrence): t.amount for t in pen.plan.stated_totals if t.of.startswith("schemes")}
    rows = len(pen.plan.schemes) + (shape.group_at is not None)
    cells = [Cell("")] if shape.numbered else []
    cells += [Cell(shape.total, bold=True), Cell("")]
    cells += [replace(_money(pen, stated[column], shape), bold=True, sums=rows) for column in _COLUMNS]
    return _widened(cells, shape)


def _money(pen: Pen, amount: Decimal | None, shape: _Shape) -> Cell:
    """Blank where there is none; in thousands the bare number, as the heading gives the unit."""
    if amount is None:
        return Cell("")
    if not shape.thousands:
        return pen.money(amount)
    return Cell(f"{amount / 1000:,.0f}", amount / 1000)


def _widened(cells: list[Cell], shape: _Shape) -> tuple[Cell, ...]:
    width = 2 + len(_COLUMNS) + shape.numbered + shape.remarks
    return (*cells, *(Cell("") for _ in range(width - len(cells))))
