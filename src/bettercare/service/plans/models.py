"""A plan being written: the state it opened with, every edit since, and the versions kept. Events are the only history."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q, QuerySet

from bettercare.plan import (
    Cover,
    Plan,
    Reading,
    bytes_of,
    covers_from_json,
    draft_data,
    draft_from_json,
    draft_kept,
    reading_from_json,
)
from bettercare.plan.edits import Edit, EditKind
from bettercare.service.accounts.models import User
from bettercare.service.accounts.permissions import Permission, acts_for, is_national, reach
from bettercare.service.happened import Happened, NeverChanged
from bettercare.service.kept import kept, once_a_request

__all__ = ["AreaPlan", "Brought", "Happened", "NeverChanged", "Partner", "PlanEdit", "PlanVersion"]


_read_last: OrderedDict[int, tuple[Any, Reading]] = OrderedDict()
"""Of each plan (by its key) the JSON that was read last and what it says, so many as pages are open at once."""

_written_last: OrderedDict[int, tuple[Any, Reading]] = OrderedDict()
"""Of each plan the JSON that was written last, made by this very program, and what it says."""


@kept(128)
def _draft(content: bytes, plan: int) -> Reading:
    """The plan in its bytes; those that were read last are kept, since a page and the saves that follow read the same.

    What stands in them as it stood when something of the plan was read last is the same value as then.
    """
    data = json.loads(content)
    made = draft_from_json(data, _read_last.get(plan))
    _remember(_read_last, plan, data, made)
    return made


def _remember(last: OrderedDict[int, tuple[Any, Reading]], plan: int, data: Any, reading: Reading) -> None:
    last[plan] = data, reading
    while len(last) > 64:
        last.popitem(last=False)


@kept(512)
def _covers(content: bytes) -> tuple[Cover, ...]:
    return covers_from_json(json.loads(content))


@once_a_request
def _partners(plan: int) -> tuple[Partner, ...]:
    return tuple(Partner.objects.filter(plan=plan))


class AreaPlanQuerySet(QuerySet["AreaPlan"]):
    def seen_by(self, user: User) -> AreaPlanQuerySet:
        """The plans that a person may see today."""
        if is_national(user):
            return self
        held = reach(user, Permission.SEE)
        mine = Q(partners__organisation__in=held.organisations)
        for organisation, area in held.in_areas:
            mine |= Q(partners__organisation=organisation, area=area)
        return self.filter(mine).distinct()


class AreaPlan(models.Model):
    """An area's plan for a round. `revision` counts its edits; `working` is what they fold to, kept for speed."""

    round = models.CharField(max_length=40)
    area = models.CharField(max_length=200)
    opened_with = models.BinaryField()
    """The canonical bytes of the plan that it opened with, with the states of what it did not give."""
    opened_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)
    working = models.BinaryField()
    for_demonstration = models.BooleanField(default=False)

    objects: ClassVar = AreaPlanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["area", "round"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["round", "area"], name="one_plan_per_area_and_round")]
        indexes: ClassVar = [  # a list of plans is read without the plans themselves, which stand before the last columns
            models.Index(fields=["area", "round", "revision", "for_demonstration"], name="plans_in_a_list")
        ]

    def __str__(self) -> str:
        return f"{self.area}, {self.round}"

    def draft(self) -> Reading:
        """The working copy as it stands, with the states of what it does not give."""
        return _draft(bytes(self.working), self.pk)

    def plan(self) -> Plan:
        """The working copy as it stands."""
        return self.draft().plan

    def covers(self) -> tuple[Cover, ...]:
        """The areas that the working copy covers; of many plans in little more than the time of asking for them."""
        return _covers(bytes(self.working))

    def stand(self, draft: Reading) -> Reading:
        """Let the working copy be this; returns it as it is kept, with states of what it does not give alone."""
        stands, like = draft_kept(draft), _written_last.get(self.pk)
        data = draft_data(stands, like)
        self.working = bytes_of(data)
        _remember(_written_last, self.pk, data, stands)
        _draft.put(stands, self.working, self.pk)
        return stands

    def who(self) -> tuple[Partner, ...]:
        """The partners."""
        fetched = getattr(self, "_prefetched_objects_cache", {})
        return tuple(self.partners.all()) if "partners" in fetched else _partners(self.pk)

    def opening(self) -> Plan:
        """The plan that it opened with."""
        return _draft(bytes(self.opened_with), self.pk).plan


class Partner(models.Model):
    """An organisation (register code) whose people work on a plan."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="partners")
    organisation = models.CharField(max_length=20)
    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "organisation"], name="a_partner_once")]

    def __str__(self) -> str:
        return self.name


class PlanEdit(Happened):
    """One edit of a working copy; `number` is the revision that it made."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="edits")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in EditKind])
    address = models.CharField(max_length=400)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    before = models.CharField(max_length=100, null=True)
    old_before = models.CharField(max_length=100, null=True)
    undoes = models.PositiveIntegerField(null=True)
    """The number of the edit that this one takes back."""

    class Meta:
        ordering: ClassVar = ["plan_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="one_edit_per_revision")]

    def edit(self) -> Edit:
        return Edit(EditKind(self.kind), self.address, self.old, self.new, self.before, self.old_before)


class PlanVersion(Happened):
    """A kept state of a plan: its canonical bytes (with the states of what it does not give) and their SHA-256."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["plan_id", "-number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="version_numbers_once")]

    def draft(self) -> Reading:
        """The plan that was kept, with the states of what it does not give."""
        return _draft(bytes(self.content), self.plan_id)

    def kept(self) -> Plan:
        return self.draft().plan


class Brought(Happened):
    """Documents that somebody brought to a plan: their names and hashes, and the reading of them as JSON."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="brought")
    documents = models.JSONField()
    """Of each document its name, its SHA-256 and its size in bytes."""
    reading = models.BinaryField()
    made_from = models.PositiveIntegerField(null=True)
    """The revision of the plan that a document of ours was made from, where it says so."""
    unchanged = models.JSONField(default=list)
    """What reading that document as it was made gives otherwise than the plan it was made of: nobody changed it, so nobody is
    asked about it."""

    class Meta:
        ordering: ClassVar = ["plan_id", "-at"]

    def read(self) -> Reading:
        return reading_from_json(json.loads(bytes(self.reading)))

    @property
    def names(self) -> str:
        return ", ".join(d["name"] for d in self.documents)


class FindingReason(Happened):
    """The area's reason for something that a check asks about; the last one for a rule and address holds, an empty one none."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="reasons")
    rule = models.CharField(max_length=100)
    address = models.CharField(max_length=400, blank=True)
    message = models.TextField(blank=True)
    """What the check said when the reason was given."""
    reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["plan_id", "pk"]


class CommentQuerySet(QuerySet["Comment"]):
    def seen_by(self, user: User, plan: AreaPlan) -> CommentQuerySet:
        """What a person may see today: partners' people only, and of one organisation's threads its own people."""
        own = acts_for(user, Permission.SEE, plan)
        return self.filter(plan=plan, organisation__in={"", *own}) if own else self.none()


class Comment(Happened):
    """Something said about an address of a plan. The first comment of a thread has none before it."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey("self", on_delete=models.PROTECT, related_name="replies", null=True)
    address = models.CharField(max_length=400, blank=True)
    organisation = models.CharField(max_length=20, blank=True)
    """The partner (register code) whose people alone see the thread; empty for all partners."""
    text = models.TextField()

    objects: ClassVar = CommentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["plan_id", "pk"]


class CommentSettled(Happened):
    """A thread was settled, or opened again."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="settlings")
    settled = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["comment_id", "pk"]


class EvidenceFile(Happened):
    """A document that was kept as evidence, as it was given."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="evidence_files")
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["plan_id", "pk"]


class RegisterEntry(Happened):
    """A state of an entry of a register (see `registers`); the last one of a key holds."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="register_entries")
    register = models.CharField(max_length=40)
    key = models.CharField(max_length=20)
    values = models.JSONField()
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="entries", null=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["plan_id", "pk"]


class Filled(Happened):
    """A workbook that somebody brought and that was filled with the plan, with what was not filled."""

    plan = models.ForeignKey(AreaPlan, on_delete=models.PROTECT, related_name="filled")
    revision = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    filled = models.PositiveIntegerField()
    left = models.JSONField()
    """Of each value that was not filled its address, where it would stand and why not."""

    class Meta:
        ordering: ClassVar = ["plan_id", "-pk"]
