"""Damage as converters and time do it to papers, drawn from seeds. No figure is changed: only its place and what is around it.

Each damage names the facts that it makes undecidable, as patterns for `comparing.compare`: those may be left out or doubted;
with `!` before them they are lost from the paper and are not judged at all.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from specimens.blocks import Block, Cell, Grid, Paper, Text

_TABLES = ("line.*", "scheme.*", "contribution.*", "contingency.*", "metric.*", "risk.*", "signature.*", "stated-total *")
_NAMES = (
    "!area *",
    *(
        f"!*.{k}"
        for k in ("name", "organisation", "provider", "description", "mitigation", "owner", "position", "outcome", "rating")
    ),
)


@dataclass(frozen=True)
class Damage:
    """One kind of damage: to a table of a paper, or to the finished text."""

    name: str
    undecidable: tuple[str, ...] = ()
    grid: Callable[[Grid, random.Random], Sequence[Block]] | None = None
    text: Callable[[str, random.Random], str] | None = None


def to_paper(paper: Paper, damages: Sequence[Damage], rng: random.Random) -> Paper:
    """The paper with every damage to tables done to it."""
    for damage in damages:
        if damage.grid:
            blocks: list[Block] = []
            for block in paper.blocks:
                blocks += damage.grid(block, rng) if isinstance(block, Grid) else [block]
            paper = replace(paper, blocks=tuple(blocks))
    return paper


def to_text(text: str, damages: Sequence[Damage], rng: random.Random) -> str:
    """The text with every damage to text done to it."""
    for damage in damages:
        if damage.text:
            text = damage.text(text, rng)
    return text


def draw(rng: random.Random) -> tuple[Damage, ...]:
    """One to three kinds of damage, at most one of them to tables."""
    tables = [d for d in KINDS.values() if d.grid]
    texts = [d for d in KINDS.values() if d.text]
    return (*rng.sample(tables, rng.choice((0, 1))), *rng.sample(texts, rng.choice((1, 1, 2))))


def undecidable(damages: Sequence[Damage]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for d in damages for p in d.undecidable))


def _full(grid: Grid) -> list[list[Cell]]:
    """The grid as plain rows: spans undone, covered positions empty."""
    return [[replace(c, rows=1, columns=1) if c else Cell("") for c in squared] for squared in grid.squares()]


def _as_grid(rows: Sequence[Sequence[Cell]], like: Grid) -> list[Block]:
    return [Grid(tuple(tuple(r) for r in rows), 0, like.fields)]


def _bottom_up(grid: Grid, rng: random.Random) -> Sequence[Block]:
    return [grid] if grid.fields else _as_grid(_full(grid)[::-1], grid)


def _columns_reversed(grid: Grid, rng: random.Random) -> Sequence[Block]:
    return [grid] if grid.fields else _as_grid([r[::-1] for r in _full(grid)], grid)


def _header_displaced(grid: Grid, rng: random.Random) -> Sequence[Block]:
    """The header rows stand between two rows of the body, or at its end."""
    rows = _full(grid)
    if grid.fields or len(rows) < grid.headers + 3:
        return [grid]
    head, body = rows[: grid.headers], rows[grid.headers :]
    at = rng.choice((len(body) // 2, len(body)))
    return _as_grid(body[:at] + head + body[at:], grid)


def _value_first(grid: Grid, rng: random.Random) -> Sequence[Block]:
    return _as_grid([r[::-1] for r in _full(grid)], grid) if grid.fields else [grid]


def _by_column(grid: Grid, rng: random.Random) -> Sequence[Block]:
    """Columns one after another, a cell to a line; empty cells vanish."""
    if grid.fields:
        return [grid]
    rows = _full(grid)
    return [Text(c.text.replace("\n", " ")) for column in zip(*rows, strict=True) for c in column if c.text]


def _rows_split(grid: Grid, rng: random.Random) -> Sequence[Block]:
    """The end of a long first cell falls into a row of its own, as when a row is cut at its lines."""
    rows: list[list[Cell]] = []
    for r in _full(grid):
        words = r[0].text.split(" ")
        if grid.fields or len(words) < 4 or rng.random() < 0.5:
            rows.append(r)
            continue
        cut = rng.randint(2, len(words) - 1)
        rows.append([replace(r[0], text=" ".join(words[:cut])), *r[1:]])
        rows.append([replace(r[0], text=" ".join(words[cut:])), *(Cell("") for _ in r[1:])])
    return _as_grid(rows, grid)


def _rows_merged(grid: Grid, rng: random.Random) -> Sequence[Block]:
    """Two neighbouring rows of a list of fields become one, labels and values joined in order."""
    rows = _full(grid)
    if not grid.fields or len(rows) < 3:
        return [grid]
    at = rng.randrange(len(rows) - 1)
    joined = [replace(a, text=f"{a.text} {b.text}".strip()) for a, b in zip(rows[at], rows[at + 1], strict=True)]
    return _as_grid([*rows[:at], joined, *rows[at + 2 :]], grid)


def _pounds_lost(text: str, rng: random.Random) -> str:
    return text.replace("£", rng.choice(("", "", "?")))


_ALIKE = str.maketrans("aceopxyABCEHKMOPTX", "асеорхуАВСЕНКМОРТХ")


def _look_alikes(text: str, rng: random.Random) -> str:
    """Some short words set in Cyrillic letters that look the same."""
    return re.sub(r"\b[A-Za-z]{2,5}\b", lambda m: m[0].translate(_ALIKE) if rng.random() < 0.06 else m[0], text)


def _letters_lost(text: str, rng: random.Random) -> str:
    """Ligatures and first letters of some words are gone, but months keep theirs."""
    text = re.sub(r"ff|fi|fl", lambda m: m[0][:1] if rng.random() < 0.15 else m[0], text)
    months = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
    return re.sub(r"\b[A-Za-z]{5,}\b", lambda m: m[0][1:] if rng.random() < 0.01 and m[0].lower() not in months else m[0], text)


def _words_broken(text: str, rng: random.Random) -> str:
    def broken(match: re.Match[str]) -> str:
        word = match[0]
        at = len(word) // 2
        return f"{word[:at]} {word[at:]}" if rng.random() < 0.03 else word

    return re.sub(r"\b[A-Za-z]{7,}\b", broken, text)


def _breaks_in_cells(text: str, rng: random.Random) -> str:
    """A line of a table goes on in the next line, broken inside a long cell of words."""
    lines = []
    for line in text.split("\n"):
        cells = line.split("\t")
        long = [i for i, c in enumerate(cells) if len(c) > 30 and not re.search(r"\d", c)]
        if len(cells) > 1 and long and rng.random() < 0.3:
            i = rng.choice(long)
            head, _, tail = cells[i].partition(" ")
            middle = tail.find(" ", len(tail) // 2)
            if middle > 0:
                cells[i] = f"{head} {tail[:middle]}\n{tail[middle + 1 :]}"
        lines.append("\t".join(cells))
    return "\n".join(lines)


def _tabs_lost(text: str, rng: random.Random) -> str:
    return re.sub(r"\t+", " ", text)


def _page_numbers(text: str, rng: random.Random) -> str:
    """Page numbers and a running foot fall between lines, tables included."""
    style = rng.choice(("{0}", "Page {0} of {1}", "- {0} -"))
    lines, page, last = [], 1, text.count("\n") // 25 + 1
    for i, line in enumerate(text.split("\n")):
        if i and i % 25 == 0:
            lines.append(style.format(page, last))
            page += 1
        lines.append(line)
    return "\n".join(lines)


KINDS: dict[str, Damage] = {
    d.name: d
    for d in (
        Damage("bottom-up", (), _bottom_up),
        Damage("columns-reversed", (), _columns_reversed),
        Damage("header-displaced", (), _header_displaced),
        Damage("value-first", (), _value_first),
        Damage("by-column", _TABLES, _by_column),
        Damage("rows-split", ("scheme.provider",), _rows_split),
        Damage("rows-merged", ("date *", "budget *", "organisation.*", "signature.*", "area *"), _rows_merged),
        Damage("pounds-lost", (), None, _pounds_lost),
        Damage("look-alikes", (), None, _look_alikes),
        Damage("letters-lost", _NAMES, None, _letters_lost),
        Damage("words-broken", ("*.name", "*.organisation"), None, _words_broken),
        Damage("breaks-in-cells", ("risk.mitigation",), None, _breaks_in_cells),
        Damage(
            "tabs-lost",
            (
                "line.*",
                "!scheme.name",
                "!scheme.provider",
                "!line.provider",
                "!line.area_of_spend",
                "!line.commissioner",
                "contribution.holds_pool",
                "metric.*",
                "risk.*",
                "signature.*",
                "organisation.*",
            ),
            None,
            _tabs_lost,
        ),
        Damage("page-numbers", (), None, _page_numbers),
    )
}
