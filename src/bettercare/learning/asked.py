"""What a round asks in a workbook, each with its address, its known wordings and the kind of value that belongs there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bettercare.rounds.model import Column, Round, Section, TableShape

_ROW_KINDS = ("metrics", "signatures")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a workbook has words for; `address` is where its locator stands in the round file."""

    address: str
    what: str
    """sheet, field, column or row: how a person would call its place."""
    title: str
    labels: tuple[str, ...]
    not_labels: tuple[str, ...] = ()
    kind: str = ""
    choices: tuple[str, ...] = ()


def sections_asked(round: Round) -> tuple[Section, ...]:
    """The sections that stand in a workbook, in the form's order."""
    word = {part.id for part in round.parts if part.format == "word"}
    return tuple(s for s in round.sections if s.part not in word and s.content != "heading")


def section_asked(section: Section) -> Asked:
    """A section as a sheet."""
    known = (*section.locator.sheets, section.title, *section.locator.labels)
    return Asked(f"sections/{section.id}", "sheet", section.title, tuple(dict.fromkeys(known)))


def fields_asked(round: Round, section: Section) -> tuple[Asked, ...]:
    """The plan's own fields of a section."""
    return tuple(
        Asked(f"fields/{f.id}", "field", f.title, _known(f.title, f.locator.labels), f.locator.not_labels, f.kind,
              _choices(round, f.choices))
        for f in round.fields if f.on == "plan" and f.section == section.id and f.kind != "table" and f.formula is None
    )  # fmt: skip


def tables_asked(round: Round, section: Section) -> tuple[TableShape, ...]:
    """The tables of a section that have headings to find."""
    return tuple(t for t in round.tables if t.section == section.id and t.columns)


def columns_asked(round: Round, table: TableShape) -> tuple[Asked, ...]:
    """The columns of a table, in order."""
    return tuple(_column(round, table, column) for column in table.columns)


def _column(round: Round, table: TableShape, column: Column) -> Asked:
    choices = _choices(round, column.choices)
    if column.field == "source" and not choices:
        choices = tuple(stream.title for stream in round.streams)
    known = _known(column.title, column.locator.labels)
    return Asked(
        f"tables/{table.id}/columns/{column.id}", "column", column.title, known, column.locator.not_labels, column.kind, choices
    )


def rows_asked(round: Round, table: TableShape) -> tuple[Asked, ...]:
    """What stands at the head of a table's rows: fields by row, metrics, sign-off roles, statements of conditions."""
    return tuple(_rows(round, table))


def _rows(round: Round, table: TableShape) -> Iterator[Asked]:
    for row in table.row_fields:
        yield Asked(
            f"tables/{table.id}/row_fields/{row.id}",
            "row",
            row.title,
            _known(row.title, row.locator.labels),
            row.locator.not_labels,
        )
    if table.rows == "metrics":
        for metric in round.metrics:
            yield Asked(
                f"metrics/{metric.id}", "row", metric.title, _known(metric.title, metric.locator.labels), metric.locator.not_labels
            )
    if table.rows == "signatures":
        for role in round.signoff:
            yield Asked(f"signoff/{role.id}", "row", role.title, _known(role.title, role.locator.labels), role.locator.not_labels)
    if table.rows == "conditions":
        for condition in round.conditions:
            for q in condition.questions:
                if q.section == table.section:
                    yield Asked(f"conditions/{condition.id}/questions/{q.id}", "row", q.asks, _known(q.asks, q.locator.labels))


def _known(title: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*labels, title)))


def _choices(round: Round, taxonomy: str | None) -> tuple[str, ...]:
    return tuple(item.label for item in round.taxonomy(taxonomy).items) if taxonomy else ()
