"""Compare the results that a workbook stores with what its formulas give, by the formualizer engine.

A workbook that Excel itself saved, calculating as it went, is trusted; any other (a manual one, one asking to be calculated
on opening, one with results missing, one saved by another program) is calculated afresh. Formulas that depend on other
workbooks or on the day are left as stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bettercare.documents.excel.book import Book, S, as_number
from bettercare.documents.excel.formats import as_date, is_date, plain, show_date, shower
from bettercare.documents.model import Cell, CellValue, Table

MOST_FORMULAS = 20_000
_LEFT = re.compile(r"\[|\b(?:TODAY|NOW|RAND|RANDBETWEEN|RANDARRAY|CELL|INFO|OFFSET|INDIRECT|WEBSERVICE|RTD)\s*\(", re.I)
_QUOTED = re.compile(r'"[^"]*"')
_ERRORS = {"Div": "#DIV/0!", "Ref": "#REF!"}
"""Errors that the engine is believed in; others may be its own."""
_CLOSE = Decimal("1e-7")


def recalculated(tables: tuple[Table, ...], book: Book) -> tuple[Table, ...]:
    """Return the tables with `stale` and `not calculated` cells marked with what their formulas give, where that is known."""
    formulas = _formulas(tables)
    if not formulas or len(formulas) > MOST_FORMULAS or _is_trusted(book, formulas):
        return tables
    results = _results(book, formulas)
    changed: dict[tuple[str, int, int], Cell] = {}
    for sheet, row, cell in formulas:
        result = results.get((sheet, row, cell.column))
        if result is not None and (marked := _marked(cell, result, book.from_1904)) is not cell:
            changed[sheet, row, cell.column] = marked
    return tuple(_with(table, changed) for table in tables) if changed else tables


def results_of(tables: tuple[Table, ...], book: Book) -> dict[tuple[str, int, int], Any]:
    """What each formula of a workbook gives, by sheet, row (from 1) and column (from 0), where that is known."""
    formulas = _formulas(tables)
    return _results(book, formulas) if formulas and len(formulas) <= MOST_FORMULAS else {}


def _formulas(tables: tuple[Table, ...]) -> list[tuple[str, int, Cell]]:
    return [(table.sheet or "", row.number, cell) for table in tables for row in table.rows for cell in row.cells if cell.formula]


def _is_trusted(book: Book, formulas: list[tuple[str, int, Cell]]) -> bool:
    if any(cell.problem == "not calculated" for _, _, cell in formulas):
        return False
    settings = book.root.find(f"{S}calcPr")
    if settings is not None and (settings.get("fullCalcOnLoad") in ("1", "true") or settings.get("calcMode") == "manual"):
        return False
    return "docProps/app.xml" in book.package and b"<Application>Microsoft Excel" in book.package.read("docProps/app.xml")


def _results(book: Book, formulas: list[tuple[str, int, Cell]]) -> dict[tuple[str, int, int], Any]:
    """What the engine makes of each formula; nothing for those it cannot do, and nothing at all where it gives up."""
    import formualizer

    try:
        engine = formualizer.load_workbook_bytes(book.package.data)
        left: list[tuple[str, int, Cell]] = []
        asked: list[tuple[str, int, Cell]] = []
        for sheet, row, cell in formulas:
            bare = _QUOTED.sub("", cell.formula or "")
            (left if _LEFT.search(bare) else asked).append((sheet, row, cell))
        for sheet, row, cell in left:
            engine.set_value(sheet, row, cell.column + 1, _plainly(cell.value))
        return dict(_evaluated(engine, [(sheet, row, cell.column) for sheet, row, cell in asked]))
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a second opinion that fails is no opinion; a panic in the library is no Exception
        return {}


def _evaluated(engine: Any, cells: list[tuple[str, int, int]]) -> Iterator[tuple[tuple[str, int, int], Any]]:
    targets = [(sheet, row, column + 1) for sheet, row, column in cells]
    try:
        yield from zip(cells, engine.evaluate_cells(targets), strict=True)
        return
    except Exception:  # one formula that the engine does not know spoils the whole; then each by itself
        pass
    for key, target in zip(cells, targets, strict=True):
        try:
            yield key, engine.evaluate_cell(*target)
        except Exception:
            continue


def _plainly(value: CellValue) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def _marked(cell: Cell, result: Any, from_1904: bool) -> Cell:
    """The cell, marked where its stored result is missing or differs from the formula's."""
    value, text = _shown(result, cell.number_format or "General", from_1904)
    if value is None:
        return cell
    if cell.problem == "not calculated":
        return cell._replace(value=value, text=text, problem=f"not calculated: the formula gives {text}" if text else cell.problem)
    if cell.problem is not None or _same(cell.value, value):
        return cell
    return cell._replace(problem=f"stale: the formula gives {text or 'nothing'}")


def _shown(result: Any, code: str, from_1904: bool) -> tuple[CellValue, str]:
    if isinstance(result, bool):
        return result, "TRUE" if result else "FALSE"
    if isinstance(result, int | float):
        number = as_number(repr(result))
        if number is None:
            return None, ""
        if is_date(code):
            return as_date(number, from_1904) or number, show_date(code, number, from_1904)
        return number, shower(code)(number)
    if isinstance(result, date):
        return result, f"{result:%d/%m/%Y}"
    if isinstance(result, dict) and result.get("kind") in _ERRORS:
        return _ERRORS[result["kind"]], _ERRORS[result["kind"]]
    return (result, result) if isinstance(result, str) else (None, "")


def _same(stored: CellValue, given: CellValue) -> bool:
    """Whether two results are the same value; kinds that cannot be compared count as the same, not as a fault."""
    if isinstance(stored, bool) or isinstance(given, bool):
        return not (isinstance(stored, bool) and isinstance(given, bool)) or stored == given
    if isinstance(stored, Decimal) and isinstance(given, Decimal):
        return abs(stored - given) <= _CLOSE * max(abs(stored), abs(given), Decimal(1))
    if isinstance(stored, date) and isinstance(given, date):
        return str(stored)[:10] == str(given)[:10]
    if isinstance(stored, str) and isinstance(given, str):
        return stored.strip() == given.strip()
    return not (isinstance(stored, Decimal) and isinstance(given, str) and given.strip() and plain(stored) != given.strip())


def _with(table: Table, changed: dict[tuple[str, int, int], Cell]) -> Table:
    rows = tuple(
        replace(row, cells=tuple(changed.get((table.sheet or "", row.number, cell.column), cell) for cell in row.cells))
        if any((table.sheet or "", row.number, cell.column) in changed for cell in row.cells)
        else row
        for row in table.rows
    )
    return replace(table, rows=rows)
