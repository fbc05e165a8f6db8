"""Blank workbooks to fill, and what differs between two workbooks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

from lxml import etree

from bettercare.plan import Plan, walk
from bettercare.plan.addresses import replace_at
from bettercare.rounds import load
from bettercare.writing import write

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_KEPT = (
    "role",
    "metric",
    "title",
    "condition",
    "question",
    "outcome",
    "year",
    "kind",
    "start",
    "end",
    "recurrence",
    "code",
    "section",
)
"""What says which row or column something stands in."""


def emptied(plan: Plan, prefilled: bool = True) -> Plan:
    """The plan without its answers, with as many rows; `prefilled` keeps what a national form holds beforehand."""
    for address, value in walk(plan):
        kept = address == "round" or address.rpartition("/")[2] in _KEPT or (prefilled and address.startswith("contributions/"))
        if value is not None and not kept:
            plan = replace_at(plan, address, None)
    return replace(plan, stated_totals=(), conditions=())


def blank_form(plan: Plan) -> bytes:
    """The form of the plan's round with rows for all that the plan holds, and no answers."""
    return write(emptied(plan, (plan.round or "") > "2015"), load(plan.round or ""), ".xlsx").content


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return {entry.filename: package.read(entry) for entry in package.infolist()}


def changed_parts(before: bytes, after: bytes) -> list[str]:
    """The names of parts that are not byte for byte the same; the parts and their order must be."""
    old, new = parts(before), parts(after)
    assert list(old) == list(new)
    return [name for name in old if old[name] != new[name]]


def changed_cells(before: bytes, after: bytes) -> Iterator[tuple[str | None, str]]:
    """For each cell of a sheet part that differs: its place, and whether what it holds, a formula's result or a mark changed.

    All else in the part must be the same, byte for byte.
    """
    old, new = _cells(before), _cells(after)
    assert _without_cells(before) == _without_cells(after)
    for ref in sorted(old.keys() | new.keys()):
        if old.get(ref) == new.get(ref):
            continue
        was, now = (etree.fromstring(cell) if cell else None for cell in (old.get(ref), new.get(ref)))
        assert now is not None
        assert was is None or was.get("s") == now.get("s")
        formulas = [None if c is None or (f := c.find("{*}f")) is None else (f.text, dict(f.attrib)) for c in (was, now)]
        if was is None and formulas[1] is not None:
            yield ref, "mark"
            continue
        assert formulas[0] == formulas[1]
        yield ref, "result" if formulas[0] else "content"


def _cells(part: bytes) -> dict[str, bytes]:
    return {c.get("r", ""): etree.tostring(c, method="c14n", with_tail=False) for c in etree.fromstring(part).iter("{*}c")}


def _without_cells(part: bytes) -> bytes:
    """The part with its rows emptied, and rows without attributes that hold only new cells left out."""
    root = etree.fromstring(part)
    for row in list(root.iter("{*}row")):
        for cell in list(row):
            row.remove(cell)
        row.text = None
        if set(row.attrib) <= {"r"}:
            row.getparent().remove(row)
    return etree.tostring(root, method="c14n")


def as_macro_workbook(data: bytes, macros: bytes) -> bytes:
    """The workbook as one with macros (.xlsm), which are the bytes given."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            held = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                held = held.replace(b"spreadsheetml.sheet.main+xml", b"DUMMY").replace(
                    b"application/vnd.openxmlformats-officedocument.DUMMY", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                )
                held = held.replace(
                    b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
                )
            if entry.filename == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                held = held.replace(
                    b"</Relationships>", b'<Relationship Id="rIdV" Type="' + kind + b'" Target="vbaProject.bin"/></Relationships>'
                )
            new.writestr(entry, held)
        new.writestr("xl/vbaProject.bin", macros)
    return stream.getvalue()
