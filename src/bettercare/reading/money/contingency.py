"""The contingency table: pairs of rows for each outcome, whose names are often broken over both."""

from __future__ import annotations

import re

from bettercare.plan import State
from bettercare.reading.money.rows import cell_read, given
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.grids import Matched
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.values import state_of
from bettercare.rounds.model import Column, Round

_PLANNED = re.compile(r"planned sav|if targets fully|savings? \(if", re.I)
_MAXIMUM = re.compile(r"max(?:imum)? support|support needed|targets? not achieved|services \(if", re.I)


def read_contingency(matched: Matched, round: Round) -> Found:
    """Rows in pairs per outcome: planned savings, then maximum support; the outcome's name may be broken over both."""
    grid, parts = matched.grid, []
    used: set[tuple[str, str]] = set()
    money = [(i, c) for i, c in matched.columns if c.kind == "money"]
    if not money:
        return Found()
    outcome_words: list[str] = []
    phrase = ""
    amounts: dict[str, dict[str, Read]] = {}
    for row in matched.rows:
        words = (
            [grid.own_text(row, c) for c in range(min(i for i, _ in money))]
            if not matched.reversed
            else [grid.own_text(row, c) for c in range(grid.width) if c not in {i for i, _ in money}]
        )
        label = " ".join(w for w in words if w)
        phrase = f"{phrase} {label}".strip()
        outcome_words += [w for w in words if w and not _is_kind(w)]
        reads = [(c, cell_read(matched, (row, i), c)) for i, c in money if grid.own_text(row, i)]
        if not reads:
            continue
        used.add(grid.line_key(row))
        kind = _contingency_kind(phrase, label)
        phrase = ""
        if kind is None:
            outcome_words.clear()
            continue
        if kind == "planned_savings" and amounts:
            parts += _contingency_parts(outcome_words[:0], amounts)
            amounts = {}
        for column, read in reads:
            amounts.setdefault(_span_of(column), {})[kind] = read
        if kind == "maximum_support":
            parts += _contingency_parts(outcome_words, amounts)
            outcome_words, amounts = [], {}
    return Found(tuple(parts), used=frozenset(used))


def _is_kind(words: str) -> bool:
    plain = plain_label(words)
    return bool(_PLANNED.search(words) or _MAXIMUM.search(words)) or plain in (
        "achieved",
        "services",
        "targets fully achieved",
        "not achieved",
        "needed for other",
        "fully achieved",
    )


def _contingency_kind(phrase: str, label: str) -> str | None:
    planned, maximum = bool(_PLANNED.search(phrase)), bool(_MAXIMUM.search(phrase))
    if planned and maximum:
        return "maximum_support" if _MAXIMUM.search(label) else "planned_savings"
    return "planned_savings" if planned else "maximum_support" if maximum else None


def _span_of(column: Column) -> str:
    return str(column.year) if column.year else "ongoing"


def _contingency_parts(outcome: list[str], amounts: dict[str, dict[str, Read]]) -> list[Part]:
    name = re.sub(r"\s+", " ", " ".join(outcome)).strip(" :-")
    if state_of(name) is not State.GIVEN and not any(r.value is not None for a in amounts.values() for r in a.values()):
        return []
    fields = {"outcome": Read(name or None, state=State.GIVEN if name else State.BLANK)}
    return [
        Part("contingency", {**fields, "year": Read(year), **reads})
        for year, reads in amounts.items()
        if any(given(r) for r in reads.values())
    ]
