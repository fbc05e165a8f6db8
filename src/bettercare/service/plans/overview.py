"""The plans that a person may see, at a glance: how far each is. As many queries for 150 plans as for one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max

from bettercare.rounds.model import Round
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import is_national
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
    rows = list(AreaPlan.objects.seen_by(user).only("round", "area", "revision", "for_demonstration"))
    round_of = {r.pk: r.round for r in rows}
    rounds = {id: load(id) for id in set(round_of.values())}
    titles = {(r.id, w.id): w.title for r in rounds.values() for w in r.windows}
    among = AreaPlan.objects.order_by()
    if not is_national(user):
        among = among.filter(pk__in=[r.pk for r in rows])
    changed = dict(among.filter(edits__number=F("revision")).values_list("pk", "edits__at"))
    versions = dict(among.values("pk").annotate(last=Max("versions__number")).values_list("pk", "last"))
    signed = Counter(among.filter(signoffs__isnull=False).values_list("pk", "signoffs__version__number"))
    sent = {
        pk: Sent(titles.get((round_of.get(pk, ""), window), window), late, at)
        for pk, window, late, at in among.filter(submissions__isnull=False)
        .order_by("submissions__at")
        .values_list("pk", "submissions__window", "submissions__late", "submissions__at")
    }
    found: dict[str, list[AtAGlance]] = {}
    for row in rows:
        version = versions.get(row.pk) or 0
        plan = AtAGlance(row, version, signed[row.pk, version], sent.get(row.pk), changed.get(row.pk))
        found.setdefault(row.round, []).append(plan)
    return [(rounds[id], found[id]) for id in sorted(found, key=lambda id: rounds[id].years[0], reverse=True)]
