"""The pages: links lead somewhere, examples run, and what they name is there."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from bettercare.plan import to_json
from tests.cli.given import READING

ROOT = Path(__file__).parents[2]
PAGES = [path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
VERB = re.compile(r"\./dev ([a-z]+)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_between_pages_leads_to_a_file(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_verb_of_dev_that_a_page_names_is_there_and_every_verb_has_its_line():
    told = subprocess.run([ROOT / "dev", "help"], capture_output=True, text=True, check=True).stdout
    verbs = set(VERB.findall(told))
    assert verbs == {"run", "serve", "test", "check", "fix", "bench", "score", "docs", "soak", "lock", "help"}
    for page in PAGES:
        assert set(VERB.findall(page.read_text(encoding="utf-8"))) <= verbs, named(page)


def test_every_decision_is_listed_and_has_the_parts_of_the_template():
    folder = ROOT / "docs/decisions"
    template = re.findall(r"^## .*", (folder / "template.md").read_text(), re.MULTILINE)
    for record in sorted(folder.glob("0*.md")):
        assert f"({record.name})" in (folder / "README.md").read_text()
        assert re.findall(r"^## .*", record.read_text(), re.MULTILINE) == template, record.name


def examples(page: str) -> str:
    return "\n".join(PYTHON.findall((ROOT / page).read_text(encoding="utf-8")))


def test_the_example_of_how_to_read_a_workbook_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "reading.json").write_text(json.dumps(to_json(READING)))
    monkeypatch.chdir(tmp_path)
    exec(compile(examples("docs/how-to/read-a-workbook.md"), "read-a-workbook.md", "exec"), {})
    assert capsys.readouterr().out.startswith("Reablement 2014-15 207000.50 E12\n")


def test_the_example_of_the_front_page_runs(tmp_path, monkeypatch, capsys):
    from specimens.making import make

    files = make("2014-15", 1, "word+excel", tmp_path).files
    for path in files:
        path.rename(tmp_path / ("part1.docx" if path.suffix == ".docx" else "part2.xlsx"))
    monkeypatch.chdir(tmp_path)
    seen = {}
    exec(compile(examples("README.md"), "README.md", "exec"), seen)
    assert seen["reading"].plan.schemes
    assert all(": " in line for line in capsys.readouterr().out.splitlines())
