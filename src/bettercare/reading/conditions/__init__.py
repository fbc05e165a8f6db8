"""Conditions and other questions of a round: their answers in rows, sheets and running text."""
