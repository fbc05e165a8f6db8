"""`./dev run` shows the main work, and one page leads to all that it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tools import show


def test_one_page_leads_to_all_that_was_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert show.main(out) == 0
    page = html.parse(str(out / "index.html"))
    linked = {a.get("href") for a in page.iter("a")}
    assert all((out / path).stat().st_size > 1000 for path in linked)
    pages = {str(p.relative_to(out)) for p in out.rglob("*.html")} - {"index.html"}
    assert pages <= linked
    assert str(out / "index.html") in capsys.readouterr().out
