"""What a round asks of its signatures: the labels of their fields, and the roles that words name."""

from __future__ import annotations

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from bettercare.reading.parts import Read
from bettercare.rounds.model import Round, SignoffRole

FIELDS = ("organisation", "name", "position", "date")
"""Fields of a signature, in the order in which forms ask for them."""


def field_labels(round: Round) -> dict[str, tuple[str, ...]]:
    """The labels of a block's fields, from the round's table of sign-off blocks."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(FIELDS, ())
    for table in round.tables:
        if table.rows == "signatures":
            asked = [(f.field, f.locator.labels) for f in table.row_fields] + [(c.field, c.locator.labels) for c in table.columns]
            for field, labels in asked:
                found[field] = (*found.get(field, ()), *labels)
    return found


def role_named(round: Round, text: str) -> SignoffRole | None:
    """The role whose title or label a text is, or nearly is."""
    scored = [
        (
            fuzz.WRatio(default_process(text), default_process(label)) + fuzz.ratio(default_process(text), default_process(label)),
            role,
        )
        for role in round.signoff
        for label in (role.title, *role.locator.labels)
    ]
    best = max(scored, key=lambda s: s[0], default=(0, None))
    return best[1] if best[0] >= 150 else None


def role_told(round: Round, *reads: Read | None) -> SignoffRole | None:
    """The role that an organisation's or position's words tell."""
    text = " ".join(str(r.value) for r in reads if r and isinstance(r.value, str)).lower()
    tests = {
        "hwb": ("wellbeing board", "well-being board", "hwb"),
        "icb": ("icb", "integrated care board"),
        "ccg": ("ccg", "clinical commissioning"),
        "council": ("council", "local authority", "borough"),
    }
    for per, signs in tests.items():
        role = next((r for r in round.signoff if r.per == per), None)
        if role and any(sign in text for sign in signs):
            return role
    return None
