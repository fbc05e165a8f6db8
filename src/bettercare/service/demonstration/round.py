"""The demonstration's round as its national administrator sets it up: a saved version, windows, allocations, an extension."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from bettercare.plan import FinancialYear
from bettercare.reading.files.allocations import guessed
from bettercare.service.accounts.models import User
from bettercare.service.demonstration.clock import Clock
from bettercare.service.demonstration.making import allotted
from bettercare.service.demonstration.places import PLACES, REGION, Place
from bettercare.service.rounds_admin import versions, windows
from bettercare.service.rounds_admin.allocation_files import bring_allocations, sheets_of
from bettercare.service.rounds_admin.allocations import keep_allocation, known_in
from bettercare.service.rounds_admin.in_force import load
from bettercare.service.rounds_admin.models import Status

ROUND = "2026-27"
BEFORE = "2025-26"
YEAR = FinancialYear.parse(ROUND)
DRAFT_OPENS, DRAFT_CLOSES, FINAL_OPENS, FINAL_CLOSES = 56, 28, 27, 2
"""Days before the demonstration is filled."""
TABLES = ("nhs-minimum", "la-better-care-grant", "dfg", "social-care-minimum")
_WHY = "Made up for demonstration"


def saved(by: User) -> None:
    """Save the round with what the demonstration asks besides."""
    text = versions.own_text(ROUND) + (Path(__file__).parent / "additions.yaml").read_text(encoding="utf-8")
    versions.save_version(
        by=by, text=text, why=f"{_WHY}: risks, milestones and the High Impact Change Model are asked too", seen=0, id=ROUND
    )


def windows_opened(by: User, clock: Clock) -> dict[str, str]:
    """Open a window for drafts, one for final plans and one for resubmissions; their ids by what is sent in them."""
    asked = {
        "draft": ("Draft plans", DRAFT_OPENS, clock.day(DRAFT_CLOSES), ()),
        "final": ("Final plans", FINAL_OPENS, clock.day(FINAL_CLOSES), ("complete", "valid", "signed")),
        "resubmission": ("Plans sent again after assurance", -14, clock.day(-35), ("complete", "valid", "signed")),
    }
    return {
        kind: windows.set_window(
            by=by, round=ROUND, window=None, title=title, kind=kind, opens=clock.day(opens).date(), closes=_noon(closes),
            must_be=must_be, why=f"{_WHY}: dates around today",
        ).window
        for kind, (title, opens, closes, must_be) in asked.items()
    }  # fmt: skip


def extended(by: User, window: str, place: Place, clock: Clock) -> None:
    """Give one area longer."""
    windows.extend(
        by=by, round=ROUND, window=window, area=place.code, area_name=place.name, closes=_noon(clock.day(-12)),
        approved_by="Regional director", reason="The council’s cabinet meets a week after the window closes.",
    )  # fmt: skip


def _noon(moment: datetime) -> datetime:
    return moment.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=None)


def allocated(by: User, published_on: date) -> None:
    """Import a file for each table, as published."""
    for table in TABLES:
        status = Status.PROVISIONAL if table == "nhs-minimum" else Status.FINAL
        _imported(by, table, status, published_on, {p: allotted(p, table, YEAR) for p in PLACES.values()})


def corrected(by: User, published_on: date) -> None:
    """Import the NHS minimum contribution again, with other amounts for two areas."""
    amounts = {p: allotted(p, "nhs-minimum", YEAR) for p in PLACES.values()}
    for name, more in (("Dunleigh", 412_000), ("Penleigh", -168_000)):
        amounts[PLACES[name]] += more
    _imported(by, "nhs-minimum", Status.CORRECTED, published_on, amounts, "The count of residents was put right for two areas.")


def _imported(
    by: User, table: str, status: Status, published_on: date, amounts: Mapping[Place, Decimal], why: str = ""
) -> None:  # fmt: skip
    content = _csv((p.name, p.code, f"{amount:.0f}") for p, amount in amounts.items())
    file = bring_allocations(by=by, round=ROUND, table=table, file=SimpleUploadedFile(f"{table}.csv", content))
    round = load(ROUND)
    columns = guessed(sheets_of(file), round.years, known_in(round))
    reason = why or f"Only the areas of {REGION} take part; everything is made up."
    keep_allocation(
        by=by, file=file, columns=columns, status=status, published_on=published_on, source=f"{_WHY}; no such table was published",
        reason=reason, accepts=True,
    )  # fmt: skip


def _csv(rows: Iterable[tuple[str, str, str]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows([("Area", "Code", f"{YEAR} (£)"), *rows])
    return written.getvalue().encode()
