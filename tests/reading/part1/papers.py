"""Texts as the text reader reads them."""

from bettercare.documents import Document, Format
from bettercare.documents.text import read_text


def text_document(text: str, name: str = "paper.txt") -> Document:
    blocks, pages = read_text(text.encode(), name)
    return Document(name, Format.TEXT, "0" * 64, len(text), blocks, pages)
