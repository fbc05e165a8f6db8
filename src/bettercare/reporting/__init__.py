"""Reporting: a reading and its findings as a page that a board member can read, and as a marked-up workbook."""

from bettercare.reporting.collated import collated, collation_words
from bettercare.reporting.compared import Side, compared_html, verdict
from bettercare.reporting.compared_word import compared_docx
from bettercare.reporting.open_data import from_csv
from bettercare.reporting.outlooks import outlook_html, outlook_words
from bettercare.reporting.page import report_html
from bettercare.reporting.paid import paid_html, payment_words
from bettercare.reporting.pooled import pool_words, pooled_html
from bettercare.reporting.what_ifs import what_if_html, what_if_words
from bettercare.reporting.workbook import report_xlsx

__all__ = [
    "Side",
    "collated",
    "collation_words",
    "compared_docx",
    "compared_html",
    "from_csv",
    "outlook_html",
    "outlook_words",
    "paid_html",
    "payment_words",
    "pool_words",
    "pooled_html",
    "report_html",
    "report_xlsx",
    "verdict",
    "what_if_html",
    "what_if_words",
]
