"""Exit statuses, and the error for wrong use."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What the process's exit status means."""

    FINE = 0
    BLOCKED = 1
    WRONG_USE = 2
    UNREADABLE = 3


class WrongUse(Exception):
    """The command was given something that it cannot mean; says what it can be."""
