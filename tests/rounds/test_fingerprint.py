"""A prompt is known again however a converter broke its lines, and an answer is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.rounds import fingerprint, overlap

PROMPT = "Please say how the partners' plan will be paid for, and by whom, in each year."


@pytest.mark.parametrize(
    "text",
    [
        "Please say how the\npartners\u2019 plan will be\r\npaid for, and by whom,\tin each year.",
        "\u2022 Please say how the partners' plan will be paid for\n\u2022 and by whom, in each year",
        "PLEASE SAY HOW THE PARTNERS' PLAN WILL BE PAID FOR AND BY WHOM IN EACH YEAR",
        "2e) Please say how the partners' plan will be paid for, and by whom, in each year. The council pays.",
    ],
)
def test_a_prompt_is_known_again_in_another_layout(text: str) -> None:
    assert overlap(text, fingerprint(PROMPT)) == 1.0


def test_an_answer_is_not_its_prompt() -> None:
    assert overlap("The council and the board pay half each, from the grant, in both years.", fingerprint(PROMPT)) == 0.0


def test_half_a_prompt_is_half_known() -> None:
    assert 0.3 < overlap("Please say how the partners' plan will be paid for", fingerprint(PROMPT)) < 0.7


def test_hashes_are_the_same_for_ever() -> None:
    assert fingerprint("one two three four five") == (1613931443, 4104913968)


def test_a_short_text_has_one_shingle_and_an_empty_one_none() -> None:
    assert len(fingerprint("Governance")) == 1
    assert fingerprint(" \u2022 - ") == ()
    assert overlap("anything", ()) == 0.0


@given(st.text())
def test_any_text_overlaps_itself_wholly(text: str) -> None:
    found = fingerprint(text)
    assert all(0 <= shingle < 2**32 for shingle in found)
    assert overlap(text, found) == (1.0 if found else 0.0)
