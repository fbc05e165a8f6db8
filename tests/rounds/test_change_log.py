"""Proof that a round is data: each change between real rounds, stated in YAML alone, with its effect.

One test for each of the 23 rows of the change log in the reference on rounds 2023 to 2027, section 6, in its order. The file
`change_log/row-NN.yaml` states the change; the test loads it and shows the effect through the round, the JSON of a plan and,
where a check looks at it, the findings.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bettercare.checking import check
from bettercare.plan import (
    Answer,
    Area,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    Cover,
    Dates,
    FinancialYear,
    Finding,
    Line,
    Metric,
    MetricPoint,
    Period,
    Plan,
    PointRole,
    Reading,
    Scheme,
    Signature,
    plan_from_json,
    replace_at,
    to_json,
)
from bettercare.rounds import Round, RoundFileError, carry_forward, load, work_out
from bettercare.rounds.model import latest

YEAR = FinancialYear(2025)
AREA = "E06000042"
FOLDER = Path(__file__).parent / "change_log"


def changed_by(id: str) -> Round:
    """The round that a file of the folder makes."""
    return load(id, FOLDER)


def plan_of(*lines: Line, **parts: Any) -> Plan:
    """A plan of one area with one scheme that holds the lines."""
    schemes = (Scheme("s1", number="1", name="Reablement at home", lines=lines),) if lines else ()
    return Plan(round="next", area=Area("An area"), covers=(Cover("a", AREA),), schemes=schemes, **parts)


def line(id: str = "l1", amount: str = "100.00", year: FinancialYear | None = YEAR, **parts: Any) -> Line:
    return Line(id, year=year, amount=Decimal(amount), **{"source": "nhs-minimum", "area_of_spend": "social-care", **parts})


def as_json(plan: Plan) -> Any:
    """The plan's JSON, which must give the same plan when it is read back."""
    data = to_json(plan)
    assert plan_from_json(data) == plan
    return data


def found(plan: Plan, round: Round, rule: str) -> list[Finding]:
    return [finding for finding in check(Reading(plan), round) if finding.rule == rule]


def not_checked(plan: Plan, round: Round, rule: str) -> list[str]:
    return [left.why for left in check(Reading(plan), round).not_checked if left.rule == rule]


def test_row_01_the_length_of_a_plan_changes() -> None:
    one = load("2025-26")
    two = changed_by("row-01")
    assert (len(one.years), len(two.years)) == (1, 2)
    plan = plan_of(line(), line("l2", "120.00", FinancialYear(2026)))
    assert [(row["year"], row["amount"]) for row in as_json(plan)["schemes"][0]["lines"]] == [
        ("2025-26", "100.00"),
        ("2026-27", "120.00"),
    ]
    assert "2026-27" not in found(plan, one, "budget-missing")[0].message
    assert "2026-27" in found(plan, two, "budget-missing")[0].message


def test_row_02_an_addendum_opens_the_second_year_again() -> None:
    addendum = changed_by("row-02")
    first, second = FinancialYear(2017), FinancialYear(2018)
    assert (addendum.may_change(first), addendum.may_change(second)) == (False, True)
    assert load("2017-19").may_change(first)
    before = replace(
        plan_of(line("l1", year=first), line("l2", year=second)), round="2017-19", dates=Dates(submitted=date(2017, 9, 11))
    )
    after = carry_forward(before, addendum)
    changed = replace_at(after, "schemes/s1/lines/l2/amount", Decimal("150.00"))
    data = as_json(changed)
    assert data["round"] == "row-02" and data["dates"]["submitted"] is None
    assert [row["amount"] for row in data["schemes"][0]["lines"]] == ["100.00", "150.00"], "addresses outlive the amendment"


def test_row_03_two_documents_become_one_under_another_publisher() -> None:
    base = load("2025-26")
    one = changed_by("row-03")
    assert {p.id for p in base.parts} - {p.id for p in one.parts} == {"narrative"}
    assert (one.publisher, one.approver) == ("One department", "Another department")
    assert "NHS England" in base.approver
    plan = plan_of(conditions=(ConditionAnswer("c1", "objectives", "approach", ConditionStatus.ANSWERED, "Yes"),))
    assert as_json(plan)["conditions"][0]["question"] == "approach"
    here, there = ("".join(f.message for f in found(plan, r, "condition-unanswered")) for r in (base, one))
    assert "How do joint plans serve" in here and "How do joint plans serve" not in there


def test_row_04_objectives_form_another_tree() -> None:
    changed = changed_by("row-04")
    assert [o.id for o in changed.objectives if o.parent == "neighbourhood"] == ["intermediate-care"]
    assert "carers" not in {o.id for o in changed.objectives}
    item = changed.taxonomy("primary-objective").item("intermediate-care")
    assert item is not None and item.label.startswith("7.")
    plan = plan_of(line(answers=(Answer("primary-objective", item.id),)))
    assert as_json(plan)["schemes"][0]["lines"][0]["answers"] == {"primary-objective": "intermediate-care"}


def test_row_05_a_condition_is_replaced_with_its_questions() -> None:
    changed = changed_by("row-05")
    assert [c.id for c in changed.conditions][-1] == "neighbourhood"
    answered = tuple(
        ConditionAnswer(f"{c.id}-{q.id}", c.id, q.id, ConditionStatus.ANSWERED, "Yes, with 5 teams, by 1 May 2026")
        for c in changed.conditions
        for q in c.questions
    )
    plan = plan_of(conditions=answered)
    assert as_json(plan)["conditions"][-1]["condition"] == "neighbourhood"
    assert not found(plan, changed, "condition-unanswered")
    without = replace(plan, conditions=answered[:-1])
    (finding,) = found(without, changed, "condition-unanswered")
    assert "Which teams are there" in finding.message


def test_row_06_streams_merge_and_keep_their_lineage() -> None:
    changed = changed_by("row-06")
    assert changed.stream("la-better-care-grant").predecessors == ("2025-26/la-better-care-grant", "2025-26/dfg")
    plan = plan_of(
        line(source="la-better-care-grant"),
        contributions=(Contribution("c1", "Council", "la-better-care-grant", YEAR, actual=Decimal("90.00")),),
    )
    assert as_json(plan)["contributions"][0]["source"] == "la-better-care-grant"
    (finding,) = found(plan, changed, "pool-balance")
    assert "Local Authority Better Care Grant" in finding.message and finding.difference
    with pytest.raises(RoundFileError, match="there is no 'dfg' in streams"):
        changed_by("row-06-loose")


def test_row_07_a_ring_fence_is_lifted() -> None:
    fenced = load("2025-26")
    free = changed_by("row-07")
    assert (fenced.stream("la-better-care-grant").ring_fenced, free.stream("la-better-care-grant").ring_fenced) == (True, False)
    plan = plan_of(line(source="la-better-care-grant", area_of_spend="acute"))
    assert as_json(plan)["schemes"][0]["lines"][0]["area_of_spend"] == "acute"
    assert "outside social care" in found(plan, fenced, "round-constraint")[0].message
    assert not found(plan, free, "round-constraint")


def test_row_08_a_floor_is_a_test_a_table_and_a_tolerance() -> None:
    changed = changed_by("row-08")
    plan = plan_of(line(amount="90.00"), line("l2", "40.00", area_of_spend="acute"))
    assert [row["amount"] for row in as_json(plan)["schemes"][0]["lines"]] == ["90.00", "40.00"]
    assert not found(plan, load("2025-26"), "floor-met")
    (finding,) = found(plan, changed, "floor-met")
    assert finding.difference is not None and "60" in finding.difference
    tolerant = changed_by("row-08-tolerant")
    assert not found(plan, tolerant, "floor-met")
    dropped = changed_by("row-08-dropped")
    assert not not_checked(plan, dropped, "floor-met") and not_checked(plan, load("2025-26"), "floor-met")


def test_row_09_allocations_come_in_versions_and_never_from_a_percentage() -> None:
    first = changed_by("row-09-first")
    second = changed_by("row-09-second")
    table = second.allocation("nhs-minimum")
    assert table.amount(YEAR, area=AREA) == Decimal("103.15")
    assert table.amount(YEAR, area=AREA, known_on=date(2025, 2, 1)) == Decimal(100)
    assert table.amount(YEAR, area="E06000001") is None, "what a table does not say is not zero"
    plan = plan_of(contributions=(Contribution("c1", "Care board", "nhs-minimum", YEAR, actual=Decimal("100.00")),))
    assert as_json(plan)["contributions"][0]["actual"] == "100.00"
    assert not found(plan, first, "allocation-minimum")
    (finding,) = found(plan, second, "allocation-minimum")
    assert "103.15" in str(finding.expected)
    assert not_checked(plan, load("2025-26"), "allocation-minimum"), "without a table nothing is tested, and that is said"


def test_row_10_expenditure_gets_another_taxonomy_with_a_crosswalk() -> None:
    changed = changed_by("row-10")
    columns = [c.id for c in changed.table("expenditure").columns]
    assert columns.index("service") == columns.index("source") - 1 and "activity" not in columns
    crosswalk = {old: item.id for item in changed.taxonomy("service").items for old in item.predecessors}
    assert crosswalk["2025-26/short-term-home-care"] == "home"
    plan = plan_of(line(answers=(Answer("service", "bed"),)))
    assert as_json(plan)["schemes"][0]["lines"][0]["answers"] == {"service": "bed"}
    assert "The kind of bed is not named" in found(plan, changed, "round-constraint")[0].message
    named = replace_at(plan, "schemes/s1/lines/l1/answers/sub-service", "bed-recovery")
    assert not found(named, changed, "round-constraint")


def test_row_11_outputs_are_collected_in_a_new_field_and_a_new_column() -> None:
    changed = changed_by("row-11")
    assert "places" in {c.id for c in changed.table("expenditure").columns}
    assert changed.field("places").unit == "places"
    plan = plan_of(line(answers=(Answer("places", Decimal(0)),)))
    assert as_json(plan)["schemes"][0]["lines"][0]["answers"] == {"places": {"number": "0"}}
    assert "A line buys no place" in found(plan, changed, "round-constraint")[0].message
    assert not found(plan, load("2025-26"), "round-constraint")
    assert not found(plan_of(line()), changed, "round-constraint"), "a number that is not given is not nought"


def test_row_12_the_commissioners_shares_are_collected_and_must_make_a_whole() -> None:
    changed = changed_by("row-12")
    wrong = plan_of(line(commissioner="joint", nhs_share=Decimal(60), answers=(Answer("council-share", Decimal(30)),)))
    row = as_json(wrong)["schemes"][0]["lines"][0]
    assert (row["nhs_share"], row["answers"]) == ("60", {"council-share": {"number": "30"}})
    (finding,) = found(wrong, changed, "round-constraint")
    assert finding.severity == "error" and "100 per cent" in finding.message
    assert not found(replace_at(wrong, "schemes/s1/lines/l1/answers/council-share", Decimal(40)), changed, "round-constraint")


def test_row_13_a_metric_goes_and_another_comes_with_its_formula() -> None:
    changed = changed_by("row-13")
    assert "residential-admissions" not in {m.id for m in changed.metrics}
    assert changed.metric("recovered-at-home").standardised == "directly"
    point = MetricPoint("p1", PointRole.TARGET, date(2026, 4, 1), date(2027, 3, 31), Decimal(180), Decimal(200), Decimal("80.0"))
    plan = plan_of(metrics=(Metric("m1", "recovered-at-home", points=(point,)),))
    assert as_json(plan)["metrics"][0]["points"][0]["value"] == "80.0"
    assert not found(plan, changed, "metric-rate"), "a standardised rate does not follow from its counts"
    crude = replace(changed, metrics=tuple(replace(m, standardised=None) for m in changed.metrics))
    (finding,) = found(plan, crude, "metric-rate")
    assert "90" in str(finding.expected)
    supporting = changed_by("row-13-supporting")
    both = plan_of(metrics=(Metric("m1", "emergency-admissions-65-plus"), Metric("m2", "discharge-delay")))
    assert found(both, load("2025-26"), "metric-missing") and not found(both, supporting, "metric-missing")


def test_row_14_a_metric_moves_from_months_to_quarters() -> None:
    changed = changed_by("row-14")
    (first, *_), months = (
        changed.metric("emergency-admissions-65-plus").periods,
        load("2025-26").metric("emergency-admissions-65-plus").periods,
    )
    assert len(changed.metric("emergency-admissions-65-plus").periods) == 4 and len(months) == 24
    assert first.period == Period(date(2026, 4, 1), date(2026, 6, 30)) and "Q1 2026/27" in first.locator.labels
    points = tuple(
        MetricPoint(p.id, PointRole.TARGET, p.period.start, p.period.end, value=Decimal(1500))
        for p in changed.metric("emergency-admissions-65-plus").periods
        if p.period
    )
    plan = plan_of(metrics=(Metric("m1", "emergency-admissions-65-plus", points=points),))
    assert [p["end"] for p in as_json(plan)["metrics"][0]["points"]] == ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"]
    assert not found(plan, changed, "metric-point-missing")
    assert found(plan, load("2025-26"), "metric-point-missing")


def test_row_15_a_composite_metric_follows_from_its_parts() -> None:
    changed = changed_by("row-15")
    plan = plan_of(metrics=(Metric("m1", "discharge-delay", points=(MetricPoint("p1", PointRole.TARGET, value=Decimal("0.82")),)),))
    values = {m["metric"]: Decimal(m["points"][0]["value"]) for m in as_json(plan)["metrics"]}
    formula = changed.metric("bed-days").formula
    assert formula is not None and work_out(formula, values.get) == Decimal(82)
    with pytest.raises(RoundFileError, match="there is no field 'colour' to test"):
        changed_by("row-15-wrong")


def test_row_16_a_new_data_source_breaks_a_series() -> None:
    changed = changed_by("row-16")
    metric = changed.metric("residential-admissions")
    assert metric.data_source == "the person-level collection" and "second admissions" in str(metric.series_break)
    assert metric.numerator == load("2025-26").metric("residential-admissions").numerator, "what the change does not name stays"
    assert as_json(plan_of(metrics=(Metric("m1", metric.id),)))["metrics"][0]["metric"] == "residential-admissions"


def test_row_17_capacity_and_demand_gets_other_rows_and_fields() -> None:
    changed = changed_by("row-17")
    (before,), (after,) = ([s for s in r.capacity if s.id == "hospital-discharge"] for r in (load("2025-26"), changed))
    assert (len(before.rows), len(after.rows)) == (6, 5) and after.embedded
    assert "readmitted" in {f.id for f in after.fields} and after.fields[-1].confirmed is False, "it takes its state from the table"
    (surplus,) = (f.formula for f in after.fields if f.id == "surplus-with-spot")
    month = {"capacity": Decimal(40), "spot": Decimal(5), "demand": Decimal(52)}
    assert surplus is not None and work_out(surplus, month.get) == Decimal(-7)
    rows = tuple((row.id, "40", "5", "52") for row in after.rows)
    plan = plan_of(answers=(Answer("capacity-hospital-discharge", rows),))
    assert as_json(plan)["answers"]["capacity-hospital-discharge"]["rows"][3] == ["bed-recovery", "40", "5", "52"]


def test_row_18_the_reviewers_checklist_changes_with_its_columns() -> None:
    changed = changed_by("row-18")
    assert changed.assurance is not None
    assert [q.id for q in changed.assurance.questions][-1] == "housing"
    assert [f.id for f in changed.assurance.fields] == ["met", "actions", "date", "pages"]
    assert "approved-subject-to" in {o.id for o in changed.assurance.outcomes}
    plan = plan_of(conditions=(ConditionAnswer("c1", "joint-plan", "agreed", answers=(Answer("pages", "Narrative, page 4"),)),))
    assert as_json(plan)["conditions"][0]["answers"] == {"pages": "Narrative, page 4"}


def test_row_19_another_person_must_sign_before_the_plan_is_sent() -> None:
    changed = changed_by("row-19")
    assert [role.id for role in changed.signoff] == ["council", "nhs", "public-health", "hwb"]
    assert changed.role("council").delegable and not load("2025-26").role("council").delegable
    signed = Signature("g1", "public-health", name="signed", date=date(2026, 3, 1))
    others = tuple(Signature(f"g-{r}", r, "Partner", "signed", "Chief executive", date(2026, 3, 1)) for r in ("council", "nhs"))
    plan = plan_of(signatures=(*others, signed))
    assert as_json(plan)["signatures"][-1]["role"] == "public-health"
    assert not found(plan, changed, "signature-missing")
    assert "ublic health" in found(replace(plan, signatures=others), changed, "signature-missing")[0].message


def test_row_20_an_area_is_given_a_later_date_with_a_reason() -> None:
    changed = changed_by("row-20")
    window = changed.window("final")
    assert window.closes_for(AREA) == datetime(2025, 4, 14, 23, 59) and window.closes_for("E06000001") == datetime(2025, 3, 31, 12)
    assert window.extensions[0].reason == "The board met on 10 April"
    plan = plan_of(dates=Dates(submitted=date(2025, 4, 10)))
    assert as_json(plan)["dates"]["submitted"] == "2025-04-10"
    assert window.closes_for(plan.covers[0].code) > datetime(2025, 4, 10)
    assert found(plan, load("2025-26"), "date-window"), "late by the national date"
    later = changed_by("row-20-later")
    assert not found(plan, later, "date-window")


def test_row_21_returns_change_their_fields_dates_and_what_they_start_from() -> None:
    changed = changed_by("row-21")
    form = changed.returns[-1]
    assert form.due == datetime(2026, 4, 17, 12) and form.period is not None and form.period.days == 14
    asked = changed.return_fields("fortnight-1")
    assert asked[-1].id == "packages" and asked[:-1] == changed.return_fields("q1-2025-26")
    plan = plan_of(metrics=(Metric("m1", "discharge-delay", points=(MetricPoint("p1", PointRole.TARGET, value=Decimal("0.80")),)),))
    starts = {m["metric"]: m["points"][0]["value"] for m in as_json(plan)["metrics"]}
    assert starts[str(asked[-1].prefill).removeprefix("metrics/")] == "0.80"


def test_row_22_organisations_merge_on_a_day() -> None:
    changed = changed_by("row-22")
    assert [changed.successor("QHG", day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == ["QHG", "QXX"]
    contributions = tuple(
        Contribution(f"c{n}", code, "nhs-minimum", YEAR, actual=Decimal(a))
        for n, (code, a) in enumerate([("QHG", 100), ("QM7", 150)])
    )
    plan = plan_of(contributions=contributions)
    paid: dict[str, Decimal] = {}
    for row in as_json(plan)["contributions"]:
        code = changed.successor(row["organisation"], date(2026, 4, 1))
        paid[code] = paid.get(code, Decimal(0)) + Decimal(row["actual"])
    assert paid == {"QXX": changed.allocation("nhs-minimum").amount(YEAR, organisation="QXX")}
    assert not found(plan, changed, "allocation-minimum")


def test_row_23_actuals_are_revised_after_they_were_published() -> None:
    changed = changed_by("row-23")
    april = Period(date(2025, 4, 1), date(2025, 4, 30))
    for known_on, id in [
        (date(2025, 6, 1), None),
        (date(2025, 7, 1), "april"),
        (date(2026, 7, 1), "april-revised"),
        (None, "april-revised"),
    ]:
        release = latest(changed.releases, "discharge-delay", april, known_on)
        assert (release.id if release else None) == id
    values = [("p1", "0.90", "april"), ("p2", "0.86", "april-revised")]
    points = tuple(
        MetricPoint(id, PointRole.ACTUAL, april.start, april.end, value=Decimal(value), answers=(Answer("release", release),))
        for id, value, release in values
    )
    plan = plan_of(metrics=(Metric("m1", "discharge-delay", points=points),))
    assert [(p["value"], p["answers"]["release"]) for p in as_json(plan)["metrics"][0]["points"]] == [v[1:] for v in values]
    (finding,) = found(plan, changed, "round-constraint")
    assert finding.address is not None and "points/p1" in finding.address


def test_a_new_table_is_a_change_of_data_too() -> None:
    changed = changed_by("new-table")
    assert [c.id for c in changed.table("beds").columns] == ["site", "beds"]
    plan = plan_of(answers=(Answer("beds", (("North", "12"), ("South", None))),))
    assert as_json(plan)["answers"]["beds"] == {"rows": [["North", "12"], ["South", None]]}
    other = plan_of(answers=(Answer("completed-by", "Council"), Answer("beds", None)))
    asked = [f.message for f in found(other, changed, "answer-missing")]
    assert any("Beds by site" in message for message in asked)
    assert not any("Beds by site" in f.message for f in found(other, load("2025-26"), "answer-missing"))
