"""What is looked for sooner by a quick look first is found where the whole search finds it."""

from hypothesis import given
from hypothesis import strategies as st

from bettercare.checking.wording import _REMARK, _may_remark
from bettercare.documents.model import Document, Format, Paragraph
from bettercare.reading.dates import YEAR, _years_written
from bettercare.reading.fields.openings import Openings
from bettercare.reading.words import words_of

_SAID = st.lists(
    st.sampled_from(["Fund", "Funds", "fun", "d", "the", "Care", "care-fund", "of", "s", "-", "2014"]), max_size=12
).map(" ".join)
_WRITTEN = st.text(st.sampled_from("0124567 /-.,£a"), max_size=24)
_REMARKED = st.lists(
    st.sampled_from(
        ["TBC", "tba", "to be ", "agreed", "Confirmed", "xX", "?", "[", "<", "insert ", "name]", "(", "await ", "more ", "Further ",
         "details ", "needed", "note ", "for ", "self", "being finalised", "yet ", "lorem ipsum", "to follow", ".",
         "final version ", "to", "by 3 May"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(text=_SAID, labels=st.lists(_SAID, max_size=6))
def test_a_label_that_stands_among_words_may_stand_there(text: str, labels: list[str]) -> None:
    words = words_of([Document("a.txt", Format.TEXT, "", 0, (Paragraph(text, line=1),))])
    standing = {label for label in labels if words.find(label)}
    assert standing <= Openings(labels).may_stand_in(words)


@given(_WRITTEN)
def test_years_are_those_that_the_whole_pattern_finds(text: str) -> None:
    assert [m.span() for m in _years_written(text)] == [m.span() for m in YEAR.finditer(text)]


@given(_REMARKED)
def test_no_remark_is_missed_by_the_letters_that_each_wording_holds(text: str) -> None:
    assert _may_remark(text) or not _REMARK.search(text)
