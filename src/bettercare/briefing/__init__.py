"""Briefs those who decide on a plan: one page for each who signs (PDF), and a paper for the board (Word)."""

from bettercare.briefing.board import board_docx
from bettercare.briefing.brief import Brief, Identity, Seat, brief
from bettercare.briefing.sheet import sheet_pdf

__all__ = ["Brief", "Identity", "Seat", "board_docx", "brief", "sheet_pdf"]
