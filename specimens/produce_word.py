"""Word files: by python-docx, and as raw WordprocessingML with what python-docx never writes.

The raw producer puts values into content controls, wraps some in tracked insertions beside deleted old values, nests
tables, merges cells down and across, and fills header and footer.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import docx

from specimens.blocks import Block, Break, Cell, Grid, Heading, Paper, Text
from specimens.packages import undate

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    f'{_HEAD}<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/header1.xml" ContentType="{_KIND}.header+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
)


def _links(*targets: tuple[str, str]) -> str:
    """The relationships of a package part: (type, target) in order."""
    inner = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_OFFICE}/package/2006/relationships">{inner}</Relationships>'


_STYLES = "".join(
    (
        f'<w:style w:type="paragraph" w:styleId="Heading{i}"><w:name w:val="heading '
        f'{i}"/><w:pPr><w:outlineLvl w:val="{i - 1}"/></w:pPr></w:style>'
    )
    for i in range(1, 5)
)


def by_library(paper: Paper, folder: Path) -> Path:
    """Write the paper with python-docx."""
    document = docx.Document()
    for block in paper.blocks:
        if isinstance(block, Heading):
            document.add_heading(block.text, min(block.level, 9))
        elif isinstance(block, Text):
            document.add_paragraph(block.text, "List Bullet" if block.bullet else None)
        elif isinstance(block, Break):
            document.add_page_break()  # type: ignore[no-untyped-call]
        else:
            _library_table(document, block)
    path = folder / f"{paper.name}.docx"
    document.save(str(path))
    undate(path)
    return path


def _library_table(document: docx.document.Document, grid: Grid) -> None:
    squares = grid.squares()
    table = document.add_table(len(squares), len(squares[0]))
    table.style = "Table Grid"
    table.autofit = True
    cells = [row.cells for row in table.rows]
    for r, squared in enumerate(squares):
        for c, cell in enumerate(squared):
            if cell is None:
                continue
            target = cells[r][c]
            if cell.rows > 1 or cell.columns > 1:
                target = target.merge(cells[r + cell.rows - 1][c + cell.columns - 1])
            target.text = cell.text
            if cell.bold and target.paragraphs[0].runs:
                target.paragraphs[0].runs[0].bold = True
    document.add_paragraph("")


def by_hand(paper: Paper, folder: Path, rng: random.Random) -> Path:
    """Write the paper as raw WordprocessingML."""
    body = "".join(_raw_block(block, rng) for block in paper.blocks)
    document = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document '
        f'{_W}><w:body>{body}<w:sectPr><w:headerReference w:type="default" '
        'r:id="rId1"/></w:sectPr></w:body></w:document>'
    )
    header = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:hdr {_W}>{_paragraph("DRAFT - " + paper.name)}</w:hdr>'
    path = folder / f"{paper.name}.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _links(("officeDocument", "word/document.xml"))),
            ("word/_rels/document.xml.rels", _links(("header", "header1.xml"), ("styles", "styles.xml"))),
            ("word/document.xml", document),
            ("word/header1.xml", header),
            ("word/styles.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles {_W}>{_STYLES}</w:styles>'),
        ):
            package.writestr(zipfile.ZipInfo(name, (2014, 4, 4, 12, 0, 0)), text)
    return path


def _raw_block(block: Block, rng: random.Random) -> str:
    if isinstance(block, Heading):
        return _paragraph(block.text, f"Heading{min(block.level, 4)}")
    if isinstance(block, Text):
        control = rng.random() < 0.3
        return _controlled(block.text, _paragraph(block.text)) if control else _changed(block.text, rng)
    if isinstance(block, Break):
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    table = _raw_table(block, rng)
    if block.fields and rng.random() < 0.3:
        table = f"<w:tbl><w:tr><w:tc>{table}<w:p/></w:tc></w:tr></w:tbl>"
    return table + "<w:p/>"


def _run(text: str, tag: str = "t") -> str:
    parts = text.split("\n")
    inner = "<w:br/>".join(f'<w:{tag} xml:space="preserve">{escape(p)}</w:{tag}>' for p in parts)
    return f"<w:r>{inner}</w:r>"


def _paragraph(text: str, style: str = "") -> str:
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{shape}{_run(text) if text else ''}</w:p>"


def _controlled(title: str, inner: str) -> str:
    return (
        "<w:sdt><w:sdtPr><w:alias "
        f'w:val="{escape(title[:20], {chr(34): ""})}"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
    )


def _changed(text: str, rng: random.Random) -> str:
    """A paragraph split into runs, with a deleted remark and an inserted tail now and then."""
    words = text.split(" ")
    if len(words) < 6 or rng.random() < 0.5:
        return _paragraph(text)
    cut = rng.randint(2, len(words) - 2)
    head, tail = " ".join(words[:cut]) + " ", " ".join(words[cut:])
    marks = 'w:id="1" w:author="Editor" w:date="2014-01-01T00:00:00Z"'
    return (
        f"<w:p>{_run(head)}<w:del {marks}>{_run('figures to follow ', 'delText')}</w:del><w:ins {marks}>{_run(tail)}</w:ins></w:p>"
    )


def _value(cell: Cell, label: str, rng: random.Random) -> str:
    """A value cell: plain, in a content control, or inserted after a deleted older figure."""
    if not cell.text or cell.bold:
        return _paragraph(cell.text)
    kind = rng.random()
    marks = 'w:id="2" w:author="Editor" w:date="2014-01-01T00:00:00Z"'
    if kind < 0.25:
        return f"<w:p>{_controlled(label, _run(cell.text))}</w:p>"
    if kind < 0.35:
        old = "999" if cell.value is not None else "old"
        return f"<w:p><w:del {marks}>{_run(old, 'delText')}</w:del><w:ins {marks}>{_run(cell.text)}</w:ins></w:p>"
    return _paragraph(cell.text)


def _raw_table(grid: Grid, rng: random.Random) -> str:
    squares = grid.squares()
    covered = _coverage(squares)
    rows = []
    for r, squared in enumerate(squares):
        cells, c = [], 0
        while c < len(squared):
            cell, start = covered[r][c]
            width = cell.columns if cell else 1
            shape = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
            if cell and cell.rows > 1:
                shape += '<w:vMerge w:val="restart"/>' if start == r else "<w:vMerge/>"
            label = squared[0].text if squared[0] else ""
            inner = _value(cell, label, rng) if cell and start == r else "<w:p/>"
            cells.append(f"<w:tc><w:tcPr>{shape}</w:tcPr>{inner}</w:tc>")
            c += width
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def _coverage(squares: Sequence[Sequence[Cell | None]]) -> list[list[tuple[Cell | None, int]]]:
    """For each position the cell that covers it and the row where that cell starts."""
    found: list[list[tuple[Cell | None, int]]] = [[(None, r)] * len(row) for r, row in enumerate(squares)]
    for r, row in enumerate(squares):
        for c, cell in enumerate(row):
            if cell:
                for down in range(cell.rows):
                    for across in range(cell.columns):
                        found[r + down][c + across] = (cell, r)
    return found
