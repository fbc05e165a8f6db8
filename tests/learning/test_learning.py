"""What a workbook never seen calls what a round asks: proposed, doubtful or not found; and a round file that reads it better."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bettercare.documents import Cell, Document, Format, Row, Table, open_document
from bettercare.learning import Learned, learn, round_file
from bettercare.learning.asked import Asked
from bettercare.learning.matching import matched
from bettercare.learning.spots import Spot
from bettercare.plan import Plan, Reading
from bettercare.reading.pipeline import read_documents
from bettercare.rounds import available, load
from bettercare.writing import write
from specimens import truth
from specimens.comparing import compare
from tests.learning.workbooks import SHEETS, WORDS, other_words

BASE = load("2025-26")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Document:
    folder = tmp_path_factory.mktemp("blank")
    (folder / "own.xlsx").write_bytes(write(Plan(round="2025-26"), BASE, ".xlsx").content)
    return open_document(other_words(folder / "own.xlsx", folder / "blank.xlsx"))


@pytest.fixture(scope="module")
def learned(blank: Document) -> Learned:
    return learn(blank, BASE)


def outcomes(path: Path, truth_of: Reading, round: str | None, folder: Path | None) -> tuple[Counter[str], str | None]:
    found = read_documents([open_document(path)], round=round, rounds_folder=folder)
    return Counter(v.outcome for v in compare(found, truth_of).verdicts), found.plan.round


def test_no_sheet_and_no_label_is_matched_with_what_it_does_not_mean(learned: Learned) -> None:
    meant = {new: old for old, new in WORDS.items()}
    names = {new: old for old, new in SHEETS.items()}
    for match in learned.matches:
        if match.asked.what == "sheet":
            assert names.get(match.text, match.text) == match.asked.title, match
        elif match.text in meant:
            assert meant[match.text] in (match.asked.title, *match.asked.labels), match


def test_most_new_words_are_proposed_and_the_rest_shown_as_doubtful(learned: Learned) -> None:
    proposed = {m.text for m in learned.proposed}
    doubtful = {m.text for m in learned.doubtful}
    assert set(SHEETS.values()) <= proposed
    assert len(proposed & set(WORDS.values())) >= 15
    assert {"Ref.", "Body"} <= doubtful
    assert set(WORDS.values()) - proposed - doubtful <= {"Is it so?"}


def test_what_the_workbook_does_not_ask_is_not_found(learned: Learned) -> None:
    assert {"metrics/reablement-outcome", "metrics/falls-admissions"} <= {a.address for a in learned.missing}


def test_the_learned_round_loads_strictly_and_says_where_it_comes_from(blank: Document, learned: Learned, tmp_path: Path) -> None:
    text = round_file("new", BASE, blank, learned)
    (tmp_path / "new.yaml").write_text(text, encoding="utf-8")
    made = load("new", tmp_path)
    assert (made.based_on, made.confirmed) == ("2025-26", False)
    assert f"blank.xlsx, SHA-256 {blank.sha256}" in [s.title for s in made.sources]
    assert {c.split("/")[-1] for c in text.split() if "/locator" in c} == {"locator"}
    assert made.field("completed-by").locator.labels[0] == "Form completed by"
    assert set(BASE.field("completed-by").locator.labels) <= set(made.field("completed-by").locator.labels)
    assert "Body" not in str(made.table("signoff"))
    assert '# - set: tables/signoff/columns/organisation/locator\n  #   to: {labels: ["Body", ' in text


@pytest.mark.parametrize("seed", [95101, 95102])
def test_the_filled_workbook_reads_better_with_the_learned_round(
    seed: int, blank: Document, learned: Learned, tmp_path: Path
) -> None:  # fmt: skip
    reading = truth.draw_reading(seed, "2025-26")
    (tmp_path / "own.xlsx").write_bytes(write(reading.plan, BASE, ".xlsx", states=reading.states).content)
    filled = other_words(tmp_path / "own.xlsx", tmp_path / "filled.xlsx")
    folder = tmp_path / "rounds"
    folder.mkdir()
    (folder / "new.yaml").write_text(round_file("new", BASE, blank, learned), encoding="utf-8")
    whole, _ = outcomes(tmp_path / "own.xlsx", reading, "2025-26", None)
    before, _ = outcomes(filled, reading, "2025-26", None)
    after, round = outcomes(filled, reading, None, folder)
    assert round == "new"
    assert after["right"] >= 0.97 * whole["right"]
    lost, lost_still = (whole["right"] - c["right"] for c in (before, after))
    assert lost >= 40
    assert lost_still <= lost / 4


@pytest.mark.parametrize("id", available())
def test_a_blank_form_of_our_own_is_known_by_its_round_and_makes_a_round_that_loads(id: str, tmp_path: Path) -> None:
    (tmp_path / "own.xlsx").write_bytes(write(Plan(round=id), load(id), ".xlsx").content)
    document = open_document(tmp_path / "own.xlsx")
    found = learn(document, load(id))
    assert sum(m.known for m in found.matches) > len(found.proposed) + len(found.doubtful)
    (tmp_path / "new.yaml").write_text(round_file("new", load(id), document, found), encoding="utf-8")
    assert load("new", tmp_path).based_on == id


def asked(*titles: str, kind: str = "text", choices: tuple[str, ...] = ()) -> list[Asked]:
    return [Asked(f"fields/{n}", "field", title, (title,), (), kind, choices) for n, title in enumerate(titles)]


def spots(*texts: str, takes: str = "", choices: tuple[str, ...] = ()) -> list[Spot]:
    return [Spot(text, "Sheet", n, 0, f"A{n}", takes, choices) for n, text in enumerate(texts, start=1)]


def test_words_with_the_very_list_of_choices_are_matched_whatever_they_are() -> None:
    colours = ("red", "green", "blue", "black")
    (match,) = matched(asked("Colour of the thing", choices=colours), [*spots("Shade", choices=colours), *spots("Remarks")])
    assert (match.text, match.sure) == ("Shade", True)


def test_a_label_whose_cell_takes_a_date_is_no_label_of_money() -> None:
    assert matched(asked("Amount agreed", kind="money"), spots("Amount as agreed", takes="money"))[0].sure
    assert not any(m.sure for m in matched(asked("Amount agreed", kind="money"), spots("Amount as agreed", takes="date")))


def test_two_labels_as_like_as_each_other_are_doubtful() -> None:
    found = matched(asked("Total planned income"), spots("Total of planned income (A)", "Total of planned income (B)"))
    assert [m.sure for m in found] == [False]


def test_what_stands_alone_between_two_neighbours_is_doubtful_by_its_order() -> None:
    found = matched(asked("First thing", "Colour", "Last thing"), spots("First thing", "Shade", "Last thing"))
    assert [(m.text, m.sure) for m in found] == [("First thing", True), ("Shade", False), ("Last thing", True)]


def test_the_same_words_of_another_year_are_proposed_and_the_year_is_told() -> None:
    row = tuple(Cell(text, column, text or None, f"A{column}") for column, text in enumerate(("Total pooled budget 2031-32", "")))
    document = Document("w.xlsx", Format.XLSX, "0" * 64, 1, (Table((Row(row, 1),), sheet="Income"),))
    found = learn(document, BASE)
    assert [m.asked.address for m in found.proposed if m.asked.what == "field"] == ["fields/agreed-2025-26"]
    assert found.other_years == ("2031-32",)
    assert "names 2031-32, which round 2025-26 does not have" in round_file("new", BASE, document, found)


def test_a_name_with_quotes_and_odd_signs_still_makes_a_round_file(tmp_path: Path) -> None:
    words = 'Total "pooled": {budget} # 2025-26\n\\ in all'
    row = tuple(Cell(text, column, text or None, f"A{column}") for column, text in enumerate((words, "")))
    document = Document("a: 'b' \"c\" #d.xlsx", Format.XLSX, "0" * 64, 1, (Table((Row(row, 1),), sheet="Income"),))
    (tmp_path / "new.yaml").write_text(round_file("new", BASE, document, learn(document, BASE)), encoding="utf-8")
    assert load("new", tmp_path).title.endswith("as a: 'b' \"c\" #d.xlsx words it")


def sheet_of(*rows: tuple[str, ...], name: str = "Cover") -> Document:
    made = tuple(
        Row(tuple(Cell(text, c, text or None, f"{'ABC'[c]}{r}") for c, text in enumerate(row)), r) for r, row in enumerate(rows, 1)
    )
    return Document("w.xlsx", Format.XLSX, "0" * 64, 1, (Table(made, sheet=name),))


def test_a_label_is_found_although_the_cell_beside_it_is_filled() -> None:
    found = learn(sheet_of(("Completed by", "Somebody"), ("Health and Wellbeing Board", "Anytown")), BASE)
    assert {"fields/completed-by", "fields/health-and-wellbeing-board"} <= {m.asked.address for m in found.matches if m.known}
    assert not {"Somebody", "Anytown"} & {m.text for m in found.matches}


def test_letters_that_are_alike_by_chance_are_no_match() -> None:
    assert matched(asked("Contact telephone"), spots("Marleworth Council")) == ()


def test_headings_of_several_blocks_on_a_tables_own_sheet_are_found() -> None:
    blocks = [((name,), ("", "Actual", "Goal"), ("Value",)) for name in ("Emergency admissions", "Discharge delays")]
    found = learn(sheet_of(*blocks[0], *blocks[1], name="6. Metrics"), BASE)
    assert {"metrics/emergency-admissions-65-plus", "metrics/discharge-delay"} <= {
        m.asked.address for m in found.matches if m.known
    }
