"""What follows from a plan: totals, balances, floors, rates, progress and significance. Pure functions, nothing rounded."""

from bettercare.figures.amounts import Balance, Entry, Total, balances, behind, entries, income, nhs_part, total, totals_by, years
from bettercare.figures.answers import asked_questions, said_no
from bettercare.figures.floors import FloorResult, floor_result
from bettercare.figures.movement import (
    Direction,
    Movement,
    Significance,
    achieved,
    counts_differ,
    movement,
    progress,
    proportions_differ,
)
from bettercare.figures.rates import (
    HINTS,
    Agreement,
    TypedValue,
    average_delay,
    beds_of_delayed_rate,
    compare_typed,
    delayed_days_per_month,
    delayed_days_per_quarter,
    delayed_per_day,
    monthly_capacity,
    rate,
    shown,
)
from bettercare.figures.releases import Release, Releases, releases
from bettercare.figures.requirements import required
from bettercare.figures.risks import BANDS, band, score
from bettercare.figures.sharing import shared_out, to_area, uplifted

__all__ = [
    "BANDS", "HINTS", "Agreement", "Balance", "Direction", "Entry", "FloorResult", "Movement", "Release", "Releases",
    "Significance", "Total", "TypedValue", "achieved", "asked_questions", "average_delay", "balances", "band",
    "beds_of_delayed_rate", "behind", "compare_typed", "counts_differ", "delayed_days_per_month", "delayed_days_per_quarter",
    "delayed_per_day", "entries", "floor_result", "income", "monthly_capacity", "movement", "nhs_part", "progress",
    "proportions_differ", "rate", "releases", "required", "said_no", "score", "shared_out", "shown", "to_area", "total",
    "totals_by", "uplifted", "years",
]  # fmt: skip
