"""What every packaged round must hold to: sources, ids, locators, references; and facts that the reference states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bettercare.plan import FinancialYear, Period
from bettercare.rounds import NotInRound, Round, available, load, work_out
from bettercare.rounds.forms import Column, Field, Locator, Prompt
from bettercare.rounds.model import Condition, Figure, MetricDefinition, Part, Section, SignoffRole, TableShape

ROUNDS = ("2014-15", "2017-19", "2025-26")
NEXT = Path(__file__).parents[2] / "docs" / "how-to" / "next-round"


def parts(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif is_dataclass(value) and value.__class__.__module__.startswith("bettercare.rounds"):
        yield value
        for item in fields(value):
            yield from parts(getattr(value, item.name))


@pytest.fixture(params=ROUNDS)
def packaged(request: pytest.FixtureRequest) -> Round:
    return load(request.param)


def test_the_three_rounds_are_packaged() -> None:
    assert set(ROUNDS) <= set(available())


def test_every_part_that_states_a_fact_names_a_source_of_the_round_or_memory(packaged: Round) -> None:
    known = {source.id for source in packaged.sources} | {"memory"}
    stated = [part for part in parts(packaged) if hasattr(part, "source") and hasattr(part, "confirmed")]
    assert len(stated) > 100
    for part in stated:
        assert part.source in known, part
        assert part.source != "memory" or part.confirmed is False, part


def test_every_figure_has_a_unit_a_time_and_a_source(packaged: Round) -> None:
    assert packaged.figures
    for figure in packaged.figures:
        assert figure.unit and figure.period.start <= figure.period.end and figure.source


def test_no_source_is_listed_and_never_used(packaged: Round) -> None:
    used = {part.source for part in parts(packaged) if hasattr(part, "source")} | set(packaged.guidance)
    assert {source.id for source in packaged.sources} - used - {"own"} == set()


def test_ids_are_unique_among_their_siblings(packaged: Round) -> None:
    for owner in parts(packaged):
        for item in fields(owner):
            held = getattr(owner, item.name)
            if isinstance(held, tuple) and held and hasattr(held[0], "id") and not isinstance(held[0], Figure):
                ids = [part.id for part in held]
                assert len(ids) == len(set(ids)), (owner, item.name)


def test_what_must_be_found_in_documents_has_labels(packaged: Round) -> None:
    needing = (Section, SignoffRole, Condition, MetricDefinition, Column, Part)
    for part in parts(packaged):
        if isinstance(part, needing):
            assert part.locator.labels, part
        if isinstance(part, Locator):
            assert all(label.strip() == label and label for label in (*part.labels, *part.sheets)), part


def test_fields_of_the_plan_have_labels(packaged: Round) -> None:
    for field in packaged.fields:
        assert field.locator.labels, field


def test_no_label_was_cut_by_a_comma(packaged: Round) -> None:
    """In YAML's short lists a comma ends an item; a tail such as `000 population` would stand as a label of its own."""
    for part in parts(packaged):
        if isinstance(part, Locator):
            assert not [label for label in part.labels if label.startswith(("000 ", "per ", "and ", "including "))], part


def test_references_lead_somewhere(packaged: Round) -> None:
    sections, metrics, conditions = ({p.id for p in held} for held in (packaged.sections, packaged.metrics, packaged.conditions))
    lists = {taxonomy.id for taxonomy in packaged.taxonomies}
    for part in parts(packaged):
        if isinstance(part, Section):
            assert part.condition is None or part.condition in conditions
            assert part.parent is None or part.parent in sections
        if isinstance(part, MetricDefinition):
            assert set(part.components) <= metrics
        if isinstance(part, Field):
            assert part.choices is None or part.choices in lists
        if isinstance(part, TableShape):
            assert part.section in sections
    for condition in packaged.conditions:
        assert condition.questions and all(q.section in sections for q in condition.questions)


def test_sections_of_a_condition_ask_its_questions(packaged: Round) -> None:
    asked = {(condition.id, question.section) for condition in packaged.conditions for question in condition.questions}
    for section in packaged.sections:
        if section.condition:
            assert (section.condition, section.id) in asked


def test_a_count_has_no_multiplier_and_a_rate_has_all_three(packaged: Round) -> None:
    for metric in packaged.metrics:
        assert (metric.denominator is None) == (metric.multiplier is None), metric.id


def test_every_official_prompt_of_2014_is_known_by_its_fingerprint() -> None:
    prompts = [p for p in parts(load("2014-15")) if isinstance(p, Prompt)]
    assert len(prompts) == 33 and all(len(p.locator.prompt) >= 4 for p in prompts)


def test_2014_15_holds_what_the_reference_lists() -> None:
    r = load("2014-15")
    assert [w.closes for w in r.windows[:2]] == [datetime(2014, 2, 14, 23, 59), datetime(2014, 4, 4, 23, 59)]
    assert [role.id for role in r.signoff] == ["nhs", "council", "hwb"]
    assert r.role("hwb").fields == ("organisation", "name", "date")
    numbered = [s.id for s in r.sections if s.part == "part-1"]
    assert numbered == ["1", "1a", "1b", "1c", "1d", "1e", "2", "2a", "2b", "2c", "2d", "2e", "3", "3a", "3b", "3c", "3d", "4"]
    assert [c.id for c in r.conditions] == [
        "joint-plan",
        "social-care",
        "seven-day",
        "data-sharing",
        "joint-assessment",
        "acute-impact",
    ]
    assert {c.id for c in r.conditions if "april-conditions" in c.paid} == {
        "social-care",
        "seven-day",
        "acute-impact",
        "joint-assessment",
    }
    assert len(r.local_metrics) == 9 and len(r.metrics) == 6
    assert r.figure("national-minimum").value == 3800
    assert sum((r.figure(id).value or 0) for id in ("pay-base", "pay-april-conditions", "pay-april-metrics", "pay-october")) == 3800
    assert r.figure("dfg").value + r.figure("social-care-capital").value == r.figure("capital").value  # type: ignore[operator]
    delayed = {p.id: p.period for p in r.metric("delayed-transfers").periods}
    assert delayed["april-2015"] == Period(date(2014, 4, 1), date(2014, 12, 31)) and delayed["april-2015"].months == 9
    assert {p.id: p.asked for p in r.metric("residential-admissions").periods}["april-2015"] == "not-applicable"
    schemes = [(c.year, c.recurrence, c.field) for c in r.table("finance-schemes").columns[2:]]
    assert len(schemes) == 8 and len(set(schemes)) == 8
    assert r.return_fields("q4-2015-16")[:16] == r.return_fields("q4-2014-15")


def test_2017_19_holds_what_the_reference_lists() -> None:
    r = load("2017-19")
    assert [str(y) for y in r.years] == ["2017-18", "2018-19"]
    assert [c.id for c in r.conditions] == ["joint-plan", "social-care-maintenance", "out-of-hospital", "transfers-of-care"]
    assert [m.id for m in r.metrics] == [
        "non-elective-admissions",
        "residential-admissions",
        "reablement-91-days",
        "delayed-transfers",
    ]
    assert r.window("final").closes == datetime(2017, 9, 11, 23, 59)
    first, second = FinancialYear(2017), FinancialYear(2018)
    assert (r.figure("social-care-uplift", first).value, r.figure("social-care-uplift", second).value) == (
        Decimal("1.79"),
        Decimal("1.90"),
    )
    for year in (first, second):
        shares = sum(r.figure(id, year).value or 0 for id in ("nhs-minimum", "dfg", "ibcf"))
        assert shares == r.figure("national-minimum", year).value
    assert len(r.metric("non-elective-admissions").periods) == 8
    assert len(r.taxonomy("high-impact-changes").items) == 8 and len(r.taxonomy("maturity").items) == 5
    assert {f.id for f in r.floors} == {"social-care", "out-of-hospital"}


def test_2025_26_holds_what_the_reference_lists() -> None:
    r = load("2025-26")
    assert len(r.conditions) == 4 and [m.id for m in r.metrics if m.standing == "headline"] == [
        "emergency-admissions-65-plus", "discharge-delay", "residential-admissions",
    ]  # fmt: skip
    assert [s.id for s in r.streams if s.mandatory] == ["nhs-minimum", "la-better-care-grant", "dfg"]
    total = sum(r.figure(id).value or 0 for id in ("nhs-minimum", "la-better-care-grant", "dfg"))
    assert total == r.figure("national-minimum").value == 8965
    assert r.role("council").delegable is False and r.role("hwb").may_follow_submission
    assert len(r.taxonomy("primary-objective").items) == 6 and len(r.objectives) == 8
    assert len([p for p in r.metric("emergency-admissions-65-plus").periods if p.role == "target"]) == 12


def test_the_composite_delay_follows_from_its_two_parts() -> None:
    """England 2024-25, revised: 86.46 per cent on the day and 6.09 days for the others make 0.825 days."""
    r = load("2025-26")
    days, all, same = (r.figure(id).value for id in ("delay-days", "delay-discharges", "delay-same-day"))
    assert days and all and same
    values = {"discharged-on-ready-date": same / all * 100, "days-delayed-when-not": days / (all - same)}
    formula = r.metric("discharge-delay").formula
    assert formula is not None
    delay = work_out(formula, values.get)
    assert delay is not None and round(delay, 3) == round(days / all, 3) == Decimal("0.825")


def test_a_figure_for_several_years_must_be_asked_for_by_year() -> None:
    with pytest.raises(NotInRound, match="stands for several times"):
        load("2017-19").figure("dfg")
    with pytest.raises(NotInRound, match="gives no 'dfg' for 2019-20"):
        load("2017-19").figure("dfg", FinancialYear(2019))


def test_what_a_round_does_not_define_is_never_given_a_value() -> None:
    with pytest.raises(NotInRound, match="round 2014-15 has no metric 'happiness'; it has: residential-admissions"):
        load("2014-15").metric("happiness")


def test_loading_twice_gives_the_same_value() -> None:
    assert load("2014-15") is load("2014-15")


def test_a_similar_next_round_takes_under_100_lines() -> None:
    lines = (NEXT / "2026-27.yaml").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 100
    r = load("2026-27", NEXT)
    assert r.based_on == "2025-26" and r.years == (FinancialYear(2026),)
    total = sum(r.figure(id).value or 0 for id in ("nhs-minimum", "la-better-care-grant", "dfg"))
    assert total == r.figure("national-minimum").value == 9154
    assert not r.windows, "a date that is not known is never last year's"
    assert r.figure("dfg").confirmed and not r.condition("joint-plan").confirmed
    assert all(p.period is None or p.period.end.year >= 2025 for m in r.metrics for p in m.periods)
    assert load("2025-26").figure("dfg").value == 711, "the base is left as it was"


def test_the_example_in_the_guide_loads(tmp_path: Path) -> None:
    guide = (NEXT.parent / "write-a-round.md").read_text(encoding="utf-8")
    (tmp_path / "2026-27.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    r = load("2026-27", tmp_path)
    assert r.figure("dfg").value == 723 and r.condition("joint-plan").questions[-1].id == "districts"
