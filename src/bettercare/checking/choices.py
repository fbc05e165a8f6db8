"""Rules about answers from the round's closed lists, and about columns that are filled for some rows and not for others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.words import line_name, metric_name
from bettercare.plan import Line, Metric, Scheme
from bettercare.plan.words import begin, counted, listed
from bettercare.rounds.model import Taxonomy
from bettercare.rounds.predicates import Lookup

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder", "value-not-supplied")

_FEWEST_LETTERS = 4
"""Of words that may be the beginning of a choice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that should come from a list: where it is, whose it is, and the list."""

    address: str
    scheme: Scheme
    line: Line
    title: str
    value: str
    taxonomy: Taxonomy

    @property
    def owner(self) -> str:
        return begin(line_name(self.scheme, self.line))


def _lists(context: Context) -> dict[str, tuple[str, Taxonomy]]:
    """Fields of a line (`answers/...` for the round's own) with their titles and the lists that they choose from."""
    taxonomies = {t.id: t for t in context.round.taxonomies}
    found = {c.field: (c.title, c.choices) for t in context.round.tables if t.rows == "lines" for c in t.columns if c.choices}
    found |= {f"answers/{f.id}": (f.title, f.choices) for f in context.round.fields if f.on == "line" and f.choices}
    return {field: (title, taxonomies[id]) for field, (title, id) in found.items() if id in taxonomies}


def _choices(context: Context) -> Iterator[Choice]:
    lists = _lists(context)
    for scheme in context.plan.schemes:
        for line in scheme.lines:
            values = {f"answers/{a.field}": a.value for a in line.answers}
            for field, (title, taxonomy) in lists.items():
                value = values.get(field) if field.startswith("answers/") else getattr(line, field, None)
                if isinstance(value, str) and value:
                    address = f"schemes/{scheme.id}/lines/{line.id}/{field}"
                    yield Choice(address, scheme, line, title, value, taxonomy)


@lru_cache(maxsize=64)
def _ids(taxonomy: Taxonomy) -> Mapping[str, str]:
    """The id of the first item of a list that bears each word, by the word's key."""
    ids: dict[str, str] = {}
    for item in taxonomy.items:
        for word in (item.id, item.label, *item.labels):
            ids.setdefault(_key(word), item.id)
    return ids


@lru_cache(maxsize=10_000)
def _key(words: str) -> str:
    """Words as lists and people may differ in them: without the number before them, capitals, hyphens and spaces."""
    plain = words.casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"^\s*\d+\s*[.)]\s*(?=[a-z])", "", plain)) or plain


def lists_of(context: Context, on: str) -> Mapping[str, Taxonomy]:
    """The lists that the fields of a kind of part choose from, by field; only lines have such fields."""
    return {field.removeprefix("answers/"): taxonomy for field, (_, taxonomy) in _lists(context).items()} if on == "line" else {}


def by_id(lists: Mapping[str, Taxonomy], lookup: Lookup) -> Lookup:
    """A lookup that gives choices by id, also where the plan holds the list's words; what is in no list is unknown."""

    def found(name: str) -> Any:
        value = lookup(name)
        if name not in lists or not isinstance(value, str):
            return value
        return _ids(lists[name]).get(_key(value))

    return found


def _is_cut(choice: Choice) -> bool:
    """Whether the words are the first of a choice, as where a page or a converter parted it."""
    words, ids = _key(choice.value), _ids(choice.taxonomy)
    return words not in ids and len(words) >= _FEWEST_LETTERS and any(key.startswith(words) for key in ids)


@rule("choice-unknown", "query", after=STATED)
def choice_unknown(context: Context) -> Outcomes:
    """One finding for each list, which names what is not in it and how often."""
    unknown: dict[str, dict[str, list[Choice]]] = {}
    for choice in _choices(context):
        if _is_cut(choice):
            why = f"{choice.title}: '{choice.value}' is the beginning of a choice, and the rest of its words may stand elsewhere"
            yield context.not_checked(why, choice.address)
        elif _key(choice.value) not in _ids(choice.taxonomy):
            unknown.setdefault(choice.taxonomy.id, {}).setdefault(_key(choice.value), []).append(choice)
    for values in unknown.values():
        every = [choice for same in values.values() for choice in same]
        first, title = every[0], f"{every[0].title[0].lower()}{every[0].title[1:]}"
        more = f" {begin(counted(len(every) - 1, 'further line'))} {'has' if len(every) == 2 else 'have'} the same."
        several = listed(f"'{same[0].value}' ({counted(len(same), 'line')})" for same in values.values())
        yield Fault(
            first.address,
            f"{first.owner}, {title}: '{first.value}' is not in the round's list.{more if len(every) > 1 else ''}"
            if len(values) == 1
            else f"{begin(title)}: {len(values)} answers are not in the round's list: {several}.",
            found=first.value if len(values) == 1 else several,
            expected=f"one of the {len(first.taxonomy.items)} choices of the list '{first.taxonomy.title}'",
            do="Choose from the list; where nothing fits, choose other and say what it is.",
            rests_on=tuple(c.address for c in every[1:]),
        )


@rule("part-answer-missing", "query", after=STATED)
def part_answer_missing(context: Context) -> Outcomes:
    """A required column of lines or metrics that is filled in some rows and empty in others; one finding for each column."""
    plan = context.plan
    lines = [(f"schemes/{s.id}/lines/{ln.id}", ln) for s in plan.schemes for ln in s.lines if ln.amount]
    metrics = [(f"metrics/{m.id}", m) for m in plan.metrics]
    rows: dict[str, list[tuple[str, Line | Metric]]] = {"line": [*lines], "metric": [*metrics]}
    for field in context.round.fields:
        if field.on not in rows or not field.required or field.required_when or field.spine or field.formula:
            continue
        given = {address: next((a.value for a in part.answers if a.field == field.id), None) for address, part in rows[field.on]}
        empty = [a for a, value in given.items() if context.absent(f"{a}/answers/{field.id}", value)]
        if empty and len(empty) < len(given):
            kinds = ("line of spending", "lines of spending") if field.on == "line" else ("metric", "metrics")
            names = [metric_name(m, context.round) for a, m in metrics if a in empty]
            yield Fault(
                empty[0],
                f"{field.title}: {counted(len(empty), *kinds)} of {len(given)} "
                f"{'has' if len(empty) == 1 else 'have'} no answer{f' ({listed(names)})' if names else ''}.",
                found=f"{len(given) - len(empty)} of {len(given)}",
                expected=f"all {len(given)}",
                difference=str(-len(empty)),
                do="Fill the column in every row.",
                rests_on=tuple(f"{a}/answers/{field.id}" for a in empty),
            )
