"""A workbook of our own with its sheets shuffled and renamed and its labels in other words, blank or filled alike."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl

SHEETS = {
    "Cover": "A. About this plan",
    "Income": "B. Money in",
    "Expenditure": "C. Money out",
    "National conditions": "D. Requirements",
}
WORDS = {
    "Health and Wellbeing Board": "Name of the Health and Wellbeing Board",
    "Completed by": "Form completed by",
    "E-mail of who completed it": "E-mail address",
    "Telephone of who completed it": "Telephone number",
    "Has the board signed the plan off?": "Signed off by the board?",
    "Date the board signs off, or is to": "When will the board sign off?",
    "Date submitted": "Submission made on this date",
    "Position": "Job title",
    "Organisation": "Body",
    "Date": "Signed on",
    "Total pooled budget 2025-26": "Whole pooled budget 2025-26",
    "Scheme ID": "Ref.",
    "Activity": "Kind of activity",
    "Description of scheme": "What the scheme does",
    "Scheme name": "Name of scheme",
    "Primary objective": "Objective it serves",
    "Area of spend": "Spend area",
    "Provider": "Delivered by",
    "Source of funding": "Funded from",
    "Expenditure 2025-26": "Planned spend 2025-26 (£)",
    "Met": "Is it so?",
}


def other_words(path: Path, to: Path) -> Path:
    """Save a workbook with every sheet and label of the two lists in its other words, the sheets in another order."""
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        if sheet.title in SHEETS:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value in WORDS:
                        cell.value = WORDS[cell.value]
            sheet.title = SHEETS[sheet.title]
    random.Random(5).shuffle(book._sheets)  # type: ignore[attr-defined]
    book.save(to)
    return to
