"""A scheme's number and name, printed into one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bettercare.reading.values import tidy

_NUMBERED = re.compile(
    r"^(?:scheme|project|bcf(?=\s)|ref(?:erence)?|workstream|no\.?)\s*(?:no\.?|number|ref\.?|#)?\s*(?P<a>[A-Z]{0,4}\d{1,3}(?:\.\d{1,2})?[a-z]?)\s*[-:.)–]?\s*(?P<name>.*)$"
    r"|^(?P<b>\d{1,3}(?:\.\d{1,2})?|[A-Z]{1,4}[-/]?\d{1,3}(?:\.\d+)?)\s*[-:.)–]\s*(?P<name2>\D.*)$",
    re.I,
)


def split_number(label: str) -> tuple[str | None, str]:
    """A scheme's number and name: `Scheme 8 - 7 day working` gives 8 and `7 day working`."""
    match = _NUMBERED.match(tidy(label))
    if not match:
        return None, tidy(label)
    number, name = match["a"] or match["b"], match["name"] if match["a"] else match["name2"]
    return number, name.strip() or tidy(label)


LEADING = re.compile(r"^(?P<number>(?P<letters>[A-Z]{0,4})(?P<count>\d{1,3}))\.?\s+(?P<name>\S.*)$")


def counted_through(labels: Sequence[str]) -> bool:
    """Whether the names of a table begin with numbers that count its rows, behind the same letters if any: `7 day working` alone
    does not."""
    found = [m for label in labels if (m := LEADING.match(tidy(label)))]
    leads = [int(m["count"]) for m in found]
    steps = sum(1 for a, b in pairwise(leads) if b == a + 1)
    alike = len({m["letters"] for m in found}) == 1
    return alike and len(leads) >= 3 and steps >= len(leads) - 2 and 2 * len(leads) > len(labels)
