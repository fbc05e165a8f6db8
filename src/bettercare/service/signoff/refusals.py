"""What signing and sending refuse: words that say why and what to do, and the box of the form that they are about."""

from __future__ import annotations


class Refused(ValueError):
    """Something that cannot be done so. `field` names the box of the form that is to be mended, where there is one."""

    def __init__(self, words: str, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class CannotSign(Refused):
    """A signature that cannot be given."""


class CannotAsk(Refused):
    """A signature that cannot be asked for."""


class CannotDelegate(Refused):
    """Power to sign that cannot be given."""


class CannotSend(Refused):
    """A version that cannot be sent."""
