"""What a file of actual figures says: counts of metrics by period, conditions met, extra falls achieved; CSV or Excel.

One table with a row of headings. What does not fit is told by its row, and all other rows are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from bettercare.plan import Period
from bettercare.plan.payments import Actual, ActualKind, Actuals, Unusable
from bettercare.plan.words import listed
from bettercare.reading.dates import read_period
from bettercare.reading.files.headed_rows import HeadedRow, Headings, headed_rows, number_in
from bettercare.reading.values import read_yes_no
from bettercare.rounds.model import Round

HEADINGS: Headings = {
    "of": ("metric or condition", "metric", "condition", "measure", "what"),
    "period": ("period", "quarter"),
    "planned": ("planned", "planned fall", "plan"),
    "numerator": ("count", "numerator", "actual", "achieved"),
    "denominator": ("population", "denominator", "out of"),
    "value": ("value", "rate", "per cent"),
    "met": ("met", "condition met"),
}
EXTRA_FALL = "extra fall"
_NOT_NAME = re.compile(r"[^a-z0-9]+")


def read_actuals(path: Path, round: Round) -> Actuals:
    """Return the actual figures in a CSV or Excel file; raises CannotRead where there is no table of them at all."""
    known = _known(round)
    good: list[Actual] = []
    bad: list[Unusable] = []
    first: dict[tuple[str, Period | None], str] = {}
    for row in headed_rows(path, HEADINGS, ["of"]):
        made = _actual(row, known, round)
        if isinstance(made, Unusable):
            bad.append(made)
        elif (made.of, made.period) in first:
            bad.append(Unusable(row.where, f"it is about the same as {first[made.of, made.period]}", "Keep one of the two rows."))
        else:
            first[made.of, made.period] = row.where.rpartition(", ")[2]
            good.append(made)
    return Actuals(tuple(good), tuple(bad))


def _known(round: Round) -> dict[str, tuple[ActualKind, str]]:
    """What a row may be about, by each name of it."""
    found: dict[str, tuple[ActualKind, str]] = {_plain(EXTRA_FALL): (ActualKind.EXTRA_FALL, EXTRA_FALL)}
    for metric in reversed(round.metrics):
        found |= {_plain(n): (ActualKind.METRIC, metric.id) for n in (*metric.locator.labels, metric.title, metric.id)}
    for condition in reversed(round.conditions):
        names = (f"condition {condition.number}", condition.title, condition.id)
        found |= {_plain(n): (ActualKind.CONDITION, condition.id) for n in names}
    return found


def _plain(name: str) -> str:
    return _NOT_NAME.sub(" ", name.casefold()).strip()


def _actual(row: HeadedRow, known: Mapping[str, tuple[ActualKind, str]], round: Round) -> Actual | Unusable:
    text, where = row.text, row.where
    if row.wrong:
        return Unusable(where, row.wrong, "Mend the formula, or type the figure.")
    about = known.get(_plain(text["of"]))
    if about is None:
        ids = listed([*(m.id for m in round.metrics), *(c.id for c in round.conditions), EXTRA_FALL])
        return Unusable(where, f"“{text['of']}” is nothing that round {round.id} asks for", f"Name one of these: {ids}.")
    period = read_period(text.get("period", "")).period if text.get("period") else None
    if text.get("period") and period is None:
        return Unusable(where, f"“{text['period']}” is no period", "Write it as 2014-15 Q4, or as April 2014 to March 2015.")
    numbers: dict[str, Decimal | None] = {}
    for name, number, problem in _numbers(text):
        if problem:
            return Unusable(where, problem, "Give the figure as a number, or leave the cell empty where it is not known.")
        numbers[name] = number
    met = read_yes_no(text["met"]).value if text.get("met") else None
    if text.get("met") and not isinstance(met, bool):
        return Unusable(where, f"“{text['met']}” is neither yes nor no", "Write yes or no.")
    return Actual(about[0], about[1], where, period, met=met if isinstance(met, bool) else None, **numbers)


def _numbers(text: Mapping[str, str]) -> Iterator[tuple[str, Decimal | None, str | None]]:
    """Each number of a row by its column, or what is wrong with it."""
    for name in ("planned", "numerator", "denominator", "value"):
        written = text.get(name, "")
        number = number_in(written)
        if written and number is None:
            yield name, None, f"{HEADINGS[name][0]}: “{written}” is no number"
        elif number is not None and number < 0 and name in ("numerator", "denominator"):
            yield name, None, f"{HEADINGS[name][0]}: a count cannot be below nothing, and “{written}” is"
        else:
            yield name, number, None
