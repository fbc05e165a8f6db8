"""One bad file per kind: each is refused with its name, what was found, and the cure; never with a trace."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import weasyprint
from raw_files import W, docx, opened, p, row, xlsx, zipped

from bettercare.documents import LIMITS, CannotRead, Limits, open_document, opening


def refusal(path: Path, limits: Limits = LIMITS) -> CannotRead:
    with pytest.raises(CannotRead) as caught:
        open_document(path, limits)
    assert caught.value.name == path.name
    assert caught.value.found and caught.value.cure.endswith(".")
    assert str(caught.value) == f"{path.name}: {caught.value.found}. {caught.value.cure}"
    return caught.value


def kept(folder: Path, data: bytes, name: str) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere.docx").found == "there is no such file"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refusal(tmp_path).found == "this is a folder, not a file"


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\x00" * 100])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert refusal(kept(tmp_path, data, "plan.docx")).found == "the file is empty"


def test_a_file_one_may_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "no", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert refusal(kept(tmp_path, b"text", "plan.txt")).found == "you may not read this file"


@pytest.fixture
def nobody() -> Iterator[None]:
    """Without the rights of root, who may read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_a_file_or_a_folder_that_is_closed_to_the_reader(closed: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = tmp_path / "plans"
    folder.mkdir()
    path = kept(folder, b"Better Care Fund plan", "plan.txt")
    shut = path if closed == "file" else folder
    shut.chmod(0)
    request.addfinalizer(lambda: shut.chmod(0o700))
    request.getfixturevalue("nobody")
    assert refusal(path).found == "you may not read this file"


@pytest.mark.parametrize(
    "fault", [ImportError, ModuleNotFoundError, NameError, UnboundLocalError, AssertionError, NotImplementedError]
)
def test_a_fault_of_ours_is_not_taken_for_the_files(
    fault: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise fault("ours")

    monkeypatch.setattr(opening, "_contents", fail)
    with pytest.raises(fault, match="ours"):
        open_document(kept(tmp_path, b"text", "plan.txt"))


def test_what_may_be_either_ours_or_the_files_names_our_line_and_asks_for_a_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def fail(data: bytes, name: str) -> None:
        raise IndexError("list index out of range")

    monkeypatch.setattr("bettercare.documents.text.read_text", fail)
    refused = refusal(kept(tmp_path, b"text", "plan.txt"))
    assert re.search(r"\(IndexError at opening\.py:\d+: list index out of range\)$", refused.found)
    assert refused.cure.endswith("report it.")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    found = refusal(kept(tmp_path, b"x" * (3 * 1024 * 1024), "plan.txt"), Limits(file_bytes=2 * 1024 * 1024)).found
    assert found == "the file has 3 megabytes; at most 2 are read"


@pytest.mark.parametrize(
    ("start", "what"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00", "a program"),
        (b"\x7fELF\x02\x01", "a program"),
        (b"\x89PNG\r\n\x1a\n\x00", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\x00", "a picture (JPEG)"),
        (b"{\\rtf1\\ansi", "a Rich Text file"),
        (b"Rar!\x1a\x07\x00", "an archive (RAR)"),
        (b"SQLite format 3\x00", "a database"),
        (b"\x1f\x8b\x08\x00", "a packed file (gzip)"),
    ],
)
def test_a_file_of_another_kind_whatever_its_name(tmp_path: Path, start: bytes, what: str) -> None:
    assert refusal(kept(tmp_path, start + b"\x00\x01\x02\x03" * 50, "plan.docx")).found.startswith(f"this is {what}")


def test_bytes_of_no_kind_at_all(tmp_path: Path) -> None:
    assert "neither text nor" in refusal(kept(tmp_path, bytes(range(256)) * 4, "plan.txt")).found


@pytest.mark.parametrize("name", ["plan.docx", "plan.exe", "plan"])
def test_content_decides_and_not_the_name(tmp_path: Path, name: str) -> None:
    assert opened(tmp_path, docx(p("text")), name).format == "docx"
    assert opened(tmp_path, xlsx("<sheetData/>"), name).format == "xlsx"
    assert opened(tmp_path, b"text", name).format == "text"


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + stream.encode("utf-16-le") + b"\x00" * 1024


@pytest.mark.parametrize(
    ("stream", "found"),
    [
        ("EncryptedPackage", "the file is protected by a password"), ("WordDocument", "this is an old Word file (.doc)"),
        ("PowerPoint Document", "this is an old PowerPoint file (.ppt)"), ("Workbook", "the workbook is cut short or damaged"),
        ("Contents", "this is an older Office file of a kind that is not read, or it is damaged"),
    ],
)  # fmt: skip
def test_older_office_containers(tmp_path: Path, stream: str, found: str) -> None:
    assert refusal(kept(tmp_path, ole(stream), "plan.xlsx")).found == found


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.98])
def test_a_truncated_package(tmp_path: Path, share: float) -> None:
    data = docx(p("text") + "<w:tbl>" + row(p("cell")) + "</w:tbl>")
    assert "cut short or damaged" in refusal(kept(tmp_path, data[: int(len(data) * share)], "plan.docx")).found


def test_a_truncated_pdf(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    weasyprint.HTML(string="<p>text</p>").write_pdf(path)
    assert "PDF" in refusal(kept(tmp_path, path.read_bytes()[:400], "short.pdf")).found


def test_a_part_that_would_unpack_to_far_more_than_its_size(tmp_path: Path) -> None:
    data = docx("", {"word/media/zeros.xml": b"\x00" * 40_000_000})
    found = refusal(kept(tmp_path, data, "bomb.docx")).found
    assert "unpack to far more than a plan holds (a part of 38 megabytes packed into" in found


def test_parts_that_together_unpack_to_too_much(tmp_path: Path) -> None:
    data = docx("", {f"word/media/{n}.xml": b"\x00" * 1_000_000 for n in range(12)})
    limits = Limits(inflated_bytes=10_000_000)
    assert (
        "16 parts" in refusal(kept(tmp_path, data, "bomb.docx"), limits).found
        or "parts of" in refusal(tmp_path / "bomb.docx", limits).found
    )


def test_a_package_that_lies_about_its_size_is_never_inflated_further(tmp_path: Path) -> None:
    data = docx("<w:p/>" * 200_000)
    true = len("<w:p/>") * 200_000
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = package.getinfo("word/document.xml").file_size
    assert size > true
    lied = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert "word/document.xml is damaged" in refusal(kept(tmp_path, lied, "liar.docx")).found


def test_too_many_parts(tmp_path: Path) -> None:
    data = zipped({f"{n}.xml": "x" for n in range(60)})
    assert "60 parts" in refusal(kept(tmp_path, data, "plan.docx"), Limits(parts=50)).found


def test_an_archive_is_not_a_document(tmp_path: Path) -> None:
    assert refusal(kept(tmp_path, zipped({"plan.txt": "text"}), "plan.docx")).found == "this is an archive (zip), not a document"


LAUGHS = "<!DOCTYPE x [" + "<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(("declared", "entity"), [(LAUGHS, "a9"), (OUTSIDE, "e"), ("<!DOCTYPE x>", "amp")])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_entities_and_document_types(tmp_path: Path, declared: str, entity: str, encoding: str) -> None:
    document = (
        f'<?xml version="1.0" encoding="{encoding}"?>{declared}<w:document {W}>'
        f"<w:body><w:p><w:r><w:t>&{entity};</w:t></w:r></w:p></w:body></w:document>"
    )
    found = refusal(kept(tmp_path, docx("", {"word/document.xml": document.encode(encoding)}), "plan.docx")).found
    assert "declares a document type or entities" in found or "is damaged" in found


def test_broken_xml_in_a_part(tmp_path: Path) -> None:
    assert refusal(kept(tmp_path, docx("<w:p>"), "plan.docx")).found == "the part word/document.xml is damaged"


def test_a_workbook_with_far_too_many_cells(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 302))
    path = kept(tmp_path, xlsx(f"<sheetData>{rows}</sheetData>"), "plan.xlsx")
    assert open_document(path, Limits(cells=301))
    assert refusal(path, Limits(cells=300)).found == "sheet 'Plan' takes the workbook over 300 cells, far more than a plan holds"


def test_a_sheet_of_a_million_rows_is_refused_before_it_is_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 250_001))
    path = kept(tmp_path, xlsx(f"<sheetData>{rows}</sheetData>"), "plan.xlsx")
    monkeypatch.setattr("bettercare.documents.excel.book.parse_xml", lambda *given: pytest.fail("it was parsed"))
    assert "over 200,000 cells" in refusal(path, Limits(cells=200_000)).found


def test_a_pdf_with_far_too_many_pages(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    weasyprint.HTML(string="<p style='break-after:page'>a</p>" * 4 + "<p>b</p>").write_pdf(path)
    assert refusal(path, Limits(pages=3)).found == "the PDF has 5 pages; at most 3 are read"


def test_a_pdf_page_with_far_too_much_on_it(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    weasyprint.HTML(string="<p>many letters on one page</p>").write_pdf(path)
    assert "page 1 holds" in refusal(path, Limits(objects=10)).found


def pdf(objects: dict[int, str]) -> bytes:
    data, places = b"%PDF-1.4\n", {}
    for number, content in objects.items():
        places[number] = len(data)
        data += f"{number} 0 obj\n{content}\nendobj\n".encode()
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{places[n]:010} 00000 n \n".encode() for n in sorted(objects))
    return data + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


@pytest.mark.parametrize(
    "objects",
    [
        {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[2 0 R]/Count 1>>"},
        {
            1: "<</Type/Catalog/Pages 2 0 R>>",
            2: "<</Type/Pages/Kids[3 0 R]/Count 9/Parent 3 0 R>>",
            3: "<</Type/Pages/Kids[2 0 R]/Count 9/Parent 2 0 R>>",
        },
        {1: "<</Type/Catalog/Pages 1 0 R>>", 2: "2 0 R"},
        {1: "<</Type/Catalog/Pages 2 0 R>>", 2: "<</Type/Pages/Kids[]/Count 0>>"},
    ],
)
def test_a_pdf_that_runs_in_circles_is_refused(tmp_path: Path, objects: dict[int, str]) -> None:
    assert "circle.pdf" in str(refusal(kept(tmp_path, pdf(objects), "circle.pdf")))


def test_a_pdf_whose_drawing_holds_itself_is_read_for_its_text(tmp_path: Path) -> None:
    drawn, page = "/X Do", "BT /F 12 Tf 72 700 Td (A plan) Tj ET /X Do"
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>>>",
        4: f"<</Length {len(page)}>>stream\n{page}\nendstream",
        5: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: "<</Type/XObject/Subtype/Form/BBox[0 "
        "0 9 9]/Resources<</XObject<</X "
        f"6 0 R>>>>/Length {len(drawn)}>"
        f">stream\n{drawn}\nendstream",
    }
    assert [b.text for b in open_document(kept(tmp_path, pdf(objects), "own.pdf")).paragraphs()] == ["A plan"]


def test_html_and_xml_with_nothing_in_them(tmp_path: Path) -> None:
    assert "XML of a kind" in refusal(kept(tmp_path, b"<?xml version='1.0'?><plan/>", "plan.xml")).found
    assert open_document(kept(tmp_path, b"<html></html>", "plan.html")).blocks == ()


def test_word_parts_nested_beyond_reason_do_not_end_the_program(tmp_path: Path) -> None:
    body = "<w:ins>" * 240 + p("deep") + "</w:ins>" * 240
    assert open_document(kept(tmp_path, docx(body), "plan.docx")).blocks == ()
    refusal(kept(tmp_path, docx("<w:ins>" * 5000 + "</w:ins>" * 5000), "deeper.docx"))


def test_a_library_that_is_missing_is_not_blamed_on_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'some_library'")

    monkeypatch.setattr("bettercare.documents.opening._read", missing)
    with pytest.raises(ModuleNotFoundError):
        open_document(kept(tmp_path, b"A plan", "plan.txt"))
