"""Open a file whatever it is called: what it holds decides, limits are checked, and trouble becomes CannotRead."""

from __future__ import annotations

import errno
import hashlib
import re
import traceback
from pathlib import Path

from bettercare.documents.limits import LIMITS, MEGABYTE, Limits
from bettercare.documents.model import Block, CannotRead, Document, Format

_SAVE_AS = "Open it in the program it was made with and save it as .docx, .xlsx or PDF, then give that file."
_KNOWN_NOT_READ = (
    (b"{\\rtf", "a Rich Text file", "Open it in Word, save it as .docx, and give that."),
    (b"\x89PNG", "a picture (PNG)", "Give the document itself; a picture of it holds no text."),
    (b"\xff\xd8\xff", "a picture (JPEG)", "Give the document itself; a picture of it holds no text."),
    (b"GIF8", "a picture (GIF)", "Give the document itself; a picture of it holds no text."),
    (b"II*\x00", "a picture (TIFF)", "Give the document itself, or a PDF with text in it."),
    (b"MM\x00*", "a picture (TIFF)", "Give the document itself, or a PDF with text in it."),
    (b"BM", "a picture (bitmap)", "Give the document itself; a picture of it holds no text."),
    (b"MZ", "a program, not a document", "Do not open it; ask whoever sent it for the plan's own file."),
    (b"\x7fELF", "a program, not a document", "Do not open it; ask whoever sent it for the plan's own file."),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", "Unpack it and give the files inside."),
    (b"Rar!", "an archive (RAR)", "Unpack it and give the files inside."),
    (b"\x1f\x8b", "a packed file (gzip)", "Unpack it and give the file inside."),
    (b"SQLite format 3", "a database", _SAVE_AS),
)  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)


def open_document(path: str | Path, limits: Limits = LIMITS) -> Document:
    """Return the document in a file, read in this process; raises CannotRead naming the file, what was found, and the cure."""
    path = Path(path)
    data = file_bytes(path, limits)
    try:
        return _read(data, path.name, limits)
    except (CannotRead, ImportError, NameError, AssertionError, NotImplementedError):  # these are our fault, never the file's
        raise
    except MemoryError as error:
        raise CannotRead(
            path.name, "reading it needs more memory than is allowed", "Give a copy that holds only the plan."
        ) from error
    except RecursionError as error:
        raise CannotRead(path.name, "its parts are nested too deeply to be a plan", _SAVE_AS) from error
    except Exception as error:  # whatever a damaged file makes a reader stumble over, the person needs the file and the cure
        where = _our_line(error)
        found = f"its contents are not as its kind of file should be ({type(error).__name__}{where}: {str(error)[:200]})"
        raise CannotRead(path.name, found, f"{_SAVE_AS} If the file opens there without complaint, report it.") from error


def _our_line(error: BaseException) -> str:
    """Where in this package an error arose, so that a fault of ours is not taken for the file's."""
    here = str(Path(__file__).parent)
    lines = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(here)]
    return f" at {Path(lines[-1].filename).name}:{lines[-1].lineno}" if lines else ""


def file_bytes(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return what a file holds; raises CannotRead for what is no file, is empty, too large or may not be read."""
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise CannotRead(name, "this is a folder, not a file", "Give the files inside it.")
        if path.exists() and not path.is_file():
            raise CannotRead(name, "this is not an ordinary file", "Give a document; - stands for what is piped in.")
        size = path.stat().st_size
        if size > limits.file_bytes:
            found = f"the file has {size // MEGABYTE:,} megabytes; at most {limits.file_bytes // MEGABYTE:,} are read"
            raise CannotRead(name, found, "Give a copy without pictures and attachments.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CannotRead(name, "there is no such file", "Check the name and the folder.") from error
    except PermissionError as error:
        raise CannotRead(
            name, "you may not read this file", "Ask its owner for leave to read it, or copy it to your own folder."
        ) from error
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ELOOP:
            raise CannotRead(
                name, "this is a link that leads back to itself", "Give the document that it is to lead to."
            ) from error
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise CannotRead(name, f"the file could not be opened ({why})", "Copy it to this computer and try again.") from error
    if not data.strip(b"\x00\t\r\n \x0c"):
        raise CannotRead(name, "the file is empty", "It may not have been copied whole: fetch it again.")
    return data


def _read(data: bytes, name: str, limits: Limits) -> Document:
    digest = hashlib.sha256(data).hexdigest()
    if not data.startswith((*_ZIP, _OLE)) and b"%PDF-" in data[:1024]:
        from bettercare.documents.pdf.opening import read_pdf

        return Document(name, Format.PDF, digest, len(data), *read_pdf(data, name, limits))
    format, blocks, pages, notices, title = _contents(data, name, limits)
    return Document(name, format, digest, len(data), blocks, pages, notices, title)


_Contents = tuple[Format, tuple[Block, ...], int | None, tuple[str, ...], str | None]


def _contents(data: bytes, name: str, limits: Limits) -> _Contents:
    start = data[:8192].lstrip(b"\xef\xbb\xbf\x00\r\n\t ")
    if data.startswith(_ZIP):
        return _package(data, name, limits)
    if data.startswith(_OLE):
        from bettercare.documents.excel.other import read_old

        return read_old(data, name, limits)
    for mark, what, cure in _KNOWN_NOT_READ:
        if data.startswith(mark) and (len(mark) > 2 or b"\x00" in data[:512]):
            raise CannotRead(name, f"this is {what}", cure)
    if start[:1] == b"<" and _HTML.search(start):
        from bettercare.documents.html import read_html

        blocks, title = read_html(data, name)
        return Format.HTML, blocks, None, (), title
    if start.startswith(b"<?xml"):
        raise CannotRead(name, "this is XML of a kind that is not known here", _SAVE_AS)
    from bettercare.documents.text import read_text

    lines, form_feeds = read_text(data, name)
    return Format.TEXT, lines, form_feeds, (), None


def _package(data: bytes, name: str, limits: Limits) -> _Contents:
    """Word and Excel files, and whatever else is a zip package."""
    from bettercare.documents.package import Package

    package = Package(data, name, limits)
    if "mimetype" in package:
        kind = package.read("mimetype").strip()
        if kind == b"application/vnd.oasis.opendocument.spreadsheet":
            from bettercare.documents.excel.other import read_calamine

            return read_calamine(data, name, Format.ODS, limits)
        if kind.startswith(b"application/vnd.oasis.opendocument"):
            raise CannotRead(name, "this is an OpenDocument file that is not a spreadsheet", "Save it as .docx and give that.")
    if "[Content_Types].xml" not in package:
        raise CannotRead(name, "this is an archive (zip), not a document", "Unpack it and give the files inside.")
    main = package.main_part()
    if main.lower().endswith(".bin"):
        from bettercare.documents.excel.other import read_calamine

        return read_calamine(data, name, Format.XLSB, limits)
    folder = main.split("/", 1)[0].lower()
    if folder == "word" or b"wordprocessingml" in package.read(main)[:4096]:
        from bettercare.documents.word.opening import read_word

        blocks, notices, title = read_word(package, limits)
        return Format.DOCX, blocks, None, notices, title
    if folder == "xl" or b"spreadsheetml" in package.read(main)[:4096]:
        from bettercare.documents.excel.opening import read_excel

        blocks, notices, title = read_excel(package, limits)
        return Format.XLSX, blocks, None, notices, title
    raise CannotRead(
        name,
        "this is an Office file that is neither Word nor Excel",
        "Give the plan's Word or Excel document, or save this as PDF.",
    )
