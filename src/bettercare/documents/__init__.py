"""What a file is: one model of paragraphs, tables and cells for every format, each with its place."""

from bettercare.documents.bounded import Opening, open_documents
from bettercare.documents.limits import LIMITS, Limits
from bettercare.documents.model import Block, CannotRead, Cell, CellValue, Container, Document, Format, Paragraph, Row, Table
from bettercare.documents.opening import open_document
from bettercare.documents.resolve import Hit, likeness, resolve
from bettercare.documents.wording import label_key, normalise

__all__ = [
    "LIMITS", "Block", "CannotRead", "Cell", "CellValue", "Container", "Document", "Format", "Hit", "Limits", "Opening",
    "Paragraph", "Row", "Table", "label_key", "likeness", "normalise", "open_document", "open_documents", "resolve",
]  # fmt: skip
