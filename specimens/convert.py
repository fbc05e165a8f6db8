"""Files turned into other files: PDF to text in four ways, Office files by LibreOffice."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path


def plain(pdf: Path) -> str:
    """Text as `pdftotext` leaves it."""
    return _pdftotext(pdf)


def layout(pdf: Path) -> str:
    """Text as `pdftotext -layout` leaves it: columns held apart by spaces."""
    return _pdftotext(pdf, "-layout")


def raw(pdf: Path) -> str:
    """Text as `pdftotext -raw` leaves it: in the order in which the page was written."""
    return _pdftotext(pdf, "-raw")


def plumbed(pdf: Path) -> str:
    """Text as pdfplumber leaves it, page by page."""
    import pdfplumber

    with pdfplumber.open(pdf) as document:
        return "\n\n".join(page.extract_text() or "" for page in document.pages) + "\n"


def page_lines(pdf: Path) -> str:
    """One line to a page, from plain text."""
    pages = _pdftotext(pdf).split("\f")
    return "\n\n".join(" ".join(p.split()) for p in pages if p.strip()) + "\n"


TO_TEXT = {"pdftotext": plain, "pdftotext-raw": raw, "pdftotext-layout": layout, "pdfplumber": plumbed, "page-lines": page_lines}


def _pdftotext(pdf: Path, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, str(pdf), "-"], capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8", "replace")


def by_libreoffice(files: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """Convert Office files in one run of LibreOffice; `to` is `pdf`, `xlsx`, `docx`, `html` or `txt:Text`."""
    target = folder / f"libreoffice-{to.split(':')[0]}"
    target.mkdir(exist_ok=True)
    profile = (folder / "profile").resolve().as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(target),
        *map(str, files),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=300)
    return [target / f"{f.stem}.{to.split(':')[0]}" for f in files]
