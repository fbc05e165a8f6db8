"""What is left to do before a plan can be sent in its next window: for the task list, in the order in which people do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone

from bettercare.plan import CheckResult, Plan, Severity
from bettercare.plan.words import counted
from bettercare.rounds.model import Round, Window
from bettercare.service.plans.models import AreaPlan, PlanVersion
from bettercare.service.plans.working import Section
from bettercare.service.rounds_admin.windows import KINDS
from bettercare.service.signoff.status import asked_to_sign


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a window asks for: whether it is done, how it stands, and the page where it is done."""

    words: str
    done: bool
    page: str = ""


@dataclass(frozen=True, slots=True)
class NextWindow:
    """The window in which a plan is sent next, until when for its area, and what is left before; `closes` is local time."""

    window: Window
    closes: datetime | None
    opens_on: date | None
    """The day on which it opens, where that is still to come."""
    late: bool
    days: int | None
    """Whole days until it closes."""
    steps: tuple[Step, ...]


def next_window(
    row: AreaPlan, plan: Plan, round: Round, found: Sequence[Section], result: CheckResult, latest: PlanVersion | None
) -> NextWindow | None:
    """The next window of a plan with what it asks; nothing where all was sent, or the round has no window."""
    now = timezone.localtime().replace(tzinfo=None)
    window = _next(row, plan, round, now)
    if window is None:
        return None
    closes = _closes(window, plan)
    opens_on = window.opens if window.opens and window.opens > now.date() else None
    return NextWindow(
        window, closes, opens_on, closes is not None and closes < now, (closes.date() - now.date()).days if closes else None,
        tuple(_steps(row, plan, round, window, found, result, latest)),
    )  # fmt: skip


def _closes(window: Window, plan: Plan) -> datetime | None:
    closes = window.closes_for(plan.covers[0].code) if plan.covers else window.closes
    return closes.replace(tzinfo=None) if closes else None


def _next(row: AreaPlan, plan: Plan, round: Round, now: datetime) -> Window | None:
    """Of the windows after those in which something was sent: the first that is open, else the last that closed, else the next."""
    windows = sorted((w for w in round.windows if w.kind in KINDS), key=lambda w: (w.opens or date.min, _closes(w, plan) or now))
    sent = set(row.submissions.order_by().values_list("window", flat=True))
    last = max((n for n, w in enumerate(windows) if w.id in sent), default=-1)
    left = windows[last + 1 :]
    begun = [w for w in left if not w.opens or w.opens <= now.date()]
    still_open = [w for w in begun if (closes := _closes(w, plan)) is None or closes >= now]
    return next(iter(still_open or begun[-1:] or left), None)


def _steps(
    row: AreaPlan, plan: Plan, round: Round, window: Window, found: Sequence[Section], result: CheckResult,
    latest: PlanVersion | None,
) -> Iterator[Step]:  # fmt: skip
    gaps = [s for s in found if s.missing]
    if "complete" in window.must_be:
        left = sum(s.missing for s in gaps)
        words = f"{counted(left, 'answer')} missing" if left else "Everything that is asked is answered"
        yield Step(words, not left, reverse("section", args=[row.pk, gaps[0].slug]) if gaps else "")
    if "valid" in window.must_be:
        errors = sum(f.severity is Severity.ERROR for f in result.findings)
        words = f"{counted(errors, 'thing')} must be put right" if errors else "Nothing must be put right"
        yield Step(words, not errors, reverse("findings", args=[row.pk]) if errors else "")
    kept = latest is not None and latest.revision == row.revision
    if latest is None:
        yield Step("Keep a version: it is what people sign and what is sent", False, "#note")
    elif kept:
        yield Step(f"Version {latest.number} holds the plan as it stands", True, reverse("version", args=[row.pk, latest.number]))
    else:
        changed = counted(row.revision - latest.revision, "change")
        yield Step(f"Keep a version: {changed} came after version {latest.number}", False, "#note")
    if "signed" in window.must_be:
        yield _signed(row, plan, round, latest)


def _signed(row: AreaPlan, plan: Plan, round: Round, latest: PlanVersion | None) -> Step:
    """How many of those who must sign before it is sent have signed what the last version says."""
    asked = {(role.id, name) for role, name in asked_to_sign(row, plan, round) if not role.may_follow_submission}
    if latest is None:
        return Step(f"{counted(len(asked), 'signature')} to come", False)
    given = set(row.signoffs.filter(version__sha256=latest.sha256).values_list("role", "organisation"))
    have = len(asked & given)
    return Step(
        f"{have} of {counted(len(asked), 'signature')} on version {latest.number}", have == len(asked),
        reverse("signing", args=[row.pk, latest.number]),
    )  # fmt: skip
