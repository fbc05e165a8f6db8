"""What every packaged round must hold to: sources, ids, locators, references; and facts that the reference states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from bettercare.plan import FinancialYear, Period
from bettercare.rounds import NotInRound, Round, ancestors, available, came_from, load, work_out
from bettercare.rounds.forms import Column, Field, Locator, Prompt
from bettercare.rounds.model import Condition, Figure, MetricDefinition, Part, Section, SignoffRole, TableShape

ROUNDS = ("2014-15", "2015-16", "2016-17", "2017-19", "2023-25", "2024-25", "2025-26", "2026-27", "2027-28")
BEFORE_GUIDANCE = "2027-28"
GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "write-a-round.md"
DATA = Path(str(resources.files("bettercare.rounds") / "data"))
QUARTERS_OF_2014 = [FinancialYear(2013).quarter(4), *(FinancialYear(2014).quarter(n) for n in (1, 2, 3))]


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


def test_these_rounds_are_packaged() -> None:
    assert set(ROUNDS) <= set(available())


def test_every_part_that_states_a_fact_names_a_source_of_the_round_or_memory(packaged: Round) -> None:
    known = {source.id for source in packaged.sources} | {"memory"}
    stated = [part for part in parts(packaged) if hasattr(part, "source") and hasattr(part, "confirmed")]
    assert len(stated) >= 100
    for part in stated:
        assert part.source in known, part
        assert part.source != "memory" or part.confirmed is False, part


def test_every_figure_has_a_unit_a_time_and_a_source(packaged: Round) -> None:
    assert bool(packaged.figures) is (packaged.id != BEFORE_GUIDANCE)
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


def test_2015_16_holds_what_the_reference_lists() -> None:
    r = load("2015-16")
    assert r.based_on == "2014-15" and [str(y) for y in r.years] == ["2014-15", "2015-16"]
    assert r.window("final").closes == datetime(2014, 9, 19, 12, 0)
    assert r.window("conditions-met").closes == datetime(2015, 1, 9, 23, 59)
    assert [role.id for role in r.signoff] == ["nhs", "council", "hwb", "provider"]
    assert [s.id for s in r.sections if s.part == "part-1"] == [
        "1", "1a", "1b", "1c", "2", "2a", "2b", "2c", "3", "4", "4a", "4b", "4c", "4d", "5", "5a", "5b", "6", "6a", "6b", "6c",
        "7", "7a", "7b", "7c", "7d", "8", "8a", "8b", "8c", "annex-1", "annex-2",
    ]  # fmt: skip
    assert [len(r.section(s).prompts) for s in ("7a", "7c", "7d", "8b", "annex-1")] == [6, 3, 3, 3, 8]
    assert [c.id for c in r.conditions] == [c.id for c in load("2014-15").conditions]
    assert not [c.id for c in r.conditions if c.paid], "conditions carry no money any more"
    assert [m.id for m in r.metrics if m.paid] == ["non-elective-admissions"]
    assert len(r.metrics) == 6 and len(r.local_metrics) == 9
    paid = r.metric("non-elective-admissions").periods
    assert [p.period for p in paid if p.role == "baseline" and p.period] == [q.period for q in QUARTERS_OF_2014]
    assert [p.tranche for p in paid if p.role == "target"] == ["quarter-1", "quarter-2", "quarter-3", "quarter-4"]
    assert len(r.metric("delayed-transfers").periods) == 12 and r.metric("delayed-transfers").averaged is None
    assert [o.id for o in r.assurance.outcomes] == [  # type: ignore[union-attr]
        "approved", "approved-with-support", "approved-with-conditions", "not-approved",
    ]  # fmt: skip
    counts = ("outcome-approved", "outcome-with-support", "outcome-with-conditions", "outcome-not-approved")
    assert sum(r.figure(id).value or 0 for id in counts) == r.figure("areas").value == 151
    assert not any(r.figure(id).confirmed for id in counts)


def test_the_performance_fund_of_2015_16_hangs_on_emergency_admissions_alone() -> None:
    r = load("2015-16")
    payment = r.payment
    assert payment is not None and payment.method == "cumulative-reduction" and payment.threshold is None
    assert payment.guideline and r.figure(payment.guideline).value == Decimal("3.5")
    assert payment.unit_cost and r.figure(payment.unit_cost, date(2014, 8, 17)).value == 2066
    assert r.figure(payment.unit_cost, date(2014, 8, 18)).value == 1490
    assert [t.due and (t.due.year, t.due.month) for t in payment.tranches] == [(2015, 5), (2015, 8), (2015, 11), (2016, 2)]
    pot = r.field("performance-pot").formula
    values = {"annual-reduction": Decimal(707), "admission-value": Decimal(1490)}
    assert pot is not None and work_out(pot, values.get) == 1_053_430
    assert [c.id for c in r.table("quarterly-payments").columns] == ["quarter", "baseline", "plan", "cumulative", "maximum"]


def test_a_return_leaves_out_what_its_pattern_asked_and_it_does_not() -> None:
    r = load("2015-16")
    third, year_end = ({f.id for f in r.return_fields(id)} for id in ("q3-2015-16", "q4-2015-16"))
    assert third - year_end == {"support-theme", "support-wanted"}
    assert {"suggested-payment", "actual-payment", "unreleased-use", "care-teams", "successes"} <= year_end


def test_what_a_part_came_from_is_in_the_round_that_it_names(packaged: Round) -> None:
    for kind in ("streams", "metrics", "conditions"):
        for part in getattr(packaged, kind):
            for name in part.predecessors:
                where, _, id = name.partition("/")
                assert where not in available() or id in {p.id for p in getattr(load(where), kind)}, (packaged.id, part.id, name)


def test_2016_17_holds_what_the_reference_lists() -> None:
    r = load("2016-17")
    assert r.years == (FinancialYear(2016),) and r.payment is None
    assert [r.window(id).closes for id in ("first", "second", "final", "section-75")] == [
        datetime(2016, 3, 2, 23, 59),
        datetime(2016, 3, 21, 23, 59),
        datetime(2016, 5, 3, 23, 59),
        datetime(2016, 6, 30, 23, 59),
    ]
    assert [c.id for c in r.conditions] == [*(c.id for c in load("2015-16").conditions), "out-of-hospital", "delay-plan"]
    assert [c.number for c in r.conditions] == list("12345678")
    assert [m.id for m in r.metrics] == [
        "non-elective-admissions", "residential-admissions", "reablement-91-days", "delayed-transfers", "local",
        "patient-experience",
    ]  # fmt: skip
    groups, grant, total = (r.figure(id).value for id in ("nhs-minimum", "dfg", "national-minimum"))
    assert groups and grant and (groups, grant, groups + grant) == (3519, 394, total)
    assert groups == sum(r.figure(id).value or 0 for id in ("paid-up-front", "out-of-hospital"))
    assert [s.id for s in r.streams] == ["nhs-minimum", "dfg", "nhs-additional", "council-additional"]
    assert [f.id for f in r.floors] == ["out-of-hospital"]
    assert [o.id for o in r.assurance.outcomes] == ["approved", "approved-with-support", "not-approved"]  # type: ignore[union-attr]
    assert [f.due and f.due.date() for f in r.returns] == [
        date(2016, 9, 9), date(2016, 11, 25), date(2017, 3, 3), date(2017, 5, 31),
    ]  # fmt: skip
    asked = {f.id for f in r.return_fields("q4-2016-17")}
    assert {"condition-8", "joint-working", "successes"} <= asked and "suggested-payment" not in asked
    words = (DATA / "2016-17.yaml").read_text(encoding="utf-8")
    assert not {"2017-18", "2018-19"} & {str(y) for y in r.years} and "carried: unconfirmed" in words
    assert not [c.id for t in r.tables for c in t.columns if c.year and c.year.start > 2016], "no year of the base is left"
    assert not [f.spine for f in r.fields if f.spine and ("2017-18" in f.spine or "2018-19" in f.spine)]


def test_series_and_money_are_followed_from_2017_19_back_to_2014_15() -> None:
    last, first = load("2017-19"), load("2014-15")
    assert came_from(last, "metrics", "residential-admissions", first) == ("residential-admissions",)
    assert came_from(last, "metrics", "delayed-transfers", first) == ("delayed-transfers",)
    assert ("2015-16", "non-elective-admissions") in ancestors(last, "metrics", "non-elective-admissions")
    assert came_from(last, "metrics", "non-elective-admissions", first) == (), "all admissions are not the avoidable ones"
    assert set(came_from(last, "streams", "dfg", first)) == {"dfg", "social-care-capital"}
    assert set(came_from(last, "streams", "nhs-minimum", first)) == {"nhs-minimum", "nhs-transfer"}
    assert came_from(last, "conditions", "transfers-of-care", load("2016-17")) == ("delay-plan",)


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


def test_2023_25_holds_what_the_reference_lists() -> None:
    r = load("2023-25")
    first, second = FinancialYear(2023), FinancialYear(2024)
    assert r.years == (first, second) and len(r.conditions) == 4
    assert [m.id for m in r.metrics] == [
        "avoidable-admissions", "falls-admissions", "discharge-to-usual-residence", "residential-admissions", "reablement-91-days",
    ]  # fmt: skip
    mandated = ("nhs-minimum", "ibcf", "dfg", "council-discharge", "icb-discharge")
    assert tuple(s.id for s in r.streams if s.mandatory) == mandated
    sums = {year: sum(r.figure(id, year).value or 0 for id in mandated) for year in r.years}
    assert sums == {first: 8072, second: 8742} == {year: r.figure("national-minimum", year).value for year in r.years}
    assert round(sum(sums.values()), -2) == r.figure("two-years").value == 16800
    rise = 1 + (r.figure("nhs-minimum-rise").value or 0) / 100
    assert abs((r.figure("nhs-minimum", first).value or 0) * rise - (r.figure("nhs-minimum", second).value or 0)) < 1
    assert r.window("final").closes == datetime(2023, 6, 28, 23, 59) and r.window("final").confirmed
    assert r.role("council").delegable and r.role("hwb").may_follow_submission
    assert {f.id: f.share for f in r.floors} == {"social-care": None, "out-of-hospital": "nhs"}
    types = {item.id for item in r.taxonomy("scheme-type").items}
    assert len(types) == 19 and len(r.taxonomy("sub-type").items) == 85
    assert {item.parent for item in r.taxonomy("sub-type").items} == types - {
        "housing", "urgent-response", "personalised-budgeting", "other",
    }  # fmt: skip
    units = {item.id for item in r.taxonomy("output-unit").items}
    assert {item.unit for t in ("scheme-type", "sub-type") for item in r.taxonomy(t).items if item.unit} == units
    assert r.assurance is not None and [q.id for q in r.assurance.questions] == [f"pr{n}" for n in range(1, 10)]
    asked = {q.id for c in r.conditions for q in c.questions if q.section == "conditions"}
    assert asked == {q.id for q in r.assurance.questions}
    assert [len(shape.rows) for shape in r.capacity] == [7, 7] and all(shape.embedded for shape in r.capacity)


def test_2023_25_takes_no_fact_from_a_document_of_the_later_round_it_is_told_from() -> None:
    later = {s.id for s in load("2025-26").sources} - {"framework", "own"}
    assert not later & {s.id for s in load("2023-25").sources}
    assert load("2023-25").sources[0].title != load("2025-26").sources[0].title


def test_capacity_follows_from_caseload_days_occupancy_and_duration() -> None:
    fields = {field.id: field for field in load("2023-25").capacity[0].fields}
    formula = fields["capacity-offered"].formula
    assert formula is not None
    given = {"caseload": "40", "days-in-month": "30", "occupancy": "0.9", "average-duration": "27"}
    assert work_out(formula, lambda name: Decimal(given[name]) if name in given else None) == 40


def test_2024_25_amends_the_second_year_and_drops_reablement() -> None:
    r, amended = load("2024-25"), load("2023-25")
    assert r.amendment is not None and r.amendment.amends == "2023-25"
    assert [r.may_change(year) for year in r.years] == [False, True]
    assert {m.id for m in amended.metrics} - {m.id for m in r.metrics} == {"reablement-91-days"}
    assert r.window("final").closes == datetime(2024, 6, 10, 23, 59)
    assert r.window("section-75").closes == datetime(2024, 9, 30, 23, 59)
    assert {p.period.start.year for m in r.metrics for p in m.periods if p.role == "target" and p.period} >= {2024, 2025}
    assert [len(shape.rows) for shape in r.capacity] == [6, 5]
    assert not [c for t in r.tables for c in t.columns if c.year == FinancialYear(2023)], "only the second year is typed"


def test_plans_of_2023_25_are_carried_into_the_amendment_and_its_streams_into_the_next_round() -> None:
    later, amended = load("2025-26"), load("2024-25")
    assert came_from(later, "streams", "la-better-care-grant", amended) == ("ibcf", "council-discharge")
    assert came_from(later, "streams", "nhs-minimum", amended) == ("nhs-minimum", "icb-discharge")
    assert came_from(later, "metrics", "residential-admissions", amended) == ("residential-admissions",)
    assert came_from(later, "metrics", "discharge-delay", amended) == ()


def test_a_similar_next_round_takes_under_100_lines() -> None:
    assert len((DATA / "2026-27.yaml").read_text(encoding="utf-8").splitlines()) < 100
    r = load("2026-27")
    assert r.based_on == "2025-26" and r.years == (FinancialYear(2026),)
    total = sum(r.figure(id).value or 0 for id in ("nhs-minimum", "la-better-care-grant", "dfg"))
    assert total == r.figure("national-minimum").value == 9154
    assert not r.windows and not r.returns, "a date that is not known is never last year's"
    assert r.figure("dfg").confirmed and not r.condition("joint-plan").confirmed
    assert all(p.period is None or p.period.end.year >= 2025 for m in r.metrics for p in m.periods)
    assert {c.year for t in r.tables for c in t.columns if c.year} == {FinancialYear(2026)}
    assert load("2025-26").figure("dfg").value == 711, "the base is left as it was"


def test_a_round_before_guidance_pretends_nothing() -> None:
    r = load(BEFORE_GUIDANCE)
    assert not (r.windows or r.figures or r.returns or r.guidance or r.published_on or r.confirmed)
    stated = [part for part in parts(r) if hasattr(part, "source") and hasattr(part, "confirmed")]
    assert len(stated) >= 100 and not any(part.confirmed for part in stated)
    assert not [v for table in r.allocations for v in table.versions]
    assert {c.year for t in r.tables for c in t.columns if c.year} == {FinancialYear(2027)} == set(r.years)
    assert all(p.period is None or p.period.end.year >= 2026 for m in r.metrics for p in m.periods)


@pytest.mark.parametrize("id", ["2026-27", "2027-28"])
def test_no_wording_of_a_carried_round_names_the_year_before_as_its_own(id: str) -> None:
    before = "2025-26" if id == "2026-27" else "2026-27"
    r = load(id)
    told = [label for label in (*r.locator.labels, *(w for p in r.parts for w in p.locator.labels)) if before in label]
    assert not told and not [f.id for f in (*r.fields, *r.sections) if before in f.id or before in f.title]
    assert not [c.title for t in r.tables for c in t.columns if before in c.title and c.role != "baseline"]


def test_the_example_in_the_guide_loads(tmp_path: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    (tmp_path / "2026-27.yaml").write_text(guide.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    r = load("2026-27", tmp_path)
    assert r.figure("dfg").value == 723 and r.condition("joint-plan").questions[-1].id == "districts"
    assert not load("2026-27").windows and r.windows, "the folder's file goes before the packaged one"
