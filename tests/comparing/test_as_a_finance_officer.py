"""Two versions as they are sent, in Word and in Excel: rows moved, schemes renamed, priced anew and divided, money moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pytest

from bettercare.checking import check
from bettercare.cli.given import reading_of
from bettercare.comparing import compare
from bettercare.plan import (
    Answer,
    Contribution,
    FinancialYear,
    Line,
    Metric,
    MetricPoint,
    Month,
    Plan,
    PointRole,
    Reading,
    Scheme,
    Signature,
    State,
)  # fmt: skip
from bettercare.plan.comparison import Change, ChangeKind, Comparison, MoveKind
from bettercare.reporting import Side, compared_docx, compared_html, verdict
from bettercare.reporting.compared import findings_by_fate, to_tell
from bettercare.rounds import load
from bettercare.rounds.capacity import capacity_cells
from bettercare.writing import write
from specimens.truth import draw
from tests.comparing.test_two_plans import renamed

ROUND = load("2025-26")
Y25 = FinancialYear(2025)
NHS, GRANT = "nhs-minimum", "la-better-care-grant"


def scheme(number: int, name: str, amount: int, source: str = NHS) -> Scheme:
    return Scheme(f"s{number}", str(number), name, lines=(Line(f"l{number}", Y25, source, amount=Decimal(amount)),))


PLAN = Plan(
    round="2025-26",
    contributions=(
        Contribution("n", "NHS North Integrated Care Board", NHS, Y25, actual=Decimal(900_000)),
        Contribution("g", "North Council", GRANT, Y25, actual=Decimal(600_000)),
    ),
    schemes=(
        scheme(1, "Reablement at home", 400_123),
        scheme(2, "Telecare and equipment", 250_000),
        scheme(3, "Hospital discharge team", 249_877),
        scheme(4, "Support for carers", 600_000, GRANT),
    ),
)
ONE, TWO, THREE, FOUR = PLAN.schemes


def versions(new: Plan, old: Plan = PLAN) -> Comparison:
    """The comparison of two readings, each of which gives parts ids of its own."""
    return compare(Reading(old), Reading(renamed(new)), ROUND, ROUND)


def words(found: Comparison) -> list[str]:
    return [change.words for change in to_tell(found)]


def priced(of: Scheme, amount: int) -> Scheme:
    return replace(of, lines=(replace(of.lines[0], amount=Decimal(amount)),))


def test_rows_that_moved_are_no_change() -> None:
    assert versions(replace(PLAN, schemes=(FOUR, TWO, ONE, THREE))).changes == ()


def test_schemes_numbered_anew_below_a_new_row_are_told_together() -> None:
    first = scheme(1, "Falls service", 10_000)
    moved = tuple(replace(s, number=str(n)) for n, s in enumerate(PLAN.schemes, start=2))
    found = versions(replace(PLAN, schemes=(replace(first, id="new"), *moved)))
    assert words(found) == [
        "Scheme 1 Falls service is new: £10,000 in 2025-26.",
        "4 schemes have another number: 2 was 1, 3 was 2, 4 was 3, 5 was 4.",
    ]
    assert verdict(found) == "2 changes: 1 changed and 1 new."
    assert len(found.changes) == 5


def test_a_scheme_renamed_and_priced_anew_is_one_scheme_with_both_changes_and_the_match_is_shown() -> None:
    new = priced(replace(TWO, name="Alarms and aids at home"), 275_000)
    found = versions(replace(PLAN, schemes=(ONE, new, THREE, FOUR)))
    assert words(found) == [
        "Scheme 2 Alarms and aids at home: name changed from “Telecare and equipment” to “Alarms and aids at home”.",
        "Scheme 2 Alarms and aids at home, 2025-26, NHS minimum contribution: "
        "amount rose by £25,000 (10 per cent), from £250,000 to £275,000.",
    ]
    (match,) = [m for m in found.matches if m.score < 1]
    assert match.why.endswith("the same number and sources and providers, money nearly the same")


@pytest.mark.parametrize(("number", "source", "amount"), [(9, NHS, 275_000), (2, GRANT, 275_000), (2, NHS, 800_000)])
def test_a_scheme_of_another_number_source_or_size_under_another_name_is_another(number: int, source: str, amount: int) -> None:
    other = scheme(number, "Hospice nursing", amount, source)
    found = versions(replace(PLAN, schemes=(ONE, other, THREE, FOUR)))
    assert {c.kind for c in found.changes} == {ChangeKind.ADDED, ChangeKind.REMOVED}


def test_a_scheme_divided_in_two_is_told_as_one_move_that_adds_up() -> None:
    halves = (
        priced(replace(ONE, name="Reablement at home (adults)"), 150_000),
        scheme(5, "Reablement at home (older people)", 250_123),
    )
    found = versions(replace(PLAN, schemes=(halves[0], TWO, THREE, FOUR, halves[1])))
    (move,) = found.moves
    assert (move.kind, move.amount, len(move.new)) == (MoveKind.DIVIDED, 400_123, 2)
    assert move.words == (
        "Scheme 1 Reablement at home (£400,123 in 2025-26) was divided into 1 Reablement at home (adults) (£150,000 in 2025-26) "
        "and 5 Reablement at home (older people) (£250,123 in 2025-26)."
    )
    back = versions(PLAN, replace(PLAN, schemes=(halves[0], TWO, THREE, FOUR, halves[1])))
    assert [m.kind for m in back.moves] == [MoveKind.MERGED]
    assert back.moves[0].words.startswith("Schemes 1 Reablement at home (adults)")


def test_parts_that_do_not_add_up_to_the_pound_are_no_division() -> None:
    halves = (
        priced(replace(ONE, name="Reablement at home (adults)"), 150_000),
        scheme(5, "Reablement at home (older people)", 250_122),
    )
    assert versions(replace(PLAN, schemes=(halves[0], TWO, THREE, FOUR, halves[1]))).moves == ()


def test_a_scheme_whose_odd_amount_two_schemes_of_other_names_hold_was_divided_and_a_round_one_proves_nothing() -> None:
    def found(whole: Scheme, *amounts: int) -> list[MoveKind]:
        parts = [scheme(10 + n, name, a) for n, (name, a) in enumerate(zip(("Bed base", "Night sitters"), amounts, strict=True))]
        return [m.kind for m in versions(replace(PLAN, schemes=(*(s for s in PLAN.schemes if s is not whole), *parts))).moves]

    assert found(ONE, 200_000, 200_123) == [MoveKind.DIVIDED]
    assert found(TWO, 100_000, 150_000) == []


def test_money_moved_from_one_scheme_to_another_is_told_once() -> None:
    found = versions(replace(PLAN, schemes=(priced(ONE, 375_123), TWO, priced(THREE, 274_877), FOUR)))
    assert [m.words for m in found.moves] == [
        "£25,000 moved from scheme 1 Reablement at home to scheme 3 Hospital discharge team in 2025-26."
    ]


def test_money_moved_between_sources_is_told_with_what_stays() -> None:
    nhs, grant = PLAN.contributions
    less, more = replace(nhs, actual=Decimal(800_000)), replace(grant, actual=Decimal(700_000))
    found = versions(replace(PLAN, contributions=(less, more)))
    assert [m.words for m in found.moves] == [
        "£100,000 moved from NHS minimum contribution to Local Authority Better Care Grant in 2025-26; "
        "what is put in stays at £1,500,000 in all."
    ]
    assert words(found)[0] == (
        "Contribution of NHS North Integrated Care Board, NHS minimum contribution, 2025-26: "
        "amount put in fell by £100,000 (11.1 per cent), from £900,000 to £800,000."
    )
    assert "NHS minimum contribution in 2025-26: nothing left over before, £100,000 overspent now." in [
        e.words for e in found.effects
    ]
    other = replace(nhs, actual=Decimal(800_001))
    assert versions(replace(PLAN, contributions=(other, more))).moves == ()


def test_a_signature_that_came_is_named_by_its_role_and_body() -> None:
    signed = replace(PLAN, signatures=(Signature("x", "nhs", "NHS North Integrated Care Board", "A Name"),))
    role = ROUND.role("nhs").title
    assert words(versions(signed)) == [f"Signature of {role}, NHS North Integrated Care Board is new."]


def test_a_box_that_only_one_form_has_and_other_line_ends_are_no_change() -> None:
    drawn = draw(3, "2025-26", tidy=True)
    first, *rest = drawn.narrative
    spaced = replace(drawn, narrative=(replace(first, text=(first.text or "").replace(". ", ".\n")), *rest))
    assert compare(Reading(drawn), Reading(spaced), ROUND, ROUND).changes == ()
    empty = {"dates/submitted": State.BLANK}
    assert compare(Reading(PLAN), Reading(PLAN, empty), ROUND, ROUND).changes == ()
    confirmed = {"dates/submitted": State.TO_BE_CONFIRMED}
    assert len(compare(Reading(PLAN), Reading(PLAN, confirmed), ROUND, ROUND).changes) == 1


def reread(plan: Plan, path: Path) -> Reading:
    path.write_bytes(write(plan, ROUND, path.suffix).content)
    return reading_of([path], quiet=True)


@pytest.mark.parametrize(("before", "after"), [(".xlsx", ".xlsx"), (".docx", ".docx"), (".docx", ".xlsx"), (".xlsx", ".docx")])
def test_a_new_amount_and_a_renamed_scheme_are_all_that_changed_whatever_the_forms(
    before: str, after: str, tmp_path: Path
) -> None:  # fmt: skip
    old = draw(1, "2025-26", tidy=True)
    first, second, *rest = old.schemes
    line = second.lines[0]
    raised = replace(line, amount=(line.amount or Decimal(0)) + 5000)
    name = f"{second.description} at weekends"
    new = replace(old, schemes=(first, replace(second, description=name, lines=(raised, *second.lines[1:])), *rest))
    found = compare(reread(old, tmp_path / f"old{before}"), reread(new, tmp_path / f"new{after}"), ROUND, ROUND)
    schemes: list[Change] = [c for c in found.changes if c.part == "schemes"]
    assert {c.difference for c in schemes if c.difference is not None} == {5000}
    assert {c.new for c in schemes if c.difference is None} == {name}
    others = [c for c in found.changes if c.part not in ("schemes", "stated_totals", "narrative")]
    assert others == []


def test_page_and_paper_tell_the_moves() -> None:
    nhs, grant = PLAN.contributions
    less, more = replace(nhs, actual=Decimal(800_000)), replace(grant, actual=Decimal(700_000))
    found = versions(replace(PLAN, contributions=(less, more)))
    sides = Side("draft", None), Side("final", None)
    assert "Money in another place" in compared_html(found, *sides)
    assert found.moves[0].words.replace("2025-26", "2025\u201126") in compared_html(found, *sides)
    paper = docx.Document(BytesIO(compared_docx(found, *sides)))
    assert found.moves[0].words in [p.text for p in paper.paragraphs]


def monthly(metric: str, values: Sequence[tuple[int, str]], first: int = 4) -> Metric:
    months = [Month(2025 + (first + n - 1) // 12, (first + n - 1) % 12 + 1).period for n in range(len(values))]
    points = (
        MetricPoint(f"p{n}", PointRole.TARGET, m.start, m.end, Decimal(count), Decimal(200_000), Decimal(rate))
        for n, (m, (count, rate)) in enumerate(zip(months, values, strict=True))
    )
    return Metric("m", metric, points=tuple(points))


MONTHS = [(1460 - 10 * n, f"{730 - 5 * n}.0") for n in range(12)]


def test_twelve_months_of_one_metric_are_one_sentence_with_the_months_in_a_table() -> None:
    lower = [(count - 20, f"{Decimal(rate) - 10}") for count, rate in MONTHS]
    lower[2] = (MONTHS[2][0] - 40, "700.0")
    old, new = (replace(PLAN, metrics=(monthly("emergency-admissions-65-plus", m),)) for m in (MONTHS, lower))
    found = versions(new, old)
    (told,) = to_tell(found)
    assert told.words == (
        "Metric Emergency admissions of people aged 65 and over, target of each month from April 2025 to March 2026: "
        "count (numerator) fell in all 12 months, from 16,860 to 16,600 together; "
        "value fell in all 12 months, most in June 2025, from 720 to 700."
    )
    assert (len(told.rows), len(found.changes)) == (24, 24)
    assert told.rows[0] == ("April 2025, count (numerator)", "1,460", "1,440", "-20")
    assert verdict(found) == "1 change."
    names = Side("Old", None), Side("New", None)
    assert "<summary>Each value (24)</summary>" in compared_html(found, *names)
    tables = docx.Document(BytesIO(compared_docx(found, *names))).tables
    assert ["April 2025, count (numerator)", "1,460", "1,440", "-20"] in [[c.text for c in r.cells] for t in tables for r in t.rows]


def test_months_that_rose_that_fell_and_that_are_new_are_told_apart() -> None:
    mixed = [(count + (15 if n % 3 else -15), rate) for n, (count, rate) in enumerate(MONTHS)]
    old, new = (replace(PLAN, metrics=(monthly("emergency-admissions-65-plus", m),)) for m in (MONTHS[:9], mixed))
    (told,) = to_tell(versions(new, old))
    assert "count (numerator) rose in 6 months, fell in 3 months and is given now in 3 months, from 12,780 to 12,825 together" in (
        told.words
    )
    assert "value is given now in 3 months" in told.words


def test_one_or_two_months_are_told_one_by_one() -> None:
    changed = [(1400, MONTHS[0][1]), (1401, MONTHS[1][1]), *MONTHS[2:]]
    old, new = (replace(PLAN, metrics=(monthly("emergency-admissions-65-plus", m),)) for m in (MONTHS, changed))
    assert len(to_tell(versions(new, old))) == 2


def test_cells_of_a_table_of_capacity_are_told_by_what_they_are_of() -> None:
    cells = [c for c in capacity_cells(ROUND) if (c.shape.id, c.field.id) == ("community", "capacity")][:24]
    old, new = (replace(PLAN, answers=tuple(Answer(c.id, Decimal(100 + more)) for c in cells)) for more in (0, 5))
    (told,) = to_tell(versions(new, old))
    assert told.words == (
        "Capacity and demand in the community: planned capacity rose in all 24 cells, from 2,400 to 2,520 together."
    )
    assert told.rows[0] == ("Social support (including voluntary sector), April 2025", "100", "105", "+5")


def test_findings_about_the_months_of_one_measure_are_told_together() -> None:
    wrong = [(count, f"{Decimal(rate) + 50}") for count, rate in MONTHS]
    old, new = (replace(PLAN, metrics=(monthly("emergency-admissions-65-plus", m),)) for m in (MONTHS, wrong))
    sides = [Reading(old), Reading(renamed(new))]
    checks = [check(side, ROUND) for side in sides]
    found = compare(*sides, ROUND, ROUND, *checks)
    told = [alike for _, group in findings_by_fate(found) for alike in group if alike.first.rule == "metric-rate"]
    every = [f for f in found.findings if f.finding.rule == "metric-rate" and f.fate == "new"]
    assert len(every) == 12
    assert [len(alike.others) for alike in told if alike.others] == [11]
    page = compared_html(found, Side("Old", None), Side("New", None))
    assert "11 more of the same rule about the same measure" in page
    assert all(f.finding.message.split("(")[1][:10] in page for f in every)
