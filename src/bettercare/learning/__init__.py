"""Learns how a workbook words what a round asks: proposed locators with scores, and a round file that holds them."""

from bettercare.learning.learn import Learned, learn
from bettercare.learning.matching import Match
from bettercare.learning.round_file import round_file

__all__ = ["Learned", "Match", "learn", "round_file"]
