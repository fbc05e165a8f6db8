"""What figures in prose are about: patterns over the words before and after a figure, most particular first.

`before` must end at the figure and `after` begin at it; `also` must stand somewhere in the sentence and `never` must not. In a
pattern, `~N` stands for up to N words in between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

SUBJECTS = {
    "pool": "the pooled fund of the area, in pounds",
    "minimum": "the least that the pool must be, in pounds",
    "grant": "what a source of funding brings, in pounds; basis is the source's id",
    "contribution": "what a partner puts in, in pounds; basis is the source's id or the partner's kind",
    "national": "an amount for the whole of England, in pounds",
    "saving": "money to be saved or released, in pounds; basis names a part of the plan, or None for the whole plan",
    "unit-cost": "the price of one admission, bed day, attendance or the like, in pounds; basis says of what",
    "cost-per-head": "an amount for each person, in pounds",
    "bed-cost": "what some beds cost, in pounds; basis is their number, such as `20 beds`",
    "beds": "hospital, community or assessment beds; basis says which",
    "bed-share": "a share of a hospital's beds, per cent",
    "admissions-avoided": "admissions that are not to happen",
    "attendances-avoided": "attendances that are not to happen",
    "attendances": "attendances at emergency departments",
    "delayed-days": "days lost to delays, with their unit of time",
    "target": "a level to reach; basis is the metric's id or what is measured",
    "present": "a level reached so far; basis is the metric's id or what is measured",
    "reduction": "a fall, per cent; basis is the metric's id or what falls",
    "increase": "a rise, per cent; basis is the metric's id or what rises",
    "people-at-risk": "people found to be at risk of admission",
    "share-at-risk": "the share of the population found to be at risk, per cent",
    "nhs-number-share": "the share of records that hold the NHS Number, per cent",
    "performance-share": "the share of the fund that hangs on results, per cent",
    "population": "people who live in an area or are served there",
    "places-per-week": "people, places or packages a week",
    "staff": "posts, or whole-time equivalents",
    "partner-plan": "a figure of a partner's own plan; basis is the metric's id",
    "date-commitment": "a day or month by which something is promised; basis says what",
}  # fmt: skip
"""The closed list of what a claim can be about, and what each means."""


@dataclass(frozen=True, slots=True)
class Pattern:
    subject: str
    unit: str
    kinds: tuple[str, ...]
    before: str = ""
    after: str = ""
    also: str = ""
    never: str = ""
    not_before: str = ""
    follows: bool = False
    """`also` may stand in the sentences just before."""
    basis: str = ""
    """A pattern whose first group in the sentence is the basis; `metric`, `stream`, `bed-count` or `topic` are found by name."""
    least: int = 0
    """A bare number below this cannot be an amount of money here."""

    def search(self, name: str, text: str) -> re.Match[str] | None:
        """Look in a text for what one of the fields says: `before`, `after`, `also`, `never` or `not_before`."""
        return _compiled(name, getattr(self, name)).search(text)


_SHAPES = {"before": r"(?:{})\W*$", "not_before": r"(?:{})\W*$", "after": r"^\W*(?:{})", "also": r"{}", "never": r"{}"}


@cache
def _compiled(name: str, text: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first looked for."""
    return re.compile(_SHAPES[name].format(_gaps(text)), re.I)


def _gaps(text: str) -> str:
    return re.sub(r"\s*~(\d+)\s*", lambda m: rf"(?:\W+[\w'&%£.,/-]+){{0,{m[1]}}}?\W+", text)


@cache
def patterns() -> tuple[Pattern, ...]:
    """The patterns, most particular first, from `data/claim_patterns.yaml`."""
    data = _data()
    fragments: dict[str, str] = data["fragments"]
    made = []
    for row in data["patterns"]:
        texts: dict[str, Any] = {k: _filled(v, fragments) if isinstance(v, str) else v for k, v in row.items() if k != "kinds"}
        texts.setdefault("unit", "")
        made.append(Pattern(kinds=tuple(row["kinds"]), **texts))
    return tuple(made)


@cache
def words_for(kind: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Names and how papers say them: `measures` that figures are of, `topics` that are promised by a day."""
    return tuple((name, re.compile(pattern, re.I)) for name, pattern in _data()[kind].items())


@cache
def _data() -> dict[str, Any]:
    text = files("bettercare.reading.claims").joinpath("patterns.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def _filled(text: str, fragments: dict[str, str]) -> str:
    """Text with each `{name}` of a known fragment replaced; a regular expression's own braces hold no names."""
    return re.sub(r"\{([a-z_]+)\}", lambda m: fragments[m[1]], text)
