"""Whether anything is filled in, and how many answers a round asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bettercare.checking.model import Context
from bettercare.plan import State
from bettercare.plan.words import counted
from bettercare.rounds.model import Round

_PRINTED = re.compile(
    r"round$|covers/|budgets/.*/(?:kind|year)$|contributions/.*/(?:source|year)$|schemes/[^/]*/number$"
    r"|schemes/.*/lines/[^/]*/(?:year|source|recurrence)$|stated_totals/.*/(?:of|year|recurrence|source)$"
    r"|contingency/.*/(?:outcome|year)$|benefits/.*/(?:title|scheme|year|measure|basis)$|metrics/[^/]*/(?:metric|title)$"
    r"|metrics/.*/points/[^/]*/(?:role|start|end)$|conditions/[^/]*/(?:condition|question|status)$"
    r"|narrative/.*/(?:section|title)$|signatures/.*/(?:role|organisation)$|risks/.*/rating$"
)
"""What a form may print itself, beside the empty box or above it."""
_EMPTY = (State.BLANK, State.DEFAULT_LEFT_IN, State.NOT_ASKED, State.NOT_APPLICABLE)
_LISTS = {"contributions": ("contributions",), "schemes": ("schemes", "lines"), "risks": ("risks",)}
"""The lists that a plan may not do without, and the rows of tables that make them."""


def nothing_filled_in(context: Context) -> bool:
    """Whether a form was read, its boxes empty, and holds nothing but its own words; a nought is what its own sums show.

    Where figures were found in the text, or a value is in doubt, something stands there; a paper without any box of the form is
    no form.
    """
    reading = context.reading
    boxes = any(s in (State.BLANK, State.DEFAULT_LEFT_IN) for s in reading.states.values())
    doubted = any(
        not d.candidates or any(c.as_written for c in d.candidates) for d in reading.doubts
    )  # of an empty box nothing is told
    return boxes and not reading.claims and not doubted and not any(True for _ in _answers(context))


def _answers(context: Context) -> Iterator[str]:
    """The addresses that hold somebody's answer."""
    for address, value in context.lookups.values:
        answered = value not in (None, "", ()) and not (isinstance(value, Decimal) and value == 0)
        if answered and not _PRINTED.match(address) and context.state(address) not in _EMPTY:
            yield address
    yield from (a for a, s in context.reading.states.items() if s not in (*_EMPTY, State.GIVEN))


def asked(round: Round) -> tuple[tuple[int, str], ...]:
    """How many answers a round asks of every plan, by kind, in words; without the rows of lists, which are as many as needed."""
    fields = [f for f in round.fields if f.on == "plan" and f.required and f.formula is None and f.required_when is None]
    prompts = [p for s in round.sections if s.condition is None for p in s.prompts]
    questions = [q for c in round.conditions for q in c.questions if q.only_when_no is None and c.evidence != "signatures"]
    kinds = (
        (len(fields), "answer about the plan", "answers about the plan"),
        (sum(r.required for r in round.signoff), "signature", "signatures"),
        (len(prompts), "question of the narrative", "questions of the narrative"),
        (len(questions), "question of the national conditions", "questions of the national conditions"),
        (sum(m.standing == "headline" for m in round.metrics), "metric", "metrics"),
    )
    return tuple((number, counted(number, one, many)) for number, one, many in kinds if number)


def lists_asked(round: Round) -> tuple[str, ...]:
    """The lists that a round asks for, each once."""
    rows = {table.rows for table in round.tables}
    return tuple(name for name, kinds in _LISTS.items() if not rows.isdisjoint(kinds))
