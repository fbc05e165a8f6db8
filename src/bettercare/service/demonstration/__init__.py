"""A service filled for demonstration: a round with its windows, a made-up region whose areas are each at another point, and a
sign-in for each role.

Everything goes through the service's own actions, so that every page tells what happened; only the clock is set back, so that
the story stands on the weeks before today. Everything is marked as made up, and people are role titles.
"""

from __future__ import annotations

from bettercare.service.demonstration.filling import fill
from bettercare.service.demonstration.people import SignIn, fresh_passwords

__all__ = ["SignIn", "fill", "fresh_passwords"]
