"""A form as a page: one HTML file without outside parts, and the same as a PDF tagged for people who use screen readers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape

from bettercare.documents.marks import ATTRIBUTE
from bettercare.writing.form import Banner, Block, Cell, Fields, Form, Guide, Heading, Prose, Table
from bettercare.writing.marking import Marking
from bettercare.writing.values import NOTHING, ROWS_OF_A_BLANK

_STYLE = """
@page { size: A4; margin: 18mm 16mm 20mm; @bottom-left { content: string(identity); font: 8pt Arial, "Liberation Sans", sans-serif }
  @bottom-right { content: counter(page) " of " counter(pages); font: 8pt Arial, "Liberation Sans", sans-serif } }
@page wide { size: A4 landscape }
body { font: 11pt/1.45 Arial, "Liberation Sans", sans-serif; color: #212b32; max-width: 62rem; margin: 0 auto; padding: 1rem }
.identity { string-set: identity content(); color: #425563; font-size: .85em }
h1 { font-size: 1.9em; line-height: 1.2 } h2 { font-size: 1.45em; margin-top: 1.6em } h3 { font-size: 1.2em } h4 { font-size: 1em }
h1, h2, h3, h4 { break-after: avoid }
table { border-collapse: collapse; width: 100%; margin: .6em 0 1.2em; font-size: .92em; break-inside: avoid }
table.long { break-inside: auto } tbody.total { break-before: avoid }
th, td { border: 1px solid #aeb7bd; padding: .3em .5em; text-align: left; vertical-align: top; overflow-wrap: break-word }
thead th { background: #005eb8; color: #fff } thead { display: table-header-group } tr, tbody { break-inside: avoid }
td.figure { text-align: right; white-space: nowrap } tr.total td { font-weight: bold; border-top: 2px solid #212b32 }
.fields th { width: 45%; background: #e8edee } .guide { color: #425563; font-style: italic }
.banner { border-left: .4rem solid #ffb81c; padding: .3rem .8rem } .missing { background: #fff9c4 } .wide { page: wide }
@media screen { .scroll { overflow-x: auto } } .scroll:focus { outline: 3px solid #ffb81c }
@media print { body { padding: 0; font-size: 9.5pt } .wide table { font-size: 7pt } }
"""
_LONG = 10
"""A table of more rows may go over to the next page, so that it does not leave its heading alone on one."""
_WIDE = 8
"""A table of this many columns or more is printed across the page."""


def page_html(form: Form) -> str:
    """Return the form as one HTML page in British English."""
    title = escape(form.title)
    body = "\n".join(_Drawing(form).body([block for page in form.pages for block in page.blocks]))
    identity = f'<p class="identity">{escape(form.identity.words)}</p>'
    meta = f'<meta name="content-sha256" content="{form.identity.sha256}">'
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n{meta}\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{identity}\n{body}\n</main>\n</body>\n</html>\n"
    )


def page_pdf(form: Form) -> bytes:
    """Return the form as a PDF with headings, tables and reading order marked (PDF/UA-1)."""
    from weasyprint import HTML

    made = HTML(string=page_html(form), url_fetcher=_refuse).write_pdf(pdf_variant="pdf/ua-1")
    if not isinstance(made, bytes):
        raise TypeError("the PDF library gave no bytes")
    return made


def _refuse(url: str, *rest: object, **more: object) -> None:
    raise ValueError(f"the page asks for {url}; a form fetches nothing")


class _Drawing:
    """Draws the blocks of one form; the first cell or paragraph of a part says which part it is."""

    def __init__(self, form: Form) -> None:
        self.blank = form.blank
        marking = Marking(form.plan)
        for page in form.pages:
            for cell in page.cells():
                marking.meet(cell.address, cell.address)
        self.parts: dict[str, list[str]] = defaultdict(list)
        for part, address in marking.found().items():
            self.parts[address].append(part)

    def body(self, blocks: Sequence[Block]) -> Iterator[str]:
        """The blocks in order; a table across the page takes the headings over it along."""
        held: list[str] = []
        for block in blocks:
            drawn = "\n".join(self._block(block))
            if isinstance(block, Heading):
                held.append(drawn)
            elif isinstance(block, Table) and len(block.heads) >= _WIDE:
                yield "\n".join(['<div class="wide">', *held, drawn, "</div>"])
                held = []
            else:
                yield from held
                held = []
                yield drawn
        yield from held

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield f"<h{block.level}>{escape(block.text)}</h{block.level}>"
        elif isinstance(block, Banner):
            yield f'<p class="banner"><strong>{escape(block.text)}</strong></p>'
        elif isinstance(block, Guide):
            yield f'<p class="guide">{escape(block.text)}</p>'
        elif isinstance(block, Prose):
            first = self._part(block.cell)
            for paragraph in (block.cell.text or "").split("\n"):
                yield f"<p{_missing(block.cell)}{first}>{escape(paragraph)}</p>"
                first = ""
        elif isinstance(block, Fields):
            rows = "".join(f'<tr><th scope="row">{escape(label)}</th>{self._td(cell)}</tr>' for label, cell in block.rows)
            yield f'<table class="fields">{rows}</table>'
        elif isinstance(block, Table):
            yield self._table(block)

    def _table(self, table: Table) -> str:
        heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in table.heads)
        rows = "".join(f"<tbody>{''.join(map(self._row, group))}</tbody>" for group in _groups(table)) or self._empty(table)
        total = self._row(table.total, ' class="total"') if table.total else ""
        label = f' role="region" aria-label="{escape(table.title)}" tabindex="0"' if table.title else ""
        long = ' class="long"' if len(table.rows) > _LONG else ""
        body = f'<thead><tr>{heads}</tr></thead>{rows}<tbody class="total">{total}</tbody>'
        return f'<div class="scroll"{label}><table{long}>{body}</table></div>'

    def _empty(self, table: Table) -> str:
        """Rows to fill in, in a blank form; else words that say that there is nothing."""
        width = len(table.heads)
        if self.blank:
            return f"<tbody>{('<tr>' + '<td></td>' * width + '</tr>') * ROWS_OF_A_BLANK}</tbody>"
        return f'<tbody><tr><td colspan="{width}">{NOTHING}</td></tr></tbody>'

    def _row(self, cells: Sequence[Cell], mark: str = "") -> str:
        return f"<tr{mark}>{''.join(self._td(cell) for cell in cells)}</tr>"

    def _td(self, cell: Cell) -> str:
        figure = ' class="figure"' if cell.kind in ("money", "number", "percent") else _missing(cell)
        span = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        address = f' data-address="{escape(cell.address)}"' if cell.address else ""
        return f"<td{figure}{span}{address}{self._part(cell)}>{escape(cell.text).replace(chr(10), '<br>')}</td>"

    def _part(self, cell: Cell) -> str:
        parts = self.parts.pop(cell.address, ()) if cell.address else ()
        return f' {ATTRIBUTE}="{escape(" ".join(parts))}"' if parts else ""


def _groups(table: Table) -> Iterator[list[Sequence[Cell]]]:
    """Rows that a cell stands beside stay together on a page."""
    group: list[Sequence[Cell]] = []
    for row in table.rows:
        group.append(row)
        if len(group) >= max((cell.rows for cell in group[0]), default=1):
            yield group
            group = []
    if group:
        yield group


def _missing(cell: Cell) -> str:
    return ' class="missing"' if cell.missing else ""
