"""A plan as people read it: the round's own titles in place of the ids that its lists, sources, metrics and conditions bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bettercare.plan import Answer, Plan
from bettercare.plan.words import shortened
from bettercare.rounds.model import Round

_ROLES = {"council": "council", "nhs": "NHS", "hwb": "Health and Wellbeing Board"}
"""Whom a role signs for, where its id says it; a role's title begins with `Signed for each ...`."""


def titled(plan: Plan, round: Round | None) -> Plan:
    """The plan with titles for ids; every address stays as it is. For showing only: it is not to be checked or kept.

    An id that the round does not know stands as it is.
    """
    if round is None:
        return plan
    sources = {s.id: s.title for s in round.streams}
    lines = _lists(round)
    roles = {r.id: _ROLES.get(r.id, shortened(r.title, 60)) for r in round.signoff}
    metrics = {m.id: m.title for m in round.metrics}
    conditions = {c.id: c.number for c in round.conditions}
    questions = {(c.id, q.id): f"({shortened(q.asks, 70)})" for c in round.conditions for q in c.questions}
    return replace(
        plan,
        contributions=tuple(_with(part, {"source": sources}) for part in plan.contributions),
        schemes=tuple(
            replace(scheme, lines=tuple(_answered(_with(n, {**lines, "source": sources}), lines) for n in scheme.lines))
            for scheme in plan.schemes
        ),
        stated_totals=tuple(_with(part, {"source": sources}) for part in plan.stated_totals),
        metrics=tuple(_with(part, {"metric": metrics}) for part in plan.metrics),
        conditions=tuple(
            replace(
                a, condition=conditions.get(a.condition, a.condition), question=questions.get((a.condition, a.question), a.question)
            )
            for a in plan.conditions
        ),
        signatures=tuple(_with(part, {"role": roles}) for part in plan.signatures),
    )


def _lists(round: Round) -> dict[str, dict[str, str]]:
    """The labels of the lists that fields of a line choose from, by field."""
    labels = {t.id: {item.id: item.label for item in t.items} for t in round.taxonomies}
    fields = {c.field: c.choices for t in round.tables if t.rows == "lines" for c in t.columns if c.choices}
    fields |= {f"answers/{f.id}": f.choices for f in round.fields if f.on == "line" and f.choices}
    return {field: labels[id] for field, id in fields.items() if id in labels}


def _with(part: Any, titles: Mapping[str, Mapping[str, str]]) -> Any:
    changed = {f: t.get(getattr(part, f), getattr(part, f)) for f, t in titles.items() if isinstance(getattr(part, f, None), str)}
    return replace(part, **changed) if changed else part


def _answered(line: Any, titles: Mapping[str, Mapping[str, str]]) -> Any:
    answers = tuple(
        Answer(a.field, titles.get(f"answers/{a.field}", {}).get(a.value, a.value) if isinstance(a.value, str) else a.value)
        for a in line.answers
    )
    return replace(line, answers=answers)
