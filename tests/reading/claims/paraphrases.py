"""Sentences drawn from `paraphrases.yaml`: what each says, and as many that say nothing of the kind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

_DATA: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
TEMPLATES: dict[str, dict[str, list[str]]] = _DATA["templates"]
QUALIFIERS = ("about", "approximately", "around", "at least", "up to", "nearly", "")
AREAS = ("Northmere", "Ashby Vale", "Eastport", "Castlebridge", "the county")
YEARS = ("2014/15", "2015-16", "2017/18")


@dataclass(frozen=True)
class Said:
    """A sentence and the figure that it says; no subject where it says none that counts."""

    text: str
    subject: str | None
    quantity: Decimal | None


def sentences(half: str, seed: int, each: int = 4) -> Iterator[Said]:
    """Draw sentences from one half of the templates (`used` or `held_out`), and others that say nothing."""
    rng = random.Random(seed)
    for subject, halves in TEMPLATES.items():
        for template in halves[half]:
            for _ in range(each):
                yield _fill(template, subject, rng)
    for template in _DATA["nothing_of_the_kind"]:
        for _ in range(each):
            yield Said(_fill(template, "none", rng).text, None, None)


def _fill(template: str, subject: str, rng: random.Random) -> Said:
    millions = Decimal(rng.randrange(20, 900)) / 10
    exact = f"£{int(millions * 1_000_000):,}"
    thousands, share, count = rng.randrange(200, 990), rng.randrange(2, 60), rng.randrange(12, 90)
    cost, small, big = rng.randrange(300, 2900), rng.randrange(3, 9), rng.randrange(90, 700) * 1000
    values = {
        "m": rng.choice([f"£{millions}m", f"£{millions} million", exact, f"{millions}m"]),
        "k": rng.choice([f"£{thousands}k", f"£{thousands},000", f"{thousands}k"]),
        "p": rng.choice([f"{share}%", f"{share} per cent"]),
        "n": str(count),
        "c": f"{cost:,}",
        "s": str(small),
        "b": f"{big:,}",
        "area": rng.choice(AREAS),
        "y": rng.choice(YEARS),
        "q": rng.choice(QUALIFIERS),
    }
    text = " ".join(template.format(**values).split())
    amounts = {"m": int(millions * 1_000_000), "k": thousands * 1000, "p": share, "c": cost, "s": small, "b": big, "n": count}
    said = next((Decimal(v) for name, v in amounts.items() if f"{{{name}}}" in template), None)
    return Said(text[0].upper() + text[1:], subject, said)
