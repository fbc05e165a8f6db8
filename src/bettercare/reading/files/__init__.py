"""Files beside a plan, whose first rows say what their columns hold: allocations, actual figures, the pool's book, scenarios."""
