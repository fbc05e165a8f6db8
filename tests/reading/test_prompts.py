"""Where a form's prompts stand, also where two of them end in the same words."""

from __future__ import annotations

from bettercare.documents.model import Document, Format, Paragraph
from bettercare.reading.prompts import Shingles
from bettercare.reading.words import words_of
from bettercare.rounds.fingerprint import fingerprint

TAIL = "took part in the making of this paper, and how far each of them stands by what it says"
FIRST, SECOND = f"Say how the hospitals and surgeries {TAIL}", f"Say how residents and their families {TAIL}"


def _spans(prompt: str, *lines: str) -> list[tuple[str, float]]:
    paper = Document("paper.txt", Format.TEXT, "0" * 64, 1, tuple(Paragraph(t, line=n) for n, t in enumerate(lines, 1)))
    words = words_of([paper])
    found = Shingles(words).find("x", fingerprint(prompt))
    return [(" ".join(words.text(s.start, s.end).split()), round(s.score, 2)) for s in found]


def test_a_prompt_is_not_begun_in_the_tail_of_the_one_before_it() -> None:
    found = _spans(SECOND, "c) Hospitals", FIRST, "d) Residents", SECOND)
    assert (SECOND, 1.0) in found


def test_a_prompt_that_stands_twice_in_a_row_is_found_twice() -> None:
    assert _spans(FIRST, FIRST, "Answer: none", FIRST) == [(FIRST, 1.0), (FIRST, 1.0)]


def test_a_prompt_with_a_few_words_lost_is_found_whole() -> None:
    damaged = FIRST.replace("of this paper, and", "of thi pap")
    assert [text for text, _ in _spans(FIRST, damaged)] == [damaged]
