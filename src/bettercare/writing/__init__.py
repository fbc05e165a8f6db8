"""Writes a plan as its round's own form, filled: Word, Excel, PDF, HTML; each says which version and content it shows."""

from bettercare.writing.write import ENDINGS, Written, write

__all__ = ["ENDINGS", "Written", "write"]
