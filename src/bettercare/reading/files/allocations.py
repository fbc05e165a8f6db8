"""What a file of allocations says once its columns are matched: an amount for each area, and by row what does not fit.

`read_allocations` takes a file as it is; the other faces let a person confirm the columns and accept what is odd.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from bettercare.documents import CannotRead
from bettercare.documents.opening import file_bytes
from bettercare.organisations import NotRegistered, all_organisations, find, get
from bettercare.plan import FinancialYear, OrganisationKind
from bettercare.plan.words import counted, listed, pounds
from bettercare.reading.dates import read_year
from bettercare.reading.files.sheets import Sheet, SheetRow, read_sheets
from bettercare.reading.values import read_money, unit_of
from bettercare.rounds.model import Allocation, AllocationTable, AllocationVersion, NotInRound, Round

UNITS: Mapping[str, Decimal] = {"pounds": Decimal(1), "thousands": Decimal(1000), "millions": Decimal(1_000_000)}
_NATION = re.compile(r"(?:england|national|grand|all areas)?\s*(?:total|england|national)(?:\s*\(?england\)?)?:?", re.I)
_AREAS = (OrganisationKind.HWB, OrganisationKind.COUNCIL)
_NHS = (OrganisationKind.ICB, OrganisationKind.CCG)
_PENNY = Decimal("0.01")
_ONE_YEAR = re.compile(r"20\d\d\s*[-/]\s*(?:20)?\d\d")
_NUMBER = re.compile(r"£?\s*-?(?!20\d\d$)(?=(?:\D*\d){3})[\d,]+(?:\.\d+)?")
_LOOKED_AT = 40
"""Rows from which the columns are guessed."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (from 0) holds what. A table with years beside each other has an amount column for each of them."""

    sheet: int = 0
    area: int | None = None
    organisation: int | None = None
    year: int | None = None
    amounts: Mapping[FinancialYear, int] = field(default_factory=dict)
    unit: str = "pounds"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a row (its number in the sheet) that must be mended before the table can be taken."""

    row: int
    words: str


@dataclass(frozen=True, slots=True)
class Matched:
    """What the file says: amounts, problems that must be mended, and what somebody has to accept or mend."""

    allocations: tuple[Allocation, ...]
    problems: tuple[Problem, ...]
    left_out: tuple[str, ...]
    """Areas that would have no amount."""
    odd: tuple[str, ...]
    """Years without an amount, amounts of nothing, and totals that differ."""
    total: Mapping[FinancialYear, Decimal]
    stated: Mapping[FinancialYear, Decimal]
    """The national total of a year, as the file itself gives it."""

    @property
    def to_accept(self) -> tuple[str, ...]:
        return (*self.left_out, *self.odd)


@dataclass(frozen=True, slots=True)
class Known:
    """The areas and NHS organisations that a row may name: names by code. `own` are those of plans that no register knows."""

    on: date
    own: Mapping[str, str]

    def area(self, text: str) -> str | None:
        """The code of an area named by code or name; None where nobody or more than one is meant."""
        if text in self.own:
            return text
        by_name = next((code for code, name in self.own.items() if name.casefold() == text.casefold()), None)
        return by_name or _registered(text, self.on, _AREAS)

    def organisation(self, text: str) -> str | None:
        return _registered(text, self.on, _NHS)


def read_allocations(path: Path, round: Round, table: AllocationTable) -> tuple[AllocationTable, tuple[str, ...]]:
    """Return a table of a round filled from a CSV or Excel file, and in words what is odd in it.

    The columns are found by what they hold; amounts are in pounds. Raises CannotRead naming each row that does not fit: nothing is
    taken from such a file.
    """
    known = Known(round.years[0].period.start, {})
    sheets = read_sheets(path.name, file_bytes(path))
    found = matched(sheets, guessed(sheets, round.years, known), round, table.id, known)
    if found.problems:
        rows = [f"row {p.row}: {p.words}" for p in found.problems[:_TOLD]]
        if len(found.problems) > _TOLD:
            rows.append(f"and {counted(len(found.problems) - _TOLD, 'more row')}")
        raise CannotRead(path.name, " ".join(rows).rstrip("."), "Mend these rows and give the file again.")
    if not found.allocations:
        raise CannotRead(
            path.name, "no column of areas with amounts was found", "Give a table with an area and an amount in each row."
        )
    version = AllocationVersion(
        id="given", status="provisional", published_on=date.max, amounts=found.allocations, source="own", confirmed=False
    )
    return replace(table, versions=(version,)), found.odd


_TOLD = 5


def name_of(code: str, own: Mapping[str, str]) -> str:
    """An area's or organisation's name by its code."""
    try:
        return own.get(code) or get(code).name
    except NotRegistered:
        return code


def guessed(sheets: Sequence[Sheet], years: Sequence[FinancialYear], known: Known) -> Columns:
    """The columns as a file's own cells suggest them, for a person to confirm."""
    place = max(range(len(sheets)), key=lambda n: len(sheets[n].rows))
    rows = sheets[place].rows[:_LOOKED_AT]
    width = max((len(r.cells) for r in rows), default=0)

    def most(fits: Callable[[str], object], *taken: int | None) -> int | None:
        counts = [sum(bool(r.at(c) and fits(r.at(c))) for r in rows) if c not in taken else 0 for c in range(width)]
        return counts.index(max(counts)) if any(counts) else None

    area = most(known.area)
    rows = tuple(r for r in rows if known.area(r.at(area)))  # from here on what is no heading
    again = [c for c in range(width) if c != area and _repeats(rows, c, area, known)]
    organisation = most(known.organisation, area, *again)
    year = most(_ONE_YEAR.fullmatch, area, organisation)
    heads = _heads(sheets[place])
    numbers = [sum(bool(_NUMBER.fullmatch(r.at(c))) for r in rows) for c in range(width)]
    free = [c for c in range(width) if c not in (area, organisation, year) and numbers[c]]
    amounts = {}
    for wanted in years:
        named = [c for c in free if read_year(heads.get(c, "")) == wanted]
        chosen = named or ([max(free, key=lambda c: numbers[c])] if free and (len(years) == 1 or year is not None) else [])
        if chosen:
            amounts[wanted] = chosen[0]
    factor = unit_of(" ".join(heads.get(c, "") for c in amounts.values()))
    unit = next((name for name, by in UNITS.items() if by == factor), "pounds")
    return Columns(place, area, organisation, year, amounts, unit)


def _repeats(rows: Sequence[SheetRow], column: int, area: int | None, known: Known) -> bool:
    """Whether a column names the area of its row once more, as the name beside a code; some areas share theirs with who pays."""
    named = [r for r in rows if r.at(column)]
    same = sum(known.area(r.at(column)) == known.area(r.at(area)) for r in named)
    return bool(named) and same >= max(1, sum(known.organisation(r.at(column)) is not None for r in named))


def heads_of(sheet: Sheet, columns: Columns) -> list[str]:
    """What people call each column: its letter and heading."""
    width = max((len(r.cells) for r in sheet.rows[:_LOOKED_AT]), default=0)
    heads = _heads(sheet)
    return [f"{_letter(c)}: {heads[c]}" if heads.get(c) else _letter(c) for c in range(width)]


def matched(sheets: Sequence[Sheet], columns: Columns, round: Round, table: str, known: Known) -> Matched:
    """What a file says by these columns, with everything that does not fit."""
    lines = [*_lines(sheets[columns.sheet], columns, round.years, known)]
    problems = [*(p for line in lines for p in line.problems), *_doubled(lines)]
    good = [line for line in lines if line.area and line.amount is not None]
    payers = {s.payer for s in round.streams if s.allocation == table}
    allocations = tuple(
        Allocation(
            area=line.area,
            organisation=line.organisation or (line.area if payers == {"council"} else None),
            year=line.year,
            amount=line.amount,
        )
        for line in good if line.year and line.amount is not None
    )  # fmt: skip
    stated = {line.year: line.amount for line in lines if line.nation and line.year and line.amount is not None}
    total = {y: sum((a.amount for a in allocations if a.year == y), Decimal(0)) for y in round.years}
    left_out = tuple(_left_out(allocations, round, known))
    odd = tuple(_odd(allocations, total, stated, round, table, known))
    return Matched(allocations, tuple(sorted(problems, key=lambda p: p.row)), left_out, odd, total, stated)


@dataclass(frozen=True, slots=True)
class _Line:
    """One amount of one row, or the problem with it."""

    row: int
    area: str | None = None
    organisation: str | None = None
    year: FinancialYear | None = None
    amount: Decimal | None = None
    nation: bool = False
    problems: tuple[Problem, ...] = ()


def _lines(sheet: Sheet, columns: Columns, years: Sequence[FinancialYear], known: Known) -> Iterator[_Line]:
    if columns.area is None or not columns.amounts:
        return
    begun = False
    for row in sheet.rows:
        text = row.at(columns.area)
        nation = bool(_NATION.fullmatch(text)) and known.area(text) is None
        code = known.area(text) if text and not nation else None
        if not begun and code is None and not _amount(row, columns, next(iter(columns.amounts.values())))[0]:
            continue  # a title or the headings
        begun = True
        yield from _of_row(row, text, code, nation, columns, years, known)


def _of_row(
    row: SheetRow, text: str, code: str | None, nation: bool, columns: Columns, years: Sequence[FinancialYear], known: Known
) -> Iterator[_Line]:  # fmt: skip
    amounts = {y: _amount(row, columns, c) for y, c in columns.amounts.items()}
    if not text and all(a is None and not wrong for a, wrong in amounts.values()):
        return
    if code is None and not nation:
        if any(a is not None for a, _ in amounts.values()):
            yield _Line(row.number, problems=(Problem(row.number, _unknown(text, known)),))
        return
    body = row.at(columns.organisation)
    organisation = known.organisation(body) if body else None
    if body and organisation is None and not nation:
        words = f"“{body}” is no NHS organisation of the register on {known.on:%d %B %Y}."
        yield _Line(row.number, problems=(Problem(row.number, words),))
        return
    chosen = list(amounts)
    if columns.year is not None:
        stated = read_year(row.at(columns.year))
        if stated not in years:
            words = f"“{row.at(columns.year)}” is no year of this round, which has {listed(map(str, years))}."
            yield _Line(row.number, problems=(Problem(row.number, words),))
            return
        chosen = [stated] if stated else []
    for year in chosen:
        amount, wrong = amounts[year]
        if amount is None and not nation:
            problem = Problem(
                row.number, f"{text} has no amount for {year}: {wrong or 'the cell is empty'}. Missing is never zero."
            )
            yield _Line(row.number, code, organisation, year, None, False, (problem,))
        else:
            yield _Line(row.number, code, organisation, year, amount, nation)


def _amount(row: SheetRow, columns: Columns, column: int) -> tuple[Decimal | None, str]:
    """The amount in pounds in a row's cell, or why there is none; an empty cell has no reason."""
    if column in row.wrong:
        return None, f"the cell shows {row.wrong[column]}"
    text = row.at(column)
    if not text:
        return None, ""
    value = read_money(text, UNITS[columns.unit])
    if not isinstance(value.value, Decimal) or value.doubt:
        return None, f"“{text}” is no amount" if not value.doubt else f"“{text}”: {value.doubt}"
    if value.value < 0:
        return None, f"“{text}” is below zero"
    return value.value.quantize(_PENNY), ""


def _unknown(text: str, known: Known) -> str:
    if not text:
        return "There is an amount and no area."
    near = [m.organisation for m in find(text, kinds=_AREAS)[:3]]
    gone = next((o for o in near if o.name.casefold() == text.casefold() or o.code == text), None)
    if gone and not gone.in_being(known.on):
        heirs = listed(get(c).name for c in gone.successors)
        return f"“{text}” was no more on {known.on.day} {known.on:%B %Y}{f'; {heirs} took over' if heirs else ''}."
    names = listed((f"{o.name} ({o.code})" for o in {o.code: o for o in reversed(near)}.values()), "or")
    return f"“{text}” is no area that is known.{f' Is it {names}?' if names else ' Give the code of the area.'}"


def _doubled(lines: Sequence[_Line]) -> Iterator[Problem]:
    first: dict[tuple[str | None, str | None, FinancialYear | None], _Line] = {}
    for line in lines:
        if line.nation or line.area is None:
            continue
        key = (line.area, line.organisation, line.year)
        if key in first and first[key].row != line.row:
            yield Problem(line.row, f"The same area stands in row {first[key].row} already for {line.year}. Keep one of the two.")
        first.setdefault(key, line)


def _left_out(allocations: Sequence[Allocation], round: Round, known: Known) -> Iterator[str]:
    for year in round.years:
        given = {a.area for a in allocations if a.year == year}
        missing = [name for code, name in _expected(round.years[0].period.start).items() if code not in given]
        missing += [name for code, name in known.own.items() if code not in given]
        if given and missing:
            names = listed([*missing[:8], *([f"{len(missing) - 8} more"] if len(missing) > 8 else [])])
            yield f"{counted(len(missing), 'area')} would have no amount for {year}: {names}."


def _odd(
    allocations: Sequence[Allocation], total: Mapping[FinancialYear, Decimal], stated: Mapping[FinancialYear, Decimal],
    round: Round, table: str, known: Known,
) -> Iterator[str]:  # fmt: skip
    for year in round.years:
        mine = [a for a in allocations if a.year == year]
        if not mine:
            yield f"The file gives no amount for {year}."
            continue
        zero = [name_of(a.area or "", known.own) for a in mine if not a.amount]
        if zero:
            yield f"{listed(zero[:8])} would have £0 for {year}, as the file says."
        totals = [(stated.get(year), Decimal(1), "the file’s own total")]
        if nation := national(round, table, year):
            totals.append((*nation, "the round’s national figure"))
        for expected, rounding, words in totals:
            if expected is not None and abs(total[year] - expected) > rounding:
                apart = pounds(abs(total[year] - expected))
                yield f"The amounts for {year} add up to {pounds(total[year])}; {words} is {pounds(expected)}, {apart} apart."


def national(round: Round, table: str, year: FinancialYear) -> tuple[Decimal, Decimal] | None:
    """The round's national figure for a table in pounds, and how far rounding may put it off; None where it gives none."""
    try:
        figure = round.figure(table, year)
    except NotInRound:
        return None
    factor = {"GBP": Decimal(1), "GBP million": Decimal(1_000_000)}.get(figure.unit)
    if factor is None or figure.value is None:
        return None
    exponent = figure.value.as_tuple().exponent
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return figure.value * factor, max(step * factor / 2, Decimal(1))


def _heads(sheet: Sheet) -> dict[int, str]:
    """The headings: the last row with several texts before the first row that holds a number of some size."""
    found: dict[int, str] = {}
    for row in sheet.rows[:_LOOKED_AT]:
        if any(_NUMBER.fullmatch(c.strip()) for c in row.cells):
            break
        texts = {n: " ".join(c.split()) for n, c in enumerate(row.cells) if c.strip()}
        if len(texts) > 1 or not found:
            found = texts
    return found


def _letter(column: int) -> str:
    return ("" if column < 26 else chr(64 + column // 26)) + chr(65 + column % 26)


@lru_cache(maxsize=4096)
def _registered(text: str, on: date, kinds: tuple[OrganisationKind, ...]) -> str | None:
    """The code that stands for a code or name in the register; for a council or board the code of its area."""
    try:
        known = get(text)
        return known.code if known.kind in kinds and known.in_being(on) else None
    except NotRegistered:
        best = find(text, on, kinds) if re.search(r"[A-Za-z]{3}", text) else ()
        return best[0].organisation.code if best and not best[0].asks else None


@lru_cache(maxsize=16)
def _expected(on: date) -> dict[str, str]:
    """The areas that existed on a day: names by code."""
    return {o.code: o.name for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(on)}
