"""Damage is drawn from seeds, moves and hides but never changes a figure, and says what can no longer be decided."""

from __future__ import annotations

import random
import re
from collections import Counter

import pytest

from specimens import damage, layouts, produce_text
from specimens.blocks import Paper
from specimens.facts import facts
from specimens.truth import ROUNDS


def figures(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d[\d,.]*\d|\d", text))


def papers(seed: int) -> tuple[Paper, ...]:
    return layouts.lay("2014-15", seed).papers


def done(kind: damage.Damage, seed: int) -> tuple[str, str]:
    """The text of a plan before and after one kind of damage."""
    before = produce_text.markdown(produce_text.joined(papers(seed)), random.Random(1))
    changed = tuple(damage.to_paper(p, [kind], random.Random(seed)) for p in papers(seed))
    after = produce_text.markdown(produce_text.joined(changed), random.Random(1))
    return before, damage.to_text(after, [kind], random.Random(seed))


@pytest.mark.parametrize("name", list(damage.KINDS))
def test_the_same_seed_does_the_same_damage(name):
    assert done(damage.KINDS[name], 5) == done(damage.KINDS[name], 5)


@pytest.mark.parametrize("name", list(damage.KINDS))
def test_each_kind_of_damage_changes_the_text(name):
    assert any(before != after for before, after in (done(damage.KINDS[name], s) for s in range(6)))


@pytest.mark.parametrize("name", list(damage.KINDS))
def test_no_damage_changes_a_figure_that_was_there(name):
    for seed in range(4):
        before, after = done(damage.KINDS[name], seed)
        assert not figures(before) - figures(after), name


def test_what_a_damage_makes_undecidable_are_facts_that_plans_have():
    kinds = {f"{f.kind} {f.key}" for r in ROUNDS for s in range(6) for f in facts(layouts.lay(r, s).truth.plan)}
    for kind in damage.KINDS.values():
        for pattern in kind.undecidable:
            regex = re.compile(re.escape(pattern.lstrip("!")).replace(r"\*", ".*"))
            assert any(regex.match(k) for k in kinds), pattern


def test_letters_that_look_alike_are_other_letters():
    _, after = done(damage.KINDS["look-alikes"], 3)
    assert re.search("[а-яА-Я]", after)


def test_pound_signs_can_all_be_lost():
    assert any("£" in before and "£" not in after for before, after in (done(damage.KINDS["pounds-lost"], s) for s in range(5)))


def test_a_table_printed_by_column_has_no_tabs_left():
    before, after = done(damage.KINDS["by-column"], 2)
    assert after.count("\t") < before.count("\t") / 3


def test_a_drawn_damage_is_of_one_to_three_kinds_and_at_most_one_to_tables():
    for seed in range(50):
        drawn = damage.draw(random.Random(seed))
        assert 1 <= len(drawn) <= 3 and sum(1 for d in drawn if d.grid) <= 1
