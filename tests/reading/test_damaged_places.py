"""What stands on a damaged page or line, or in a text that was cut off, is read and doubted; nothing else is."""

from __future__ import annotations

from decimal import Decimal

from bettercare.documents.model import Damage, Document, Format
from bettercare.plan import Doubt, FinancialYear, Line, Metric, MetricPoint, Place, Plan, PointRole, Reading, Scheme
from bettercare.reading.damaged import doubted_where_damaged

PLAN = Plan(
    schemes=(Scheme("s", "1", "Extended equip", lines=(Line("l", FinancialYear.parse("2014-15"), amount=Decimal(5)),)),),
    metrics=(Metric("m", "delayed-transfers", "Delays", (MetricPoint("p", PointRole.TARGET, value=Decimal(7)),)),),
)
PLACES = {
    "schemes/s/name": Place("a.pdf", 1, line=3, as_written="Extended equip"),
    "schemes/s/lines/l/amount": Place("a.pdf", 1, line=3, as_written="5"),
    "metrics/m/points/p/value": Place("a.pdf", 2, line=9, as_written="7"),
}


def doubted(*damages: Damage, doubts: tuple[Doubt, ...] = ()) -> set[str]:
    document = Document("a.pdf", Format.PDF, "0" * 64, 1, (), damages=damages)
    return {d.address for d in doubted_where_damaged(Reading(PLAN, places=PLACES, doubts=doubts), [document]).doubts}


def test_a_whole_page_in_doubt_puts_every_value_of_it_in_doubt() -> None:
    assert doubted(Damage(1, "why")) == {"schemes/s/name", "schemes/s/lines/l/amount"}


def test_a_text_that_was_cut_off_is_in_doubt_and_its_neighbours_are_not() -> None:
    assert doubted(Damage(1, "why", text="1. Extended  Equip")) == {"schemes/s/name"}


def test_a_line_in_doubt_takes_its_part_with_it_though_its_period_was_read_elsewhere() -> None:
    assert doubted(Damage(2, "why", line=9)) == {
        "metrics/m/metric", "metrics/m/title", "metrics/m/points/p/role", "metrics/m/points/p/value",
    }  # fmt: skip


def test_a_value_that_has_a_doubt_keeps_that_one() -> None:
    own = Doubt("schemes/s/name", "two names")
    assert doubted(Damage(1, "why", text="Extended equip"), doubts=(own,)) == {"schemes/s/name"}


def test_a_document_without_damage_leaves_the_reading_as_it_is() -> None:
    reading = Reading(PLAN, places=PLACES)
    assert doubted_where_damaged(reading, [Document("a.pdf", Format.PDF, "0" * 64, 1, ())]) is reading
