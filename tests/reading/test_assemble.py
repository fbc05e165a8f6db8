"""Parts made into a Reading: ids, addresses, doubts, and several documents of one plan made one."""

from decimal import Decimal

from bettercare.plan import DocumentRecord, FinancialYear, Place, State, reading_from_json, to_json, value_at, walk
from bettercare.reading.assemble import assemble
from bettercare.reading.parts import Found, Part, Read

YEAR = FinancialYear(2017)


def read(value, document="a.docx", **more):
    return Read(value, Place(document, line=1, as_written=str(value)), **more)


def scheme(document, amount, source=None, name="Equipment"):
    line = {"year": Read(YEAR), "amount": read(Decimal(amount), document)} | ({"source": Read(source)} if source else {})
    return Part("schemes", {"name": read(name, document), "number": read("1", document)}, (Part("lines", line),))


def made(*parts, singles=None):
    records = (DocumentRecord("a.docx", "docx", "1" * 64), DocumentRecord("b.xlsx", "xlsx", "2" * 64))
    return assemble(Found(tuple(parts), singles or {}), records, (), "2017-19")


def test_the_same_documents_read_twice_give_the_same_ids():
    assert made(scheme("a.docx", 5)) == made(scheme("a.docx", 5))


def test_every_place_state_and_doubt_hangs_on_an_address_of_the_plan():
    part = Part(
        "risks",
        {"description": read("Cold"), "owner": read(None, state=State.BLANK), "score": read(6, doubt="two figures in one field")},
    )
    reading = made(part, singles={"area/name": read("Anytown"), "dates/submitted": read(None, state=State.TO_BE_CONFIRMED)})
    addresses = {a for a, _ in walk(reading.plan)}
    assert set(reading.places) | set(reading.states) | {d.address for d in reading.doubts} <= addresses
    assert reading.states["dates/submitted"] is State.TO_BE_CONFIRMED
    assert value_at(reading.plan, reading.doubts[0].address) == 6
    assert reading.doubts[0].candidates[0].value == "6"


def test_a_value_that_only_one_document_gives_is_taken_and_equal_values_once():
    one = Part("signatures", {"role": Read("council"), "organisation": read("Anytown Council"), "name": read("Chief Executive")})
    two = Part(
        "signatures",
        {"role": Read("council"), "organisation": read("Anytown Council", "b.xlsx"), "position": read("Director", "b.xlsx")},
    )
    reading = made(one, two)
    assert len(reading.plan.signatures) == 1
    assert reading.plan.signatures[0].position == "Director"
    assert reading.doubts == ()


def test_documents_that_disagree_give_a_doubt_in_which_the_first_leads():
    reading = made(scheme("a.docx", 100), scheme("b.xlsx", 120))
    doubt = reading.doubts[0]
    assert doubt.why == "the documents disagree"
    assert [c.value for c in doubt.candidates] == ["100", "120"] or [c.value for c in doubt.candidates] == ["100.00", "120.00"]
    assert value_at(reading.plan, doubt.address) == 100


def test_a_schemes_lines_by_source_are_the_detail_of_another_documents_figure():
    detail = scheme("b.xlsx", 100, "ibcf")
    detail = Part("schemes", detail.fields, (*detail.parts, scheme("b.xlsx", 20, "dfg").parts[0]))
    assert [line.amount for line in made(scheme("a.docx", 120), detail).plan.schemes[0].lines] == [100, 20]
    assert made(scheme("a.docx", 120), detail).doubts == ()
    assert "as a whole" in made(scheme("a.docx", 130), detail).doubts[0].candidates[-1].reason


def test_parts_of_one_document_are_never_joined():
    assert len(made(scheme("a.docx", 5), scheme("a.docx", 5)).plan.schemes) == 2


def test_a_scheme_without_money_that_stands_twice_in_one_document_is_one():
    twice = [Part("schemes", {"number": read("9"), "name": read("Handyperson pilot")}) for _ in range(2)]
    assert [s.name for s in made(*twice).plan.schemes] == ["Handyperson pilot"]


def test_a_reading_goes_to_json_and_back_unchanged():
    reading = made(scheme("a.docx", 100), scheme("b.xlsx", 120), singles={"area/name": read("Anytown")})
    assert reading_from_json(to_json(reading)) == reading


def test_a_scheme_of_three_papers_is_one_after_its_first_two_were_joined():
    reading = made(
        scheme("a.docx", 5, name="Equipment"),
        scheme("b.xlsx", 5, name="Equipments"),
        scheme("c.docx", 5, name="Equipment"),
        scheme("c.docx", 7, name="Falls"),
    )
    assert [s.name for s in reading.plan.schemes] == ["Equipment", "Falls"]


def test_parts_of_one_paper_stay_apart_though_they_say_the_same():
    rows = [Part("milestones", {"action": read("Recruit"), "lead": read("Lead")}) for _ in range(3)]
    assert len(made(*rows).plan.milestones) == 3


def test_several_lines_of_a_year_without_a_source_are_the_detail_of_another_documents_sum():
    def lines(document, *amounts):
        told = tuple(Part("lines", {"year": Read(YEAR), "amount": read(Decimal(a), document)}) for a in amounts)
        return Part("schemes", {"name": read("Equipment", document), "number": read("1", document)}, told)

    (agreed,) = made(lines("a.docx", 9), lines("b.xlsx", 4, 5)).plan.schemes
    assert [ln.amount for ln in agreed.lines] == [4, 5]
    other = made(lines("a.docx", 11), lines("b.xlsx", 4, 5))
    assert [ln.amount for ln in other.plan.schemes[0].lines] == [4, 5]
    (doubt,) = other.doubts
    assert [c.value for c in doubt.candidates] == ["4.00", "11.00"]
