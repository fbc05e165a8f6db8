"""Two people change one table without ids: what they change in other cells stays, and nobody's words are lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bettercare.plan.merging import Clash, merged

ROWS = (("North", "1"), ("South", "2"), ("West", "3"))
tables = st.lists(st.tuples(st.text("ab", max_size=2), st.one_of(st.none(), st.text("xy", max_size=1))), max_size=6).map(tuple)


def changed(row: int, column: int, to: str | None) -> tuple[tuple[str | None, ...], ...]:
    rows = [list(r) for r in ROWS]
    rows[row][column] = to
    return tuple(map(tuple, rows))


def test_changes_of_different_cells_both_stay_also_in_one_row() -> None:
    assert merged(ROWS, changed(0, 1, "9"), changed(2, 1, "8")).rows == (("North", "9"), ("South", "2"), ("West", "8"))
    assert merged(ROWS, changed(0, 1, "9"), changed(0, 0, "Northern")).rows[0] == ("Northern", "9")


def test_a_cell_that_both_changed_says_what_the_others_said_and_is_told() -> None:
    both = merged(ROWS, changed(1, 1, "9"), changed(1, 1, "8"))
    assert both.rows == changed(1, 1, "8") and both.clashes == (Clash(1, 1, "9", "8"),)
    assert merged(ROWS, changed(1, 1, "9"), changed(1, 1, "9")).clashes == ()


def test_a_row_that_the_others_removed_is_told_where_it_was_changed_and_goes_where_it_was_not() -> None:
    both = merged(ROWS, changed(0, 1, "9"), ROWS[1:])
    assert both.rows == ROWS[1:] and both.clashes == (Clash(None, 1, "9", None),) and both.places == (None, 0, 1)
    assert merged(ROWS, changed(0, 1, "9"), ROWS[:2]).rows == changed(0, 1, "9")[:2]


def test_a_row_that_the_others_changed_is_not_removed() -> None:
    assert merged(ROWS, ROWS[1:], changed(0, 1, "8")).rows == changed(0, 1, "8")


def test_rows_that_both_added_both_stay_and_a_cell_follows_its_row() -> None:
    both = merged(ROWS, (*changed(2, 1, "9"), ("Mine", None)), (("First", None), *ROWS, ("Theirs", None)))
    assert both.rows == (("First", None), ROWS[0], ROWS[1], ("West", "9"), ("Theirs", None), ("Mine", None))
    assert both.places == (1, 2, 3, 5)


@given(tables, tables)
def test_what_one_alone_changed_is_how_the_table_stands(
    base: tuple[tuple[str | None, ...], ...], new: tuple[tuple[str | None, ...], ...]
) -> None:
    assert merged(base, new, base).rows == new and merged(base, base, new).rows == new
    assert merged(base, new, base).clashes == merged(base, base, new).clashes == ()


@given(tables, tables, tables)
def test_no_cell_that_somebody_wrote_is_lost_without_being_told(
    base: tuple[tuple[str | None, ...], ...], mine: tuple[tuple[str | None, ...], ...], theirs: tuple[tuple[str | None, ...], ...]
) -> None:
    both = merged(base, mine, theirs)
    said = {cell for row in (*both.rows, *base) for cell in row} | {c.mine for c in both.clashes}
    assert {cell for row in (*mine, *theirs) for cell in row} <= said
    assert all(place is None or both.rows[place] is not None for place in both.places) and len(both.places) == len(mine)
