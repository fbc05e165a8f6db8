"""Two texts word by word: what stayed, what came, what went."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from bettercare.plan.comparison import ChangeKind, Passage
from bettercare.plan.words import counted, listed

_LONG = 12
"""From this many words on, a text is shown word by word."""


def is_long(*texts: str | None) -> bool:
    return any(text and (len(text.split()) > _LONG or "\n" in text) for text in texts)


def passages(old: str | None, new: str | None) -> tuple[Passage, ...]:
    """The words of both texts in order, runs of them marked as kept (no kind), added or removed."""
    before, after = (re.findall(r"\S+\s*", text or "") for text in (old, new))
    found: list[Passage] = []
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for step, i1, i2, j1, j2 in matcher.get_opcodes():
        if step == "equal":
            found.append(Passage("".join(after[j1:j2])))
            continue
        if i2 > i1:
            found.append(Passage("".join(before[i1:i2]), ChangeKind.REMOVED))
        if j2 > j1:
            found.append(Passage("".join(after[j1:j2]), ChangeKind.ADDED))
    return tuple(found)


def text_words(found: tuple[Passage, ...]) -> str:
    """How many words came and went."""
    came, went = (sum(len(p.words.split()) for p in found if p.kind is kind) for kind in (ChangeKind.ADDED, ChangeKind.REMOVED))
    said = [f"{counted(n, 'word')} {what}" for n, what in ((came, "added"), (went, "taken out")) if n]
    return listed(said) or "only spaces changed"
