"""Tables of contributions: each row a partner or a source of funding, with an amount for each year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bettercare.plan import FinancialYear, State
from bettercare.reading.dates import YEAR
from bettercare.reading.money.rows import (
    SUBTOTAL,
    LogicalRow,
    answers_in,
    field_of,
    given,
    label_read,
    lines_of,
    logical_rows,
    row_reads,
)
from bettercare.reading.money.sources import partner_named, stream_added_by, stream_of
from bettercare.reading.money.total_rows import named_budgets, stated_totals, without_blank_zeros
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.tables.grids import Matched
from bettercare.reading.values import state_of, tidy
from bettercare.rounds.model import Column, Round

_BREAKDOWN = re.compile(r"\bbreak\s?down\b|\bof which\b|\bsplit (?:by|between)\b", re.I)
"""Words of a line beneath which an amount is parted among those who receive it, such as the districts of a county."""
_OF_ALL = re.compile(
    r"^(?:(?:bcf|hwb|overall|grand|gross|planned|pooled)\s+)*totals?(?:\s+(?:bcf|hwb|gross|planned|pooled))*"
    r"\s+(?:contributions?|fund(?:ing|s)?|sources?|income|budget|pool|of all)\s*:?$",
    re.I,
)
"""A total of all blocks, where it stands beneath the last one's own."""


def read_contributions(matched: Matched, round: Round) -> Found:
    """Contributions by partner, source and year, with the totals and budgets that the rows beneath them state."""
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    labels = matched.column_of("organisation")
    block_stream = stream_of(matched.header_text(labels), round) if labels is not None else None
    closed = False  # a block of one source has one total; what is added up beneath it spans blocks
    parted = False  # what stands above was named once, and is shown again in its parts
    for row in logical_rows(matched, ("organisation", "source")):
        reads = row_reads(matched, row)
        money = [(c, r) for c, r in reads if c.kind == "money" and given(r)]
        if SUBTOTAL.match(row.label):
            continue
        parted = not row.is_total and (parted or (bool(parts) and not money and bool(_BREAKDOWN.search(row.label))))
        if parted:
            continue
        if row.is_total:
            stream = None if closed and _OF_ALL.match(tidy(row.label)) else block_stream or _one_source(parts)
            budgets = named_budgets(row, money, round)
            whole = not budgets or (stream is None and not closed and any(p.kind == "contributions" for p in parts))
            stated = budgets + (stated_totals("contributions", without_blank_zeros(money, parts), stream) if whole else [])
            parts += [p for p in stated if stream is None or p.kind == "budgets" or not closed]
            closed = closed or bool(stated)
            used |= lines_of(matched, row)
            continue
        if state_of(row.label) is State.DEFAULT_LEFT_IN and not any(r.value for _, r in money):
            used |= lines_of(matched, row)
            continue
        if not any(_of_money(r) for _, r in money) or row.label.endswith("?"):
            continue
        used |= lines_of(matched, row)
        parts += _contribution_parts(matched, row, reads, round, block_stream)
    return Found(tuple(parts), used=frozenset(used))


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
                by_year.setdefault(column.year, {})[field_of(column)] = read
        elif given(read):
            common[field_of(column)] = read
    source = common.pop("source", None)
    stream = stream_of(str(source.value), round) if source and source.value else (stream_of(row.label, round) or block_stream)
    if stream is None and source and source.value:
        stream = stream_added_by(str(source.value), row.label, round)
    main = max(by_year, key=lambda y: ("actual" in by_year[y], y.start if y else 0)) if by_year else None
    parts = []
    for year, amounts in by_year.items():
        whose = partner_named(row.label, round)
        named = label_read(matched, row, whose or row.label)
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
                answers=answers_in(common, amounts),
            )
        )
    return parts


def _one_source(parts: Sequence[Part]) -> str | None:
    """The source that all contributions of a block have in common."""
    found = {p.fields["source"].value if "source" in p.fields else None for p in parts if p.kind == "contributions"}
    return str(found.pop()) if len(found) == 1 and None not in found else None
