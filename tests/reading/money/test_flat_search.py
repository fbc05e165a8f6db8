"""The search for the row and column of each figure of a table that is printed as running text."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bettercare.reading.flat.layout import place_totals
from bettercare.reading.flat.search import Figure, Name, Slot, solve
from tests.long_runs import cases


def _events(rows: list[list[int]], forced: bool = True) -> list[Name | Figure]:
    """A name and then its figures, row by row; keys count the events."""
    made: list[Name | Figure] = []
    for row in rows:
        made.append(Name(len(made), forced, 0.0, 0.0 if forced else 1.0))
        for amount in row:
            made.append(Figure(len(made), Decimal(amount)))
    return made


def _slots(*totals: int | None) -> list[Slot]:
    return [Slot(None if t is None else Decimal(t)) for t in totals]


def test_full_rows_keep_their_order() -> None:
    found = solve(_events([[100, 200], [300, 400]]), _slots(400, 600))
    assert found is not None
    assert found.where == {1: (0, 0), 2: (0, 1), 4: (3, 0), 5: (3, 1)}
    assert found.agreed == (0, 1)
    assert not found.rivals


def test_a_total_decides_which_column_a_lone_figure_is_in() -> None:
    found = solve(_events([[100, 200], [50], [70, 30]]), _slots(170, 280))
    assert found is not None
    assert found.where[4] == (3, 1)


def test_figures_before_their_name_are_given_to_it_when_the_totals_say_so() -> None:
    events: list[Name | Figure] = [
        Figure(0, Decimal(10)),
        Figure(1, Decimal(20)),
        Name(2, True, 0),
        Figure(3, Decimal(30)),
        Figure(4, Decimal(40)),
        Name(5, True, 0),
    ]
    found = solve(events, _slots(40, 60))
    assert found is not None
    assert found.where == {0: (2, 0), 1: (2, 1), 3: (5, 0), 4: (5, 1)}


def test_names_that_run_ahead_take_their_figures_in_order() -> None:
    events: list[Name | Figure] = [*(Name(k, True, 0) for k in range(3)), *(Figure(3 + k, Decimal(10 * (k + 1))) for k in range(3))]
    found = solve(events, _slots(60))
    assert found is not None
    assert found.where == {3: (0, 0), 4: (1, 0), 5: (2, 0)}


def test_a_wrong_total_is_missed_and_the_figures_stay_in_place() -> None:
    right = solve(_events([[100, 200], [300, 400], [500, 600]]), _slots(900, 1200))
    wrong = solve(_events([[100, 200], [300, 400], [500, 600]]), _slots(900, 1250))
    assert right is not None and wrong is not None
    assert wrong.missed == (1,)
    assert wrong.agreed == (0,)
    assert wrong.where == right.where


def test_two_equal_layouts_are_told_as_rivals() -> None:
    found = solve(_events([[60], [40], [60], [40]]), _slots(100, 100))
    assert found is not None
    assert found.rivals


def test_equal_figures_that_change_places_are_no_rivals() -> None:
    found = solve(_events([[50, 50], [70, 70]]), _slots(120, 120))
    assert found is not None
    assert not found.rivals


def test_a_figure_in_a_remark_is_set_aside_when_the_totals_leave_it_over() -> None:
    events = _events([[100, 200], [300, 400]])
    events.insert(3, Figure(99, Decimal(77), aside=2.5))
    found = solve(events, _slots(400, 600))
    assert found is not None
    assert found.aside == (99,)
    assert 99 not in found.where


def test_negative_figures_stand_only_in_columns_of_that_sign() -> None:
    slots = [Slot(Decimal(300)), Slot(Decimal(-30), -1)]
    found = solve(_events([[100, -10], [200, -20]]), slots)
    assert found is not None
    assert {place[1] for key, place in found.where.items() if key in (2, 5)} == {1}


def test_nothing_is_found_without_names_or_without_figures() -> None:
    assert solve([Figure(0, Decimal(1))], _slots(None)) is None
    assert solve([Name(0, True, 0)], _slots(None)) is None


def test_a_search_stops_at_its_bound_and_tells_how_much_it_took() -> None:
    rows = [[n * 10 + 1, n * 10 + 2] for n in range(1, 12)]
    whole = solve(_events(rows), _slots(None, None))
    assert whole is not None
    assert whole.work > 50
    assert solve(_events(rows), _slots(None, None), most=50) is None


amounts = st.integers(min_value=1, max_value=2_000)


@cases(40)
@given(st.lists(st.lists(amounts, min_size=1, max_size=2), min_size=1, max_size=6), st.booleans())
def test_every_figure_comes_back_once_and_unchanged(rows: list[list[int]], told: bool) -> None:
    events = _events(rows)
    totals = (sum(r[0] for r in rows), sum(r[1] for r in rows if len(r) > 1)) if told else (None, None)
    found = solve(events, _slots(*totals))
    assert found is not None
    keys = [e.key for e in events if isinstance(e, Figure)]
    assert sorted([*found.where, *found.aside]) == keys
    assert len(set(found.where.values())) == len(found.where)
    names = [e.key for e in events if isinstance(e, Name)]
    assert all(row in names for row, _ in found.where.values())


@cases(40)
@given(st.lists(st.tuples(amounts, amounts, amounts), min_size=2, max_size=7))
def test_full_tables_with_their_totals_come_back_as_printed(rows: list[tuple[int, int, int]]) -> None:
    found = solve(_events([list(r) for r in rows]), _slots(*(sum(c) for c in zip(*rows, strict=True))))
    assert found is not None
    assert [place for _, place in sorted(found.where.items())] == [(4 * i, c) for i in range(len(rows)) for c in range(3)]


def test_as_many_totals_as_columns_stand_in_order() -> None:
    assert place_totals([Decimal(1), Decimal(2)], [1, 1])[0].columns == (0, 1)


def test_a_total_whose_sign_does_not_fit_is_moved() -> None:
    best = place_totals([Decimal(10), Decimal(-5), Decimal(20)], [1, 1, -1])[0]
    assert best.columns == (0, 2, 1)


def test_fewer_totals_than_columns_are_placed_by_sign() -> None:
    best = place_totals([Decimal(10), Decimal(-5)], [1, 1, -1])
    assert all(p.columns[1] == 2 for p in best if p.cost < 1)
