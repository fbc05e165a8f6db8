"""How much a file may hold before it is refused; generous beside any real plan, small beside a machine."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file; `seconds` and `memory` hold for a worker process, the rest everywhere."""

    file_bytes: int = 100 * MEGABYTE
    inflated_bytes: int = 400 * MEGABYTE
    """Of all parts of a package (Word, Excel) together."""
    part_ratio: int = 300
    """Inflated to packed size, for parts of more than 10 megabytes."""
    parts: int = 20_000
    cells: int = 500_000
    """Cells with content in all sheets of a workbook together."""
    blocks: int = 400_000
    pages: int = 400
    objects: int = 60_000
    """Letters, lines and boxes on one page of a PDF."""
    seconds: float = 120.0
    memory: int = 3072 * MEGABYTE
    """Address space of the worker, of which libraries take some 500 megabytes before a file is opened."""


LIMITS = Limits()
