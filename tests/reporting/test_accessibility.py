"""The page can be read by everybody: its language, headings, tables, charts, links and colours, tested by parsing it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from bettercare import checking, reporting, rounds
from bettercare.plan import Plan, Reading
from bettercare.plan.reading import DocumentRecord
from bettercare.reporting import report_html
from bettercare.reporting.charts import _COLOURS
from specimens import truth
from specimens.faults import planted

STYLES = (Path(reporting.__file__).parent / "templates" / "report.css").read_text(encoding="utf-8")
PAGE, CARD = "#f0f4f5", "#fff"
"""What text stands on: the page, or a white card on it."""


def _page(reading: Reading, round_id: str) -> str:
    round = rounds.load(round_id)
    return report_html(reading, checking.check(reading, round), round)


@pytest.fixture(scope="module", params=truth.ROUNDS)
def tree(request: pytest.FixtureRequest) -> html.HtmlElement:
    """The page of a drawn plan with one fault."""
    reading = planted("stated total 50,000 too high", request.param, 3)
    assert reading is not None
    return html.fromstring(_page(reading, request.param))


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_page_names_its_language_and_itself_and_can_be_enlarged(tree: html.HtmlElement) -> None:
    assert tree.get("lang") == "en-GB"
    assert _text(tree.xpath("//title")[0])
    (viewport,) = tree.xpath("//meta[@name='viewport']/@content")
    assert "user-scalable" not in viewport and "maximum-scale" not in viewport


def test_headings_stand_in_order_and_none_is_empty(tree: html.HtmlElement) -> None:
    headings = tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    levels = [int(h.tag[1]) for h in headings]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert all(_text(h) for h in headings)


def test_the_page_has_its_landmarks_and_a_way_past_the_header(tree: html.HtmlElement) -> None:
    assert len(tree.xpath("//main")) == len(tree.xpath("//body/header")) == 1
    first = tree.xpath("//a")[0]
    assert first.get("href") == f"#{tree.xpath('//main')[0].get('id')}"


def test_every_table_has_a_caption_and_headers_for_rows_and_columns(tree: html.HtmlElement) -> None:
    tables = tree.xpath("//table")
    assert tables
    for table in tables:
        assert _text(table.xpath("./caption")[0])
        columns = table.xpath("./thead/tr/th[@scope='col']")
        assert columns and all(_text(th) for th in columns)
        for row in table.xpath("./tbody/tr | ./tfoot/tr"):
            assert len(row.xpath("./th[@scope='row']")) == 1
            assert len(row.xpath("./th | ./td")) == len(columns)


def test_every_picture_has_a_text(tree: html.HtmlElement) -> None:
    assert not tree.xpath("//img[not(@alt)]")
    charts = tree.xpath("//*[local-name()='svg']")
    assert charts
    for chart in charts:
        assert chart.get("role") == "img"
        named = [tree.xpath(f"//*[@id='{name}']") for name in chart.get("aria-labelledby").split()]
        assert all(len(found) == 1 and _text(found[0]) for found in named)


def test_every_link_says_where_it_goes_and_arrives(tree: html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    for link in tree.xpath("//a"):
        assert _text(link) and link.get("href").removeprefix("#") in ids


def test_what_can_be_reached_with_the_keyboard_has_a_name(tree: html.HtmlElement) -> None:
    for region in tree.xpath("//*[@tabindex]"):
        assert region.get("role") and region.get("aria-label")
    for labelled in tree.xpath("//@aria-labelledby"):
        assert all(tree.xpath(f"//*[@id='{name}']") for name in labelled.split())


def _light(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast of two colours as the Web Content Accessibility Guidelines define it, 1 to 21."""
    lighter, darker = sorted((_light(one), _light(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _coloured() -> Iterator[tuple[str, str, str]]:
    """Every text colour of the style sheet with each ground that it may stand on."""
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", STYLES):
        colour = re.search(r"(?:^|[;\s])(?:color|fill):\s*(#[0-9a-f]{3,6})", body)
        ground = re.search(r"background(?:-color)?:\s*(#[0-9a-f]{3,6})", body)
        if not colour and not ground:
            continue
        text = colour[1] if colour else "#212b32"
        for on in [ground[1]] if ground else [PAGE, CARD]:
            yield selector.strip(), text, on


@pytest.mark.parametrize(("selector", "text", "ground"), sorted(set(_coloured())))
def test_text_stands_out_from_its_ground(selector: str, text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5, f"{selector}: {text} on {ground}"


@pytest.mark.parametrize("colour", _COLOURS)
def test_bars_stand_out_from_the_page(colour: str) -> None:
    assert contrast(colour, CARD) >= 3


def test_contrast_is_worked_out_as_the_guidelines_do() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_document_that_says_it_was_made_for_demonstration_puts_a_banner_before_everything_else() -> None:
    notice = DocumentRecord("plan.docx", "docx", "0" * 64, ("The document says that it was made for demonstration.",))
    page = html.fromstring(_page(Reading(Plan(round="2014-15"), documents=(notice,)), "2014-15"))
    (banner,) = page.xpath("//*[@class='banner']")
    assert "Made for demonstration" in _text(banner) and banner.get("role") == "note"
    assert banner.getnext().tag == "main"
    assert not html.fromstring(_page(Reading(Plan(round="2014-15")), "2014-15")).xpath("//*[@class='banner']")
