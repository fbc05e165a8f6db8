"""The shapes that the programming interface takes and gives.

Plans, readings, findings and rounds keep the JSON that `bettercare.plan` gives them everywhere.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema


class Fault(Schema):
    """One thing that is wrong with a request."""

    where: str = Field(description="The parameter, header or part of the body, such as `body.edits.0.kind`.")
    problem: str


class Problem(Schema):
    """A problem in the form of RFC 9457 (`application/problem+json`)."""

    type: str = Field(description="A URI of the kind of problem; `about:blank` where the status says all.")
    title: str
    status: int
    detail: str = Field(description="What was found and what to do, in plain English.")
    faults: list[Fault]


class RoundEntry(Schema):
    """A planning round."""

    id: str
    title: str
    years: list[str] = Field(description="Financial years, such as `2025-26`.")
    confirmed: bool = Field(description="False while the round awaits checking against its official documents.")


class OrganisationEntry(Schema):
    """A council, board, commissioning group, care board, district or trust of the registers."""

    code: str
    name: str
    kind: str
    region: str | None
    area: str | None = Field(description="The code of the Health and Wellbeing Board area in which it mainly lies.")
    valid_from: date | None
    valid_to: date | None
    successors: list[str]
    confirmed: bool
    source: str


class PartnerEntry(Schema):
    """An organisation whose people work on a plan."""

    code: str = Field(alias="organisation")
    name: str


class PlanEntry(Schema):
    """A plan of one area for one round. `revision` counts its edits."""

    number: int = Field(alias="pk")
    round: str
    area: str
    revision: int
    opened_at: datetime
    for_demonstration: bool
    partners: list[PartnerEntry]


class WorkingCopy(Schema):
    """A plan as it stands after `revision` edits."""

    revision: int
    plan: dict[str, Any] = Field(description="The plan in the JSON of a reading's `plan`.")


class EditGiven(Schema):
    """An edit to make. A `set` needs `new`; an `add` needs `new`, a whole part with its id; a `move` needs `before`."""

    kind: Literal["set", "add", "remove", "move"]
    address: str = Field(min_length=1, max_length=400, description="Such as `schemes/abc/amount`.")
    new: Any = Field(None, description="JSON of the value or part; null takes a value away.")
    before: str | None = Field(None, max_length=100, description="The id of the part before which it stands; null is the end.")


class EditsGiven(Schema):
    """Edits made against the revision `seen`. Those of what nobody else changed since are made."""

    seen: int = Field(ge=0, le=2_147_483_647)
    edits: list[EditGiven] = Field(min_length=1, max_length=5000)


class EditEntry(Schema):
    """An edit that was made; `number` is the revision that it made."""

    number: int
    kind: str
    address: str
    old: Any = None
    new: Any = None
    before: str | None = None
    undoes: int | None = None
    by: str = Field(alias="by_name")
    at: datetime


class OvertakenEntry(Schema):
    """An edit that was not made because somebody changed the same since: what now stands there, for a person to decide."""

    address: str
    mine: Any = Field(None, description="What the edit would have put there.")
    stands: Any = Field(None, description="What stands there now; of a table that is one answer, in the cell of the address.")
    theirs: EditEntry


class SavedEntry(Schema):
    """What a save did."""

    revision: int
    made: list[EditEntry]
    overtaken: list[OvertakenEntry]


class VersionGiven(Schema):
    """A version to keep of the plan as it stands now."""

    note: str = Field("", max_length=400)


class VersionEntry(Schema):
    """A kept state of a plan."""

    number: int
    revision: int
    sha256: str = Field(description="Of the plan's canonical bytes, in hexadecimal.")
    note: str
    by: str = Field(alias="by_name")
    at: datetime


class AllowedGiven(Schema):
    """A fault that somebody allows to stand in what is sent."""

    key: str = Field(min_length=1, max_length=400, description="As a refusal to send names it.")
    allowed_by: str = Field(min_length=1, max_length=200)
    reason: str = Field(min_length=1, max_length=10_000)


class SubmissionGiven(Schema):
    """A version to send in a window of the round.

    Each fault that the window does not take must be allowed; being late, or unsigned, needs a reason.
    """

    version: int = Field(ge=1, le=2_147_483_647)
    window: str = Field(min_length=1, max_length=40)
    reason: str = Field("", max_length=10_000)
    allowed: list[AllowedGiven] = Field(default_factory=list, max_length=1000)


class SubmissionEntry(Schema):
    """A version that was sent; its receipt is `sha256`, the hash of what `/content` gives byte for byte."""

    number: int = Field(alias="pk")
    version: int
    window: str
    late: bool
    lacking: list[str] = Field(description="What the window asks for and the version lacked: complete, valid, signed.")
    reason: str
    exceptions: list[dict[str, Any]] = Field(description="Faults that were allowed to stand, by whom and why.")
    sha256: str
    by: str = Field(alias="by_name")
    at: datetime

    @staticmethod
    def resolve_version(sent: Any) -> int:
        return int(sent.version.number)
