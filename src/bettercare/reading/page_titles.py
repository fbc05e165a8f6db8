"""Lines that a site which shows a document's text puts above each page: `Page 7: ` and the document's title, again and again."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

from bettercare.documents.model import Document, Format, Paragraph

_TITLED = re.compile(r"Page (?P<page>\d{1,3}):\s*(?P<title>\S.*)", re.S)
_FEWEST = 3


def without_page_titles(document: Document) -> Document:
    """The document without the lines that say a page's number and, on three pages or more, the very same title."""
    if document.format is not Format.TEXT:
        return document
    titled = {id(b): m for b in document.blocks if isinstance(b, Paragraph) and (m := _TITLED.fullmatch(b.text.strip()))}
    often = Counter(m["title"] for m in titled.values())
    gone = {key for key, m in titled.items() if often[m["title"]] >= _FEWEST}
    return replace(document, blocks=tuple(b for b in document.blocks if id(b) not in gone)) if gone else document
