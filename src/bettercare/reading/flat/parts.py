"""The parts of a plan from a flat table that is laid out: schemes with lines, contributions, stated totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bettercare.plan import Candidate, FinancialYear, How, Place, State, Unread
from bettercare.reading.flat.columns import ByColumn, Line
from bettercare.reading.flat.layout import Laid
from bettercare.reading.flat.lines import part_words, text_columns
from bettercare.reading.flat.names import Piece, Words, contribution_words, pieces_of, scheme_words
from bettercare.reading.flat.text import Region, Token, heading_position
from bettercare.reading.money.closed_lists import listed
from bettercare.reading.money.names_with_providers import without_providers
from bettercare.reading.money.scheme_numbers import split_number
from bettercare.reading.money.sources import settled_source, stream_of
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import state_of
from bettercare.rounds.model import Column, Round, TableShape


def row_parts(region: Region, laid: Laid, money: Sequence[Column], shape: TableShape, round: Round) -> list[Part]:
    """Return the parts of a table laid out in rows, its stated totals last; none where the rows' words do not fit the shape."""
    read = {"schemes": _scheme_parts, "lines": _line_parts, "contributions": _contribution_parts}
    parts = read[shape.rows](region, laid, money, shape, round)
    if not parts:
        return []
    for index, token in laid.totals.items():
        doubt = None if index in laid.certain else "the total may belong to another column"
        parts.append(total_part(shape, money[index], _read(region, token, doubt=doubt)))
    return parts


def total_part(shape: TableShape, column: Column, amount: Read) -> Part:
    """A stated total of a table's column."""
    prefix = "contributions" if shape.rows == "contributions" else "schemes"
    fields = {"of": Read(f"{prefix}.{_spine(column)}"), "year": Read(column.year), "amount": amount}
    return Part("stated_totals", {**fields, **({"recurrence": Read(column.recurrence)} if column.recurrence else {})})


def _spine(column: Column) -> str:
    return column.field.rsplit("/", 1)[-1]


_BY_COLUMN = "the table is printed column by column; the order of the cells tells the row"


def column_parts(region: Region, table: ByColumn, shape: TableShape, round: Round) -> Found:
    """The parts of a table printed column by column; cells of a column with gaps are not placed."""
    rows: list[dict[int, Read]] = [{} for _ in table.names]
    parts: list[Part] = []
    unread: list[Unread] = []
    keys: set[tuple[str, str]] = set()
    for printed in table.columns[1:]:
        index = shape.columns.index(printed.column)
        cells = printed.cells
        keys |= {k for c in cells for k in region.running.keys(c.start, c.end)}
        if printed.column.kind == "money":
            total = table.total(printed)
            if total:
                parts.append(total_part(shape, printed.column, _read(region, total, How.INFERRED, _BY_COLUMN)))
                cells = cells[:-1]
            if len(cells) == len(rows) and (total or not table.totalled):
                for row, cell in zip(rows, cells, strict=True):
                    if cell.figure:
                        row[index] = _read(region, cell.figure, How.INFERRED, _BY_COLUMN)
            elif cells:
                words = ", ".join(c.text for c in cells)
                unread.append(Unread(f"{printed.column.title}: {words}", region.running.place(cells[0].start, cells[0].end)))
        elif len(cells) == len(rows):
            for row, cell in zip(rows, cells, strict=True):
                row[index] = Read(cell.text, region.running.place(cell.start, cell.end), state_of(cell.text))
    for name, row in zip(table.names, rows, strict=True):
        keys |= region.running.keys(name.start, name.end)
        reads = [(shape.columns[i], read) for i, read in sorted(row.items())]
        parts += _column_row(region, name, reads, shape, round)
    return Found(tuple(parts), unread=tuple(unread), used=frozenset(keys))


def _column_row(region: Region, name: Line, reads: list[tuple[Column, Read]], shape: TableShape, round: Round) -> list[Part]:
    place = region.running.place(name.start, name.end)
    money = [(c, r) for c, r in reads if c.kind == "money"]
    words = {c.field: r for c, r in reads if c.kind != "money"}
    if shape.rows == "schemes":
        number, text = _numbered(name.text)
        if "number" in words:
            number = str(words["number"].value)
        fields = {"name": Read(text, place), **({"number": Read(number, place)} if number else {})}
        if "provider" in words:
            said = words["provider"]
            fields["provider"] = said if said.state is State.GIVEN else replace(said, value=None)
        return [Part("schemes", fields, tuple(lines_of(money)))]
    if state_of(name.text) is not State.GIVEN:
        return []
    answer = words.get("holds_pool")
    return contributions(name.text, place, money, holds_read(str(answer.value), answer.place) if answer else None, round)


def lines_of(money: Sequence[tuple[Column, Read]]) -> list[Part]:
    """A row's amounts as lines, one for each year and recurrence."""
    lines: dict[tuple[FinancialYear | None, str | None], dict[str, Read]] = {}
    for column, read in money:
        lines.setdefault((column.year, column.recurrence), {})[_spine(column)] = read
    return [
        Part("lines", {"year": Read(year), **({"recurrence": Read(recurrence)} if recurrence else {}), **reads})
        for (year, recurrence), reads in lines.items()
    ]


def _with_source(name: str, round: Round) -> tuple[str | None, str]:
    """The source of funding whose label stands before or after a contributor's name, and the name without it."""
    labels = sorted(((w, s.id) for s in round.streams for w in (*s.labels, s.title)), key=lambda pair: -len(pair[0]))
    for label, stream in labels:
        words = re.escape(label).replace(r"\ ", r"\s+")
        match = re.match(rf"(?P<a>{words})\b\s*(?P<rest>.+)|(?P<rest2>.+?)\s+(?P<b>{words})$", name, re.I)
        if match:
            return stream, (match["rest"] or match["rest2"]).strip(" -–:,")
    return stream_of(name, round), name


def contributions(
    name: str, place: Place | None, money: Sequence[tuple[Column, Read]], holds: Read | None, round: Round
) -> list[Part]:  # fmt: skip
    years: dict[FinancialYear | None, dict[str, Read]] = {}
    for column, read in money:
        years.setdefault(column.year, {})[_spine(column)] = read
    stream, name = _with_source(name, round)
    main = max(years, key=lambda y: ("actual" in years[y], y.start if y else 0), default=None)
    parts = []
    for year, reads in years.items():
        fields = {"organisation": Read(name or None, place), "year": Read(year), **reads}
        if stream:
            fields["source"] = Read(stream, place)
        if holds and year == main:
            fields["holds_pool"] = holds
        parts.append(Part("contributions", fields))
    return parts


_DECIDED = "the figures run together; the columns' stated totals decide which column each is in"
_ORDERED = "the figures run together; their order decides which row and column each is in"


def _read(region: Region, token: Token, how: How = How.READ, reason: str | None = None, doubt: str | None = None) -> Read:
    others = (Candidate(None, token.text, "the figure may belong to another row or column"),) if doubt else ()
    return Read(token.amount, region.running.place(token.start, token.end, how, reason), others=others, doubt=doubt)


def _figure_read(region: Region, laid: Laid, key: int, column: int) -> Read:
    reason = _DECIDED if column in laid.solution.agreed else _ORDERED
    solution = laid.solution
    doubt = "another layout fits equally well" if key in solution.rivals else None
    if column in laid.unsure:
        doubt = doubt or "this figure may be in another column: two columns miss their stated totals"
    if laid.doubtful:
        doubt = doubt or "the text is jumbled, and no stated total confirms where this figure stands"
    return _read(region, laid.figures[key], How.INFERRED, reason, doubt)


def _by_row(laid: Laid) -> dict[int, list[tuple[int, int]]]:
    rows: dict[int, list[tuple[int, int]]] = {start: [] for start in laid.solution.rows}
    for key, (row, column) in laid.solution.where.items():
        rows.setdefault(row, []).append((column, key))
    return rows


LISTED = 0.7
"""At least this share of an expenditure table's rows must be parted by the closed lists; else it is not that table."""


def _line_parts(region: Region, laid: Laid, money: Sequence[Column], shape: TableShape, round: Round) -> list[Part]:
    """Schemes of an expenditure table; a row whose words the closed lists do not part gives its words as name, in doubt."""
    pieces = pieces_of(laid)
    columns = tuple(text_columns(region, shape))
    rows = sorted(_by_row(laid).items())
    texts = {start: " ".join(p.text for p in pieces.get(start, [])) for start, _ in rows}
    parted = {start: part_words(text, columns, round) for start, text in texts.items()}
    sourced = any(c.field == "source" for c in columns)
    if not rows or not sourced or sum(words is not None for words in parted.values()) < LISTED * len(rows):
        return []
    parts: dict[tuple[str | None, str], Part] = {}
    for start, cells in rows:
        doubt = None if parted[start] else "the words of this row's columns could not be parted"
        number, name = _numbered(texts[start])
        words = parted[start] or {"scheme/number": number or "", "scheme/name": name}
        fields, line, answers = line_fields(words, _named(region, laid, start), doubt, round)
        children = lines_of([(money[column], _figure_read(region, laid, key, column)) for column, key in sorted(cells)])
        own = tuple(Part("lines", {**line, **child.fields}, answers=answers) for child in children)
        key = (
            str(fields["number"].value) if "number" in fields else None,
            str(fields["name"].value) if "name" in fields else str(start),
        )
        before = parts.get(key)
        parts[key] = Part("schemes", fields, (*before.parts, *own) if before else own)
    return list(parts.values())


def line_fields(
    words: dict[str, str], place: Place | None, doubt: str | None, round: Round
) -> tuple[dict[str, Read], dict[str, Read], dict[str, Read]]:  # fmt: skip
    """What a row's words say of the scheme, of its line, and as answers."""
    fields: dict[str, Read] = {}
    line: dict[str, Read] = {}
    answers: dict[str, Read] = {}
    for field, value in words.items():
        last = field.rsplit("/", 1)[-1]
        if not value or field == "not-kept":
            continue
        if field.startswith("answers/"):
            answers[last] = Read(value, place)
        elif field.startswith("scheme/"):
            fields[last] = Read(value, place, doubt=doubt)
        else:
            line[last] = listed(last, Read(_share(value) if last == "nhs_share" else value, place), round)
    if "source" in line:
        line["source"] = settled_source(line["source"], [*fields.values(), *answers.values()], round, words.get("source"))
    return fields, line, answers


def _share(text: str) -> Decimal:
    return Decimal(text.rstrip("% "))


def _scheme_parts(region: Region, laid: Laid, money: Sequence[Column], shape: TableShape, round: Round) -> list[Part]:
    parts = []
    pieces = pieces_of(laid)
    provider = next((c for c in shape.columns if c.field == "provider"), None)
    rows = sorted(_by_row(laid).items())
    said = [_words_said(start, cells, pieces, provider is not None) for start, cells in rows]
    if provider is not None and heading_position(region, provider) is not None:
        parted = without_providers([w.name if w.other is None else "" for w in said], round.years[0].first_day)
        said = [
            w if w.other else replace(w, name=p.name, other=p.provider, doubt=w.doubt or p.doubt)
            for w, p in zip(said, parted, strict=True)
        ]
    for (start, cells), words in zip(rows, said, strict=True):
        keys = [key for _, key in cells]
        number, name = _numbered(words.name)
        place = _named(region, laid, start)
        doubt = words.doubt or ("the text is jumbled, and these words may be of several rows" if laid.doubtful else None)
        others = (Candidate(None, name, doubt),) if doubt else ()
        fields = {"name": Read(name or None, place, State.GIVEN if name else State.BLANK, others, doubt)}
        if number:
            fields["number"] = Read(number, place)
        if words.other and keys and next((k for k in sorted(laid.figures) if k > start), None) in keys:
            state = state_of(words.other)
            fields["provider"] = Read(words.other if state is State.GIVEN else None, place, state)
        children = tuple(lines_of([(money[column], _figure_read(region, laid, key, column)) for column, key in sorted(cells)]))
        if children or number:
            parts.append(Part("schemes", fields, children))
    return parts


def _words_said(start: int, cells: Sequence[tuple[int, int]], pieces: dict[int, list[Piece]], provided: bool) -> Words:
    keys = [key for _, key in cells]
    mixed = any(k < start for k in keys) and any(k > start for k in keys)
    return scheme_words(pieces.get(start, []), provided, mixed)


def _numbered(label: str) -> tuple[str | None, str]:
    """A scheme's number and name, also where nothing but a space parts them."""
    bare = re.match(r"(?P<number>\d{1,3}|(?!NHS)[A-Z]{1,5}\d{1,3})\s+(?P<name>[A-Z].*)", label)
    return (bare["number"], bare["name"]) if bare else split_number(label)


def _named(region: Region, laid: Laid, start: int) -> Place | None:
    return region.running.place(start, start + len(laid.names[start].text)) if start in laid.names else None


_MORE_THAN_A_PARTNER = re.compile(r"\b(?:contribution|expenditure|scheme|services?|sector|provider)s?\b|.{100}", re.I)
"""In the place of a partner's name: words of headings or of other tables, or more words than a name has."""


def _contribution_parts(region: Region, laid: Laid, money: Sequence[Column], shape: TableShape, round: Round) -> list[Part]:
    """Contributions by partner; none where the words beside most figures are more than a partner's name."""
    parts: list[Part] = []
    pieces = pieces_of(laid)
    answered = any(c.field == "holds_pool" for c in shape.columns)
    for start, cells in sorted(_by_row(laid).items()):
        words = contribution_words(pieces.get(start, []), answered)
        place = _named(region, laid, start)
        reads = [(money[column], _figure_read(region, laid, key, column)) for column, key in sorted(cells)]
        own = contributions(words.name, place, reads, holds_read(words.other, place) if words.other else None, round)
        if own and _MORE_THAN_A_PARTNER.search(str(own[0].fields["organisation"].value or "")):
            own = [_doubted(part, "the words beside these figures are more than a partner's name") for part in own]
        parts += own
    doubted = sum(p.fields["organisation"].doubt is not None for p in parts)
    return parts if 2 * doubted < len(parts) or not doubted else []


def _doubted(part: Part, why: str) -> Part:
    return replace(part, fields={k: replace(r, doubt=r.doubt or why) if r.place else r for k, r in part.fields.items()})


def holds_read(answer: str, place: Place | None) -> Read:
    state = state_of(answer)
    if state is not State.GIVEN:
        return Read(None, place, state)
    return Read(answer.lower().startswith("y"), place)
