"""What follows from a plan: totals, balances, floors, rates, progress and significance. Pure functions, nothing rounded."""

from bettercare.figures.amounts import Balance, Entry, Total, balances, behind, entries, income, nhs_part, total, totals_by, years
from bettercare.figures.change import (
    Change,
    Direction,
    Significance,
    achieved,
    change,
    counts_differ,
    progress,
    proportions_differ,
)
from bettercare.figures.floors import FloorResult, floor_result
from bettercare.figures.rates import (
    HINTS,
    Agreement,
    Comparison,
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
from bettercare.figures.risks import BANDS, band, score
from bettercare.figures.sharing import to_area, uplifted

__all__ = [
    "BANDS", "HINTS", "Agreement", "Balance", "Change", "Comparison", "Direction", "Entry", "FloorResult", "Significance", "Total",
    "achieved", "average_delay", "balances", "band", "beds_of_delayed_rate", "behind", "change", "compare_typed", "counts_differ",
    "delayed_days_per_month", "delayed_days_per_quarter", "delayed_per_day", "entries", "floor_result", "income",
    "monthly_capacity", "nhs_part", "progress", "proportions_differ", "rate", "score", "shown", "to_area", "total", "totals_by",
    "uplifted", "years",
]  # fmt: skip
