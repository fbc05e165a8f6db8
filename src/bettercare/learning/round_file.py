"""A learned round as a file: based on another, with changes of locators only; what is doubtful stands as a comment."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bettercare.documents import Document
from bettercare.learning.learn import Learned
from bettercare.learning.matching import Match
from bettercare.rounds.model import Locator, Round


def round_file(id: str, base: Round, document: Document, learned: Learned) -> str:
    """Return the YAML of a round that knows the workbook's words; it loads strictly beside its base."""
    changes = list(_changes(base, learned))
    return "\n".join(
        (
            f"# The words of {_plain(document.name)} for what round {base.id} asks, as they were proposed; look them through.",
            "# A doubtful match stands as a comment: take the # from its lines to accept it.",
            *(
                f"# The workbook names {year}, which round {base.id} does not have: correct `years`, and what is of a year."
                for year in learned.other_years
            ),
            f"id: {id}",
            f"based_on: {base.id}",
            "carried: unconfirmed",
            f"title: {_quoted(f'{base.title}, as {document.name} words it')}",
            "confirmed: false",
            "sources:",
            f"  - {{id: workbook-{document.sha256[:12]}, title: {_quoted(f'{document.name}, SHA-256 {document.sha256}')}}}",
            *(("changes:", *changes) if any(not line.lstrip().startswith("#") for line in changes) else ("changes: []", *changes)),
            "",
        )
    )


def _changes(base: Round, learned: Learned) -> Iterator[str]:
    sheets = {m.asked.address.partition("/")[2]: m for m in learned.matches if m.asked.what == "sheet"}
    named = {id: m for id, m in sheets.items() if m.sure}
    for id, match in sheets.items():
        locator = base.section(id).locator
        if match.text not in locator.sheets:
            yield from _change(f"sections/{id}/locator", locator, [match], sheets=True)
    for table in base.tables:
        on = named.get(table.section or "")
        if on and table.locator.sheets and on.text not in table.locator.sheets:
            yield from _change(f"tables/{table.id}/locator", table.locator, [on], sheets=True)
    for part in base.parts:
        new = [m for id, m in named.items() if base.section(id).part == part.id and m.text not in part.locator.sheets]
        if new and part.locator.sheets:
            yield from _change(f"parts/{part.id}/locator", part.locator, new, sheets=True)
    for address, matches in _by_address(learned).items():
        yield from _change(f"{address}/locator", Locator(labels=matches[0].asked.labels), matches)


def _by_address(learned: Learned) -> dict[str, list[Match]]:
    found: dict[str, list[Match]] = defaultdict(list)
    for match in learned.matches:
        if match.asked.what != "sheet" and not match.known:
            found[match.asked.address].append(match)
    return found


def _change(address: str, locator: Locator, matches: Sequence[Match], sheets: bool = False) -> Iterator[str]:
    """One change, the new words before those that were known."""
    key, known = ("sheets", locator.sheets) if sheets else ("labels", locator.labels)
    words = dict.fromkeys((*(m.text for m in matches), *known))
    why = "; ".join(dict.fromkeys(f"{m.place}, {m.score:.0f} of 100: {m.why}" for m in matches))
    mark = "  " if all(m.sure for m in matches) else "  # "
    yield f"{mark}- set: {address}"
    yield f"{mark}  to: {{{key}: [{_listed(words)}]}}"
    yield f"{mark}  why: {_quoted(why)}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(map(_quoted, words))


def _quoted(text: str) -> str:
    """Text as YAML takes it between double quotes."""
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
