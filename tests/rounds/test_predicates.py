"""Tests and sums over named figures: what each operator answers, and that a missing value is never zero."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bettercare.plan import Answer, FinancialYear, Line
from bettercare.rounds.forms import Predicate
from bettercare.rounds.predicates import SUMS, TESTS, evaluate, names_in, of_part, work_out

P = Predicate
LINE = Line(
    "l1", source="nhs-minimum", area_of_spend="social-care", amount=Decimal("250.00"), year=FinancialYear(2025),
    answers=(Answer("beds", Decimal(12)), Answer("agreed", True), Answer("note", "")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("predicate", "answer"),
    [
        (P("is", ("source", "nhs-minimum")), True),
        (P("is", ("source", "dfg")), False),
        (P("is_not", ("source", "dfg")), True),
        (P("is", ("commissioner", "joint")), None),
        (P("is_not", ("commissioner", "joint")), None),
        (P("is", ("agreed", "yes")), True),
        (P("is", ("year", "2025-26")), True),
        (P("is", ("beds", "12")), True),
        (P("one_of", ("area_of_spend", "acute", "social-care")), True),
        (P("one_of", ("area_of_spend", "acute")), False),
        (P("present", ("amount",)), True),
        (P("present", ("note",)), False),
        (P("present", ("provider",)), False),
        (P("at_least", ("amount", Decimal(250))), True),
        (P("at_most", ("amount", Decimal(249))), False),
        (P("at_least", ("nhs_share", Decimal(0))), None),
        (P("equals", (P("sum", ("beds", Decimal(3))), Decimal(15))), True),
        (P("not", (P("present", ("provider",)),)), True),
        (P("not", (P("is", ("commissioner", "joint")),)), None),
        (P("all", (P("present", ("amount",)), P("is", ("commissioner", "joint")))), None),
        (P("all", (P("present", ("provider",)), P("is", ("commissioner", "joint")))), False),
        (P("any", (P("present", ("amount",)), P("is", ("commissioner", "joint")))), True),
        (P("any", (P("present", ("provider",)), P("is", ("commissioner", "joint")))), None),
    ],
)
def test_an_operator_answers_yes_no_or_unknown(predicate: Predicate, answer: bool | None) -> None:
    assert evaluate(predicate, of_part(LINE)) is answer


@pytest.mark.parametrize(
    ("expression", "number"),
    [
        (P("sum", ("amount", "beds")), Decimal(262)),
        (P("minus", ("amount", "beds")), Decimal(238)),
        (P("product", ("amount", P("over", ("beds", Decimal(100))))), Decimal(30)),
        (P("over", ("amount", Decimal(0))), None),
        (P("sum", ("amount", "nhs_share")), None),
    ],
)
def test_a_sum_gives_a_number_or_nothing(expression: Predicate, number: Decimal | None) -> None:
    assert work_out(expression, of_part(LINE)) == number


def test_a_name_is_looked_up_beyond_the_part_where_it_stands() -> None:
    assert evaluate(P("at_least", ("beds", "needed")), of_part(LINE, {"needed": Decimal(10)}.get)) is True


def test_the_names_of_a_predicate_leave_constants_out() -> None:
    predicate = P("all", (P("is", ("source", "dfg")), P("at_least", (P("sum", ("amount", "beds")), "needed"))))
    assert list(names_in(predicate)) == ["source", "amount", "beds", "needed"]


def test_nothing_outside_the_list_is_evaluated() -> None:
    assert "eval" not in {**TESTS, **SUMS}
    with pytest.raises(ValueError, match="'eval' is not a test"):
        evaluate(P("eval", ("1",)), of_part(LINE))
    with pytest.raises(ValueError, match="'eval' is not a sum"):
        work_out(P("eval", ("amount",)), of_part(LINE))
