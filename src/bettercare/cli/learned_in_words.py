"""What was learned from a workbook as text and as JSON: new words, doubtful ones, what was not found, what was not matched."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bettercare.cli.words import wrapped
from bettercare.plan.words import counted, listed, shortened

if TYPE_CHECKING:
    from bettercare.learning import Learned, Match


def learned_in_words(learned: Learned, base: str, name: str) -> Iterator[str]:
    """Yield the matches with their scores, line by line, the sure ones first."""
    known = sum(m.known for m in learned.matches)
    yield (
        f"{name} beside round {base}: {counted(known, 'wording is', 'wordings are')} known, {len(learned.proposed)} proposed, "
        f"{len(learned.doubtful)} doubtful, {len(learned.missing)} not found."
    )
    if learned.other_years:
        years = listed(learned.other_years)
        yield from wrapped(
            f"It names {years}, which round {base} does not have: correct `years`, and what is of a year, by hand.", ""
        )
    yield from _matches("Proposed", learned.proposed)
    yield from _matches("Doubtful", learned.doubtful)
    if learned.missing:
        yield from ("", "Not found")
        for asked in learned.missing:
            yield from wrapped(f"{asked.what} {asked.title!r} ({asked.address})", "    ", "  ")
    if learned.unused:
        yield from ("", "In the workbook, to be filled, and matched with nothing")
        for spot in learned.unused:
            yield from wrapped(f"{spot.place}: {shortened(spot.text)!r}", "    ", "  ")


def _matches(heading: str, matches: Sequence[Match]) -> Iterator[str]:
    if matches:
        yield from ("", heading)
    for match in matches:
        yield from wrapped(f"{match.score:>3.0f}  {match.asked.what} {match.asked.title!r} is {match.text!r}", "       ", "  ")
        place = "" if match.asked.what == "sheet" else f"{match.place}: "
        yield f"       {place}{match.why}"


def learned_values(learned: Learned) -> dict[str, Any]:
    """Return the same as JSON values."""
    return {
        "matches": [
            {
                "address": m.asked.address, "what": m.asked.what, "title": m.asked.title, "words": m.text, "place": m.place,
                "score": m.score, "why": m.why, "standing": "doubtful" if not m.sure else "known" if m.known else "proposed",
            }
            for m in learned.matches
        ],
        "other_years": list(learned.other_years),
        "not_found": [{"address": a.address, "what": a.what, "title": a.title} for a in learned.missing],
        "unmatched": [{"place": s.place, "words": s.text} for s in learned.unused],
    }  # fmt: skip
