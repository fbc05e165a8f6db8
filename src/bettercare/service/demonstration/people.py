"""The people of the demonstration: role titles, invited as people are; five have a password, made anew each time."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from bettercare.plan import Organisation
from bettercare.service.accounts import people
from bettercare.service.accounts.invitations import accept_by_address, make_link
from bettercare.service.accounts.models import Invitation, NoticeChoice, Role, User
from bettercare.service.accounts.people import Doing, invite_first_administrator
from bettercare.service.demonstration.places import PLACES, Place
from bettercare.service.notices.telling import choose
from bettercare.service.plans.models import AreaPlan


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way into the demonstration: who it is, what they can do, their address and a password that is shown once."""

    who: str
    can: str
    email: str
    password: str


HERE = PLACES["Brindlemere"]
"""The area whose people sign in."""
NATIONAL = "national@example.org"
_SHARED = sum(p.care_board == HERE.care_board for p in PLACES.values())
SIGN_INS = {
    HERE.mailbox("lead"): ("Better Care Fund lead", f"writes {HERE.name}’s plan, has it signed, sends it, invites people"),
    HERE.mailbox("finance"): ("NHS finance officer", f"writes the plans of {_SHARED} areas; keeps and sends none"),
    HERE.mailbox("member"): ("Member of the board", f"reads {HERE.name}’s plans and comments; changes nothing"),
    HERE.mailbox("chief"): ("Chief executive of the council", f"signs {HERE.name}’s plan, which waits for it"),
    NATIONAL: ("National administrator", "runs the round: windows, allocations, people; sees every plan"),
}
"""Who signs in, by address: one for each role."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of one area."""

    lead: User
    finance: User
    chief: User
    treasurer: User
    care_board: User
    chair: User

    def signs(self) -> tuple[tuple[User, str], ...]:
        """Who signs in which role of the round."""
        return ((self.treasurer, "section-151"), (self.chief, "council"), (self.care_board, "nhs"), (self.chair, "hwb"))


def first_administrator() -> User:
    """The national administrator, invited by whoever runs the service."""
    return _answered(invite_first_administrator(NATIONAL, "National administrator"), NATIONAL)


def lead_of(by: User, area: str, council: Organisation, mailbox: str, starts: date) -> User:
    """The lead of an area, invited nationally before it has a plan."""
    return _joined(by, None, area, council, Role.LEAD, f"Better Care Fund lead, {council.name}", mailbox, starts)


def officer(by: User, body: Organisation, mailbox: str, starts: date, signs_as: str = "") -> User:
    """Somebody of a care board, invited nationally for all plans of which it is a partner."""
    role, title = (Role.SIGNATORY, "Chief executive") if signs_as else (Role.WRITER, "Finance officer")
    return _joined(by, None, "", body, role, f"{title}, {body.name}", mailbox, starts, signs_as)


def cast(place: Place, row: AreaPlan, lead: User, finance: User, care_board: User, starts: date) -> Cast:
    """The people of an area: its lead invites the council's and the board's."""
    signing = {
        "chief": (place.council, "council", f"Chief executive, {place.council.name}"),
        "treasurer": (place.council, "section-151", f"Section 151 officer, {place.council.name}"),
        "chair": (place.board, "hwb", f"Chair, {place.board.name}"),
    }
    made = {
        who: _joined(lead, row, row.area, body, Role.SIGNATORY, title, place.mailbox(who), starts, signs_as)
        for who, (body, signs_as, title) in signing.items()
    }
    return Cast(lead, finance, made["chief"], made["treasurer"], care_board, made["chair"])


def reader(place: Place, row: AreaPlan, lead: User, starts: date) -> User:
    """A member of the board who reads."""
    return _joined(lead, row, row.area, place.board, Role.READER, f"Member, {place.board.name}", place.mailbox("member"), starts)


def fresh_passwords() -> tuple[SignIn, ...]:
    """Give everybody who signs in a new random password; nothing where the service was not filled for demonstration."""
    ways = []
    for email, (who, can) in SIGN_INS.items():
        user = User.objects.filter(email=email).first()
        if user is not None:
            ways.append(SignIn(who, can, email, secrets.token_urlsafe(9)))
            user.set_password(ways[-1].password)
            user.save(update_fields=["password"])
    return tuple(ways)


def _joined(
    by: User, plan: AreaPlan | None, area: str, body: Organisation, role: Role, title: str, mailbox: str, starts: date,
    signs_as: str = "",
) -> User:  # fmt: skip
    doing = Doing(body.code or "", body.name or "", role, starts, None, signs_as)
    invitation = people.invite(
        by=by, plan=plan, area=area, email=mailbox, name=title, position=title.partition(",")[0], doing=doing
    )
    return _answered(invitation, mailbox)


def _answered(invitation: Invitation, mailbox: str) -> User:
    """Accept an invitation as its organisation's own sign-in would have it: without a password. Nobody reads their notices."""
    make_link(invitation)
    user = accept_by_address(mailbox)
    if user is None:
        raise LookupError(f"the invitation of {mailbox} could not be answered")
    if mailbox not in SIGN_INS:
        choose(by=user, notices=NoticeChoice.NONE)
    return user
