"""From documents to a Reading: what a plan's papers say, where each value stands, and what is in doubt."""

from bettercare.reading.actuals import read_actuals
from bettercare.reading.allocations import read_allocations
from bettercare.reading.moves import read_moves
from bettercare.reading.pipeline import NoPlan, made_of, read, read_documents
from bettercare.reading.pool_files import read_pool_files

__all__ = ["NoPlan", "made_of", "read", "read_actuals", "read_allocations", "read_documents", "read_moves", "read_pool_files"]
