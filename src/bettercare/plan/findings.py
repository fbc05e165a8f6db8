"""A finding: what a check says, and all that is needed to act on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bettercare.plan.reading import Place


class Severity(StrEnum):
    """error blocks; query needs a reason; note informs."""

    ERROR = "error"
    QUERY = "query"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault, found once. `found`, `expected` and `difference` are words or figures ready to show."""

    rule: str
    severity: Severity
    address: str | None
    place: Place | None
    message: str
    found: str | None = None
    expected: str | None = None
    difference: str | None = None
    do: str | None = None
    places: tuple[Place, ...] = ()
    """Other places that the finding rests on, for showing the sources side by side."""

    def __str__(self) -> str:
        where = f" [{self.address}]" if self.address else ""
        return f"{self.severity}: {self.rule}: {self.message}{where}"


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that could not be tested, and why; never a pass."""

    rule: str
    why: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """All findings, most serious first, and what could not be tested. Iterating gives the findings."""

    findings: tuple[Finding, ...] = ()
    not_checked: tuple[NotChecked, ...] = ()

    @property
    def blocks(self) -> bool:
        return any(f.severity is Severity.ERROR for f in self.findings)

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)
