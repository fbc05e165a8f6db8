"""Writes a plan as its round's own form, filled (Word, Excel, PDF, HTML), or into somebody's own workbook."""

from bettercare.writing.filling import WORKBOOKS, FilledWorkbook, fill, fill_file
from bettercare.writing.matching import NotFilled
from bettercare.writing.write import ENDINGS, Written, write

__all__ = ["ENDINGS", "WORKBOOKS", "FilledWorkbook", "NotFilled", "Written", "fill", "fill_file", "write"]
