"""Text straight from papers, as converters leave it: Markdown with tab-separated tables, and one line to a page."""

from __future__ import annotations

import random

from specimens.blocks import Break, Grid, Heading, Paper, Text


def markdown(paper: Paper, rng: random.Random) -> str:
    """Headings with `#`, tables as tab-separated lines, other lines as they are, blank lines between."""
    lines: list[str] = []
    marks = rng.choice(("####", "##", "###"))
    for block in paper.blocks:
        if isinstance(block, Heading):
            strong = rng.random() < 0.15
            lines += [
                (f"{marks if block.level > 1 else marks[:-1] or '#'} {'**' + block.text + '**' if strong else block.text}"),
                "",
            ]
        elif isinstance(block, Text):
            lines += [f"- {block.text}" if block.bullet else block.text, ""]
        elif isinstance(block, Grid):
            lines += [*grid_lines(block), ""]
        elif block.sheet is None:
            lines += ["", ""]
    return "\n".join(lines) + "\n"


def grid_lines(grid: Grid) -> list[str]:
    """Rows as tab-separated cells; covered positions are empty; a line break inside a cell becomes a space."""
    return ["\t".join(c.text.replace("\n", " ") if c else "" for c in squared) for squared in grid.squares()]


def flattened(paper: Paper) -> str:
    """One line to a page: all cells row by row, joined by spaces, empty ones gone; a page number ends each page."""
    pages: list[list[str]] = [[]]
    for block in paper.blocks:
        if isinstance(block, Break):
            if pages[-1]:
                pages.append([])
        elif isinstance(block, Grid):
            for squared in block.squares():
                pages[-1] += [c.text.replace("\n", " ") for c in squared if c and c.text]
        else:
            if isinstance(block, Heading) and block.level <= 3 and len(" ".join(pages[-1])) > 1500:
                pages.append([])
            pages[-1].append(block.text)
    numbered = not paper.book
    return "\n\n".join(" ".join(p + ([str(i)] if numbered else [])) for i, p in enumerate(pages, start=1)) + "\n"


def joined(papers: tuple[Paper, ...]) -> Paper:
    """Several papers printed one after the other."""
    blocks = []
    for paper in papers:
        blocks += [*paper.blocks, Break()]
    return Paper(papers[0].name, tuple(blocks))
