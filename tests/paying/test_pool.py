"""The pooled fund of a year: to the penny, source by source; what is moved, spent, left and kept; and what does not fit."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bettercare.paying import pool
from bettercare.plan import Area, Contribution, FinancialYear, Line, Month, Plan, Scheme
from bettercare.plan.pool import BookEntry, EntryKind, LedgerEntry, MappedCode, PoolFiles, PoolStatement, SourceRow
from bettercare.rounds import load

ROUND = load("2025-26")
YEAR = FinancialYear(2025)
COUNCIL, NHS = "Hillshire Council", "NHS Hillshire"


def put_in(
    id: str, who: str, source: str, actual: str | None, minimum: str | None = None, holds: bool | None = None
) -> Contribution:
    return Contribution(id, who, source, YEAR, minimum and Decimal(minimum), actual and Decimal(actual), holds_pool=holds)


def scheme(number: str, name: str, *lines: tuple[str, str | None]) -> Scheme:
    made = (Line(f"{number}-{n}", YEAR, source, amount=amount and Decimal(amount)) for n, (source, amount) in enumerate(lines))
    return Scheme(f"s{number}", number, name, lines=tuple(made))


PLAN = Plan(
    round="2025-26", area=Area("Hillshire"),
    contributions=(
        put_in("a", COUNCIL, "dfg", "1000000", holds=True), put_in("b", NHS, "nhs-minimum", "5000000.25", "4900000"),
        put_in("c", COUNCIL, "council-additional", "300000"), put_in("d", NHS, "council-additional", "100000"),
    ),
    schemes=(
        scheme("1", "Adaptations", ("dfg", "1000000")), scheme("2", "Reablement", ("nhs-minimum", "3000000.25")),
        scheme("3", "Beds", ("nhs-minimum", "2000000"), ("council-additional", "250000.01")),
    ),
)  # fmt: skip


def moved(from_: str, to: str, amount: str, reason: str = "agreed by the board") -> PoolFiles:
    return PoolFiles(book=(BookEntry(EntryKind.MOVED, "book.csv, row 2", Decimal(amount), to, from_, reason),))


def spent(*rows: tuple[str, str, str | None], codes: tuple[tuple[str, str, str | None], ...]) -> PoolFiles:
    entries = (LedgerEntry(f"ledger.csv, row {n}", c, Decimal(a), m and Month.parse(m)) for n, (c, a, m) in enumerate(rows, 2))  # type: ignore[arg-type]
    mapped = (MappedCode(f"codes.csv, row {n}", code, scheme, source) for n, (code, scheme, source) in enumerate(codes, 2))
    return PoolFiles(ledger=tuple(entries), codes=tuple(mapped))


def source(made: PoolStatement, id: str) -> SourceRow:
    return next(s for s in made.sources if s.source == id)


def found(made: PoolStatement) -> list[str]:
    return [u.found for u in made.not_worked_out]


def test_each_source_says_what_is_put_in_planned_and_left_to_the_penny() -> None:
    made = pool(PLAN, ROUND, YEAR)
    assert {s.source: (s.put_in, s.planned, s.left) for s in made.sources} == {
        "dfg": (1_000_000, 1_000_000, 0),
        "nhs-minimum": (Decimal("5000000.25"), Decimal("5000000.25"), 0),
        "council-additional": (400_000, Decimal("250000.01"), Decimal("149999.99")),
    }
    assert made.hosts == (COUNCIL,) and made.left == Decimal("149999.99")


def test_what_goes_beyond_a_minimum_is_told_and_not_known_where_there_is_none() -> None:
    rows = {p.source: p.additional for p in pool(PLAN, ROUND, YEAR).partners}
    assert rows["nhs-minimum"] == Decimal("100000.25") and rows["dfg"] is None


def test_what_is_left_goes_back_in_proportion_to_what_was_put_in_to_the_penny() -> None:
    kept = [(k.partner, k.amount) for k in pool(PLAN, ROUND, YEAR).kept]
    assert kept == [(COUNCIL, Decimal("112499.99")), (NHS, Decimal("37500.00"))]


def test_an_opening_balance_adds_to_what_is_left_of_its_source() -> None:
    book = PoolFiles(book=(BookEntry(EntryKind.OPENING, "book.csv, row 2", Decimal("12.34"), "NHS minimum contribution"),))
    assert source(pool(PLAN, ROUND, YEAR, book), "nhs-minimum").left == Decimal("12.34")


def test_money_moved_between_schemes_stays_in_the_source_that_pays_for_both() -> None:
    made = pool(PLAN, ROUND, YEAR, moved("2", "Beds", "500"))
    assert {(s.name, s.source): s.moved for s in made.schemes if s.moved} == {
        ("Reablement", "nhs-minimum"): -500,
        ("Beds", "nhs-minimum"): 500,
    }
    assert source(made, "nhs-minimum").left == 0 and not made.not_worked_out


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (moved("1", "2", "5"), "no source pays for both"),
        (moved("dfg", "nhs-minimum", "5"), "Disabled Facilities Grant is ring-fenced, and £5 would leave it"),
        (moved("2", "9", "5"), "“9” is no scheme or source of this plan"),
        (moved("2", "3", "3000001"), "Reablement would have -£0.75 left"),
    ],
)
def test_money_that_cannot_be_moved_is_told_and_stays_where_it_was(files: PoolFiles, why: str) -> None:
    made = pool(PLAN, ROUND, YEAR, files)
    assert why in found(made)[0]
    assert not any(s.moved for s in made.schemes) and [s.left for s in made.sources] == [
        s.left for s in pool(PLAN, ROUND, YEAR).sources
    ]


def test_a_ledger_is_mapped_to_schemes_and_forecast_in_proportion_to_its_months() -> None:
    files = spent(
        ("A1", "200000", "2025-05"), ("A1", "50000", "2025-06"), ("B1", "700000", "2025-06"), ("C1", "600000.10", "2025-04"),
        ("C2", "10", "2025-04"),
        codes=(("A1", "1", None), ("B1", "reablement", None), ("C1", "3", "nhs-minimum"), ("C2", "Beds", "council-additional")),
    )  # fmt: skip
    made = pool(PLAN, ROUND, YEAR, files)
    assert made.months == 3 and not made.not_worked_out
    assert {(s.name, s.source): (s.spent, s.forecast, s.variance) for s in made.schemes} == {
        ("Adaptations", "dfg"): (250_000, 1_000_000, 0),
        ("Reablement", "nhs-minimum"): (700_000, 2_800_000, Decimal("-200000.25")),
        ("Beds", "nhs-minimum"): (Decimal("600000.10"), Decimal("2400000.40"), Decimal("400000.40")),
        ("Beds", "council-additional"): (10, 40, Decimal("-249960.01")),
    }
    assert source(made, "nhs-minimum").left_by_outturn == Decimal("-200000.15")


def test_a_scheme_for_which_no_code_stands_is_not_known_and_not_unspent() -> None:
    made = pool(PLAN, ROUND, YEAR, spent(("A1", "5", "2025-05"), codes=(("A1", "1", None),)))
    assert {s.name: s.spent for s in made.schemes} == {"Adaptations": 5, "Reablement": None, "Beds": None}
    assert source(made, "nhs-minimum").forecast is None


def test_codes_that_stand_for_no_scheme_are_told_once_with_their_sum() -> None:
    made = pool(PLAN, ROUND, YEAR, spent(("Z", "5", None), ("Z", "7.50", None), ("A1", "1", None), codes=(("A1", "1", None),)))
    assert made.unmapped == Decimal("12.50")
    assert found(made) == ["the code Z (£12.50) stands for no scheme"] and made.not_worked_out[0].where == "ledger.csv, row 2"


def test_a_code_for_a_scheme_of_several_sources_must_name_one() -> None:
    made = pool(PLAN, ROUND, YEAR, spent(("C1", "5", None), codes=(("C1", "3", None),)))
    assert "stands for “3”, which is not one scheme and one source" in found(made)[0]


def test_a_row_of_another_year_is_told_and_left_out() -> None:
    made = pool(PLAN, ROUND, YEAR, spent(("A1", "5", "2025-05"), ("A1", "9", "2024-05"), codes=(("A1", "1", None),)))
    assert made.schemes[0].spent == 5 and "2024-05" in found(made)[0]


def test_a_contribution_that_is_missing_leaves_its_source_open() -> None:
    plan = Plan(contributions=(put_in("a", NHS, "nhs-minimum", None),), schemes=PLAN.schemes)
    made = pool(plan, ROUND, YEAR)
    assert not source(made, "nhs-minimum").known and not made.kept


def test_an_earmark_whose_amount_was_not_imported_is_not_known() -> None:
    (row,) = pool(PLAN, ROUND, YEAR).earmarks
    assert row.met is None and row.why and "has not been imported" in row.why


AMOUNTS = st.decimals(0, 10**7, places=2)


@given(
    st.lists(st.tuples(st.sampled_from(["nhs-minimum", "dfg", "nhs-additional"]), AMOUNTS), max_size=6),
    st.lists(st.tuples(st.sampled_from(["nhs-minimum", "dfg", "nhs-additional"]), AMOUNTS), max_size=6),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), AMOUNTS), max_size=6),
)  # fmt: skip
def test_every_penny_is_planned_or_left_and_what_is_left_is_kept_by_somebody(
    puts: list[tuple[str, Decimal]], lines: list[tuple[str, Decimal]], moves: list[tuple[int, int, Decimal]]
) -> None:
    plan = Plan(
        contributions=tuple(put_in(str(n), f"Partner {n % 3}", s, str(a)) for n, (s, a) in enumerate(puts)),
        schemes=tuple(scheme(str(n), f"Scheme {n}", (s, str(a))) for n, (s, a) in enumerate(lines)),
    )
    book = tuple(BookEntry(EntryKind.MOVED, "book", a, str(to), str(from_), "why") for from_, to, a in moves if a)
    made = pool(plan, ROUND, YEAR, PoolFiles(book=book))
    assert made.put_in == sum(a for _, a in puts) and made.planned == sum(a for _, a in lines)
    assert made.put_in == made.planned + made.left
    assert sum(s.moved for s in made.schemes) == 0 and all((s.planned or 0) + s.moved >= 0 for s in made.schemes)
    for row in made.sources:
        kept = [k.amount for k in made.kept if k.source == row.title]
        assert not kept or sum(kept) == row.left
