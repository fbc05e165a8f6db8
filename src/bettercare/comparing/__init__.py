"""Comparing: what changed between two plans, and what that does to totals, balances, floors and findings.

What a comparison says is a value of `bettercare.plan.comparison`.
"""

from bettercare.comparing.aligning import Aligned, align
from bettercare.comparing.compare import compare

__all__ = ["Aligned", "align", "compare"]
