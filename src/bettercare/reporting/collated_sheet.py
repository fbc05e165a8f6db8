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
