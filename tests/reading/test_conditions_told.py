"""Yes and No in running text answer the questions of the form where there are as many of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.plan import ConditionStatus
from bettercare.reading import read

TITLES = (
    "jointly agreed plan",
    "social care maintenance",
    "NHS commissioned out-of-hospital services",
    "managing transfers of care",
)


def answers(folder: Path, lines: list[str], between: str = "\n") -> dict[tuple[str, str], tuple[str, bool]]:
    """For each Yes or No that was asked: whether it is answered, and whether that is in doubt."""
    path = folder / "plan.txt"
    told = [f"National condition {n}: {title}{between}Yes. We agree and spend £{n}m." for n, title in enumerate(TITLES, start=1)]
    plan = ["Better Care Fund plan 2017-19", "Introduction", "We plan together.", "National Conditions", *told]
    sheet = ["Expenditure plan", "Scheme ID Scheme Name Area of Spend", "National Conditions", "National Condition 2017/18 2018/19"]
    path.write_text(between.join([*plan, *sheet, *lines]) + "\n")
    reading = read(path)
    doubted = {d.address for d in reading.doubts}
    asked = [c for c in reading.plan.conditions if c.question.startswith("met-")]
    return {(c.condition, c.question): (c.status.value, f"conditions/{c.id}/status" in doubted) for c in asked}


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_table_of_conditions_saved_as_text_answers_every_condition(tmp_path: Path, between: str) -> None:
    found = answers(tmp_path, [f"{title} Yes Yes" for title in TITLES], between)
    assert len(found) == 8
    assert set(found.values()) == {(ConditionStatus.ANSWERED.value, False)}


def test_a_no_is_of_the_condition_whose_title_goes_before_it(tmp_path: Path) -> None:
    found = answers(tmp_path, [f"{title} Yes {'No' if 'social' in title else 'Yes'}" for title in TITLES])
    assert found.pop(("social-care-maintenance", "met-2018-19")) == (ConditionStatus.PARTLY.value, False)
    assert set(found.values()) == {(ConditionStatus.ANSWERED.value, False)}


def test_unlike_answers_apart_from_the_titles_are_in_doubt(tmp_path: Path) -> None:
    found = answers(tmp_path, [*TITLES, *["Yes"] * 7, "No"])
    assert found and all(doubted for _, doubted in found.values())
