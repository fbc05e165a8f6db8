"""A round file with one mistake is refused, with the line of the mistake, what is wrong and the cure: one file per kind.

In each file of `bad/` the comment `# refused: ...` stands on the line that must be named, and holds words of the message.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.rounds import NoSuchRound, RoundFileError, available, load
from bettercare.rounds.decoding import Decoder
from bettercare.rounds.model import Round
from bettercare.rounds.references import check
from bettercare.rounds.tree import parse

BAD = Path(__file__).parent / "bad"
MARK = "# refused: "
# The mistake shows in the packaged file that the change left behind, so the line cannot stand in the bad file.
ELSEWHERE = {"change-leaves-a-loose-end": "there is no 'discharged-on-ready-date' in metrics"}


def expected(id: str) -> tuple[str, int, str] | None:
    for path in (BAD / f"{id}.yaml", BAD / f"{id}.prompts.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        for number, line in enumerate(lines, 1):
            if MARK in line:
                return str(path), number, line.split(MARK)[1]
    return None


def names() -> list[str]:
    return [id for id in available(BAD) if (BAD / f"{id}.yaml").exists()]


@pytest.mark.parametrize("id", names())
def test_a_file_with_one_mistake_is_refused_with_its_line_and_the_cure(id: str) -> None:
    with pytest.raises(RoundFileError) as refused:
        load(id, BAD)
    error = refused.value
    assert error.hint and error.key and error.problem
    if id in ELSEWHERE:
        assert ELSEWHERE[id] in str(error) and error.path.endswith("2025-26.yaml")
        return
    marked = expected(id)
    assert marked is not None, f"{id}.yaml marks no line"
    path, line, words = marked
    assert (error.path, error.line) == (path, line), str(error)
    assert words in str(error)


def test_every_kind_of_mistake_has_its_file() -> None:
    assert len(names()) >= 40


def test_the_message_names_file_line_key_problem_and_cure() -> None:
    with pytest.raises(RoundFileError) as refused:
        load("impossible-date", BAD)
    assert str(refused.value) == (
        f"{BAD / 'impossible-date.yaml'}, line 13: closes: '2030-02-30' is not a date that exists. "
        "Write it as 2014-02-14 or 2014-09-19T12:00."
    )


def test_a_round_that_does_not_exist_names_those_that_do() -> None:
    with pytest.raises(NoSuchRound, match=r"no round '1999-00'; there are: .*2014-15"):
        load("1999-00")


def test_a_folder_that_does_not_exist_is_said() -> None:
    with pytest.raises(NoSuchRound, match="is not a folder"):
        available(BAD / "nowhere")


@pytest.mark.parametrize(
    "text", [b"", b"just words", b"- a list", b"\xff\xfe\x00", b"[" * 5000, b"id: x\n---\nid: y\n", b"a: {b: c"]
)
def test_a_file_that_is_no_round_at_all_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes(text)
    with pytest.raises(RoundFileError, match=r"odd\.yaml"):
        load("odd", tmp_path)


@pytest.mark.parametrize("id", ["../2014-15", "/2014-15", "", "data/2014-15"])
def test_an_id_is_never_a_path(id: str) -> None:
    with pytest.raises(NoSuchRound):
        load(id, BAD)


WHOLE = (Path(__file__).parent / "whole.yaml").read_text(encoding="utf-8").splitlines()


def loaded(text: str) -> Round:
    tree, decoder = parse(text.encode("utf-8", "surrogatepass"), "whole.yaml"), Decoder()
    made: Round = decoder.part(tree, Round, "round")
    check(made, tree, decoder)
    return made


def test_the_round_that_is_damaged_below_loads_when_whole() -> None:
    assert len(loaded("\n".join(WHOLE)).constraints) == 1


@given(st.data())
def test_a_damaged_round_is_refused_in_our_own_words_or_still_whole(data: st.DataObject) -> None:
    """Whatever is done to lines of a file, nothing but RoundFileError comes out, and it names a line of the file."""
    lines = list(WHOLE)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "twice", "value", "indent", "cut", "swap"]))
        if change == "drop":
            lines[at] = ""
        elif change == "twice":
            lines[at] += "\n" + lines[at]
        elif change == "value":
            value = data.draw(
                st.sampled_from(["null", "[]", "{}", "-1", "yes", "2030-13-01", "'", "*x", "NaN", "1e99", "\u2212 5"])
            )
            lines[at] = lines[at].split(": ")[0] + ": " + value
        elif change == "indent":
            lines[at] = "  " + lines[at]
        elif change == "cut":
            lines[at] = lines[at][: data.draw(st.integers(0, len(lines[at])))]
        else:
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
    try:
        assert isinstance(loaded("\n".join(lines)), Round)
    except RoundFileError as error:
        assert 1 <= error.line <= len(lines) * 4 and error.hint
