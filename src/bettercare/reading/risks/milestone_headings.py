"""Which rows of a table head an action plan: an action, with who leads it or when it is due."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADINGS: tuple[tuple[str, str], ...] = (
    (
        "due",
        r"(?:by )?when\??|time ?(?:frame|scale|line)s?|due(?: date| by)?|(?:target |completion |delivery |end |planned )*dates?"
        r"|deadline|milestone date|(?:to be )?completed? by|by|(?:date )?for completion",
    ),
    (
        "lead",
        r"(?:action |project |named |overall )*(?:leads?|owners?)(?: officer| organisation| person)?|(?:by )?who\??|responsib.*"
        r"|accountable.*|lead .{0,25}",
    ),
    (
        "action",
        r"(?:key |agreed |main |specific |required |planned )*(?:actions?|milestones?|tasks?|activit(?:y|ies)|deliverables?|steps?)"
        r"(?: .{0,30})?|what(?: will we do| needs to happen)?\??",
    ),
    ("focus", r"focus areas?|themes?|work ?streams?|areas?|objectives?|priorit(?:y|ies)"),
    ("other", r"outcomes?.*|kpis?.*|measures?.*|status|progress.*|rag.*|impact|comments?|no\.?|ref.*"),
)
_PATTERNS = tuple((role, re.compile(pattern, re.I)) for role, pattern in _HEADINGS)
_RISKS = re.compile(r"\brisks?\b|mitigat|likelihood", re.I)


def milestone_columns(texts: Sequence[str]) -> dict[int, str]:
    """What each column of a row of headings holds; nothing where the row does not head an action plan."""
    if any(_RISKS.search(t) for t in texts):
        return {}
    roles: dict[int, str] = {}
    for column, text in enumerate(texts):
        plain = text.strip(" :.*")
        role = next((r for r, p in _PATTERNS if plain and len(plain) <= 60 and p.fullmatch(plain)), None)
        if role and (role == "other" or role not in roles.values()):
            roles[column] = role
    held = set(roles.values())
    return roles if "action" in held and ("lead" in held or "due" in held) else {}
