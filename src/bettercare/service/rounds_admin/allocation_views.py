"""The pages of allocations: a table and its versions, a file with its columns and what does not fit, and whom a change concerns."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import PurePath

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bettercare.documents import CannotRead
from bettercare.plan import FinancialYear
from bettercare.reading.dates import read_date
from bettercare.reading.files.allocations import UNITS, Columns, Known, guessed, heads_of, name_of, national
from bettercare.rounds.model import AllocationTable, NotInRound, Round
from bettercare.service.rounds_admin import allocations
from bettercare.service.rounds_admin.allocation_files import CannotImport, bring_allocations, sheets_of
from bettercare.service.rounds_admin.models import AllocationFile, AllocationKept, Status
from bettercare.service.rounds_admin.views import administrator, round_of

_SHOWN = 12
"""Rows of a file that are shown above what was made of them."""


def _table(round: Round, id: str) -> AllocationTable:
    try:
        return round.allocation(id)
    except NotInRound as error:
        raise Http404(str(error)) from error


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, round: str, table: str) -> HttpResponse:
    """A table of allocations: what is in force and the versions before; a post brings a file."""
    user = administrator(request)
    the_round = round_of(round)
    the_table = _table(the_round, table)
    problem = None
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            kept = bring_allocations(by=user, round=round, table=table, file=file if isinstance(file, UploadedFile) else None)
            return redirect("allocation-file", round, table, kept.pk)
        except (CannotImport, CannotRead) as error:
            problem = str(error)
    known = allocations.known_in(the_round)
    version = the_table.version()
    context = {
        "round": the_round,
        "table": the_table,
        "version": version,
        "kept": allocations.latest(round, table),
        "versions": AllocationKept.objects.filter(round=round, table=table),
        "amounts": [(name_of(a.area or "", known.own), a) for a in version.amounts] if version else [],
        "totals": [(y, the_table.amount(y), national(the_round, table, y)) for y in the_round.years],
        "problem": problem,
        "streams": [s.title for s in the_round.streams if s.allocation == table],
        "floors": [f.title for f in the_round.floors if f.requirement == table],
    }
    return render(request, "rounds_admin/table.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest, round: str, table: str, number: int) -> HttpResponse:
    """A file that was brought: its columns as matched, what does not fit by row, what would change; a post takes it."""
    user = administrator(request)
    the_round = round_of(round)
    the_table = _table(the_round, table)
    brought = get_object_or_404(AllocationFile, round=round, table=table, pk=number)
    known = allocations.known_in(the_round)
    given = request.POST if request.method == "POST" else request.GET
    columns = _columns(given, brought, the_round, known)
    problem = None
    if request.method == "POST":
        try:
            kept = allocations.keep_allocation(
                by=user, file=brought, columns=columns, status=_status(given), published_on=_day(given),
                source=given.get("source", ""), reason=given.get("reason", ""), accepts=given.get("accepts") == "yes",
            )  # fmt: skip
            messages.success(request, f"{the_table.title}: version {kept.number} is in force.")
            return redirect("allocation-version", round, table, kept.number)
        except CannotImport as error:
            problem = str(error)
    found = allocations.read_as(brought, columns, the_round, known)
    sheets = sheets_of(brought)
    last = allocations.latest(round, table)
    as_version = allocations.tried_version(found)
    changed = allocations.changes(last.version(), as_version, known) if last else ()
    context = {
        "round": the_round,
        "table": the_table,
        "file": brought,
        "sheets": [s.name for s in sheets],
        "columns": columns,
        "heads": heads_of(sheets[columns.sheet], columns),
        "rows": sheets[columns.sheet].rows[:_SHOWN],
        "more": max(0, len(sheets[columns.sheet].rows) - _SHOWN),
        "units": list(UNITS),
        "found": found,
        "given": given,
        "problem": problem,
        "last": last,
        "statuses": Status.choices,
        "changed": changed,
        "touched": allocations.plans_touched(the_round, table, changed) if not found.problems else (),
        "totals": [(y, found.total.get(y), found.stated.get(y), national(the_round, table, y)) for y in the_round.years],
    }
    return render(request, "rounds_admin/file.html", context, status=422 if problem else 200)


def _columns(given: QueryDict, brought: AllocationFile, round: Round, known: Known) -> Columns:
    """The columns that a person chose, or what the file suggests."""
    sheets = sheets_of(brought)
    if "area" not in given:
        return guessed(sheets, round.years, known)
    asked = given.get("sheet", "")
    sheet = int(asked) if asked.isdecimal() and int(asked) < len(sheets) else 0

    def column(name: str) -> int | None:
        text = given.get(name, "")
        return int(text) if text.isdecimal() else None

    amounts: dict[FinancialYear, int] = {y: c for y in round.years if (c := column(f"amount-{y}")) is not None}
    unit = given.get("unit", "pounds")
    return Columns(
        sheet, column("area"), column("organisation"), column("year"), amounts, unit if unit in UNITS else "pounds"
    )  # fmt: skip


def _status(given: QueryDict) -> Status:
    status = given.get("status", "")
    if status not in Status.values:
        raise CannotImport("Choose how sure the figures are: provisional, final or corrected.")
    return Status(status)


def _day(given: QueryDict) -> date:
    day = read_date(given.get("published_on", "")).value
    if not isinstance(day, date):
        raise CannotImport("Enter the day of publication, such as 30 January 2026.")
    return day


@require_safe
def kept(request: HttpRequest, round: str, table: str, number: int) -> HttpResponse:
    """A version of a table: what changed from the one before, and the plans that it concerns by how much."""
    administrator(request)
    the_round = round_of(round)
    the_table = _table(the_round, table)
    version = get_object_or_404(AllocationKept, round=round, table=table, number=number)
    before = AllocationKept.objects.filter(round=round, table=table, number=number - 1).first()
    known = allocations.known_in(the_round)
    found = allocations.changes(before.version() if before else None, version.version(), known)
    context = {
        "round": the_round,
        "table": the_table,
        "version": version,
        "before": before,
        "changed": found,
        "touched": allocations.plans_touched(the_round, table, found),
        "in_force": allocations.latest(round, table) == version,
    }
    return render(request, "rounds_admin/allocation.html", context)


@require_safe
def kept_csv(request: HttpRequest, round: str, table: str, number: int) -> HttpResponse:
    """A version's amounts as CSV."""
    administrator(request)
    version = get_object_or_404(AllocationKept, round=round, table=table, number=number)
    known = allocations.known_in(round_of(round))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(("area", "name", "organisation", "year", "amount"))
    for area, organisation, year, amount in version.amounts:
        writer.writerow((area, _as_text(name_of(area, known.own)), organisation or "", year, amount))
    headers = {"Content-Disposition": f'attachment; filename="{table} version {number}.csv"'}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
def file_as_brought(request: HttpRequest, round: str, table: str, number: int) -> HttpResponse:
    """A file exactly as it was brought."""
    administrator(request)
    brought = get_object_or_404(AllocationFile, round=round, table=table, pk=number)
    headers = {"Content-Disposition": f'attachment; filename="as-brought-{brought.pk}{_ending(brought.name)}"'}
    return HttpResponse(bytes(brought.content), content_type="application/octet-stream", headers=headers)


def _as_text(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _ending(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    return ending if ending in (".xlsx", ".xlsm", ".xls", ".ods", ".csv") else ".txt"
