"""What people say about a plan beside writing it: reasons for what a check asks, and comments anchored to an address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, acts_for, may
from bettercare.service.plans.actions import NotAllowed
from bettercare.service.plans.models import AreaPlan, Comment, CommentSettled, FindingReason

LONGEST = 4000
"""Characters of a comment or reason: about a page."""


class CannotSay(ValueError):
    """A reason or comment that cannot be kept; the words say what to do."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with its replies, and whether it is settled."""

    first: Comment
    replies: tuple[Comment, ...]
    settled: CommentSettled | None

    @property
    def open(self) -> bool:
        return self.settled is None or not self.settled.settled


def give_reason(*, by: User, plan: AreaPlan, rule: str, address: str, message: str, reason: str) -> FindingReason:
    """Answer what a check asks with a reason; the last one holds, and an empty one takes it back."""
    if not may(by, Permission.WRITE, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.WRITE.value}.")
    if len(reason) > LONGEST:
        raise CannotSay(f"A reason has at most {LONGEST:,} characters; put what is longer into the plan.")
    with transaction.atomic():
        return FindingReason.objects.create(
            plan=plan, rule=rule[:100], address=address[:400], message=message, reason=reason.strip(), by=by, by_name=str(by),
            at=timezone.now(),
        )  # fmt: skip


def reasons_of(plan: AreaPlan) -> dict[tuple[str, str], FindingReason]:
    """The reasons that hold, by rule and address."""
    last = {(r.rule, r.address): r for r in plan.reasons.order_by("at", "pk")}
    return {about: reason for about, reason in last.items() if reason.reason}


def comment(*, by: User, plan: AreaPlan, address: str, text: str, organisation: str = "", thread: int | None = None) -> Comment:
    """Say something about an address, or reply; `organisation` keeps a new thread among the people of one partner."""
    if not may(by, Permission.COMMENT, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.COMMENT.value}.")
    if not text.strip():
        raise CannotSay("Write something first.")
    if len(text) > LONGEST:
        raise CannotSay(f"A comment has at most {LONGEST:,} characters.")
    if organisation and organisation not in acts_for(by, Permission.COMMENT, plan):
        raise NotAllowed("You can keep a comment among the people of your own organisation only.")
    with transaction.atomic():
        first = None if thread is None else _seen(by, plan, thread)
        return Comment.objects.create(
            plan=plan, thread=first, address=first.address if first else address[:400], text=text.strip(),
            organisation=first.organisation if first else organisation, by=by, by_name=str(by), at=timezone.now(),
        )  # fmt: skip


def settle(*, by: User, plan: AreaPlan, thread: int, settled: bool) -> CommentSettled:
    """Say that a thread is settled, or open it again."""
    if not may(by, Permission.COMMENT, plan):
        raise NotAllowed(f"Your role does not allow you to {Permission.COMMENT.value}.")
    with transaction.atomic():
        first = _seen(by, plan, thread)
        return CommentSettled.objects.create(comment=first, settled=settled, by=by, by_name=str(by), at=timezone.now())


def threads(by: User, plan: AreaPlan, address: str | None = None) -> tuple[Thread, ...]:
    """The threads that a person may see, open ones first, of one address or all."""
    shown = plan.comments.seen_by(by, plan).select_related("by").prefetch_related("settlings").order_by("at", "pk")
    if address is not None:
        shown = shown.filter(address=address)
    replies: dict[int, list[Comment]] = {}
    firsts: list[Comment] = []
    for one in shown:
        if one.thread_id is None:
            firsts.append(one)
        else:
            replies.setdefault(one.thread_id, []).append(one)
    found = [Thread(f, tuple(replies.get(f.pk, ())), max(f.settlings.all(), key=lambda s: s.pk, default=None)) for f in firsts]
    return tuple(sorted(found, key=lambda t: not t.open))


def open_at(by: User, plan: AreaPlan) -> Counter[str]:
    """How many open threads that a person may see hang on each address."""
    firsts = plan.comments.seen_by(by, plan).filter(thread=None).order_by().values_list("pk", "address")
    settled = dict(CommentSettled.objects.filter(comment__plan=plan).order_by("pk").values_list("comment_id", "settled"))
    return Counter(address for pk, address in firsts if not settled.get(pk))


def _seen(by: User, plan: AreaPlan, thread: int) -> Comment:
    found = plan.comments.seen_by(by, plan).filter(pk=thread, thread=None).first()
    if found is None:
        raise CannotSay("This comment is not there, or not for you to see.")
    return found
