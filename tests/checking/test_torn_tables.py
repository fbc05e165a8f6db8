"""A text that lost the rows of its tables: what may be the converter's doing is not told as the plan's fault."""

from dataclasses import replace
from decimal import Decimal

from bettercare import checking
from bettercare.checking import torn
from bettercare.plan import ROWS_LOST, CheckResult, DocumentRecord, Reading, Risk, StatedTotal
from bettercare.rounds import load
from specimens.truth import draw_reading

SEED, ROUND = 98, "2017-19"
SOUND = draw_reading(SEED, ROUND, tidy=True)
TORN = (DocumentRecord("plan.txt", "text", "", (ROWS_LOST,)),)


def checked(reading: Reading) -> CheckResult:
    return checking.check(reading, load(ROUND))


def found(reading: Reading) -> list[str]:
    return [f.rule for f in checked(reading).findings]


def without_an_owner(risks: tuple[Risk, ...]) -> tuple[Risk, ...]:
    return (replace(risks[0], owner=None), *risks[1:])


def test_an_empty_cell_is_a_fault_where_rows_are_shown_and_not_checked_where_they_were_lost() -> None:
    missing = replace(SOUND, plan=replace(SOUND.plan, risks=without_an_owner(SOUND.plan.risks)))
    assert found(missing) == ["risk-owner"]
    assert found(replace(missing, documents=TORN)) == []
    assert "risk-owner" in {n.rule for n in checked(replace(missing, documents=TORN)).not_checked}


def with_totals_changed(by: Decimal) -> Reading:
    def changed(total: StatedTotal) -> StatedTotal:
        amount = total.amount + by if total.amount is not None and total.of == "schemes.amount" else total.amount
        return replace(total, amount=amount)

    return replace(SOUND, plan=replace(SOUND.plan, stated_totals=tuple(map(changed, SOUND.plan.stated_totals))))


def test_a_wrong_total_is_told_of_a_torn_text_where_what_is_put_in_confirms_the_rows() -> None:
    wrong = with_totals_changed(Decimal(50_000))
    assert set(found(wrong)) == {"total-rows"}
    assert found(replace(wrong, documents=TORN)) == found(wrong)


def test_a_sum_that_nothing_confirms_is_not_checked_in_a_torn_text() -> None:
    rest = SOUND.plan.schemes[1:]
    lost = replace(SOUND, plan=replace(SOUND.plan, schemes=rest))
    assert {"total-rows"} <= set(found(lost))
    assert not {"total-rows", "pool-balance"} & set(found(replace(lost, documents=TORN)))


def test_what_a_sentence_or_a_date_says_is_checked_in_a_torn_text_as_anywhere() -> None:
    dates = replace(SOUND.plan.dates, submitted=SOUND.plan.dates.submitted and SOUND.plan.dates.submitted.replace(year=2019))
    late = replace(SOUND, plan=replace(SOUND.plan, dates=dates))
    assert found(late) == found(replace(late, documents=TORN)) == ["date-window"]


def test_every_rule_that_rests_on_rows_is_one_of_the_handbook() -> None:
    resting = torn._NEEDS_ROWS | torn._SUMS | torn._SAID
    assert resting <= {rule.id for rule in checking.rules()}
