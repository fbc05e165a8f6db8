"""Comparing: what changed between two plans, and what that does to totals, balances, floors and findings."""

from bettercare.comparing.compare import compare
from bettercare.comparing.model import Change, Comparison, Effect, FindingChange, Kind, Match, Passage, Standing

__all__ = ["Change", "Comparison", "Effect", "FindingChange", "Kind", "Match", "Passage", "Standing", "compare"]
