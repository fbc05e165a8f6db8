"""A whole round added up, held against sums that were known before: 150 specimens, the examples, and the facts of the papers."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from bettercare.cli.collate import _handed, _unread
from bettercare.cli.folder_of_plans import of_each_plan
from bettercare.collating import collate
from bettercare.organisations import all_organisations
from bettercare.plan import Area, ConditionStatus, Cover, OrganisationKind, Plan, Reading, to_json
from bettercare.plan.collation import Handed, Standing
from bettercare.rounds import load
from specimens import layout_2025, making
from specimens.truth import draw, draw_reading

ROOT = Path(__file__).parents[2]
ROUND = load("2025-26")
METRIC = "residential-admissions"


@pytest.fixture(scope="module")
def nation() -> list[Plan]:
    """150 plans of 2025-26, each of an area of the register."""
    boards = [o for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(date(2025, 4, 1))]
    return [
        replace(draw(seed, "2025-26", tidy=True), area=Area(board.place), covers=(Cover("k", board.code),))
        for seed, board in enumerate(boards[:150], 1)
    ]


def test_150_specimens_add_up_to_what_was_put_into_them(nation: list[Plan]) -> None:
    found = collate([Handed(str(n), Reading(plan)) for n, plan in enumerate(nation)], ROUND)
    given = [c for plan in nation for c in plan.contributions]
    assert [(s.amount, len(s.plans)) for s in found.pools] == [(sum(c.actual or 0 for c in given), 150)]
    (above,) = found.additional
    assert above.amount == sum((c.actual or 0) - (c.minimum or 0) for c in given)
    lines = [line for plan in nation for scheme in plan.schemes for line in scheme.lines]
    by_source: Counter[str] = Counter()
    for line in lines:
        by_source[ROUND.stream(line.source or "").title] += line.amount or 0  # type: ignore[assignment]
    assert {s.what: s.amount for s in found.by_source} == by_source
    assert sum(s.amount or 0 for s in found.by_area_of_spend) == sum(line.amount or 0 for line in lines)
    answered = sum(all(a.status is ConditionStatus.ANSWERED for a in plan.conditions) for plan in nation)
    assert min(c.answered for c in found.conditions) >= answered == 150
    assert len(found.areas) == 150


def test_150_specimens_aim_at_their_counts_over_their_counts(nation: list[Plan]) -> None:
    found = collate([Handed(str(n), Reading(plan)) for n, plan in enumerate(nation)], ROUND)
    ambitions = [a for a in found.ambitions if a.metric == METRIC]
    assert ambitions
    for ambition in ambitions:
        points = [
            p
            for plan in nation
            for m in plan.metrics
            if m.metric == METRIC
            for p in m.points
            if (p.role, p.start, p.end) == (ambition.role, ambition.start, ambition.end)
        ]
        top, bottom = sum(p.numerator or 0 for p in points), sum(p.denominator or 0 for p in points)
        assert (ambition.numerator, ambition.denominator, len(ambition.plans)) == (top, bottom, len(points))
        assert ambition.value == Decimal(top) / Decimal(bottom) * 100_000


def test_150_readings_in_two_processes_with_broken_ones_between_add_up_to_the_same(nation: list[Plan], tmp_path: Path) -> None:
    for n, plan in enumerate(nation):
        small = Plan(round=plan.round, area=plan.area, covers=plan.covers, contributions=plan.contributions)
        path = tmp_path / f"{n:03}.json"
        path.write_text(json.dumps(to_json(small)), encoding="utf-8")
        if n % 50 == 0:
            broken = tmp_path / f"{n:03} broken.json"
            broken.write_text("{", encoding="utf-8")
    found = collate([p.made or _unread(p) for p in of_each_plan(tmp_path, _handed, jobs=2)], ROUND)
    standing = Counter(row.standing for row in found.rows)
    assert standing == {Standing.ADDED: 150, Standing.UNREAD: 3}
    (pool,) = found.pools
    assert pool.amount == sum(c.actual or 0 for plan in nation for c in plan.contributions)


def facts(name: str) -> dict:
    return yaml.safe_load((ROOT / "tests" / "papers" / f"{name}.yaml").read_text(encoding="utf-8"))


def test_the_examples_add_up_to_what_a_careful_reader_takes_from_the_papers_that_they_follow(tmp_path: Path) -> None:
    names = ("milton-keynes-2014-15", "south-kent-coast-2014-15")
    for name in names:
        (tmp_path / name).symlink_to(ROOT / "examples" / name, target_is_directory=True)
    found = collate([p.made or _unread(p) for p in of_each_plan(tmp_path, _handed, jobs=1)], load("2014-15"))
    assert [row.standing for row in found.rows] == [Standing.ADDED, Standing.ADDED]
    agreed = [facts(name)["budgets"]["agreed"] for name in names]
    assert {s.year: s.amount for s in found.pools} == {year: sum(a[year] for a in agreed) for year in agreed[0]}
    least = [facts(name)["budgets"]["minimum"] for name in names]
    assert {s.year: s.amount for s in found.minimum} == {year: sum(m[year] for m in least) for year in least[0]}
    assert [area.parts for area in found.areas if area.areas[0].name == "Kent"] == [("South Kent Coast",)]


def test_specimens_as_documents_of_several_kinds_add_up_to_what_was_written_into_them(tmp_path: Path) -> None:
    plans = {}
    for seed, (form, place, code) in enumerate((("word+excel", "Leeds", "E08000035"), ("pdf", "York", "E06000014")), start=31):
        drawn = draw_reading(seed, "2025-26", tidy=True)
        plans[code] = replace(drawn.plan, area=Area(place))
        (tmp_path / place).mkdir()
        making.FORMATS[form](layout_2025.lay(replace(drawn, plan=plans[code]), seed), tmp_path / place, random.Random(seed))
    found = collate([p.made or _unread(p) for p in of_each_plan(tmp_path, _handed, jobs=1)], ROUND)
    assert [(row.standing, row.covers[0].code) for row in found.rows] == [(Standing.ADDED, code) for code in plans]
    put_in = [c for plan in plans.values() for c in plan.contributions]
    assert found.pools[0].amount == sum(c.actual or 0 for c in put_in)
    extra = [c for c in put_in if not ROUND.stream(c.source or "").mandatory]
    assert found.additional[0].amount == sum(c.actual or 0 for c in extra)
    assert found.spending[0].amount == sum(ln.amount or 0 for p in plans.values() for s in p.schemes for ln in s.lines)
