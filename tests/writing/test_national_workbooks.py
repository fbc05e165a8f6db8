"""Protected workbooks in the manner of national templates, from several producers: what is placed is right, the rest is listed."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.styles import PatternFill, Protection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import FilledWorkbook, fill
from specimens import any_round, convert
from specimens.comparing import compare
from tests.writing.blanks import as_macro_workbook, changed_cells, changed_parts, parts

ROUND = load("2025-26")
PLAN = any_round.draw(5, "2025-26", schemes=6)
ROWS = 55
HEADS = [
    "Scheme ID", "Activity", "Description of scheme", "Scheme name", "Primary objective", "Area of spend", "Provider",
    "Source of funding", "Expenditure 2025-26", "Comments",
]  # fmt: skip
MONTHS = ["Apr 2025", "May 2025", "Jun 2025", "Jul 2025", "Aug 2025", "Sep 2025", "Oct 2025", "Nov 2025", "Dec 2025", "Jan 2026",
          "Feb 2026", "Mar 2026"]  # fmt: skip
LISTED = {
    "Activity": "activity",
    "Primary objective": "primary-objective",
    "Area of spend": "area-of-spend",
    "Provider": "provider",
}


@dataclass(frozen=True)
class Place:
    """A cell of a template: what stands there, whether people fill it, and which list it offers."""

    row: int
    column: int
    value: object = None
    open: bool = False
    offers: str | None = None
    number: str | None = None


def lists() -> dict[str, list[str]]:
    found = {name: [i.label for i in ROUND.taxonomy(id).items] for name, id in LISTED.items()}
    return {**found, "Source of funding": [s.title for s in ROUND.streams], "Yes or no": ["Yes", "No"]}


def cover() -> list[Place]:
    asked = ["Health and Wellbeing Board", "Completed by", "Telephone of who completed it", "Has the board signed the plan off?",
             "Date submitted"]  # fmt: skip
    found = [Place(1, 1, "Better Care Fund 2025-26: planning template"), Place(3, 6, "Checklist: complete?")]
    for row, label in enumerate(asked, start=4):
        found += [Place(row, 1, label), Place(row, 6, f'=IF(ISBLANK(C{row + 1}),"No","Yes")')]
        kind = {"Date submitted": "dd/mm/yyyy"}.get(label)
        found.append(Place(row, 2, None, True, "Yes or no" if label.startswith("Has") else None, kind))
    heads = ["Role", "Name", "Position", "Organisation", "Date"]
    found += [Place(11, c, head) for c, head in enumerate(heads, start=1)]
    for row, role in enumerate(ROUND.signoff, start=12):
        found += [Place(row, 1, role.title), *(Place(row, c, None, True) for c in range(2, 6))]
    return found


def income() -> list[Place]:
    """Prefilled minimum amounts are locked; additional contributions have free rows."""
    found = [Place(0, 1, "Income")]
    paid = {c.source: c for c in PLAN.contributions}
    row = 2
    for table in (t for t in ROUND.tables if t.rows == "contributions"):
        source = next(c.source_of_funding for c in table.columns if c.source_of_funding)
        found += [Place(row, 1, ROUND.stream(source).title), Place(row, 2, table.columns[1].title)]
        if "additional" in source:
            found += [Place(row + n, c, None, True, None, "#,##0" if c == 2 else None) for n in range(1, 5) for c in (1, 2)]
        elif source in paid:
            found += [Place(row + 1, 1, paid[source].organisation), Place(row + 1, 2, float(paid[source].actual or 0))]
        found += [Place(row + 5, 1, "Total"), Place(row + 5, 2, f"=SUM(C{row + 2}:C{row + 5})")]
        row += 8
    return found


def expenditure(rows: int = ROWS) -> list[Place]:
    found = [Place(0, 0, "Expenditure"), Place(2, 7, "Running total"), Place(2, 8, f"=SUM(I7:I{6 + rows})")]
    found += [Place(5, c, head) for c, head in enumerate(HEADS)]
    for row in range(6, 6 + rows):
        for column, head in enumerate(HEADS):
            offers = head if head in lists() else None
            found.append(Place(row, column, None, True, offers, "#,##0" if head.startswith("Exp") else None))
        found.append(Place(row, 11, f'=IF(AND(C{row + 1}<>"",I{row + 1}=""),"No","Yes")'))
    return found


def metrics() -> list[Place]:
    found = [Place(0, 0, "Metrics")]
    row = 2
    for metric in PLAN.metrics[:4]:
        found += [Place(row, 0, "Metric"), *(Place(row, 2 + c, f"Plan {month}") for c, month in enumerate(MONTHS))]
        for n, label in enumerate(("Value", "Numerator", "Denominator"), start=1):
            found += [Place(row + n, 0, metric.title), Place(row + n, 1, label)]
            found += [Place(row + n, 2 + c, None, True, None, "0.0") for c in range(12)]
        row += 6
    return found


def conditions() -> list[Place]:
    found = [Place(2, c, head) for c, head in enumerate(("Condition", "Statement", "Met", "If not, actions and date"))]
    asked = [(c, q) for c in ROUND.conditions for q in c.questions if q.section == "conditions"]
    for row, (condition, question) in enumerate(asked, start=3):
        found += [Place(row, 0, f"{condition.number}. {condition.title}"), Place(row, 1, question.asks)]
        found += [
            Place(row, 2, None, True, "Yes or no"),
            Place(row, 3, None, True),
            Place(row, 5, f'=IF(C{row + 1}="","No","Yes")'),
        ]
    return found


Sheets = dict[str, list[Place]]


def template(rows: int = ROWS) -> Sheets:
    return {
        "Cover": cover(),
        "Income": income(),
        "Expenditure": expenditure(rows),
        "Metrics": metrics(),
        "National conditions": conditions(),
    }


def by_openpyxl(sheets: Sheets, folder: Path) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    held = book.create_sheet("Lists")
    held.sheet_state = "veryHidden"
    columns = list(lists().items())
    for c, (_, items) in enumerate(columns, start=1):
        for r, item in enumerate(items, start=1):
            held.cell(r, c, item)
    for name, places in sheets.items():
        sheet = book.create_sheet(name)
        offered = {}
        for c, (list_name, items) in enumerate(columns, start=1):
            letter = openpyxl.utils.get_column_letter(c)
            offered[list_name] = DataValidation("list", formula1=f"Lists!${letter}$1:${letter}${len(items)}")
            sheet.add_data_validation(offered[list_name])
        for place in places:
            cell = sheet.cell(place.row + 1, place.column + 1, place.value)
            if place.open:
                cell.protection, cell.fill = Protection(locked=False), PatternFill("solid", fgColor="FFFF99")
            if place.number:
                cell.number_format = place.number
            if place.offers:
                offered[place.offers].add(cell)
        sheet.protection.sheet = True
    book.move_sheet("Lists", len(sheets))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(sheets: Sheets, folder: Path) -> bytes:
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream)
    formats: dict[tuple[bool, str | None], Any] = {}
    made = {name: book.add_worksheet(name) for name in sheets}
    held = book.add_worksheet("Lists")
    ranges = {}
    for c, (name, items) in enumerate(lists().items()):
        held.write_column(0, c, items)
        letter = xlsxwriter.utility.xl_col_to_name(c)
        ranges[name] = f"=Lists!${letter}$1:${letter}${len(items)}"
    held.very_hidden()
    for name, places in sheets.items():
        sheet = made[name]
        for place in places:
            key = place.open, place.number
            form = formats.setdefault(
                key, book.add_format({"locked": not place.open, **({"num_format": place.number} if place.number else {})})
            )
            sheet.write(place.row, place.column, place.value, form)
            if place.offers:
                sheet.data_validation(
                    place.row, place.column, place.row, place.column, {"validate": "list", "source": ranges[place.offers]}
                )
        sheet.conditional_format("I7:I61", {"type": "data_bar", "data_bar_2010": True})
        sheet.insert_textbox("P2", "How to fill this sheet")
        sheet.insert_checkbox("P20", False)
        sheet.protect("secret")
    book.define_name("Everything", "=Expenditure!$A$7:$J$61")
    book.close()
    return as_macro_workbook(stream.getvalue(), b"macros that nobody runs")


def by_libreoffice(sheets: Sheets, folder: Path) -> bytes:
    path = folder / "template.xlsx"
    path.write_bytes(by_openpyxl(sheets, folder))
    (folder / "saved").mkdir(exist_ok=True)
    return convert.by_libreoffice([path], "xlsx", folder / "saved")[0].read_bytes()


Producer = Callable[[Sheets, Path], bytes]
PRODUCERS: Sequence[Producer] = (by_openpyxl, by_xlsxwriter, by_libreoffice)


def filled(blank: bytes, plan: Plan = PLAN) -> FilledWorkbook:
    return fill(plan, ROUND, blank, "template.xlsx")


def misplaced(made: FilledWorkbook, folder: Path) -> list[str]:
    """Facts that the filled workbook states and the plan does not."""
    path = folder / "filled.xlsx"
    path.write_bytes(made.content)
    found = compare(read_documents([open_document(path)], round="2025-26"), Reading(PLAN))
    wrong = [
        v
        for v in found.verdicts
        if v.outcome in ("wrong", "extra") and v.kind not in ("condition", "signature.role", "stated-total")
    ]
    return [f"{v.outcome} {v.kind} {v.key}: {v.expected!r}, found {v.found!r}" for v in wrong]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_what_is_placed_in_a_template_is_right_and_all_else_is_listed(producer: Producer, tmp_path: Path) -> None:
    made = filled(producer(template(), tmp_path))
    assert misplaced(made, tmp_path) == []
    left = {n.address.split("/")[0]: n.why for n in made.not_filled if not n.why.startswith("the round's form has no place")}
    assert set(left) <= {"metrics", "narrative", "budgets", "dates", "conditions", "answers"}
    placed = {a.split("/")[0] for a in made.filled}
    assert {"area", "schemes", "contributions", "metrics", "conditions", "signatures"} <= placed
    amounts = {f"schemes/{s.id}/lines/{ln.id}/amount" for s in PLAN.schemes for ln in s.lines}
    assert amounts <= set(made.filled)


@pytest.mark.parametrize("producer", PRODUCERS)
def test_nothing_but_cells_stale_results_and_the_flag_differs_in_a_template(producer: Producer, tmp_path: Path) -> None:
    blank = producer(template(), tmp_path)
    made = filled(blank).content
    changed = changed_parts(blank, made)
    assert all(name.startswith("xl/worksheets/sheet") or name == "xl/workbook.xml" for name in changed)
    kinds = {
        kind for name in changed if name != "xl/workbook.xml" for _, kind in changed_cells(parts(blank)[name], parts(made)[name])
    }
    assert kinds == {"content", "result"}
    assert b'fullCalcOnLoad="1"' in parts(made)["xl/workbook.xml"] or b"fullCalcOnLoad='1'" in parts(made)["xl/workbook.xml"]


@pytest.mark.parametrize("producer", PRODUCERS)
def test_checks_of_a_template_follow_what_was_filled(producer: Producer, tmp_path: Path) -> None:
    made = filled(producer(template(), tmp_path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl drops what it does not know, and says so: it only looks here
        shown = openpyxl.load_workbook(BytesIO(made.content), data_only=True)
    assert shown["Cover"]["G5"].value == "Yes"
    assert shown["Expenditure"]["I3"].value == float(sum(ln.amount or 0 for s in PLAN.schemes for ln in s.lines))


@pytest.mark.parametrize("producer", PRODUCERS)
def test_a_template_with_too_few_rows_is_given_no_scheme_at_all(producer: Producer, tmp_path: Path) -> None:
    made = filled(producer(template(rows=4), tmp_path))
    missed = {n.address for n in made.not_filled if n.address.startswith("schemes/")}
    assert len(missed) > 6 * 5
    assert all("4 free rows and the plan has 6 rows" in n.why for n in made.not_filled if n.address in missed)
    assert not any(a.startswith("schemes/") for a in made.filled)
    assert misplaced(made, tmp_path) == []


def test_an_array_formula_over_open_cells_is_never_written_over(tmp_path: Path) -> None:
    blank = by_openpyxl(template(), tmp_path)
    book = openpyxl.load_workbook(BytesIO(blank))
    book["Expenditure"]["I7"] = ArrayFormula("I7:I9", "=ROW(I7:I9)")
    stream = BytesIO()
    book.save(stream)
    made = filled(stream.getvalue())
    assert not {f"schemes/s{n}/lines/s{n}l1/amount" for n in (1, 2, 3)} <= set(made.filled)
    assert openpyxl.load_workbook(BytesIO(made.content))["Expenditure"]["I7"].value.text == "=ROW(I7:I9)"
