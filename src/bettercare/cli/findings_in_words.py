"""Findings as text: most serious first, each with place, found, expected and what to do; then what was not checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bettercare.cli.words import at, first_line, wrapped
from bettercare.plan import CheckResult, Finding, Reading, Severity
from bettercare.plan.words import in_words, shortened

if TYPE_CHECKING:
    from bettercare.rounds.model import Round

HEADINGS = {
    Severity.ERROR: "These block the plan",
    Severity.QUERY: "These need a reason",
    Severity.NOTE: "For your information",
}


def findings_in_words(reading: Reading, result: CheckResult, round: Round | None) -> Iterator[str]:
    """Yield all findings and all that was not checked, line by line."""
    from bettercare.rounds.titles import titled

    reading = replace(reading, plan=titled(reading.plan, round))
    yield first_line(reading, round)
    yield counted(result)
    number = 0
    for severity in Severity:
        found = [f for f in result.findings if f.severity is severity]
        if found:
            yield ""
            yield f"{HEADINGS[severity]} ({len(found)})"
        for finding in found:
            number += 1
            yield from _finding(reading, finding, number)
    yield from _not_checked(reading, result)


def counted(result: CheckResult) -> str:
    """Return how many findings of each severity there are, in a sentence."""
    counts = {severity: sum(f.severity is severity for f in result.findings) for severity in Severity}
    if not result.findings:
        return "Nothing was found that does not add up" + _unchecked_count(result)
    return (
        f"{_count(counts[Severity.ERROR], 'finding blocks', 'findings block')}, "
        f"{_count(counts[Severity.QUERY], 'needs a reason', 'need a reason')}, {_count(counts[Severity.NOTE], 'note', 'notes')}"
        + _unchecked_count(result)
    )


def _unchecked_count(result: CheckResult) -> str:
    return f"; {_count(len(result.not_checked), 'test was', 'tests were')} not made." if result.not_checked else "."


def _count(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _finding(reading: Reading, finding: Finding, number: int) -> Iterator[str]:
    label = f"{number:>3}. "
    indent = " " * len(label)
    yield from wrapped(finding.message, indent, label)
    if finding.address:
        yield f"{indent}about: {in_words(reading.plan, finding.address)}"
    if finding.place:
        written = f' "{shortened(finding.place.as_written, 60)}"' if finding.place.as_written else ""
        yield f"{indent}where: {at(finding.place)}{written}"
    for place in finding.places:
        written = f' "{shortened(place.as_written, 60)}"' if place.as_written else ""
        yield f"{indent}beside: {at(place)}{written}"
    facts = [(name, getattr(finding, name)) for name in ("found", "expected", "difference")]
    if any(value is not None for _, value in facts):
        yield from wrapped("; ".join(f"{name}: {value}" for name, value in facts if value is not None), indent)
    if finding.do:
        yield from wrapped(finding.do, indent, f"{indent}do: ")
    yield f"{indent}rule: {finding.rule}"


def _not_checked(reading: Reading, result: CheckResult) -> Iterator[str]:
    if not result.not_checked:
        return
    yield ""
    yield f"Not checked ({len(result.not_checked)})"
    reasons: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item in result.not_checked:
        reasons[item.rule, item.why].append(in_words(reading.plan, item.address) if item.address else "")
    for (rule, why), abouts in reasons.items():
        about = "; ".join(filter(None, abouts))
        yield from wrapped(f"{rule}: {why}" + (f" ({about})" if about else ""), "    ", "  ")
