"""What a converter's text still settles is judged row by row: only a row that stands in it whole keeps all its facts."""

from __future__ import annotations

import fnmatch
from decimal import Decimal

from bettercare.plan import Contribution, FinancialYear, Line, Plan, Reading, Risk, Scheme, StatedTotal
from specimens.blocks import Grid, Laid, Paper, row
from specimens.decidable import undecided

YEAR = FinancialYear.parse("2015-16")
SCHEMES = Grid(
    (
        row("Scheme", "Provider", "2015/16 spend", "2015/16 benefits"),
        row("Telecare at home", "Community trust", "120,000", "15,000"),
        row("Falls service", "Borough council", "80,000", ""),
        row("Total", "", "200,000", "15,000"),
    )
)
RISKS = Grid((row("Risk", "Rating", "Mitigation"), row("Demand grows.", "High", "Capacity is held back.")))
PARTNERS = Grid((row("Organisation", "Actual contribution"), row("Elm Borough Council", "200,000")))


def scheme(name: str, amount: int, benefit: int | None) -> Scheme:
    line = Line(id=name[:3], year=YEAR, amount=Decimal(amount), benefit=Decimal(benefit) if benefit is not None else None)
    return Scheme(id=name[:4], name=name, provider="Somebody", lines=(line,))


PLAN = Plan(
    schemes=(scheme("Telecare at home", 120000, 15000), scheme("Falls service", 80000, None)),
    contributions=(Contribution(id="c", organisation="Elm Borough Council", year=YEAR, actual=Decimal(200000)),),
    stated_totals=(StatedTotal(id="t", of="schemes.amount", year=YEAR, amount=Decimal(200000)),),
    risks=(Risk(id="r", description="Demand grows.", rating="High", mitigation="Capacity is held back."),),
)
LAID = Laid((Paper("plan", (SCHEMES, RISKS, PARTNERS)),), Reading(PLAN))
WHOLE = "\n".join(" ".join(c.text for c in r if c.text) for grid in (SCHEMES, RISKS, PARTNERS) for r in grid.rows)


def left(text: str, fact: str) -> str:
    """How a fact is left: `settled`, `open` (may be left out or doubted) or `lost` (not judged)."""
    met = [p for p in undecided(LAID, text) if fnmatch.fnmatch(fact, p.lstrip("!"))]
    return "lost" if any(p.startswith("!") for p in met) else "open" if met else "settled"


def test_rows_that_stand_whole_settle_their_facts_however_their_cells_are_broken() -> None:
    broken = WHOLE.replace("Community trust", "Community\ntrust\n\n").replace("Demand grows.", "Demand\ngrows.\n")
    for text in (WHOLE, broken):
        assert left(text, "line.amount 2015-16 amount @Telecare at home") == "settled"
        assert left(text, "scheme.name name @Telecare at home") == "settled"
        assert left(text, "risk.rating rating @Demand grows.") == "settled"
        assert left(text, "contribution.actual 2015-16 actual @Elm Borough Council") == "settled"


def test_a_figure_left_out_of_a_row_leaves_its_figures_open_but_its_names_settled() -> None:
    assert left(WHOLE, "line.amount 2015-16 amount @Falls service") == "open"
    assert left(WHOLE, "scheme.name name @Falls service") == "settled"


def test_a_row_torn_apart_leaves_its_figures_open_and_loses_its_names() -> None:
    torn = WHOLE.replace("Telecare at home Community trust 120,000 15,000", "Telecare at home 120,000\nCommunity trust 15,000")
    assert left(torn, "line.amount 2015-16 amount @Telecare at home") == "open"
    assert left(torn, "scheme.name name @Telecare at home") == "lost"
    assert left(torn, "line.provider 2015-16 provider @Telecare at home") == "lost"
    assert left(torn, "scheme.name name @Falls service") == "settled"


def test_a_risk_torn_apart_is_lost_whole() -> None:
    torn = WHOLE.replace("Demand grows. High Capacity is held back.", "Demand grows. Capacity is held back. High")
    assert left(torn, "risk.mitigation mitigation @Demand grows.") == "lost"


def test_a_partner_whose_figure_stands_elsewhere_leaves_the_contribution_open() -> None:
    torn = WHOLE.replace("Elm Borough Council 200,000", "Elm Borough Council\nNotes\n200,000")
    assert left(torn, "contribution.actual 2015-16 actual @Elm Borough Council") == "open"


def test_totals_are_settled_only_while_their_row_is_whole() -> None:
    assert left(WHOLE, "stated-total schemes.amount 2015-16") == "settled"
    assert left(WHOLE.replace("Total 200,000 15,000", "200,000 15,000 Total"), "stated-total schemes.amount 2015-16") == "open"


def test_organisations_of_the_spine_are_never_left_open() -> None:
    assert not any(p.lstrip("!").startswith("organisation") for p in undecided(LAID, "nothing of it"))
