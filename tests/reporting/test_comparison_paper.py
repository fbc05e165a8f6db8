"""A comparison as a paper for Word: the same words as the page, with added and removed words marked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import docx

from bettercare.comparing import compare
from bettercare.plan import Plan, Reading, replace_at
from bettercare.plan.spine import FinancialYear, Line, Narrative, Scheme
from bettercare.reporting import Side, compared_docx, verdict

LONG = (
    "People in every part of the area live well at home for longer, with help nearby, and each of them has one plan and one "
    "person who answers for it; hospitals and councils share what they know, and nobody tells the same story twice."
)
OLD = Plan(
    round="2014-15",
    schemes=(Scheme("s", "1", "Telecare", lines=(Line("l", FinancialYear(2015), amount=Decimal(200)),)),),
    narrative=(Narrative("n", "2a", "Vision", LONG),),
)


def test_the_paper_says_what_the_page_says_and_marks_added_and_removed_words() -> None:
    new = replace_at(
        replace_at(OLD, "schemes/s/lines/l/amount", Decimal(250)),
        "narrative/n/text",
        LONG.replace("well at home for longer,", "safely at home,"),
    )
    found = compare(Reading(OLD), Reading(new), None, None)
    document = docx.Document(BytesIO(compared_docx(found, Side("draft", None), Side("final", None))))
    told = [p.text for p in document.paragraphs]
    assert told[0] == "What changed: draft and final"
    assert told[1] == verdict(found)
    assert any("rose by £50" in text for text in told)
    runs = [run for p in document.paragraphs for run in p.runs]
    assert "safely" in " ".join(run.text for run in runs if run.font.underline)
    assert "longer," in " ".join(run.text for run in runs if run.font.strike)


def test_a_plan_made_for_demonstration_is_called_that_in_the_paper() -> None:
    found = replace(compare(Reading(OLD), Reading(OLD), None, None), new_for_demonstration=True)
    document = docx.Document(BytesIO(compared_docx(found, Side("draft", None), Side("final", None))))
    assert document.paragraphs[1].text == "Made for demonstration. final is not a plan of any area's board."
