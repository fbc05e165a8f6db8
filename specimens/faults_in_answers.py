"""Faults planted in dates, signatures, conditions, risks and words."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from bettercare.plan import Plan, State
from specimens.fault_kinds import fault, swap


@fault("no date of agreement", "date-missing", "2014-15")
def _no_date(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=None))


@fault("agreed after it was submitted", "date-order", "2014-15", "2017-19")
def _order(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.submitted
    return replace(plan, dates=replace(plan.dates, agreed_at_hwb=plan.dates.submitted + timedelta(days=9)))


@fault("submitted after the last window", "date-window")
def _window(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.submitted
    late = plan.dates.submitted + timedelta(days=90)
    return replace(plan, dates=replace(plan.dates, submitted=late))


def _signed(plan: Plan, role: str) -> int:
    return next(i for i, s in enumerate(plan.signatures) if s.role == role)


@fault("an empty signature block", "signature-missing")
def _unsigned(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(
        plan, signatures=swap(plan.signatures, _signed(plan, "council"), organisation=None, name=None, position=None, date=None)
    )


@fault("a placeholder where a name should be", "signature-placeholder", state=("signatures/g1/name", State.DEFAULT_LEFT_IN))
def _placeholder(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=swap(plan.signatures, 0, organisation=None, name=None, position=None, date=None))


@fault("a signature without a date", "signature-incomplete", "2014-15", "2017-19")
def _undated(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=swap(plan.signatures, _signed(plan, "nhs"), date=None))


@fault("a signature without a name", "signature-incomplete", "2025-26")
def _nameless(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, signatures=swap(plan.signatures, _signed(plan, "council"), name=None))


@fault("one partner has not signed", "signature-partners")
def _partner(plan: Plan, rng: random.Random) -> Plan | None:
    signing = [s for s in plan.signatures if s.role == "nhs"]
    return replace(plan, signatures=tuple(s for s in plan.signatures if s is not signing[-1])) if len(signing) > 1 else None


@fault("signed before the Board agreed", "signature-before-agreement", "2014-15", "2017-19")
def _early(plan: Plan, rng: random.Random) -> Plan | None:
    assert plan.dates.agreed_at_hwb
    day = plan.dates.agreed_at_hwb - timedelta(days=6)
    return replace(plan, signatures=swap(plan.signatures, _signed(plan, "nhs"), date=day))


def _answered(plan: Plan, question: str, text: str | None) -> Plan | None:
    for i, c in enumerate(plan.conditions):
        if c.question == question:
            status = c.status if text else type(c.status).UNANSWERED
            return replace(plan, conditions=swap(plan.conditions, i, text=text, status=status))
    return None


@fault("a condition without an answer", "condition-unanswered")
def _unanswered(plan: Plan, rng: random.Random) -> Plan | None:
    question = {"2014-15": "definition", "2017-19": "invested", "2025-26": "oversight"}[plan.round or ""]
    return _answered(plan, question, None)


@fault("a condition answered by reference", "condition-by-reference", "2014-15", "2017-19")
def _reference(plan: Plan, rng: random.Random) -> Plan | None:
    return _answered(
        plan,
        {"2014-15": "information-governance", "2017-19": "invested"}[plan.round or ""],
        "Please see the answer in section 2a above.",
    )


@fault("no date where one is asked", "condition-no-date", "2014-15", "2017-19")
def _condition_date(plan: Plan, rng: random.Random) -> Plan | None:
    question = {"2014-15": "nhs-number-commitment", "2017-19": "transfers"}[plan.round or ""]
    if plan.round == "2014-15":
        changed = _answered(plan, "nhs-number", "No, social care does not use it in letters yet.")
        plan = changed if changed is not None else plan
    return _answered(plan, question, "All partners are committed to it and teams are at work on what remains.")


@fault("no proportion where one is asked", "condition-no-proportion", "2014-15")
def _proportion(plan: Plan, rng: random.Random) -> Plan | None:
    """The two questions of the section are answered together, in one text."""
    text = "Practices use risk stratification with a combined model, and people at high risk have a plan and a lead professional."
    changed = _answered(plan, "proportions", text)
    return _answered(changed, "lead-professional", text) if changed is not None else None


@fault("what follows for hospitals without a figure", "condition-no-amount", "2014-15")
def _no_amount(plan: Plan, rng: random.Random) -> Plan | None:
    """The section of the narrative answers the condition."""
    at = next(i for i, n in enumerate(plan.narrative) if n.section == "2d")
    text = (plan.narrative[at].text or "").split(" The hospital trust has agreed")[0]
    return _answered(replace(plan, narrative=swap(plan.narrative, at, text=text)), "impact", text)


@fault("a condition answered with no", "condition-not-met", "2017-19", "2025-26")
def _not_met(plan: Plan, rng: random.Random) -> Plan | None:
    return _answered(plan, {"2017-19": "met-2018-19", "2025-26": "oversight"}[plan.round or ""], "No")


@fault("score is not likelihood times impact", "risk-score", "2017-19")
def _score(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, score=(plan.risks[0].score or 0) + 1))


@fault("likelihood off the scale", "risk-scale", "2017-19")
def _scale(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, likelihood=7))


@fault("a word that does not fit the score", "risk-band", "2017-19")
def _band(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, likelihood=5, impact=5, score=25, rating="Low"))


@fault("a risk that nobody owns", "risk-owner", "2017-19")
def _owner(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, owner=None))


@fault("a risk about which nothing is done", "risk-mitigation", "2014-15", "2017-19")
def _mitigation(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, mitigation=None))


@fault("a risk that is not rated", "risk-unrated", "2014-15", "2017-19")
def _unrated(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=swap(plan.risks, 0, rating=None, likelihood=None, impact=None, score=None))


@fault("no risk register", "risk-register-absent", "2014-15", "2017-19")
def _no_register(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, risks=())


@fault(
    "who holds the pool is to be confirmed",
    "value-to-be-confirmed",
    "2014-15",
    state=("contributions/c1/holds_pool", State.TO_BE_CONFIRMED),
)
def _tbc(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, contributions=swap(plan.contributions, 0, holds_pool=None))


@fault("the form's own pounds left in", "value-placeholder", "2014-15", state=("budgets/b3/amount", State.DEFAULT_LEFT_IN))
def _default(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, budgets=swap(plan.budgets, 2, amount=None))


@fault("a drafting remark in the narrative", "drafting-remark")
def _remark(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, narrative=swap(plan.narrative, 0, text=f"{plan.narrative[0].text} [insert figures from finance]"))


@fault("equality is not mentioned", "equality-impact-absent")
def _equality(plan: Plan, rng: random.Random) -> Plan | None:
    narrative = tuple(replace(n, text=(n.text or "").split(" An equality")[0]) for n in plan.narrative)
    return replace(plan, narrative=narrative)


_NAMED_AGAIN = dict.fromkeys(
    ("2014-15", "2017-19", "2025-26"), "the forms name it again beside contributions and signatures, from which it is read"
)


@fault("no council is named", "partner-missing", hidden=_NAMED_AGAIN)
def _no_council(plan: Plan, rng: random.Random) -> Plan | None:
    """Neither among the organisations nor beside its money and its signature."""
    councils = {o.name for o in plan.organisations if o.kind == "council"}
    return replace(
        plan,
        organisations=tuple(o for o in plan.organisations if o.name not in councils),
        contributions=tuple(replace(c, organisation=None) if c.organisation in councils else c for c in plan.contributions),
        signatures=tuple(replace(s, organisation=None) if s.organisation in councils else s for s in plan.signatures),
    )


@fault("no area is named", "area-unknown", hidden=_NAMED_AGAIN)
def _no_area(plan: Plan, rng: random.Random) -> Plan | None:
    return replace(plan, area=replace(plan.area, name=None))
