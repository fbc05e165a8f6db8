"""Tables of schemes and of their lines of expenditure: numbers and names, and amounts by year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bettercare.plan import FinancialYear, State
from bettercare.reading.money.closed_lists import listed
from bettercare.reading.money.rows import SUBTOTAL, LogicalRow, field_of, given, label_read, lines_of, logical_rows, row_reads
from bettercare.reading.money.scheme_numbers import LEADING, counted_through, split_number
from bettercare.reading.money.sources import settled_source
from bettercare.reading.money.total_rows import stated_totals, without_blank_zeros
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.grids import Matched
from bettercare.reading.tables.label_likeness import SURE, label_score, plain_label
from bettercare.reading.values import state_of, tidy
from bettercare.rounds.model import Column, Round

_NAMED = 0.6
"""A heading this like a label of names or descriptions heads them; `Income` is a little like `Name`."""
_IS_NUMBER = re.compile(r"^(?:scheme\s*)?[A-Z]{0,6}[\s./-]?\d{0,4}[A-Za-z]?(?:[./-]\w{1,4}){0,2}\.?$", re.I)
"""A scheme's number or code, such as 3, 2.1, BCF07, IC/3b or A; not a remark."""
_LINE_FIELDS = ("source", "area_of_spend", "commissioner", "provider", "nhs_share")
_NUMBER_AND_WORDS = re.compile(r"^(?P<number>[A-Z]{0,4}\d{1,4}[a-z]?)\.?\s+(?P<words>[A-Z].*)$", re.S)


def read_schemes(matched: Matched, round: Round) -> Found:
    """Schemes with their lines of expenditure, and totals stated of them; rows of one number and name are one scheme's lines."""
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    grouped: dict[tuple[str, str], int] = {}
    if not _names_schemes(matched):
        return Found()
    unnamed = matched.column_of("name") is None
    rows = list(logical_rows(matched, ("name", "number")))
    all_reads = [row_reads(matched, row) for row in rows]
    number_column = _column_of_numbers(matched, [r for row, r in zip(rows, all_reads, strict=True) if not row.is_total])
    counted = number_column is None and counted_through([row.label for row in rows if not row.is_total])
    for row, reads in zip(rows, all_reads, strict=True):
        money = [(c, r) for c, r in reads if c.kind == "money" and given(r)]
        if SUBTOTAL.match(row.label):
            continue
        if row.is_total:
            parts += stated_totals("schemes", without_blank_zeros(money, parts))
            used |= lines_of(matched, row)
            continue
        if state_of(row.label) in (State.DEFAULT_LEFT_IN, State.BLANK) and not any(r.value for _, r in money):
            used |= lines_of(matched, row)
            continue
        if not money and not _names_a_scheme(row, number_column, unnamed, parts):
            continue
        used |= lines_of(matched, row)
        scheme = _scheme_part(matched, row, reads, round, counted)
        key = (str(scheme.fields.get("number", Read(None)).value), plain_label(str(scheme.fields["name"].value)))
        if key in grouped and key[1]:
            twin = parts[grouped[key]]
            parts[grouped[key]] = Part("schemes", twin.fields, twin.parts + scheme.parts, twin.answers)
        else:
            grouped[key] = len(parts)
            parts.append(scheme)
    return Found(tuple(parts), used=frozenset(used))


def _column_of_numbers(matched: Matched, rows: Sequence[list[tuple[Column, Read]]]) -> int | None:
    """The column of schemes' numbers; one in which only remarks stand is none."""
    reads = (r for row in rows for c, r in row if field_of(c) == "number")
    held = [_as_number(r) for r in reads if given(r)]
    return matched.column_of("number") if not held or any(map(_IS_NUMBER.match, held)) else None


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
        not matched.header or label_score(matched.header_text(i), c) >= likeness[field_of(c)]
        for i, c in matched.columns
        if field_of(c) in likeness
    )


def _scheme_part(matched: Matched, row: LogicalRow, reads: list[tuple[Column, Read]], round: Round, counted: bool) -> Part:
    unnamed = matched.column_of("name") is None and matched.column_of("number") is not None
    number, name = _number_first(matched, row.label) if unnamed else split_number(row.label)
    if counted and number is None and (lead := LEADING.match(name)):
        number, name = lead["number"], lead["name"]
    fields: dict[str, Read] = {"name": label_read(matched, row, name)}
    if number:
        fields["number"] = Read(number, fields["name"].place)
    answers: dict[str, Read] = {}
    line: dict[str, Read] = {}
    line_answers: dict[FinancialYear | None, dict[str, Read]] = {}
    lines: dict[tuple[FinancialYear | None, str | None], dict[str, Read]] = {}
    expenditure = matched.shape.rows == "lines" or any(field_of(c) == "source" for _, c in matched.columns)
    for column, read in reads:
        spine, field = column.field, field_of(column)
        if column.kind == "money" and field in ("amount", "benefit"):
            if given(read):
                lines.setdefault((column.year, column.recurrence), {})[field] = read
        elif not given(read) or field == "name" or (field == "number" and not _IS_NUMBER.match(_as_number(read))):
            continue  # a remark in the column of numbers is none
        elif field.startswith("answers/"):
            held = line_answers.setdefault(column.year, {}) if spine.startswith("lines/") or expenditure else answers
            held[field.removeprefix("answers/")] = read
        elif field in _LINE_FIELDS and (expenditure or spine.startswith("lines/")):
            line[field] = listed(field, read, round)
        else:
            fields[field] = Read(_as_number(read), read.place) if field == "number" else read
    if "source" in line:
        told = [*fields.values(), *answers.values(), *(r for held in line_answers.values() for r in held.values())]
        line["source"] = settled_source(line["source"], told, round)
    if fields["name"].value is None and "description" in fields:
        fields["name"] = fields["description"]
    children = []
    for (year, recurrence), amounts in lines.items():
        own = {"year": Read(year), **({"recurrence": Read(recurrence)} if recurrence else {}), **line, **amounts}
        answered = line_answers.get(None, {}) | (line_answers.get(year, {}) if year else {})
        children.append(Part("lines", own, answers=answered))
    return Part("schemes", fields, tuple(children), answers)


def _number_first(matched: Matched, label: str) -> tuple[str, str]:
    """The number of a row and the name printed into its column; words under a heading that asks for no name are none."""
    both = _NUMBER_AND_WORDS.match(tidy(label))
    column = matched.column_of("number")
    if not both or column is None:
        return label, ""
    asked = next((c for c in matched.shape.columns if field_of(c) == "name"), None)
    named = asked is not None and label_score(matched.header_text(column), asked) >= SURE
    return both["number"], both["words"] if named else ""


def _as_number(read: Read) -> str:
    """A scheme's number as text: a sheet holds 3 as 3.0."""
    return str(read.value).removesuffix(".0")
