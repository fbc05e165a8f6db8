"""Tables as open data: CSV that no spreadsheet takes for formulas, Parquet, and a dictionary of every column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal

from bettercare.reporting.collated_sheet import Column, Sheet, Value

_OPENERS = ("=", "+", "-", "@", "\t", "\r")
_DIGITS = 38
"""The most digits that a decimal of Parquet holds."""


def open_data(made: Sequence[Sheet]) -> dict[str, str | bytes]:
    """Return every file by name: each table as CSV and as Parquet, and `dictionary.csv`."""
    files: dict[str, str | bytes] = {f"{sheet.id}.csv": as_csv(sheet) for sheet in made}
    files |= {f"{sheet.id}.parquet": as_parquet(sheet) for sheet in made}
    return files | {"dictionary.csv": _dictionary(made)}


def as_csv(sheet: Sheet) -> str:
    """A table as CSV: a text that a spreadsheet would take for a formula gets an apostrophe before it (see `from_csv`)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([c.id for c in sheet.columns])
    writer.writerows([_raw(v) for v in row] for row in sheet.rows)
    return "\ufeff" + out.getvalue()


def from_csv(text: str) -> list[dict[str, str]]:
    """The rows of a CSV that `as_csv` wrote, every text as it was; figures stay as written, what was not given is empty."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return [{key: value[1:] if value[:1] == "'" and _opens(value) else value for key, value in row.items()} for row in rows]


def as_parquet(sheet: Sheet) -> bytes:
    """A table as Parquet: pounds as decimals, counts as whole numbers, other figures as floating point, text as it is."""
    import polars

    series = []
    for at, column in enumerate(sheet.columns):
        values = [row[at] for row in sheet.rows]
        if column.kind == "pounds":
            series.append(polars.Series(column.id, values, dtype=polars.Decimal(_DIGITS, _places(values))))
        elif column.kind == "count":
            series.append(polars.Series(column.id, values, dtype=polars.Int64))
        elif column.kind == "text":
            series.append(polars.Series(column.id, values, dtype=polars.String))
        else:
            series.append(polars.Series(column.id, [None if v is None else float(v) for v in values], dtype=polars.Float64))
    buffer = io.BytesIO()
    polars.DataFrame(series).write_parquet(buffer)
    return buffer.getvalue()


def _raw(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if _opens(value) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _opens(text: str) -> bool:
    """Whether a spreadsheet would take it for a formula, apostrophes aside: those that a text had must come back too."""
    return text.lstrip("'").startswith(_OPENERS)


def _places(values: Sequence[Value]) -> int:
    """The decimal places that hold every amount: pence at least."""
    return max([2, *(-int(v.as_tuple().exponent) for v in values if isinstance(v, Decimal))])


def _dictionary(made: Sequence[Sheet]) -> str:
    columns = tuple(Column(n, n.capitalize(), "") for n in ("file", "column", "kind", "holds"))
    rows = tuple((f"{s.id}.{ending}", c.id, c.kind, c.holds) for s in made for ending in ("csv", "parquet") for c in s.columns)
    return as_csv(Sheet("dictionary", "Dictionary", "", columns, rows))
