"""What a file is: one model of paragraphs, tables and cells for every format, each with its place."""

from bettercare.documents.bounded import Making, WorkerFailed, make_of_files, open_documents
from bettercare.documents.limits import LIMITS, Limits
from bettercare.documents.model import Block, CannotRead, Cell, CellValue, Container, Document, Format, Paragraph, Row, Table
from bettercare.documents.opening import open_document
from bettercare.documents.resolve import Hit, likeness, resolve
from bettercare.documents.wording import label_key, normalise

__all__ = [
    "LIMITS", "Block", "CannotRead", "Cell", "CellValue", "Container", "Document", "Format", "Hit", "Limits", "Making",
    "Paragraph", "Row", "Table", "WorkerFailed", "label_key", "likeness", "make_of_files", "normalise", "open_document",
    "open_documents", "resolve",
]  # fmt: skip
