"""What a round asks for, as one frozen value. Loaded from YAML by `loading`; nothing here names a particular round.

Every part that states a rule or a figure carries `source` (a key of the round's `sources`, or `memory`) and `confirmed`,
or takes both from its owner. `forms` holds what documents look like, `rules` what the round rules; both are re-exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from bettercare.plan import FinancialYear, Period
from bettercare.rounds.forms import (
    UNLOCATED,
    CapacityShape,
    Column,
    Extension,
    Field,
    ListItem,
    Locator,
    Part,
    Predicate,
    Prompt,
    ReturnForm,
    RowField,
    Section,
    SignoffRole,
    SourceDocument,
    TableShape,
    Taxonomy,
    Window,
)
from bettercare.rounds.rules import (
    Allocation,
    AllocationTable,
    AllocationVersion,
    Amendment,
    Assurance,
    AssuranceQuestion,
    Condition,
    Constraint,
    ExtraFall,
    Figure,
    Floor,
    MenuMetric,
    MetricDefinition,
    MetricPeriod,
    Objective,
    Payment,
    PaymentVariant,
    Question,
    Release,
    Reorganisation,
    RuleSetting,
    Stream,
    Tranche,
    latest,
    span,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One planning round. Look parts up with `metric(id)`, `condition(id)`, `stream(id)`, `figure(id)`, ..."""

    id: str
    title: str
    years: tuple[FinancialYear, ...]
    based_on: str | None = None
    amendment: Amendment | None = None
    published_on: date | None = None
    publisher: str
    approver: str
    confirmed: bool
    """False while the round as a whole still awaits checking against its official documents."""
    sources: tuple[SourceDocument, ...]
    guidance: tuple[str, ...] = ()
    """Ids of the sources that are the round's governing documents."""
    parts: tuple[Part, ...]
    windows: tuple[Window, ...] = ()
    signoff: tuple[SignoffRole, ...] = ()
    objectives: tuple[Objective, ...] = ()
    sections: tuple[Section, ...] = ()
    fields: tuple[Field, ...] = ()
    tables: tuple[TableShape, ...] = ()
    taxonomies: tuple[Taxonomy, ...] = ()
    streams: tuple[Stream, ...] = ()
    figures: tuple[Figure, ...] = ()
    allocations: tuple[AllocationTable, ...] = ()
    floors: tuple[Floor, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    conditions: tuple[Condition, ...] = ()
    metrics: tuple[MetricDefinition, ...] = ()
    local_metrics: tuple[MenuMetric, ...] = ()
    releases: tuple[Release, ...] = ()
    capacity: tuple[CapacityShape, ...] = ()
    payment: Payment | None = None
    extra_fall: ExtraFall | None = None
    returns: tuple[ReturnForm, ...] = ()
    assurance: Assurance | None = None
    reorganisations: tuple[Reorganisation, ...] = ()
    rules: tuple[RuleSetting, ...] = ()
    placeholders: tuple[str, ...] = ()
    """What the blank form holds where an answer belongs; left in, it is no answer."""
    locator: Locator = UNLOCATED
    """Marks of this round's documents: titles, phrases, sheet names."""

    def __hash__(self) -> int:
        """Of the id alone, so that what follows from a round can be looked up by it."""
        return hash(self.id)

    def metric(self, id: str) -> MetricDefinition:
        return _one(self.metrics, id, "metric", self.id)

    def condition(self, id: str) -> Condition:
        return _one(self.conditions, id, "condition", self.id)

    def stream(self, id: str) -> Stream:
        return _one(self.streams, id, "source of funding", self.id)

    def section(self, id: str) -> Section:
        return _one(self.sections, id, "section", self.id)

    def field(self, id: str) -> Field:
        return _one(self.fields, id, "field", self.id)

    def table(self, id: str) -> TableShape:
        return _one(self.tables, id, "table", self.id)

    def taxonomy(self, id: str) -> Taxonomy:
        return _one(self.taxonomies, id, "list", self.id)

    def role(self, id: str) -> SignoffRole:
        return _one(self.signoff, id, "sign-off role", self.id)

    def window(self, id: str) -> Window:
        return _one(self.windows, id, "window", self.id)

    def allocation(self, id: str) -> AllocationTable:
        return _one(self.allocations, id, "allocation table", self.id)

    def figure(self, id: str, on: FinancialYear | date | None = None) -> Figure:
        """The figure that applies in a year or on a day; `on` is needed where it stands for several times."""
        named = tuple(f for f in self.figures if f.id == id)
        if not named:
            return _one(self.figures, id, "figure", self.id)
        if on is None:
            if len(named) > 1:
                times = ", ".join(f.applies_to for f in named)
                raise NotInRound(f"figure {id!r} of round {self.id} stands for several times ({times}): say which")
            return named[0]
        asked = on.period if isinstance(on, FinancialYear) else Period(on, on)
        for figure in named:
            if figure.period.start <= asked.start and asked.end <= figure.period.end:
                return figure
        raise NotInRound(f"round {self.id} gives no {id!r} for {on}; it gives it for {', '.join(f.applies_to for f in named)}")

    def return_fields(self, id: str) -> tuple[Field, ...]:
        """The fields of a return: those of the return it is like, but for what it leaves out, then its own."""
        form = _one(self.returns, id, "return", self.id)
        like = self.return_fields(form.like) if form.like else ()
        return (*(field for field in like if field.id not in form.without), *form.fields)

    def capacity_rows(self, shape: CapacityShape) -> tuple[ListItem, ...]:
        """The rows of a table of capacity: its own, or the items of the list that it takes them from."""
        return self.taxonomy(shape.rows_from).items if shape.rows_from else shape.rows

    def may_change(self, year: FinancialYear) -> bool:
        """Whether a plan's amounts for a year are open: all of the round's years, or those that an amendment opens again."""
        return year in (self.amendment.reopens if self.amendment else self.years)

    def successor(self, organisation: str, on: date) -> str:
        """The register code that stands for an organisation on a day, after the reorganisations that this round knows."""
        for change in sorted(self.reorganisations, key=lambda r: r.on):
            if change.on <= on and organisation in change.predecessors:
                organisation = change.successor
        return organisation


class NotInRound(KeyError):
    """A round was asked for something that it does not define; missing is never zero and never last year's."""

    def __str__(self) -> str:
        return str(self.args[0])


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Part = TypeVar("_Part", bound=_HasId)


def _one(parts: tuple[_Part, ...], id: str, what: str, round_id: str) -> _Part:
    for part in parts:
        if part.id == id:
            return part
    known = ", ".join(dict.fromkeys(part.id for part in parts)) or "none"
    raise NotInRound(f"round {round_id} has no {what} {id!r}; it has: {known}")


__all__ = [
    "Allocation", "AllocationTable", "AllocationVersion", "Amendment", "Assurance", "AssuranceQuestion", "CapacityShape",
    "Column", "Condition", "Constraint", "Extension", "ExtraFall", "Field", "Figure", "Floor", "ListItem", "Locator",
    "MenuMetric", "MetricDefinition", "MetricPeriod", "NotInRound", "Objective", "Part", "Payment", "PaymentVariant", "Predicate",
    "Prompt", "Question", "Release", "Reorganisation", "ReturnForm", "Round", "RowField", "RuleSetting", "Section", "SignoffRole",
    "SourceDocument", "Stream", "TableShape", "Taxonomy", "Tranche", "Window", "latest", "span",
]  # fmt: skip
