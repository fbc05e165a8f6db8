"""What a table of a collation is: its columns, each explained, and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Value = str | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of open data: its key, its heading, and what it holds."""

    id: str
    title: str
    holds: str
    kind: str = "text"
    """text, pounds, number, rate or count."""
    may_lack: bool = False
    """Whether a row without a figure has none to give, rather than one that is not known."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a file name, a title, what it tells, columns and rows."""

    id: str
    title: str
    tells: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    by: str | None = None
    """The column whose values each have a table of their own on the page."""


PLAN = Column("plan", "Plan", "the folder or file that the plan was given as")
YEAR = Column("year", "Year", "financial year, as 2025-26")
AMOUNT = Column("amount", "Amount", "pounds, of the plans that are added and whose figure is known", "pounds")
COUNTED = Column("plans", "Plans counted", "how many plans are in the amount", "count")
MISSING = Column("missing", "Not known of", "plans that are added and whose figure is not known; they are not in the amount")
IN_DOUBT = Column("in_doubt", "In doubt", "plans in the amount whose figure rests on a value that the reading doubts")
