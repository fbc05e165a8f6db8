"""What is worked out once for documents, labels and rounds is what would be worked out each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bettercare.documents.model import Cell, Document, Format, Paragraph, Row, Table
from bettercare.reading.prompts import Shingles
from bettercare.reading.same import Same
from bettercare.reading.spots import boards
from bettercare.reading.tables.grids import grids
from bettercare.reading.words import Words, words_of
from bettercare.rounds import available, load, load_all
from bettercare.rounds.fingerprint import fingerprint

_WORDS = st.lists(st.sampled_from(["grants", "grant", "total", "Total:", "s", "care", "of", "sums"]), min_size=1, max_size=14)


def document(*lines: str) -> Document:
    return Document("paper.txt", Format.TEXT, "0" * 64, 1, tuple(Paragraph(t, line=n) for n, t in enumerate(lines, 1)))


def sheet() -> Document:
    rows = tuple(Row((Cell("Scheme", 0), Cell("Amount", 1)), number) for number in (1, 2))
    return Document("book.xlsx", Format.XLSX, "0" * 64, 1, (Table(rows, "Spend"),))


def test_equal_documents_that_are_not_the_same_object_are_told_apart() -> None:
    one, other = document("A plan"), document("A plan")
    assert one == other
    assert Same((one,)) == Same((one,)) and hash(Same((one,))) == hash(Same((one,)))
    assert Same((one,)) != Same((other,))
    assert words_of([one]) is words_of([one])
    assert words_of([one]) is not words_of([other])


def test_tables_are_laid_out_once_for_a_document() -> None:
    book = sheet()
    assert boards(book) is boards(book) and len(boards(book)) == 1
    assert grids(book) is grids(book) and len(grids(book)) == 1


def test_the_words_of_papers_read_together_are_those_of_each_with_its_own_number() -> None:
    papers = [document("A plan", "of two partners"), sheet(), document("Another")]
    together, alone = words_of(papers), [words_of([paper]) for paper in papers]
    assert [w.document for w in together] == [number for number, words in enumerate(alone) for _ in words]
    assert [w[:2] + w[3:] for w in together] == [w[:2] + w[3:] for words in alone for w in words]
    assert together.keys == [key for words in alone for key in words.keys]
    assert [row[2:] for row in together.rows] == [(1, 0, 0), (1, 0, 1)]
    assert [together.text(start, end) for start, end, *_ in together.rows] == ["Scheme Amount", "Scheme Amount"]


@given(_WORDS, _WORDS.map(" ".join), st.data())
def test_a_label_is_found_in_a_part_of_a_paper_as_in_that_part_alone(paper: list[str], label: str, data: st.DataObject) -> None:
    words = Words([document(" ".join(paper))])
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    part = Words([document(words.text(start, end))])
    here = [(h.start, h.end) for h in words.find(label, start, end)]
    assert [(a - start, min(b, end) - start) for a, b in here] == [(h.start, h.end) for h in part.find(label)]


@given(_WORDS, st.data())
def test_a_label_is_found_wherever_its_words_stand(paper: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(paper) - 1))
    end = data.draw(st.integers(start + 1, len(paper)))
    hits = Words([document(" ".join(paper))]).find(" ".join(paper[start:end]))
    assert start in [h.start for h in hits]


def test_a_prompt_is_found_by_the_fingerprint_of_its_own_words() -> None:
    prompt = "Say which partners have agreed the plan and on what day each of them did so"
    found = Shingles(Words([document("1. Agreement", prompt, "All partners agreed it in May.")])).find(
        "agreed", fingerprint(prompt)
    )
    assert [(s.start, s.end, s.score) for s in found] == [(2, 2 + len(prompt.split()), 1.0)]


def test_all_rounds_are_those_that_are_loaded_one_by_one() -> None:
    assert load_all() == tuple(load(id) for id in available())
    assert all(hash(round) == hash(load(round.id)) for round in load_all())
