"""Blank workbooks in the manner of each round's national template, in words that no round knows: learned, then read when filled.

Sheets stand in another order under other names, columns were put before the first, labels are in other words.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from bettercare.documents import Document, open_document
from bettercare.learning import Learned, learn, round_file
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import load
from bettercare.writing import fill
from specimens import any_round
from specimens.comparing import compare
from tests.learning.other_words import other_sheet, other_words
from tests.writing.national import Sheets, by_openpyxl, template

SHIFT = 2


@dataclass(frozen=True)
class Template:
    """A template in known words and the same in others, as blanks and filled with a plan."""

    plan: Plan
    known: Path
    blank: Document
    filled: Path
    learned: Learned


def in_other_words(data: bytes, known: Sheets, other: Sheets, to: Path) -> Path:
    """The workbook with its labels and sheets as the other template has them, the sheets in another order."""
    book = openpyxl.load_workbook(BytesIO(data))
    for (old, places), (new, worded) in zip(known.items(), other.items(), strict=True):
        for place, instead in zip(places, worded, strict=True):
            if place.value != instead.value:
                book[old].cell(place.row + 1, place.column + 1).value = instead.value
        book[old].title = new
    random.Random(7).shuffle(book._sheets)  # type: ignore[attr-defined]
    book.save(to)
    return to


def made(round_id: str, folder: Path) -> Template:
    round, plan = load(round_id), any_round.draw(95303, round_id, schemes=4)
    known = template(round, plan, shift=SHIFT, rows=8)
    other = template(round, plan, say=other_words, name=other_sheet, shift=SHIFT, rows=8)
    blank = by_openpyxl(known, folder)
    (folder / "known.xlsx").write_bytes(fill(plan, round, blank).content)
    document = open_document(in_other_words(blank, known, other, folder / "blank.xlsx"))
    filled = in_other_words((folder / "known.xlsx").read_bytes(), known, other, folder / "filled.xlsx")
    return Template(plan, folder / "known.xlsx", document, filled, learn(document, round))


def outcomes(path: Path, plan: Plan, round: str | None, folder: Path | None = None) -> tuple[Counter[str], Reading]:
    reading = read_documents([open_document(path)], round=round, rounds_folder=folder)
    return Counter(v.outcome for v in compare(reading, Reading(plan)).verdicts), reading


@pytest.mark.parametrize(
    ("round_id", "least"), [("2014-15", 0), ("2016-17", 0.8), ("2017-19", 0.9), ("2023-25", 0.5), ("2025-26", 0.7)]
)
def test_a_workbook_in_words_never_seen_reads_better_with_the_round_that_was_learned_from_its_blank(
    round_id: str, least: float, tmp_path: Path
) -> None:
    """`least`: the share of what other words lost that is won back; where nothing was lost nothing may be lost by learning."""
    held = made(round_id, tmp_path)
    folder = tmp_path / "rounds"
    folder.mkdir()
    (folder / "new.yaml").write_text(round_file("new", load(round_id), held.blank, held.learned), encoding="utf-8")
    assert load("new", folder).based_on == round_id
    whole, _ = outcomes(held.known, held.plan, round_id)
    before, _ = outcomes(held.filled, held.plan, round_id)
    after, reading = outcomes(held.filled, held.plan, None, folder)
    assert reading.plan.round == "new"
    lost, lost_still = (max(0, whole["right"] - found["right"]) for found in (before, after))
    assert lost_still <= (1 - least) * lost
    assert after["right"] > before["right"] or lost == 0
    assert after["wrong"] <= min(before["wrong"], whole["wrong"])


def test_what_is_in_doubt_is_shown_and_takes_effect_once_a_person_accepts_it(tmp_path: Path) -> None:
    held = made("2023-25", tmp_path)
    text = round_file("new", load("2023-25"), held.blank, held.learned)
    assert any(m.text == "Paid in, year 1" and not m.sure for m in held.learned.matches)
    folder = tmp_path / "rounds"
    folder.mkdir()
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith("  # - set: tables/income-") and "Paid in, year" in lines[number + 1]:
            lines[number : number + 3] = [each.replace("  # ", "  ", 1) for each in lines[number : number + 3]]
    (folder / "new.yaml").write_text("\n".join(lines), encoding="utf-8")
    whole, _ = outcomes(held.known, held.plan, "2023-25")
    after, _ = outcomes(held.filled, held.plan, "new", folder)
    assert after["right"] >= 0.97 * whole["right"]


def test_two_columns_that_the_words_do_not_tell_apart_are_never_proposed(tmp_path: Path) -> None:
    held = made("2014-15", tmp_path)
    unsure = {"Least contribution for 2015/16", "Contribution really made 2015/16"}
    assert {m.text for m in held.learned.doubtful} >= unsure
    assert not {m.text for m in held.learned.proposed} & unsure
