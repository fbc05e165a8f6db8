"""A zip package of XML parts (Word, Excel), opened with limits: sizes are known before anything is inflated."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from lxml import etree

from bettercare.documents.limits import LIMITS, MEGABYTE, Limits
from bettercare.documents.model import CannotRead

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)  # fmt: skip
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DAMAGED = "Open the file in the program it was made with, save it again, and give the new copy."


@dataclass(frozen=True, slots=True)
class Relation:
    kind: str
    """The last word of the relationship's type, such as `worksheet` or `header`."""
    target: str
    external: bool


class Package:
    """The parts of a package by name. Every method raises CannotRead for what is damaged or too large."""

    def __init__(self, data: bytes, name: str, limits: Limits = LIMITS) -> None:
        self.name, self.data = name, data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, OverflowError) as error:
            raise CannotRead(name, "the file is cut short or damaged: its list of parts cannot be read", _DAMAGED) from error
        self._check(entries, limits)
        self._entries = {self._tidy(entry.filename): entry for entry in entries}

    def __contains__(self, part: str) -> bool:
        return self._tidy(part) in self._entries

    def __iter__(self) -> Any:
        return iter(self._entries)

    def size(self, part: str) -> int:
        return self._entries[self._tidy(part)].file_size

    def read(self, part: str) -> bytes:
        """Return a part inflated; never more than its stated size, which was checked."""
        try:
            with self._zip.open(self._entries[self._tidy(part)]) as stream:
                return stream.read()
        except KeyError as error:
            raise CannotRead(self.name, f"the part {part} is missing", _DAMAGED) from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            ValueError,
            RuntimeError,
            NotImplementedError,
            MemoryError,
        ) as error:
            raise CannotRead(self.name, f"the part {part} is damaged", _DAMAGED) from error
        except Exception as error:  # bz2 and lzma raise their own kinds
            raise CannotRead(self.name, f"the part {part} is damaged", _DAMAGED) from error

    def xml(self, part: str) -> Any:
        """Return the root element of a part, parsed without entities or network."""
        data = self.read(part)
        if b"purl.oclc.org/ooxml" in data[:4096]:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return parse_xml(data, self.name, part)

    def relations(self, part: str) -> dict[str, Relation]:
        """Return a part's relationships by id, targets as names of parts; `""` gives the package's own."""
        folder, _, file = part.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self:
            return {}
        found = {}
        for item in self.xml(rels):
            target = item.get("Target") or ""
            external = item.get("TargetMode") == "External"
            if not external:
                target = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[item.get("Id") or ""] = Relation((item.get("Type") or "").rpartition("/")[2], target, external)
        return found

    def main_part(self) -> str:
        """Return the name of the package's document or workbook part."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and relation.target in self:
                return relation.target
        for usual in ("word/document.xml", "xl/workbook.xml", "xl/workbook.bin"):
            if usual in self:
                return usual
        raise CannotRead(self.name, "the package holds no document", _DAMAGED)

    def title(self) -> str | None:
        """The title among the file's properties."""
        if "docProps/core.xml" not in self:
            return None
        title = self.xml("docProps/core.xml").findtext("{http://purl.org/dc/elements/1.1/}title")
        return title.strip() or None if title else None

    def _check(self, entries: list[zipfile.ZipInfo], limits: Limits) -> None:
        if any(entry.flag_bits & 1 for entry in entries):
            raise CannotRead(self.name, "the file is protected by a password", "Save a copy without a password and give that.")
        total = sum(entry.file_size for entry in entries)
        packed = [e for e in entries if e.file_size > 10 * MEGABYTE and e.file_size > limits.part_ratio * max(e.compress_size, 1)]
        if len(entries) > limits.parts or total > limits.inflated_bytes or packed:
            what = f"{len(entries)} parts of {total // MEGABYTE:,} megabytes in all" if not packed else (
                f"a part of {packed[0].file_size // MEGABYTE:,} megabytes packed into {packed[0].compress_size // 1024:,} kilobytes"
            )  # fmt: skip
            raise CannotRead(
                self.name, f"the file would unpack to far more than a plan holds ({what})",
                "Give a copy that holds only the plan: without pictures, attachments and unused sheets.",
            )  # fmt: skip

    @staticmethod
    def _tidy(part: str) -> str:
        return part.replace("\\", "/").lstrip("/").lower()


def parse_xml(data: bytes, name: str, part: str) -> Any:
    """Return the root element of XML; entities, document types and network are refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
            raise _entities(name, part) from error
        raise CannotRead(name, f"the part {part} is damaged", _DAMAGED) from error
    document: Any = root.getroottree().docinfo
    if document.doctype:
        raise _entities(name, part)
    return root


def _entities(name: str, part: str) -> CannotRead:
    return CannotRead(
        name,
        f"the part {part} declares a document type or entities, which no Office program writes",
        "Do not open this file; ask whoever sent it for a copy saved by Word or Excel.",
    )
