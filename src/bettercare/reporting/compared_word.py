"""What changed between two plans as a Word file, for papers of a board: the same words as the page."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from bettercare.plan.comparison import ChangeKind, Comparison
from bettercare.reporting.compared import SERIES, Side, Told, demonstration, effect_table, findings_by_fate, grouped, verdict

_MOST_ROWS = 40
"""Values of one measure that a paper shows one by one; more fill pages."""


def compared_docx(comparison: Comparison, old: Side, new: Side) -> bytes:
    """Return a comparison as .docx: what follows first, then each change; added words underlined, removed words struck out."""
    import docx

    document: Any = docx.Document()
    document.core_properties.title = f"What changed: {old.name} and {new.name}"
    document.core_properties.author, document.core_properties.language = "", "en-GB"
    document.styles["Normal"].font.name = "Arial"
    document.add_heading(f"What changed: {old.name} and {new.name}", 1)
    if made := demonstration(comparison, old, new):
        document.add_paragraph().add_run(f"Made for demonstration. {made}").bold = True
    document.add_paragraph(verdict(comparison))
    heads, rows = effect_table(comparison)
    if rows:
        document.add_heading("What that does to the money", 2)
        _table(document, heads, rows)
    if comparison.moves:
        document.add_heading("Money in another place", 2)
        for move in comparison.moves:
            document.add_paragraph(move.words, "List Bullet")
    for heading, findings in findings_by_fate(comparison):
        document.add_heading(f"Findings: {heading.lower()}", 2)
        for alike in findings:
            more = f"({alike.more})" if alike.more else ""
            told = (alike.first.message, more, alike.first.do or "")
            document.add_paragraph(" ".join(filter(None, told)), "List Bullet")
    for heading, changes in grouped(comparison):
        document.add_heading(heading, 2)
        for change in changes:
            _change(document, change)
    unsure = [m for m in comparison.matches if m.score < 1]
    if unsure:
        document.add_heading("Parts taken to be the same", 2)
        _table(document, ("Before", "Now", "Why"), [(m.old_name, m.new_name, m.why) for m in unsure])
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _change(document: Any, change: Told) -> None:
    paragraph = document.add_paragraph(change.words, "List Bullet")
    if len(change.rows) > _MOST_ROWS:
        document.add_paragraph(f"Each of the {len(change.rows)} values stands on the page of this comparison, and in its data.")
    elif change.rows:
        paragraph.paragraph_format.keep_with_next = True
        _table(document, [column.title for column in SERIES], change.rows)
        document.add_paragraph()
    if not change.text:
        return
    paragraph.paragraph_format.keep_with_next = True
    told = document.add_paragraph()
    for passage in change.text:
        run = told.add_run(f"{passage.words} ")
        run.font.underline = passage.kind is ChangeKind.ADDED
        run.font.strike = passage.kind is ChangeKind.REMOVED


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(1, len(heads))
    table.style = "Table Grid"
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.text = head
        cell.paragraphs[0].runs[0].bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
