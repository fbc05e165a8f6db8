"""The summary's fields, signatures and dates come out the same from every layout."""

from datetime import date
from decimal import Decimal

import pytest

from bettercare.plan import How, State
from bettercare.reading.fields.read import organisations_listed
from bettercare.reading.parts import Read

from .forms import SIGNED, SUMMARY, of_kind, part1, values


def _tab_table(rows):
    return "\n".join(f"{label}\t{value}" for label, value in rows)


def _three_columns(rows):
    return "\n".join(f"{label}\t\t{value}" for label, value in rows)


def _colon_lines(rows):
    return "\n".join(f"{label.rstrip(':')}: {value}" for label, value in rows)


def _value_below(rows):
    return "\n".join(f"{label}\n{value}" for label, value in rows)


def _flattened(rows):
    return " ".join(f"{label} {value}" for label, value in rows)


def _value_first_lines(rows):
    return "\n".join(f"{value} {label}" for label, value in rows)


def _value_first_table(rows):
    return "\n".join(f"{value}\t{label}" for label, value in rows)


def _columns_printed(rows):
    return "\n".join(label for label, _ in rows) + "\n" + "\n".join(value for _, value in rows)


def _columns_flattened(rows):
    return " ".join(label for label, _ in rows) + " " + " ".join(value for _, value in rows)


def _broken_labels(rows):
    """A label goes on in the row below, and its value stands beside the first half."""
    lines = []
    for label, value in rows:
        words = label.split()
        if len(words) > 4:
            lines += [f"{' '.join(words[:4])}\t{value}", f"{' '.join(words[4:])}\t"]
        else:
            lines.append(f"{label}\t{value}")
    return "\n".join(lines)


def _split_by_value(rows):
    parts = []
    for label, value in rows:
        words = label.split()
        parts.append(f"{' '.join(words[:4])} {value} {' '.join(words[4:])}" if len(words) > 5 else f"{label} {value}")
    return " ".join(parts)


LAYOUTS = [
    _tab_table, _three_columns, _colon_lines, _value_below, _flattened, _value_first_lines, _value_first_table, _columns_printed,
    _columns_flattened, _broken_labels, _split_by_value,
]  # fmt: skip


def _paper(layout, summary=SUMMARY, signed=SIGNED):
    blocks = "\n".join(layout(block) for block in signed)
    return _around(f"{layout(summary)}\nb) Authorisation and signoff\n{blocks}")


def _around(text):
    return f"1) PLAN DETAILS\na) Summary of Plan\n{text}\nc) Service provider engagement\nWe met.\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_money_is_given_to_its_year_and_kind(layout):
    budgets = {
        (b.fields["kind"].value, str(b.fields["year"].value)): b.fields["amount"].value
        for b in of_kind(part1(_paper(layout)), "budgets")
    }
    assert budgets == {
        ("minimum", "2014-15"): Decimal(7_654_000), ("minimum", "2015-16"): Decimal(27_101_000),
        ("agreed", "2014-15"): Decimal(8_000_500), ("agreed", "2015-16"): Decimal(28_902_000),
    }  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_dates_organisations_and_differences_are_given_to_their_labels(layout):
    found = part1(_paper(layout))
    assert found.singles["dates/agreed_at_hwb"].value == date(2014, 3, 6)
    assert found.singles["dates/submitted"].value == date(2014, 3, 28)
    assert str(found.singles["answers/boundary-differences"].value).startswith("A few villages")
    names = {(o.fields["name"].value, str(o.fields["kind"].value)) for o in of_kind(found, "organisations")}
    assert {("Wiltshire Council", "council"), ("NHS Wiltshire CCG", "ccg")} <= names
    assert found.singles["area/name"].value == "Wiltshire"
    assert [values(c) for c in of_kind(found, "covers")] == [{"code": "E06000054", "whole": True, "part": None}]


SIGNING_LAYOUTS = [x for x in LAYOUTS if x not in (_columns_flattened, _split_by_value)]


@pytest.mark.parametrize("layout", SIGNING_LAYOUTS)
def test_every_sign_off_block_is_read(layout):
    signatures = [values(s) for s in of_kind(part1(_paper(layout)), "signatures")]
    assert [s["role"] for s in signatures] == ["nhs", "council", "hwb"]
    assert [s["name"] for s in signatures] == ["Accountable Officer", "Corporate Director", "Leader of the Council"]
    assert [s["date"] for s in signatures] == [date(2014, 3, 27), date(2014, 3, 26), date(2014, 3, 28)]
    assert [s.get("position") for s in signatures] == ["Chief Officer", "Director of Adult Care", None]
    assert signatures[0]["organisation"] == "NHS Wiltshire CCG"
    assert "position" not in signatures[2]


def test_a_blank_form_gives_no_value_and_says_so():
    summary = [
        (label, default)
        for (label, _), default in zip(
            SUMMARY,
            ["<Name of council>", "<Name of ccg>", "", "<dd/mm/yyyy>", "dd/mm/yyyy", "£0.00", "£0.00", "£0.00", "£0.00"],
            strict=True,
        )
    ]
    signed = [
        [
            (label, d)
            for (label, _), d in zip(block, ["<Name of body>", "<Name of Signatory>", "<Job Title>", "<date>"], strict=False)
        ]
        for block in SIGNED
    ]
    found = part1(_paper(_tab_table, summary, signed))
    assert {b.fields["amount"].state for b in of_kind(found, "budgets")} == {State.DEFAULT_LEFT_IN}
    assert all(b.fields["amount"].value is None for b in of_kind(found, "budgets"))
    assert found.singles["dates/submitted"].state is State.DEFAULT_LEFT_IN
    assert found.singles["dates/agreed_at_hwb"].value is None
    for signature in of_kind(found, "signatures"):
        assert signature.fields["name"].state is State.DEFAULT_LEFT_IN
        assert signature.fields["name"].value is None


def test_two_figures_in_one_field_are_a_doubt_with_both():
    rows = [(label, "£7,654,000 7,900,000" if "Minimum" in label else value) for label, value in SUMMARY]
    found = part1(_paper(_tab_table, rows))
    amount = next(b.fields["amount"] for b in of_kind(found, "budgets") if b.fields["kind"].value == "minimum")
    assert amount.doubt == "two figures in one field"
    assert {c.value for c in amount.others} == {"7654000.00", "7900000.00"}


def test_a_missing_value_in_a_row_of_labels_and_values_leaves_doubt():
    labels, amounts = [label for label, _ in SUMMARY], [value for _, value in SUMMARY]
    del amounts[6]
    text = " ".join(labels) + " " + " ".join(amounts)
    found = part1(
        f"1) PLAN DETAILS\na) Summary of Plan\n{text}\nb) Authorisation and signoff\nc) Service provider engagement\nWe met."
    )
    budgets = of_kind(found, "budgets")
    assert sum(b.fields["amount"].value is None for b in budgets) == 1
    assert all(b.fields["amount"].doubt for b in budgets if b.fields["amount"].value is not None)


def test_a_blank_row_between_filled_rows_stays_blank():
    rows = [(label, "" if "Differences" in label or label == "Date submitted:" else value) for label, value in SUMMARY]
    found = part1(_paper(_tab_table, rows))
    assert found.singles["answers/boundary-differences"].state is State.BLANK
    assert found.singles["dates/submitted"].state is State.BLANK
    assert found.singles["dates/agreed_at_hwb"].value == date(2014, 3, 6)


def test_a_value_apart_from_its_label_is_inferred():
    found = part1(_paper(_columns_flattened))
    assert found.singles["dates/submitted"].place.how is How.INFERRED
    assert "order and kind" in found.singles["dates/submitted"].place.reason


def test_a_date_without_a_year_takes_it_from_the_paper_in_doubt():
    rows = [(label, "6 March" if "agreed at" in label else value) for label, value in SUMMARY]
    read = part1(_paper(_tab_table, rows)).singles["dates/agreed_at_hwb"]
    assert (read.value, read.doubt) == (date(2014, 3, 6), "the date has no year")


@pytest.mark.parametrize(
    "joined",
    [
        "NHS Nene CCG and NHS Corby CCG",
        "NHS Nene CCG, NHS Corby CCG",
        "NHS Nene CCG NHS Corby CCG",
        "NHS Nene Clinical Commissioning Group; NHS Corby Clinical Commissioning Group",
    ],
)
def test_several_groups_in_one_field_are_parted(joined):
    rows = [
        (label, {"Local Authority": "Northamptonshire County Council", "Clinical Commissioning Groups": joined}.get(label, value))
        for label, value in SUMMARY
    ]
    groups = [
        o.fields["name"].value for o in of_kind(part1(_paper(_tab_table, rows)), "organisations") if o.fields["kind"].value == "ccg"
    ]
    assert [g.split()[1] for g in groups[:2]] == ["Nene", "Corby"]


def test_groups_in_rows_of_their_own_are_all_read():
    rows = [SUMMARY[0], ("Clinical Commissioning Groups", "NHS Nene CCG"), ("", "NHS Corby CCG"), *SUMMARY[2:]]
    groups = [
        o.fields["name"].value for o in of_kind(part1(_paper(_tab_table, rows)), "organisations") if o.fields["kind"].value == "ccg"
    ]
    assert groups[:2] == ["NHS Nene CCG", "NHS Corby CCG"]


def test_one_group_of_several_in_a_county_is_a_locality():
    rows = [
        (
            label,
            {"Local Authority": "Surrey County Council", "Clinical Commissioning Groups": "NHS Guildford and Waverley CCG"}.get(
                label, value
            ),
        )
        for label, value in SUMMARY
    ]
    signed = [block for block in SIGNED if "Board" not in block[0][0]]
    signed = [[("Signed on behalf of the Council", "Surrey County Council"), *signed[1][1:]]]
    found = part1(_paper(_tab_table, rows, signed))
    assert found.singles["area/name"].value == "Guildford and Waverley"
    cover = values(of_kind(found, "covers")[0])
    assert (cover["code"], cover["whole"]) == ("E10000030", False)


def test_repeated_blocks_of_one_role_are_all_read():
    second = (("Signed on behalf of the Clinical Commissioning Group", "NHS Corby CCG"), *SIGNED[0][1:])
    signatures = [values(s) for s in of_kind(part1(_paper(_tab_table, SUMMARY, (SIGNED[0], second, *SIGNED[1:]))), "signatures")]
    assert [(s["role"], s["organisation"]) for s in signatures[:2]] == [("nhs", "NHS Wiltshire CCG"), ("nhs", "NHS Corby CCG")]


def test_a_name_and_a_position_around_their_label_are_told_apart():
    text = "Signed on behalf of the Council By Responsible Signatory Deputy Director for Community Position Services Date 14/02/14"
    found = part1(
        f"1) PLAN DETAILS a) Summary of Plan Local Authority Wiltshire Council b) Authorisation and signoff {text} "
        f"c) Service provider engagement {'We met. ' * 10}"
    )
    assert values(of_kind(found, "signatures")[0])["position"] == "Deputy Director for Community Services"


def test_signatures_in_the_rows_of_one_table_are_read():
    table = (
        "Organisation\tName\tPosition\tDate\nNHS Wiltshire CCG\tAccountable Officer\tChief Officer\t27 March 2014\n"
        "Wiltshire Council\tCorporate Director\tDirector\ttbc"
    )
    found = part1(_around(f"Local Authority\tWiltshire Council\n\nb) Authorisation and signoff\n\n{table}\n"))
    signatures = of_kind(found, "signatures")
    assert [values(s)["role"] for s in signatures] == ["nhs", "council"]
    assert signatures[1].fields["date"].state is State.TO_BE_CONFIRMED


def test_a_partner_registered_under_a_name_with_a_comma_stays_whole() -> None:
    name = "NHS Bath and North East Somerset, Swindon and Wiltshire ICB"
    assert [r.value for r in organisations_listed(Read(name), "icb")] == [name]


@pytest.mark.parametrize(
    "names",
    [
        ["NHS Northern, Eastern and Western Devon CCG", "NHS South Devon and Torbay CCG"],
        ["NHS Elm, Oak and Ash CCG", "NHS Kernow CCG"],
        ["Corby CCG", "Nene CCG"],
    ],
)
@pytest.mark.parametrize("between", [", ", " and ", "; ", " & "])
def test_partners_in_one_field_are_parted_between_their_names_and_not_within_them(names: list[str], between: str) -> None:
    assert [r.value for r in organisations_listed(Read(between.join(names)), "ccg")] == names


def test_a_health_partner_in_the_councils_field_is_no_council() -> None:
    read = Read("Kent County Council and NHS Thanet CCG")
    assert [r.value for r in organisations_listed(read, "council")] == ["Kent County Council"]


def test_a_title_after_a_blank_name_is_one_title_and_no_name() -> None:
    text = (
        "Better Care Fund planning template – Part 1 b) Authorisation and signoff Signed on behalf of the Clinical Commissioning "
        "Group NHS Midshire CCG By Position Accountable Officer Date 02/04/2014 Signed on behalf of the Council Midshire Council "
        "By Position Strategic Director Date 03/04/2014 Signed on behalf of the Health and Wellbeing Board Midshire Health and "
        "Wellbeing Board By Chair of Health and Wellbeing Board Chair of the Board Date 04/04/2014"
    )
    signed = [p for p in part1(text).parts if p.kind == "signatures"]
    assert [p.fields["position"].value for p in signed[:2]] == ["Accountable Officer", "Strategic Director"]
    assert [p.fields["name"].value for p in signed[:2]] == [None, None]
