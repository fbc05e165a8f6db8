"""The scorer can fail: every kind of mistake a reading can make is seen, and nothing else is."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from decimal import Decimal

import pytest

from bettercare.plan import Doubt, FinancialYear, Organisation, OrganisationKind, Plan, PointRole, Reading, walk
from specimens.comparing import align, compare
from specimens.facts import facts, same
from specimens.truth import ROUNDS, draw_reading

TRUTH = draw_reading(11, "2014-15", tidy=True)
PLAN = TRUTH.plan


def scored(plan: Plan, *doubts: str) -> dict[str, int]:
    reading = Reading(plan, doubts=tuple(Doubt(a, "two readings") for a in doubts))
    return {k: v for k, v in compare(reading, TRUTH).counts.items() if v}


def swap(parts, index, **changed):
    return (*parts[:index], replace(parts[index], **changed), *parts[index + 1 :])


ALL = len(facts(PLAN))


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_perfect_reading_has_every_fact_right(round_id):
    for seed in range(10):
        truth = draw_reading(seed, round_id)
        result = compare(truth, truth)
        assert set(result.counts) == {"right"} and result.facts == len(facts(truth.plan)) == result.right


def test_other_ids_and_another_order_of_parts_change_nothing():
    rng = random.Random(4)

    def renamed(parts):
        mixed = [replace(p, id=f"other{i}") for i, p in enumerate(parts)]
        rng.shuffle(mixed)
        return tuple(mixed)

    plan = replace(
        PLAN,
        **{
            name: renamed(getattr(PLAN, name))
            for name in ("schemes", "risks", "metrics", "contributions", "signatures", "organisations", "contingency")
        },
    )
    assert scored(plan) == {"right": ALL}


def test_an_empty_reading_misses_everything():
    assert scored(Plan()) == {"missing": ALL}


def test_a_wrong_amount_is_wrong_and_with_a_doubt_at_its_address_it_is_doubted():
    line = PLAN.schemes[0].lines[0]
    plan = replace(PLAN, schemes=swap(PLAN.schemes, 0, lines=swap(PLAN.schemes[0].lines, 0, amount=line.amount + 1)))
    assert scored(plan) == {"right": ALL - 1, "wrong": 1}
    assert scored(plan, f"schemes/{PLAN.schemes[0].id}/lines/{line.id}/amount") == {"right": ALL - 1, "wrong-doubted": 1}


def test_a_doubt_at_a_right_value_is_counted():
    assert scored(PLAN, "dates/submitted") == {"right": ALL - 1, "right-doubted": 1}


def test_an_amount_in_the_wrong_year_is_one_wrong_value():
    scheme = next(i for i, s in enumerate(PLAN.schemes) if len(s.lines) == 1 and s.lines[0].benefit is None)
    plan = replace(PLAN, schemes=swap(PLAN.schemes, scheme, lines=swap(PLAN.schemes[scheme].lines, 0, year=FinancialYear(2016))))
    assert scored(plan) == {"right": ALL - 1, "wrong": 1}


def test_amounts_of_two_schemes_exchanged_are_two_wrong_values():
    plan = PLAN
    one, two = (next(i for i, s in enumerate(PLAN.schemes) if i >= start and s.lines and s.lines[-1].amount) for start in (0, 1))
    a, b = PLAN.schemes[one].lines[-1], PLAN.schemes[two].lines[-1]
    for i, line, amount in ((one, a, b.amount), (two, b, a.amount)):
        lines = tuple(replace(ln, amount=amount) if ln.id == line.id else ln for ln in plan.schemes[i].lines)
        plan = replace(plan, schemes=swap(plan.schemes, i, lines=lines))
    assert scored(plan)["wrong"] == 2


def test_a_scheme_left_out_is_missing_and_one_too_many_is_extra():
    lost = len([f for f in facts(PLAN) if f.address.startswith(f"schemes/{PLAN.schemes[0].id}/")])
    assert scored(replace(PLAN, schemes=PLAN.schemes[1:])) == {"right": ALL - lost, "missing": lost}
    another = replace(PLAN.schemes[0], id="new", number="77", name="A ward nobody planned", provider=None)
    assert scored(replace(PLAN, schemes=(*PLAN.schemes, another)))["extra"] >= 2


def test_each_value_of_the_plan_that_is_a_fact_counts_when_it_is_changed():
    """Change every amount, count and date in turn: each must cost at least one right fact."""
    addresses = {f.address for f in facts(PLAN)}
    from bettercare.plan import replace_at

    for address, value in walk(PLAN):
        if address in addresses and isinstance(value, Decimal):
            assert scored(replace_at(PLAN, address, value + 3)).get("right", 0) < ALL, address


def test_a_metric_value_under_another_period_or_role_is_wrong():
    points = PLAN.metrics[0].points
    moved = swap(points, 0, role=PointRole.TARGET)
    assert scored(replace(PLAN, metrics=swap(PLAN.metrics, 0, points=moved)))["wrong"] == 1
    exchanged = (replace(points[0], value=points[1].value), replace(points[1], value=points[0].value), *points[2:])
    assert scored(replace(PLAN, metrics=swap(PLAN.metrics, 0, points=exchanged)))["wrong"] == 2


def test_an_organisation_that_the_paper_does_not_name_is_extra_but_a_provider_is_not_counted():
    council = Organisation("z", "Nowhereshire County Council", OrganisationKind.COUNCIL)
    assert scored(replace(PLAN, organisations=(*PLAN.organisations, council))) == {"right": ALL, "extra": 2}
    provider = replace(council, kind=OrganisationKind.PROVIDER)
    assert scored(replace(PLAN, organisations=(*PLAN.organisations, provider))) == {"right": ALL}


def test_names_may_be_spelt_in_other_ways_but_another_name_or_number_in_it_is_wrong():
    assert same("scheme.name", "Falls & reablement service", "Falls and Reablement Service")
    assert same("organisation.name", "NHS Ashford Clinical Commissioning Group", "NHS Ashford CCG")
    assert not same("scheme.name", "Falls service phase 1", "Falls service phase 2")
    assert not same("organisation.name", "Ashford Council", "Bramford Council")
    assert not same("line.amount", Decimal(100), Decimal(101))
    assert same("area", "Medway Council | Medway", "Medway") and not same("area", "Medway Council | Medway", "Kent")
    assert same("risk.description", "^Breakdown in", "Breakdown in working together") and not same(
        "risk.description", "^Breakdown in", "Loss of"
    )


def test_undecidable_facts_may_be_left_out_or_doubted_but_not_be_wrong_with_confidence():
    line = PLAN.schemes[0].lines[0]
    address = f"schemes/{PLAN.schemes[0].id}/lines/{line.id}/amount"
    wrong = replace(PLAN, schemes=swap(PLAN.schemes, 0, lines=swap(PLAN.schemes[0].lines, 0, amount=line.amount + 1)))
    doubt = (Doubt(address, "two readings"),)
    assert compare(Reading(wrong), TRUTH, ["line.*"]).counts["wrong"] == 1
    assert compare(Reading(wrong, doubts=doubt), TRUTH, ["line.*"]).counts["excused"] == 1
    assert compare(Reading(wrong), TRUTH, ["!line.*"]).counts["excused"] == 1
    assert compare(Reading(Plan()), TRUTH, ["line.*"]).counts["excused"] == len(
        [f for f in facts(PLAN) if f.kind.startswith("line.")]
    )


def test_the_alignment_of_parts_is_the_best_there_is():
    rng = random.Random(8)
    for _ in range(60):
        rows, columns = rng.randint(1, 5), rng.randint(1, 5)
        scores = [[float(rng.randint(0, 9)) for _ in range(columns)] for _ in range(rows)]
        got = align(scores)
        used = [j for j in got if j is not None]
        assert len(set(used)) == len(used)
        found = sum(scores[i][j] for i, j in enumerate(got) if j is not None)
        wide = [r + [0.0] * rows for r in scores]
        best = max(sum(wide[i][j] for i, j in enumerate(p)) for p in itertools.permutations(range(columns + rows), rows))
        assert found == best
    assert align([[]]) == [None]
