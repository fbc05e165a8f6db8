"""What waits for somebody's signature, for their first page. As many queries for many plans as for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from bettercare.rounds.model import NotInRound, Round, SignoffRole
from bettercare.service.accounts.models import Role, User, held_on
from bettercare.service.plans.models import Partner
from bettercare.service.plans.overview import AtAGlance
from bettercare.service.rounds_admin.windows import open_now
from bettercare.service.signoff.models import SignOff


@dataclass(frozen=True, slots=True)
class Waits:
    """A version that somebody is to sign, as what and for which organisation."""

    plan: AtAGlance
    round: Round
    role: SignoffRole
    organisation: str


def waits_for(user: User, rounds: Iterable[tuple[Round, Iterable[AtAGlance]]]) -> list[Waits]:
    """The last versions that a person has not signed and is to sign, of rounds in which signed plans are sent now."""
    held = [m for m in held_on(user.pk, timezone.localdate()) if m.role == Role.SIGNATORY and m.signs_as]
    if not held:
        return []
    asked = [(round, list(plans)) for round, plans in rounds if _asks(round)]
    keys = [plan.row.pk for _, several in asked for plan in several]
    partners = {
        (pk, code): name for pk, code, name in Partner.objects.filter(plan__in=keys).values_list("plan", "organisation", "name")
    }
    signed = set(SignOff.objects.filter(plan__in=keys).values_list("plan_id", "version__number", "role", "organisation"))
    found = []
    for round, several in asked:
        for plan in several:
            for one in held:
                name = partners.get((plan.row.pk, one.organisation))
                role = _role(round, one.signs_as)
                if not name or not plan.version or role is None or one.area not in ("", plan.row.area):
                    continue
                if (plan.row.pk, plan.version, role.id, name) not in signed:
                    found.append(Waits(plan, round, role, name))
    return found


def _asks(round: Round) -> bool:
    """Whether plans are sent now that must be signed."""
    return any("signed" in w.must_be for w in open_now(round, timezone.now()))


def _role(round: Round, id: str) -> SignoffRole | None:
    try:
        role = round.role(id)
    except NotInRound:
        return None
    return role if role.required else None
