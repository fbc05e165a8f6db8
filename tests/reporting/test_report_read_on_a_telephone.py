"""The report's first lines and tables: no empty column pushes figures out of sight, and the sentence says only what there is."""

from __future__ import annotations

import re
from decimal import Decimal

from bettercare import rounds
from bettercare.plan import CheckResult, Contribution, FinancialYear, Finding, Plan, Reading, Severity
from bettercare.reporting import report_html

YEAR = FinancialYear(2025)


def _page(*contributions: Contribution, findings: tuple[Finding, ...] = ()) -> str:
    return report_html(Reading(Plan(round="2025-26", contributions=contributions)), CheckResult(findings), rounds.load("2025-26"))


def test_columns_of_contributions_without_any_amount_are_left_out() -> None:
    actual = Contribution("a", "Council", year=YEAR, actual=Decimal(1000))
    assert ">Minimum</th>" not in _page(actual) and "£1,000" in _page(actual)
    page = _page(actual, Contribution("b", "Board", year=YEAR, minimum=Decimal(2000)))
    assert ">Minimum</th>" in page and "£2,000" in page and "Spends before pooling" not in page


def test_the_sentence_leaves_out_what_there_is_none_of() -> None:
    error, note = (Finding("r", s, None, None, "Something.") for s in (Severity.ERROR, Severity.NOTE))
    only = " ".join(re.sub(r"<[^>]+>", " ", _page(findings=(error,))).split())
    assert "1 finding blocks the plan." in only and "for information." not in only
    noted = " ".join(re.sub(r"<[^>]+>", " ", _page(findings=(note,))).split())
    assert "No finding blocks the plan and 1 is for information." in noted
