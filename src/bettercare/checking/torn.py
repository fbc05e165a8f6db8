"""What a text that lost the rows of its tables cannot tell: there a finding of what is missing may be the converter's.

Converters that follow a page's blocks leave a table's cells one after another. An empty cell leaves no trace in such a text, a
row may have lost its amount, and words of a neighbour stand in a cell. So of such a text no absence is told, no value that cannot
be read, and no sum of rows that nothing else in the plan confirms.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from bettercare.checking.amounts import added, in_year, income, rows_of, stated, years
from bettercare.checking.model import Context, Fault
from bettercare.plan import NotChecked
from bettercare.plan.words import pounds

_NEEDS_ROWS = frozenset(
    {
        "benefit-sign", "budget-missing", "choice-unknown", "metric-missing", "metric-parts-absent", "metric-period",
        "metric-plausible", "metric-point-missing", "part-answer-missing", "risk-band", "risk-mitigation", "risk-owner",
        "risk-register-absent", "risk-scale", "risk-score", "risk-unrated", "round-constraint", "scheme-without-money",
        "schemes-missing", "signature-incomplete", "signature-missing", "signature-partners", "value-not-supplied",
        "value-unreadable",
    }
)  # fmt: skip
"""Rules that tell of an empty cell, of a row that is not there, or of words that a row alone tells from its neighbours'."""
_SUMS = frozenset({"budget-contributions", "contribution-below-minimum", "pool-balance", "total-rows"})
_SAID = frozenset({"claim-contribution", "claim-saving"})
_LISTS = ("schemes.amount", "contributions.actual", "contributions.spend_on_schemes", "contributions.minimum")
_LOST = "the text lost the rows of its tables, so that what is missing, or stands elsewhere, may be the converter's doing"
_NOT_SAID = "the text lost the rows of its tables, and these words may be one of them"
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|should|could|can|may|expects?|aims?|means?|saves?|requires?|needs?|delivers?|provides?)\b",
    re.I,
)
_UNPROVEN = "the text lost the rows of its tables, and nothing else in the plan confirms the sum of those that were found"


def unless_torn(context: Context, fault: Fault) -> Fault | NotChecked:
    """The fault, or that it was not checked, where a document lost its rows and the fault may come from that alone."""
    if not any(document.rows_lost for document in context.reading.documents):
        return fault
    if context.rule.id in _NEEDS_ROWS:
        return context.not_checked(_LOST, fault.address)
    if context.rule.id in _SUMS and not _confirmed(context, fault):
        return context.not_checked(_UNPROVEN, fault.address)
    if context.rule.id in _SAID and not _is_sentence(fault):
        return context.not_checked(_NOT_SAID, fault.address)
    return fault


def _is_sentence(fault: Fault) -> bool:
    """Whether a claim's words say something: a row of a table has neither a verb nor a full stop."""
    written = (fault.place.as_written or "") if fault.place else ""
    return written.rstrip().endswith(".") or bool(_VERB.search(written))


def _confirmed(context: Context, fault: Fault) -> bool:
    """Whether the rows that a sum was made of are all there: another figure of the plan is their sum too."""
    if context.rule.id == "pool-balance":
        return all(_agree(context, sum_) for sum_ in _sums(context))
    return context.rule.id in ("total-rows", "budget-contributions") and _told(context)[str(fault.expected)] > 0


def _agree(context: Context, amount: Decimal) -> bool:
    return _stated(context)[pounds(amount)] > 0


def _told(context: Context) -> Counter[str]:
    """The totals and budgets that are stated, and sums of lists; a sum that stands alone is not counted."""
    sums = Counter(map(pounds, _sums(context)))
    return _stated(context) + Counter({amount: times - 1 for amount, times in sums.items()})


def _stated(context: Context) -> Counter[str]:
    years_told = dict.fromkeys(str(t.year) for t in context.plan.stated_totals)
    totals = [amount for of in _LISTS for year in years_told for amount in stated(context, of, year)]
    budgets = (b.amount for b in context.plan.budgets if b.amount is not None)
    return Counter(map(pounds, (*totals, *budgets)))


def _sums(context: Context) -> Iterator[Decimal]:
    """What is put in and what is spent in each year."""
    spending = rows_of(context, "schemes.amount")
    for year in years(spending):
        spent, put_in = added(context, in_year(spending, year)), income(context, year)
        yield from (side.amount for side in (spent, put_in) if side is not None)
