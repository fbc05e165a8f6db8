"""What truthful plans of 2014-15 say: answers to the national conditions, narrative, signatures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bettercare.plan import ConditionAnswer, ConditionStatus, Narrative, Organisation, OrganisationKind, Signature, State
from specimens import words
from specimens.drawing import Draft, day_between

SECTIONS = {
    "1c": "Service provider engagement",
    "1d": "Patient, service user and public engagement",
    "2a": "Vision for health and care services",
    "2b": "Aims and objectives",
    "2c": "Description of planned changes",
    "2d": "Implications for the acute sector",
    "2e": "Governance",
}


def conditions(draft: Draft, area: str) -> tuple[ConditionAnswer, ...]:
    rng = draft.rng
    share, covered = rng.randint(2, 9), rng.randint(30, 95)
    seven_days = (
        "Our joint strategy commits every partner to services on all seven days. Discharge teams work on "
        "Saturdays and Sundays from October 2014, and therapy follows in April 2015."
    )
    at_risk = (
        f"Practices use risk stratification with a combined model. {share}% of adults are at high risk of "
        f"admission; {covered}% of them have a joint care plan and an accountable lead professional. A "
        "joint process assesses risk and plans care."
    )
    answers = (
        (
            "social-care",
            "definition",
            "We mean that people who are eligible now keep the support that they need, whatever its form.",
        ),
        ("social-care", "protection", f"The existing transfer is kept whole and what is added meets demographic growth in {area}."),
        ("seven-day", "commitment", seven_days),
        ("seven-day", "local-plans", seven_days),
        (
            "data-sharing",
            "nhs-number",
            ("Yes. The NHS Number is the primary identifier in all letters and records of health and social care."),
        ),
        (
            "data-sharing",
            "nhs-number-commitment",
            (
                "We are committed to it, and it will be in place in every service by "
                f"{rng.choice(('31 March 2015', '1 April 2015', '30 September 2014'))}."
            ),
        ),
        (
            "data-sharing",
            "open-apis",
            ("We are committed to open interfaces and open standards; new systems must follow the interoperability toolkit."),
        ),
        (
            "data-sharing",
            "information-governance",
            (
                "Controls are in place: the standard contract, level 2 of the toolkit and the Caldicott 2 review "
                "are met by all partners."
            ),
        ),
        ("joint-assessment", "lead-professional", at_risk),
        ("joint-assessment", "proportions", at_risk),
    )
    unanswered = {c for c in ("social-care", "seven-day", "joint-assessment") if not draft.tidy and rng.random() < 0.08}
    found = []
    for i, (condition, question, text) in enumerate(answers, start=1):
        kept = None if condition in unanswered else text
        if condition == "data-sharing":
            kept = draft.gap(f"conditions/n{i}/text", text, 0.06)
        status = ConditionStatus.ANSWERED if kept else ConditionStatus.UNANSWERED
        found.append(ConditionAnswer(f"n{i}", condition, question, status, kept))
    return tuple(found)


def narrative(draft: Draft, area: str) -> tuple[Narrative, ...]:
    found = [
        Narrative(f"x{i}", key, title, words.paragraph(draft.rng, area)) for i, (key, title) in enumerate(SECTIONS.items(), start=1)
    ]
    ends = {
        "2d": f"The hospital trust has agreed that £{100 + sum(map(ord, area)) % 800},000 of its income moves with the services.",
        "2e": "An equality impact assessment was completed with partners in January 2014.",
    }
    return tuple(replace(n, text=f"{n.text} {ends[n.section]}") if n.section in ends else n for n in found)


def on_hospitals(story: tuple[Narrative, ...], number: int) -> ConditionAnswer:
    """The condition on the acute sector, which the narrative's section on it answers."""
    section = next(n for n in story if n.section == "2d")
    return ConditionAnswer(f"n{number}", "acute-impact", "impact", ConditionStatus.ANSWERED, section.text)


def signatures(draft: Draft, partners: tuple[Organisation, ...], area: str, agreed: date, submitted: date) -> tuple[Signature, ...]:
    rng, found = draft.rng, []
    signing: list[tuple[str, str | None]] = [("nhs", p.name) for p in partners if p.kind is OrganisationKind.CCG]
    signing += [("council", p.name) for p in partners if p.kind is OrganisationKind.COUNCIL]
    signing.append(("hwb", f"{area} Health and Wellbeing Board"))
    for i, (role, organisation) in enumerate(signing, start=1):
        title = words.pick(rng, words.ROLE_TITLES[role])
        position = title if role != "hwb" else None
        day = day_between(rng, agreed, submitted)
        if not draft.tidy and rng.random() < 0.12:
            state = rng.choice((State.DEFAULT_LEFT_IN, State.BLANK))
            for part in ("organisation", "name", "date") + (("position",) if position else ()):
                draft.states[f"signatures/g{i}/{part}"] = state
            found.append(Signature(f"g{i}", role))
        else:
            found.append(Signature(f"g{i}", role, organisation, title, position, day))
    return tuple(found)
