"""Rules about values that are not there as values: unreadable, to be confirmed, placeholders, said not to be supplied.

They come before all others and hold back what would only follow from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bettercare.checking.dates import NAMES as DATE_NAMES
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.unfilled import asked, lists_asked, nothing_filled_in
from bettercare.checking.words import TEXTS, metric_name, role_name, scheme_name
from bettercare.plan import MetricPoint, State
from bettercare.plan.words import begin, counted, listed

_MONEY = (
    "amount",
    "benefit",
    "minimum",
    "actual",
    "spend_on_schemes",
    "planned_savings",
    "maximum_support",
    "saving",
    "unit_price",
)


_NUMBER = re.compile(r"-?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")


def where(context: Context, address: str) -> str:
    """A value's address in words, such as `the provider of scheme 4 (Befriending)`."""
    steps = address.split("/")
    field = steps[-1].replace("_", " ").replace("-", " ")
    field = "answer on who holds the pool" if field == "holds pool" else field
    field = "answer" if steps[0] == "conditions" and field == "text" else field
    if steps[0] == "answers":
        title = next((f.title for f in context.round.fields if f.id == steps[-1]), None)
        return f"the answer to '{title}'" if title else f"the {field}"
    if address in DATE_NAMES:
        return DATE_NAMES[address][0].lower() + DATE_NAMES[address][1:]
    owner = _owner(context, steps)
    return f"the {field} of {owner}" if owner else f"the {field}"


def _owner(context: Context, steps: list[str]) -> str:
    """The part that a value is of, in words; nothing for a value that is of none."""
    kind, (number, part) = steps[0], context.lookups.parts.get("/".join(steps[:2]), (0, None))
    if kind == "contingency":
        return f"the contingency plan{f' ({part.outcome})' if part and part.outcome else ''}"
    if part is None:
        return ""
    if kind == "schemes":
        _, line = context.lookups.parts.get("/".join(steps[:4]), (0, None)) if len(steps) > 3 else (0, None)
        return f"{scheme_name(part)}{f', {line.year}' if line and line.year else ''}"
    if kind == "contributions":
        return str(part.organisation or "a partner")
    if kind == "metrics":
        return metric_name(part, context.round)
    if kind == "signatures":
        return f"the signature for {role_name(part.role, context.round)}"
    if kind == "budgets":
        return f"the {part.kind} budget{f' of {part.year}' if part.year else ''}"
    if kind == "narrative":
        return f"section {part.section}"
    if kind == "conditions":
        numbers = {c.id: c.number for c in context.round.conditions}
        return f"condition {numbers.get(part.condition, part.condition)}"
    return f"risk {number}"


def _in_state(context: Context, state: State, *, but: str = r"$^") -> list[str]:
    return [a for a, s in context.reading.states.items() if s is state and not re.match(but, a)]


def _written(context: Context, address: str) -> str | None:
    place = context.place(address)
    return place.as_written if place else None


@rule("nothing-filled-in", "error", reads_doubt=True, sole=True)
def nothing_is_filled_in(context: Context) -> Outcomes:
    """A blank form is one thing to say, not a gap for every box of it."""
    if nothing_filled_in(context):
        kinds, lists = asked(context.round), lists_asked(context.round)
        total = sum(number for number, _ in kinds)
        yield Fault(
            None,
            f"Nothing is filled in yet. The round asks for {counted(total, 'answer')} ({listed(words for _, words in kinds)})"
            f"{f', and for lists of {listed(lists)}' if lists else ''}.",
            found="an empty form",
            expected=counted(total, "answer"),
            do="Fill in the form; if it is filled in elsewhere, give that document.",
        )


@rule("value-unreadable", "error", reads_doubt=True)
def value_unreadable(context: Context) -> Outcomes:
    """Text or a plain number that the reading could not part from its neighbours is the reading's trouble: not checked.
    Start and end are one period, told once."""
    told: set[str] = set()
    for address in _in_state(context, State.UNREADABLE, but=r"dates/|signatures/.*/date$"):
        written, doubt = _written(context, address), context.doubts.get(address)
        if address.endswith(("/start", "/end")):
            part = address.rsplit("/", 1)[0]
            if part in told:
                continue
            told.add(part)
        field = address.split("/")[-1]
        if doubt is not None and (field in ("start", "end", *TEXTS) or _NUMBER.fullmatch((written or "").strip())):
            yield context.not_checked(f"{_period_words(where(context, address), 'the')}: {doubt.why}", address)
            continue
        if doubt is not None and len(_NUMBER.findall(written or "")) > _MOST_NUMBERS:
            yield context.not_checked(f"{where(context, address)}: {doubt.why}", address)
            continue
        if len((written or "").split()) > _MOST_WORDS and not address.startswith(("schemes/", "metrics/", "contributions/")):
            yield context.not_checked(f"{where(context, address)}: the words of a whole part of the form stand there", address)
            continue
        why = f" ({doubt.why})" if doubt else ""
        yield Fault(
            address,
            f"{begin(_period_words(where(context, address), 'the'))} cannot be read{f': {written!r}' if written else ''}{why}.",
            found=written or "unreadable",
            expected="one value",
            do="Write one value, in the unit that the form asks for.",
        )


_MOST_NUMBERS = 6
"""A field that holds more numbers than this, in doubt, is a stretch of the text that the reading could not part."""
_MOST_WORDS = 25
"""More than a person writes beside one yes, date or choice."""


def _period_words(words: str, article: str) -> str:
    return re.sub(r"^the (?:start|end) of ", f"{article} period of ", words)


@rule("value-to-be-confirmed", "query", reads_doubt=True)
def value_to_be_confirmed(context: Context) -> Outcomes:
    """One finding for each field: the same field awaited in several rows is one thing to settle."""
    groups: dict[tuple[str, str], list[str]] = {}
    for address in _in_state(context, State.TO_BE_CONFIRMED, but=r"signatures/"):
        steps = address.split("/")
        groups.setdefault((steps[0], steps[-1]), []).append(address)
    for addresses in groups.values():
        field = addresses[0].split("/")[-1]
        names = listed(dict.fromkeys(where(context, a) for a in addresses))
        yield Fault(
            addresses[0],
            f"Still to be confirmed: {names}.",
            found=_written(context, addresses[0]) or "to be confirmed",
            expected="an amount" if field in _MONEY else "an answer",
            do="Settle it before the plan is final.",
            rests_on=tuple(addresses),
        )


@rule("value-placeholder", "error", reads_doubt=True)
def value_placeholder(context: Context) -> Outcomes:
    """Once for each metric, and once for the dates or the budgets of a summary left as it came.

    The period of a point without a value is not told: the missing value is.
    """
    parts: dict[str, list[str]] = {}
    for address in _in_state(context, State.DEFAULT_LEFT_IN, but=r"signatures/"):
        steps = address.split("/")
        part = {"metrics": "/".join(steps[:2]), "budgets": steps[0], "dates": steps[0]}.get(steps[0], address)
        if steps[-1] in ("start", "end") and not any(p.id == steps[3] and p.value is not None for p in _points(context)):
            continue
        parts.setdefault(part, []).append(address)
    for addresses in parts.values():
        written = _written(context, addresses[0])
        several = addresses if addresses[0].startswith(("budgets/", "dates/")) else addresses[:1]
        what = listed(dict.fromkeys(_period_words(where(context, a), "a") for a in several))
        yield Fault(
            addresses[0],
            f"{begin(what)} still {'holds' if len(several) == 1 else 'hold'} the form's own placeholder"
            f"{f': {written!r}' if written else ''}.",
            found=written or "placeholder",
            expected="an answer",
            do="Replace the placeholder by the answer.",
            rests_on=tuple(addresses),
        )


def _points(context: Context) -> Iterator[MetricPoint]:
    for metric in context.plan.metrics:
        yield from metric.points


@rule("value-not-supplied", "query", reads_doubt=True)
def value_not_supplied(context: Context) -> Outcomes:
    """Numerators and denominators have a rule of their own."""
    for address in _in_state(context, State.SAID_NOT_SUPPLIED, but=r"metrics/.*/(numerator|denominator)$|signatures/"):
        yield Fault(
            address,
            f"The paper says that {where(context, address)} is not supplied.",
            found=_written(context, address) or "not supplied",
            expected="an answer",
            do="Supply it, or say why it cannot be had.",
        )
