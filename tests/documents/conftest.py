"""Files that LibreOffice makes, once for all tests, because it is slow to start."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import docx as python_docx
import pytest
import xlsxwriter


def _convert(source: Path, target: str, folder: Path) -> Path:
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(folder), str(source)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return folder / f"{source.stem}.{target.partition(':')[0]}"


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("soffice") is None:
        pytest.fail("LibreOffice (soffice) is needed for these tests; the dev script installs it")
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="session")
def converted_books(office: Path) -> dict[str, Path]:
    """One workbook as LibreOffice writes it in three formats."""
    source = office / "source" / "plan.xlsx"
    source.parent.mkdir()
    book = xlsxwriter.Workbook(source)
    sheet = book.add_worksheet("Plan")
    sheet.write_row("B2", ["Scheme", "2014/15"])
    sheet.write("B3", "Reablement")
    sheet.write("C3", 207000.5, book.add_format({"num_format": "£#,##0.00"}))
    sheet.write("D3", date(2014, 2, 14), book.add_format({"num_format": "dd/mm/yyyy"}))
    sheet.write_formula("C4", "=C3*2", None, 414001)
    lists = book.add_worksheet("Lists")
    lists.write("A1", "Yes")
    lists.hide()
    book.close()
    return {f"plan.{kind}": _convert(source, kind, office) for kind in ("xls", "ods", "xlsx")}


@pytest.fixture(scope="session")
def converted_pdf(office: Path) -> Path:
    """A Word document that LibreOffice prints to PDF: headings, a list, and a table that runs over pages."""
    made = python_docx.Document()
    made.sections[0].header.paragraphs[0].text = "Better Care Fund plan, draft"
    made.add_heading("Plan details", 1)
    made.add_paragraph("This plan was agreed by the partners.")
    made.add_paragraph("first item", style="List Bullet")
    table = made.add_table(1, 3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("Scheme", "Provider", "Amount"), strict=True):
        cell.text = text
    for number in range(1, 71):
        row = table.add_row().cells
        row[0].text, row[1].text, row[2].text = f"Scheme {number}", "Council", f"£{number * 1000:,}"
    made.add_paragraph("After the table.")
    source = office / "printed.docx"
    made.save(str(source))
    return _convert(source, "pdf", office)
