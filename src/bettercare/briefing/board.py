"""The paper for the board, in Word: purpose, action required, summary, finance, risks, equality, recommendations."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from bettercare.briefing.brief import Brief, Seat
from bettercare.briefing.words import conditions_in_words, findings_in_words, left_of, money_in_words, sum_of, year_of
from bettercare.plan import Finding, Severity
from bettercare.plan.words import counted, day, listed, shortened

_STILL = datetime(2000, 1, 1)
"""Word files carry a time of making; ours always the same, so that one plan gives one file."""
_FINDINGS, _RISKS, _SCHEMES = 12, 10, 15
_SEVERITY = {Severity.ERROR: "To be put right", Severity.QUERY: "Needs a reason", Severity.NOTE: "For information"}


def board_docx(brief: Brief, seats: Sequence[Seat] = (), changes: Sequence[str] = ()) -> bytes:
    """Return the board's paper as .docx, from what the plan says.

    `seats` are the signatures that the round asks for; `changes` are sentences on what changed since the board last saw it.
    """
    paper = _Paper(brief)
    paper.purpose()
    paper.action(seats)
    paper.summary(changes)
    paper.finance()
    paper.risks()
    paper.equality()
    paper.recommendations(seats)
    return paper.content()


class _Paper:
    """Writes the paper, section by section."""

    def __init__(self, brief: Brief) -> None:
        import docx
        from docx.shared import Pt

        self.brief = brief
        self.document: Any = docx.Document()
        held = self.document.core_properties
        held.title, held.author, held.language = f"{brief.area}: {brief.round.title}, paper for the board", "", "en-GB"
        held.created = held.modified = _STILL
        held.identifier = brief.identity.sha256
        self.document.styles["Normal"].font.name, self.document.styles["Normal"].font.size = "Arial", Pt(11)
        words = f"Version {brief.identity.version} · SHA-256 {brief.identity.sha256}"
        self.document.sections[0].footer.paragraphs[0].text = words
        self.document.add_heading(f"{brief.round.title}: plan of {brief.area}", 1)
        if brief.identity.demonstration:
            self.document.add_paragraph().add_run("Made up for demonstration: no figure here is an area’s own.").bold = True

    def purpose(self) -> None:
        brief = self.brief
        self._head("Purpose")
        by = f" before it is sent by {_when(brief.closes)}" if brief.closes else ""
        self._say(
            f"This paper brings version {brief.identity.version} of the plan of {brief.area} for {brief.round.title} to the "
            f"Health and Wellbeing Board{by}. "
            + (f"The partners are {listed(brief.partners)}." if brief.partners else "The plan does not name its partners yet.")
        )

    def action(self, seats: Sequence[Seat]) -> None:
        self._head("Action required")
        self._say(f"For decision: whether the board approves version {self.brief.identity.version} as its plan.")
        if seats:
            rows = [
                (s.role, s.organisation, s.signed or ("Still to come; may follow" if s.may_follow else "Still to come"))
                for s in seats
            ]
            self._table("Signatures that the round asks for", ("Signature", "Organisation", "State"), rows, (5, 5, 6))

    def summary(self, changes: Sequence[str]) -> None:
        brief = self.brief
        self._head("Summary")
        self._say(" ".join(filter(None, (money_in_words(brief), conditions_in_words(brief), findings_in_words(brief)))))
        if brief.aims:
            better = {"lower": "lower is better", "higher": "higher is better"}
            rows = [
                (
                    a.title,
                    a.baseline or "not given",
                    a.target or "not given",
                    "; ".join(filter(None, (a.unit, better.get(a.better, "")))),
                )
                for a in brief.aims
            ]
            self._table("What the plan aims at", ("Metric", "Baseline", "Target", "Unit"), rows, (6, 4, 4, 2))
        if changes:
            self._head("What changed since the board last saw it", 3)
            self._list(changes)

    def finance(self) -> None:
        self._head("Finance")
        if not self.brief.years:
            self._say("The plan does not give its money yet.")
        for year in self.brief.years:
            several = year.sources if len(year.sources) > 1 else ()
            rows = [(m.source, sum_of(m.balance.income), sum_of(m.balance.spending), left_of(m)) for m in several]
            rows.append(("All sources", *year_of(year)))
            self._table(
                f"Money in {year.year}", ("Source of funding", "Put in", "Spent on schemes", "Left to spend"), rows, (6, 3, 3, 4), 1
            )
        if self.brief.schemes:
            shown = self.brief.schemes[:_SCHEMES]
            spent = [(s.name, sum_of(s.amount)) for s in shown]
            title = (
                "Schemes"
                if len(shown) == len(self.brief.schemes)
                else f"The largest {len(shown)} of {len(self.brief.schemes)} schemes"
            )
            self._table(title, ("Scheme", "Spending in all years"), spent, (11, 5), 1)

    def risks(self) -> None:
        brief = self.brief
        self._head("Risks")
        if brief.risks:
            rows = [(r.description, r.rating, r.mitigation or "not given") for r in brief.risks[:_RISKS]]
            left = len(brief.risks) - len(rows)
            self._table(
                "Risks, the highest first" + (f" ({left} more in the plan)" if left else ""),
                ("Risk", "Rating", "What is done"),
                rows,
                (7, 3, 6),
            )
        else:
            self._say("The plan names no risks yet.")
        opened = [f for f in brief.findings if f.severity is not Severity.NOTE]
        if opened:
            told = [(_SEVERITY[f.severity], _told(f)) for f in opened[:_FINDINGS]]
            left = len(opened) - len(told)
            title = "What does not add up" + (f" ({counted(left, 'more finding')} in the service)" if left > 0 else "")
            self._table(title, ("Kind", "Finding"), told, (3, 13))

    def equality(self) -> None:
        self._head("Equality")
        for title, text in self.brief.equality:
            self._head(title, 3)
            for paragraph in filter(str.strip, text.split("\n")):
                self._say(paragraph.strip())
        if not self.brief.equality:
            self._say(
                "The plan does not say yet how it serves equality and reduces inequalities. The board must have regard to its "
                "equality duty (Equality Act 2010, section 149) before it decides; the answer is to be added to the plan."
            )

    def recommendations(self, seats: Sequence[Seat]) -> None:
        brief = self.brief
        self._head("Recommendations")
        self._say("The board is asked to:")
        asks = [f"approve version {brief.identity.version} of the plan, whose SHA-256 begins {brief.identity.sha256[:16]}"]
        if errors := brief.count(Severity.ERROR):
            what = counted(errors, "finding")
            asks.append(f"note that {what} must be put right, or allowed with a reason, before the final plan is sent")
        waiting = [s for s in seats if not s.signed]
        if waiting:
            asks.append(
                f"note that {counted(len(waiting), 'signature')} are still to come"
                if len(waiting) > 1
                else "note that one signature is still to come"
            )
        asks.append("note that a later change to the plan leaves this approval behind, and that the board would be asked again")
        for ask in asks:
            self.document.add_paragraph(f"{ask}.", "List Number")

    def content(self) -> bytes:
        stream = BytesIO()
        self.document.save(stream)
        return _without_times(stream.getvalue())

    def _head(self, text: str, level: int = 2) -> None:
        self.document.add_heading(text, level)

    def _say(self, text: str) -> None:
        self.document.add_paragraph(text)

    def _list(self, texts: Sequence[str]) -> None:
        for text in texts:
            self.document.add_paragraph(shortened(text, 300), "List Bullet")

    def _table(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[int],
        figures_from: int | None = None,
    ) -> None:
        """A grid with a heading over it and a first row that is repeated; figures stand to the right."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm

        self._head(title, 3)
        table = self.document.add_table(0, len(heads))
        table.style, table.autofit = "Table Grid", False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for number, texts in enumerate((heads, *rows)):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if number == 0:
                repeated = OxmlElement("w:tblHeader")
                repeated.set(qn("w:val"), "true")
                properties.append(repeated)
            for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                cell.text, cell.width = text, Cm(widths[column])
                paragraph = cell.paragraphs[0]
                if number == 0 and paragraph.runs:
                    paragraph.runs[0].bold = True
                if figures_from is not None and column >= figures_from:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _told(finding: Finding) -> str:
    return f"{finding.message} {finding.do or ''}".strip()


def _when(closes: datetime | date) -> str:
    return day(closes.date() if isinstance(closes, datetime) else closes)


def _without_times(package: bytes) -> bytes:
    """The package with one time for all its parts, so that one plan gives one file."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(package)) as made, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as still:
        for name in made.namelist():
            still.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), made.read(name), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
