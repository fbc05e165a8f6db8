"""The pooled fund of a year from a plan, its book and its ledger: every pound in a source is planned, moved, spent or left.

Sources: reference for 2023-27, section 2.3; reference for 2013-19, section 10.5. That what is left of a source goes back in
proportion to what was put in is this project's default, told with each row; partners may agree otherwise in their section 75.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

from bettercare.figures import floor_result, required, shared_out
from bettercare.plan import Contribution, FinancialYear, Line, Plan, Scheme
from bettercare.plan.payments import Unusable
from bettercare.plan.pool import (
    BookEntry,
    EarmarkRow,
    EntryKind,
    KeptRow,
    LedgerEntry,
    MappedCode,
    PartnerRow,
    PoolFiles,
    PoolStatement,
    SchemeRow,
    SourceRow,
)
from bettercare.plan.words import begin, listed, pounds
from bettercare.rounds.model import AllocationTable, Round, Stream

_NOTHING = Decimal(0)
Key = tuple[str, str | None]
"""A scheme's id and a source."""


@dataclass
class _Year:
    """A pool's year while it is put together: what is known of schemes and sources, and what could not be used."""

    plan: Plan
    round: Round
    year: FinancialYear
    planned: dict[Key, Decimal | None] = field(default_factory=dict)
    moved: dict[Key, Decimal] = field(default_factory=dict)
    source_moved: dict[str | None, Decimal] = field(default_factory=dict)
    opening: dict[str | None, Decimal] = field(default_factory=dict)
    spent: dict[Key, Decimal] = field(default_factory=dict)
    unmapped: Decimal = _NOTHING
    problems: list[Unusable] = field(default_factory=list)

    def scheme(self, words: str) -> Scheme | None:
        """The one scheme that is meant by its id, number or name."""
        wanted = words.strip().casefold()
        found = [s for s in self.plan.schemes if wanted in {(n or "").strip().casefold() for n in (s.id, s.number, s.name)}]
        return found[0] if len(found) == 1 else None

    def stream(self, words: str) -> Stream | None:
        wanted = words.strip().casefold()
        named = (s for s in self.round.streams if wanted in {s.id, s.title.casefold(), *(n.casefold() for n in s.labels)})
        return next(named, None)

    def sources_of(self, scheme: Scheme) -> list[str | None]:
        return list(dict.fromkeys(key[1] for key in self.planned if key[0] == scheme.id))


def pool(
    plan: Plan, round: Round, year: FinancialYear, files: PoolFiles | None = None, tables: Sequence[AllocationTable] = ()
) -> PoolStatement:  # fmt: skip
    """Return the pooled fund of a year to the penny; what does not fit is told, and the rest is kept.

    Planned spending, what is moved and what a ledger gives are by scheme and source. Amounts of sources that the round ring-fences
    cannot be moved out of them. The forecast of a line is what was spent, in proportion to the months of the ledger.
    """
    given = files or PoolFiles()
    made = _Year(plan, round, year, problems=list(given.unusable))
    for scheme, line in _lines(plan, year):
        _add(made.planned, (scheme.id, line.source), line.amount)
    for entry in given.book:
        _enter(made, entry)
    months = _months(given.ledger, year)
    if given.ledger is not None:
        _spend(made, given.ledger, given.codes)
    contributions = [c for c in plan.contributions if c.year == year]
    schemes = tuple(_scheme_rows(made, months))
    sources = tuple(_source_rows(made, contributions, schemes, months))
    return PoolStatement(
        round=round.id, area=plan.area.name, year=str(year),
        hosts=tuple(dict.fromkeys(c.organisation for c in contributions if c.holds_pool and c.organisation)),
        partners=tuple(_partner(c) for c in contributions), sources=sources, schemes=schemes,
        earmarks=tuple(_earmarks(plan, round, year, [*round.allocations, *tables])),
        kept=tuple(k for s in sources for k in _kept(s, contributions)), months=months, unmapped=made.unmapped,
        conditions=tuple(_conditions(round, {s.source for s in sources})), not_worked_out=tuple(made.problems),
    )  # fmt: skip


def _lines(plan: Plan, year: FinancialYear) -> Iterator[tuple[Scheme, Line]]:
    for scheme in plan.schemes:
        for line in scheme.lines:
            if line.year == year and (line.amount is not None or line.benefit is None):
                yield scheme, line


def _add(sums: dict[Key, Decimal | None], key: Key, amount: Decimal | None) -> None:
    """A sum is not known from the first amount that is missing."""
    before = sums.get(key, _NOTHING)
    sums[key] = None if before is None or amount is None else before + amount


def _enter(made: _Year, entry: BookEntry) -> None:
    """One row of the book: an opening balance of a source, or money moved between two schemes or two sources."""
    if entry.kind is EntryKind.OPENING:
        stream = made.stream(entry.to)
        if stream is None:
            made.problems.append(_unknown(made, entry.where, entry.to, "source"))
        else:
            made.opening[stream.id] = made.opening.get(stream.id, _NOTHING) + entry.amount
        return
    ends = (entry.from_ or "", entry.to)
    streams, schemes = [made.stream(e) for e in ends], [made.scheme(e) for e in ends]
    if streams[0] and streams[1]:
        if streams[0].ring_fenced:
            words = f"{streams[0].title} is ring-fenced, and {pounds(entry.amount)} would leave it"
            made.problems.append(Unusable(entry.where, words, "Move it between schemes that this source pays for."))
            return
        for stream, sign in zip(streams, (-1, 1), strict=True):
            if stream:
                made.source_moved[stream.id] = made.source_moved.get(stream.id, _NOTHING) + sign * entry.amount
    elif schemes[0] and schemes[1]:
        _move(made, entry, schemes[0], schemes[1])
    else:
        wrong = next(e for e, known in zip(ends, zip(streams, schemes, strict=True), strict=True) if not any(known))
        made.problems.append(_unknown(made, entry.where, wrong, "scheme or source"))


def _move(made: _Year, entry: BookEntry, giver: Scheme, taker: Scheme) -> None:
    """Money between schemes stays within a source that pays for both, so that no source's balance changes."""
    shared = [s for s in made.sources_of(giver) if s in made.sources_of(taker)]
    if len(shared) != 1:
        found = "no source pays for both" if not shared else "more than one source pays for both"
        words = f"{giver.name or giver.number} and {taker.name or taker.number}: {found}"
        made.problems.append(Unusable(entry.where, words, "Move it within one source, or move money between the sources first."))
        return
    for scheme, sign in ((giver, -1), (taker, 1)):
        key = (scheme.id, shared[0])
        made.moved[key] = made.moved.get(key, _NOTHING) + sign * entry.amount
    left = (made.planned.get((giver.id, shared[0])) or _NOTHING) + made.moved[giver.id, shared[0]]
    if left < 0:
        words = f"{giver.name or giver.number} would have {pounds(left)} left"
        made.problems.append(Unusable(entry.where, words, "Move no more than the scheme has."))
        for scheme, sign in ((giver, 1), (taker, -1)):
            made.moved[scheme.id, shared[0]] += sign * entry.amount


def _unknown(made: _Year, where: str, words: str, what: str) -> Unusable:
    sources = listed(s.id for s in made.round.streams)
    return Unusable(where, f"“{words}” is no {what} of this plan", f"Name a scheme by its number or name, or a source: {sources}.")


def _months(ledger: Sequence[LedgerEntry] | None, year: FinancialYear) -> int | None:
    """How many months of the year the ledger covers, to its latest row; the whole year where it gives no months."""
    if ledger is None:
        return None
    dated = [e.month for e in ledger if e.month and year.first_day <= e.month.period.start <= year.last_day]
    if not dated:
        return 12 if ledger else None
    last = max(dated)
    return (last.year - year.start) * 12 + last.month - 3


def _spend(made: _Year, ledger: Iterable[LedgerEntry], codes: Iterable[MappedCode]) -> None:
    """What the ledger spends, by the scheme and source of its code; codes without one are told once, with their sum."""
    meant = {c.code: c for c in codes}
    made.spent |= {key: _NOTHING for key in map(partial(_key, made), meant.values()) if key}
    unmapped: dict[str, list[LedgerEntry]] = {}
    for entry in ledger:
        if entry.month and not made.year.first_day <= entry.month.period.start <= made.year.last_day:
            found = f"it is of {entry.month}, which is not in {made.year}"
            made.problems.append(Unusable(entry.where, found, "Give the extract of this year alone."))
            continue
        key = _key(made, meant.get(entry.code))
        if key is None:
            unmapped.setdefault(entry.code, []).append(entry)
        else:
            made.spent[key] += entry.amount
    for code, rows in unmapped.items():
        amount = sum((r.amount for r in rows), _NOTHING)
        made.unmapped += amount
        row = meant.get(code)
        what = f"the code {code} ({pounds(amount)}) stands for"
        found = (
            f"{what} no scheme" if row is None else f"{what} “{row.scheme}”, which is not one scheme and one source of this plan"
        )
        where = rows[0].where if row is None else row.where
        made.problems.append(Unusable(where, found, "Name its scheme, and source, in the file of codes."))


def _key(made: _Year, code: MappedCode | None) -> Key | None:
    scheme = made.scheme(code.scheme) if code else None
    if code is None or scheme is None:
        return None
    sources = made.sources_of(scheme)
    if code.source:
        stream = made.stream(code.source)
        return (scheme.id, stream.id) if stream and stream.id in sources else None
    return (scheme.id, sources[0]) if len(sources) == 1 else None


def _scheme_rows(made: _Year, months: int | None) -> Iterator[SchemeRow]:
    names = {s.id: s.name or s.number or "a scheme without a name" for s in made.plan.schemes}
    for key, planned in made.planned.items():
        moved = made.moved.get(key, _NOTHING)
        spent = None if months is None else made.spent.get(key)  # a scheme without a code is not known, not unspent
        forecast = _forecast(spent, months)
        variance = None if forecast is None or planned is None else forecast - planned - moved
        yield SchemeRow(key[0], names[key[0]], key[1], planned, moved, spent, forecast, variance)


def _forecast(spent: Decimal | None, months: int | None) -> Decimal | None:
    return None if spent is None or not months else (spent * 12 / months).quantize(Decimal("0.01"))


def _source_rows(
    made: _Year, contributions: Sequence[Contribution], schemes: Sequence[SchemeRow], months: int | None
) -> Iterator[SourceRow]:  # fmt: skip
    streams = {s.id: s for s in made.round.streams}
    order = dict.fromkeys([*(c.source for c in contributions), *(s.source for s in schemes), *made.opening, *made.source_moved])
    for source in order:
        stream = streams.get(source or "")
        put = [c.actual for c in contributions if c.source == source]
        rows = [s for s in schemes if s.source == source]
        put_in = sum((p for p in put if p is not None), _NOTHING)
        planned = sum((r.planned for r in rows if r.planned is not None), _NOTHING)
        opening, moved = made.opening.get(source, _NOTHING), made.source_moved.get(source, _NOTHING)
        whole = opening + put_in + moved
        known = [r.spent for r in rows if r.spent is not None]
        spent = sum(known, _NOTHING) if known else None
        forecast = _forecast(spent, months) if len(known) == len(rows) else None
        whole_known = None not in put and all(r.planned is not None for r in rows)
        yield SourceRow(
            source, stream.title if stream else source or "All money", stream.ring_fenced if stream else None,
            opening, put_in, moved, planned, whole - planned, whole_known, spent, forecast,
            None if forecast is None else whole - forecast,
        )  # fmt: skip


def _partner(contribution: Contribution) -> PartnerRow:
    minimum, actual = contribution.minimum, contribution.actual
    beyond = None if minimum is None or actual is None else actual - minimum
    name = contribution.organisation or "a partner without a name"
    return PartnerRow(name, contribution.source, minimum, actual, beyond, contribution.holds_pool)


def _earmarks(plan: Plan, round: Round, year: FinancialYear, tables: Sequence[AllocationTable]) -> Iterator[EarmarkRow]:
    for floor in round.floors:
        need = required(plan, tables, floor.requirement, year)
        amount = need if isinstance(need, Decimal) else None
        found = floor_result(plan, floor, year, amount)
        why = need if isinstance(need, str) else None
        if found.open:
            why = f"{len(found.open)} lines do not say whether they count" + (f"; {why}" if why else "")
        yield EarmarkRow(floor.title, found.amount, amount, found.met, why)


def _kept(source: SourceRow, contributions: Sequence[Contribution]) -> Iterator[KeptRow]:
    """Who keeps what the forecast (or the plan, without a ledger) leaves of a source: those who put in, in proportion."""
    left = source.left if source.left_by_outturn is None else source.left_by_outturn
    payers = [c for c in contributions if c.source == source.source and c.actual]
    if left <= 0 or not source.known or not payers:
        return
    ground = (
        "stays in its ring-fence" if source.ring_fenced else "in proportion to what was put in; the section 75 agreement decides"
    )
    shares = shared_out(left, [c.actual or _NOTHING for c in payers])
    for payer, amount in zip(payers, shares, strict=True):
        yield KeptRow(source.title, payer.organisation or "a partner without a name", amount, ground)


def _conditions(round: Round, sources: set[str | None]) -> Iterator[str]:
    """What the round itself asks of how a source is spent, with whether that is confirmed."""
    for rule in round.constraints:
        named = rule.when.arguments if rule.when and rule.when.operator == "is" else ()
        if rule.on == "line" and len(named) == 2 and named[0] == "source" and named[1] in sources:
            yield f"{round.stream(str(named[1])).title}: {begin(rule.do)}." + ("" if rule.confirmed else " (Not confirmed.)")
