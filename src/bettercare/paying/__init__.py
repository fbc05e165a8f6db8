"""Paying: what a plan's results release of its fund, by the rule of its round."""

from bettercare.paying.pay import NoSuchVariant, pay

__all__ = ["NoSuchVariant", "pay"]
