"""Collating: many plans added up, each pound once, with what could not be added and why."""

from bettercare.collating.collate import collate
from bettercare.collating.model import (
    Ambition,
    AreaRow,
    Collation,
    Handed,
    LeftOut,
    Part,
    RuleCount,
    Standing,
    Sum,
)

__all__ = ["Ambition", "AreaRow", "Collation", "Handed", "LeftOut", "Part", "RuleCount", "Standing", "Sum", "collate"]
