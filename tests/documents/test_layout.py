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


def test_columns_are_told_by_the_gaps_that_stay_open(tmp_path):
    rows = words(table_of(tmp_path, LAID_OUT))
    assert rows[2] == ["1", "Early visits at home (7", "Trust A", "75", "", "80", "20"]
    assert rows[-1] == ["", "Total", "", "1,300", "0", "520", "20"]


def test_a_name_that_touches_the_next_column_is_cut_at_the_space_between(tmp_path):
    rows = words(table_of(tmp_path, LAID_OUT))
    assert rows[6][1:3] == ["Longer name that nearly fills", "Private sector"]


def test_wrapped_lines_stay_rows_of_their_own_in_the_right_columns(tmp_path):
    rows = words(table_of(tmp_path, LAID_OUT))
    assert rows[5] == ["", "in sheltered housing", "community trust", "", "", "", ""]


def test_a_heading_over_two_columns_reaches_over_both(tmp_path):
    table = table_of(tmp_path, LAID_OUT)
    assert (
        words(table)[0][3:] == ["2014/15 spend", "2014/15 spend", "2015/16 spend", "2015/16 spend"]
        or table.rows[0].at(3).text == "2014/15 spend"
    )


def test_every_word_of_the_text_is_in_a_cell_once(tmp_path):
    table = table_of(tmp_path, LAID_OUT)
    found = " ".join(cell.text for row in table.rows for cell in row.cells).split()
    assert sorted(found) == sorted(LAID_OUT.replace("Spending\n", "").split())


def test_paragraphs_with_two_spaces_after_sentences_are_not_a_table(tmp_path):
    path = tmp_path / "prose.txt"
    line = "People told us what matters.  They want one number to ring.  We will test it with practices first.\n"
    path.write_text(line * 5, encoding="utf-8")
    assert not list(open_document(path).tables())
