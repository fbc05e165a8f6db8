"""A plan is late only after the last window that was open to the areas it covers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bettercare import checking, rounds
from bettercare.plan import Cover, Dates, Plan, Reading
from bettercare.rounds.model import Extension, Round


@pytest.fixture(scope="module")
def extended() -> Round:
    """The round with its last windows open longer for one area."""
    round = rounds.load("2014-15")
    longer = Extension(area="E06000042", closes=datetime(2014, 5, 2, 17, 0), reason="two areas merged")
    return replace(round, windows=tuple(replace(w, extensions=(longer,)) if w.kind == "final" else w for w in round.windows))


def _late(round: Round, sent: date, *covers: str) -> list[str | None]:
    plan = Plan(round=round.id, dates=Dates(submitted=sent), covers=tuple(Cover(code, code) for code in covers))
    return [f.expected for f in checking.check(Reading(plan), round).findings if f.rule == "date-window"]


@pytest.mark.parametrize("covers", [("E06000042",), ("E10000016", "E06000042")])
def test_an_extension_of_an_area_the_plan_covers_holds_for_the_plan(extended: Round, covers: tuple[str, ...]) -> None:
    assert not _late(extended, date(2014, 5, 2), *covers)
    assert _late(extended, date(2014, 5, 3), *covers) == ["on or before 2 May 2014"]


@pytest.mark.parametrize("covers", [(), ("E10000016",)])
def test_an_extension_of_another_area_does_not(extended: Round, covers: tuple[str, ...]) -> None:
    assert _late(extended, date(2014, 5, 2), *covers) == ["on or before 4 April 2014"]
