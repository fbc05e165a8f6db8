"""Rules about the risk register: scores, bands, owners, mitigation."""

from __future__ import annotations

import re

from bettercare import figures
from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.plan import Risk, Severity
from bettercare.plan.words import begin, counted, shortened

_WORDS = {
    "moderate": "medium",
    "med": "medium",
    "amber": "medium",
    "red": "high",
    "green": "low",
    "extreme": "high",
    "severe": "high",
}


def _name(risk: Risk, number: int) -> str:
    return f"risk {number} ('{shortened(risk.description, 60)}')" if risk.description else f"risk {number}"


@rule("risk-scale", "error", after=("value-unreadable",), few="0.34")
def risk_scale(context: Context) -> Outcomes:
    """A mark off the scale is a slip; where many are, the register has a scale of its own, which is asked about once."""
    risks = context.plan.risks
    off = [
        (number, risk, field, value)
        for number, risk in enumerate(risks, start=1)
        for field in ("likelihood", "impact")
        if (value := getattr(risk, field)) is not None and not 1 <= value <= 5
    ]
    marked = len({number for number, *_ in off})
    if marked > 1 and marked > len(risks) * context.number("few"):
        highest = max(int(value) for *_, value in off)
        yield Fault(
            f"risks/{off[0][1].id}/{off[0][2]}",
            f"{marked} of {counted(len(risks), 'risk')} are marked outside 1 to 5, up to {highest}: the register seems to use "
            "another scale.",
            found=f"up to {highest}",
            expected="1 to 5",
            do="Say which scale is used, or mark likelihood and impact from 1 to 5.",
            rests_on=tuple(f"risks/{risk.id}/score" for _, risk, _, _ in off),
            severity=Severity.QUERY,
        )
        return
    for number, risk, field, value in off:
        yield Fault(
            f"risks/{risk.id}/{field}",
            f"{begin(_name(risk, number))}: {field} is {value}; the scale runs from 1 to 5.",
            found=str(value),
            expected="1 to 5",
            do=f"Give a {field} from 1 to 5.",
            rests_on=(f"risks/{risk.id}/score",),
        )


@rule("risk-score", "error", after=("risk-scale",))
def risk_score(context: Context) -> Outcomes:
    for number, risk in enumerate(context.plan.risks, start=1):
        product = figures.score(risk)
        if product is not None and risk.score is not None and risk.score != product:
            yield Fault(
                f"risks/{risk.id}/score",
                f"{begin(_name(risk, number))}: likelihood {risk.likelihood} times impact {risk.impact} is "
                f"{product}, not {risk.score}.",
                found=str(risk.score),
                expected=str(product),
                difference=str(risk.score - product),
                do="Correct the score, or the likelihood or impact that it was meant to come from.",
                rests_on=(f"risks/{risk.id}/likelihood", f"risks/{risk.id}/impact"),
            )


@rule("risk-band", "query", after=("risk-score", "risk-scale"))
def risk_band(context: Context) -> Outcomes:
    """Areas draw the bands differently and the usual ones are not confirmed, so that a neighbouring band is only noted."""
    for number, risk in enumerate(context.plan.risks, start=1):
        score = risk.score if risk.score is not None else figures.score(risk)
        words = re.findall(r"[a-z]+", (risk.rating or "").lower())
        named = {_WORDS.get(w, w) for w in words} & set(figures.BANDS)
        fitting = figures.band(score) if score is not None else None
        if fitting is None or len(named) != 1:
            continue
        said = named.pop()
        if said != fitting:
            apart = abs(list(figures.BANDS).index(said) - list(figures.BANDS).index(fitting))
            yield Fault(
                f"risks/{risk.id}/rating",
                f"{begin(_name(risk, number))}: rated {said}, but a score of {score} of 25 is {fitting} in the bands mostly used.",
                found=said,
                expected=fitting,
                do="Make the word and the score agree, or say which bands this register uses.",
                rests_on=(f"risks/{risk.id}/score",),
                severity=Severity.NOTE if apart == 1 else None,
            )


def _column(context: Context, field: str) -> bool:
    """Whether the plan's register has this column: the round's form asks for it, or some risk fills it."""
    asked = any(c.field == field and c.required for t in context.round.tables if t.rows == "risks" for c in t.columns)
    return asked or any(getattr(r, field) for r in context.plan.risks)


def _lacking(context: Context, field: str, what: str, do: str) -> Outcomes:
    risks = context.plan.risks
    lacking = [(n, r) for n, r in enumerate(risks, start=1) if context.absent(f"risks/{r.id}/{field}", getattr(r, field))]
    if lacking and _column(context, field):
        number, first = lacking[0]
        who = begin(_name(first, number)) if len(lacking) == 1 else f"{len(lacking)} of {counted(len(risks), 'risk')}"
        yield Fault(
            f"risks/{first.id}/{field}",
            f"{who} {'has' if len(lacking) == 1 else 'have'} no {what}.",
            found=f"{len(risks) - len(lacking)} of {len(risks)}",
            expected=f"all {len(risks)}",
            difference=str(-len(lacking)),
            do=do,
            rests_on=tuple(f"risks/{r.id}/{field}" for _, r in lacking),
        )


@rule("risk-owner", "query", after=("value-to-be-confirmed", "value-placeholder"))
def risk_owner(context: Context) -> Outcomes:
    yield from _lacking(context, "owner", "owner", "Name by role who answers for each.")


@rule("risk-mitigation", "query", after=("value-to-be-confirmed", "value-placeholder"))
def risk_mitigation(context: Context) -> Outcomes:
    yield from _lacking(context, "mitigation", "mitigating action", "Say what is done about each.")


@rule("risk-unrated", "query", after=("value-to-be-confirmed", "value-placeholder", "value-unreadable"))
def risk_unrated(context: Context) -> Outcomes:
    def unrated(risk: Risk) -> bool:
        here = [context.absent(f"risks/{risk.id}/{f}", getattr(risk, f)) for f in ("rating", "likelihood", "impact", "score")]
        return all(here)

    lacking = [(n, r) for n, r in enumerate(context.plan.risks, start=1) if unrated(r)]
    if lacking:
        number, first = lacking[0]
        who = begin(_name(first, number)) if len(lacking) == 1 else f"{len(lacking)} of {counted(len(context.plan.risks), 'risk')}"
        yield Fault(
            f"risks/{first.id}/rating",
            f"{who} {'is' if len(lacking) == 1 else 'are'} not rated.",
            found="no rating",
            expected="a rating, or likelihood and impact",
            do="Rate each risk.",
            rests_on=tuple(f"risks/{r.id}/rating" for _, r in lacking),
        )


@rule("risk-register-absent", "error")
def risk_register_absent(context: Context) -> Outcomes:
    asked = any(t.rows == "risks" for t in context.round.tables)
    if asked and not context.plan.risks and any("mitigat" in unread.text.lower() for unread in context.reading.unread):
        yield context.not_checked("passages that speak of mitigation are there, and could not be placed", "risks")
    elif asked and not context.plan.risks:
        yield Fault(
            "risks",
            "The plan lists no risks.",
            found="no risk",
            expected="a register of risks with what is done about them",
            do="List the most important risks, those to providers among them.",
        )
