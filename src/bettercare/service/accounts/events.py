"""Writing down what happened about people, in the transaction in which it happens."""

from __future__ import annotations

from django.utils import timezone

from bettercare.service.accounts.models import Invitation, Membership, PeopleEvent, User, WhatHappened


def happened(what: WhatHappened, *, by: User, doing: Invitation | Membership, about: str) -> PeopleEvent:
    """Append an event about what somebody does, or is invited to do."""
    return PeopleEvent.objects.create(
        what=what, by=by, by_name=str(by), at=timezone.now(), area=doing.area, organisation=doing.organisation,
        organisation_name=doing.organisation_name, about=about, role=doing.role,
    )  # fmt: skip
