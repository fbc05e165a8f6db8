"""Templates in the manner of other rounds' national ones are filled as far as is beyond doubt, and lose nothing that they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.documents import open_document
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import FilledWorkbook, fill
from specimens import any_round
from specimens.comparing import compare
from tests.learning.other_words import other_sheet, other_words
from tests.writing.blanks import changed_cells, changed_parts, parts
from tests.writing.national import Producer, Sheets, by_libreoffice, by_openpyxl, by_xlsxwriter, template

NOT_SAID = ("condition", "signature.role", "stated-total")
"""How full an answer is, which its words decide; rows for signatures that nobody gave; totals that the template works out."""


def plan_of(round_id: str) -> Plan:
    return any_round.draw(95304, round_id, schemes=4)


def filled(round_id: str, blank: bytes) -> FilledWorkbook:
    return fill(plan_of(round_id), load(round_id), blank, "template.xlsx")


def misplaced(made: FilledWorkbook, round_id: str, folder: Path) -> list[str]:
    """Facts that the filled workbook states and the plan does not."""
    path = folder / "filled.xlsx"
    path.write_bytes(made.content)
    found = compare(read_documents([open_document(path)], round=round_id), Reading(plan_of(round_id)))
    wrong = [v for v in found.verdicts if v.outcome in ("wrong", "extra") and v.kind not in NOT_SAID]
    return [f"{v.outcome} {v.kind} {v.key}: {v.expected!r}, found {v.found!r}" for v in wrong]


def shuffled(sheets: Sheets) -> Sheets:
    return dict(reversed(sheets.items()))


@pytest.mark.parametrize(
    ("round_id", "producer"),
    [
        ("2014-15", by_xlsxwriter),
        ("2016-17", by_openpyxl),
        ("2017-19", by_xlsxwriter),
        ("2017-19", by_libreoffice),
        ("2023-25", by_openpyxl),
        ("2023-25", by_xlsxwriter),
    ],
)
def test_a_template_with_its_sheets_in_another_order_and_columns_put_in_is_filled_rightly_and_loses_nothing(
    round_id: str, producer: Producer, tmp_path: Path
) -> None:
    plan, round = plan_of(round_id), load(round_id)
    blank = producer(shuffled(template(round, plan, rows=8, shift=3)), tmp_path)
    made = filled(round_id, blank)
    assert misplaced(made, round_id, tmp_path) == []
    money = {f"schemes/{s.id}/lines/{ln.id}/amount" for s in plan.schemes for ln in s.lines if ln.amount is not None}
    money |= {f"contributions/{c.id}/actual" for c in plan.contributions if c.actual is not None}
    assert money <= set(made.filled)
    assert any(a.startswith("metrics/") and a.endswith("/value") for a in made.filled)
    changed = changed_parts(blank, made.content)
    assert all(name.startswith("xl/worksheets/sheet") or name == "xl/workbook.xml" for name in changed)
    old, new = parts(blank), parts(made.content)
    kinds = {kind for name in changed if name != "xl/workbook.xml" for _, kind in changed_cells(old[name], new[name])}
    assert "content" in kinds and kinds <= {"content", "result"}
    assert old.get("xl/vbaProject.bin") == new.get("xl/vbaProject.bin")


@pytest.mark.parametrize("round_id", ["2017-19", "2023-25"])
def test_what_stands_there_in_other_words_is_listed_and_never_guessed(round_id: str, tmp_path: Path) -> None:
    plan, round = plan_of(round_id), load(round_id)
    renamed = template(round, plan, say=other_words, name=other_sheet, rows=8)
    made = filled(round_id, by_openpyxl(renamed, tmp_path))
    assert misplaced(made, round_id, tmp_path) == []
    amounts = {f"schemes/{s.id}/lines/{ln.id}/amount" for s in plan.schemes for ln in s.lines if ln.amount is not None}
    assert not amounts & set(made.filled)
    assert amounts <= {n.address for n in made.not_filled}


@pytest.mark.parametrize("round_id", ["2017-19", "2023-25"])
def test_a_template_with_fewer_rows_than_schemes_is_given_none_of_them(round_id: str, tmp_path: Path) -> None:
    made = filled(round_id, by_xlsxwriter(template(load(round_id), plan_of(round_id), rows=2), tmp_path))
    missed = [n for n in made.not_filled if n.address.startswith("schemes/")]
    assert missed and all("2 free rows and the plan has" in n.why for n in missed)
    assert not any(a.startswith("schemes/") for a in made.filled)
