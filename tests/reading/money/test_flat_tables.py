"""Money tables printed as running text, in the shapes that converters leave: made-up areas and figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bettercare.plan import State
from bettercare.reading.flat.money import read_flat_money
from bettercare.reading.parts import Found, Part
from bettercare.rounds import load
from tests.reading.made import text_document

ROUND = load("2014-15")
MONEY = frozenset(t.id for t in ROUND.tables if t.rows in ("contributions", "schemes", "contingency"))


def _read(text: str, missing: frozenset[str] = MONEY) -> Found:
    return read_flat_money([text_document(text)], ROUND, missing)


def _parts(found: Found, kind: str) -> list[Part]:
    return [p for p in found.parts if p.kind == kind]


def _values(part: Part) -> dict[str, Any]:
    return {name: read.value for name, read in part.fields.items()}


def _lines(found: Found) -> dict[str, dict[str, Decimal]]:
    """By scheme: its amounts and benefits by year and recurrence."""
    made: dict[str, dict[str, Decimal]] = {}
    for scheme in _parts(found, "schemes"):
        own = made.setdefault(str(scheme.fields["name"].value), {})
        for line in scheme.parts:
            for field in ("amount", "benefit"):
                if field in line.fields:
                    own[f"{line.fields['year'].value} {line.fields['recurrence'].value} {field}"] = line.fields[field].value
    return made


def _doubts(found: Found) -> list[str]:
    reads = [r for p in found.parts for q in (p, *p.parts) for r in q.fields.values()]
    return [r.doubt for r in reads if r.doubt]


SUMMARY_HEAD = (
    "Finance - Summary Organisation Holds the pooled budget? (Y/N) Spending on BCF schemes in 14/15 "
    "Minimum contribution (15/16) Actual contribution (15/16) "
)
SUMMARY = SUMMARY_HEAD + (
    "Brackwater Borough Council Y 1,200,000 2,000,000 2,500,000 Brackwater CCG N 300,000 9,000,000 9,000,000 "
    "CCG #2 Local Authority #2 etc BCF Total 1,500,000 11,000,000 11,500,000"
)
EXPECTED = {
    "Brackwater Borough Council": (Decimal(1_200_000), Decimal(2_000_000), Decimal(2_500_000), True),
    "Brackwater CCG": (Decimal(300_000), Decimal(9_000_000), Decimal(9_000_000), False),
}


def _contributions(found: Found) -> dict[str, tuple[Any, ...]]:
    """By organisation: spending, minimum, actual, and whether it holds the pool."""
    made: dict[str, list[Any]] = {}
    for part in _parts(found, "contributions"):
        values = _values(part)
        own = made.setdefault(values["organisation"], [None] * 4)
        for i, field in enumerate(("spend_on_schemes", "minimum", "actual", "holds_pool")):
            own[i] = values.get(field, own[i])
    return {name: tuple(own) for name, own in made.items()}


def test_a_summary_in_one_line_is_read_without_heading_words_watermarks_and_default_rows() -> None:
    found = _read(SUMMARY.replace("Organisation Holds", "DRAFT Organisation Holds"))
    assert _contributions(found) == EXPECTED
    assert not _doubts(found)
    totals = {_values(p)["of"]: _values(p)["amount"] for p in _parts(found, "stated_totals")}
    assert totals == {
        "contributions.spend_on_schemes": Decimal(1_500_000),
        "contributions.minimum": Decimal(11_000_000),
        "contributions.actual": Decimal(11_500_000),
    }


def test_a_pool_holder_to_be_confirmed_is_no_value_but_a_state() -> None:
    found = _read(SUMMARY.replace("Council Y 1", "Council tbc 1"))
    council = next(p for p in _parts(found, "contributions") if "holds_pool" in p.fields)
    assert council.fields["holds_pool"].value is None
    assert council.fields["holds_pool"].state is State.TO_BE_CONFIRMED


def test_columns_stand_in_the_order_of_their_headings() -> None:
    head = (
        "Finance - Summary Organisation Actual contribution (15/16) Spending on BCF schemes in 14/15 Minimum contribution (15/16) "
    )
    found = _read(
        head + "Brackwater Borough Council 2,500,000 1,200,000 2,000,000 Brackwater CCG 9,000,000 300,000 9,000,000 "
        "BCF Total 11,500,000 1,500,000 11,000,000"
    )
    assert {k: v[:3] for k, v in _contributions(found).items()} == {k: v[:3] for k, v in EXPECTED.items()}


def test_a_blank_form_before_the_filled_one_gives_nothing() -> None:
    blank = SUMMARY_HEAD + "Local Authority #1 0 0 0 CCG #1 0 0 0 BCF Total 0 0 0"
    found = _read(f"{blank}\n\n\nSome words about the plan.\n\n\n{SUMMARY}")
    assert _contributions(found) == EXPECTED


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_cell_to_a_line_row_by_row_is_read(between: str) -> None:
    cells = [
        "Finance - Summary",
        "Organisation",
        "Holds the pooled budget? (Y/N)",
        "Spending on BCF schemes in 14/15",
        "Minimum contribution (15/16)",
        "Actual contribution (15/16)",
        "Brackwater Borough Council",
        "Y",
        "£1,200,000",
        "£2,000,000",
        "£2,500,000",
        "Brackwater CCG",
        "N",
        "£300,000",
        "£9,000,000",
        "£9,000,000",
        "BCF Total",
        "£1,500,000",
        "£11,000,000",
        "£11,500,000",
    ]
    assert _contributions(_read(between.join(cells))) == EXPECTED


BY_COLUMN = [
    "Finance - Summary",
    "Organisation",
    "Brackwater Borough Council",
    "Brackwater CCG",
    "BCF Total",
    "Holds the pooled budget? (Y/N)",
    "Y",
    "N",
    "Spending on BCF schemes in 14/15",
    "£1,200,000",
    "£300,000",
    "£1,500,000",
    "Minimum contribution (15/16)",
    "£2,000,000",
    "£9,000,000",
    "£11,000,000",
    "Actual contribution (15/16)",
    "£2,500,000",
    "£9,000,000",
    "£11,500,000",
]


def test_a_table_printed_column_by_column_is_read_by_counting() -> None:
    found = _read("\n\n".join(BY_COLUMN))
    assert _contributions(found) == EXPECTED
    places = [p.fields["minimum"].place for p in _parts(found, "contributions") if "minimum" in p.fields]
    assert [place.how for place in places if place] == ["inferred", "inferred"]


def test_a_column_with_gaps_printed_column_by_column_gives_no_value_but_is_reported() -> None:
    cells = [
        "Finance - Schemes",
        "BCF Investment",
        "Scheme 1 - Night nurses",
        "Scheme 2 - Meal calls",
        "Scheme 3 - Home visits",
        "Total",
        "Lead provider",
        "Various",
        "Brackwater CCG",
        "Hospice",
        "2014/15 spend",
        "Recurrent",
        "£10,000",
        "£20,000",
        "£30,000",
        "2015/16 spend",
        "Recurrent",
        "£40,000",
        "£50,000",
        "£60,000",
        "£150,000",
    ]
    found = _read("\n\n".join(cells))
    assert _lines(found) == {
        "Night nurses": {"2015-16 recurrent amount": Decimal(40_000)},
        "Meal calls": {"2015-16 recurrent amount": Decimal(50_000)},
        "Home visits": {"2015-16 recurrent amount": Decimal(60_000)},
    }
    assert any("10,000" in u.text and "20,000" in u.text and u.place.line for u in found.unread)
    assert {(_values(p)["year"].start, _values(p)["amount"]) for p in _parts(found, "stated_totals")} == {
        (2014, Decimal(30_000)),
        (2015, Decimal(150_000)),
    }


SCHEMES_HEAD = (
    "Finance - Schemes BCF Investment Lead provider 2014/15 spend 2014/15 benefits 2015/16 spend 2015/16 benefits "
    "Recurrent Non-recurrent Recurrent Non-recurrent Recurrent Non-recurrent Recurrent Non-recurrent "
)
SCHEMES = SCHEMES_HEAD + (
    "Scheme 1 - Night nurses tbc 110,000 (15,000) 420,000 (63,000) Scheme 2 - Meal calls for adults Various 530,000 41,000 "
    "Scheme 3 - Home visits 65,000 7,000 230,000 (12,000) Total 175,000 7,000 (15,000) 0 1,180,000 41,000 (75,000) 0"
)
SCHEME_LINES = {
    "Night nurses": {
        "2014-15 recurrent amount": Decimal(110_000),
        "2014-15 recurrent benefit": Decimal(-15_000),
        "2015-16 recurrent amount": Decimal(420_000),
        "2015-16 recurrent benefit": Decimal(-63_000),
    },
    "Meal calls for adults": {"2015-16 recurrent amount": Decimal(530_000), "2015-16 non-recurrent amount": Decimal(41_000)},
    "Home visits": {
        "2014-15 recurrent amount": Decimal(65_000),
        "2014-15 non-recurrent amount": Decimal(7_000),
        "2015-16 recurrent amount": Decimal(230_000),
        "2015-16 recurrent benefit": Decimal(-12_000),
    },
}


def test_schemes_in_one_line_are_placed_by_the_totals() -> None:
    found = _read(SCHEMES)
    assert _lines(found) == SCHEME_LINES
    assert [s.fields["number"].value for s in _parts(found, "schemes")] == ["1", "2", "3"]
    first, second, _ = _parts(found, "schemes")
    assert first.fields["provider"].state is State.TO_BE_CONFIRMED
    assert second.fields["provider"].value == "Various"
    assert not _doubts(found)


def test_a_total_that_a_column_misses_changes_no_figure() -> None:
    found = _read(SCHEMES.replace("1,180,000", "1,190,000"))
    assert _lines(found) == SCHEME_LINES
    assert Decimal(1_190_000) in {_values(p)["amount"] for p in _parts(found, "stated_totals")}


def test_two_layouts_that_fit_equally_are_in_doubt() -> None:
    text = SCHEMES_HEAD + (
        "Scheme 1 - Night nurses 60,000 Scheme 2 - Meal calls 40,000 Scheme 3 - Home visits 60,000 Scheme 4 - Day rooms 40,000 "
        "Total 100,000 0 0 0 100,000 0 0 0"
    )
    assert any("another layout" in d for d in _doubts(_read(text)))


def test_without_totals_a_figure_that_may_be_in_either_year_is_in_doubt() -> None:
    text = SCHEMES_HEAD + "Scheme 1 - Night nurses 61,000 Scheme 2 - Meal calls 17,000 Scheme 3 - Home visits 42,000"
    assert _doubts(_read(text))


def test_lines_that_are_rows_keep_their_figures_together() -> None:
    head, rows = SCHEMES_HEAD.strip(), SCHEMES.removeprefix(SCHEMES_HEAD)
    for name in ("Scheme 2", "Scheme 3", "Total"):
        rows = rows.replace(name, f"\n{name}")
    assert _lines(_read(f"{head}\n{rows.strip()}")) == SCHEME_LINES


def test_a_name_that_goes_on_in_the_next_line_is_joined() -> None:
    text = SCHEMES_HEAD + (
        "\nScheme 1 - Night nurses 110,000\nScheme 2 - Meal calls for 530,000\nolder adults\n"
        "Scheme 3 - Home visits 65,000\nTotal 705,000 0 0 0 0 0 0 0"
    )
    assert [s.fields["name"].value for s in _parts(_read(text), "schemes")] == [
        "Night nurses",
        "Meal calls for older adults",
        "Home visits",
    ]


def test_values_before_their_names_are_read() -> None:
    text = SCHEMES_HEAD + (
        "110,000 21,000 Scheme 1 - Night nurses 230,000 32,000 Scheme 2 - Meal calls 350,000 43,000 Scheme 3 "
        "- Home visits Total 690,000 0 0 0 96,000 0 0 0"
    )
    lines = _lines(_read(text))
    assert lines["Night nurses"] == {"2014-15 recurrent amount": Decimal(110_000), "2015-16 recurrent amount": Decimal(21_000)}
    assert lines["Home visits"] == {"2014-15 recurrent amount": Decimal(350_000), "2015-16 recurrent amount": Decimal(43_000)}


def test_a_bottom_up_table_is_read_with_its_total_first() -> None:
    text = (
        "Finance - Summary BCF Total 1,500,000 11,000,000 11,500,000 Brackwater CCG N 300,000 9,000,000 "
        "9,000,000 Brackwater Borough Council Y 1,200,000 2,000,000 2,500,000 "
    )
    assert _contributions(_read(text + SUMMARY_HEAD.removeprefix("Finance - Summary "))) == EXPECTED


def test_prose_with_headings_and_sums_is_refused() -> None:
    text = (
        "The minimum contribution for 15/16 is £9,000,000 and the council will see that the actual contribution is never below it. "
        "In the year before, spending on BCF schemes in 14/15 came to £1,200,000, which the board thought was about right."
    )
    assert not _parts(_read(text), "schemes")


def test_tables_that_are_not_missing_are_not_read_again() -> None:
    found = _read(f"{SUMMARY}\n\n{SCHEMES}", frozenset({"finance-schemes"}))
    assert not _parts(found, "contributions")
    assert _lines(found) == SCHEME_LINES
    assert not _read(SUMMARY, frozenset()).parts


CONTINGENCY = (
    "Contingency plan: 2015/16 Ongoing Falls at home Planned savings (if targets fully achieved) 110,000 "
    "120,000 Maximum support needed for other "
    "services (if targets not achieved) 130,000 140,000 Winter stays Planned savings (if targets fully achieved) 210,000 220,000 "
    "Maximum support needed for other services (if targets not achieved) 230,000 240,000"
)


def _outcomes(found: Found) -> dict[tuple[str | None, str], tuple[Any, Any]]:
    made = {}
    for part in _parts(found, "contingency"):
        values = _values(part)
        made[values["outcome"], values["year"]] = (values.get("planned_savings"), values.get("maximum_support"))
    return made


OUTCOMES = {
    ("Falls at home", "2015-16"): (Decimal(110_000), Decimal(130_000)),
    ("Falls at home", "ongoing"): (Decimal(120_000), Decimal(140_000)),
    ("Winter stays", "2015-16"): (Decimal(210_000), Decimal(230_000)),
    ("Winter stays", "ongoing"): (Decimal(220_000), Decimal(240_000)),
}


def test_the_contingency_plan_in_one_line_is_read() -> None:
    found = _read(CONTINGENCY)
    assert _outcomes(found) == OUTCOMES
    assert not _doubts(found)


def test_outcomes_printed_apart_from_their_figures_are_in_doubt() -> None:
    text = CONTINGENCY.replace("Falls at home ", "").replace("Winter stays ", "") + "\n\nFalls at home\n\nWinter stays"
    found = _read(text)
    assert _outcomes(found) == OUTCOMES
    assert _doubts(found)


@pytest.mark.parametrize("name", ["Falls of over 75s", "Falls of people aged 65 and over", "Falls within 28 days"])
def test_the_numbers_of_an_outcomes_name_are_none_of_its_amounts(name: str) -> None:
    found = _outcomes(_read(CONTINGENCY.replace("Falls at home", name)))
    assert found == {(name if o == "Falls at home" else o, year): amounts for (o, year), amounts in OUTCOMES.items()}


def test_the_contingency_plan_printed_column_by_column_is_read_by_counting() -> None:
    label = ["Planned savings (if targets fully achieved)", "Maximum support needed for other services (if targets not achieved)"]
    figures = ["2015/16", "110,000", "130,000", "210,000", "230,000", "Ongoing", "120,000", "140,000", "220,000", "240,000"]
    cells = ["Contingency plan:", "Falls at home", "Winter stays", *label, *label, *figures]
    assert _outcomes(_read("\n\n".join(cells))) == OUTCOMES
    short = _read("\n\n".join(cells[:-1]))
    assert not _parts(short, "contingency")
    assert any("110,000" in u.text for u in short.unread)


@pytest.mark.parametrize("word", ["Totals", "Grand total"])
def test_the_word_for_totals_after_a_comment_begins_the_row_of_totals(word: str) -> None:
    text = SCHEMES.replace("Total ", f"as in the strategy {word} ")
    found = _read(text)
    totals = [p.fields["amount"].value for p in _parts(found, "stated_totals") if str(p.fields["of"].value).startswith("schemes")]
    assert sorted(totals) == sorted(p.fields["amount"].value for p in _parts(_read(SCHEMES), "stated_totals"))
    assert list(_lines(found).values()) == list(_lines(_read(SCHEMES)).values())
