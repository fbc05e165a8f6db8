"""Fills rows that labels name, such as the value and numerator of a metric, or the signature of a role.

Where the same labels stand several times, one below the other, they are places for several of the same kind, and are taken
in order; where they stand apart, none is chosen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from bettercare.documents.wording import label_key
from bettercare.plan.words import counted
from bettercare.writing.form import Table
from bettercare.writing.matching import Matching
from bettercare.writing.matching_rows import Head, Label, Line, is_open, top

_Block = list[Line]
"""The rows of one thing, such as a metric's value, numerator and denominator."""
_Slot = tuple[Head, tuple[int, ...]]
"""Rows of a sheet for the lines of a block."""
_Write = Callable[[Head, int, Line], None]


def fill_labelled(matching: Matching, table: Table, heads: Sequence[Head], lines: Sequence[Line], write: _Write) -> None:
    """Write each row of the plan into the row that its labels name."""
    _Labelled(matching, table, heads, write).fill(list(_blocks(lines)))


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    """Lines that share the cell of their first label belong together."""
    block: _Block = []
    for line in lines:
        if block and line.labels and block[0].labels and line.labels[0].cell is block[0].labels[0].cell:
            block.append(line)
            continue
        if block:
            yield block
        block = [line]
    if block:
        yield block


class _Labelled:
    def __init__(self, matching: Matching, table: Table, heads: Sequence[Head], write: _Write) -> None:
        self.matching, self.heads, self.write = matching, heads, write
        self.title = table.title or table.heads[0]
        self.taken: set[tuple[str, int]] = set()

    def fill(self, blocks: Sequence[_Block]) -> None:
        alike: dict[tuple[tuple[frozenset[str], ...], ...], list[_Block]] = defaultdict(list)
        for block in map(self._with_rows, blocks):
            if any(line.values for line in block):
                alike[tuple(tuple(label.keys for label in line.labels) for line in block)].append(block)
            else:
                self._named_already(block)
        for group in alike.values():
            self._group(group)

    def _with_rows(self, block: _Block) -> _Block:
        """A block without those of its lines that no row of the workbook is labelled for, where there are rows for others."""
        there = [line for line in block if any(self._fits(h, row, line, True) for h in self.heads for row in self._body(h))]
        if not there or len(there) == len(block) or not (there[0].labels and there[0].labels[0].cell is block[0].labels[0].cell):
            return block
        for line in block:
            if line not in there:
                named = " / ".join(repr(label.text) for label in line.labels)
                self.matching.miss(line.values.values(), f"no row of {self.title!r} is labelled {named}")
        return there

    def _named_already(self, block: _Block) -> None:
        """A name without values is told where a row has it."""
        if self._slots(block, named=True):
            self.matching.placed |= {label.cell.address for label in block[0].labels if label.cell.address}

    def _group(self, group: Sequence[_Block]) -> None:
        """Write blocks that have the same labels."""
        first = group[0]
        named = " / ".join(repr(label.text) for label in first[0].labels) or "otherwise"
        slots = self._slots(first, named=True)
        if slots is None:
            self._miss(group, f"several rows are labelled {named}: {self._places(first)}")
            return
        slots = [slot for slot in slots if not self._is_taken(slot)]
        if not slots and first[0].labels and first[0].labels[0].written:
            slots = [slot for slot in self._slots(first, named=False) or () if not self._is_taken(slot)]
        if not slots:
            self._miss(group, f"no row of {self.title!r} is labelled {named}")
        elif len(slots) == len(group) == 1:
            self._into(slots[0], first)
        elif not self._together(slots):
            self._miss(group, f"several rows are labelled {named}: {self._places(first)}")
        else:
            self._in_order(group, slots, named)

    def _in_order(self, group: Sequence[_Block], slots: Sequence[_Slot], named: str) -> None:
        """Each block into the slot that holds its values already, else into the first that is free."""
        homes: list[_Slot] = []
        for block in group:
            left = [slot for slot in slots if slot not in homes]
            agreeing = [slot for slot in left if self._agrees(slot, block)]
            free = [slot for slot in left if self._is_free(slot, block)]
            if not agreeing and not free:
                room = f"{counted(len(slots), 'place')} labelled {named}, and the plan needs {len(group)} that are free"
                self._miss(
                    group, f"{self.title!r} has {room}; none was written", Matching.where(slots[0][0].grid, (slots[0][1][0], 0))
                )
                return
            homes.append((agreeing or free)[0])
        for slot, block in zip(homes, group, strict=True):
            self._into(slot, block)

    def _into(self, slot: _Slot, block: _Block) -> None:
        head, rows = slot
        self.taken |= {(head.grid.sheet.part, row) for row in rows}
        for label in dict.fromkeys(label for label in block[0].labels if label.cell.address):
            at = head.lead(rows[0], label.column) or (rows[0], head.columns.get(label.column, -1))
            own = label_key(label.text)
            if (
                label.written
                and at[1] >= 0
                and label_key(head.grid.text(at)) != own
                and own not in map(label_key, label.cell.known)
            ):
                self.matching.put(head.grid, at, label.cell)
            else:
                self.matching.placed.add(label.cell.address or "")
        for row, line in zip(rows, block, strict=True):
            self.write(head, row, line)

    # places on the sheets

    def _slots(self, block: _Block, named: bool) -> list[_Slot] | None:
        """Where the rows of a block stand; with `named` false, where its first label is still to be written.

        None where one of its rows is there more often than another, so that it cannot be told which belong together.
        """
        rows = [[(h, row) for h in self.heads for row in self._body(h) if self._fits(h, row, line, named)] for line in block]
        if len({len(found) for found in rows}) > 1:
            return None
        slots = []
        for together in zip(*rows, strict=True):
            if len({id(head) for head, _ in together}) > 1:
                return None
            slots.append((together[0][0], tuple(row for _, row in together)))
        return slots

    def _body(self, head: Head) -> Iterator[int]:
        """The rows below the headings, up to the next row of headings."""
        for row in range(head.row + 1, head.grid.last + 1):
            if (head.grid.sheet.part, row) in self.matching.heads:
                return
            yield row

    def _fits(self, head: Head, row: int, line: Line, named: bool) -> bool:
        labels = line.labels if named else line.labels[1:]
        return all(self._has(head, row, label) for label in labels) and (named or self._unnamed(head, row, line.labels[0]))

    @staticmethod
    def _has(head: Head, row: int, label: Label) -> bool:
        at = head.lead(row, label.column)
        return at is not None and label_key(head.grid.text(at)) in label.keys

    @staticmethod
    def _unnamed(head: Head, row: int, label: Label) -> bool:
        return label.column in head.columns and is_open(head.grid, top(head.grid, (row, head.columns[label.column])))

    def _is_taken(self, slot: _Slot) -> bool:
        head, rows = slot
        return any((head.grid.sheet.part, row) in self.taken for row in rows)

    @staticmethod
    def _together(slots: Sequence[_Slot]) -> bool:
        """Whether places stand one right below the other in one table."""
        rows = [row for _, those in slots for row in those]
        return len({id(head) for head, _ in slots}) == 1 and rows == list(range(rows[0], rows[0] + len(rows)))

    def _is_free(self, slot: _Slot, block: _Block) -> bool:
        head, rows = slot
        cells = ((row, head.columns[i]) for row, line in zip(rows, block, strict=True) for i in line.values if i in head.columns)
        return all(is_open(head.grid, top(head.grid, at)) for at in cells)

    def _agrees(self, slot: _Slot, block: _Block) -> bool:
        """Whether a place holds some of the values already, and no other."""
        head, rows = slot
        some = False
        for row, line in zip(rows, block, strict=True):
            for i in line.values.keys() & head.columns.keys():
                at = top(head.grid, (row, head.columns[i]))
                if head.grid.free(at):
                    continue
                found = self.matching.content(head.grid, at, line.values[i])
                if isinstance(found, str) or not head.grid.same(at, found.value, line.values[i]):
                    return False
                some = True
        return some

    def _places(self, block: _Block) -> str:
        found = [(h, row) for h in self.heads for row in self._body(h) if self._fits(h, row, block[0], True)]
        return "; ".join(Matching.where(h.grid, (row, h.first)) for h, row in found[:4])

    def _miss(self, group: Sequence[_Block], why: str, where: str | None = None) -> None:
        cells = [cell for block in group for line in block for cell in line.values.values()]
        self.matching.miss(cells, why, where)
