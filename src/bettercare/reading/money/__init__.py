"""Money in tables: contributions, schemes and their lines, contingency, benefits, totals and budgets."""
