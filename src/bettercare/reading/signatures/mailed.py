"""Signatories of a form that asks for their e-mail addresses, where its rows were saved as text.

Each row ends in an address that holds the surname before it; whose it is stands before the name, or goes on behind the address
where its cell was printed over lines. Several rows may be printed column by column: roles, first names, surnames, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bettercare.documents.model import Document
from bettercare.reading.parts import Part, Read
from bettercare.reading.signatures.asked import role_named
from bettercare.reading.streams import Stream
from bettercare.reading.words import letters
from bettercare.rounds.model import Round, SignoffRole

_ADDRESS = re.compile(r"[\w.'+-]+@[\w-]+(?:\.[\w-]+)+")
_NAME = re.compile(r"[A-Z][\w'’.-]*")
_TITLE = re.compile(r"(?:cllr|councillor|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|baroness|lady)\.?", re.I)
_ANSWER = re.compile(r"(?:yes|no|complete:?)", re.I)
_OTHER_NAME = "the address begins with another letter than the first name that stands before it"
_STRAY = 3
"""Words that may stand between the words of a role and a name."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class _Row:
    """Words [first, last) of a signatory: title, first name, surname and address; `title` is how many words the title has."""

    first: int
    last: int
    title: int


def mailed_signatures(documents: Sequence[Document], round: Round) -> tuple[Part, ...]:
    """The signatures of every document that has two or more rows ending in addresses that hold their surnames."""
    found: list[Part] = []
    for document in documents:
        stream = Stream(document)
        if len(_ADDRESS.findall(stream.text)) < 2:
            continue
        words = _words(stream.text)
        groups = _groups(words)
        parts = _by_rows(stream, words, groups, round) + _by_columns(stream, words, groups, round)
        if len(parts) >= 2:
            found += parts
    return tuple(found)


def _words(text: str) -> list[_Word]:
    made, line, at = [], 0, 0
    for match in re.finditer(r"\S+", text):
        line += text.count("\n", at, match.start())
        at = match.start()
        made.append(_Word(match.group(), match.start(), match.end(), line))
    return made


def _groups(words: Sequence[_Word]) -> list[tuple[int, int]]:
    """Runs of addresses that stand together: (the first's index, how many)."""
    found: list[tuple[int, int]] = []
    for i, word in enumerate(words):
        if not _ADDRESS.fullmatch(word.text):
            continue
        if found and sum(found[-1]) == i:
            found[-1] = found[-1][0], found[-1][1] + 1
        else:
            found.append((i, 1))
    return found


def _holds(address: str, surname: str) -> bool:
    return len(letters(surname)) > 1 and letters(surname) in letters(address.partition("@")[0])


def _by_rows(stream: Stream, words: Sequence[_Word], groups: Sequence[tuple[int, int]], round: Round) -> list[Part]:
    rows: list[_Row] = []
    for at, count in groups:
        named = at >= 2 and count == 1 and all(_NAME.fullmatch(w.text) for w in words[at - 2 : at])
        if named and _holds(words[at].text, words[at - 1].text):
            titled = int(at >= 3 and bool(_TITLE.fullmatch(words[at - 3].text)))
            rows.append(_Row(at - 2 - titled, at + 1, titled))
    parts = []
    for n, row in enumerate(rows):
        before = words[max(rows[n - 1].last if n else 0, row.first - 40) : row.first]
        behind = words[row.last : min(rows[n + 1].first if n + 1 < len(rows) else len(words), row.last + 25)]
        role = _role(before, behind, round)
        if role:
            parts.append(_part(stream, words[row.first : row.last - 1], role, words[row.last - 1].text))
    return parts


def _role(before: Sequence[_Word], behind: Sequence[_Word], round: Round) -> SignoffRole | None:
    """The role whose words end before a name, or begin there and go on behind the address; the longest words win."""
    ahead = [t for w in before if (t := _plain(w.text))]
    after = [t for w in behind if not _ANSWER.fullmatch(w.text) and (t := _plain(w.text))]
    best: tuple[int, SignoffRole] | None = None
    for role in round.signoff:
        for label in role.locator.labels:
            said = [t for w in label.split() if (t := _plain(w))]
            for cut in range(len(said), 0, -1):
                if said[cut:] != after[: len(said) - cut]:
                    continue
                stray = range(_STRAY + 1) if cut == len(said) else range(1)
                if any(ahead[len(ahead) - s - cut : len(ahead) - s] == said[:cut] for s in stray if len(ahead) >= s + cut):
                    if len(said) > 1 and (best is None or len(said) > best[0]):
                        best = len(said), role
                    break
    return best[1] if best else None


def _plain(word: str) -> str:
    return letters(word.replace("(s)", "").replace("&", "and"))


def _by_columns(stream: Stream, words: Sequence[_Word], groups: Sequence[tuple[int, int]], round: Round) -> list[Part]:
    """Rows printed column by column: as many lines of roles, first names and surnames as there are addresses after them."""
    parts = []
    for at, count in groups:
        firsts, lasts = words[max(at - 2 * count, 0) : at - count], words[max(at - count, 0) : at]
        if count < 2 or len(firsts) < count or not all(_NAME.fullmatch(w.text) for w in (*firsts, *lasts)):
            continue
        if not all(_holds(words[at + i].text, last.text) for i, last in enumerate(lasts)):
            continue
        lines = sorted({w.line for w in words[: at - 2 * count]})[-count:]
        said = [" ".join(w.text for w in words[: at - 2 * count] if w.line == line) for line in lines]
        for role, first, last in zip((role_named(round, text) for text in said), firsts, lasts, strict=False):
            if role and len(said) == count:
                parts.append(_part(stream, [first, last], role))
    return parts


def _part(stream: Stream, named: Sequence[_Word], role: SignoffRole, address: str = "") -> Part:
    place = stream.place(named[0].start, named[0].end)
    before = letters(address.partition("@")[0]).partition(letters(named[-1].text))[0]
    doubt = _OTHER_NAME if before and before[0] != letters(named[-2].text)[:1] else None
    return Part("signatures", {"role": Read(role.id, place), "name": Read(" ".join(w.text for w in named), place, doubt=doubt)})
