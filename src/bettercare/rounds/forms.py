"""What a round's documents look like: parts, sections, prompts, fields, tables, lists, sign-off blocks and windows.

Values only; `model` says how they hang together and re-exports them. A part that takes its `source` from its owner in the
file (a question of a condition, a field of a return) has no `source` of its own here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from bettercare.plan import FinancialYear, Period


@dataclass(frozen=True, slots=True)
class Predicate:
    """A test or a sum from the closed list of operators in `predicates`; `arguments` are predicates, names or constants."""

    operator: str
    arguments: tuple[Predicate | str | Decimal | bool, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """Where facts of a round come from: a published document, papers seen, or `own` for what this project worked out."""

    id: str
    title: str
    url: str | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Locator:
    """How to recognise the place of something in a document; for recognition only, never shown to authors.

    `labels` are official and usual wordings (of a heading, row, column or field), best first. `sheets` and `sections` limit
    where to look. `prompt` is a fingerprint of the official prompt: hashes of word shingles (see `fingerprint`).
    """

    labels: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    prompt: tuple[int, ...] = ()
    not_labels: tuple[str, ...] = ()
    """Words that rule a label out, such as `target` for a baseline column."""


UNLOCATED = Locator()
"""For what needs no finding of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document that a plan of this round consists of."""

    id: str
    title: str
    format: Literal["word", "excel", "either"]
    required: bool = True
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A later (or earlier) time for one area, by its register code, and why it was given."""

    area: str
    closes: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time in the round when something may be sent, or a date something is due. A day without a time ends at 23:59."""

    id: str
    title: str
    kind: Literal["draft", "final", "resubmission", "trajectory", "assurance", "approval", "section-75", "milestone"]
    opens: date | None = None
    closes: datetime | None = None
    must_be: tuple[Literal["complete", "valid", "signed"], ...] = ()
    """What a plan must be by then."""
    extensions: tuple[Extension, ...] = ()
    source: str
    confirmed: bool

    def closes_for(self, area: str) -> datetime | None:
        """When the window closes for an area (register code): its own extension, or the national time."""
        return next((e.closes for e in self.extensions if e.area == area), self.closes)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignoffRole:
    """Who signs; `per` says for each of what (organisation kind, or `plan`). Roles stand in the form's order."""

    id: str
    title: str
    per: Literal["plan", "council", "ccg", "icb", "hwb", "district", "provider"]
    fields: tuple[Literal["organisation", "name", "position", "date"], ...]
    required: bool = True
    delegable: bool | None = None
    may_follow_submission: bool = False
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One box of a section: what it asks, in our words; the official prompt only as a fingerprint in its locator."""

    id: str
    asks: str
    locator: Locator = UNLOCATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered part of the form; `condition` links the section that answers a national condition."""

    id: str
    title: str
    part: str
    content: Literal["heading", "narrative", "fields", "table", "signatures", "conditions", "scheme"]
    """`heading` only groups others; `scheme` repeats for each scheme."""
    parent: str | None = None
    condition: str | None = None
    prompts: tuple[Prompt, ...] = ()
    required: bool = True
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A value the round asks for beyond the spine, or a spine value with its label: `spine` names the address pattern."""

    id: str
    title: str
    on: Literal["plan", "scheme", "line", "contribution", "benefit", "metric", "point", "condition", "row", "return", "question"]
    kind: Literal["money", "count", "rate", "percent", "date", "choice", "text", "yes-no", "table"]
    spine: str | None = None
    """Such as `dates/submitted` or `budgets/minimum/2014-15`; None where the value is an answer."""
    prefill: str | None = None
    """Address pattern of the plan that a return or a later round starts from."""
    choices: str | None = None
    required: bool = True
    required_when: Predicate | None = None
    formula: Predicate | None = None
    """How it is worked out from other fields; then nobody types it."""
    section: str | None = None
    unit: str | None = None
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, and what its cells hold.

    `field` is a spine field of the row's part, `lines/...` or `points/...` of a child, `scheme/...` of the scheme that a line
    belongs to, `answers/{field}` (also below these), `by-row` where the row label says which field (`TableShape.row_fields`),
    or `not-kept` for a column that is known only so that the others can be told apart.
    """

    id: str
    title: str
    field: str
    kind: Literal["money", "count", "rate", "percent", "date", "choice", "text", "yes-no", "period"]
    year: FinancialYear | None = None
    recurrence: Literal["recurrent", "non-recurrent"] | None = None
    role: Literal["baseline", "target", "actual"] | None = None
    """For metric points; the metric's own `periods` say which days."""
    period: Period | None = None
    source_of_funding: str | None = None
    choices: str | None = None
    required: bool = True
    required_when: Predicate | None = None
    input: Literal["input", "pre-populated", "computed"] = "input"
    locator: Locator = UNLOCATED

    def __hash__(self) -> int:
        """Of little, because headings are looked up by column thousands of times in a reading; columns of one id differ in this."""
        return hash((self.id, self.title, self.field))


@dataclass(frozen=True, slots=True, kw_only=True)
class RowField:
    """A row of a table whose label says which field its cells hold, such as Numerator under each metric."""

    id: str
    title: str
    field: str
    kind: Literal["money", "count", "rate", "percent", "date", "text", "period"]
    locator: Locator = UNLOCATED


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """A table of the form: which parts its rows are, its columns in order, and how to know it."""

    id: str
    title: str
    rows: Literal[
        "contributions", "schemes", "lines", "benefits", "contingency", "metrics", "conditions", "risks", "milestones",
        "signatures", "related", "answers",
    ]  # fmt: skip
    """The plan's part that each row is; `answers` where the rows go into one answer of kind table, named as the table."""
    part: str
    section: str | None = None
    columns: tuple[Column, ...] = ()
    row_fields: tuple[RowField, ...] = ()
    total_row: bool = False
    locator: Locator = UNLOCATED
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """One choice. `parent` is the choice it belongs to (of this list or another); `predecessors` are ids in earlier rounds."""

    id: str
    label: str
    parent: str | None = None
    unit: str | None = None
    labels: tuple[str, ...] = ()
    """Other wordings met in papers."""
    predecessors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxonomy:
    """A closed list: scheme types, areas of spend, providers, ..."""

    id: str
    title: str
    items: tuple[ListItem, ...]
    source: str
    confirmed: bool

    def __hash__(self) -> int:
        """Of the id alone, because what follows from a list is looked up by it for every line of a plan."""
        return hash(self.id)

    def item(self, id: str) -> ListItem | None:
        return next((item for item in self.items if item.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityShape:
    """Rows (pathways, services, changes) and fields of a table that is asked beside the spine, by month or once.

    The rows are its own, or the items of the closed list that `rows_from` names; see `Round.capacity_rows`.
    """

    id: str
    title: str
    rows: tuple[ListItem, ...] = ()
    rows_from: str | None = None
    fields: tuple[Field, ...]
    embedded: bool
    """True inside the planning template, False in a document of its own."""
    by: Literal["month", "once"] = "month"
    """Whether each field is asked for every month of the round's years, or once."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnForm:
    """A quarterly or year-end report: its fields and when it is due."""

    id: str
    title: str
    period: Period | None = None
    due: datetime | None = None
    like: str | None = None
    """Id of a return whose fields it asks too; see `Round.return_fields`."""
    without: tuple[str, ...] = ()
    """Ids of fields of that return which this one leaves out."""
    fields: tuple[Field, ...] = ()
    source: str
    confirmed: bool
