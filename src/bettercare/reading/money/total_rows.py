"""Rows of totals in tables of money: totals that the plan states, and budgets that a row of totals names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bettercare.plan import BudgetKind, FinancialYear
from bettercare.reading.money.rows import LogicalRow, field_of
from bettercare.reading.parts import Part, Read
from bettercare.reading.tables.label_likeness import alike, plain_label
from bettercare.rounds.model import Column, Round


def stated_totals(of: str, money: Iterable[tuple[Column, Read]], source: str | None = None) -> list[Part]:
    """The totals of contributions or schemes that a row states, one for each year and kind of amount."""
    parts = []
    for column, read in money:
        if read.value is None or field_of(column) == "not-kept":
            continue
        fields = {"of": Read(f"{of}.{field_of(column)}"), "year": Read(column.year), "amount": read}
        if column.recurrence:
            fields["recurrence"] = Read(column.recurrence)
        if source:
            fields["source"] = Read(source)
        parts.append(Part("stated_totals", fields))
    return parts


def without_blank_zeros(money: Iterable[tuple[Column, Read]], parts: Sequence[Part]) -> list[tuple[Column, Read]]:
    """The figures of a row of totals, without the zeros that a blank form works out for itself."""
    filled = any(p.kind in ("contributions", "schemes") for p in parts)
    return [(column, read) for column, read in money if filled or read.value != 0]


def named_budgets(row: LogicalRow, money: Iterable[tuple[Column, Read]], round: Round) -> list[Part]:
    """The pooled budget by year, where a row of totals bears its name."""
    plain, parts = plain_label(row.label), []
    for field in round.fields:
        where = (field.spine or "").split("/")
        if where[0] == "budgets" and any(alike(plain, plain_label(label)) >= 0.95 for label in field.locator.labels):
            amounts = [r for c, r in money if field_of(c) == "actual" and str(c.year) == where[2] and r.value is not None]
            year = FinancialYear.parse(where[2])
            parts += [
                Part("budgets", {"kind": Read(BudgetKind(where[1])), "year": Read(year), "amount": amount})
                for amount in amounts[:1]
            ]
    return parts
