"""Risks are read from tables in many shapes, over pages, and from text that was a table once."""

from __future__ import annotations

import pytest

from bettercare.plan import State
from bettercare.reading.parts import Part
from bettercare.reading.risks.ratings import read_rating, read_scale
from bettercare.reading.risks.read import read_risks
from tests.reading.made import document, table, text_document


def fields(parts: tuple[Part, ...], name: str) -> list[object]:
    return [p.fields[name].value if name in p.fields else None for p in parts]


def test_a_plain_table_gives_description_rating_and_mitigation() -> None:
    found = read_risks((document(table([
        ["Risk", "Risk rating", "Mitigating actions"],
        ["Home care providers leave the market.", "High", "Raise fees in stages."],
        ["Data cannot be joined.", "MEDIUM", "Buy a matching service."],
        ["Nurses cannot be found.", "L", "Rotate posts."],
    ])),))  # fmt: skip
    assert fields(found.parts, "rating") == ["High", "Medium", "Low"]
    assert fields(found.parts, "description")[1] == "Data cannot be joined."
    assert fields(found.parts, "mitigation")[2] == "Rotate posts."
    assert found.parts[1].fields["rating"].place.as_written == "MEDIUM"
    assert len(found.used) == 4


def test_likelihood_impact_and_score_are_numbers_and_a_blank_owner_is_blank() -> None:
    found = read_risks((text_document(
        "There is a risk that:\tHow likely is the risk to materialise? Please rate on a scale of 1-5\tPotential impact (1-5)\t"
        "Overall risk factor (likelihood * potential impact)\tMitigating actions\tRisk owner\n"
        "Beds stay open\t3\t4 (£500k, falls on the council)\t12\tClose wards in steps\tChief nurse\n"
        "Referrals outgrow the team\t2\t5\t10\tTriage\t\n"
    ),))  # fmt: skip
    assert fields(found.parts, "likelihood") == [3, 2]
    assert fields(found.parts, "impact") == [4, 5]
    assert fields(found.parts, "score") == [12, 10]
    assert found.parts[0].fields["owner"].value == "Chief nurse"
    assert found.parts[1].fields["owner"].state is State.BLANK


def test_a_table_over_three_pages_is_one_list_and_a_split_row_is_one_risk() -> None:
    found = read_risks((text_document(
        "There is a risk that:\tLikelihood\tImpact\tOverall risk factor\tMitigation\tOwner\n"
        "Partners fall out\t2\t4\t8\tMeet weekly\tBoard\n"
        "\n14\n\n"
        "Savings come late\t3\t4\t12\tHold back a reserve\n"
        "Winter is hard and the hospital keeps all its wards open for\t3\t3\t9\tAgree a surge plan and review\n"
        "\n15\n\n"
        "longer than planned\t\t\t\tit each month\t\n"
        "Two systems do not talk\t2\t3\t6\tBuild a portal\tHead of IT\n"
    ),))  # fmt: skip
    assert fields(found.parts, "score") == [8, 12, 9, 6]
    assert fields(found.parts, "owner") == ["Board", None, None, "Head of IT"]
    assert fields(found.parts, "description")[2] == (
        "Winter is hard and the hospital keeps all its wards open for longer than planned"
    )
    assert fields(found.parts, "mitigation")[2] == "Agree a surge plan and review it each month"


def test_a_risk_without_a_rating_in_a_rated_table_stands_alone_and_its_rating_is_blank() -> None:
    found = read_risks((document(table([
        ["Description of risk", "RAG", "Mitigation"],
        ["The market fails.", "Amber (9)", "Block contracts."],
        ["A new duty brings more assessments.", "", "Count them first."],
    ])),))  # fmt: skip
    assert len(found.parts) == 2
    assert found.parts[0].fields["rating"].value == "Amber"
    assert found.parts[0].fields["score"].value == 9
    assert found.parts[1].fields["rating"].state is State.BLANK


def test_headings_over_two_rows_merged_cells_and_a_category_banner() -> None:
    found = read_risks((document(table([
        [("Ref", 2, 1), ("Risk description", 2, 1), ("Rating", 1, 3), None, None, ("Mitigation", 2, 1), ("Lead", 2, 1)],
        [None, None, "Likelihood", "Impact", "Score", None, None],
        [("Finance", 1, 7), None, None, None, None, None, None],
        ["1", ("Costs of packages rise", 2, 1), ("3", 2, 1), ("5", 2, 1), ("15", 2, 1), "Monthly watch", "s151 officer"],
        [None, None, None, None, None, "Contingency sum", "s151 officer"],
        ["2", "Grants end", "2", "2", "4", "Exit plans", "Lead"],
    ])),))  # fmt: skip
    assert fields(found.parts, "description") == ["Costs of packages rise", "Grants end"]
    assert fields(found.parts, "likelihood") == [3, 2]
    assert fields(found.parts, "score") == [15, 4]
    assert fields(found.parts, "mitigation")[0] == "Monthly watch Contingency sum"


def test_a_table_of_schemes_with_a_column_of_high_risks_is_not_a_table_of_risks() -> None:
    found = read_risks((document(table([
        ["No", "Scheme", "Description of scheme", "Outcome measures", "High risks"],
        ["1", "Falls team", "Visits", "Fewer falls", "No staff"],
    ])),))  # fmt: skip
    assert found.parts == ()


def test_a_table_after_other_matter_is_not_taken_for_more_risks() -> None:
    found = read_risks((document(
        table([["Risk", "Rating", "Mitigation"], ["No beds", "High", "Buy beds"]]),
        "The next part of this paper sets out what each of the three partners will do over the coming two years, who leads "
        "each piece of work, how the money flows between them, and how residents of every ward have shaped what is proposed.",
        table([["Visits", "3", "Nurses"], ["Calls", "2", "Desk"]]),
    ),))  # fmt: skip
    assert len(found.parts) == 1


def test_a_damaged_heading_is_still_known() -> None:
    found = read_risks((document(table([
        ["R isk descripton", "Risk ratng", "Mitigatng actons"],
        ["Doors jam.", "Low", "Oil."],
    ])),))  # fmt: skip
    assert fields(found.parts, "rating") == ["Low"]


def test_columns_printed_one_after_another_are_put_together_again() -> None:
    found = read_risks((text_document(
        "4) RISKS Please tell us the risks. Risk Money moves too slowly out of wards Staff cannot be trained in time "
        "The new records system is late Risk rating HIGH MEDIUM LOW "
        "Mitigating Actions Agree steps with the hospital Start courses now Keep the old system running 17"
    ),))  # fmt: skip
    assert fields(found.parts, "rating") == ["High", "Medium", "Low"]
    assert fields(found.parts, "description") == [
        "Money moves too slowly out of wards", "Staff cannot be trained in time", "The new records system is late",
    ]  # fmt: skip
    assert fields(found.parts, "mitigation")[2] == "Keep the old system running"
    assert all(p.fields["rating"].place.how == "inferred" for p in found.parts)


def test_where_the_split_is_not_certain_there_is_a_doubt_and_nothing_is_shared_out() -> None:
    found = read_risks((text_document(
        "Risk Money moves too slowly CCG budgets suffer when Trust income holds Staff leave Risk rating HIGH HIGH HIGH "
        "Mitigating Actions Agree steps Pay in parts Share the risk Train Recruit Review monthly"
    ),))  # fmt: skip
    assert fields(found.parts, "rating") == ["High"] * 3
    assert any(p.fields["description"].doubt for p in found.parts)
    assert fields(found.parts, "mitigation") == [None] * 3
    assert {p.fields["mitigation"].state for p in found.parts} == {State.UNREADABLE}
    assert "Train Recruit" in found.unread[0].text


def test_rows_run_together_give_each_rating_and_doubt_the_edges_that_are_open() -> None:
    found = read_risks((text_document(
        "There is a risk that: Likelihood Potential impact Overall risk factor Mitigating actions "
        "beds close early 2 4 8 close them in steps. Costs rise in homes 3 3 9 set a fee. People wait longer 4 3 12 add staff"
    ),))  # fmt: skip
    assert fields(found.parts, "score") == [8, 9, 12]
    assert fields(found.parts, "likelihood") == [2, 3, 4]
    assert fields(found.parts, "description") == ["beds close early", "Costs rise in homes", "People wait longer"]


@pytest.mark.parametrize(
    ("text", "rating", "likelihood", "impact", "score"),
    [
        ("HIGH", "High", None, None, None),
        ("Medium / High", "Medium", None, None, None),
        ("M", "Medium", None, None, None),
        ("Red 16", "Red", None, None, 16),
        ("3 x 4 = 12", None, 3, 4, 12),
        ("L3 I4", None, 3, 4, None),
        ("12", None, None, None, 12),
        ("High (4x5)", "High", 4, 5, None),
    ],
)  # fmt: skip
def test_a_rating_cell_is_read_in_every_usual_form(
    text: str, rating: str | None, likelihood: int | None, impact: int | None, score: int | None
) -> None:
    rated = read_rating(text)
    assert (rated.rating, rated.likelihood, rated.impact, rated.score) == (rating, likelihood, impact, score)


def test_two_ratings_in_a_cell_are_a_doubt_and_words_are_no_number() -> None:
    assert read_rating("Low to medium").doubt
    assert read_rating("see the register held by the board").state is State.UNREADABLE
    assert read_scale("7 of 10")[2]
    assert read_scale("7") == (7, State.GIVEN, None), (
        "a mark off the scale that stands alone is the plan's fault, not the reading's"
    )
    assert read_scale("Likely (4)") == (4, State.GIVEN, None)
    assert read_scale("Almost certain") == (None, State.UNREADABLE, None)
    assert read_scale("tbc")[1] is State.TO_BE_CONFIRMED


def test_a_heading_that_a_page_end_parts_from_its_table_is_found() -> None:
    rows = [["Beds stay open longer.", "High", "Close wards in steps."], ["Referrals outgrow the team.", "Low", "Triage."]]
    whole = read_risks((document("Risk  Risk  Mitigating actions", "rating", "3", table(rows)),))
    parted = read_risks((document("Risk  Mitigating actions", "3", table([["", "Risk rating", ""], *rows])),))
    for found in (whole, parted):
        assert fields(found.parts, "description") == [r[0] for r in rows]
        assert fields(found.parts, "rating") == ["High", "Low"]


def test_risks_written_as_records_of_labels_and_values_are_read() -> None:
    lines = []
    for number, (text, likelihood, impact) in enumerate((("Staff leave the service", 4, 3), ("Homes close", 2, 5)), 1):
        lines += [f"Ref: {number}", f"Risk: {text}", f"Likelihood: {likelihood}", f"Impact: {impact}", "Owner: The finance lead"]
    found = read_risks((text_document("\n".join(lines)),))
    told = [tuple(p.fields[f].value for f in ("description", "likelihood", "impact", "owner")) for p in found.parts]
    assert told == [("Staff leave the service", 4, 3, "The finance lead"), ("Homes close", 2, 5, "The finance lead")]


def test_a_long_sheet_under_a_registers_headings_is_no_register() -> None:
    rows = [[f"Item {n} of the stock", "3", "4", "Order more"] for n in range(500)]
    assert read_risks((document(table([["Risk", "Likelihood", "Impact", "Mitigation"], *rows])),)).parts == ()


def test_many_rows_of_which_few_are_rated_are_no_register_and_a_plans_own_words_are() -> None:
    head = ["Risk", "Impact", "Mitigation"]
    told = [[f"Matter {n}", "Fewer people come", "Talks"] for n in range(80)]
    assert read_risks((document(table([head, *told])),)).parts == ()
    assert len(read_risks((document(table([head, *told[:20]])),)).parts) == 20
