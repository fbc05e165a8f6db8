"""The words of a row printed as running text: which are its name, its provider, or a short answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bettercare.plan import State
from bettercare.reading.flat.layout import Laid
from bettercare.reading.values import state_of


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a row that stand together: `cell` tells that a heading, a figure or a blank line parts them from the words
    before, `remark` that they follow a figure which stands in no column."""

    text: str
    start: int
    end: int
    cell: bool
    remark: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a row's words say; `doubt` is about the name; `rest` stands after the figures and is neither name nor provider."""

    name: str
    other: str | None
    doubt: str | None
    rest: tuple[Piece, ...] = ()


_LAST = re.compile(r"\b(?:and|or|of|for|by|to|the|in|with|&|at)$|[-/,(&]$", re.I)
_SHORT = re.compile(r"\s+(?P<last>various|tb[ca]|to be confirmed|n/a|not applicable)$", re.I)
ANSWER = re.compile(r"^(?:.*\s)?(?P<answer>[YN]|Yes|No|tb[ca]|to be confirmed)$", re.I)
_PROVIDER = re.compile(
    r"\b(?:NHS|trust|council|borough|CCG|ICB|sector|providers?|healthcare|ltd|limited|hospices?|LLP|CIC|plc|partnership|various|tb[ca]|agency|"
    r"charity|practices?)\b|^[A-Z]{2,6}(?:\s?[/&,]\s?[A-Z]{2,6})*$|^to be confirmed$",
    re.I,
)


def pieces_of(laid: Laid) -> dict[int, list[Piece]]:
    """Each row's words, piece by piece: from where it starts to where the next row starts, whatever figures stand between."""
    starts = sorted(laid.solution.rows)
    aside = set(laid.solution.aside)
    found: dict[int, list[Piece]] = {s: [] for s in starts}
    last_figure: int | None = None
    for token in laid.body:
        if token.amount is not None:
            last_figure = token.start
            continue
        edges = [token.start, *(s for s in starts if token.start < s < token.end), token.end]
        for a, b in pairwise(edges):
            owner = max((s for s in starts if s <= a), default=None)
            words = re.sub(r"\s+", " ", token.text[a - token.start : b - token.start]).strip(" -–:;,.")
            if owner is not None and words:
                found[owner].append(Piece(words, a, b, token.cell and a == token.start, last_figure in aside and a > owner))
        last_figure = None if not token.cell else last_figure
    return found


def scheme_words(pieces: Sequence[Piece], provided: bool, mixed: bool = False) -> Words:
    """A scheme's name and, where the table has such a column, its provider: words in a cell of their own that speak of an
    organisation, or a short answer such as `various` at the end. `mixed` tells that figures of the row stand on both sides."""
    name, other, rest = "", "", list[Piece]()
    doubt = "figures of this row stand before and after these words, which may be of two columns" if mixed else None
    for piece in pieces:
        if not name:
            name = piece.text
        elif piece.remark:
            rest.append(piece)
        elif other:
            if not piece.cell or _LAST.search(other) or piece.text[:1].islower():
                other = f"{other} {piece.text}"
            elif _continues(name, piece.text):
                name = f"{name} {piece.text}"
                doubt = "words of another column stand between these words"
            else:
                rest.append(piece)
        elif not piece.cell or _continues(name, piece.text):
            name = f"{name} {piece.text}"
        elif provided and (_PROVIDER.search(piece.text) or state_of(piece.text) is not State.GIVEN):
            other = piece.text
        elif len(piece.text.split()) <= 3 and not re.search(r"\d", piece.text):
            name = f"{name} {piece.text}"
            doubt = "some of these words stand after the figures, and may be of another column"
        else:
            rest.append(piece)
            doubt = doubt or "more words stand after the figures, and may be of this name"
    last = _SHORT.search(name) if provided and not other else None
    if last:
        name, other = name[: last.start()], last["last"]
    return Words(name.strip(" -–:;,."), other or None, doubt, tuple(rest))


def _continues(name: str, text: str) -> bool:
    """Whether words surely go on with a name: it ends with a joining word, or they begin small."""
    return name.isdigit() or bool(_LAST.search(name)) or text[:1].islower() or name.count("(") > name.count(")")


def contribution_words(pieces: Sequence[Piece], answered: bool) -> Words:
    """A contributor's name, and the answer to whether it holds the pool, where the table asks for it."""
    name, other = "", None
    for piece in pieces:
        match = ANSWER.match(piece.text) if answered else None
        text = piece.text
        if match and (other is None):
            other, text = match["answer"], text[: match.start("answer")].strip()
        elif state_of(text) is not State.GIVEN:
            continue
        name = f"{name} {text}".strip()
    return Words(name.strip(" -–:;,."), other, None)
