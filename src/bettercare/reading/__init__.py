"""From documents to a Reading: what a plan's papers say, where each value stands, and what is in doubt."""

from bettercare.reading.pipeline import read, read_documents

__all__ = ["read", "read_documents"]
