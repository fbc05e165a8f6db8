"""Time of writing a workbook, beside XlsxWriter writing the same cells in the same run, and how it grows: prints; asserts nothing.

A workbook of 20, 80 and 200 schemes of 2025-26 is written by us and read back cell by cell; XlsxWriter then writes those cells
(values, formulas, their formats) into a workbook of as many sheets. Filling an empty form with the same plan is timed too.
Each figure is processor time (see `tools.computing`), the best of several runs in turn, in one process that has imported
everything.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter

import bettercare as bc
from specimens import any_round
from tools.computing import best

ROUND = "2025-26"
SIZES = (20, 80, 200)
REPEATS = 5
Cells = dict[str, list[tuple[int, int, Any]]]


def cells_of(content: bytes) -> Cells:
    """The filled and formatted cells of a workbook by sheet: row, column, value."""
    book = openpyxl.load_workbook(BytesIO(content))
    return {s.title: [(c.row - 1, c.column - 1, c.value) for row in s.iter_rows() for c in row if c.has_style] for s in book}


def peer(cells: Cells) -> None:
    """Write the same cells, each in one format."""
    book = xlsxwriter.Workbook(BytesIO(), {"strings_to_formulas": False})
    form = book.add_format({"border": 1})
    for name, held in cells.items():
        sheet = book.add_worksheet(name)
        for row, column, value in held:
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row, column, value, form)
            else:
                sheet.write(row, column, value, form)
    book.close()


def main() -> None:
    """Print a line for each size."""
    round = bc.load_round(ROUND)
    blank = bc.write(bc.Plan(round=ROUND), round, ".xlsx").content
    before: tuple[int, float] | None = None
    print(f"Processor time, the best of {REPEATS}; growth is that of `written` beside that of the cells (1: as they grow).")
    print("schemes   cells   XlsxWriter      written    ratio   filled    growth")
    for size in SIZES:
        plan = _with_schemes(any_round.draw(1, ROUND, schemes=min(size, 40)), size)
        cells = cells_of(bc.write(plan, round, ".xlsx").content)
        beside, ours = best([partial(peer, cells), partial(bc.write, plan, round, ".xlsx")], REPEATS)
        filled = f"{best([partial(bc.fill, plan, round, blank)], REPEATS)[0]:7.2f}s" if size <= 60 else "      - "
        count = sum(map(len, cells.values()))
        grown = f"{(ours / before[1]) / (count / before[0]):.2f}" if before else ""
        print(f"{size:7} {count:7} {beside:11.3f}s {ours:11.3f}s {ours / beside:8.1f} {filled}    {grown}", flush=True)
        before = count, ours


def _with_schemes(plan: bc.Plan, count: int) -> bc.Plan:
    """The plan with this many schemes, those that it has again and again under names of their own."""
    held = plan.schemes
    made = (held[n % len(held)] for n in range(count))
    return replace(plan, schemes=tuple(replace(s, id=f"s{n}", number=str(n), name=f"{s.name} {n}") for n, s in enumerate(made, 1)))


if __name__ == "__main__":
    main()
