"""Signatures without labels: lines that say on whose behalf, and sentences."""

from __future__ import annotations

from made import text_document

from bettercare.plan import Signature
from bettercare.reading.pipeline import read_documents
from bettercare.reading.signatures.told import signatures_told
from bettercare.reading.words import words_of


def signatures(text: str) -> list[tuple[str | None, ...]]:
    plan = read_documents([text_document(f"Integration and Better Care Fund narrative plan 2017/19\n\n{text}")], "2017-19").plan

    def told(s: Signature) -> tuple[str | None, ...]:
        return s.role, s.organisation, s.name, s.position, s.date.isoformat() if s.date else None

    return [told(s) for s in plan.signatures]


def test_name_position_and_date_after_the_partner_in_one_line_are_a_signature() -> None:
    lines = [
        "Signed on behalf of NHS Elm CCG: Ada Example, Chief Officer, 6 September 2017",
        "Signed on behalf of Elm Council: Ben Sample, Strategic Director, Adults and Health, 7 September 2017",
    ]
    assert signatures("\n".join(lines)) == [
        ("nhs", "NHS Elm CCG", "Ada Example", "Chief Officer", "2017-09-06"),
        ("council", "Elm Council", "Ben Sample", "Strategic Director, Adults and Health", "2017-09-07"),
    ]


def test_a_line_each_for_name_position_and_date_is_a_signature_and_the_position_tells_which_partner() -> None:
    blocks = [
        ["Signed on behalf of the CCG", "Dr Ada Example", "Chief Officer, NHS Elm CCG", "28 April 2017"],
        ["Signed on behalf of the Council", "Ben Sample", "Director, Elm Council", "Date: 28 April 2017"],
        ["On behalf of the Health and Wellbeing Board", "Cllr Cy Person", "Chair", "21 April 2017"],
    ]
    assert signatures("\n\n".join("\n".join(b) for b in blocks)) == [
        ("nhs", "NHS Elm CCG", "Dr Ada Example", "Chief Officer", "2017-04-28"),
        ("council", "Elm Council", "Ben Sample", "Director", "2017-04-28"),
        ("hwb", "Health and Wellbeing Board", "Cllr Cy Person", "Chair", "2017-04-21"),
    ]


def test_a_sentence_that_says_who_signed_in_which_office_and_when_is_a_signature_for_each() -> None:
    told = (
        "The plan was signed off by Cllr Ada Example, Chair of the Elm Health and Wellbeing Board, on 7 September 2017, and by "
        "Ben Sample, Chair of the Oak Health and Wellbeing Board, on 8 September 2017."
    )
    assert [s[:3] + s[4:] for s in signatures(told)] == [
        ("hwb", "Elm Health and Wellbeing Board", "Cllr Ada Example", "2017-09-07"),
        ("hwb", "Oak Health and Wellbeing Board", "Ben Sample", "2017-09-08"),
    ]


def test_lines_with_labels_of_their_own_are_left_to_the_labels() -> None:
    block = "Signed on behalf of Elm Council\nBy\nBen Sample\nPosition\nDirector\nDate\n7 September 2017\n"
    other = "Signed on behalf of NHS Elm CCG\nBy\nAda Example\nPosition\nChief Officer\nDate\n6 September 2017\n"
    assert signatures_told(words_of([text_document(f"{block}\n{other}")])) == []
