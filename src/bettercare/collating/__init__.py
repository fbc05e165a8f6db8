"""Collating: many plans added up, each pound once, with what could not be added and why.

What is handed in and what a collation says are values of `bettercare.plan.collation`.
"""

from bettercare.collating.collate import collate
from bettercare.collating.held import kept

__all__ = ["collate", "kept"]
