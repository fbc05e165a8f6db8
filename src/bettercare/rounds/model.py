"""What a round asks for, as frozen values. Loaded from YAML by `loading`; nothing here names a particular round.

Every part that states a rule or a figure carries `source` (a key of the round's `sources`) and `confirmed`. A figure also
says which year or day it `applies_to` and when it was `published_on`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bettercare.plan import FinancialYear, Period


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """Where facts of a round come from: a published document, a paper seen, or `memory`."""

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


@dataclass(frozen=True, slots=True)
class Figure:
    """A dated figure: national amount, uplift, unit cost, threshold. `unit`: GBP, GBP million, per cent, share, count, ..."""

    id: str
    title: str
    value: Decimal | None
    unit: str
    applies_to: str
    published_on: date | None
    source: str
    confirmed: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """A time in the round when something may be sent, or a date something is due."""

    id: str
    title: str
    kind: str
    """draft, final, resubmission, trajectory, approval, section-75, milestone."""
    opens: date | None
    closes: datetime | None
    must_be: tuple[str, ...]
    """What a plan must be by then: complete, valid, signed."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class SignoffRole:
    """Who signs; `per` says for each of what (organisation kind, or `plan`)."""

    id: str
    title: str
    per: str
    fields: tuple[str, ...]
    """Of the sign-off block, in the form's order: organisation, name, position, date."""
    required: bool
    delegable: bool | None
    may_follow_submission: bool
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Objective:
    id: str
    title: str
    parent: str | None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """One box of a section: what it asks, in our words; the official prompt only as a fingerprint in its locator."""

    id: str
    asks: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the form; `condition` links the section that answers a national condition."""

    id: str
    title: str
    part: str
    content: str
    """narrative, fields, table, signatures, conditions or scheme (repeated per scheme)."""
    parent: str | None
    condition: str | None
    prompts: tuple[Prompt, ...]
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A value the round asks for beyond the spine, or a spine value with its label: `spine` names the address pattern."""

    id: str
    title: str
    on: str
    """plan, scheme, line, contribution, metric, point or condition."""
    kind: str
    """money, count, rate, percent, date, choice, text, yes-no or table."""
    spine: str | None
    """Such as `dates/submitted` or `budgets/minimum/2014-15`; None where the value is an answer."""
    choices: str | None
    required: bool
    section: str | None
    unit: str | None
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `field` is a spine field of the row's part, or `answers/{field}`."""

    id: str
    title: str
    field: str
    kind: str
    year: FinancialYear | None
    recurrence: str | None
    role: str | None
    """For metric points: baseline or target, with `period`."""
    period: Period | None
    choices: str | None
    required: bool
    input: str
    """input, pre-populated or computed."""
    locator: Locator


@dataclass(frozen=True, slots=True)
class TableShape:
    """A table of the form: which parts its rows are, its columns in order, and how to know it."""

    id: str
    title: str
    rows: str
    """contributions, schemes, lines, contingency, metrics, risks, milestones, signatures, related, benefits, ..."""
    part: str
    section: str | None
    columns: tuple[Column, ...]
    total_row: bool
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ListItem:
    id: str
    label: str
    parent: str | None
    unit: str | None
    labels: tuple[str, ...]
    """Other wordings met in papers."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A closed list: scheme types, areas of spend, providers, ..."""

    id: str
    title: str
    items: tuple[ListItem, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Stream:
    """A source of funding. `predecessors` are stream ids of earlier rounds that went into it."""

    id: str
    title: str
    payer: str
    """nhs, council or either."""
    mandatory: bool
    ring_fenced: bool | None
    predecessors: tuple[str, ...]
    labels: tuple[str, ...]
    allocation: str | None
    """Id of the allocation table that sets its minimum, imported by an administrator."""
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Predicate:
    """A test from the closed list of operators (see `predicates`); `arguments` are predicates, names or constants."""

    operator: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Floor:
    """A spend that must reach a required amount: lines that meet `counts` add up to at least the table's figure."""

    id: str
    title: str
    counts: Predicate
    share: str | None
    """`nhs` where only the NHS share of a jointly commissioned line counts."""
    requirement: str
    """Id of the imported table holding the required amount; without it the floor is not checked."""
    tolerance: Decimal
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a national condition; `needs` lists what an answer must show."""

    id: str
    asks: str
    needs: tuple[str, ...]
    """From: text, confirmation, date, proportion, definition, method, amount, reference."""
    section: str | None
    locator: Locator


@dataclass(frozen=True, slots=True)
class Condition:
    """A national condition. `evidence` says where it shows when it has no box of its own (such as `signatures`)."""

    id: str
    number: str
    title: str
    shows: tuple[str, ...]
    questions: tuple[Question, ...]
    evidence: str | None
    paid: tuple[str, ...]
    predecessors: tuple[str, ...]
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class MetricPeriod:
    """A point the form asks for: its role, the column label, its period, and whether it is asked, not applicable or free."""

    id: str
    role: str
    asked: str
    """asked, not-applicable or free (the area names the period)."""
    period: Period | None
    locator: Locator


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """A measure: value = numerator / denominator x multiplier; a count has neither denominator nor multiplier."""

    id: str
    title: str
    numerator: str | None
    denominator: str | None
    multiplier: Decimal | None
    better: str
    """lower, higher or local."""
    decimals: int | None
    population: str | None
    """65+, 18+, all, discharges, ... : the basis of the denominator."""
    unit: str
    standardised: str | None
    data_source: str | None
    cadence: str | None
    periods: tuple[MetricPeriod, ...]
    components: tuple[str, ...]
    required: bool
    paid: tuple[str, ...]
    predecessors: tuple[str, ...]
    plausible: tuple[Decimal | None, Decimal | None]
    """Bounds of a believable value; outside them a magnitude query."""
    locator: Locator
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class MenuMetric:
    """A local metric that an area may choose."""

    id: str
    title: str
    numerator: str
    denominator: str
    multiplier: Decimal
    better: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ReturnForm:
    """A quarterly or year-end report: its fields and when it is due."""

    id: str
    title: str
    period: str
    due: datetime | None
    fields: tuple[Field, ...]
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class AssuranceQuestion:
    """A key line of enquiry."""

    id: str
    theme: str
    asks: str
    condition: str | None
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Assurance:
    questions: tuple[AssuranceQuestion, ...]
    outcomes: tuple[ListItem, ...]
    escalation: tuple[str, ...]
    approver: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """What a round changes about a rule of the handbook: off, another severity, or a parameter."""

    rule: str
    on: bool
    severity: str | None
    parameters: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class CapacityShape:
    """Rows (pathways, services) and fields of the capacity and demand plan, by month."""

    id: str
    title: str
    rows: tuple[ListItem, ...]
    fields: tuple[Field, ...]
    embedded: bool
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A document that a plan of this round consists of."""

    id: str
    title: str
    format: str
    """word, excel or either."""
    required: bool
    locator: Locator


@dataclass(frozen=True, slots=True)
class Round:
    """One planning round. Look parts up with `metric(id)`, `condition(id)`, `stream(id)`, `figure(id)`, ..."""

    id: str
    title: str
    years: tuple[FinancialYear, ...]
    based_on: str | None
    published_on: date | None
    publisher: str
    approver: str
    confirmed: bool
    sources: tuple[SourceDocument, ...]
    guidance: tuple[str, ...]
    parts: tuple[Part, ...]
    windows: tuple[Window, ...]
    signoff: tuple[SignoffRole, ...]
    objectives: tuple[Objective, ...]
    sections: tuple[Section, ...]
    fields: tuple[Field, ...]
    tables: tuple[TableShape, ...]
    taxonomies: tuple[Taxonomy, ...]
    streams: tuple[Stream, ...]
    figures: tuple[Figure, ...]
    floors: tuple[Floor, ...]
    conditions: tuple[Condition, ...]
    metrics: tuple[MetricDefinition, ...]
    local_metrics: tuple[MenuMetric, ...]
    capacity: tuple[CapacityShape, ...]
    payment: Mapping[str, Any]
    returns: tuple[ReturnForm, ...]
    assurance: Assurance | None
    rules: tuple[RuleSetting, ...]
    locator: Locator
    """Marks of this round's documents: titles, phrases, sheet names."""

    def metric(self, id: str) -> MetricDefinition:
        return _one(self.metrics, id, "metric", self.id)

    def condition(self, id: str) -> Condition:
        return _one(self.conditions, id, "condition", self.id)

    def stream(self, id: str) -> Stream:
        return _one(self.streams, id, "source of funding", self.id)

    def figure(self, id: str) -> Figure:
        return _one(self.figures, id, "figure", self.id)

    def section(self, id: str) -> Section:
        return _one(self.sections, id, "section", self.id)

    def table(self, id: str) -> TableShape:
        return _one(self.tables, id, "table", self.id)

    def taxonomy(self, id: str) -> Taxonomy:
        return _one(self.taxonomies, id, "list", self.id)


class NotInRound(KeyError):
    """A round was asked for something that it does not define; missing is never zero and never last year's."""


def _one(parts: tuple[Any, ...], id: str, what: str, round_id: str) -> Any:
    for part in parts:
        if part.id == id:
            return part
    known = ", ".join(part.id for part in parts) or "none"
    raise NotInRound(f"round {round_id} has no {what} {id!r}; it has: {known}")
