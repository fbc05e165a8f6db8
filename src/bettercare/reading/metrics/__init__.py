"""Metrics: rates, counts and their parts by period, in every layout that papers and converters give them."""
