"""Files made part by part, to hold what no library writes: content controls, tracked changes, odd workbooks, bad files."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

from bettercare.documents import Document, Paragraph, Table, open_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: dict[str, str | bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()


def relations(*targets: tuple[str, str, str], outside: bool = False) -> str:
    """Relationships as (id, kind, target)."""
    mode = ' TargetMode="External"' if outside else ""
    items = "".join(f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>' for id, kind, target in targets)
    return f'<Relationships xmlns="{_RELATIONS}">{items}</Relationships>'


def docx(body: str, extra: dict[str, str | bytes] | None = None, links: tuple[tuple[str, str, str], ...] = ()) -> bytes:
    """A Word file with a body in XML; `extra` parts are joined to the document by `links`."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": f'<w:document {W} xmlns:r="{_OFFICE}"><w:body>{body}</w:body></w:document>',
    }
    if links:
        parts["word/_rels/document.xml.rels"] = relations(*links)
    return zipped({**parts, **(extra or {})})


def xlsx(sheet: str, extra: dict[str, str | bytes] | None = None, workbook: str = "", strings: tuple[str, ...] = ()) -> bytes:
    """A workbook of one sheet whose inner XML is given."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    shared = "".join(f"<si><t>{text}</t></si>" for text in strings)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook {main} xmlns:r="{_OFFICE}"><sheets><sheet name="Plan" sheetId="1" r:id="r1"/></sheets>{workbook}</workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{sheet}</worksheet>",
        "xl/sharedStrings.xml": f"<sst {main}>{shared}</sst>",
    }
    return zipped({**parts, **(extra or {})})


def p(text: str, props: str = "") -> str:
    return f'<w:p><w:pPr>{props}</w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def opened(folder: Path, data: bytes, name: str = "plan.docx") -> Document:
    path = folder / name
    path.write_bytes(data)
    return open_document(path)


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]
