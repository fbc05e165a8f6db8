"""Paying: the pooled fund of a year, and what a plan's results release of it by the rule of its round."""

from bettercare.paying.pay import NoSuchVariant, pay
from bettercare.paying.pool import pool
from bettercare.paying.what_if import what_if

__all__ = ["NoSuchVariant", "pay", "pool", "what_if"]
