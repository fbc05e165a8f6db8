"""Sheets of a workbook as they are printed: cells in the middle or at the foot of their rows, blank lines within a table."""

from bettercare.documents.model import Table
from bettercare.documents.text import read_text

CENTRED = """\
                        Area of        Source of
Scheme name             Spend          Funding         2016/17        2015/16

Home from hospital                     CCG Minimum
                        Social Care                    2,614,300    2,590,000
and reablement                         Contribution
Rapid response          Community      CCG Minimum
                                                       3,120,750    3,064,000
team                    Health         Contribution
Independence
                                       CCG Minimum
centres of the          Social Care                    1,875,000    1,875,000
                                       Contribution
borough


                                       CCG Minimum
Carers                  Social Care                      742,500      742,500
                                       Contribution
"""

AT_FOOT = """\
                        Area of        Source of
Scheme name             Spend          Funding         2014/15        2015/16
                        Community      CCG Minimum
Falls prevention        Health         Contribution                       760
                                       CCG Minimum
Healthy ageing          Social Care    Contribution                     1,400
Memory clinic and       Mental         CCG Minimum
support                 Health         Contribution        3,100        1,480
                        Community      CCG Minimum
Night sitting           Health         Contribution                       310
"""


def tables(text: str) -> list[list[dict[int, str]]]:
    blocks, _ = read_text(text.encode(), "sheet.txt")
    return [
        [{cell.column: " ".join(cell.text.split()) for cell in row.cells} for row in block.rows]
        for block in blocks
        if isinstance(block, Table)
    ]


def test_cells_in_the_middle_of_their_rows_stand_about_the_row_s_figures() -> None:
    (table,) = tables(CENTRED)
    assert [row.get(0) for row in table[-4:]] == [
        "Home from hospital and reablement",
        "Rapid response team",
        "Independence centres of the borough",
        "Carers",
    ]
    assert {row[2] for row in table[-4:]} == {"CCG Minimum Contribution"}
    assert [row[3] for row in table[-4:]] == ["2,614,300", "3,120,750", "1,875,000", "742,500"]


def test_a_row_that_begins_above_its_figures_after_blank_lines_belongs_to_the_table() -> None:
    (table,) = tables(CENTRED)
    assert table[-1] == {0: "Carers", 1: "Social Care", 2: "CCG Minimum Contribution", 3: "742,500", 4: "742,500"}


def test_the_first_line_of_a_row_at_whose_foot_the_figures_stand_is_no_heading() -> None:
    (table,) = tables(AT_FOOT)
    assert table[0][1] == "Area of Spend"
    assert [(row.get(0), row.get(1), row.get(2)) for row in table[1:]] == [
        ("Falls prevention", "Community Health", "CCG Minimum Contribution"),
        ("Healthy ageing", "Social Care", "CCG Minimum Contribution"),
        ("Memory clinic and support", "Mental Health", "CCG Minimum Contribution"),
        ("Night sitting", "Community Health", "CCG Minimum Contribution"),
    ]


def test_a_footer_of_every_page_is_no_row_of_the_table_above_it() -> None:
    page = "Source       2016/17\nGrant         1,200\nMinimum       3,400\nTotal         4,600\n"
    text = "\f".join(f"{page}\nPlan of the area, final                  Page {n} of 4" for n in range(1, 5))
    assert all(row[0] in ("Source", "Grant", "Minimum", "Total") for table in tables(text) for row in table)


def test_what_a_form_prints_where_nothing_was_chosen_is_no_part_of_a_name() -> None:
    text = (
        "CCG contribution                 2016/17\n"
        "NHS Riverside CCG              3,400,000\n"
        "<Please choose a CCG>\n"
        "Total                          3,400,000\n"
    )
    (table,) = tables(text)
    assert [row[0] for row in table] == ["CCG contribution", "NHS Riverside CCG", "Total"]


def test_a_heading_that_puts_what_is_meant_before_the_year_keeps_both_together() -> None:
    text = (
        "                              Actual 14/15      Planned 15/16    Forecast 15/16   Planned 16/17\n\n"
        "Admissions     Annual rate           860.3            827.6           854.1           803.1\n"
        "               Numerator               320              312             322             307\n"
        "               Denominator          37,196           37,700          37,700          38,227\n"
    )
    (table,) = tables(text)
    assert [text for column, text in sorted(table[0].items())] == [
        "Actual 14/15",
        "Planned 15/16",
        "Forecast 15/16",
        "Planned 16/17",
    ]


PERIODS = """\
                         Apr 24 Actual May 24 Actual Jun 24 Actual              Jul 24 Actual Aug 24 Actual

Average days of delay       n/a                 1.27             1.25            1.20            1.38
for people per 100,000
Share on their day          n/a                82.1%            82.9%           83.0%           81.8%
"""


def test_as_many_figures_as_periods_over_them_stand_under_them_in_order() -> None:
    (table,) = tables(PERIODS)
    assert table[0][2] == "May 24 Actual"
    assert table[1] == {0: "Average days of delay for people per 100,000", 1: "n/a", 2: "1.27", 3: "1.25", 4: "1.20", 5: "1.38"}
    assert table[2][5] == "81.8%"


def test_quarters_whose_years_close_in_the_next_line_head_the_figures_beneath() -> None:
    text = (
        "                              Q1 (Apr 15 - Jun Q2 (Jul 15 - Sep Q3 (Oct 15 - Dec Q4 (Jan 16 - Mar\n"
        "                              15)              15)              15)              16)\n"
        "Delayed days   Rate                      391.0            400.4            412.3          381.4\n"
        "of adults      Numerator                   623              638              657            610\n"
    )
    (table,) = tables(text)
    assert table[0] == {2: "Q1 (Apr 15 - Jun 15)", 3: "Q2 (Jul 15 - Sep 15)", 4: "Q3 (Oct 15 - Dec 15)", 5: "Q4 (Jan 16 - Mar 16)"}
    assert table[-1][1] == "Numerator" and table[-1][5] == "610"


def test_a_row_printed_in_two_halves_is_one_row() -> None:
    text = (
        "                     Apr 25 Plan     May 25 Plan     Jun 25 Plan\n"
        "Admissions                 17.7            15.2            18.4\n"
        "                     Jul 25 Plan     Aug 25 Plan     Sep 25 Plan\n"
        "                           17.1            18.5            16.0\n"
    )
    (table,) = tables(text)
    assert table == [
        dict(enumerate(["Apr 25 Plan", "May 25 Plan", "Jun 25 Plan", "Jul 25 Plan", "Aug 25 Plan", "Sep 25 Plan"], 1)),
        dict(enumerate(["Admissions", "17.7", "15.2", "18.4", "17.1", "18.5", "16.0"])),
    ]


def test_where_a_row_has_fewer_figures_than_periods_nothing_is_set_by_count() -> None:
    (table,) = tables(PERIODS.replace("          n/a                82.1%", "                             82.1%"))
    assert all(row.get(1) != "82.1%" for row in table)


def test_periods_of_several_lines_head_rows_that_stand_blank_lines_beneath() -> None:
    text = (
        "                                 2023-24 Full          2024-25 Full 2025-26 Plan 2025-26 Plan 2025-26 Plan 2025-26 Plan\n"
        "                                 Year Actual           Year Estimate Q1 (April 25- Q2 (July 25- Q3 (Oct 25- Q4 (Jan 26-\n"
        "                                                                     June 25)      Sept 25)     Dec 25)     Mar 26)\n"
        "\n\n"
        "Admissions to residential                   605.8              588.4      144.6        147.1        142.1        142.1\n"
        "homes, per 100,000: Rate\n"
        "\n\n"
        "Number of admissions                          243                236         58           59           57           57\n"
    )
    (table,) = tables(text)
    assert table[0][3] == "2025-26 Plan Q1 (April 25- June 25)"
    assert list(table[1].values()) == [
        "Admissions to residential homes, per 100,000: Rate", "605.8", "588.4", "144.6", "147.1", "142.1", "142.1"
    ]  # fmt: skip
    assert table[2][0] == "Number of admissions" and table[2][6] == "57"


def test_periods_at_the_foot_of_a_page_head_the_rows_of_the_next() -> None:
    text = (
        "Delays\n\n                          Apr 25 Plan     May 25 Plan     Jun 25 Plan\n\n      47\n"
        "\fAverage days                    1.24            1.23            1.19\n"
    )
    (table,) = tables(text)
    assert table[1] == {0: "Average days", 1: "1.24", 2: "1.23", 3: "1.19"}


def test_words_over_periods_and_comments_after_figures_are_cells_of_the_table() -> None:
    text = (
        "                                        16-17 plans\n"
        "                                        Q1 (Apr 16 - Jun Q2 (Jul 16 - Sep Q3 (Oct 16 - Dec Q4 (Jan 17 - Mar\n"
        "                                        16)               16)               16)             17)\n"
        "Delayed days per 100,000 Quarterly rate             377.7             371.4           385.8            362.2  Low now.\n"
        "people\n"
        "                           Numerator                  604               594             617              581\n"
        "                           Denominator            159,930           159,930         159,930          160,400\n"
    )
    (table,) = tables(text)
    assert table[0] == {2: "16-17 plans"}
    assert table[1][5] == "Q4 (Jan 17 - Mar 17)"
    assert table[2][1] == "Quarterly rate" and table[2][6] == "Low now."


def test_lines_that_may_belong_to_either_of_two_rows_are_in_doubt() -> None:
    text = (
        "                  Area of          Source of\n"
        "Scheme name       Spend            Funding           2016/17       2015/16\n"
        "                                   CCG Minimum\n"
        "Carers            Social Care                        742,500       742,500\n"
        "                                   Contribution\n"
        "Hospital          Community        CCG Minimum\n"
        "at home           Health           Contribution      614,300       590,000\n"
        "Night sitting     Community        CCG Minimum\n"
        "service           Health           Contribution      310,000       300,000\n"
        "                                   CCG Minimum\n"
        "Equipment         Other                              120,000       110,000\n"
        "                                   Contribution\n"
    )
    blocks, _ = read_text(text.encode(), "sheet.txt")
    (table,) = [block for block in blocks if isinstance(block, Table)]
    funded = {row.cells[0].text.split()[0]: cell for row in table.rows[1:] for cell in row.cells if cell.column == 2}
    assert funded["Carers"].text.split() == funded["Equipment"].text.split() == ["CCG", "Minimum", "Contribution"]
    assert all(cell.doubt for cell in funded.values() if cell.text.split() != ["CCG", "Minimum", "Contribution"])
    assert any(cell.doubt for cell in funded.values())


def test_the_year_of_a_date_in_two_lines_does_not_make_cells_stand_at_the_foot() -> None:
    text = (
        "Role                       Organisation                    Name               Date\n"
        "Local authority chief      Riverside Borough Council       Chief Executive    March 20,\n"
        "executive                                                                     2025\n"
        "Section 151 officer        Riverside Borough Council       Finance Director   March 18,\n"
        "of the council                                                                2025\n"
        "Chair of the board         Riverside Health and            Board Chair        March 19,\n"
        "                           Wellbeing Board                                    2025\n"
    )
    (table,) = tables(text)
    assert [row[3] for row in table[1:]] == ["March 20, 2025", "March 18, 2025", "March 19, 2025"]


SIGNED = """\
                          Role:                    Professional Title          First-name:         Surname:   E-mail:
                                                   (where applicable)

Sign off                  Health and wellbeing Cllr                            Alpha               Beta       a.b@example.org    Yes
                          board chair

                          Local Authority Chief                                Gamma               Delta      g.d@example.org    Yes
                          Executive


                          Local Authority                                      Eta                 Theta      e.t@example.org    Yes
                          Section 151 Officer
"""


def test_rows_whose_cells_begin_where_those_above_do_belong_to_a_form_after_blank_lines() -> None:
    (table,) = tables(SIGNED)
    assert table[0] == {1: "Role:", 2: "Professional Title (where applicable)", 3: "First-name:", 4: "Surname:", 5: "E-mail:"}
    assert [(row.get(1), row[3], row[4]) for row in table[2:]] == [
        ("Local Authority Chief Executive", "Gamma", "Delta"),
        ("Local Authority Section 151 Officer", "Eta", "Theta"),
    ]


def test_words_at_the_left_of_all_that_stand_once_are_a_column() -> None:
    (table,) = tables(SIGNED)
    assert table[1][0] == "Sign off"


WRITTEN = """\
Metric                                            Baseline Apr 2024     Baseline May 2024     Baseline Jun 2024
8.1 Emergency admissions          Value                       1,680                 1,720                   N/A
                                  Numerator                     665                   681                   N/A

Metric                                                Plan Apr 2025         Plan May 2025         Plan Jun 2025
Average length of delay           Value                        0.98                  1.04                  1.01
                                  Numerator
                                  Denominator
"""


def test_periods_after_the_heading_of_the_names_head_figures_and_begin_a_table_each_time() -> None:
    first, second = tables(WRITTEN)
    assert first[0] == {0: "Metric", 2: "Baseline Apr 2024", 3: "Baseline May 2024", 4: "Baseline Jun 2024"}
    assert first[2] == {1: "Numerator", 2: "665", 3: "681", 4: "N/A"}
    assert second[0][2] == "Plan Apr 2025" and second[1][4] == "1.01"


def test_labels_of_rows_without_figures_are_rows_of_their_own() -> None:
    assert [row.get(1) for row in tables(WRITTEN)[1][1:]] == ["Value", "Numerator", "Denominator"]


def test_nothing_is_counted_where_a_row_has_fewer_figures_than_periods() -> None:
    text = WRITTEN.replace("                  1.04", "                      ")
    rows = [row for table in tables(text) for row in table if row.get(0) == "Average length of delay"]
    assert all(row.get(3) != "1.01" for row in rows)


def test_a_number_at_the_end_of_a_name_is_not_counted_among_the_figures() -> None:
    text = (
        "Metric                                                Baseline 2016-17        Plan 2017-18        Plan 2018-19\n"
        "Support met by admission to nursing care, per Rate               745.8                 713               690.1\n"
        "100,000                                       Numerator            347                 338                 334\n"
        "                                              Denominator       46,527              47,405              48,399\n"
    )
    (table,) = tables(text)
    assert [(row[1], row[2], row[4]) for row in table[1:]] == [
        ("Rate", "745.8", "690.1"), ("Numerator", "347", "334"), ("Denominator", "46,527", "48,399"),
    ]  # fmt: skip


SCHEMES = (
    (
        (0, "BCF Investment"),
        (47, "Lead provider"),
        (73, "2014/15 spend"),
        (101, "2014/15 benefits"),
        (129, "2015/16 spend"),
        (157, "2015/16 benefits"),
    ),
    (
        (73, "Recurrent"),
        (87, "Non-recurrent Recurrent"),
        (115, "Non-recurrent Recurrent"),
        (143, "Non-recurrent Recurrent"),
        (171, "Non-recurrent"),
    ),
    ((0, "Coordination centre"), (47, "Elm Health"), (81, "480,000"), (97, "250,000"), (145, "1,150,000"), (180, "-310,000")),
    ((0, "Enhanced care"), (47, "Ash NHS Trust"), (79, "1,212,000"), (113, "-180,000"), (145, "3,486,000"), (178, "-1,425,000")),
    ((0, "Practices"), (47, "Elm practices"), (79, "1,130,000"), (145, "1,130,000"), (180, "-260,000")),
    ((0, "Falls pathway"), (47, "Ash NHS Trust"), (97, "120,000"), (131, "-40,000"), (147, "240,000"), (180, "-150,000")),
    ((0, "Capital"), (47, "Elm Council"), (162, "1,648,000")),
    (
        (0, "Total"),
        (78, "7,838,000"),
        (97, "370,000"),
        (112, "-240,000"),
        (130, "-40,000"),
        (142, "14,615,000"),
        (161, "1,648,000"),
        (177, "-2,470,000"),
        (197, "0"),
    ),
)


def printed(rows: tuple[tuple[tuple[int, str], ...], ...]) -> str:
    """Lines whose cells begin at the places given."""
    lines = []
    for row in rows:
        line = ""
        for at, text in row:
            line = line.ljust(at) + text
        lines.append(line)
    return "\n\n".join(["\n".join(lines[:2]), *lines[2:-2], "\n".join(lines[-2:])])


def test_headings_that_begin_left_of_figures_that_end_right_stand_over_their_own_columns() -> None:
    (table,) = tables(printed(SCHEMES))
    columns = [c for c in sorted(table[1]) if c]
    assert [table[1][c] for c in columns] == ["Recurrent", "Non-recurrent"] * 4
    assert [table[0][c] for c in columns[::2]] == ["2014/15 spend", "2014/15 benefits", "2015/16 spend", "2015/16 benefits"]
    told = {columns.index(c): text for c, text in table[3].items() if c in columns}
    assert told == {0: "1,212,000", 2: "-180,000", 4: "3,486,000", 6: "-1,425,000"}
