"""The unit of tables of money that name none: `£000` is often printed once, above the first of several tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cached_property

from bettercare.documents.model import Document, Paragraph
from bettercare.reading.money.rows import TOTAL
from bettercare.reading.tables.grids import Matched
from bettercare.reading.values import amounts_in, tidy

_TOO_LARGE = {Decimal(1000): Decimal(500_000), Decimal(1_000_000): Decimal(500)}
"""Amounts from which a unit cannot be meant: no pool comes near half a billion pounds."""
_TELLING = Decimal(100)
"""A total smaller than this, taken a thousand times, is met elsewhere by chance."""

_ALIKE = 50
"""Amounts of neighbouring columns differ by less than this where both are in one unit."""


class Units:
    """Settles the unit of each table of money, in the order of the papers."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = documents
        self.last: Decimal | None = None

    def settled(self, matched: Matched) -> Matched:
        """The table with the unit carried to it: that of the table before, or the one in which its totals stand elsewhere."""
        money = [i for i, column in matched.columns if column.kind == "money"]
        told = {matched.told_unit(i) for i in money} - {Decimal(1)}
        if told:
            self.last = max(told)
            return replace(matched, carried=self.last) if len(told) == 1 and self._said_once(matched, money, self.last) else matched
        cells = [matched.grid.own_text(r, i) for r in matched.rows for i in money]
        amounts = [abs(a) for text in cells for a, _ in amounts_in(text)]
        if matched.grid.table.sheet or any("£" in t for t in (*cells, *(matched.header_text(i) for i in money))):
            self.last = None
            return matched
        if not any(amounts):
            return matched
        units = [self.last] if self.last else list(_TOO_LARGE)
        for unit in units:
            if max(amounts) < _TOO_LARGE[unit] and (self.last or self._stands_elsewhere(matched, money, unit)):
                return replace(matched, carried=unit)
        return matched

    @staticmethod
    def _said_once(matched: Matched, money: Sequence[int], unit: Decimal) -> bool:
        """Whether the columns without a unit are in that of their neighbours: no pound sign, and amounts of about that size."""

        def amounts(told: bool) -> list[Decimal]:
            texts = [matched.grid.own_text(r, i) for r in matched.rows for i in money if (matched.told_unit(i) != 1) == told]
            return [abs(a) for text in texts for a, _ in amounts_in(text)]

        silent = [i for i in money if matched.told_unit(i) == 1]
        texts = [matched.header_text(i) for i in silent] + [matched.grid.own_text(r, i) for r in matched.rows for i in silent]
        own, others = amounts(False), amounts(True)
        most = _ALIKE * max(others, default=Decimal(0)) or _TOO_LARGE[unit]
        return any(own) and not any("£" in t for t in texts) and max(own) <= most

    def _stands_elsewhere(self, matched: Matched, money: Sequence[int], unit: Decimal) -> bool:
        """Whether two of the table's totals, taken in this unit, are amounts written out in full elsewhere."""
        totals = {
            abs(amount)
            for row in matched.rows
            if any(TOTAL.match(matched.grid.own_text(row, c)) for c in range(matched.grid.width))
            for i in money
            for amount, _ in amounts_in(matched.grid.own_text(row, i))
        }
        met = [t for t in totals if t * unit >= _TELLING * 1000 and t * unit in self._written_out]
        return len(met) >= 2 or (len(met) == 1 and len({t for t in totals if t}) == 1)

    @cached_property
    def _written_out(self) -> frozenset[Decimal]:
        """Every amount of a hundred thousand pounds or more that the papers write out."""
        texts = (
            block.text if isinstance(block, Paragraph) else " | ".join(row.text for row in block.rows)
            for document in self.documents
            for block in document.blocks
        )
        found = (abs(a) for text in texts if re.search(r"\d", text) for a, _ in amounts_in(tidy(text)))
        return frozenset(a for a in found if a >= _TELLING * 1000)
