"""Pages of several plans say when one of them was made for demonstration, before anything else."""

from __future__ import annotations

from lxml import html

from bettercare.collating import collate
from bettercare.comparing import compare
from bettercare.plan import Area, Cover, Plan, Reading, to_json
from bettercare.plan.collation import Handed
from bettercare.plan.reading import DocumentRecord
from bettercare.reporting import Side, collated, collation_words, compared_html

NOTICE = DocumentRecord("plan.docx", "docx", "0" * 64, ("The document says that it was made for demonstration.",))
OLD, NEW = Side("draft", None), Side("final", None)


def reading(code: str = "E06000001", made: bool = False) -> Reading:
    plan = Plan(round="2025-26", area=Area("Somewhere"), covers=(Cover("c", code),))
    return Reading(plan, documents=(NOTICE,) if made else ())


def banner(page: str | bytes) -> str:
    """The words of the banner, which stands before the main part; empty where there is none."""
    tree = html.fromstring(page.encode() if isinstance(page, str) else page)
    found = tree.xpath("//main/preceding-sibling::*[@role='note']")
    return " ".join(found[0].text_content().split()) if found else ""


def test_a_comparison_says_which_of_the_two_plans_was_made_for_demonstration() -> None:
    assert banner(compared_html(compare(reading(), reading()), OLD, NEW)) == ""
    one = banner(compared_html(compare(reading(made=True), reading()), OLD, NEW))
    assert one == "Made for demonstration. draft is not a plan of any area's board."
    other = banner(compared_html(compare(reading(), reading(made=True)), OLD, NEW))
    assert other == "Made for demonstration. final is not a plan of any area's board."
    both = banner(compared_html(compare(reading(made=True), reading(made=True)), OLD, NEW))
    assert both == "Made for demonstration. These are not plans of any area's board."


def test_the_json_of_a_comparison_says_it_too() -> None:
    values = to_json(compare(reading(), reading(made=True)))
    assert (values["schema"], values["old_for_demonstration"], values["new_for_demonstration"]) == (1, False, True)


def test_a_collation_names_the_plans_that_were_made_for_demonstration_on_the_page_in_text_and_in_its_table() -> None:
    found = collate([Handed("a", reading()), Handed("b", reading("E06000002", made=True))])
    files = collated(found)
    words = "Made for demonstration. b is not of any area's board. The sums hold it."
    assert banner(files["index.html"]) == words
    assert words in list(collation_words(found))
    assert [line.rsplit(",", 1)[1] for line in str(files["plans.csv"]).splitlines()] == ["demonstration", "", "yes"]


def test_a_plan_for_demonstration_that_is_not_added_is_not_said_to_be_in_the_sums() -> None:
    found = collate([Handed("a", reading()), Handed("b", reading(made=True))])
    assert banner(collated(found)["index.html"]) == "Made for demonstration. b is not of any area's board."


def test_of_many_plans_for_demonstration_the_banner_says_how_many() -> None:
    made = [Handed(f"p{n}", reading(f"E0600000{n}", made=True)) for n in range(6)]
    assert banner(collated(collate([*made, Handed("a", reading("E06000009"))]))["index.html"]) == (
        "Made for demonstration. 6 of these plans are not of any area's board. The sums hold them."
    )
    assert "and the sums are of no nation" in banner(collated(collate(made))["index.html"])


def test_what_a_shortened_reading_was_handed_in_with_is_kept() -> None:
    assert collate([Handed("a", reading(), demonstration=True)]).rows[0].demonstration
