"""Damaged files of every kind: whatever the damage, a document comes out or a refusal; nothing else, ever."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st
from raw_files import docx, p, row, zipped
from test_excel_files import written

from bettercare.documents import CannotRead, Document, Limits, open_document
from tests.long_runs import cases

SMALL = Limits(cells=5000, blocks=5000, pages=20, inflated_bytes=20_000_000)
Damage = list[tuple[float, int]]
DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12)


def _workbook() -> bytes:
    def fill(book: object, sheet: object) -> None:
        sheet.write_row("A1", ["Scheme", 1, 2.5])  # type: ignore[attr-defined]
        sheet.write_formula("A2", "=SUM(B1:C1)", None, 3.5)  # type: ignore[attr-defined]
        sheet.merge_range("A3:B4", "merged")  # type: ignore[attr-defined]
        sheet.data_validation("A5", {"validate": "list", "source": ["Yes", "No"]})  # type: ignore[attr-defined]

    return written(fill)


def _pdf() -> bytes:
    style = "<style>td{border:1px solid}table{border-collapse:collapse}</style>"
    made = weasyprint.HTML(string=f"{style}<h1>Plan</h1><p>text</p><table><tr><td>a<td>b<tr><td>c<td>d</table>").write_pdf()
    assert made is not None
    return bytes(made)


ORIGINALS = {"docx": docx(p("text") + "<w:tbl>" + row(p("a"), p("b")) + "</w:tbl>"), "xlsx": _workbook(), "pdf": _pdf()}


def damaged(data: bytes, damage: Damage, cut: float) -> bytes:
    changed = bytearray(data)
    for place, value in damage:
        changed[int(place * len(changed))] = value
    return bytes(changed[: max(1, int(len(changed) * cut))])


def comes_out_or_is_refused(path: Path, data: bytes) -> bool:
    """Whether a document comes out, or a refusal that names the file and says what to do."""
    path.write_bytes(data)
    try:
        return isinstance(open_document(path, SMALL), Document)
    except CannotRead as refusal:
        return refusal.name == path.name and bool(refusal.cure)


@pytest.mark.parametrize("kind", sorted(ORIGINALS))
@cases(60)
@given(damage=DAMAGE, cut=st.one_of(st.just(1.0), st.floats(0, 1)))
def test_changed_and_cut_bytes_come_out_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, kind: str, damage: Damage, cut: float
) -> None:
    assert comes_out_or_is_refused(tmp_path_factory.getbasetemp() / f"bytes.{kind}", damaged(ORIGINALS[kind], damage, cut))


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@cases(60)
@given(part=st.integers(0, 30), damage=DAMAGE)
def test_changed_bytes_inside_a_part_of_a_sound_package(
    tmp_path_factory: pytest.TempPathFactory, kind: str, part: int, damage: Damage
) -> None:
    """Damage to the packed bytes is mostly found by their checksum; this reaches the readers behind it."""
    with zipfile.ZipFile(BytesIO(ORIGINALS[kind])) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    name = sorted(parts)[part % len(parts)]
    content = parts[name]
    assert isinstance(content, bytes)
    parts[name] = damaged(content, damage, 1.0)
    assert comes_out_or_is_refused(tmp_path_factory.getbasetemp() / f"part.{kind}", zipped(parts))


_VALUES = st.sampled_from(["", "-1", "0", "99999999999", "x", "A0", "XFDZ9", "1e999", "nan", "true", "\u0660"])


@cases(60)
@given(st.lists(st.tuples(st.integers(0, 400), _VALUES), min_size=1, max_size=6))
def test_attributes_with_senseless_values(tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str]]) -> None:
    import re

    with zipfile.ZipFile(BytesIO(ORIGINALS["xlsx"])) as package:
        parts: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    for name in ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"):
        content = parts[name]
        assert isinstance(content, bytes)
        pieces = re.split(rb'(="[^"]*")', content)
        for at, value in changes:
            index = (2 * at + 1) % (len(pieces) - 1) | 1
            pieces[index] = f'="{value}"'.encode()
        parts[name] = b"".join(pieces)
    assert comes_out_or_is_refused(tmp_path_factory.getbasetemp() / "attributes.xlsx", zipped(parts))


_PIECES = st.sampled_from(
    [
        *("ab 1£\t|\n\f#*-_<>&;/=\"'\\()[]"),
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "---",
        "   ",
        "<br>",
        "&lt;",
        "\uf0b7",
        "В",
        "1,000",
    ]
)


@cases(200)
@given(st.lists(_PIECES, max_size=60).map("".join))
def test_any_text_is_read_and_loses_no_figure(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.txt"
    path.write_text(text, encoding="utf-8")
    if not text.strip():
        return
    try:
        document = open_document(path)
    except CannotRead:
        return
    said = "".join(b.text if hasattr(b, "text") else "".join(r.text for r in b.rows) for b in document.blocks)
    if "<" not in text and "&" not in text and "](" not in text:
        assert said.count("1") >= text.count("1")


@cases(60)
@given(
    st.lists(
        st.sampled_from(
            [
                "<table>",
                "</table>",
                "<tr>",
                "<td rowspan=3>",
                "<td colspan=9>",
                "text",
                "<p>",
                "</p>",
                "<h1>",
                "<li>",
                "<br>",
                "</td>",
                "<script>",
            ]
        ),
        max_size=40,
    )
)
def test_any_markup_comes_out_or_is_refused(tmp_path_factory: pytest.TempPathFactory, pieces: list[str]) -> None:
    assert comes_out_or_is_refused(tmp_path_factory.getbasetemp() / "any.html", ("<html><body>" + "".join(pieces)).encode())
