"""What a loaded round must hold to besides its types: ids unique, references to what exists, times without gap or overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from yaml.nodes import MappingNode, Node

from bettercare.plan import Contribution, Line, MetricPoint, Plan, Scheme
from bettercare.rounds.decoding import MEMORY, Decoder
from bettercare.rounds.forms import Column, Predicate, RowField, TableShape
from bettercare.rounds.model import Figure, Reorganisation, Round
from bettercare.rounds.predicates import names_in
from bettercare.rounds.tree import get, refuse

REFERENCES: dict[tuple[str, str], str] = {
    ("Section", "part"): "parts",
    ("Section", "parent"): "sections",
    ("Section", "condition"): "conditions",
    ("Field", "section"): "sections",
    ("Field", "choices"): "taxonomies",
    ("CapacityShape", "rows_from"): "taxonomies",
    ("TableShape", "part"): "parts",
    ("TableShape", "section"): "sections",
    ("Column", "choices"): "taxonomies",
    ("Column", "source_of_funding"): "streams",
    ("Question", "section"): "sections",
    ("Condition", "paid"): "tranches",
    ("MetricDefinition", "paid"): "tranches",
    ("MetricPeriod", "tranche"): "tranches",
    ("MetricPeriod", "column"): "columns",
    ("MetricDefinition", "components"): "metrics",
    ("Release", "metric"): "metrics",
    ("Release", "supersedes"): "releases",
    ("Stream", "allocation"): "allocations",
    ("Floor", "requirement"): "allocations",
    ("Tranche", "amount"): "figures",
    ("Payment", "threshold"): "figures",
    ("Payment", "unit_cost"): "figures",
    ("Payment", "guideline"): "figures",
    ("Payment", "own_unit_cost"): "fields",
    ("Payment", "fund"): "fields",
    ("Payment", "share"): "allocations",
    ("ExtraFall", "metric"): "metrics",
    ("ExtraFall", "unit_cost"): "figures",
    ("ExtraFall", "own_unit_cost"): "fields",
    ("ExtraFall", "fund"): "fields",
    ("AssuranceQuestion", "condition"): "conditions",
    ("ReturnForm", "like"): "returns",
    ("Objective", "parent"): "objectives",
    ("ListItem", "parent"): "items",
    ("Round", "guidance"): "sources",
    ("Locator", "sections"): "sections",
}  # fmt: skip
"""Which keys name a part of the round, and of which kind."""

_SPINE = {part.name: get_args(get_type_hints(Plan)[part.name]) for part in fields(Plan)}


def check(made: Round, tree: MappingNode, decoder: Decoder) -> None:
    """Raise RoundFileError at the first thing that does not hold."""
    parts = [part for part in decoder.kept if not isinstance(part, Predicate)]
    _unique(parts, decoder)
    _figures(made, decoder)
    known = _known(made, parts)
    for part in parts:
        _references(part, known, decoder)
        if getattr(part, "source", None) not in (None, MEMORY) and part.source not in known["sources"]:
            raise _at(
                part,
                decoder,
                "source",
                f"{part.source!r} is not among the round's sources",
                f"Known are {_list(known['sources'])}.",
            )
    _tables(made, decoder)
    _predicates(made, decoder)
    _questions(made, decoder)
    _lineage(made, parts, decoder)
    _returns(made, decoder)
    _capacity(made, decoder)
    _amendment(made, decoder)
    _times(made, decoder)


def _unique(parts: list[Any], decoder: Decoder) -> None:
    """Ids are unique among their siblings; figures may repeat one for other times."""
    for part in parts:
        kind: type = type(part)
        for item in _fields(kind):
            siblings = getattr(part, item.name)
            if not isinstance(siblings, tuple) or not siblings or not hasattr(siblings[0], "id") or isinstance(siblings[0], Figure):
                continue
            seen: set[str] = set()
            for sibling in siblings:
                if sibling.id in seen:
                    raise _at(
                        sibling, decoder, "id", f"the id {sibling.id!r} stands twice in {item.name}", "Give each part its own id."
                    )
                seen.add(sibling.id)


def _known(made: Round, parts: list[Any]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for item in fields(made):
        for part in getattr(made, item.name) if isinstance(getattr(made, item.name), tuple) else ():
            if hasattr(part, "id"):
                known[item.name].add(part.id)
    for part in parts:
        kind = type(part).__name__
        if kind in ("Tranche", "Column", "ListItem"):
            known[{"Tranche": "tranches", "Column": "columns", "ListItem": "items"}[kind]].add(part.id)
    return known


def _references(part: Any, known: dict[str, set[str]], decoder: Decoder) -> None:
    kind: type = type(part)
    for name, target in _named(kind):
        said = getattr(part, name)
        for id in said if isinstance(said, tuple) else (said,):
            if id is not None and id not in known[target]:
                raise _at(part, decoder, name, f"there is no {id!r} in {target}", f"Known are {_list(known[target])}.")


@cache
def _fields(kind: type) -> tuple[Any, ...]:
    return fields(kind)


@cache
def _named(kind: type) -> tuple[tuple[str, str], ...]:
    """The keys of a kind of part that name other parts, with what they name."""
    return tuple((key, target) for (owner, key), target in REFERENCES.items() if owner == kind.__name__)


def _tables(made: Round, decoder: Decoder) -> None:
    answers = {field.id for field in made.fields}
    for table in made.tables:
        held: tuple[Column | RowField, ...] = (*table.columns, *table.row_fields)
        for column in held:
            if not _is_field(table, column, answers):
                hint = "Name a field of that part of the plan, `lines/...` below a scheme, or `answers/` and a field of the round."
                raise _at(column, decoder, "field", f"{column.field!r} is not a field of {table.rows}", hint)
    for metric in made.metrics:
        for point in metric.periods:
            if (point.period is None) == (point.asked == "asked"):
                problem = f"a point that is {point.asked} has {'no' if point.period is None else 'a'} period"
                raise _at(point, decoder, "period", problem, "Say `asked: free` where the area names it, or give the period.")


def _is_field(table: TableShape, column: Column | RowField, answers: set[str]) -> bool:
    name = column.field
    if table.rows == "answers" or name in ("by-row", "not-kept"):
        return True
    child, _, last = name.rpartition("/")
    if child.endswith("answers"):
        return last in answers
    own = Line if table.rows == "lines" else _SPINE[table.rows][0]
    part = {"": own, "lines": Line, "points": MetricPoint, "scheme": Scheme}.get(child)
    return part is not None and last != "answers" and last in {f.name for f in fields(part)}


def _predicates(made: Round, decoder: Decoder) -> None:
    """Names in predicates are fields of the part they are about, or fields of the round."""
    answers = {field.id for field in made.fields} | {f.id for shape in made.capacity for f in shape.fields}
    columns = {column.id for table in made.tables for column in table.columns}
    spine = {
        "line": Line, "contribution": Contribution, "point": MetricPoint, "plan": Plan,
        "scheme": Scheme, "benefit": _SPINE["benefits"][0], "metric": _SPINE["metrics"][0], "condition": _SPINE["conditions"][0],
    }  # fmt: skip
    for floor in made.floors:
        _names(floor.counts, {f.name for f in fields(Line)} | answers, decoder)
        _streams(floor.counts, made, decoder)
    for constraint in made.constraints:
        own = {f.name for f in fields(spine[constraint.on])}
        for predicate in filter(None, (constraint.when, constraint.must)):
            _names(predicate, own | answers, decoder)
            _streams(predicate, made, decoder)
    for metric in made.metrics:
        if metric.formula:
            _names(metric.formula, set(metric.components), decoder)
    for field in (*made.fields, *(f for shape in made.capacity for f in shape.fields)):
        own = {f.name for f in fields(spine[field.on])} if field.on in spine else set()
        for predicate in filter(None, (field.required_when, field.formula)):
            _names(predicate, own | answers | columns, decoder)


def _names(predicate: Predicate, known: set[str], decoder: Decoder) -> None:
    for name in names_in(predicate):
        if name not in known:
            raise _at(predicate, decoder, predicate.operator, f"there is no field {name!r} to test", f"Known are {_list(known)}.")


def _streams(predicate: Predicate, made: Round, decoder: Decoder) -> None:
    """A test of a line's source of funding names sources of the round."""
    for argument in predicate.arguments:
        if isinstance(argument, Predicate):
            _streams(argument, made, decoder)
    if predicate.operator in ("is", "is_not", "one_of") and predicate.arguments[0] == "source":
        known = {stream.id for stream in made.streams}
        for name in predicate.arguments[1:]:
            if name not in known:
                raise _at(predicate, decoder, predicate.operator, f"there is no {name!r} in streams", f"Known are {_list(known)}.")


def _figures(made: Round, decoder: Decoder) -> None:
    """Figures of one id follow each other in time, without gap or overlap."""
    named: dict[str, list[Figure]] = defaultdict(list)
    for figure in made.figures:
        try:
            named[figure.id].append(figure) if figure.period else None
        except ValueError as error:
            hint = "Write a year (2014-15), years (2017-18..2018-19), days (2014-07-25..2014-08-17) or a day."
            raise _at(figure, decoder, "applies_to", f"{figure.applies_to!r} is not a time: {error}", hint) from error
    for figures in named.values():
        ordered = sorted(figures, key=lambda f: f.period.start)
        for before, after in pairwise(ordered):
            expected = before.period.end + timedelta(days=1)
            if after.period.start == expected:
                continue
            what = "overlaps" if after.period.start < expected else "leaves a gap after"
            raise _at(
                after, decoder, "applies_to", f"{after.applies_to} {what} {before.applies_to}", f"Let it start on {expected}."
            )


def _questions(made: Round, decoder: Decoder) -> None:
    for condition in made.conditions:
        known = {question.id for question in condition.questions}
        for question in condition.questions:
            if question.only_when_no not in {None, *known}:
                problem = f"there is no {question.only_when_no!r} among the condition's questions"
                raise _at(question, decoder, "only_when_no", problem, f"Known are {_list(known)}.")


def _lineage(made: Round, parts: list[Any], decoder: Decoder) -> None:
    """A predecessor is written as round/id, and is another part; that the other round holds it shows when it is followed."""
    for part in parts:
        for name in () if isinstance(part, Reorganisation) else getattr(part, "predecessors", ()):
            earlier, _, earlier_id = name.partition("/")
            if not earlier or not earlier_id or (earlier, earlier_id) == (made.id, part.id):
                hint = "Write the earlier round and the part's id in it, such as 2023-25/ibcf."
                raise _at(part, decoder, "predecessors", f"{name!r} is not a part of an earlier round", hint)


def _returns(made: Round, decoder: Decoder) -> None:
    for form in made.returns:
        known = {field.id for field in made.return_fields(form.like)} if form.like else set()
        for id in form.without:
            if id not in known:
                raise _at(form, decoder, "without", f"the return it is like has no field {id!r}", f"Known are {_list(known)}.")


def _capacity(made: Round, decoder: Decoder) -> None:
    for shape in made.capacity:
        if bool(shape.rows) == bool(shape.rows_from):
            problem = "it says both `rows` and `rows_from`" if shape.rows else "it says neither `rows` nor `rows_from`"
            raise _at(shape, decoder, "rows", problem, "Give its rows, or name the list whose items they are.")


def _amendment(made: Round, decoder: Decoder) -> None:
    if made.amendment is None:
        return
    known = {f.name for f in fields(Plan)}
    for name in made.amendment.carries:
        if name not in known:
            raise _at(made.amendment, decoder, "carries", f"a plan has no {name!r}", f"Known are {_list(known)}.")
    for year in made.amendment.reopens:
        if year not in made.years:
            years = _list({str(y) for y in made.years})
            raise _at(made.amendment, decoder, "reopens", f"{year} is not a year of the round", f"Known are {years}.")


def _times(made: Round, decoder: Decoder) -> None:
    for window in made.windows:
        if window.opens and window.closes and window.opens > window.closes.date():
            raise _at(window, decoder, "opens", f"it opens on {window.opens}, after it closes", "Put the two days in order.")
    for table in made.allocations:
        days = [version.published_on for version in table.versions]
        for version in table.versions:
            if days.count(version.published_on) > 1:
                raise _at(
                    version,
                    decoder,
                    "published_on",
                    f"two versions were published on {version.published_on}",
                    "Only one can be in force.",
                )
            named = [(a.area, a.organisation, a.year) for a in version.amounts]
            for amount in version.amounts:
                if named.count((amount.area, amount.organisation, amount.year)) > 1:
                    raise _at(amount, decoder, "amount", "the same place and year have two amounts", "Keep one of them.")
    for left in made.releases:
        for right in made.releases:
            same = left.metric == right.metric and left.id < right.id and _meet(left, right)
            if same and left.supersedes != right.id and right.supersedes != left.id and not _linked(left, right, made):
                hint = "Say `supersedes:` in the later one."
                raise _at(right, decoder, "period", f"it overlaps release {left.id!r} and neither supersedes the other", hint)


def _meet(left: Any, right: Any) -> bool:
    return bool(left.period.start <= right.period.end and right.period.start <= left.period.end)


def _linked(left: Any, right: Any, made: Round) -> bool:
    """Whether one release replaces the other, at once or over others in between."""
    earlier: Callable[[str], str | None] = {r.id: r.supersedes for r in made.releases}.get
    for first, other in ((left, right), (right, left)):
        step = first.supersedes
        for _ in made.releases:
            if step == other.id:
                return True
            step = earlier(step) if step else None
    return False


def _at(part: Any, decoder: Decoder, key: str, problem: str, hint: str) -> Exception:
    node: Node = decoder.node(part)
    return refuse(get(node, key) or node, key, problem, hint)


def _list(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"
