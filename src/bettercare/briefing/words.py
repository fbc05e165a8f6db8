"""Sentences that the sheet and the board paper both say of a plan."""

from __future__ import annotations

from bettercare.briefing.brief import Brief, Money, Year
from bettercare.figures.amounts import Total
from bettercare.plan import Severity
from bettercare.plan.words import counted, listed, pounds


def sum_of(total: Total, silent: str = "nothing") -> str:
    """A sum, and what is missing from it: missing is never zero. `silent` is said where the plan has no amount at all."""
    if not total.addresses:
        return "not given" if total.missing else silent
    return pounds(total.amount) + (f" and {counted(len(total.missing), 'amount')} missing" if total.missing else "")


def year_of(year: Year) -> tuple[str, str, str]:
    """What is put in, spent and left in a year; a plan that says nothing of one side does not have it."""
    income, spending = sum_of(year.income, "not given"), sum_of(year.spending, "not given")
    return income, spending, "not known" if "not given" in (income, spending) else left_of(year)


def left_of(money: Money | Year) -> str:
    """What is left to spend from a source, or in a year."""
    income, spending = (
        (money.balance.income, money.balance.spending) if isinstance(money, Money) else (money.income, money.spending)
    )
    if income.missing or spending.missing:
        return "not known"
    left = income.amount - spending.amount
    return pounds(left) + (" (overspent)" if left < 0 else "")


def money_in_words(brief: Brief) -> str:
    """What is put in and spent, year by year, in one paragraph."""
    if not brief.years:
        return "The plan does not give its money yet."
    told = []
    for year in brief.years:
        income, spending, _ = year_of(year)
        put_in = "what partners put in is not given" if income == "not given" else f"partners put in {income}"
        told.append(f"in {year.year} {put_in} and schemes spend {spending}")
    return f"{listed(told)[0].upper()}{listed(told)[1:]}."


def findings_in_words(brief: Brief) -> str:
    """How many findings of which kind the checks of the round's rules give."""
    if not brief.findings:
        words = "The checks of the round’s rules found nothing that does not add up."
    else:
        kinds = ((Severity.ERROR, "must be put right"), (Severity.QUERY, "ask for a reason"), (Severity.NOTE, "inform"))
        told = [f"{number} {words}" for severity, words in kinds if (number := brief.count(severity))]
        words = f"The checks of the round’s rules give {counted(len(brief.findings), 'finding')}: {listed(told)}."
    return words + (f" {counted(brief.not_checked, 'rule')} could not be checked." if brief.not_checked else "")


def conditions_in_words(brief: Brief) -> str:
    if not brief.questions:
        return ""
    return f"{brief.answered} of {counted(brief.questions, 'question')} on national conditions are answered."
