"""Tables that stand below one another on one sheet of a workbook: where the first ends."""

from __future__ import annotations

from collections.abc import Callable

from bettercare.reading.spots import Board


def ends_at(board: Board, start: int, heads: Callable[[list[str]], object]) -> int:
    """The row at which a table that begins at `start` ends: where a row heads another one, or that one's title of a single cell.

    `heads` tells of a row's texts whether they head the other table. A table of a document ends with itself.
    """
    for row in range(start + 1, board.height if board.table.sheet is not None else 0):
        if heads([board.own(row, c) for c in range(board.width)]):
            titled = sum(bool(board.own(row - 1, c)) for c in range(board.width)) == 1
            return row - 1 if titled and row - 1 > start else row
    return board.height
