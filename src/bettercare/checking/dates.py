"""Rules about dates: impossible, without a year, missing, out of order, outside the round's windows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.words import role_name
from bettercare.plan import FinancialYear, Place, State
from bettercare.plan.words import day, listed
from bettercare.rounds.predicates import evaluate

NAMES = {"dates/agreed_at_hwb": "The date agreed by the Health and Wellbeing Board", "dates/submitted": "The date submitted"}
_YEAR = re.compile(r"\d{4}|\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2}\b|'\d{2}\b")


def name(context: Context, address: str) -> str:
    if address in NAMES:
        return NAMES[address]
    role = next((s.role for s in context.plan.signatures if address == f"signatures/{s.id}/date"), None)
    if role:
        return f"The date of the signature for {role_name(role, context.round)}"
    return f"The date at {address}"


def _dates(context: Context) -> Iterator[tuple[str, date | None]]:
    """Every value of the plan that is a date, by address, given or not."""
    plan = context.plan
    yield "dates/agreed_at_hwb", plan.dates.agreed_at_hwb
    yield "dates/submitted", plan.dates.submitted
    yield from ((f"signatures/{signature.id}/date", signature.date) for signature in plan.signatures)
    for field in context.round.fields:
        if field.kind == "date" and field.on == "plan" and field.spine is None:
            answer = next((a for a in context.plan.answers if a.field == field.id), None)
            if answer is not None:
                yield f"answers/{field.id}", answer.value if isinstance(answer.value, date) else None


def _written(context: Context, address: str) -> str:
    place = context.place(address)
    return " ".join((place.as_written or "").split()) if place else ""


def _yearless(context: Context, address: str) -> bool:
    doubt = context.doubts.get(address)
    if doubt is not None and "no year" in doubt.why:
        return True
    written = _written(context, address)
    return context.state(address) is State.UNREADABLE and bool(re.search(r"\d", written)) and not _YEAR.search(written)


@rule("date-no-year", "query", reads_doubt=True)
def date_no_year(context: Context) -> Outcomes:
    for address, _ in _dates(context):
        if _yearless(context, address):
            written = _written(context, address)
            yield Fault(
                address,
                f"{name(context, address)} has no year{f': {written!r}' if written else ''}.",
                found=written or "a day and month",
                expected="day, month and year",
                do="Write the year.",
            )


@rule("date-impossible", "error", after=("date-no-year",), reads_doubt=True)
def date_impossible(context: Context) -> Outcomes:
    for address, value in _dates(context):
        if value is None and context.state(address) is State.UNREADABLE:
            written = _written(context, address)
            doubt = context.doubts.get(address)
            options = [c.value for c in doubt.candidates if c.value] if doubt else []
            meant = listed((day(date.fromisoformat(o)) for o in options[:3]), "or")
            yield Fault(
                address,
                f"{name(context, address)} cannot be a date{f': {written!r}' if written else ''}"
                f"{f' ({doubt.why})' if doubt else ''}.{f' Perhaps {meant} is meant.' if meant else ''}",
                found=written or "not a date",
                expected=meant or "a date",
                do="Write day, month and year.",
            )


@rule("date-missing", "error", after=("value-to-be-confirmed", "value-placeholder"))
def date_missing(context: Context) -> Outcomes:
    answers = {a.field: a.value for a in context.plan.answers}
    fields = [f for f in context.round.fields if f.spine and f.required]
    asked = {f.spine for f in fields if f.required_when is None or evaluate(f.required_when, answers.get)}
    for address, words in NAMES.items():
        value = context.plan.dates.agreed_at_hwb if address.endswith("hwb") else context.plan.dates.submitted
        if address in asked and context.absent(address, value) and context.state(address) in (State.GIVEN, State.BLANK):
            yield Fault(address, f"{words} is missing.", found="nothing", expected="a date", do="Give the date.")


@rule("date-order", "query", after=("date-impossible", "date-no-year"))
def date_order(context: Context) -> Outcomes:
    agreed, submitted = context.plan.dates.agreed_at_hwb, context.plan.dates.submitted
    may_follow = any(r.per == "hwb" and r.may_follow_submission for r in context.round.signoff)
    if agreed and submitted and agreed > submitted and not may_follow:
        yield Fault(
            "dates/agreed_at_hwb",
            f"The Health and Wellbeing Board agreed the plan on {day(agreed)}, after it was submitted on {day(submitted)}.",
            found=day(agreed),
            expected=f"on or before {day(submitted)}",
            difference=f"{(agreed - submitted).days} days later",
            do="Correct the dates, or say under what authority the plan was sent.",
            rests_on=("dates/submitted",),
        )


@rule("date-window", "query", after=("date-impossible", "date-no-year", "date-order"))
def date_window(context: Context) -> Outcomes:
    """Submitted after the last window for the areas covered, or agreed or submitted long before the round was published."""
    sent = context.plan.dates.submitted
    closing = [w for w in context.round.windows if w.kind in ("draft", "final", "resubmission")]
    areas = [cover.code for cover in context.plan.covers] or [""]
    ends = [end for window in closing for area in areas if (end := window.closes_for(area))]
    last = max((end.date() for end in ends), default=None)
    if sent and last and sent > last:
        yield Fault(
            "dates/submitted",
            f"The plan says that it was submitted on {day(sent)}; the last window for it closed on {day(last)}.",
            found=day(sent),
            expected=f"on or before {day(last)}",
            difference=f"{(sent - last).days} days late",
            do="Correct the date, or name the extension that was given.",
        )
    first = context.round.published_on
    for address, words in NAMES.items():
        value = context.plan.dates.agreed_at_hwb if address.endswith("hwb") else sent
        early = first.replace(year=first.year - 1, day=min(first.day, 28)) if first else None
        if value and first and early and value < early:
            yield Fault(
                address,
                f"{words} is {day(value)}, more than a year before the round was published on {day(first)}.",
                found=day(value),
                expected=f"after {day(first)}",
                do="Correct the date; perhaps the year is wrong.",
            )


@rule("date-section-75", "query")
def date_section_75(context: Context) -> Outcomes:
    """The day given for signing the agreement, in a field of the round or in the text, against the round's window for it."""
    closes = next((w.closes for w in context.round.windows if w.kind == "section-75" and w.closes is not None), None)
    if closes is None:
        return
    last = closes.date()
    for signing, address, place in _signing_days(context, of=_year_of(last)):
        if signing > last:
            yield Fault(
                address,
                f"The section 75 agreement is to be signed on {day(signing)}; the round asks for it by {day(last)}.",
                found=day(signing),
                expected=f"by {day(last)}",
                difference=f"{(signing - last).days} days late",
                do="Bring the signing forward, or agree a later date with the regional team.",
                place=place,
            )
            return


def _signing_days(context: Context, of: FinancialYear) -> Iterator[tuple[date, str | None, Place | None]]:
    """Days given for signing the section 75 agreement; one that the text promises for another year is of another agreement."""
    for answer in context.plan.answers:
        if "75" in answer.field and isinstance(answer.value, date):
            yield answer.value, f"answers/{answer.field}", None
    for claim in context.reading.claims:
        agreed = claim.subject == "date-commitment" and claim.basis == "section 75 agreement"
        if agreed and claim.end is not None and _year_of(claim.end) == of:
            yield claim.end, None, claim.place


def _year_of(value: date) -> FinancialYear:
    return FinancialYear(value.year - (value < date(value.year, 4, 1)))
