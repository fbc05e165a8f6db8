"""The plan is found behind agendas, covering reports and blank templates, and its sections in any shape."""

import re

import pytest

from bettercare.reading.conditions.read import only_refers
from bettercare.reading.finding_plan import find_plan
from bettercare.reading.round_detection import guess_rounds
from bettercare.rounds import load

from .forms import PROMPTS, ROUND, SIGNED, SUMMARY, of_kind, outlined, part1, values
from .papers import text_document

REPORT = """Subject: Better Care Fund
Report of: the joint commissioning team

1. Background
The fund starts in 2015. The board met on 3 January 2014. The pool will be about £12.5m.

2. Recommendations
Signed on behalf of the report's author
Date 1 January 2014
"""

BLANK = "\n".join(
    [
        "Better Care Fund planning template - Part 1",
        "1) PLAN DETAILS",
        "a) Summary of Plan",
        "Local Authority\t<Name of council>",
        "Clinical Commissioning Groups\t<CCG name/s>",
        "Date submitted:\t<dd/mm/yyyy>",
        "Minimum required value of ITF pooled budget: 2014/15\t£0.00",
        "b) Authorisation and signoff",
        "Signed on behalf of the Council\t<Name of council>",
        "By\t<Name of Signatory>",
        "c) Service provider engagement",
        PROMPTS["1c/providers"],
        "d) Implications for the acute sector",
        PROMPTS["2d/impact"],
    ]
)

TEXTS = {
    "1c": "Both hospitals sat on the working group in January and read the figures twice before they were agreed.",
    "2d": "Two wards will close in 2015 and free £1.2m; if they stay open the commissioner carries the cost.",
    "3a1": "We mean that everybody who is eligible today stays eligible tomorrow.",
    "3a2": "The transfer is kept whole and rises with the number of older people.",
}


def _filled() -> str:
    summary = "\n".join(f"{label}\t{value}" for label, value in SUMMARY)
    signed = "\n\n".join("\n".join(f"{label}\t{value}" for label, value in block) for block in SIGNED)
    return "\n".join(
        [
            "Better Care Fund planning template - Part 1", "1) PLAN DETAILS", "a) Summary of Plan", summary, "",
            "b) Authorisation and signoff", signed, "",
            "c) Service provider engagement", PROMPTS["1c/providers"], "", TEXTS["1c"], "",
            "2) VISION AND SCHEMES", "d) Implications for the acute sector", PROMPTS["2d/impact"], "", TEXTS["2d"], "",
            "3) NATIONAL CONDITIONS", "a) Protecting social care services", PROMPTS["3a/definition"], "", TEXTS["3a1"], "",
            PROMPTS["3a/protection"], "", TEXTS["3a2"],
        ]
    )  # fmt: skip


def _plan_text(*texts: str) -> tuple[str, object]:
    found = find_plan([text_document(t, f"paper {n}.txt") for n, t in enumerate(texts)], ROUND)
    words = [b.text if hasattr(b, "text") else " ".join(r.text for r in b.rows) for d in found.plan for b in d.blocks]
    return "\n".join(words), found


def test_a_covering_report_is_no_part_of_the_plan():
    text, found = _plan_text(REPORT + "\n" + _filled())
    assert "12.5m" not in text and "1 January 2014" not in text
    assert TEXTS["3a2"] in text
    assert any("12.5m" in getattr(b, "text", "") for d in found.covering for b in d.blocks)


def test_a_covering_report_in_the_same_flattened_line_is_cut_away():
    text, _ = _plan_text((REPORT + "\n" + _filled()).replace("\n", " ").replace("\t", " "))
    assert "12.5m" not in text
    assert text.startswith("Better Care Fund planning template - Part 1")


def test_the_filled_copy_is_taken_and_not_the_blank_one_before_it():
    text, found = _plan_text(BLANK + "\n\n" + _filled())
    assert "<Name of council>" not in text
    assert TEXTS["1c"] in text
    assert len(found.others) == 1 and not found.blank


def test_a_blank_template_alone_reads_as_unanswered():
    _, found = _plan_text(BLANK)
    assert found.blank
    assert all(values(c)["status"] == "unanswered" for c in of_kind(part1(BLANK), "conditions"))


def test_a_list_of_other_papers_before_the_plan_is_left_out():
    others = "\n\n".join(
        ["Better Care Fund update", "Halmouth Better Care Plan", "Report on risks", "Governance review", "Our vision"]
    )
    text, _ = _plan_text("Similar documents\n\n" + others + "\n\nTranscription:\n\n" + _filled())
    assert "Halmouth" not in text and TEXTS["1c"] in text


def test_the_next_item_of_a_pack_ends_the_plan():
    text, _ = _plan_text(_filled() + "\n\nAgenda Item 9\nParking charges rise to £3.20 in May.")
    assert "Parking" not in text and TEXTS["3a2"] in text


def test_a_report_in_a_document_of_its_own_is_covering_matter():
    _, found = _plan_text(REPORT, _filled())
    assert [d.name for d in found.plan] == ["paper 1.txt"]
    assert [d.name for d in found.covering] == ["paper 0.txt"]


def test_documents_without_any_mark_of_the_form_are_read_whole():
    text, found = _plan_text("We met in May. Nothing follows a form here.")
    assert "We met in May" in text and not found.covering


@pytest.mark.parametrize(
    "shape",
    [
        lambda t: t,
        lambda t: t.replace("\n", " ").replace("\t", " "),
        lambda t: re.sub(r"^([a-d]\) .*)$", r"#### **\1**", t, flags=re.M),
        lambda t: re.sub(r"^[1-3a-d]\) ", "", t, flags=re.M),
        lambda t: t.replace("and signoff", "and sign off").replace("Service provider", "Service provder"),
    ],
)  # fmt: skip
def test_sections_are_found_in_every_shape(shape):
    placed = {p.section.id: p for p in outlined(shape(_filled())).placed}
    assert {"1a", "1b", "1c", "2d", "3a"} <= set(placed)
    told = {n.fields["section"].value: n.fields["text"].value for n in of_kind(part1(shape(_filled())), "narrative")}
    assert told["1c"] == TEXTS["1c"]
    assert told["2d"].replace("\n", " ").strip().startswith(TEXTS["2d"])


def test_a_contents_page_is_not_taken_for_the_sections():
    listed = ("Summary of Plan", "Authorisation and signoff", "Service provider engagement", "Implications for the acute sector")
    contents = "Contents\n\n" + "".join(f"{title}\t{page}\n" for page, title in enumerate(listed, 3)) + "\n"
    told = {n.fields["section"].value: n.fields["text"].value for n in of_kind(part1(contents + _filled()), "narrative")}
    assert told["1c"] == TEXTS["1c"]


def test_sections_in_another_order_are_found_all_the_same():
    text = _filled()
    start, end = text.index("2) VISION"), text.index("3) NATIONAL")
    moved = text[:start] + text[end:] + "\n\n" + text[start:end]
    told = {n.fields["section"].value: n.fields["text"].value for n in of_kind(part1(moved), "narrative")}
    assert told["2d"] == TEXTS["2d"]
    assert TEXTS["3a1"] in told["3a"] and TEXTS["2d"] not in told["3a"]


def test_a_prompt_is_never_its_own_answer():
    text = _filled().replace(TEXTS["2d"], "").replace(TEXTS["3a2"], "")
    found = part1(text)
    told = {n.fields["section"].value: n.fields["text"].value for n in of_kind(found, "narrative")}
    assert told["2d"] is None
    status = {(values(c)["condition"], values(c)["question"]): values(c)["status"] for c in of_kind(found, "conditions")}
    assert status["social-care", "definition"] == "answered"
    assert status["social-care", "protection"] == "unanswered"
    assert status["acute-impact", "impact"] == "unanswered"


def _condition(section_heading: str, prompt: str, answer: str, condition: str, question: str):
    text = _filled() + f"\n\n{section_heading}\n{PROMPTS[prompt]}\n\n{answer}\n"
    return next(
        c for c in of_kind(part1(text), "conditions") if (values(c)["condition"], values(c)["question"]) == (condition, question)
    )


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("We promise it for every service by 30 June 2015.", "answered"),
        ("We promise it for every service as soon as we can.", "partly"),
        ("Please see our response to section 3a above.", "partly"),
        ("N/A", "unanswered"),
        ("tbc", "unanswered"),
        ("<please fill in>", "unanswered"),
        ("", "unanswered"),
        ("xl", "unanswered"),
    ],
)
def test_an_answer_about_a_date_is_judged_by_what_it_holds(answer, status):
    part = _condition("c) Data sharing", "3c/nhs-number-commitment", answer, "data-sharing", "nhs-number-commitment")
    assert values(part)["status"] == status
    if status == "partly":
        assert part.fields["status"].place.reason


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("The tool of our practices names 3% of grown people.", "answered"),
        ("The tool of our practices names everybody in danger and each of them has a plan.", "partly"),
    ],
)
def test_an_answer_about_a_share_needs_a_share(answer, status):
    part = _condition(
        "d) Joint assessment and accountable lead professional", "3d/proportions", answer, "joint-assessment", "proportions"
    )
    assert values(part)["status"] == status


def test_a_joint_plan_shows_in_its_signatures():
    def status(text: str) -> str:
        return next(str(values(c)["status"]) for c in of_kind(part1(text), "conditions") if values(c)["condition"] == "joint-plan")

    assert status(_filled()) == "answered"
    assert status(_filled().replace("By\tCorporate Director", "By\t<Name of Signatory>")) == "partly"


def test_a_long_answer_that_also_refers_elsewhere_is_no_mere_reference():
    assert only_refers("As described in section 2a above.")
    assert not only_refers(
        "Our teams work on Saturdays and Sundays, and every ward has a named nurse who plans for going home; see annex 2."
    )


def test_related_documents_are_read_from_their_table_without_its_heading():
    text = _filled().replace(
        "2) VISION AND SCHEMES",
        "e) Related documentation\n\nDocument or information title\tSynopsis and links\nNeeds assessment\tWho lives here.\n"
        "Urgent care plan\t\n\n2) VISION AND SCHEMES",
    )
    related = [values(r) for r in of_kind(part1(text), "related")]
    assert [r["title"] for r in related] == ["Needs assessment", "Urgent care plan"]
    assert related[0]["synopsis"] == "Who lives here."


def test_the_round_is_known_by_its_headings_and_years():
    first = guess_rounds([text_document(_filled())])[0]
    assert first.round == "2014-15" and first.score > 0.6 and first.why
    later = "\n".join(s.locator.labels[0] for s in load("2017-19").sections) + "\nThe pool is £20m in 2017-18 and £21m in 2018-19."
    assert guess_rounds([text_document(later)])[0].round == "2017-19"


def test_a_text_about_nothing_leaves_the_round_open():
    assert all(g.score < 0.3 for g in guess_rounds([text_document("We met in May and talked about the weather.")]))
