"""Money tables read from grids: contributions, schemes and their lines, stated totals, contingency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import takewhile

from bettercare.documents.model import Document
from bettercare.plan import BudgetKind, Candidate, FinancialYear, How, State
from bettercare.reading.contingency import read_contingency
from bettercare.reading.dates import YEAR, periods_in, years_in
from bettercare.reading.grids import SURE, Grid, Matched, alike, grids, label_score, match_shape, plain_label
from bettercare.reading.numbered_schemes import known_by_number
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.rows import SUBTOTAL, TOTAL, LogicalRow, given, logical_rows, row_read
from bettercare.reading.scheme_numbers import LEADING, counted_through, split_number
from bettercare.reading.totals_told import totals_told
from bettercare.reading.units import Units
from bettercare.reading.values import read_money, state_of, tidy
from bettercare.rounds.model import Column, Locator, Round, TableShape

LIKE_A_STREAM = 0.82
"""Words this like a source's name are taken as that source."""
_JUST_A_STREAM = 0.95
"""Words this like a source's name say nothing else."""
COUNTED = re.compile(r"\b(?:number|admissions|people|patients|activity|days|beds|fte|wte|hours|visits|%)", re.I)
"""Words of a heading whose figures are counts."""
_NAMED = 0.6
"""A heading this like a label of names or descriptions heads them; `Income` is a little like `Name`."""
_KINDS = ("contributions", "schemes", "lines", "contingency", "benefits")


def read_money_tables(documents: Sequence[Document], round: Round) -> Found:
    """Return every contribution, scheme, stated total and contingency that stands in a table of the documents."""
    found = Found()
    shapes = _shapes(round)
    units = Units(documents)
    for document in documents:
        open_table: Matched | None = None
        for grid in grids(document):
            tables = [m for m in _best([m for shape in shapes for m in match_shape(grid, shape)]) if _speaks_of_spend(m)]
            if not tables and open_table and (more := _continued(open_table, grid)):
                tables = [more]
            for matched in tables:
                found += _read_matched(units.settled(matched), round)
            if tables:
                open_table = tables[-1] if not _has_total(tables[-1]) else None
            elif any(grid.text(r, c) for r in range(len(grid.rows)) for c in range(grid.width)):
                open_table = None
    found = replace(found, parts=tuple(known_by_number(found.parts)))
    return found + totals_told(documents, round, found)


@lru_cache(maxsize=64)
def _shapes(round: Round) -> tuple[TableShape, ...]:
    return tuple(_as_met(s, round) for s in round.tables if s.rows in _KINDS)


def _says_whose(matched: Matched) -> bool:
    """Lines of expenditure say in words whose or what they are; amounts by year alone are a summary of them."""
    if matched.shape.rows != "lines":
        return True
    words = [(i, c) for i, c in matched.columns if c.kind in ("text", "choice")]
    return any(label_score(matched.header_text(i), c) >= SURE for i, c in words)


def _continued(before: Matched, grid: Grid) -> Matched | None:
    """A table without a heading of its own that goes on with the one before it, as at the turn of a page."""
    columns = before.columns
    if grid.table.sheet or abs(grid.width - before.grid.width) > 1 or max(i for i, _ in columns) >= grid.width:
        return None
    first = [grid.own_text(0, i) for i, c in columns if c.kind == "money" and grid.own_text(0, i)]
    if not first or any(read_money(t).value is None or periods_in(t) for t in first):
        return None
    return replace(before, grid=grid, header=(), rows=tuple(range(len(grid.rows))))


def _speaks_of_spend(matched: Matched) -> bool:
    """Whether a table like one of schemes says what is spent: savings and numbers of things beside names are another table."""
    if matched.shape.rows != "schemes":
        return True
    money = [(i, c) for i, c in matched.columns if c.kind == "money"]
    amounts = [i for i, c in money if _field(c) == "amount"]
    return not money or any(matched.grid.table.sheet or not COUNTED.search(matched.header_text(i)) for i in amounts)


def _has_total(matched: Matched) -> bool:
    return bool(matched.rows) and any(TOTAL.match(matched.grid.text(matched.rows[-1], c)) for c in range(matched.grid.width))


_NUMBER = Column(
    id="number", title="Number", field="number", kind="text", required=False,
    locator=Locator(("No", "Ref", "Ref no", "Scheme no", "Scheme number", "Scheme ref", "Scheme ID")),
)  # fmt: skip
_STREAM = replace(
    _NUMBER, id="source", title="Source", field="source", locator=Locator(("Contribution", "Contribution type", "Funding stream"))
)


def _as_met(shape: TableShape, round: Round) -> TableShape:
    """A shape with the columns that areas add to it: a number before a scheme's name, the source beside a contribution."""
    fields = {c.field.rsplit("/", 1)[-1] for c in shape.columns}
    source = next((c for t in round.tables for c in t.columns if c.field.rsplit("/", 1)[-1] == "source"), None)
    extra = (replace(source, required=False),) if source and "source" not in fields else ()
    if shape.rows == "lines" and "number" in fields:
        return replace(shape, columns=tuple(_labelled(c, _NUMBER) if _field(c) == "number" else c for c in shape.columns))
    if shape.rows == "schemes":
        return replace(shape, columns=(*(() if "number" in fields else (_NUMBER,)), *shape.columns, *extra))
    if shape.rows == "contributions":
        streams = tuple(_labelled(c, _STREAM) for c in extra)
        return replace(shape, columns=tuple(_headed_by_source(c, round) for c in shape.columns) + streams)
    return shape


def _labelled(column: Column, more: Column) -> Column:
    """A column that another's labels head as well."""
    labels = tuple(dict.fromkeys((*column.locator.labels, *more.locator.labels)))
    return replace(column, locator=replace(column.locator, labels=labels))


def _headed_by_source(column: Column, round: Round) -> Column:
    """Blocks of partners are often headed by their source of funding."""
    if column.field != "organisation":
        return column
    names = tuple(dict.fromkeys((*column.locator.labels, *(w for s in round.streams for w in (s.title, *s.labels)))))
    return replace(column, locator=replace(column.locator, labels=names))


def _best(options: Sequence[Matched]) -> list[Matched]:
    """Where two shapes claim the same heading, the one whose columns fit better has it; rows go to one table only."""
    chosen: list[Matched] = []
    for option in sorted(options, key=lambda m: -m.score):
        if not any(set(option.header) & set(c.header) for c in chosen):
            chosen.append(option)
    headers = {row for m in chosen for row in m.header}
    taken: set[int] = set()
    cut = []
    for matched in chosen:
        rows = list(takewhile(lambda row: row not in headers, matched.rows))
        cut.append(replace(matched, rows=tuple(row for row in rows if row not in taken)))
        taken.update(rows)
    return sorted(cut, key=lambda m: m.header)


def _read_matched(matched: Matched, round: Round) -> Found:
    read = {
        "contributions": _contributions,
        "schemes": _schemes,
        "lines": _schemes,
        "contingency": read_contingency,
        "benefits": _benefits,
    }
    found = read[matched.shape.rows](matched, round)
    used = {matched.grid.line_key(r) for r in matched.header} | found.used
    return Found(found.parts, found.singles, found.claims, found.unread, frozenset(used))


def _field(column: Column) -> str:
    return column.field.rsplit("/", 1)[-1] if not column.field.startswith("answers/") else column.field


def _row_reads(matched: Matched, row: LogicalRow) -> list[tuple[Column, Read]]:
    columns = dict(matched.columns)
    return [(columns[i], row_read(matched, row, i, columns[i])) for i in sorted(row.cells) if i in columns]


def _used(matched: Matched, row: LogicalRow) -> set[tuple[str, str]]:
    return {matched.grid.line_key(r) for r in row.rows}


def _label_read(matched: Matched, row: LogicalRow, text: str | None = None) -> Read:
    label = text if text is not None else row.label
    state = state_of(label)
    if not row.label_cells:
        return Read(label if state is State.GIVEN else None, None, state)
    place = matched.grid.place(*row.label_cells[0])
    return Read(label if state is State.GIVEN else None, place, state)


_PARTS = re.compile(r"\s[-:]\s|\s*[()]\s*")
"""What parts the two names of a source, as in `Council contribution - Disabled Facilities Grant`."""


def stream_of(text: str, round: Round) -> str | None:
    """The id of the source of funding that a text names, or None when none is like it or two are equally like it."""
    first, *others = _PARTS.split(tidy(text))
    last = {_stream_like(part, round) for part in others if len(part) > 3} - {None}
    if len(last) == 1:
        return last.pop()
    return _stream_like(text, round) or (_stream_like(first, round) if not last and _just_a_source(first, round) else None)


def _stream_like(text: str, round: Round) -> str | None:
    plain = plain_label(text)
    scores = sorted(
        ((max((alike(plain, plain_label(w)) for w in (*s.labels, s.title)), default=0.0), s.id) for s in round.streams),
        reverse=True,
    )
    if not scores or scores[0][0] < LIKE_A_STREAM or (len(scores) > 1 and scores[0][0] - scores[1][0] < 0.02):
        return None
    return scores[0][1]


def _contributions(matched: Matched, round: Round) -> Found:
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    labels = matched.column_of("organisation")
    block_stream = stream_of(matched.header_text(labels), round) if labels is not None else None
    closed = False  # a block of one source has one total; what is added up beneath it spans blocks
    parted = False  # what stands above was named once, and is shown again in its parts
    for row in logical_rows(matched, ("organisation", "source")):
        reads = _row_reads(matched, row)
        money = [(c, r) for c, r in reads if c.kind == "money" and given(r)]
        if SUBTOTAL.match(row.label):
            continue
        parted = not row.is_total and (parted or (bool(parts) and not money and bool(_BREAKDOWN.search(row.label))))
        if parted:
            continue
        if row.is_total:
            stream = None if closed and _OF_ALL.match(tidy(row.label)) else block_stream or _one_source(parts)
            budgets = _budgets(row, money, round)
            whole = not budgets or (stream is None and not closed and any(p.kind == "contributions" for p in parts))
            stated = budgets + (_stated_totals("contributions", _of_something(money, parts), stream) if whole else [])
            parts += [p for p in stated if stream is None or p.kind == "budgets" or not closed]
            closed = closed or bool(stated)
            used |= _used(matched, row)
            continue
        if state_of(row.label) is State.DEFAULT_LEFT_IN and not any(r.value for _, r in money):
            used |= _used(matched, row)
            continue
        if not any(_of_money(r) for _, r in money) or row.label.endswith("?"):
            continue
        used |= _used(matched, row)
        parts += _contribution_parts(matched, row, reads, round, block_stream)
    return Found(tuple(parts), used=frozenset(used))


_BREAKDOWN = re.compile(r"\bbreak\s?down\b|\bof which\b|\bsplit (?:by|between)\b", re.I)
"""Words of a line beneath which an amount is parted among those who receive it, such as the districts of a county."""


def _of_money(read: Read) -> bool:
    """Whether a cell speaks of money: an amount or what stands for one, not a year or the answer to a question."""
    written = read.place.as_written or "" if read.place else ""
    if read.state is State.UNREADABLE or YEAR.search(written):
        return bool(re.search(r"\d", YEAR.sub("", written)))
    return given(read)


def _contribution_parts(
    matched: Matched, row: LogicalRow, reads: list[tuple[Column, Read]], round: Round, block_stream: str | None
) -> list[Part]:  # fmt: skip
    by_year: dict[FinancialYear | None, dict[str, Read]] = {}
    common: dict[str, Read] = {}
    for column, read in reads:
        if column.kind == "money":
            if given(read):
                by_year.setdefault(column.year, {})[_field(column)] = read
        elif given(read):
            common[_field(column)] = read
    source = common.pop("source", None)
    stream = stream_of(str(source.value), round) if source and source.value else (stream_of(row.label, round) or block_stream)
    if stream is None and source and source.value:
        stream = _more_of_payer(str(source.value), row.label, round)
    main = max(by_year, key=lambda y: ("actual" in by_year[y], y.start if y else 0)) if by_year else None
    parts = []
    for year, amounts in by_year.items():
        whose = _partner_named(row.label, round)
        named = _label_read(matched, row, whose or row.label)
        partner = named if whose else Read(None, named.place, State.BLANK)
        fields = {"organisation": partner, "year": Read(year), **amounts}
        if stream:
            fields["source"] = Read(stream, source.place if source else None)
        if year == main:
            fields |= {k: v for k, v in common.items() if k == "holds_pool"}
        parts.append(
            Part(
                "contributions",
                {k: v for k, v in fields.items() if not k.startswith("answers/")},
                answers=_answers(common, amounts),
            )
        )
    return parts


_BODY = re.compile(r"\b(?:council|CCGs?|ICB|NHS|commissioning group|integrated care board)\b", re.I)
_NHS = re.compile(r"\b(?:CCGs?|ICB|NHS|commissioning group|integrated care board)\b", re.I)
_OF_MONEY = re.compile(r"\b(?:contributions?|fund(?:ing|s)?|grants?|minimum|additional|budget|allocation)\b", re.I)


def _partner_named(label: str, round: Round) -> str | None:
    """The partner that a row's label names, or None where it names a source of funding and no partner."""
    if _just_a_source(re.sub(r"\([^)]*\)", " ", label), round):
        return None
    first, *others = [p for p in _PARTS.split(tidy(label)) if p] or [""]
    if others and not _OF_MONEY.search(first) and all(_just_a_source(p, round) for p in others):
        return first
    if not others or not _just_a_source(first, round):
        return label
    bodies = [p for p in others if _BODY.search(p) and not _OF_MONEY.search(p)]
    return bodies[0] if len(bodies) == 1 else None


def _more_of_payer(source: str, partner: str, round: Round) -> str | None:
    """The stream of what a partner adds, where a row says that it is additional and whose it is."""
    payers = {"council" for _ in re.findall(r"\bcouncil\b|\bborough\b", partner, re.I)} | {"nhs" for _ in _NHS.findall(partner)}
    found = [s.id for s in round.streams if _MORE.search(s.title) and {s.payer} == payers] if _MORE.search(source) else []
    return found[0] if len(found) == 1 else None


def _just_a_source(text: str, round: Round) -> bool:
    plain = plain_label(text)
    return any(alike(plain, plain_label(w)) >= _JUST_A_STREAM for s in round.streams for w in (*s.labels, s.title))


def _answers(*groups: dict[str, Read]) -> dict[str, Read]:
    return {k.removeprefix("answers/"): v for group in groups for k, v in group.items() if k.startswith("answers/")}


def _budgets(row: LogicalRow, money: Iterable[tuple[Column, Read]], round: Round) -> list[Part]:
    """The pooled budget by year, where a row of totals bears its name."""
    plain, parts = plain_label(row.label), []
    for field in round.fields:
        where = (field.spine or "").split("/")
        if where[0] == "budgets" and any(alike(plain, plain_label(label)) >= 0.95 for label in field.locator.labels):
            amounts = [r for c, r in money if _field(c) == "actual" and str(c.year) == where[2] and r.value is not None]
            year = FinancialYear.parse(where[2])
            parts += [
                Part("budgets", {"kind": Read(BudgetKind(where[1])), "year": Read(year), "amount": amount})
                for amount in amounts[:1]
            ]
    return parts


def _one_source(parts: Sequence[Part]) -> str | None:
    """The source that all contributions of a block have in common."""
    found = {p.fields["source"].value if "source" in p.fields else None for p in parts if p.kind == "contributions"}
    return str(found.pop()) if len(found) == 1 and None not in found else None


def _of_something(money: Iterable[tuple[Column, Read]], parts: Sequence[Part]) -> list[tuple[Column, Read]]:
    """The figures of a row of totals, without the zeros that a blank form works out for itself."""
    filled = any(p.kind in ("contributions", "schemes") for p in parts)
    return [(column, read) for column, read in money if filled or read.value != 0]


_OF_ALL = re.compile(
    r"^(?:(?:bcf|hwb|overall|grand|gross|planned|pooled)\s+)*totals?(?:\s+(?:bcf|hwb|gross|planned|pooled))*"
    r"\s+(?:contributions?|fund(?:ing|s)?|sources?|income|budget|pool|of all)\s*:?$",
    re.I,
)
"""A total of all blocks, where it stands beneath the last one's own."""


def _stated_totals(of: str, money: Iterable[tuple[Column, Read]], source: str | None = None) -> list[Part]:
    parts = []
    for column, read in money:
        if read.value is None or _field(column) == "not-kept":
            continue
        fields = {"of": Read(f"{of}.{_field(column)}"), "year": Read(column.year), "amount": read}
        if column.recurrence:
            fields["recurrence"] = Read(column.recurrence)
        if source:
            fields["source"] = Read(source)
        parts.append(Part("stated_totals", fields))
    return parts


_IS_NUMBER = re.compile(r"^(?:scheme\s*)?[A-Z]{0,6}[\s./-]?\d{0,4}[A-Za-z]?(?:[./-]\w{1,4}){0,2}\.?$", re.I)
"""A scheme's number or code, such as 3, 2.1, BCF07, IC/3b or A; not a remark."""


def _schemes(matched: Matched, round: Round) -> Found:
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    grouped: dict[tuple[str, str], int] = {}
    number_column = matched.column_of("number")
    if not _names_schemes(matched):
        return Found()
    unnamed = matched.column_of("name") is None
    rows = list(logical_rows(matched, ("name", "number")))
    counted = number_column is None and counted_through([row.label for row in rows if not row.is_total])
    for row in rows:
        reads = _row_reads(matched, row)
        money = [(c, r) for c, r in reads if c.kind == "money" and given(r)]
        if SUBTOTAL.match(row.label):
            continue
        if row.is_total:
            parts += _stated_totals("schemes", _of_something(money, parts))
            used |= _used(matched, row)
            continue
        if state_of(row.label) in (State.DEFAULT_LEFT_IN, State.BLANK) and not any(r.value for _, r in money):
            used |= _used(matched, row)
            continue
        if not money and not _names_a_scheme(row, number_column, unnamed, parts):
            continue
        used |= _used(matched, row)
        scheme = _scheme_part(matched, row, reads, round, counted)
        key = (str(scheme.fields.get("number", Read(None)).value), plain_label(str(scheme.fields["name"].value)))
        if key in grouped and key[1]:
            twin = parts[grouped[key]]
            parts[grouped[key]] = Part("schemes", twin.fields, twin.parts + scheme.parts, twin.answers)
        else:
            grouped[key] = len(parts)
            parts.append(scheme)
    return Found(tuple(parts), used=frozenset(used))


def _names_a_scheme(row: LogicalRow, number_column: int | None, unnamed: bool, before: Sequence[Part]) -> bool:
    """Whether a row without money is a scheme rather than a heading of a group: it is numbered, as those before it are, or it
    calls itself a scheme with a number that none before it has."""
    if number_column is not None:
        return number_column in row.cells or (unnamed and bool(row.cells))
    numbers = [p.fields["number"].value for p in before if "number" in p.fields]
    alike = len(numbers) == len(before) or bool(re.match(r"scheme\s+\d", row.label, re.I))
    return bool(before) and alike and split_number(row.label)[0] not in (None, *numbers)


def _names_schemes(matched: Matched) -> bool:
    """False for a table of balances by source of funding, in which no column is headed as the name or number of a scheme."""
    likeness = {"number": SURE, "name": _NAMED, "description": _NAMED}
    return any(
        not matched.header or label_score(matched.header_text(i), c) >= likeness[_field(c)]
        for i, c in matched.columns
        if _field(c) in likeness
    )


_LINE_FIELDS = ("source", "area_of_spend", "commissioner", "provider", "nhs_share")
_LISTS = {
    "area_of_spend": ("areas-of-spend", "area-of-spend"),
    "commissioner": ("commissioners", "commissioner"),
    "provider": ("providers", "provider"),
    "measure": ("benefit-from",),
}


def _scheme_part(matched: Matched, row: LogicalRow, reads: list[tuple[Column, Read]], round: Round, counted: bool) -> Part:
    unnamed = matched.column_of("name") is None and matched.column_of("number") is not None
    number, name = _number_first(matched, row.label) if unnamed else split_number(row.label)
    if counted and number is None and (lead := LEADING.match(name)):
        number, name = lead["number"], lead["name"]
    fields: dict[str, Read] = {"name": _label_read(matched, row, name)}
    if number:
        fields["number"] = Read(number, fields["name"].place)
    answers: dict[str, Read] = {}
    line: dict[str, Read] = {}
    line_answers: dict[FinancialYear | None, dict[str, Read]] = {}
    lines: dict[tuple[FinancialYear | None, str | None], dict[str, Read]] = {}
    expenditure = matched.shape.rows == "lines" or any(_field(c) == "source" for _, c in matched.columns)
    for column, read in reads:
        spine, field = column.field, _field(column)
        if column.kind == "money" and field in ("amount", "benefit"):
            if given(read):
                lines.setdefault((column.year, column.recurrence), {})[field] = read
        elif not given(read) or field == "name":
            continue
        elif field.startswith("answers/"):
            held = line_answers.setdefault(column.year, {}) if spine.startswith("lines/") or expenditure else answers
            held[field.removeprefix("answers/")] = read
        elif field in _LINE_FIELDS and (expenditure or spine.startswith("lines/")):
            line[field] = listed(field, read, round)
        else:
            fields[field] = read
    _settle_number(fields)
    if "source" in line:
        told = [*fields.values(), *answers.values(), *(r for held in line_answers.values() for r in held.values())]
        line["source"] = _settle_source(line["source"], told, round)
    if fields["name"].value is None and "description" in fields:
        fields["name"] = fields["description"]
    children = []
    for (year, recurrence), amounts in lines.items():
        own = {"year": Read(year), **({"recurrence": Read(recurrence)} if recurrence else {}), **line, **amounts}
        answered = line_answers.get(None, {}) | (line_answers.get(year, {}) if year else {})
        children.append(Part("lines", own, answers=answered))
    return Part("schemes", fields, tuple(children), answers)


_MORE = re.compile(r"\badditional|\bextra|\bover and above", re.I)


def _settle_source(source: Read, beside: Sequence[Read], round: Round) -> Read:
    """A source written as who pays, such as a council's contribution: the payer's grant that the row names, else in doubt."""
    written = source.place.as_written or "" if source.place else ""
    stream = next((s for s in round.streams if s.id == source.value), None)
    if stream is None or stream.mandatory or _MORE.search(written) or not _MORE.search(stream.title):
        return source
    rivals = [s for s in round.streams if s.payer == stream.payer and s is not stream]
    words = plain_label(" | ".join(str(r.value) for r in beside if isinstance(r.value, str)))
    named = [
        s for s in rivals if any(re.search(rf"\b{re.escape(w)}\b", words) for t in (s.title, *s.labels) if (w := plain_label(t)))
    ]
    if len(named) == 1:
        reason = "the source names only who pays; the row names the grant"
        return replace(
            source, value=named[0].id, place=replace(source.place, how=How.INFERRED, reason=reason) if source.place else None
        )
    others = tuple(Candidate(s.id, written, "paid by the same partner") for s in (stream, *rivals))
    return replace(source, doubt="the source names only who pays, not which fund", others=others)


_NUMBER_AND_WORDS = re.compile(r"^(?P<number>[A-Z]{0,4}\d{1,4}[a-z]?)\.?\s+(?P<words>[A-Z].*)$", re.S)


def _number_first(matched: Matched, label: str) -> tuple[str, str]:
    """The number of a row and the name printed into its column; words under a heading that asks for no name are none."""
    both = _NUMBER_AND_WORDS.match(tidy(label))
    column = matched.column_of("number")
    if not both or column is None:
        return label, ""
    asked = next((c for c in matched.shape.columns if _field(c) == "name"), None)
    named = asked is not None and label_score(matched.header_text(column), asked) >= SURE
    return both["number"], both["words"] if named else ""


def _settle_number(fields: dict[str, Read]) -> None:
    """Keep a scheme's number as text; what stands in its column but is no number, such as a remark, is not one."""
    read = fields.get("number")
    if read is None or read.value is None:
        return
    text = str(read.value).removesuffix(".0")
    if _IS_NUMBER.match(text):
        fields["number"] = Read(text, read.place)
    else:
        del fields["number"]


def listed(field: str, read: Read, round: Round) -> Read:
    """A word of a closed list as its id; a word that is not in the list stays as written, in doubt."""
    text = str(read.value)
    if field == "source":
        stream = stream_of(text, round)
        return Read(
            stream or text,
            read.place,
            read.state,
            doubt=None if stream or not round.streams else "this source of funding is not one of the round's",
        )
    if field == "nhs_share":
        return read
    for taxonomy in round.taxonomies:
        if taxonomy.id in _LISTS.get(field, ()):
            plain = plain_label(text)
            for item in taxonomy.items:
                if plain in {plain_label(w) for w in (item.label, item.id, *item.labels)}:
                    return Read(item.id, read.place, read.state)
    return read


def _benefits(matched: Matched, round: Round) -> Found:
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    of_year = _year_above(matched)
    for row in logical_rows(matched, ("title", "scheme", "measure")):
        if row.is_total or SUBTOTAL.match(row.label):
            continue
        reads = [(c, r) for c, r in _row_reads(matched, row) if given(r)]
        if not any(c.kind in ("money", "count") and r.value is not None for c, r in reads):
            continue
        used |= _used(matched, row)
        years: dict[FinancialYear | None, dict[str, Read]] = {}
        for column, read in reads:
            field = _field(column)
            years.setdefault(column.year, {})[field] = listed(field, read, round) if field in _LISTS else read
        common = years.pop(None, {})
        for year, fields in (years or {of_year: {}}).items():
            own = {"title": _label_read(matched, row), "year": Read(year), **common, **fields}
            parts.append(Part("benefits", {k: v for k, v in own.items() if not k.startswith("answers/")}, answers=_answers(own)))
    return Found(tuple(parts), used=frozenset(used))


def _year_above(matched: Matched) -> FinancialYear | None:
    """The one financial year that the nearest words over a table name, where its own columns name none."""
    grid = matched.grid
    for row in range(min(matched.header, default=0) - 1, -1, -1):
        named = (
            {year for c in range(grid.width) for year, _ in years_in(grid.own_text(row, c))} if row not in grid.data_rows else set()
        )
        if named:
            return named.pop() if len(named) == 1 else None
    return None
