"""Letters for names, as few as a hexagon of a map has room for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def short_names(names: Iterable[str]) -> dict[str, str]:
    """Two or three letters for each name, no two alike: the first of its words, or of its only word."""
    taken: dict[str, str] = {}
    for name in sorted(set(names)):
        short = next((s for s in _shorts(name) if s not in taken.values()), None)
        taken[name] = short or str(len(taken) + 1)
    return taken


def _shorts(name: str) -> Iterator[str]:
    words = [word for word in name.replace("-", " ").split() if word[:1].isupper()] or [name]
    if len(words) > 1:
        yield "".join(word[0] for word in words)[:3]
        yield words[0][:2] + words[1][0]
    plain = "".join(letter for letter in name if letter.isalpha())
    yield plain[:3]
    yield from (plain[:2] + letter for letter in plain[3:])
    yield from (plain[:1] + a + b for a in plain[2:] for b in plain[3:])
