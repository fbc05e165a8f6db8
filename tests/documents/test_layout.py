"""Text as `pdftotext -layout` prints it: columns held apart by spaces, wrapped cells, headings over columns."""

from pathlib import Path

from bettercare.documents import Table, open_document

LAID_OUT = """
Spending

No   Scheme                        Provider             2014/15 spend            2015/16 spend
                                                        Recurrent   One-off      Recurrent   One-off
1    Early visits at home (7       Trust A              75                       80          20
     days a week)
2    Falls advice for people       Council and          65                       230
     in sheltered housing          community trust
3    Longer name that nearly fills Private sector       1,110                    40
4    Meals                         Charity              50                       170
     Total                                              1,300       0            520         20
"""


def table_of(tmp_path: Path, text: str) -> Table:
    path = tmp_path / "plan.txt"
    path.write_text(text, encoding="utf-8")
    tables = list(open_document(path).tables())
    assert len(tables) == 1
    return tables[0]


def words(table: Table) -> list[list[str]]:
    return [[cell.text if (cell := row.at(column)) else "" for column in range(table.width)] for row in table.rows]


def test_columns_are_told_from_all_lines_at_once_and_a_column_that_only_the_totals_fill_is_one_too(tmp_path):
    rows = words(table_of(tmp_path, LAID_OUT))
    assert rows[2] == ["1", "Early visits at home (7\ndays a week)", "Trust A", "75", "", "80", "20"]
    assert rows[-1] == ["", "Total", "", "1,300", "0", "520", "20"]


def test_a_name_that_touches_the_next_column_is_cut_at_the_space_between(tmp_path):
    rows = words(table_of(tmp_path, LAID_OUT))
    assert rows[4][1:3] == ["Longer name that nearly fills", "Private sector"]


def test_wrapped_lines_are_joined_to_the_row_whose_cells_had_no_more_room(tmp_path):
    table = table_of(tmp_path, LAID_OUT)
    assert words(table)[3] == [
        "2",
        "Falls advice for people\nin sheltered housing",
        "Council and\ncommunity trust",
        "65",
        "",
        "230",
        "",
    ]
    assert table.whole


PAGES = """
Area     Scheme                Funder             Remark    Amount
North    Meals                 Town council                 £1,000
South    Visits to people      County council     new       £20,500
         who live alone
East                           Town council                 £300


                               4
\f       Advice for people
       who come home
West   Transport          County council   £70
Hill   Garden work        Town council     £8,400
"""


def test_a_table_goes_on_over_the_page_though_its_columns_stand_elsewhere_and_one_is_empty(tmp_path):
    rows = words(table_of(tmp_path, PAGES))
    assert rows[-1] == ["Hill", "Garden work", "Town council", "", "£8,400"]


def test_a_row_cut_by_the_end_of_a_page_is_made_whole(tmp_path):
    rows = words(table_of(tmp_path, PAGES))
    assert rows[3] == ["East", "Advice for people\nwho come home", "Town council", "", "£300"]


PUSHED = """
Name                    Kind            Funder          Amount
Meals                   Social care     Town council    1,000
Help with the shopping Social care      Town council    250
Nurses                  Health          County council 12,000,000
Visits                  Health          Town council    300
"""


def test_words_pushed_aside_by_a_long_neighbour_are_set_into_their_own_column(tmp_path):
    rows = words(table_of(tmp_path, PUSHED))
    assert rows[2] == ["Help with the shopping", "Social care", "Town council", "250"]
    assert rows[3] == ["Nurses", "Health", "County council", "12,000,000"]


STACKED = """
Measure                                   2014     2015
People helped to stay at      Value       51.2     52.5
home                          Number      512      525
                              Of          1,000    1,000
Falls among older people      Value       8.1      7.9
who live alone                Number      81       79
                              Of          1,000    1,000
"""


def test_a_label_beside_several_rows_is_one_cell_over_them(tmp_path):
    table = table_of(tmp_path, STACKED)
    assert [(row.cells[0].text, row.cells[0].span[0]) for row in table.rows if row.cells[0].column == 0][1:] == [
        ("People helped to stay at\nhome", 3),
        ("Falls among older people\nwho live alone", 3),
    ]


TWO_TABLES = """
Date signed:                               1 May
Place:                                     Town hall
Role           Body              Name      Post
Chair          Town council      A. Head   Leader
Treasurer      County council    B. Till   Officer
"""


def test_a_table_that_follows_another_without_a_blank_line_is_a_table_of_its_own(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(TWO_TABLES, encoding="utf-8")
    assert [table.width for table in open_document(path).tables()] == [2, 4]


def test_a_heading_over_two_columns_reaches_over_both(tmp_path):
    table = table_of(tmp_path, LAID_OUT)
    assert (
        words(table)[0][3:] == ["2014/15 spend", "2014/15 spend", "2015/16 spend", "2015/16 spend"]
        or table.rows[0].at(3).text == "2014/15 spend"
    )


def test_every_word_of_the_text_is_in_a_cell_once(tmp_path):
    table = table_of(tmp_path, LAID_OUT)
    found = " ".join(cell.text for row in table.rows for cell in row.cells).split()  # joined lines stand in one cell
    assert sorted(found) == sorted(LAID_OUT.replace("Spending\n", "").split())


def test_paragraphs_with_two_spaces_after_sentences_are_not_a_table(tmp_path):
    path = tmp_path / "prose.txt"
    line = "People told us what matters.  They want one number to ring.  We will test it with practices first.\n"
    path.write_text(line * 5, encoding="utf-8")
    assert not list(open_document(path).tables())


def test_a_cell_that_begins_above_its_figures_after_a_blank_line_is_of_the_table(tmp_path: Path) -> None:
    text = """
Contingency plan:                                        2015/16         Ongoing

                    Planned savings (if targets
                    are achieved)                      1,650,000       2,400,000
Outcome 1           Maximum support needed for
                    other services                     1,200,000       1,200,000

                    Planned savings (if targets
                    are achieved)                        310,000         310,000
Outcome 2           Maximum support needed for
                    other services                       155,000         155,000
"""
    found = " | ".join(" ".join(row) for row in words(table_of(tmp_path, text)))
    assert all(figure in found for figure in ("1,650,000", "1,200,000", "310,000", "155,000", "2015/16"))


AT_THE_FOOT = """
Scheme                            Provider            2014/15                     2015/16
                                                      spend                       spend
                                                      Recurrent    Non-recurrent  Recurrent    Non-recurrent
                                                      £000         £000           £000         £000
Visits in each neighbourhood      Trust Aa                1,420            310        8,900
One front door (incl.             Council /
quick response)                   Trust Bb                1,905                       5,240
Advice on falls                   Charity                                  120          360
                                  Borough of
Breaks for carers and others      Elsewhere                 382                         700
Support of social care
(as in the year before)           Council                                             3,040          695
Total                                                     3,707            430       18,240          695
"""


def test_words_that_read_on_in_the_row_below_belong_to_it_as_a_workbook_prints_them(tmp_path: Path) -> None:
    rows = words(table_of(tmp_path, AT_THE_FOOT))
    assert [row[0] for row in rows[3:]] == [
        "Visits in each neighbourhood",
        "One front door (incl.\nquick response)",
        "Advice on falls",
        "Breaks for carers and others",
        "Support of social care\n(as in the year before)",
        "Total",
    ]
    assert rows[4][1:] == ["Council /\nTrust Bb", "1,905", "", "5,240", ""]


def test_years_over_headings_and_units_beneath_them_stand_in_the_headings_columns(tmp_path: Path) -> None:
    rows = words(table_of(tmp_path, AT_THE_FOOT))
    assert rows[0][2:] == ["2014/15\nspend", "", "2015/16\nspend", ""]
    assert rows[1][2:] == ["Recurrent", "Non-recurrent", "Recurrent", "Non-recurrent"]
    assert rows[2][2:] == ["£000"] * 4


SECTIONS = """
Contributor                         Source                              2016/17 (£)
Council A                           Grant for adaptations                 1,902,556
Council A                           Other revenue                           412,000
Group B                             Minimum                              16,890,214

8.  Measures

8.1  Delays

Period                         Delayed days    Population 18+  Days per 100,000
Q1 2015/16 actual                     3,410           211,200           1,614.6
Q2 2015/16 actual                     3,288           211,200           1,556.8
Q3 2015/16 actual                     3,702           211,200           1,752.8
"""


def test_a_sections_heading_set_apart_ends_a_table_and_a_number_after_per_is_a_word(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text(SECTIONS, encoding="utf-8")
    first, second = open_document(path).tables()
    assert len(words(first)) == 4
    assert words(second)[0] == ["Period", "Delayed days", "Population 18+", "Days per 100,000"]


def test_headings_that_end_where_their_figures_end_stand_over_them(tmp_path):
    text = (
        "                                                       Actual 2014/15  Forecast 2015/16  Planned 2016/17\n"
        "Admissions to homes           Rate per 100,000                  578.4             553.1            531.9\n"
        "                              Admissions                          262               255              250\n"
        "                              Population 65+                   45,300            46,100           47,000\n"
        "At home again (65+)           Per cent                          83.1%             83.8%            85.1%\n"
        "                              Still at home                       196               201              211\n"
        "                              Discharged to service               236               240              248\n"
    )
    assert words(table_of(tmp_path, text))[0] == ["", "", "Actual 2014/15", "Forecast 2015/16", "Planned 2016/17"]


MONTHS = """
Indicator                 Measure       Apr 25   May 25 Jun 25      Jul 25   Aug 25 Sep 25
People delayed            Value         1.5      1.4      1.3       1.2      1.1      1.0
                          Numerator     1,500    1,400    1,300     1,200    1,100    1,000
                          Denominator 1000 1,000 1,000 1,000 1,000 1000
"""


def test_figures_and_periods_a_space_apart_stand_in_their_columns_in_turn(tmp_path: Path) -> None:
    assert words(table_of(tmp_path, MONTHS)) == [
        ["Indicator", "Measure", "Apr 25", "May 25", "Jun 25", "Jul 25", "Aug 25", "Sep 25"],
        ["People delayed", "Value", "1.5", "1.4", "1.3", "1.2", "1.1", "1.0"],
        ["", "Numerator", "1,500", "1,400", "1,300", "1,200", "1,100", "1,000"],
        ["", "Denominator", "1000", "1,000", "1,000", "1,000", "1,000", "1000"],
    ]


SIGNED = """
Partner                 Organisation           By                        Date
Health and Wellbeing    Oakport Health and     Chair of the Health and   8 September
Board                   Wellbeing Board        Wellbeing Board           2017
Council                 Oakport City Council   Chief Executive           4 September
                                                                         2017


                                     2
\fClinical              NHS Oakport Clinical     Chief Clinical Officer   05/09/2017
Commissioning Group   Commissioning Group
"""


def test_a_year_alone_belongs_to_the_date_above_it_also_at_a_pages_foot_and_dates_show_that_a_table_goes_on(tmp_path: Path) -> None:
    rows = words(table_of(tmp_path, SIGNED))
    assert [row[0] for row in rows] == ["Partner", "Health and Wellbeing\nBoard", "Council", "Clinical\nCommissioning Group"]
    assert [row[3] for row in rows[1:]] == ["8 September\n2017", "4 September\n2017", "05/09/2017"]


RATED = """
Risk                                            Rating    What is done
Gaps in weekend cover hold back the new teams LOW         Plan agreed with providers
Double running overspends the pooled fund       HIGH      Board reviews progress
Growth in demand reduces what can be offered    LOW       Early warning measures
Late building works lower the quality of care   LOW       Reserve set aside
"""


def test_a_word_that_the_next_column_often_says_is_cut_from_the_long_words_before_it(tmp_path: Path) -> None:
    rows = words(table_of(tmp_path, RATED))
    assert rows[1] == ["Gaps in weekend cover hold back the new teams", "LOW", "Plan agreed with providers"]
