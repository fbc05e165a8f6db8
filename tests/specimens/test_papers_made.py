"""Whatever way a plan is laid out and produced, every fact of it is in the files."""

from __future__ import annotations

import random
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import lxml.etree
import openpyxl
import pytest

from bettercare.plan import FinancialYear, Month, Period
from specimens import convert, layouts, produce_book, produce_page, produce_text, produce_word
from specimens.blocks import Break, Cell, Grid, Heading, Laid, Paper, Text, row
from specimens.facts import facts
from specimens.hand import Hand
from specimens.making import FORMATS, SINGLE_DAMAGES, make
from specimens.truth import ROUNDS


def cells(laid: Laid) -> list[Cell]:
    return [c for p in laid.papers for b in p.blocks if isinstance(b, Grid) for r in b.rows for c in r]


def words(laid: Laid) -> str:
    prose = [b.text for p in laid.papers for b in p.blocks if isinstance(b, Heading | Text)]
    return " ".join("\n".join([*prose, *(c.text for c in cells(laid))]).split())


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_fact_of_the_truth_is_laid_out(round_id):
    for seed in range(12):
        laid = layouts.lay(round_id, seed)
        values, text = {c.value for c in cells(laid) if c.value is not None}, words(laid)
        for fact in facts(laid.truth.plan):
            if fact.kind in (
                "condition",
                "metric.kind",
                "metric.role",
                "metric.start",
                "metric.end",
                "organisation.kind",
            ) or isinstance(fact.value, bool):
                continue
            if isinstance(fact.value, Decimal | date):
                in_thousands = isinstance(fact.value, Decimal) and "(£000)" in text and fact.value / 1000 in values
                assert fact.value in values or f"{fact.value:,}" in text or in_thousands, (seed, fact)
            elif (
                fact.kind
                not in ("contribution.source", "line.commissioner", "line.area_of_spend", "line.provider", "signature.role")
                or round_id == "2014-15"
            ):
                assert fact.kind in ("contribution.source", "signature.role") or " ".join(str(fact.value).split()) in text, (
                    seed,
                    fact,
                )


def test_layouts_of_many_seeds_differ_in_numbering_columns_wrapping_and_parts():
    many = [layouts.lay("2014-15", s) for s in range(60)]
    headings = {
        next(b.text for b in m.papers[0].blocks if isinstance(b, Heading) and "SUMMARY OF PLAN" in b.text.upper()) for m in many
    }
    assert len(headings) >= 4
    assert len({m.notes for m in many}) >= 4
    orders = {tuple(c.text for c in next(b for b in m.papers[1].blocks if isinstance(b, Grid)).rows[0]) for m in many}
    assert len(orders) >= 3
    assert {len(layouts.lay("2017-19", s).papers) for s in range(20)} == {1, 2}


def test_a_hand_writes_money_so_that_nothing_is_lost():
    for seed in range(40):
        hand = Hand(random.Random(seed))
        for amount in (1234, 1_234_000, 50_000, 5_000_000, 17_430_000, 14_424_000, 0, -77_135):
            text = hand.money(Decimal(amount))
            number = Decimal(re.sub(r"[^\d.]", "", text))
            number *= 1_000_000 if "m" in text else 1000 if "k" in text else 1
            assert number == abs(amount) and (amount < 0) == ("-" in text or "(" in text), text


def test_a_hand_writes_periods_and_years_in_the_ways_met_in_papers():
    written = {Hand(random.Random(s)).period(Period(date(2014, 4, 1), date(2014, 12, 31))) for s in range(40)}
    assert "( April - December 2014 )" in written and "Apr 14 - Dec 14" in written
    quarter = {Hand(random.Random(s)).period(FinancialYear(2015).quarter(1).period) for s in range(40)}
    assert "Q1 2015/16" in quarter
    assert {Hand(random.Random(s)).year(FinancialYear(2015)) for s in range(40)} == {"2015/16", "2015-16", "2015/2016"}
    assert Month(2014, 4).period.start == date(2014, 4, 1)


def docx_text(path: Path) -> str:
    """All text but what a tracked change deleted."""
    with zipfile.ZipFile(path) as package:
        root = lxml.etree.fromstring(package.read("word/document.xml"))
    return " ".join("".join(t.text or "" for t in p.iterfind(".//{*}t")) for p in root.iterfind(".//{*}p"))


def book_values(path: Path) -> set[object]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        c.value.date() if isinstance(c.value, datetime) else c.value
        for s in book.worksheets
        for r in s.iter_rows()
        for c in r
        if c.value is not None
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_word_producers_write_every_text_and_every_cell(tmp_path, seed):
    paper = layouts.lay("2014-15", seed).papers[0]
    for path in (produce_word.by_library(paper, tmp_path), produce_word.by_hand(paper, tmp_path, random.Random(seed))):
        text = " ".join(docx_text(path).split())
        for block in paper.blocks:
            lines = [c.text for r in block.rows for c in r] if isinstance(block, Grid) else [getattr(block, "text", "")]
            for line in (part for one in lines for part in one.split("\n")):
                assert " ".join(line.split()) in text


def test_the_raw_word_producer_writes_what_the_library_never_does(tmp_path):
    found: set[str] = set()
    for seed in range(6):
        path = produce_word.by_hand(layouts.lay("2014-15", seed).papers[0], tmp_path, random.Random(seed))
        with zipfile.ZipFile(path) as package:
            root = lxml.etree.fromstring(package.read("word/document.xml"))
        tags = {lxml.etree.QName(e).localname for e in root.iter() if isinstance(e.tag, str)}
        found |= tags | ({"nested table"} if root.find(".//{*}tc/{*}tbl") is not None else set())
    assert {"sdt", "ins", "del", "headerReference", "nested table"} <= found


def test_both_workbook_producers_write_every_number(tmp_path):
    for seed in range(4):
        paper = layouts.lay("2014-15", seed).papers[1]
        for path in (
            produce_book.by_xlsxwriter(paper, tmp_path, random.Random(seed)),
            produce_book.by_openpyxl(paper, tmp_path, random.Random(seed)),
        ):
            values = book_values(path)
            numbers = {round(float(v), 6) for v in values if isinstance(v, int | float)}
            for cell in (c for b in paper.blocks if isinstance(b, Grid) for r in b.rows for c in r if isinstance(c.value, Decimal)):
                size = float(cell.value) / 100 if cell.percent else float(cell.value)
                assert round(size, 6) in numbers or cell.text in values, cell


def test_totals_of_a_workbook_are_formulas_with_their_results(tmp_path):
    path = produce_book.by_xlsxwriter(layouts.lay("2014-15", 4).papers[1], tmp_path, random.Random(4))
    formulas = [
        c for s in openpyxl.load_workbook(path).worksheets for r in s.iter_rows() for c in r if str(c.value).startswith("=SUM")
    ]
    results = openpyxl.load_workbook(path, data_only=True)
    assert len(formulas) >= 11
    for cell in formulas:
        inside = results[cell.parent.title][str(cell.value)[5:-1]]
        assert results[cell.parent.title][cell.coordinate].value == sum(c[0].value or 0 for c in inside)


def test_merged_cells_stand_where_their_grid_says():
    grid = Grid((row(Cell("a", rows=2), Cell("b", columns=2)), row("c", "d")), 2)
    assert [[c.text if c else None for c in r] for r in grid.squares()] == [["a", "b", None], [None, "c", "d"]]
    assert produce_text.grid_lines(grid) == ["a\tb\t", "\tc\td"]


def test_flattened_text_is_one_line_to_a_page():
    paper = Paper("p", (Heading("One"), Text("first"), Break(), Grid((row("a", "", "b"), row("c", "d", "e")), 0)))
    assert produce_text.flattened(paper) == "One first 1\n\na b c d e 2\n"


@pytest.mark.parametrize("converter", list(convert.TO_TEXT))
def test_every_converter_to_text_keeps_the_figures_of_a_printed_page(tmp_path, converter):
    paper = Paper(
        "p",
        (Heading("Finance"), Grid((row("Scheme", "2015/16"), row("Falls service", "£1,234,567"), row("Total", "(45,678)")))),
        True,
    )
    text = convert.TO_TEXT[converter](produce_page.pdf(paper, tmp_path, random.Random(1)))
    assert "£1,234,567" in text and "(45,678)" in text and "Falls service" in text


def test_the_same_seed_makes_the_same_files(tmp_path):
    for form in ("word+excel", "raw-word+excel", "html", "markdown", "flat", "damaged-markdown", "damaged-flat"):
        one, two = make("2014-15", 3, form, tmp_path / "one" / form), make("2014-15", 3, form, tmp_path / "two" / form)
        assert [p.name for p in one.files] == [p.name for p in two.files]
        assert [p.read_bytes() for p in one.files] == [p.read_bytes() for p in two.files], form


def test_there_are_at_least_five_producers_and_four_converters_to_text():
    assert {"word+excel", "raw-word+excel", "libreoffice", "html", "pdf", "pdf-libreoffice", "markdown", "flat"} <= set(FORMATS)
    assert len(convert.TO_TEXT) >= 4 and len(SINGLE_DAMAGES) >= 12
