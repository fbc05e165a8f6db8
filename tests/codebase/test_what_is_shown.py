"""`./dev run` shows the main work, and one page leads to all that it wrote."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from lxml import html

from tools import show


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("shown") / "out"
    assert show.everything(out)[1] == []
    return out


def test_one_page_leads_to_all_that_was_written(out: Path) -> None:
    page = html.parse(str(out / "index.html"))
    linked = {a.get("href") for a in page.iter("a")}
    assert all((out / path).stat().st_size > 1000 for path in linked)
    pages = {str(p.relative_to(out)) for p in out.rglob("*.html")} - {"index.html"}
    assert pages <= linked
    headings = [h.text_content() for h in page.iter("h2")]
    assert headings == [
        "Plans read and checked",
        "Two versions compared",
        "Written and filled",
        "A nation added up",
        "A rule tried",
    ]
    assert all(code.text.startswith("bettercare ") for code in page.iter("code"))


def test_the_second_version_that_is_shown_has_a_scheme_divided(out: Path) -> None:
    told = html.parse(str(out / "what-changed.html")).getroot().text_content()
    assert "was divided into" in told
    assert "10 words added" in told


def test_the_rule_that_is_tried_fires_for_some_plans_and_not_for_all_and_says_what_is_new(out: Path) -> None:
    fires, before = (out / "rule-tried.txt").read_text(encoding="utf-8").splitlines()[1:3]
    number, of = (int(n) for n in re.findall(r"\d+", fires)[:2])
    assert 0 < number < of
    assert before.startswith("Before the change: for 0, 0 findings. New: ")


def test_the_nation_that_is_shown_has_sums_ambitions_a_map_and_conditions(out: Path) -> None:
    page = html.parse(str(out / "nation" / "index.html")).getroot()
    figures = [tile.text_content() for tile in page.xpath("//ul[@class='tiles']//strong")]
    assert sum("billion" in figure for figure in figures) == 2
    assert "152 of 153" in figures
    hexagons = page.xpath("//g[polygon]")
    fills = Counter(hexagon.find("polygon").get("fill") for hexagon in hexagons)
    assert len(hexagons) == 153
    assert len(fills) >= 5
    for table, rows in (("money", 4), ("pool-by-source", 5), ("by-source", 5), ("ambitions", 8), ("conditions", 4), ("regions", 9)):
        section = page.xpath(f"//h2[@id='{table}']/..")[0]
        assert len(section.xpath(".//tbody/tr")) >= rows, table
    assert "Made for demonstration." in page.text_content()
    assert "the sums are of no nation" in page.text_content()


def test_the_nation_that_is_shown_holds_each_way_of_not_being_added(out: Path) -> None:
    held = json.loads((out / "nation" / "collation.json").read_text(encoding="utf-8"))
    standing = Counter(row["standing"] for row in held["rows"])
    assert standing["added"] == 153
    assert len(standing) == 6
    assert all(row["demonstration"] for row in held["rows"])
    example = next(row for row in held["rows"] if row["name"] == "made-up-2025-26")
    assert example["standing"] == "added"
