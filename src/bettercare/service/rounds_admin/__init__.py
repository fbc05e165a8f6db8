"""Rounds as the national team runs them: their versions, allocations, windows and extensions, and organisations that merge."""
