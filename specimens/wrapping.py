"""What lies around a plan in a published paper: agenda, covering report, list of other areas' documents; and numbering styles."""

from __future__ import annotations

import random

from specimens import words
from specimens.blocks import Block, Break, Grid, Heading, Text, row


def numbered(style: str, number: int, title: str, letter: str = "") -> str:
    """A heading with its number in one of the styles met: `1) TITLE`, `1. Title`, `1a Title`, `Section 1: Title`, none."""
    tidy = title if letter else title.title() if style in ("dot", "section") else title
    if style == "bracket":
        return f"{letter}) {tidy}" if letter else f"{number}) {tidy}"
    if style == "dot":
        return f"{number}{letter}. {tidy}" if letter else f"{number}. {tidy}"
    if style == "section":
        return f"{number}{letter}) {tidy}" if letter else f"Section {number}: {tidy}"
    return tidy


def wrapped(plan: list[Block], area: str, rng: random.Random) -> tuple[list[Block], tuple[str, ...]]:
    """The plan inside what a published paper may carry before and after it; notes name what was added."""
    before: list[Block] = []
    notes: list[str] = []
    if rng.random() < 0.25:
        before += _other_documents(rng)
        notes.append("list of other areas' documents before the plan")
    if rng.random() < 0.35:
        before += _agenda(area, rng)
        notes.append("agenda before the plan")
    if rng.random() < 0.35:
        before += _covering_report(area, rng)
        notes.append("covering report before the plan")
    return before + plan, tuple(notes)


def _other_documents(rng: random.Random) -> list[Block]:
    kinds = (
        "{0} Better Care Fund Plan 2016/17",
        "{0} CCG Strategic Plan",
        "Report to {0} Health and Wellbeing Board, {1} March 2015",
        "{0} Local system review",
        "NHS {0} CCG Governing Body papers",
    )
    names = words.places(rng, rng.randint(6, 14))
    return [Heading("Similar documents", 2), *(Text(rng.choice(kinds).format(n, rng.randint(2, 30))) for n in names)]


def _agenda(area: str, rng: random.Random) -> list[Block]:
    return [
        Heading(f"{area} Health and Wellbeing Board", 1),
        Heading("Agenda", 2),
        Text(f"The meeting will be held at {rng.randint(1, 6)}.00pm in the Town Hall."),
        Grid(
            (
                row("Item", "Subject", "Pages", bold=True),
                row("1", "Apologies", ""),
                row("2", "Minutes of the last meeting", "1 - 8"),
                row("3", "Better Care Fund", f"9 - {rng.randint(20, 60)}"),
            )
        ),
        Break(),
    ]


def _covering_report(area: str, rng: random.Random) -> list[Block]:
    return [
        Heading("Report: Better Care Fund", 1),
        Text(f"Purpose: to ask the Board to agree the plan of {area} before it is sent."),
        Heading("1. Background", 2),
        Text(
            f"The fund nationally is £3.8bn. Nationally {rng.randint(3, 6)} conditions apply. The first "
            "meeting took place on 17 October 2013."
        ),
        Heading("2. Recommendations", 2),
        Text("That the Board notes the report and agrees the plan attached.", True),
        Break(),
    ]
