"""Names of schemes among whose words the lead provider's stand, because a text was printed line by line over both columns.

Known by the organisations named in them: where most rows of a table name one after their first words, it is the column beside.
What goes on in small letters, or closes a bracket, is the name's second line; what follows a joining word is the provider's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bettercare.organisations import mentions

_SHARE = 0.4
"""The least share of rows that must name an organisation, for the names to hold the providers' column."""
_ACRONYM = r"[A-Z][A-Za-z]*[A-Z][A-Za-z]*"
_JOIN = r"\s*(?:[,;/&+]|\band\b)\s*"
_BEFORE = re.compile(rf"(?<!\S)((?:{_ACRONYM}{_JOIN})+)$")
_AFTER = re.compile(rf"{_JOIN}(?:{_ACRONYM}|[A-Z][\w'’]+(?:\s+[A-Z][\w'’]+)*)(?=\s|$|[,;/&])")
_DANGLING = re.compile(r"\s*[,;/&+]$|\s+and$")
_LAST_CAPITALS = re.compile(rf"(?<=[\w)])\s+((?:{_ACRONYM}|[A-Z][\w'’]+)(?:\s+[A-Z][\w'’]+)*)$")
_OPEN = re.compile(r"(?:\b(?:and|or|of|for|by|to|the|in|with|at)|[-/,(&]|incl\.?)$", re.I)


@dataclass(frozen=True, slots=True)
class Named:
    """A scheme's name, its provider where one was found among the words, and what is doubtful of the name."""

    name: str
    provider: str | None
    doubt: str | None


def without_providers(names: Sequence[str], on: date) -> list[Named]:
    """Each row's words as name and provider; all as they are where few of them name an organisation."""
    found = [_parted(words, on) for words in names]
    filled = [f for f, words in zip(found, names, strict=True) if words]
    if sum(f.name != words for f, words in zip(found, names, strict=True)) < max(2, _SHARE * len(filled)):
        return [Named(words, None, None) for words in names]
    return [_with_last_words(f, found) for f in found]


def _parted(words: str, on: date) -> Named:
    spans = [(m.start, m.end) for m in mentions(words, on) if words[: m.start].strip(" -–:.0123456789")]
    if not spans:
        return Named(words, None, None)
    start, end = spans[0][0], spans[0][1]
    for a, b in spans[1:]:
        if re.fullmatch(_JOIN, words[end:a]):
            end = b
    before = _BEFORE.search(words[:start])
    start = before.start() if before else start
    while after := _AFTER.match(words, end):
        end = after.end()
    dangling = re.match(rf"{_JOIN}(?=[a-z])", words[end:])
    end += dangling.end() if dangling else 0
    head, provider, tail = words[:start].strip(), words[start:end].strip(), words[end:].strip()
    if dangling and (last := _LAST_CAPITALS.search(tail)):
        provider, tail = f"{provider} {last[1]}", tail[: last.start()].strip()
    cut = _DANGLING.search(provider) or re.match(r"\s*[,;/&]$", words[end:])
    goes_on = not tail or tail[0] in "),;" or tail[0].islower() or _OPEN.search(head) or head.count("(") > head.count(")")
    doubt = None if goes_on else "the words of the provider's column stand among these words"
    return Named(f"{head} {tail}".strip(" ,;/&"), None if cut else provider, doubt)


def _with_last_words(row: Named, rows: Sequence[Named]) -> Named:
    """A row without a provider: one that ends as other rows' providers do has it; else its provider may be among its words."""
    if row.provider is not None or row.doubt or not row.name:
        return row
    for provider in sorted({r.provider for r in rows if r.provider}, key=len, reverse=True):
        if row.name.endswith(f" {provider}"):
            return Named(row.name.removesuffix(provider).strip(), provider, None)
    last = _LAST_CAPITALS.search(row.name)
    return Named(row.name, None, "the provider's words may be among these words") if last else row
