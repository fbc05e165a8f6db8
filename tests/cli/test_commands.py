"""The commands: what goes to which stream and file, and with which exit status they end."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bettercare import checking, reading
from bettercare.cli import main
from bettercare.documents import LIMITS, CannotRead
from bettercare.plan import CheckResult, reading_from_json, to_json
from tests.cli.given import READING, RESULT

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys):
    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return command


@pytest.fixture
def reading_file(tmp_path):
    path = tmp_path / "reading.json"
    path.write_text(json.dumps(to_json(READING)))
    return path


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """A folder of documents whose reading is known, whatever is in them."""
    folder = tmp_path / "plan"
    folder.mkdir()
    monkeypatch.setattr(reading, "read", lambda *paths, round=None, rounds_folder=None: READING)
    monkeypatch.setattr(checking, "check", lambda reading, round=None, tables=None: RESULT)
    return folder


def test_read_prints_its_text_on_standard_output_and_progress_on_standard_error(run, documents):
    status, out, err = run("read", documents)
    assert (status, err) == (0, "Reading plan ...\n")
    assert out.startswith("Round 2014-15 (")


def test_read_json_prints_the_reading_and_nothing_else_on_standard_output(run, documents):
    status, out, _ = run("read", documents, "--json")
    assert status == 0
    assert reading_from_json(json.loads(out)) == READING


def test_read_writes_its_json_to_a_file_which_can_be_read_again(run, documents, tmp_path):
    assert run("read", documents, "--to", tmp_path / "r.json")[0] == 0
    status, out, _ = run("read", tmp_path / "r.json", "--json")
    assert (status, reading_from_json(json.loads(out))) == (0, READING)


def test_read_writes_its_text_to_a_file(run, documents, tmp_path):
    _, out, err = run("read", documents, "--to", tmp_path / "r.txt")
    assert (tmp_path / "r.txt").read_text() == out
    assert f"Written to {tmp_path / 'r.txt'}" in err


def test_check_ends_with_1_when_something_blocks(run, documents):
    status, out, _ = run("check", documents)
    assert status == 1
    assert "These block the plan (1)" in out


def test_check_ends_with_0_when_nothing_blocks(run, documents, monkeypatch):
    monkeypatch.setattr(checking, "check", lambda reading, round=None, tables=None: replace(RESULT, findings=RESULT.findings[1:]))
    assert run("check", documents)[0] == 0


def test_check_json_prints_schema_findings_and_what_was_not_checked(run, documents):
    status, out, _ = run("check", documents, "--json")
    printed = json.loads(out)
    assert status == 1
    assert list(printed) == ["schema", "findings", "not_checked"]
    assert printed == to_json(RESULT)


@pytest.mark.parametrize(("ending", "begins"), [(".html", b"<!"), (".xlsx", b"PK"), (".json", b"{")])
def test_check_writes_a_report_in_the_format_that_its_name_says(run, documents, tmp_path, ending, begins):
    path = tmp_path / f"report{ending}"
    status, out, err = run("check", documents, "--to", path)
    assert (status, path.read_bytes()[: len(begins)]) == (1, begins)
    assert f"Written to {path}" in err
    assert "These block the plan" in out


def test_check_reads_the_json_of_a_reading(run, reading_file):
    status, out, err = run("check", reading_file, "--json")
    assert status in (0, 1)
    assert json.loads(out)["schema"] == 1
    assert "Checking" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read", "{folder}", "--to", "report.docx"], "--to report.docx: the name must end in .json or .txt"),
        (["check", "{folder}", "--to", "report.pdf"], "--to report.pdf: the name must end in .html or .xlsx or .json"),
        (["check", "{folder}", "--to", "{folder}/none/report.html"], "there is no folder"),
        (["check", "{folder}", "--round", "1999-00"], "'1999-00'"),
        (["read", "a.json", "b.docx"], "A plan's JSON is the whole plan"),
        (["read", "-", "b.docx"], "Standard input (-) is one whole plan"),
        (["rounds", "1999-00"], "'1999-00'"),
        (["rules", "no-such-rule"], "There is no rule 'no-such-rule'"),
        (["organisations", "Zyxwv Qqqq"], "No organisation is called 'Zyxwv Qqqq'"),
        (["check"], "DOCUMENT"),
        (["chek"], "No such command"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_would_be_right(run, documents, arguments, words):
    status, out, err = run(*[argument.format(folder=documents) for argument in arguments])
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "bad.json: this is not JSON. Give JSON that `bettercare read --json` wrote"),
        ("[" * 100000, "bad.json: this is not JSON"),
        ('{"plan": {}, "schema": 9}', "bad.json: schema 9 is not known here"),
        ('{"plan": {"colour": 1}, "schema": 1}', "colour is not a key here"),
        ("5", "bad.json: plan: an object was expected, int was found"),
    ],
)
def test_json_that_is_no_reading_ends_with_3_and_says_what_was_found(run, tmp_path, content, words):
    bad = tmp_path / "bad.json"
    bad.write_text(content)
    status, out, err = run("read", bad)
    assert (status, out) == (3, "")
    assert words in err


def test_a_file_that_is_not_there_ends_with_3(run, tmp_path):
    for name in ("none.json", "none.docx"):
        status, out, err = run("read", tmp_path / name)
        assert (status, out) == (3, "")
        assert name in err


def test_json_that_is_a_pipe_or_far_too_large_is_refused_before_it_is_read(run, tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe.json")
    status, out, err = run("check", tmp_path / "pipe.json")
    assert (status, out) == (3, "")
    assert "pipe.json: this is not an ordinary file" in err
    with (tmp_path / "large.json").open("wb") as file:
        file.truncate(LIMITS.file_bytes + 1)
    status, out, err = run("check", tmp_path / "large.json")
    assert (status, out) == (3, "")
    assert "at most 100 are read" in err


def test_what_is_piped_in_is_read_as_a_plan_or_as_its_json(run, documents, monkeypatch):
    for content in (json.dumps(to_json(READING)).encode(), b"A plan"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        status, out, _ = run("read", "-", "--json")
        assert (status, reading_from_json(json.loads(out))) == (0, READING)


def test_nothing_piped_in_is_wrong_use_that_says_how_to_pipe(run, documents, monkeypatch):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    status, out, err = run("check", "-")
    assert (status, out) == (2, "")
    assert "Name the documents, or pipe one" in err


def test_documents_that_cannot_be_read_end_with_3_and_write_nothing(run, documents, tmp_path, monkeypatch):
    def refuse(*paths, **options):
        raise CannotRead("part1.docx", "the file stops in the middle", "Ask for it again")

    monkeypatch.setattr(reading, "read", refuse)
    status, out, err = run("check", documents, "--to", tmp_path / "report.html")
    assert (status, out) == (3, "")
    assert err.splitlines()[-1] == "part1.docx: the file stops in the middle. Ask for it again"
    assert not (tmp_path / "report.html").exists()


def test_documents_of_no_known_round_end_with_3_and_say_how_to_name_one(run, documents, monkeypatch):
    unknown = replace(READING, plan=replace(READING.plan, round=None), rounds=())
    monkeypatch.setattr(reading, "read", lambda *paths, round=None, rounds_folder=None: unknown)
    status, _, err = run("check", documents)
    assert status == 3
    assert "Name it with --round" in err


def test_a_fault_of_our_own_is_one_sentence_without_debug_and_all_of_it_with(run, documents, monkeypatch):
    def fail(*paths, **options):
        raise RuntimeError("a wheel came off")

    monkeypatch.setattr(reading, "read", fail)
    status, _, err = run("read", documents)
    assert status == 3
    assert err.splitlines()[1:] == [
        "Better Care itself failed (RuntimeError: a wheel came off). Nothing was written. "
        "Add --debug to see where it failed, and report it."
    ]
    assert "Traceback" in run("read", documents, "--debug")[2]


def test_a_report_takes_the_place_of_an_old_one_whole_or_not_at_all(run, documents, tmp_path, monkeypatch):
    path = tmp_path / "report.json"
    path.write_text("old")
    monkeypatch.setattr(checking, "check", lambda reading, round=None, tables=None: CheckResult())
    run("check", documents, "--to", path)
    assert json.loads(path.read_text())["findings"] == []
    assert [p.name for p in tmp_path.iterdir() if "report" in p.name] == ["report.json"]


def test_rounds_lists_them_and_shows_one_with_sources_and_what_is_not_confirmed(run):
    status, out, _ = run("rounds")
    ids = [line.split()[0] for line in out.splitlines()]
    assert (status, "2014-15" in ids) == (0, True)
    status, out, _ = run("rounds", "2014-15")
    assert status == 0
    assert out.startswith("2014-15: ")
    assert "source: " in out
    assert "not confirmed" in out


def test_rounds_json_shows_a_round_as_values(run):
    status, out, _ = run("rounds", "2014-15", "--json")
    assert status == 0
    assert json.loads(out)["id"] == "2014-15"


def test_rules_lists_every_rule_and_shows_one(run):
    status, out, _ = run("rules")
    assert status == 0
    for rule in checking.rules():
        assert f"  {rule.id} " in out
    first = checking.rules()[0].id
    assert first in run("rules", first)[1]
    assert json.loads(run("rules", first, "--json")[1])[0]["id"] == first


def test_organisations_finds_by_name_and_by_code_with_dates_and_successors(run):
    status, out, _ = run("organisations", "NHS Medway CCG")
    assert status == 0
    assert "clinical commissioning group (NHS), code 09W" in out
    assert "followed by: NHS Kent and Medway CCG" in out
    assert "Medway" in run("organisations", "E06000035")[1]
    assert json.loads(run("organisations", "E06000035", "--json")[1])[0]["code"] == "E06000035"


HEAVY = {
    "lxml", "openpyxl", "python_calamine", "xlsxwriter", "docx", "docx2python", "mammoth", "pdfplumber", "pdfminer", "pypdfium2",
    "PIL", "jinja2", "weasyprint", "altair", "vl_convert", "pandas", "polars", "numpy", "pyarrow", "duckdb", "ibis", "django",
    "dateparser", "babel", "rapidfuzz", "yaml", "requests", "httpx", "http", "urllib3", "multiprocessing",
}  # fmt: skip


@pytest.mark.parametrize("arguments", [["--help"], ["read", "--help"], ["check", "--help"]])
def test_help_imports_no_data_document_chart_or_web_library(arguments):
    script = f"""
import sys
from bettercare.cli import main
try:
    main({arguments!r})
except SystemExit as end:
    print(end.code, *sorted({{name.partition(".")[0] for name in sys.modules}} & {HEAVY!r}), file=sys.stderr)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stderr.split() == ["0"]
    assert ended.stdout.startswith("Usage: ")


def test_the_package_imports_no_library_until_a_verb_is_used():
    script = f"import sys, bettercare; print(*{{name.partition('.')[0] for name in sys.modules}} & {HEAVY!r}); bettercare.Plan"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ended.stdout.split() == []


def test_compare_tells_the_changes_and_writes_them_as_a_page_and_as_data(run, reading_file, tmp_path):
    reading = to_json(READING)
    scheme = reading["plan"]["schemes"][0]
    scheme["lines"][0]["amount"] = "207001.50"
    later = tmp_path / "later.json"
    later.write_text(json.dumps(reading))
    page, data = tmp_path / "changes.html", tmp_path / "changes.json"
    status, out, _ = run("compare", reading_file, later, "--to", page)
    assert status == 0
    assert "amount rose by £1" in " ".join(out.split())
    assert "amount rose by £1" in page.read_text()
    _, printed, _ = run("compare", reading_file, later, "--json", "--to", data)
    assert json.loads(printed) == json.loads(data.read_text())
    (change,) = json.loads(printed)["changes"]
    assert change["difference"] == "1.00"


def test_comparing_a_plan_with_itself_says_that_nothing_changed(run, reading_file):
    status, out, _ = run("compare", reading_file, reading_file)
    assert status == 0
    assert out.startswith("Nothing changed between the two plans.")
