"""Two plans held against each other: what is the same, what changed, and what that does to the money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare import rounds
from bettercare.comparing import compare
from bettercare.plan import (
    CheckResult,
    Contribution,
    Dates,
    FinancialYear,
    Finding,
    Line,
    Metric,
    MetricPoint,
    Narrative,
    Plan,
    PointRole,
    Reading,
    Risk,
    Scheme,
    Severity,
    State,
    replace_at,
    value_at,
    walk,
)
from bettercare.plan.comparison import ChangeKind, Comparison, Fate
from bettercare.reporting import Side, compared_html
from tests.plan.strategies import drawn

YEAR = FinancialYear(2015)
PLAN = Plan(
    round="2014-15",
    dates=Dates(submitted=date(2014, 2, 14)),
    contributions=(Contribution("c", "A Council", None, YEAR, actual=Decimal(500)),),
    schemes=(
        Scheme(
            "s1", "1", "Reablement at home", lines=(Line("l1", YEAR, amount=Decimal(200)), Line("l2", YEAR, amount=Decimal(100)))
        ),
        Scheme("s2", "2", "Telecare and equipment", lines=(Line("l3", YEAR, amount=Decimal(200)),)),
    ),
    metrics=(
        Metric(
            "m",
            "residential-admissions",
            "Care home admissions",
            (MetricPoint("p", PointRole.TARGET, date(2014, 4, 1), date(2015, 3, 31), value=Decimal("723.0")),),
        ),
    ),
    narrative=(Narrative("n", "2a", "Vision", "People stay at home. They are seen sooner. They choose who looks after them."),),
    risks=(Risk("r", "Too few staff can be found for the new teams", likelihood=3, impact=4),),
)


def changed(address: str, value: object, plan: Plan = PLAN) -> Plan:
    return replace_at(plan, address, value)


def compared(new: Plan, old: Plan = PLAN) -> Comparison:
    return compare(Reading(old), Reading(new))


def renamed(plan: Plan) -> Plan:
    """The same plan as a second reading gives it: every id is another."""
    return replace(
        plan,
        contributions=tuple(replace(c, id=f"x{c.id}") for c in plan.contributions),
        schemes=tuple(
            replace(s, id=f"x{s.id}", lines=tuple(replace(line, id=f"x{line.id}") for line in s.lines)) for s in plan.schemes
        ),
        metrics=tuple(replace(m, id=f"x{m.id}", points=tuple(replace(p, id=f"x{p.id}") for p in m.points)) for m in plan.metrics),
        narrative=tuple(replace(n, id=f"x{n.id}") for n in plan.narrative),
        risks=tuple(replace(r, id=f"x{r.id}") for r in plan.risks),
    )


@given(drawn(Plan))
def test_a_plan_beside_itself_has_no_change(plan: Plan) -> None:
    found = compared(plan, plan)
    assert (found.changes, found.matches) == ((), ())
    assert all(not effect.difference for effect in found.effects)


@given(drawn(Plan), st.data())
def test_one_value_taken_away_is_one_change_at_its_address(plan: Plan, data: st.DataObject) -> None:
    given_values = [a for a, v in walk(plan) if v is not None and a != "round"]
    if not given_values:
        return
    address = data.draw(st.sampled_from(given_values))
    (change,) = compared(replace_at(plan, address, None), plan).changes
    assert (change.address, change.old_address) == (address, address)
    assert change.kind in (ChangeKind.REMOVED, ChangeKind.CHANGED)


def test_other_ids_alone_are_no_change_and_every_match_is_given() -> None:
    found = compared(renamed(PLAN))
    assert found.changes == ()
    assert {m.old for m in found.matches} >= {"schemes/s1", "schemes/s2", "risks/r", "schemes/s1/lines/l1"}
    assert all(m.new != m.old and m.why for m in found.matches)


def test_money_that_rose_is_told_in_pounds_and_per_cent_and_what_it_does_to_totals_and_balance() -> None:
    found = compared(changed("schemes/s2/lines/l3/amount", Decimal(250)))
    (change,) = found.changes
    assert change.words == ("Scheme 2 Telecare and equipment, 2015-16: amount rose by £50 (25 per cent), from £200 to £250.")
    assert change.difference == 50
    assert [e.words for e in found.effects if e.difference] == [
        "Spending on schemes in 2015-16 rose by £50 (10 per cent), from £500 to £550.",
        "Of all income in 2015-16: nothing left over before, £50 overspent now.",
    ]


def test_a_scheme_renamed_with_its_number_and_money_is_the_same_scheme_and_the_match_is_shown() -> None:
    new = renamed(changed("schemes/s2/name", "Equipment, and care by telephone"))
    found = compared(new)
    assert [c.address for c in found.changes] == ["schemes/xs2/name"]
    (match,) = [m for m in found.matches if m.new == "schemes/xs2"]
    assert match.score < 1
    assert "number and money" in match.why


def test_a_scheme_taken_out_and_another_put_in_are_two_changes_with_their_money() -> None:
    other = Scheme("s9", "9", "Hospice nursing", lines=(Line("l9", YEAR, amount=Decimal(75)),))
    found = compared(replace(PLAN, schemes=(PLAN.schemes[0], other)))
    assert [(c.kind, c.words) for c in found.changes] == [
        (ChangeKind.REMOVED, "Scheme 2 Telecare and equipment was taken out: £200 in 2015-16."),
        (ChangeKind.ADDED, "Scheme 9 Hospice nursing is new: £75 in 2015-16."),
    ]


def test_a_text_is_shown_word_by_word() -> None:
    text = value_at(PLAN, "narrative/n/text").replace("sooner", "within two days")
    (change,) = compared(changed("narrative/n/text", text)).changes
    assert change.words == "Section 2a Vision: text: 3 words added and 1 word taken out."
    assert [(p.words.strip(), p.kind) for p in change.text if p.kind] == [
        ("sooner.", ChangeKind.REMOVED),
        ("within two days.", ChangeKind.ADDED),
    ]
    assert "".join(p.words for p in change.text if p.kind is not ChangeKind.REMOVED) == text


def test_a_state_that_changed_is_a_change_though_neither_plan_holds_a_value() -> None:
    address = "risks/r/owner"
    found = compare(Reading(PLAN, {address: State.BLANK}), Reading(PLAN, {address: State.TO_BE_CONFIRMED}))
    (change,) = found.changes
    assert change.words.endswith("owner changed from 'blank' to 'to be confirmed'.")


def test_a_total_with_an_amount_missing_is_not_known() -> None:
    found = compared(changed("schemes/s2/lines/l3/amount", None))
    (effect,) = [e for e in found.effects if e.what == "Spending on schemes"]
    assert (effect.old, effect.new, effect.difference) == (Decimal(500), None, None)
    assert "not known now" in effect.words
    assert "1 amount is missing" in effect.words


def test_findings_are_new_gone_or_still_there_though_ids_differ() -> None:
    def finding(rule: str, address: str) -> Finding:
        return Finding(rule, Severity.QUERY, address, None, rule)

    old = CheckResult((finding("a", "schemes/s1/lines/l1/amount"), finding("b", "risks/r")), ())
    new = CheckResult((finding("a", "schemes/xs1/lines/xl1/amount"), finding("c", "dates/submitted")), ())
    found = compare(Reading(PLAN), Reading(renamed(PLAN)), old_check=old, new_check=new)
    assert [(f.fate, f.finding.rule) for f in found.findings] == [
        (Fate.NEW, "c"),
        (Fate.STILL, "a"),
        (Fate.GONE, "b"),
    ]


def test_a_metric_is_followed_into_a_later_round_by_its_predecessors() -> None:
    later = next(m for m in rounds.load("2025-26").metrics if m.predecessors)
    round_id, _, id = later.predecessors[0].rpartition("/")
    old, new = (Plan(round=r, metrics=(Metric(f"m-{r}", m),)) for r, m in ((round_id, id), ("2025-26", later.id)))
    found = compare(Reading(old), Reading(new), rounds.load(round_id), rounds.load("2025-26"))
    assert [c.address for c in found.changes] in ([], ["metrics/m-2025-26/metric"])
    assert found.matches[0].new == "metrics/m-2025-26"


@pytest.mark.parametrize("nasty", ["<script>alert(1)</script>", "a & b"])
def test_the_page_shows_every_change_and_no_text_becomes_part_of_it(nasty: str) -> None:
    new = changed("risks/r/owner", nasty, changed("schemes/s2/lines/l3/amount", Decimal(250)))
    page = compared_html(compared(new), Side("old", None), Side("new", "A round"))
    assert nasty not in page
    assert "rose by £50 (25 per cent)" in page
    assert "+£50" in page


def test_sources_and_metrics_are_called_by_their_names_and_texts_stand_in_quotes() -> None:
    """Ids of a round are for machines; a board member knows the grant's name."""
    round = rounds.load("2025-26")
    stream = round.streams[0]
    line = Line("l", YEAR, stream.id, amount=Decimal(10))
    old = Plan(round=round.id, schemes=(Scheme("s", "1", "Telecare", lines=(line,)),))
    new = replace_at(replace_at(old, "schemes/s/lines/l/amount", Decimal(12)), "schemes/s/name", "Alarms")
    words = [c.words for c in compare(Reading(old), Reading(new), round, round).changes]
    assert "Scheme 1 Alarms: name changed from “Telecare” to “Alarms”." in words
    assert any(w.startswith(f"Scheme 1 Alarms, 2015-16, {stream.title}: amount rose by £2") for w in words)


def test_a_value_that_is_no_longer_given_is_said_with_what_it_was() -> None:
    (change,) = compared(changed("schemes/s2/lines/l3/amount", None)).changes
    assert change.words == "Scheme 2 Telecare and equipment, 2015-16: amount is not given now; it was £200."
