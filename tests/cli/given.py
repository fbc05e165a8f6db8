"""A small reading with a bit of everything, and findings about it, for the tests of the command line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bettercare.plan import (
    Area,
    Budget,
    BudgetKind,
    Candidate,
    CheckResult,
    Claim,
    Dates,
    DocumentRecord,
    Doubt,
    FinancialYear,
    Finding,
    How,
    Line,
    NotChecked,
    Place,
    Plan,
    Reading,
    Recurrence,
    Risk,
    RoundGuess,
    Scheme,
    Severity,
    Signature,
    State,
    Unread,
)

YEAR = FinancialYear(2014)
CELL = Place("part2.xlsx", sheet="Spend", cell="E12", as_written="207,000")
LINE = Place("part1.pdf", page=3, line=40, as_written="60 beds")
GUESSED = Place("part2.xlsx", sheet="Spend", cell="F12", how=How.INFERRED, reason="the stated total")

READING = Reading(
    Plan(
        round="2014-15",
        area=Area("Anytown"),
        dates=Dates(submitted=date(2014, 2, 14)),
        budgets=(Budget("b1", BudgetKind.MINIMUM, YEAR, Decimal("14424000")),),
        schemes=(
            Scheme(
                "s1",
                "1",
                "Reablement",
                lines=(Line("l1", YEAR, None, Recurrence.RECURRENT, Decimal("207000.5"), Decimal("-180000")),),
            ),
            Scheme("s2", "2", "Falls"),
        ),
        risks=(Risk("r1", "Late", "High", 3, 4, 12),),
        signatures=(Signature("g1", "council"),),
    ),
    states={"signatures/g1/name": State.DEFAULT_LEFT_IN, "signatures/g1/date": State.BLANK, "schemes/s2/provider": State.BLANK},
    places={"schemes/s1/lines/l1/amount": CELL, "schemes/s1/lines/l1/benefit": GUESSED, "schemes/s1/name": CELL},
    doubts=(
        Doubt(
            "schemes/s1/lines/l1/amount",
            "two figures in one field",
            (Candidate("207000.50", "207,000", "the first", CELL), Candidate("270000.00")),
        ),
    ),
    claims=(Claim("beds", Decimal(60), "beds", "saved", date(2014, 4, 1), date(2015, 3, 31), LINE, "about"),),
    unread=(Unread("A figure of 5 with no home", LINE),),
    rounds=(RoundGuess("2014-15", 0.93),),
    documents=(
        DocumentRecord("part1.pdf", "pdf", "0" * 64),
        DocumentRecord("part2.xlsx", "xlsx", "1" * 64, ("a sheet is hidden",)),
    ),
)

RESULT = CheckResult(
    (
        Finding(
            "scheme-total",
            Severity.ERROR,
            "schemes/s1/lines/l1/amount",
            CELL,
            "The schemes do not add up to the total.",
            "£207,001",
            "£207,000",
            "£1",
            "Correct the amount or the total.",
            (LINE,),
        ),
        Finding("owner-missing", Severity.NOTE, "risks/r1/owner", None, "The risk has no owner."),
    ),
    (NotChecked("floor", "no table was imported"), NotChecked("line-source", "no source is given", "schemes/s1")),
)
