"""Conditions under headings of their own inside one section of them all."""

from __future__ import annotations

from made import text_document

from bettercare.reading.pipeline import read_documents

TEXT = """Better Care Fund narrative plan 2016/17

3. Plan of action
Teams are set up by June 2016.

4. National conditions

4.1 Plans to be jointly agreed
The board of Elm agreed the plan on 21 April 2016 and all partners were at the table for £10m.

4.2 Maintain provision of social care services
We take it to mean that the threshold does not rise. £1,388,000 supports social care.

4.3 Seven day services
Hubs are open every day of the year since November 2015.

5. Financial risk sharing and contingency
A sum is held for admissions.
"""


def test_each_condition_has_the_words_under_its_own_heading() -> None:
    plan = read_documents([text_document(TEXT)], "2016-17").plan
    told = {c.condition: (c.status, c.text) for c in plan.conditions if c.question == "told"}
    assert told["social-care"][0] == "answered"
    assert str(told["social-care"][1]).startswith("We take it to mean")
    assert str(told["seven-day"][1]).startswith("Hubs are open")
    assert "Hubs" not in str(told["joint-plan"][1])
