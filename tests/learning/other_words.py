"""Words that another year's template might use for what the national templates ask: none of them is known to a round."""

from __future__ import annotations

import re

SHEETS = {
    "finance - summary": "Money overview",
    "finance - schemes": "List of schemes",
    "outcomes & metrics": "Measures of success",
    "cover": "About this return",
    "funding sources": "Money in",
    "income": "Money in",
    "expenditure": "Money out",
    "metrics": "Measures",
    "national conditions": "What is required",
    "planning requirements": "What is required",
    "summary": "At a glance",
    "capacity & demand": "Services and need",
}
WORDS = (
    (r"Health and Well ?being Board:?", "Name of the Health and Wellbeing Board"),
    (r"Completed by:?", "Form completed by"),
    (r"E-?mail:?", "E-mail address"),
    (r"(Contact number|Telephone):?", "Telephone number"),
    (r"Who signed off.*", "Who signs off for the board"),
    (r"Date submitted", "Submission made on this date"),
    (r"Scheme ID", "Ref."),
    (r"Scheme Name", "Name of scheme"),
    (r"(Brief )?Description of Scheme", "What the scheme does"),
    (r"Scheme Type.*", "Kind of scheme"),
    (r"Sub Types", "Sub-kind of scheme"),
    (r"Activity", "Kind of activity"),
    (r"Primary Objective", "Objective it serves"),
    (r"Area of Spend", "Spend area"),
    (r"Commissioner", "Commissioned by"),
    (r"(Lead )?provider", "Delivered by"),
    (r"Source of Funding", "Funded from"),
    (r"(?:Expenditure )?((?:20)?\d\d/\d\d) ?(?:Expenditure )?\(£\)", r"Planned spend \1 (£)"),
    (r"Expenditure for (20\d\d-\d\d) \(£\)", r"Planned spend \1 (£)"),
    (r"New/ Existing Scheme", "New or continuing scheme"),
    (r"Organisation", "Body"),
    (r"Holds the pooled budget.*", "Does it hold the pool? (Y/N)"),
    (r"Spending on BCF schemes in 14/15", "Spend on schemes during 2014/15"),
    (r"Minimum contribution \(15/16\)", "Least contribution for 2015/16"),
    (r"Actual contribution \(15/16\)", "Contribution really made 2015/16"),
    (r"BCF Investment", "Name of scheme"),
    (r"(20\d\d/\d\d) spend (.*)", r"Spending \1 (\2)"),
    (r"(20\d\d/\d\d) benefits (.*)", r"Savings \1 (\2)"),
    (r"(?:Metric )?value|Rate", "Indicator value"),
    (r"Numerator", "Numerator (count)"),
    (r"Denominator", "Denominator (population)"),
    (r"(\d\d\d\d/\d\d) Gross Contribution", r"Contribution before changes \1"),
    (r"(?:Gross )?Contribution Yr (\d)", r"Paid in, year \1"),
    (r"Professional Title|Position", "Job title"),
    (r"Name", "Full name"),
    (r"Date", "Signed on"),
    (r"(Planned|Actual|Forecast) (\d\d/\d\d)", r"\1 figure \2"),
)


def other_sheet(name: str) -> str:
    """The name of a sheet without its number, in other words."""
    plain = re.sub(r"^\d+[a-z]?\.\s*|^HWB ", "", name)
    plain = re.sub(r"^HWB ", "", plain)
    return next((new for old, new in SHEETS.items() if old in plain.lower()), name)


def other_words(words: str) -> str:
    """A label in other words; as it is where none are known."""
    for old, new in WORDS:
        if found := re.fullmatch(old, words, re.I):
            return found.expand(new)
    return words
