"""HTML pages, and PDF printed from them."""

from __future__ import annotations

import random
from html import escape
from pathlib import Path

from specimens.blocks import Break, Cell, Grid, Heading, Paper, Text


def html(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """Write the paper as one HTML page."""
    path = folder / f"{paper.name}.html"
    path.write_text(_page(paper, rng), encoding="utf-8")
    return path


def _page(paper: Paper, rng: random.Random) -> str:
    size = "A4 landscape" if paper.book else "A4"
    rules = rng.choice(("border: 1px solid #888;", "border-bottom: 1px solid #bbb;"))
    style = (
        f"@page {{size: {size}; margin: 12mm; @bottom-center {{content: counter(page)}}}} body {{font: "
        f"9pt sans-serif}} table {{border-collapse: collapse; width: 100%}} td, th {{{rules} padding: 2px "
        f"4px; vertical-align: top; text-align: left}} .new {{break-before: page}}"
    )
    parts = []
    for block in paper.blocks:
        if isinstance(block, Heading):
            level = min(block.level, 6)
            parts.append(f"<h{level}>{escape(block.text)}</h{level}>")
        elif isinstance(block, Text):
            parts.append(f"<ul><li>{escape(block.text)}</li></ul>" if block.bullet else f"<p>{escape(block.text)}</p>")
        elif isinstance(block, Break):
            parts.append('<div class="new"></div>')
        else:
            parts.append(_table(block))
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta '
        f'charset="utf-8"><title>{escape(paper.name)}</title><style>{style}</style></head><body>{"".join(parts)}</body></html>'
    )


def _table(grid: Grid) -> str:
    rows = "".join(
        f"<tr>{''.join(_cell('th' if i < grid.headers else 'td', c) for c in cells)}</tr>" for i, cells in enumerate(grid.rows)
    )
    return f"<table>{rows}</table>"


def _cell(tag: str, cell: Cell) -> str:
    spans = "".join(f' {name}="{n}"' for name, n in (("colspan", cell.columns), ("rowspan", cell.rows)) if n > 1)
    return f"<{tag}{spans}>{escape(cell.text).replace(chr(10), '<br>')}</{tag}>"


def pdf(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """Print the page to PDF with WeasyPrint."""
    import weasyprint  # heavy; only formats that need it pay

    path = folder / f"{paper.name}.pdf"
    weasyprint.HTML(string=_page(paper, rng)).write_pdf(str(path))
    return path
