"""Fills somebody's own workbook with a plan: cells of its sheets are changed inside the package, and nothing else.

Only what is matched exactly, to one place alone that is open and empty, is written; all else is listed with where and why.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from bettercare.documents.bounded import Making, make_of_files
from bettercare.documents.excel.book import Book
from bettercare.documents.excel.opening import tables_of
from bettercare.documents.limits import LIMITS
from bettercare.documents.marks import SHEET, pointer
from bettercare.documents.model import CannotRead, Document
from bettercare.documents.opening import file_bytes
from bettercare.documents.package import Package
from bettercare.documents.recalculating import results_of
from bettercare.documents.wording import label_key
from bettercare.plan import Plan
from bettercare.plan.reading import State
from bettercare.rounds.model import Round
from bettercare.writing import asked
from bettercare.writing.cell_edits import At, Content, NotSpliced, calculated_on_opening, with_cells
from bettercare.writing.form import Cell
from bettercare.writing.laying_out import lay_out
from bettercare.writing.marking import Marking
from bettercare.writing.matching import Matching, NotFilled
from bettercare.writing.matching_fields import fill_fields
from bettercare.writing.matching_tables import fill_tables
from bettercare.writing.places import Grid
from bettercare.writing.wordings import Wordings

WORKBOOKS = (".xlsx", ".xlsm")
"""What can be filled."""
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = "Open it in Excel or LibreOffice, save it as .xlsx, and fill that copy."
_REST = "rest"
Contents = Mapping[str, Mapping[At, Content]]


@dataclass(frozen=True, slots=True)
class FilledWorkbook:
    """The workbook's bytes, the addresses of values that it now holds, and the values that were not written."""

    content: bytes
    filled: tuple[str, ...]
    not_filled: tuple[NotFilled, ...]


def fill(
    plan: Plan, round: Round, workbook: bytes, name: str = "the workbook", *, states: Mapping[str, State] | None = None
) -> FilledWorkbook:  # fmt: skip
    """Return a workbook with the plan's values in its cells. Raises CannotRead for what is no workbook that can be filled."""
    package = _opened(workbook, name)
    book = Book(package, LIMITS)
    form, homeless = lay_out(plan, round, states or {}, apart=True)
    named_locally = (m.title for m in round.metrics if asked.named_locally(m))
    placeholders = frozenset(label_key(words) for words in (*round.placeholders, *named_locally))
    grids = tuple(Grid.of(book, sheet, placeholders) for sheet in book.sheets if sheet.state == "visible")
    matching = Matching(grids, Wordings(round))
    form = replace(form, pages=tuple(page for page in form.pages if page.part != _REST))
    fill_tables(matching, form.pages)
    fill_fields(matching, form)
    matching.miss((Cell(address, address=address) for address in homeless), "the round's form has no place for it")
    _mark(matching, plan, book)
    try:
        content = _with_contents(package, book, matching.contents)
    except NotSpliced as error:
        raise CannotRead(name, f"a sheet cannot be changed safely: {error}", _SAVE_AS) from error
    return FilledWorkbook(content, tuple(sorted(matching.placed)), tuple(matching.not_filled))


def fill_file(plan: Plan, round: Round, workbook: Path, *, states: Mapping[str, State] | None = None) -> FilledWorkbook:
    """`fill` for a workbook that nobody vouches for: in a worker process with bounded memory and time. Raises CannotRead."""
    _refuse_other_kinds(file_bytes(workbook), workbook.name)
    making = Making("bettercare.writing.filling:_parts_of", (plan, round, str(workbook.absolute()), dict(states or {})))
    content, filled, left = make_of_files([workbook], making, alone=True)
    return FilledWorkbook(content, filled, tuple(NotFilled(*one) for one in left))


def _parts_of(
    documents: Sequence[Document], plan: Plan, round: Round, workbook: str, states: Mapping[str, State]
) -> tuple[bytes, tuple[str, ...], tuple[tuple[str, str, str | None], ...]]:
    """What the worker sends of a filled workbook, in types that it may send."""
    path = Path(workbook)
    made = fill(plan, round, path.read_bytes(), path.name, states=states)
    return made.content, made.filled, tuple((n.address, n.why, n.where) for n in made.not_filled)


def _mark(matching: Matching, plan: Plan, book: Book) -> None:
    """In a form of our own, say in its sheet of marks which part of the plan stands where; other workbooks have none."""
    sheet = next((s for s in book.sheets if s.name == SHEET and s.state != "visible"), None)
    if sheet is None:
        return
    grid = Grid.of(book, sheet, frozenset())
    marked = {held.text for (_, column), held in grid.cells.items() if column == 0}
    marking = Marking(plan)
    for address, place in matching.at.items():
        marking.meet(address, place)
    new = [(part, place) for part, place in marking.found().items() if part not in marked]
    for number, (part, (on, at)) in enumerate(new, start=grid.last + 1):
        cells = matching.contents.setdefault(sheet.part, {})
        cells[number, 0] = Content(part)
        cells[number, 1] = Content(Decimal(at[0]), formula=pointer(on.sheet.name, on.ref(at)))
        if marking.names[part]:
            cells[number, 2] = Content(marking.names[part] or "")


def _refuse_other_kinds(data: bytes, name: str) -> None:
    """Raise CannotRead for what begins as no workbook of today, with what to do."""
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise CannotRead(name, "the file is protected by a password", "Save a copy without a password and fill that.")
        raise CannotRead(name, "this is a workbook of the old kind (.xls), which cannot be filled without loss", _SAVE_AS)
    if not data.startswith(_ZIP):
        raise CannotRead(name, "this is no Excel workbook", _SAVE_AS)


def _opened(data: bytes, name: str) -> Package:
    """The package of a workbook that can be filled."""
    _refuse_other_kinds(data, name)
    package = Package(data, name)
    if not package.main_part().endswith(".xml") or not package.main_part().startswith("xl/"):
        raise CannotRead(name, "this is no workbook of the kind .xlsx or .xlsm", _SAVE_AS)
    if any(part.startswith("_xmlsignatures/") for part in package):
        found = "the file is digitally signed, and a change would break the signature"
        raise CannotRead(name, found, "Save a copy without the signature and fill that.")
    return package


def _with_contents(package: Package, book: Book, contents: Contents) -> bytes:
    """The package with new contents; results of formulas that follow from them are brought up to date."""
    if not contents:
        return package.data
    parts = {part: with_cells(package.read(part), cells) for part, cells in contents.items()}
    tables = tables_of(book)
    if not any(cell.formula for table in tables for row in table.rows for cell in row.cells):
        return _repacked(package, parts)
    parts[book.main] = calculated_on_opening(package.read(book.main))
    changed = Package(_repacked(package, parts), package.name)
    book_after = Book(changed, LIMITS)
    before, after = results_of(tables, book), results_of(tables_of(book_after), book_after)
    by_name = {sheet.name: sheet.part for sheet in book.sheets}
    stale: dict[str, dict[At, Content]] = {}
    for (sheet, row, column), result in after.items():
        if result != before.get((sheet, row, column)) and isinstance(result, bool | int | float | str):
            value = Decimal(repr(result)) if isinstance(result, int | float) and not isinstance(result, bool) else result
            stale.setdefault(by_name[sheet], {})[row, column] = Content(value, result=True)
    for part, results in stale.items():
        parts[part] = with_cells(parts.get(part) or package.read(part), results)
    return _repacked(package, parts)


def _repacked(package: Package, parts: Mapping[str, bytes]) -> bytes:
    """The package's bytes with some parts changed, all in the order and with the compression they had."""
    wanted = {part.lower(): data for part, data in parts.items()}
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(package.data)) as old, zipfile.ZipFile(stream, "w") as new:
        new.comment = old.comment
        for entry in old.infolist():
            data = wanted.get(entry.filename.replace("\\", "/").lstrip("/").lower())
            new.writestr(entry, old.read(entry) if data is None else data, compress_type=entry.compress_type)
    return stream.getvalue()
