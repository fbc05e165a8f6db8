"""From documents to a Reading: what a plan's papers say, where each value stands, and what is in doubt.

What reads in this process is fetched when it is first used: who asks a worker to read needs none of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bettercare.reading.asking import NoPlan, made_of, read

if TYPE_CHECKING:
    from bettercare.reading.files.actuals import read_actuals
    from bettercare.reading.files.allocations import read_allocations
    from bettercare.reading.files.moves import read_moves
    from bettercare.reading.files.pool import read_pool_files
    from bettercare.reading.pipeline import read_documents

__all__ = ["NoPlan", "made_of", "read", "read_actuals", "read_allocations", "read_documents", "read_moves", "read_pool_files"]

_HOMES = {
    "read_actuals": "files.actuals",
    "read_allocations": "files.allocations",
    "read_documents": "pipeline",
    "read_moves": "files.moves",
    "read_pool_files": "files.pool",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
