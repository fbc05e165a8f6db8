"""Cells of a PDF that no line parts: a wide gap over a column's edge parts them, the space between words does not."""

from bettercare.documents.pdf.grid import find_grids
from bettercare.documents.pdf.page import PageParts, Rule, Word


def cells(*, gap: float) -> list[list[str]]:
    """A table of two columns whose last row has no line down between its name and its figure, which stand `gap` points apart."""
    words = [Word("Source", 12, 14, 60, 24, False, False), Word("Contribution", 212, 14, 290, 24, False, False)]
    words += [Word("Riverside", 12, 34, 205 - gap, 44, False, False), Word("£1,200", 205, 34, 240, 44, True, False)]
    across = [Rule(10, y, 300, y + 0.5) for y in (10, 30, 50)]
    down = [Rule(x, 10, x + 0.5, 50) for x in (10, 300)] + [Rule(200, 10, 200.5, 30)]
    grids, _, _ = find_grids(PageParts(612, 792, words, [*across, *down], 0))
    return [[cell.text for cell in row] for grid in grids for row in grid.rows]


def test_words_on_both_sides_of_a_column_s_edge_with_a_wide_gap_between_are_two_cells() -> None:
    assert cells(gap=60) == [["Source", "Contribution"], ["Riverside", "£1,200"]]


def test_words_with_a_space_between_them_are_one_cell() -> None:
    assert cells(gap=6)[1] == ["Riverside £1,200"]
