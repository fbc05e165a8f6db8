"""Work addresses: where a link may go, because nobody but an officer of the organisation reads what comes there."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from bettercare.service.signoff.refusals import Refused

_FREE_MAIL = frozenset([
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.com", "live.co.uk",
    "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "btinternet.com", "sky.com",
    "talktalk.net", "virginmedia.com", "proton.me", "protonmail.com", "gmx.com", "mail.com",
])  # fmt: skip
"""Mail for everybody: an address there shows no office."""


def work_address(address: str, wrong: type[Refused]) -> str:
    """The address, checked to be one and not one that anybody can have; raises the error of the caller."""
    plain = address.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise wrong("Enter a work address, such as name@council.example.", "address") from error
    if plain.rpartition("@")[2] in _FREE_MAIL:
        raise wrong("Enter the officer’s work address: anybody can have an address with this mail service.", "address")
    return plain
