"""Scenarios beside each other as a page and as lines of text: what each changes, and the figures that move."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from bettercare.plan.what_if import Figure, WhatIf
from bettercare.plan.words import begin, counted, pounds
from bettercare.reporting.collated_sheet import Column
from bettercare.reporting.page import environment
from bettercare.rounds.model import Round

_CHANGED = (
    Column("scenario", "Scenario", ""),
    Column("what", "Value", ""),
    Column("old", "Now", "", "number"),
    Column("new", "Instead", "", "number"),
)


def what_if_html(found: WhatIf, round: Round, demonstration: bool = False) -> str:
    """Return the scenarios as one page with its styles inside."""
    columns = (Column("title", "Figure", ""), *(Column(name, name, "", "pounds") for name in ("As it stands", *found.scenarios)))
    return environment().get_template("what_if.html").render(
        heading=_heading(found), round=round, found=found, demonstration=demonstration, verdict=_verdict(found), columns=columns,
        changed_columns=_CHANGED, changed=[(c.scenario, begin(c.what), c.old, c.new) for c in found.changed],
        figures=[_row(f) for f in found.figures if f.moves], still=[(f.title, pounds(f.now)) for f in found.figures if not f.moves],
    )  # fmt: skip


def what_if_words(found: WhatIf) -> Iterator[str]:
    """Yield the scenarios as lines of text."""
    yield f"{_heading(found)}."
    yield _verdict(found)
    for number, name in enumerate(found.scenarios):
        yield ""
        yield name
        yield from (f"  - {begin(c.what)}: {c.old}, instead {c.new}" for c in found.changed if c.scenario == name)
        for figure in found.figures:
            if figure.then[number] != figure.now:
                yield f"  > {figure.title}: {_amount(figure.now)} becomes {_amount(figure.then[number])}{_by(figure, number)}"
    if found.not_worked_out:
        yield ""
        yield "What could not be used"
        yield from (f"  - {u.where}: {u.found}. {u.do}" for u in found.not_worked_out)


def _verdict(found: WhatIf) -> str:
    moving = sum(f.moves for f in found.figures)
    return f"{counted(len(found.scenarios), 'scenario')}; {moving} of {counted(len(found.figures), 'figure')} move."


def _row(figure: Figure) -> tuple[str, ...]:
    then = (f"{_amount(value)}{_by(figure, n)}" for n, value in enumerate(figure.then))
    return figure.title, _amount(figure.now), *then


def _by(figure: Figure, number: int) -> str:
    """By how much a figure moves."""
    value = figure.then[number]
    if value is None or figure.now is None or value == figure.now:
        return ""
    difference: Decimal = value - figure.now
    return f" ({'+' if difference > 0 else ''}{pounds(difference)})"


def _amount(value: Decimal | None) -> str:
    return "not known" if value is None else pounds(value)


def _heading(found: WhatIf) -> str:
    return f"What if: {found.area or 'area not named'}, {found.year}"
