"""A drawn plan is true: what it states follows from what it holds, and it speaks the round's own ids."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare import rounds
from bettercare.plan import BudgetKind, ConditionStatus, walk
from specimens.truth import ROUNDS, draw, draw_reading
from specimens.words import ROLE_TITLES

SEEDS = range(25)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_the_same_seed_gives_the_same_plan_and_another_seed_another(round_id):
    assert draw(7, round_id) == draw(7, round_id)
    assert len({draw(s, round_id).area.name for s in range(20)}) > 15


@pytest.mark.parametrize("round_id", ROUNDS)
def test_stated_totals_are_the_sums_of_their_rows(round_id):
    for seed in SEEDS:
        plan = draw(seed, round_id)
        lines = [line for scheme in plan.schemes for line in scheme.lines]
        for total in plan.stated_totals:
            of, field = total.of.split(".")
            rows = lines if of == "schemes" else plan.contributions
            if total.recurrence:
                rows = [r for r in rows if r.recurrence is total.recurrence]
            if field != "spend_on_schemes":
                rows = [r for r in rows if r.year == total.year]
            assert total.amount == sum((getattr(r, field) or 0 for r in rows), Decimal(0)), (seed, total)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_lines_spend_what_is_put_in_by_year_and_source(round_id):
    for seed in SEEDS:
        plan = draw(seed, round_id)
        spent: dict[object, Decimal] = {}
        for line in (line for scheme in plan.schemes for line in scheme.lines):
            spent[line.year, line.source] = spent.get((line.year, line.source), Decimal(0)) + (line.amount or 0)
        paid: dict[object, Decimal] = {}
        for part in plan.contributions:
            paid[part.year, part.source] = paid.get((part.year, part.source), Decimal(0)) + (part.actual or 0)
            if part.minimum is not None:
                assert part.actual >= part.minimum
        early = {year for year, _ in spent} - {year for year, _ in paid}
        for key in early:
            (extra,) = [k for k in spent if k[0] == key]
            assert spent.pop(extra) == sum(p.spend_on_schemes for p in plan.contributions)
        assert spent == paid, seed


@pytest.mark.parametrize("round_id", ROUNDS)
def test_every_metric_value_follows_from_its_numerator_and_denominator(round_id):
    asked = rounds.load(round_id)
    for seed in SEEDS:
        for metric in draw(seed, round_id).metrics:
            multiplier = asked.metric(metric.metric).multiplier or Decimal(100)
            for p in (p for p in metric.points if p.numerator is not None):
                decimals = -p.value.as_tuple().exponent
                assert abs(p.numerator * multiplier / p.denominator - p.value) <= Decimal(5).scaleb(-decimals - 1), (
                    seed,
                    metric.metric,
                )


@pytest.mark.parametrize("round_id", ROUNDS)
def test_risk_scores_are_likelihood_times_impact_and_dates_are_in_order(round_id):
    for seed in SEEDS:
        plan = draw(seed, round_id)
        assert all(r.score == r.likelihood * r.impact for r in plan.risks if r.score is not None)
        if plan.dates.agreed_at_hwb and plan.dates.submitted:
            assert plan.dates.agreed_at_hwb <= plan.dates.submitted
            assert all(plan.dates.agreed_at_hwb <= s.date <= plan.dates.submitted for s in plan.signatures if s.date)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_signatures_hold_role_titles_and_never_a_person(round_id):
    titles = {t for ts in ROLE_TITLES.values() for t in ts} | {"Health and Wellbeing Board Chair", "Chief Executive", None}
    for seed in SEEDS:
        assert {s.name for s in draw(seed, round_id).signatures} <= titles


@pytest.mark.parametrize("round_id", ROUNDS)
def test_ids_of_metrics_conditions_sources_and_roles_are_the_rounds_own(round_id):
    asked = rounds.load(round_id)
    questions = {(c.id, q.id) for c in asked.conditions for q in c.questions}
    for seed in SEEDS:
        plan = draw(seed, round_id)
        assert {m.metric for m in plan.metrics} <= {m.id for m in asked.metrics}
        assert {(c.condition, c.question) for c in plan.conditions} <= questions
        assert {ln.source for s in plan.schemes for ln in s.lines if ln.source} <= {s.id for s in asked.streams}
        assert {s.role for s in plan.signatures} <= {s.id for s in asked.signoff}


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_tidy_plan_has_no_gap_and_untidy_ones_have_gaps_that_say_why(round_id):
    gaps = 0
    for seed in SEEDS:
        tidy, untidy = draw_reading(seed, round_id, tidy=True), draw_reading(seed, round_id)
        assert not tidy.states
        assert all(c.status is ConditionStatus.ANSWERED for c in tidy.plan.conditions)
        values = dict(walk(untidy.plan))
        assert all(values[address] is None for address in untidy.states)
        gaps += len(untidy.states)
    assert gaps > 5


def test_budgets_are_what_the_finance_tables_add_up_to():
    for seed in SEEDS:
        plan = draw(seed, "2014-15")
        agreed = {b.year: b.amount for b in plan.budgets if b.kind is BudgetKind.AGREED}
        assert agreed[plan.contributions[0].year] == sum(c.actual for c in plan.contributions)


def test_plans_differ_in_size_partners_and_ways_of_writing():
    plans = [draw(s, "2014-15") for s in range(60)]
    assert {len([o for o in p.organisations if o.kind == "ccg"]) for p in plans} == {1, 2, 3, 4}
    sizes = {len(p.schemes) for p in plans}
    assert min(sizes) <= 4 and max(sizes) >= 30
    assert any(s.number is None for p in plans for s in p.schemes) and any(s.number for p in plans for s in p.schemes)
    assert any(ln.benefit for p in plans for s in p.schemes for ln in s.lines)
