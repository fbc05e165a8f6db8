"""Parts of rounds followed back through the rounds before them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bettercare.rounds import NotInRound, Round, ancestors, available, came_from, load
from bettercare.rounds.lineage import Kind

KINDS: tuple[Kind, ...] = ("streams", "metrics", "conditions", "items")
ROUND = """id: {id}
title: A round for tests
years: [2030-31]
publisher: Department
approver: Department
confirmed: true
sources: [{{id: guidance, title: Guidance}}]
parts: [{{id: template, title: Template, format: excel, source: guidance}}]
streams:
"""
STREAM = "  - {{id: {id}, title: {id}, payer: nhs, mandatory: true, source: guidance, predecessors: [{before}]}}\n"


def written(folder: Path, id: str, *streams: tuple[str, str], more: str = "") -> Round:
    text = ROUND.format(id=id) + "".join(STREAM.format(id=name, before=before) for name, before in streams) + more
    (folder / f"{id}.yaml").write_text(text, encoding="utf-8")
    return load(id, folder)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id", available())
def test_every_link_of_a_packaged_round_leads_to_a_part_of_an_earlier_one(id: str, kind: Kind) -> None:
    round = load(id)
    held = [i for t in round.taxonomies for i in t.items] if kind == "items" else getattr(round, kind)
    for part in held:
        for earlier, _ in ancestors(round, kind, part.id):
            assert earlier == id or load(earlier).years[0] <= round.years[0]


def test_a_stream_is_followed_back_over_several_rounds_nearest_first(tmp_path: Path) -> None:
    written(tmp_path, "one", ("a", ""), ("b", ""))
    written(tmp_path, "two", ("ab", "one/a, one/b"))
    three = written(tmp_path, "three", ("grant", "two/ab"))
    assert ancestors(three, "streams", "grant", tmp_path) == (("two", "ab"), ("one", "a"), ("one", "b"))
    assert came_from(three, "streams", "grant", load("one", tmp_path), tmp_path) == ("a", "b")


def test_the_parts_of_an_amendment_come_from_those_that_it_amends(tmp_path: Path) -> None:
    first = written(tmp_path, "first", ("a", ""), ("b", ""))
    amendment = "amendment: {amends: first, reopens: [2030-31], carries: [schemes], source: guidance}\n"
    amended = written(tmp_path, "amended", ("a", ""), more=amendment)
    after = written(tmp_path, "after", ("grant", "first/a, first/b"))
    assert came_from(amended, "streams", "a", first, tmp_path) == ("a",)
    assert came_from(after, "streams", "grant", amended, tmp_path) == ("a",), "what the amendment dropped is not there"
    assert came_from(after, "streams", "grant", first, tmp_path) == ("a", "b")


def test_a_link_that_leads_nowhere_is_said_and_not_passed_over(tmp_path: Path) -> None:
    written(tmp_path, "one", ("a", ""))
    two = written(tmp_path, "two", ("b", "one/z"))
    with pytest.raises(NotInRound, match="round one has no 'z' among its streams"):
        ancestors(two, "streams", "b", tmp_path)


def test_links_in_a_ring_come_to_an_end(tmp_path: Path) -> None:
    round = written(tmp_path, "ring", ("a", "ring/b"), ("b", "ring/a"))
    assert ancestors(round, "streams", "a", tmp_path) == (("ring", "b"),)
