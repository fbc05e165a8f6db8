"""The template of 2016-17 as a converter prints it a line at a time: cells over two lines, and sheets whose columns went astray."""

from __future__ import annotations

from decimal import Decimal

from made import text_document

from bettercare.plan import Plan
from bettercare.reading.pipeline import read_documents

EXPENDITURE = """Sheet: 4. Health and Well-Being Board Expenditure Plan
Scheme Name
Scheme Type (see table Please specify if
below for descriptions) 'Scheme Type' is
'other'
Area of Spend
Please specify if Commissioner
'Area of Spend' is
'other'
Beds for recovery
(Ash and Elm)
Intermediate care services
Community Health
CCG
NHS Community
Provider
CCG Minimum
Contribution
£5,104,000 Existing
£5,010,000
Homeward reablement
Reablement services
Social Care
Joint
60%
40%
Charity/Voluntary
Sector
CCG Minimum
Contribution
£3,360,000 Existing
£3,410,000
Winter plan
Integrated care teams
Acute
CCG
NHS Acute Provider
Additional CCG
Contribution
£610,000 New
"""
METRICS = """Sheet: 5. Health and Well-Being Board Better Care Fund Metrics
5.2 Residential Admissions
Long-term support needs of older people (aged 65
and over) met by admission to residential and
nursing care homes, per 100,000 population
752.1
805.1
722.7
Numerator
Denominator
466
57,600
440
58,500
471
58,500
430
59,500
5.4 Delayed Transfers of Care
15-16 plans
15-16 actual
639.0
622.4
668.0
657.6
756.0
742.7
789.2
777.5
Numerator
Denominator
1,540
241,000
1,500
241,000
1,610
241,000
1,590
241,800
1,822
241,000
1,790
241,000
1,902
241,000
1,880
241,800
Quarterly rate
723.7
698.9
703.1
659.8
Numerator
Denominator
1,750
241,800
1,690
241,800
1,700
241,800
1,600
242,500
809.0
Delayed Transfers of Care (delayed days) from
hospital per 100,000 population (aged 18+).
Annual rate
"""


def plan_of(text: str) -> Plan:
    return read_documents([text_document(text)], "2016-17").plan


def test_a_source_printed_over_two_lines_does_not_head_a_table() -> None:
    schemes = plan_of(EXPENDITURE).schemes
    assert [s.name for s in schemes] == ["Beds for recovery (Ash and Elm)", "Homeward reablement", "Winter plan"]
    assert [(s.lines[0].source, s.lines[0].amount) for s in schemes] == [
        ("nhs-minimum", Decimal(5104000)),
        ("nhs-minimum", Decimal(3360000)),
        ("nhs-additional", Decimal(610000)),
    ]


def test_a_row_whose_kinds_are_all_known_is_in_no_doubt_though_new_or_existing_stands_behind_its_amount() -> None:
    reading = read_documents([text_document(EXPENDITURE)], "2016-17")
    assert not [d.address for d in reading.doubts if d.address.startswith("schemes/")]


def test_plans_of_the_year_before_stand_beside_what_came_of_them() -> None:
    (metric,) = (m for m in plan_of(METRICS).metrics if m.metric == "delayed-transfers")
    told = [(p.role.value, str(p.start), p.value) for p in metric.points]
    assert told[0] == ("target", "2015-04-01", Decimal("639.0"))
    assert told[4] == ("baseline", "2015-04-01", Decimal("756.0"))
    assert told[11] == ("target", "2017-01-01", Decimal("659.8"))


def test_a_value_printed_far_from_its_row_takes_the_place_that_two_other_rows_agree_on() -> None:
    (metric,) = (m for m in plan_of(METRICS).metrics if m.metric == "residential-admissions")
    assert [(p.value, p.numerator) for p in metric.points] == [
        (Decimal("809.0"), Decimal(466)),
        (Decimal("752.1"), Decimal(440)),
        (Decimal("805.1"), Decimal(471)),
        (Decimal("722.7"), Decimal(430)),
    ]


IN_PIECES = """Health and Wellbeing Board Expenditure Plan Elmshire Please complete white cells (for as many rows as required):
Expenditure
Please specify if Other Scheme Name Area of Spend Neighbourhood teams Community Health CCG Recovery at home (with beds and
Community
Health 30 day care) Joint Growth in adult care Social Care Section 256 schemes if Joint % NHS if Joint % LA 2014/15 (000) 2015/16
(000) Provider Source of Funding NHS Community Provider CCG Minimum Contribution 12,400 NHS Community Provider CCG Minimum
Contribution 8,120 Local Authority Private Sector CCG Minimum Contribution 7,300 Social Care Local Authority Local Authority
Additional CCG Contribution Carers Social Care Joint Charity/Voluntary Sector CCG Minimum Contribution 900 Total Housing
Commissioner 70% 50% 30% 50% 5,615 5,615 28,720"""


def test_rows_whose_ends_are_printed_after_the_heads_of_others_are_put_together() -> None:
    schemes = read_documents([text_document(IN_PIECES.replace("\n", " "))], "2015-16").plan.schemes
    told = [(s.name, s.lines[0].provider, s.lines[0].source, str(s.lines[0].year), s.lines[0].amount) for s in schemes]
    assert told == [
        ("Neighbourhood teams", "nhs-community", "nhs-minimum", "2015-16", Decimal(12_400_000)),
        ("Recovery at home (with beds and 30 day care)", "nhs-community", "nhs-minimum", "2015-16", Decimal(8_120_000)),
        ("Growth in adult care", "private", "nhs-minimum", "2015-16", Decimal(7_300_000)),
        ("Section 256 schemes", "council", "nhs-additional", "2014-15", Decimal(5_615_000)),
        ("Carers", "voluntary", "nhs-minimum", "2015-16", Decimal(900_000)),
    ]
    assert [s.lines[0].nhs_share for s in schemes] == [None, Decimal(70), None, None, Decimal(50)]


def test_rows_in_pieces_whose_amounts_do_not_come_to_a_printed_total_are_not_put_together() -> None:
    schemes = read_documents([text_document(IN_PIECES.replace("\n", " ").replace("12,400", "12,500"))], "2015-16").plan.schemes
    assert not any(line.amount == Decimal(12_500_000) for s in schemes for line in s.lines)


INCOME = """Health and Wellbeing Funding Sources
Gross Contribution (£000)
Local Authority Social Services
Elmshire 4,870
Total Local Authority Contribution 0 4,870
CCG Minimum Contribution
NHS Elmshire East CCG 16,112
NHS Elmshire West CCG 14,290
Total Minimum CCG Contribution - 30,402
Additional CCG Contribution
NHS Elmshire East CCG 8,410 40,000
NHS Elmshire West CCG 7,205
<Please Select CCG>
Total Additional CCG Contribution 15,615 40,000
Total Contribution 15,615 75,272
"""


def paid(text: str) -> list[tuple[str | None, str | None, str, Decimal | None]]:
    plan = read_documents([text_document(text)], "2015-16").plan
    return [(c.organisation, c.source, str(c.year), c.actual) for c in plan.contributions]


def test_the_totals_of_blocks_tell_the_year_of_a_rows_only_amount() -> None:
    found = paid(INCOME)
    assert ("Elmshire", "council-social-services", "2015-16", Decimal(4_870_000)) in found
    assert ("NHS Elmshire West CCG", "nhs-additional", "2014-15", Decimal(7_205_000)) in found
    assert len(found) == 6


def test_blocks_that_do_not_come_to_their_totals_are_not_so_read() -> None:
    assert ("NHS Elmshire West CCG", "nhs-additional", "2014-15", Decimal(7_205_000)) not in paid(
        INCOME.replace("14,290", "14,390")
    )


APART = """Finance - Summary For each contributing organisation Organisation Leeds City Council NHS Leeds North CCG CCG #2
Local Authority #2 etc Holds the pooled budget? (Y/N) Y N Spending on BCF Minimum contribution Actual contribution
schemes in 14/15 (15/16)
(15/16) 6,108,000 1,648,000 1,648,000 2,100,000 13,964,000 14,615,000 BCF Total 8,208,000 15,612,000 16,263,000
Approximately 25% of the BCF"""


def test_partners_printed_before_all_amounts_have_the_rows_that_come_to_the_total() -> None:
    plan = read_documents([text_document(APART.replace("\n", " "))], "2014-15").plan
    told = {(c.organisation, str(c.year)): (c.minimum, c.actual, c.holds_pool) for c in plan.contributions}
    assert told["Leeds City Council", "2015-16"] == (Decimal(1648000), Decimal(1648000), True)
    assert told["NHS Leeds North CCG", "2015-16"] == (Decimal(13964000), Decimal(14615000), False)


SUMMED = """5.1 HWB NEA Activity Plan Q1 Total HWB Planned Non-Elective Admissions Q2 8,940 Q3 8,851
Planned 16/17 722.7 Q4 9,310 9,122 5. HWB Metrics Contributing CCGs HWB Non-Elective Admission Plan* Totals 8,940 36,223 9,125"""


def test_counts_of_quarters_are_told_by_their_printed_sum() -> None:
    plan = read_documents([text_document(SUMMED.replace("\n", " "))], "2016-17").plan
    (metric,) = (m for m in plan.metrics if m.metric == "non-elective-admissions")
    assert [(str(p.start), p.value) for p in metric.points if p.role.value == "target"] == [
        ("2016-04-01", Decimal(8940)),
        ("2016-07-01", Decimal(8851)),
        ("2016-10-01", Decimal(9310)),
        ("2017-01-01", Decimal(9122)),
    ]
