"""What stands beside a plan in the demonstration: registers of evidence, comments, reasons and delegated power."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from bettercare.plan import Severity
from bettercare.service.demonstration.clock import Clock
from bettercare.service.demonstration.people import Cast
from bettercare.service.demonstration.places import Place
from bettercare.service.demonstration.services import made_up
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.registers import keep_entry, register_of
from bettercare.service.plans.remarks import comment, give_reason, settle
from bettercare.service.plans.working import checked
from bettercare.service.signoff.delegating import delegate


def evidence_kept(place: Place, row: AreaPlan, people: Cast, clock: Clock) -> None:
    """Fill the four registers, one entry with a document."""
    with clock.days_ago(40):
        for id, entries in made_up()["evidence"].items():
            register = register_of(id)
            for typed in entries:
                is_minute = typed.get("title", "").startswith("Minutes")
                minute = SimpleUploadedFile("minutes.txt", made_up()["minute"].encode()) if is_minute else None
                if register is not None:
                    keep_entry(by=people.lead, plan=row, register=register, key=None, typed=typed, file=minute)


def talked_about(row: AreaPlan, people: Cast, clock: Clock) -> None:
    """Comments of council and care board: on a line's money with an answer, on a text, and one that is settled."""
    plan = row.plan()
    line = f"schemes/{plan.schemes[1].id}/lines/{plan.schemes[1].lines[0].id}/amount"
    with clock.days_ago(24):
        money = comment(
            by=people.finance, plan=row, address=line, text="This is more than we agreed in January. Which figure is right?"
        )
        about = f"narrative/{plan.narrative[0].id}/text"
        comment(
            by=people.chair,
            plan=row,
            address=about,
            text="Please say here how many people are reached in the two poorest neighbourhoods.",
        )
        done = comment(by=people.care_board, plan=row, address="", text="The hospitals have seen the goals and agree with them.")
    with clock.days_ago(23):
        comment(
            by=people.lead,
            plan=row,
            address=line,
            text="The provider’s offer came in higher. I have asked them again.",
            thread=money.pk,
        )
        settle(by=people.lead, plan=row, thread=done.pk, settled=True)
        council = row.partners.order_by("pk")[0].organisation
        comment(
            by=people.lead, plan=row, address=line, text="For us only: cabinet wants to see the offer first.", organisation=council
        )


def reasons_given(row: AreaPlan, people: Cast, clock: Clock) -> None:
    """Answer the first thing that the check asks about."""
    asked = [f for f in checked(row, row.draft()).findings if f.severity is Severity.QUERY]
    with clock.days_ago(22):
        for finding in asked[:1]:
            reason = "Agreed with the housing board on 12 January 2026; it will be looked at again in the autumn."
            give_reason(
                by=people.lead, plan=row, rule=finding.rule, address=finding.address or "", message=finding.message, reason=reason
            )


def power_given(place: Place, row: AreaPlan, people: Cast, clock: Clock) -> None:
    """The section 151 officer lets a deputy sign."""
    with clock.days_ago(30):
        delegate(
            by=people.lead, plan=row, role="section-151", organisation=place.council.name or "", given_by="Section 151 officer",
            name="Deputy section 151 officer", position="Deputy section 151 officer", address=place.mailbox("deputy"),
            minute="Scheme of delegation, part 4, 5 May 2025", starts=clock.day(60).date(), ends=clock.day(-120).date(),
        )  # fmt: skip
