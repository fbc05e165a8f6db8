"""Sending a version in a window of the round: what is missing is stated and allowed by somebody, being late needs a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bettercare.plan import CheckResult, Reading, Severity
from bettercare.plan.words import counted, listed
from bettercare.rounds.model import Round, Window
from bettercare.service.accounts.models import User
from bettercare.service.accounts.people import working_on
from bettercare.service.accounts.permissions import Permission, may
from bettercare.service.notices.telling import tell
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.registers import evidence_of
from bettercare.service.plans.remarks import reasons_of
from bettercare.service.plans.working import checked, sections
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.windows import open_now
from bettercare.service.signoff.actions import version_of
from bettercare.service.signoff.models import Submission
from bettercare.service.signoff.refusals import CannotSend
from bettercare.service.signoff.status import Seat, lacks, seats
from bettercare.service.signoff.stored import stored


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that a window asks for and a version does not have; `key` names it in a form."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """A fault that somebody allowed to stand in what is sent, and why."""

    key: str
    allowed_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """How a version stands to what a window asks."""

    window: Window
    lacking: tuple[str, ...]
    faults: tuple[Fault, ...]
    unsigned: tuple[Seat, ...]
    late: bool

    @property
    def needs_reason(self) -> bool:
        return self.late or "signed" in self.lacking


def readiness(row: AreaPlan, window: Window, held: Reading, round: Round, result: CheckResult, asked: Sequence[Seat]) -> Readiness:
    """What a window asks for and a plan does not have, fault by fault, and whether the window has closed for the area."""
    plan = held.plan
    lacking = lacks(window, held, round, result, asked)
    faults: list[Fault] = []
    if "complete" in lacking:
        faults += [
            Fault(f"complete:{s.slug}", f"{s.page.title}: {counted(s.missing, 'answer')} missing")
            for s in sections(held, round)
            if s.missing
        ]
    if "valid" in lacking:
        blocking = [f for f in result.findings if f.severity is Severity.ERROR]
        faults += [Fault(f"{f.rule}:{f.address or number}", f.message) for number, f in enumerate(blocking)]
    closes = window.closes_for(plan.covers[0].code) if plan.covers else window.closes
    late = closes is not None and timezone.localtime().replace(tzinfo=None) > closes.replace(tzinfo=None)
    unsigned = tuple(s for s in asked if not s.holds)
    return Readiness(window, lacking, tuple(faults), unsigned, late)


def submit(*, by: User, plan: AreaPlan, version: int, window: str, reason: str = "", allowed: Sequence[Allowed] = ()) -> Submission:
    """Send a version in a window. Each fault that the window does not take must be allowed by somebody who says why; being
    late, or sending before all have signed, needs a reason. All of that goes with it."""
    if not may(by, Permission.SEND, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.SEND.value}.")
    round = load(plan.round)
    where = next((w for w in open_now(round, timezone.now()) if w.id == window), None)
    if where is None:
        raise CannotSend("The round has no such window in which plans are sent now.", "window")
    with transaction.atomic():
        kept = version_of(plan, version)
        content = kept.draft()
        ready = readiness(plan, where, content, round, checked(plan, content), seats(plan, content, round))
        exceptions = _exceptions(ready, allowed)
        if ready.needs_reason and not reason.strip():
            why = ["it is not signed by all"] if "signed" in ready.lacking else []
            why += ["the window has closed"] if ready.late else []
            raise CannotSend(f"This version can be sent with a reason only, because {' and '.join(why)}.", "reason")
        signatures = [
            {"role": s.role, "organisation": s.organisation, "name": s.name, "way": s.way, "sha256": s.sha256}
            for s in kept.signoffs.order_by("at", "pk")
        ]
        sent: dict[str, Any] = {
            "window": window, "late": ready.late, "reason": reason.strip(), "lacking": list(ready.lacking),
            "exceptions": exceptions, "signatures": signatures,
            "to_come": [{"role": s.role.id, "organisation": s.organisation} for s in ready.unsigned],
        }  # fmt: skip
        evidence = (*(s["sha256"] for s in signatures), *evidence_of(plan))
        reasons = [{"rule": r, "address": a, "reason": given.reason} for (r, a), given in sorted(reasons_of(plan).items())]
        held = stored(bytes(kept.content), plan.round, evidence=evidence, submission=sent, reasons=reasons)
        made = Submission.objects.create(
            plan=plan, version=kept, window=window, late=ready.late, reason=reason.strip(), lacking=list(ready.lacking),
            exceptions=exceptions, content=held.content, sha256=held.sha256, by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip
        late = ", late" if ready.late else ""
        words = f"{by} sent version {version} of the plan of {plan.area}{late}"
        tell(working_on(plan), words, reverse("receipt", args=[plan.pk, made.pk]), but=by)
    return made


def _exceptions(ready: Readiness, allowed: Sequence[Allowed]) -> list[dict[str, str]]:
    """The faults with who allowed each and why. Raises CannotSend while one is not allowed by somebody."""
    given = {one.key: one for one in allowed if one.allowed_by.strip() and one.reason.strip()}
    left = [fault for fault in ready.faults if fault.key not in given]
    if left:
        words = listed([f"it is not {lack}" for lack in ready.lacking if lack != "signed"])
        raise CannotSend(
            f"This version can be sent only when somebody allows what it lacks, because {words}. "
            f"Say who allows it and why for each of these: {'; '.join(f.words for f in left[:5])}"
            + (f"; and {len(left) - 5} more." if len(left) > 5 else "."),
            f"allow-{left[0].key}",
        )
    return [
        {"key": f.key, "words": f.words, "allowed_by": given[f.key].allowed_by.strip(), "reason": given[f.key].reason.strip()}
        for f in ready.faults
    ]


def counts(row: AreaPlan, window: str) -> Submission | None:
    """The submission that counts in a window: the last one that had, or was allowed not to have, all that the window asks."""
    for sent in row.submissions.filter(window=window).order_by("-at", "-pk"):
        if set(sent.lacking) <= {"signed"} or sent.exceptions:
            return sent
    return None
