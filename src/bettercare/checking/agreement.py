"""Rules about one document or part against another, what the round asks for in general, and the round's own constraints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bettercare.checking.amounts import stated
from bettercare.checking.choices import by_id, lists_of
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.stated import MONEY as MONEY_UNITS
from bettercare.checking.stated import about, year_named
from bettercare.checking.states import where
from bettercare.checking.words import metric_name, scheme_name
from bettercare.plan import BudgetKind, Candidate, Doubt, Severity, State
from bettercare.plan.words import MONEY, begin, counted, field_words, listed, plain, pounds
from bettercare.rounds.model import Field
from bettercare.rounds.predicates import evaluate, names_in, of_part

STATED = ("value-unreadable", "value-to-be-confirmed", "value-placeholder", "value-not-supplied")


@rule("documents-disagree", "error", reads_doubt=True)
def documents_disagree(context: Context) -> Outcomes:
    """Once for the same documents: two versions of one workbook differ in many places for one reason."""
    apart: dict[tuple[str, ...], list[Doubt]] = {}
    for doubt in context.reading.doubts:
        if "disagree" in doubt.why and len(doubt.candidates) > 1:
            documents = tuple(dict.fromkeys(c.place.document for c in doubt.candidates if c.place))
            apart.setdefault(documents or (doubt.address,), []).append(doubt)
    for doubts in apart.values():
        (first, *others), one = doubts[0].candidates, len(doubts) == 1
        places = f"in {len(doubts)} places. " if not one else ""
        said = "; ".join(f"{where(context, d.address)}: {_versions(d)}" for d in doubts[:_MOST_TOLD])
        more = f"; and {counted(len(doubts) - _MOST_TOLD, 'more place')}" if len(doubts) > _MOST_TOLD else ""
        yield Fault(
            doubts[0].address,
            f"The documents disagree {places or 'on '}{said if one else begin(said)}{more}.",
            found=_shown(first, doubts[0]),
            expected="the same in every document",
            difference=_apart(first.value, others[0].value, doubts[0].address),
            do="Say which one holds, and correct the other." if one else "Send only the version that holds, or correct the other.",
            rests_on=tuple(d.address for d in doubts[1:]),
            places=tuple(c.place for d in doubts for c in d.candidates if c.place and c is not first),
        )


_MOST_TOLD = 6


def _versions(doubt: Doubt) -> str:
    return listed(f"{_shown(c, doubt)}{f' in {c.place.document}' if c.place else ''}" for c in doubt.candidates)


def _shown(candidate: Candidate, doubt: Doubt) -> str:
    """Money as money, everything else as it was written."""
    if doubt.address.rsplit("/", 1)[-1] in MONEY and (amount := _number(candidate.value)) is not None:
        return pounds(amount)
    return f"'{candidate.as_written or candidate.value}'"


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text or "")
    except ArithmeticError:
        return None


def _apart(one: str | None, other: str | None, address: str) -> str | None:
    first, second = _number(one), _number(other)
    if first is None or second is None:
        return None
    return pounds(first - second) if address.rsplit("/", 1)[-1] in MONEY else plain(first - second)


@rule("area-unknown", "error", after=STATED)
def area_unknown(context: Context) -> Outcomes:
    if context.absent("area/name", context.plan.area.name) and not context.plan.covers:
        yield Fault(
            "area/name",
            "The plan does not say which area it is for.",
            found="nothing",
            expected="the area's name",
            do="Name the area.",
        )


@rule("partner-missing", "error", after=STATED)
def partner_missing(context: Context) -> Outcomes:
    """A plan has at least one council and one NHS commissioner; who pays a council's grant or signs as one is named by that."""
    kinds = {o.kind.value for o in context.plan.organisations if o.kind}
    payers = {s.id: s.payer for s in context.round.streams}
    signing = {r.id: r.per for r in context.round.signoff}
    kinds |= {"council" for c in context.plan.contributions if c.organisation and payers.get(c.source or "") == "council"}
    kinds |= {signing.get(s.role, "") for s in context.plan.signatures if s.organisation}
    asked = {r.per for r in context.round.signoff}
    lacking = [
        words
        for kind, words in (("council", "council"), ("ccg", "clinical commissioning group"), ("icb", "integrated care board"))
        if kind in asked and kind not in kinds
    ]
    unsure = any(a.startswith("organisations") for a in (*context.doubts, *context.reading.states))
    read = bool(context.reading.documents or context.reading.places)  # else nothing can have been overlooked
    if lacking and read and context.plan.contributions and not any(o.code for o in context.plan.organisations):
        yield context.not_checked("no partner's name could be read in full", "organisations")
    elif lacking and not unsure:
        yield Fault(
            "organisations",
            f"The plan names no {listed(lacking, 'and no')}.",
            found=counted(len(context.plan.organisations), "organisation"),
            expected=f"at least one {listed(lacking, 'and one')}",
            do="Name every partner.",
        )


@rule("budget-missing", "error", after=STATED)
def budget_missing(context: Context) -> Outcomes:
    """A budget that the form asks for by kind and year, told once for all that are missing; one that the paper states in its
    tables' totals or in its text is given."""
    asked = [f for f in context.round.fields if f.spine and f.spine.startswith("budgets/") and f.required]
    lacking, addresses = [], []
    for field in asked:
        _, kind, year = (field.spine or "").split("/")
        found = [b for b in context.plan.budgets if b.kind == BudgetKind(kind) and str(b.year) == year]
        boxes = any(b.kind == kind and b.amount is not None for b in context.plan.budgets)
        if not found and not boxes and kind == BudgetKind.AGREED and _told_elsewhere(context, year):
            continue
        if not found or all(context.absent(f"budgets/{b.id}/amount", b.amount) for b in found):
            lacking.append(field)
            addresses += [f"budgets/{b.id}/amount" for b in found]
    if lacking and not addresses and any(c.source for c in context.plan.contributions) and not context.plan.budgets:
        yield context.not_checked("no total of the pool could be found; its contributions by source are given", "budgets")
    elif lacking:
        yield Fault(
            addresses[0] if addresses else "budgets",
            f"The summary does not give the {listed((_title(f) for f in lacking), 'or')}.",
            found=f"{len(asked) - len(lacking)} of {len(asked)} budgets",
            expected=f"all {len(asked)}",
            do="Enter the amounts.",
            rests_on=tuple(addresses),
        )


def _told_elsewhere(context: Context, year: str) -> bool:
    """Whether a form without a box for the pool gives it all the same: in the text of a year's pool, or as income and spending."""
    if any(year_named(c) == year for c in about(context, "pool", units=MONEY_UNITS)):
        return True
    return bool(set(stated(context, "contributions.actual", year)) & set(stated(context, "schemes.amount", year)))


def _title(field: Field) -> str:
    return field.title[0].lower() + field.title[1:]


@rule("schemes-missing", "error")
def schemes_missing(context: Context) -> Outcomes:
    """A plan that says what is put in and not what it is spent on; without either, another document may hold both."""
    plan = context.plan
    if plan.schemes or not any(t.rows in ("schemes", "lines") for t in context.round.tables):
        return
    if not any(c.actual or c.spend_on_schemes for c in plan.contributions):
        yield context.not_checked(
            "these documents hold neither contributions nor schemes; another document may hold them", "schemes"
        )
        return
    if context.reading.unread:
        yield context.not_checked(
            f"no scheme could be read, and {counted(len(context.reading.unread), 'passage')} with figures could not be placed",
            "schemes",
        )
        return
    yield Fault(
        "schemes",
        "The plan says what partners put in, but lists no scheme that it is spent on.",
        found="no scheme",
        expected="every scheme with its amount",
        do="List the schemes, or add the document that holds them.",
    )


@rule("answer-missing", "query", after=STATED)
def answer_missing(context: Context) -> Outcomes:
    """A required field of the round, on the plan, that stands there empty; one finding for each field.

    A field that the documents do not even show may stand in another document.
    """
    given = {a.field: a.value for a in context.plan.answers}
    unseen: list[str] = []
    for field in context.round.fields:
        address = f"answers/{field.id}"
        if field.on != "plan" or field.spine or not field.required or field.formula or field.required_when:
            continue
        if not given or not context.absent(address, given.get(field.id)) or context.state(address) is State.UNREADABLE:
            continue  # what cannot be read is told of by another rule
        if field.id not in given and context.place(address) is None and address not in context.reading.states:
            unseen.append(field.title)
            continue
        yield Fault(
            address,
            f"{field.title}: no answer is given.",
            found="nothing",
            expected="an answer",
            do="Answer it.",
        )
    if unseen:
        yield context.not_checked(f"these documents do not show: {'; '.join(unseen)}", "answers")


@rule("round-constraint", "query", after=(*STATED, "joint-share", "money-negative"))
def round_constraint(context: Context) -> Outcomes:
    """What the round itself says must hold, from its own closed list of tests; each names its severity and its words.

    A constraint is told once for all the parts that hold the same against it.
    """
    titles = {field.id: field.title for field in context.round.fields}
    for constraint in context.round.constraints:
        told: list[tuple[str, Fault]] = []
        lists = lists_of(context, constraint.on)
        for address, name, part, names in _parts(context, constraint.on):
            lookup = by_id(lists, of_part(part, names))
            concerned = constraint.when is None or evaluate(constraint.when, lookup)
            if concerned is False:
                continue
            holds = evaluate(constraint.must, lookup)
            if holds is None or (concerned is None and not holds):
                yield context.not_checked(
                    f"whether this is so: {constraint.message}; a value that decides it is not given", address
                )
                continue
            if holds:
                continue
            held = [f"{n.replace('_', ' ')} {lookup(n)}" for n in dict.fromkeys(names_in(constraint.must)) if lookup(n) is not None]
            fault = Fault(
                address,
                constraint.message,
                found=listed(held) or "nothing",
                expected=None if held else listed(titles.get(n, field_words(n)) for n in names_in(constraint.must)),
                do=constraint.do,
                severity=Severity(constraint.severity),
                rests_on=tuple(f"{address}/{n}" for n in names_in(constraint.must)),
            )
            told.append((name, fault))
        if told:
            first, names = told[0][1], list(dict.fromkeys(name for name, _ in told if name))
            yield replace(
                first,
                message=f"{f'{begin(names[0])}: ' if len(names) == 1 else ''}{first.message}"
                f"{f' in {len(names)} places: {listed(names)}' if len(names) > 1 else ''}.",
                found=listed(dict.fromkeys(f.found or "" for _, f in told)),
                rests_on=tuple(a for _, f in told for a in (*((f.address,) if f is not first and f.address else ()), *f.rests_on)),
            )


def _parts(context: Context, on: str) -> Iterator[tuple[str, str, Any, Any]]:
    """The parts that a constraint is about: address, name, part, and a lookup of what stands above it."""
    plan, round = context.plan, context.round
    if on == "plan":
        yield "answers", "", plan, None
    elif on == "line":
        for scheme in plan.schemes:
            for line in scheme.lines:
                yield f"schemes/{scheme.id}/lines/{line.id}", scheme_name(scheme), line, of_part(scheme)
    elif on == "point":
        for metric in plan.metrics:
            for point in metric.points:
                yield f"metrics/{metric.id}/points/{point.id}", metric_name(metric, round), point, of_part(metric)
    else:
        kinds: dict[str, tuple[str, tuple[Any, ...], Callable[[Any], str]]] = {
            "scheme": ("schemes", plan.schemes, scheme_name),
            "metric": ("metrics", plan.metrics, lambda m: metric_name(m, round)),
            "contribution": ("contributions", plan.contributions, lambda c: c.organisation or ""),
            "benefit": ("benefits", plan.benefits, lambda b: b.title or ""),
            "condition": ("conditions", plan.conditions, lambda a: a.condition),
        }
        kind, parts, name = kinds[on]
        for part in parts:
            yield f"{kind}/{part.id}", name(part), part, None
