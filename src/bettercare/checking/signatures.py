"""Rules about sign-off: who has not signed, placeholders, gaps, and signatures older than what they sign."""

from __future__ import annotations

import re

from bettercare.checking.model import Context, Fault, Outcomes, rule
from bettercare.checking.words import role_name
from bettercare.plan import Organisation, OrganisationKind, Signature, State
from bettercare.plan.words import day, listed
from bettercare.rounds.model import SignoffRole

_STATES = (State.DEFAULT_LEFT_IN, State.TO_BE_CONFIRMED, State.SAID_NOT_SUPPLIED)


def _block(context: Context, signature: Signature) -> list[State]:
    """The states of a block's name, position and date; blank where nothing is given and nothing else is known."""
    found = []
    for field in ("name", "position", "date"):
        state = context.state(f"signatures/{signature.id}/{field}")
        found.append(State.BLANK if getattr(signature, field) is None and state is State.GIVEN else state)
    return found


def _signed(signature: Signature) -> bool:
    return any((signature.name, signature.position, signature.date))


@rule("signature-placeholder", "error", reads_doubt=True)
def signature_placeholder(context: Context) -> Outcomes:
    for signature in context.plan.signatures:
        waiting = [s for s in _block(context, signature) if s in _STATES]
        if waiting and not _signed(signature):
            what = "holds only the form's placeholder" if State.DEFAULT_LEFT_IN in waiting else "is still to be filled in"
            yield Fault(
                f"signatures/{signature.id}/name",
                f"The signature for {role_name(signature.role, context.round)} {what}: nobody has signed.",
                found="placeholder" if State.DEFAULT_LEFT_IN in waiting else "awaited",
                expected="name, position and date",
                do="Have it signed, or leave the plan a draft.",
                rests_on=(f"signatures/{signature.id}",),
            )


@rule("signature-missing", "error", after=("signature-placeholder",), reads_doubt=True)
def signature_missing(context: Context) -> Outcomes:
    there = {s.role for s in context.plan.signatures}
    roles = {r.id: r for r in context.round.signoff}
    for signature in context.plan.signatures:
        role = roles.get(signature.role)
        if not _signed(signature) and (role is None or role.required) and not _doubted(context, signature):
            yield Fault(
                f"signatures/{signature.id}/name",
                f"Nobody has signed for {role_name(signature.role, context.round)}.",
                found="an empty block",
                expected="name, position and date",
                do="Have it signed, or leave the plan a draft.",
                rests_on=(f"signatures/{signature.id}",),
            )
    absent = [r for r in context.round.signoff if r.required and not r.may_follow_submission and r.id not in there]
    listing = not any("date" in r.fields for r in context.round.signoff)
    if absent and listing and not any(roles[s.role].required for s in context.plan.signatures if s.role in roles):
        yield context.not_checked(
            "who signs stands in a list on the cover, and no name of one who must sign was found", "signatures"
        )
    elif absent:
        names = listed((role_name(r.id, context.round) for r in absent), "or")
        yield Fault(
            "signatures",
            f"The plan holds no signature for {names}.",
            found=f"{len(context.round.signoff) - len(absent)} of {len(context.round.signoff)} roles",
            expected="every role that must sign",
            do="Have it signed, or add the page that holds the signatures.",
        )


def _doubted(context: Context, signature: Signature) -> bool:
    return any(address.startswith(f"signatures/{signature.id}/") for address in context.doubts)


@rule("signature-partners", "query", after=("signature-missing", "signature-placeholder"))
def signature_partners(context: Context) -> Outcomes:
    """One block for each partner of the kind that the role signs for."""
    for role in context.round.signoff:
        kinds = {"council": OrganisationKind.COUNCIL, "ccg": OrganisationKind.CCG, "icb": OrganisationKind.ICB}
        if role.per not in kinds or not role.required:
            continue
        partners = _different([o for o in context.plan.organisations if o.kind is kinds[role.per]])
        signed = [s for s in context.plan.signatures if s.role == role.id]
        if signed and len(signed) < len(partners):
            yield Fault(
                "signatures",
                f"The plan names {len(partners)} partners ({listed(o.name or '?' for o in partners)}), but only "
                f"{len(signed)} signed for "
                f"{role_name(role.id, context.round)}.",
                found=str(len(signed)),
                expected=str(len(partners)),
                difference=str(len(signed) - len(partners)),
                do="Each partner signs for itself.",
                rests_on=tuple(f"organisations/{o.id}" for o in partners),
            )


def _different(partners: list[Organisation]) -> list[Organisation]:
    """Partners without those that are another one under a shorter or longer name."""
    kept: list[Organisation] = []
    for one in sorted(partners, key=lambda o: len(_words(o))):
        if not any(_words(one) >= _words(other) or (one.code and one.code == other.code) for other in kept):
            kept.append(one)
    return [o for o in partners if o in kept]


def _words(organisation: Organisation) -> set[str]:
    common = {"council", "county", "borough", "city", "district", "metropolitan", "of", "the", "nhs", "ccg", "clinical",
              "commissioning", "group", "icb", "integrated", "care", "board", "and"}  # fmt: skip
    return set(re.findall(r"[a-z]+", (organisation.name or "").lower())) - common


@rule("signature-incomplete", "query", after=("signature-missing", "signature-placeholder", "date-no-year", "date-impossible"))
def signature_incomplete(context: Context) -> Outcomes:
    """What one block lacks; what every block lacks, because the page has no room for it, is one finding."""
    roles = {r.id: r for r in context.round.signoff}
    gaps: list[tuple[Signature, SignoffRole, list[str]]] = []
    for signature in context.plan.signatures:
        role = roles.get(signature.role)
        if role is not None and _signed(signature):
            absent = [f for f in role.fields if context.absent(f"signatures/{signature.id}/{f}", getattr(signature, f))]
            gaps.append((signature, role, [f for f in absent if f != "organisation"]))
    named = ("name", "position", "date")
    everywhere = [f for f in named if len(gaps) > 1 and all(f in g or f not in r.fields for _, r, g in gaps)]
    everywhere = [f for f in everywhere if sum(f in lacking for *_, lacking in gaps) > 1]
    if everywhere:
        without = [f"signatures/{s.id}/{f}" for s, _, lacking in gaps for f in everywhere if f in lacking]
        yield Fault(
            without[0],
            f"No {listed(everywhere, 'or')} is given with any of the {len(gaps)} signatures.",
            found=f"0 of {len(gaps)}",
            expected=f"a {listed(everywhere)} with each signature",
            do=f"Add the {listed(everywhere)} of each who signed.",
            rests_on=tuple(without[1:]),
        )
    for signature, role, gap in gaps:
        lacking = [f for f in gap if f not in everywhere]
        if lacking:
            yield Fault(
                f"signatures/{signature.id}/{lacking[0]}",
                f"The signature for {role_name(role.id, context.round)} has no {listed(lacking, 'or')}.",
                found=listed(f for f in role.fields if f not in lacking),
                expected=listed(role.fields),
                do=f"Add the {listed(lacking)}.",
                rests_on=tuple(f"signatures/{signature.id}/{f}" for f in lacking),
            )


@rule("signature-before-agreement", "query", after=("date-impossible", "date-no-year", "date-order", "date-window"))
def signature_before_agreement(context: Context) -> Outcomes:
    """A signature older than the board's agreement was given to an earlier version than the board agreed."""
    agreed = context.plan.dates.agreed_at_hwb
    early = [(s, s.date) for s in context.plan.signatures if agreed and s.date and s.date < agreed]
    if agreed and early:
        days = listed(day(d) for d in sorted({d for _, d in early}))
        roles = listed(dict.fromkeys(role_name(s.role, context.round) for s, _ in early))
        one = len(early) == 1
        yield Fault(
            f"signatures/{early[0][0].id}/date",
            f"{'The signature' if one else f'{len(early)} signatures'} for {roles} {'is' if one else 'are'} dated {days}, before "
            f"the Health and Wellbeing Board agreed the plan on {day(agreed)}: {'it' if one else 'they'} may be for an earlier "
            f"version.",
            found=days,
            expected=f"on or after {day(agreed)}",
            difference=f"{(agreed - min(d for _, d in early)).days} days earlier",
            do="Confirm that the version agreed is the one that was signed.",
            rests_on=("dates/agreed_at_hwb", *(f"signatures/{s.id}/date" for s, _ in early[1:])),
        )
