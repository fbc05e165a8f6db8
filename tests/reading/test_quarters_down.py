"""Tables of one metric whose rows are quarters."""

from __future__ import annotations

from made import text_document

from bettercare.reading.pipeline import read_documents

HEAD = "Better Care Fund narrative plan 2016/17\n\n8.1 Non-elective admissions (all ages)\n\n"


def points(table: str) -> list[tuple[str, str, int]]:
    plan = read_documents([text_document(HEAD + table)], "2016-17").plan
    return [(str(p.role), p.start.isoformat(), int(p.value)) for m in plan.metrics for p in m.points if p.start and p.value]


def test_quarters_without_a_year_have_the_year_over_their_column() -> None:
    table = "Quarter\t2015/16 baseline\t2016/17 plan\nQ1\t9,702\t9,605\nQ2\t9,588\t9,492\nTotal\t19,290\t19,097\n"
    assert sorted(points(table)) == [
        ("baseline", "2015-04-01", 9702),
        ("baseline", "2015-07-01", 9588),
        ("target", "2016-04-01", 9605),
        ("target", "2016-07-01", 9492),
    ]


def test_quarters_with_their_year_stand_over_one_column() -> None:
    assert points("Quarter\tPlan\nQ1 2016/17\t9,605\nQ2 2016/17\t9,492\n") == [
        ("target", "2016-04-01", 9605),
        ("target", "2016-07-01", 9492),
    ]


def test_one_period_told_twice_is_not_read_so() -> None:
    assert points("Quarter\t2016/17 plan\t2016/17 plan\nQ1\t9,702\t9,605\nQ2\t9,588\t9,492\n") == []
