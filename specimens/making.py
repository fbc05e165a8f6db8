"""Formats: a plan laid out, produced, converted and perhaps damaged, as the files that a reader is given."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from specimens import convert, damage, layouts, produce_book, produce_page, produce_text, produce_word
from specimens.blocks import Laid
from specimens.decidable import undecided

_FLAT = (
    "line.*",
    "!scheme.name",
    "!scheme.provider",
    "!line.provider",
    "!line.area_of_spend",
    "!line.commissioner",
    "contribution.holds_pool",
    "risk.*",
    "signature.*",
)


@dataclass(frozen=True)
class Specimen:
    """The files of one plan, its truth, and the facts that this form leaves undecided (see `comparing.compare`)."""

    format: str
    seed: int
    laid: Laid
    files: tuple[Path, ...]
    undecidable: tuple[str, ...] = ()


Maker = Callable[[Laid, Path, random.Random], tuple[tuple[Path, ...], tuple[str, ...]]]


def _office(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return tuple(
        produce_book.by_xlsxwriter(p, folder, rng) if p.book else produce_word.by_library(p, folder) for p in laid.papers
    ), ()


def _raw_office(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return tuple(
        produce_book.by_openpyxl(p, folder, rng) if p.book else produce_word.by_hand(p, folder, rng) for p in laid.papers
    ), ()


def _libreoffice(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    files, _ = _office(laid, folder, rng)
    saved = {f: convert.by_libreoffice([f], f.suffix[1:], folder)[0] for f in files}
    return tuple(saved[f] for f in files), ()


def _html(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return tuple(produce_page.html(p, folder, rng) for p in laid.papers), ()


def _pdf(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return tuple(produce_page.pdf(p, folder, rng) for p in laid.papers), ()


def _pdf_libreoffice(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    words = [p for p in laid.papers if not p.book]
    made = [produce_word.by_library(p, folder) for p in words]
    printed = convert.by_libreoffice(made, "pdf", folder)
    return (*printed, *(produce_page.pdf(p, folder, rng) for p in laid.papers if p.book)), ()


def _markdown(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return (_text(folder, _as_markdown(laid, rng)),), ()


def _flat(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    return (_text(folder, _as_flat(laid, rng)),), _FLAT


def _through_pdf(converter: str) -> Maker:
    def make(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
        pages = [produce_page.pdf(p, folder, rng) for p in laid.papers]
        text = "\n".join(convert.TO_TEXT[converter](p) for p in pages)
        left = () if converter == "pdftotext-layout" else undecided(laid, text)
        return (_text(folder, text),), left if converter in ("pdftotext", "pdftotext-layout") else (*_FLAT, *left)

    return make


def _libreoffice_text(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Every paper as Word, saved as text by LibreOffice: a cell to a line, which says nothing of columns or empty cells."""
    made = [produce_word.by_library(p, folder) for p in laid.papers]
    text = "\n".join(p.read_text(encoding="utf-8-sig") for p in convert.by_libreoffice(made, "txt:Text", folder))
    return (_text(folder, text),), undecided(laid, text)


def _libreoffice_html(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    files, _ = _office(laid, folder, rng)
    return tuple(convert.by_libreoffice([f], "html", folder)[0] for f in files), ()


def _damaged(render: Callable[[Laid, random.Random], str], left: tuple[str, ...], kinds: tuple[damage.Damage, ...] = ()) -> Maker:
    def make(laid: Laid, folder: Path, rng: random.Random) -> tuple[tuple[Path, ...], tuple[str, ...]]:
        done = kinds or damage.draw(rng)
        papers = tuple(damage.to_paper(p, done, rng) for p in laid.papers)
        text = damage.to_text(render(replace(laid, papers=papers), rng), done, rng)
        return (_text(folder, text),), left + damage.undecidable(done)

    return make


def _as_markdown(laid: Laid, rng: random.Random) -> str:
    return produce_text.markdown(produce_text.joined(laid.papers), rng)


def _as_flat(laid: Laid, rng: random.Random) -> str:
    return "\n".join(produce_text.flattened(p) for p in laid.papers)


def _text(folder: Path, text: str) -> Path:
    path = folder / "paper.txt"
    path.write_text(text, encoding="utf-8")
    return path


FORMATS: dict[str, Maker] = {
    "word+excel": _office,
    "raw-word+excel": _raw_office,
    "libreoffice": _libreoffice,
    "html": _html,
    "libreoffice-html": _libreoffice_html,
    "libreoffice-text": _libreoffice_text,
    "pdf": _pdf,
    "pdf-libreoffice": _pdf_libreoffice,
    "markdown": _markdown,
    "flat": _flat,
    **{f"pdf>{name}": _through_pdf(name) for name in convert.TO_TEXT},
    "damaged-markdown": _damaged(_as_markdown, ()),
    "damaged-flat": _damaged(_as_flat, _FLAT),
}
SINGLE_DAMAGES: dict[str, Maker] = {f"markdown~{name}": _damaged(_as_markdown, (), (kind,)) for name, kind in damage.KINDS.items()}
"""Markdown with one kind of damage, to see what it alone costs."""


def make(round_id: str, seed: int, format: str, folder: Path, *, tidy: bool = False) -> Specimen:
    """Draw, lay out and produce one plan in a format; the files are written to `folder`."""
    return produce(layouts.lay(round_id, seed, tidy=tidy), seed, format, folder)


def produce(laid: Laid, seed: int, format: str, folder: Path) -> Specimen:
    """Produce a plan that is laid out already; two plans that differ in one value come out alike but for it."""
    rng = random.Random(f"making {format} {laid.truth.plan.round} {seed}")
    folder.mkdir(parents=True, exist_ok=True)
    files, undecidable = {**FORMATS, **SINGLE_DAMAGES}[format](laid, folder, rng)
    return Specimen(format, seed, laid, files, undecidable)
