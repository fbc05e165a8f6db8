"""`python -m specimens.score`: tables, JSON and misses of a reading, whatever it makes of the papers."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from bettercare.plan import Reading
from specimens import papers, score
from specimens.facts import facts
from specimens.making import make


@pytest.fixture
def reader(monkeypatch):
    """Reads made files perfectly, but for what is planted in `spoil`."""
    spoil = []

    def read(files):
        seed = int(re.search(r"2014-15-(\d+)-", str(files[0]))[1])
        truth = make("2014-15", seed, "markdown", files[0].parent / "again").laid.truth
        for change in spoil:
            truth = change(truth)
        return truth

    monkeypatch.setattr(score, "read", read)
    return spoil


def crash(truth: Reading) -> Reading:
    raise ValueError("this paper is upside down")


def run(capsys, *arguments: str) -> str:
    assert score.main(["--seeds", "2", "--seed", "5", "--rounds", "2014-15", "--formats", "markdown", *arguments]) == 0
    return capsys.readouterr().out


def test_a_perfect_reading_scores_a_hundred_in_the_table(reader, capsys):
    line = next(ln for ln in run(capsys).splitlines() if ln.startswith("markdown"))
    cells = line.split()
    assert cells[1] == "2" and cells[3:5] == ["100.0", "100.0"] and cells[6:10] == ["0", "0", "0", "0"]


def test_a_wrong_date_shows_in_the_table_and_among_the_misses_with_its_place(reader, capsys):
    reader.append(
        lambda t: replace(
            t,
            plan=replace(
                t.plan, dates=replace(t.plan.dates, submitted=t.plan.dates.submitted and t.plan.dates.submitted.replace(year=2013))
            ),
        )
    )
    out = run(capsys, "--show", "9", "--kinds")
    assert re.search(r"^date\s", out, re.MULTILINE)
    assert re.search(r"^wrong +2014-15 seed \d markdown: date submitted: expected '2014-", out, re.MULTILINE)


def test_only_chosen_misses_are_shown(reader, capsys):
    reader.append(lambda t: replace(t, plan=replace(t.plan, schemes=t.plan.schemes[1:], dates=type(t.plan.dates)())))
    out = run(capsys, "--show", "50", "--only", "missing date")
    assert "date agreed_at_hwb" in out and "scheme.name" not in out.split("markdown:")[-1]


def test_a_part_that_is_missed_whole_is_one_line(reader, capsys):
    reader.append(lambda t: replace(t, plan=replace(t.plan, schemes=t.plan.schemes[1:])))
    out = run(capsys, "--show", "50", "--only", "missing")
    assert len(re.findall(r"^missing ", out, re.MULTILINE)) == 2


def test_a_reader_that_crashes_misses_everything_and_is_named_once(reader, capsys):
    reader.append(crash)
    out = run(capsys, "--show", "3")
    assert out.count("this paper is upside down") >= 1 and len(re.findall(r"^failed ", out, re.MULTILINE)) == 1
    assert next(ln for ln in out.splitlines() if ln.startswith("markdown")).split()[3] == "0.0"


def test_json_holds_every_verdict_that_is_not_right(reader, capsys):
    reader.append(lambda t: replace(t, plan=replace(t.plan, area=replace(t.plan.area, name="Elsewhere"))))
    data = json.loads(run(capsys, "--json"))
    assert [v["outcome"] for d in data for v in d["verdicts"]] == ["wrong", "wrong"]
    assert data[0]["counts"]["right"] + 1 == data[0]["facts"]


def test_seeds_are_drawn_when_none_is_given_and_can_be_repeated(reader, capsys):
    score.main(["--seeds", "1", "--rounds", "2014-15", "--formats", "markdown"])
    assert re.match(r"seeds \d+ to \d+ \(repeat with --seed \d+\)", capsys.readouterr().err)


@pytest.mark.parametrize("path", sorted(papers.FACTS.glob("*.yaml")), ids=lambda p: p.stem)
def test_expected_facts_of_a_paper_number_at_least_95_and_hold_no_sentence_and_no_person(path):
    expected = papers.load(path, path.parent)
    assert len(facts(expected.truth.plan)) >= 95
    plan = expected.truth.plan
    assert all(s.name is None or re.fullmatch(r"sha256:[0-9a-f]{64}( \| sha256:[0-9a-f]{64})?", s.name) for s in plan.signatures)
    assert all(len(r.description.split()) <= 4 for r in plan.risks)
    assert not any((plan.narrative, plan.related, plan.milestones)) and not any(c.text for c in plan.conditions)


def test_expected_totals_of_the_papers_are_the_sums_of_their_rows_but_for_one_that_the_paper_has_wrong():
    wrong = []
    for path in sorted(papers.FACTS.glob("*.yaml")):
        plan = papers.load(path, path.parent).truth.plan
        for total in (t for t in plan.stated_totals if t.of.startswith("schemes")):
            field = total.of.split(".")[1]
            lines = [
                ln for s in plan.schemes for ln in s.lines if ln.year == total.year and total.recurrence in (None, ln.recurrence)
            ]
            if sum(getattr(ln, field) or 0 for ln in lines) != total.amount:
                wrong.append((path.stem, str(total.year), int(total.amount - sum(ln.amount for ln in lines))))
    assert wrong == [("medway-2017-19", "2017-18", 50_000)]


def test_a_folder_without_the_papers_is_refused_in_words(tmp_path):
    with pytest.raises(FileNotFoundError, match="holds none of the papers"):
        list(papers.expected(tmp_path))
