"""The whole way on real files: the examples from documents to findings, and files that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bettercare.cli import main
from bettercare.plan import reading_from_json

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())


@pytest.fixture
def run(capsys):
    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return ended.value.code, out, err

    return command


def test_there_are_examples():
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_checking_the_json_of_a_reading_finds_what_checking_its_documents_finds(run, folder, tmp_path):
    status, out, err = run("read", folder, "--json", "--to", tmp_path / "reading.json")
    assert status == 0, err
    reading = reading_from_json(json.loads(out))
    assert reading.plan.schemes
    from_documents = run("check", folder, "--json")
    from_json = run("check", tmp_path / "reading.json", "--json")
    assert from_documents[:2] == from_json[:2]
    assert from_documents[0] in (0, 1)


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_an_example_is_told_in_text_and_as_a_page_and_a_workbook(run, folder, tmp_path):
    status, out, err = run("check", folder, "--to", tmp_path / "report.html")
    assert status in (0, 1), err
    assert out.startswith("Round ")
    assert (tmp_path / "report.html").read_text().rstrip().endswith("</html>")
    assert run("check", folder, "--to", tmp_path / "report.xlsx")[0] == status


@pytest.mark.parametrize(
    ("name", "content"), [("plan.docx", b"PK\x03\x04 and no more"), ("plan.pdf", b"%PDF-1.7"), ("plan.xlsx", b"")]
)
def test_a_broken_file_ends_with_3_and_a_message_that_names_it(run, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    status, out, err = run("check", tmp_path / name, "--to", tmp_path / "report.html")
    assert (status, out) == (3, "")
    assert err.splitlines()[-1].startswith(f"{name}: ")
    assert not (tmp_path / "report.html").exists()


def test_an_empty_folder_ends_with_3_and_says_so(run, tmp_path):
    (tmp_path / "plan").mkdir()
    status, out, err = run("read", tmp_path / "plan")
    assert (status, out) == (3, "")
    assert "plan: the folder holds no document" in err


def test_a_report_is_never_written_over_a_document_that_is_read(run, tmp_path):
    plan = tmp_path / "plan.xlsx"
    plan.write_bytes(b"what somebody worked on for weeks")
    status, _, err = run("check", plan, "--to", plan)
    assert status == 2
    assert "would be lost" in err
    assert plan.read_bytes() == b"what somebody worked on for weeks"


def test_a_report_is_not_written_among_the_plans_documents(run, tmp_path):
    status, _, err = run("check", tmp_path, "--to", tmp_path / "report.html")
    assert status == 2
    assert "would be read as one of the plan's documents" in err


def test_a_report_is_not_written_over_a_file_that_may_not_be_changed(run, tmp_path):
    kept = tmp_path / "kept.html"
    kept.write_text("kept")
    kept.chmod(0o444)
    status, _, err = run("check", tmp_path / "plan.docx", "--to", kept)
    assert status == 2
    assert "may not be changed" in err
    assert kept.read_text() == "kept"


def test_a_file_that_is_no_plan_is_not_checked_as_one(run, tmp_path):
    (tmp_path / "menu.txt").write_text("Soup of the day\n")
    status, out, err = run("check", tmp_path / "menu.txt")
    assert (status, out) == (3, "")
    assert "looks like a Better Care Fund plan" in err


def test_a_picture_beside_the_plan_does_not_stop_its_reading(run, tmp_path):
    (tmp_path / "plan.txt").write_text("Better Care Fund planning template\nPlan for 2014/15 and 2015/16\n")
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    status, _, err = run("read", tmp_path)
    assert status == 0, err
