"""The ledger: what was found in each example and paper, judged by a person; how a finding is named without its ids."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bettercare.plan import Finding, MetricPoint, Plan, Scheme

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "ledger"
PAPERS = Path(os.environ.get("BETTER_CARE_PAPERS", REPOSITORY.parent / "shared" / "plans"))
"""Where the real papers are; they are not ours to publish, so that they lie outside the repository."""


@dataclass(frozen=True)
class Entry:
    """A finding that was judged: its rule, what it is about, and whether it is true, arguable or false, and why."""

    rule: str
    about: str
    verdict: str
    reason: str


@dataclass(frozen=True)
class Ledger:
    """The entries of one plan, and its documents."""

    name: str
    documents: Path
    entries: tuple[Entry, ...]

    def is_paper(self) -> bool:
        return self.documents.suffix != ""


def ledgers() -> Iterator[Ledger]:
    for path in sorted(FOLDER.glob("*.yaml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        documents = PAPERS / data["paper"] if "paper" in data else REPOSITORY / data["example"]
        yield Ledger(path.stem, documents, tuple(Entry(**{k: _word(v) for k, v in e.items()}) for e in data["findings"]))


def _word(value: Any) -> str:
    """YAML takes true and false for yes and no; here they are words."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def open_or_skip(ledger: Ledger) -> Path:
    if ledger.is_paper() and not ledger.documents.exists():
        pytest.skip(
            f"{ledger.documents.name} is not in {PAPERS.name}: the papers are kept outside the repository; "
            "name their folder in BETTER_CARE_PAPERS"
        )
    return ledger.documents


def about(finding: Finding, plan: Plan) -> str:
    """What a finding is about, in words that stay when ids change: `metrics/residential-admissions/target 2014-04/value`.

    What has no address, such as a figure in the text, is named by what was found.
    """
    if finding.address is None:
        return finding.found or "nothing"
    part: Any = plan
    words: list[str] = []
    for step in finding.address.split("/"):
        if isinstance(part, tuple):
            number, part = next((n, p) for n, p in enumerate(part, start=1) if getattr(p, "id", getattr(p, "field", None)) == step)
            words.append(_named(part) or str(number))
        else:
            part = getattr(part, step, None)
            words.append(step)
    return "/".join(words)


_NAMES = (
    "condition",
    "question",
    "metric",
    "role",
    "kind",
    "of",
    "section",
    "number",
    "organisation",
    "source",
    "year",
    "recurrence",
)


def _named(part: Any) -> str:
    """The fields that tell a part from its neighbours, never a person's name or a sentence; without any, its number is used."""
    if isinstance(part, Scheme):
        return part.number or part.name or ""
    if isinstance(part, MetricPoint):
        return f"{part.role} {part.start:%Y-%m}" if part.start else str(part.role)
    return " ".join(str(value) for name in _NAMES if (value := getattr(part, name, None)))
