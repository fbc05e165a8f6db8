"""Those who decide get one page that fits for any plan, and a board paper that says what the plan says and no more."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pypdfium2
import pytest
from typer.testing import CliRunner

from bettercare.briefing import Identity, Seat, board_docx, brief, sheet_pdf
from bettercare.cli.app import app
from bettercare.plan import (
    Area,
    CheckResult,
    Contribution,
    FinancialYear,
    Finding,
    Line,
    Metric,
    MetricPoint,
    Narrative,
    Organisation,
    OrganisationKind,
    Plan,
    PointRole,
    Risk,
    Scheme,
    Severity,
    canonical_bytes,
)  # fmt: skip
from bettercare.rounds import load

ROUND = load("2025-26")
YEAR = FinancialYear(2025)
IDENTITY = Identity("3", "0123456789abcdef" * 4)
SEAT = Seat("Chief executive of the council", "Hillshire County Council")
SENTENCE = "Neighbourhood teams of health and social care visit people at home before they come to harm, and after hospital. "


def plan(schemes: int, sources: int, risks: int, long: str = "") -> Plan:
    streams = [s.id for s in ROUND.streams][:sources]
    contributions = tuple(
        Contribution(f"c{n}", "Hillshire County Council", s, YEAR, actual=Decimal(1_000_000)) for n, s in enumerate(streams)
    )
    lines = [(Line(f"l{n}", YEAR, streams[n % len(streams)], None, Decimal(1000 + n)),) for n in range(schemes)]
    values = {PointRole.BASELINE: Decimal("1887.04"), PointRole.TARGET: Decimal("1460.96")}
    points = tuple(MetricPoint(role.value, role, value=value) for role, value in values.items())
    named = [f"Scheme {n} {long}" for n in range(schemes)]
    return Plan(
        "2025-26", Area("Hillshire"), organisations=(Organisation("o", "Hillshire County Council", OrganisationKind.COUNCIL),),
        contributions=contributions, schemes=tuple(Scheme(f"s{n}", str(n), named[n], lines=lines[n]) for n in range(schemes)),
        metrics=tuple(Metric(m.id, m.id, None, points) for m in ROUND.metrics),
        risks=tuple(Risk(f"r{n}", f"Risk {n} {long}", None, 1 + n % 5, 3, mitigation=f"Action {n}") for n in range(risks)),
        narrative=(Narrative("n", "duties", "Duties", "People of every background were asked.\nThe plan narrows the gap."),),
    )  # fmt: skip


def findings(number: int, words: str = "Spending does not equal income.") -> CheckResult:
    kinds = (Severity.ERROR, Severity.QUERY, Severity.NOTE)
    return CheckResult(
        tuple(Finding("rule", kinds[n % 3], None, None, f"Finding {n}. {words}", do="Mend it.") for n in range(number))
    )


SMALL = brief(plan(3, 2, 2), ROUND, findings(2), IDENTITY)
LARGEST = brief(plan(400, 40, 120, SENTENCE * 2), ROUND, findings(300, SENTENCE * 3), replace(IDENTITY, demonstration=True))
LARGEST = replace(LARGEST, years=LARGEST.years * 4, aims=LARGEST.aims * 8, area="Hillshire and the Vale of the Long Name " * 5)
"""More than any round of four years asks, in words longer than people write."""


def pages(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    found = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return found


@pytest.mark.parametrize("told", [SMALL, LARGEST, brief(Plan(), ROUND, CheckResult(), IDENTITY)], ids=["small", "largest", "empty"])
def test_the_sheet_is_one_page_for_every_plan(told: object) -> None:
    text = pages(sheet_pdf(told, replace(SEAT, role=SEAT.role * 3), [SENTENCE] * 50))  # type: ignore[arg-type]
    assert len(text) == 1 and "version 3" in text[0] and "0123456789abcdef" in text[0]


def test_the_sheet_is_tagged_and_has_a_title() -> None:
    document = pypdfium2.PdfDocument(sheet_pdf(SMALL, SEAT))
    assert document.is_tagged() and document.get_metadata_value("Title") == "Hillshire: summary for those who sign"
    document.close()


def test_the_sheet_tells_the_sums_the_aims_and_what_is_open() -> None:
    (text,) = pages(sheet_pdf(SMALL, SEAT, ["Amount changed: £2"]))
    for words in ("Hillshire County Council (Chief executive of the council)", "£2,000,000", "1,887", "1,461", "Finding 0",
                  "Risk 1", "Amount changed: £2", "2 findings"):  # fmt: skip
        assert words in text, words


def test_what_a_plan_does_not_say_is_not_given_and_never_nothing() -> None:
    silent = replace(plan(2, 1, 0), contributions=())
    (text,) = pages(sheet_pdf(brief(silent, ROUND, CheckResult(), IDENTITY)))
    assert "not given" in text and "overspent" not in text


def test_the_same_plan_gives_the_same_papers_byte_for_byte() -> None:
    assert board_docx(SMALL, [SEAT]) == board_docx(SMALL, [SEAT])


def paper(content: bytes) -> tuple[list[str], str]:
    """The headings of the second level, and all text."""
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    heads = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 2"]
    return heads, "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_board_paper_has_its_sections_and_tells_the_plan() -> None:
    heads, text = paper(board_docx(SMALL, [SEAT, Seat("Chair of the board", "Hillshire", "Signed on 3 March", True)], ["A change"]))
    assert heads == ["Purpose", "Action required", "Summary", "Finance", "Risks", "Equality", "Recommendations"]
    for words in ("31 March 2025", "£2,000,000", "Risk 1", "Action 1", "The plan narrows the gap.", "Signed on 3 March", "A change",
                  "approve version 3", "1 finding must be put right", "one signature is still to come"):  # fmt: skip
        assert words in text, words


def test_the_board_paper_says_where_the_plan_is_silent() -> None:
    _, text = paper(board_docx(brief(Plan(), ROUND, CheckResult(), IDENTITY)))
    for words in (
        "does not name its partners",
        "does not give its money yet",
        "names no risks",
        "does not say yet how it serves equality",
    ):
        assert words in text, words


def test_heading_rows_of_tables_are_marked_and_repeated() -> None:
    document = docx.Document(io.BytesIO(board_docx(SMALL, [SEAT])))
    assert document.tables and all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)


@pytest.mark.parametrize("name", ["sheet.pdf", "board.docx"])
def test_the_command_writes_both(name: str, tmp_path: Path) -> None:
    held = tmp_path / "plan.json"
    held.write_bytes(canonical_bytes(plan(3, 2, 2)))
    done = CliRunner().invoke(app, ["brief", str(held), "--to", str(tmp_path / name), "--version", "7"])
    assert done.exit_code == 0, done.output
    content = (tmp_path / name).read_bytes()
    assert "version 7" in (pages(content)[0] if name.endswith("pdf") else paper(content)[1])
