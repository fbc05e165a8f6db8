"""What made-up areas spend their money on, fear, intend and say, from made_up.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Service(NamedTuple):
    """A funded service: what it is, the source that pays, its share of that source in thousandths, and the round's choices."""

    words: str
    source: str
    share: int
    activity: str
    objective: str
    area_of_spend: str
    provider: str


@cache
def made_up() -> dict[str, Any]:
    """All that is made up in words, by kind."""
    held: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "made_up.yaml").read_text(encoding="utf-8"))
    return held


@cache
def services() -> tuple[Service, ...]:
    return tuple(Service(**s) for s in made_up()["services"])
