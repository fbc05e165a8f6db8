"""The committed examples are what the script makes: small, bannered, in our own words, signed by nobody."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from specimens import convert, make_examples
from specimens.papers import FACTS, load

EXAMPLES = Path(__file__).parents[2] / "examples"


def text_of(folder: Path) -> str:
    """All text of an example's documents."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".txt":
            found.append(path.read_text(encoding="utf-8"))
        elif path.suffix == ".pdf":
            found.append(convert.plain(path))
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, data_only=True)
            found += [str(c.value) for s in book.worksheets for r in s.iter_rows() for c in r if c.value is not None]
        else:
            with zipfile.ZipFile(path) as package:
                found.append(package.read("word/document.xml").decode())
    return "\n".join(found)


@pytest.fixture(scope="module")
def made_now(tmp_path_factory):
    """The examples as the script makes them now."""
    folder = tmp_path_factory.mktemp("examples")
    make_examples.main(folder)
    return folder


def test_making_them_twice_gives_the_same_files(made_now, tmp_path):
    make_examples.main(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*.*")}
    assert made == {p.relative_to(made_now): p.read_bytes() for p in made_now.rglob("*.*")}
    assert {p.relative_to(EXAMPLES) for p in EXAMPLES.rglob("*") if p.is_file()} == {*made, Path("README.md")}


def test_the_committed_files_say_what_the_script_makes(made_now):
    for name in make_examples.ALL:
        assert text_of(EXAMPLES / name) == text_of(made_now / name), f"{name}: run python -m specimens.make_examples"


@pytest.mark.parametrize("name", list(make_examples.ALL))
def test_every_example_is_bannered_and_small(name):
    for path in (EXAMPLES / name).iterdir():
        assert path.stat().st_size < 200_000
    assert "MADE FOR DEMONSTRATION" in text_of(EXAMPLES / name)


@pytest.mark.parametrize("name", [n for n in make_examples.ALL if (FACTS / f"{n}.yaml").exists()])
def test_every_figure_that_the_paper_gives_is_in_the_example(name):
    digits = "".join(text_of(EXAMPLES / name).split()).replace(",", "")
    for scheme in load(FACTS / f"{name}.yaml", FACTS).truth.plan.schemes:
        for line in scheme.lines:
            if line.amount:
                assert f"{line.amount:f}" in digits or f"{line.amount / 1_000_000:f}".rstrip("0") + "m" in digits, (
                    scheme.name,
                    line.amount,
                )
