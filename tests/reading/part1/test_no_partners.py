"""Words that stand where a partner's name was asked for and are none: an answer, a plan's title."""

from pathlib import Path

import pytest

import bettercare as bc

FORM = """\
Better Care Fund planning template - Part 1
1) PLAN DETAILS
a) Summary of Plan

Local Authority
Derby City Council

Clinical Commissioning Groups
{}

Boundary Differences
None.
"""


def partners(path: Path, group: str) -> list[str | None]:
    (path / "plan.txt").write_text(FORM.format(group), encoding="utf-8")
    return [o.name for o in bc.read(path / "plan.txt", round="2014-15").plan.organisations]


@pytest.mark.parametrize("words", ["Done", "Integration and Better Care Fund 2017-19, content 67f55e6b3d"])
def test_answers_and_titles_are_no_partners(tmp_path: Path, words: str) -> None:
    assert partners(tmp_path, words) == ["Derby City Council"]


def test_a_group_s_name_is_a_partner(tmp_path: Path) -> None:
    assert partners(tmp_path, "NHS Southern Derbyshire CCG") == ["Derby City Council", "NHS Southern Derbyshire CCG"]
