"""The plans that a person may see, at a glance: how far each is. As many queries for 150 plans as for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import load


@dataclass(frozen=True, slots=True)
class Sent:
    """The last submission of a plan: in which window of its round (its title), whether late, and when."""

    window: str
    late: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class AtAGlance:
    """One plan: its last version (0 where none is kept) with how many signed that, what was sent last, and its last change."""

    row: AreaPlan
    version: int
    signatures: int
    sent: Sent | None
    changed_at: datetime | None


def overview(user: User) -> list[tuple[Round, list[AtAGlance]]]:
    """The plans that a person may see, by round, the newest round first."""
    rows = list(AreaPlan.objects.seen_by(user).defer("opened_with", "working"))
    rounds = {id: load(id) for id in {r.round for r in rows}}
    titles = {(r.id, w.id): w.title for r in rounds.values() for w in r.windows}
    among = AreaPlan.objects.filter(pk__in=[r.pk for r in rows]).order_by()
    changed = dict(among.annotate(last=Max("edits__at")).values_list("pk", "last"))
    versions = dict(among.annotate(last=Max("versions__number")).values_list("pk", "last"))
    signed = [*among.exclude(signoffs=None).values_list("pk", "signoffs__version__number")]
    sent = {
        pk: Sent(titles.get((round, window), window), late, at)
        for pk, round, window, late, at in among.exclude(submissions=None)
        .order_by("submissions__at")
        .values_list("pk", "round", "submissions__window", "submissions__late", "submissions__at")
    }
    found: dict[str, list[AtAGlance]] = {}
    for row in rows:
        version = versions[row.pk] or 0
        plan = AtAGlance(row, version, signed.count((row.pk, version)), sent.get(row.pk), changed[row.pk])
        found.setdefault(row.round, []).append(plan)
    return [(rounds[id], found[id]) for id in sorted(found, key=lambda id: rounds[id].years[0], reverse=True)]
