"""Plans of any round, drawn from what the round asks: for showing that every form can be written, filled and read back.

They are consistent in money by source, but tell no story: for plans whose checks should find nothing, see `truth`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bettercare.plan import (
    Answer,
    Area,
    Benefit,
    Budget,
    BudgetKind,
    ConditionAnswer,
    ConditionStatus,
    Contribution,
    Dates,
    FinancialYear,
    Line,
    Metric,
    MetricPoint,
    Milestone,
    Narrative,
    Organisation,
    OrganisationKind,
    Period,
    Plan,
    PointRole,
    Recurrence,
    RelatedDocument,
    Risk,
    Scheme,
    Signature,
)
from bettercare.rounds import load
from bettercare.rounds.model import Column, MetricDefinition, MetricPeriod, Round, TableShape
from specimens import partners, words

_MONEY = (1000, 4_000_000)
_TITLES = ("Chief Executive", "Accountable Officer", "Director of Adult Services", "Finance Director")

_NAMES = ("Jo Hill", "Sam Field", "Alex Rivers", "Kim Stone", "Lee Woods", "Pat Marsh", "Chris Vale")
_ANSWERED: dict[str, Any] = {
    "text": lambda rng: rng.choice(words.OWNERS),
    "yes-no": lambda rng: rng.random() < 0.5,
    "money": lambda rng: Decimal(rng.randint(*_MONEY)),
    "count": lambda rng: Decimal(rng.randint(20, 4000)),
}
"""What is typed into a field of each kind."""

_NAMED_LOCALLY = {
    "local": "Local metric: carers who feel supported",
    "patient-experience": "Patient and service user experience: people who say that they were listened to",
}


def draw(seed: int, round_id: str, schemes: int | None = None) -> Plan:
    """Return a plan of a round that gives what its form has a place for; the same seed gives the same plan."""
    return _Drawing(random.Random(f"any {round_id} {seed}"), load(round_id)).plan(schemes)


def _of_council(source: str) -> bool:
    """Whether councils pay from a source, as its id tells."""
    return any(word in source for word in ("dfg", "council", "la-", "bcf", "capital"))


class _Drawing:
    def __init__(self, rng: random.Random, round: Round) -> None:
        self.rng, self.round = rng, round
        self.year = next(y for y in round.years if round.may_change(y))
        self.ends = date(self.year.start, 3, 28)
        self.nhs = OrganisationKind.CCG if self.year.start < 2022 else OrganisationKind.ICB
        self.area, self.partners = partners.draw(rng, self.nhs, self.ends, 1, self._commissioners())

        self.named = any(r.field == "points/start" for t in round.tables for r in t.row_fields)
        """Whether areas name the periods of their own metrics."""

    def plan(self, schemes: int | None) -> Plan:
        rng = self.rng
        table = max(
            (t for t in self.round.tables if t.rows in ("schemes", "lines")), key=lambda t: (t.rows == "lines", len(t.columns))
        )
        spent = self._schemes(table, schemes or rng.choice((2, 3, 5, 8, 13)))
        asked = {f.spine for f in self.round.fields}
        budgets = [
            Budget(f"b{i}", kind, y, self._money())
            for i, (kind, y) in enumerate(((k, y) for y in self.round.years for k in BudgetKind), start=1)
            if f"budgets/{kind}/{y}" in asked
        ]
        return Plan(
            round=self.round.id,
            area=Area(self.area),
            organisations=self.partners,
            dates=Dates(self.ends if "dates/agreed_at_hwb" in asked else None, date(self.year.start, 3, 31)),
            budgets=tuple(budgets),
            contributions=tuple(self._contributions(spent)),
            schemes=spent,
            metrics=tuple(self._metric(i, d) for i, d in enumerate((m for m in self.round.metrics if m.periods), start=1)),
            conditions=tuple(self._conditions()),
            narrative=tuple(
                Narrative(f"x{i}", s.id, s.title, words.paragraph(rng, self.area, 3))
                for i, s in enumerate((s for s in self.round.sections if s.content == "narrative"), start=1)
            ),
            risks=tuple(self._risks()),
            milestones=self._listed("milestones", lambda i: Milestone(f"q{i}", words.schemes(rng, 1)[0], "Joint board", "June")),
            related=self._listed(
                "related", lambda i: RelatedDocument(f"d{i}", f"Strategy {i}", words.paragraph(rng, self.area, 1))
            ),
            signatures=tuple(self._signatures()),
            benefits=self._benefits(),
            answers=tuple(self._answers()),
        )

    def _commissioners(self) -> int:
        """Two at most, and no more than have something to pay, so that the form names each."""
        paying = [s for s in self.round.streams if not _of_council(s.id)]
        return self.rng.choice((1, 1, 2)) if len(paying) > 1 else 1

    def _money(self) -> Decimal:
        return Decimal(self.rng.randint(*_MONEY))

    # schemes

    def _schemes(self, table: TableShape, count: int) -> tuple[Scheme, ...]:
        found = []
        for i, name in enumerate(words.schemes(self.rng, count), start=1):
            scheme = Scheme(f"s{i}", str(i), None, None, None)
            fields = {c.field.removeprefix("scheme/") for c in table.columns}
            if "name" in fields:
                scheme = replace(scheme, name=name)
            if "description" in fields:
                scheme = replace(scheme, description=f"{name} in {self.area}")
            lines = self._lines(table, i)
            if "provider" in fields and table.rows == "schemes":
                scheme = replace(scheme, provider=words.provider(self.rng, self.area))
            found.append(replace(scheme, lines=tuple(lines)))
        return tuple(found)

    def _lines(self, table: TableShape, scheme: int) -> Iterator[Line]:
        """A line for each year and recurrence that the table has columns for."""
        columns = [c for c in table.columns if c.field in ("amount", "lines/amount", "lines/benefit")]
        shared = self._shared(table) if table.rows == "lines" else Line("none")
        for n, (year, recurrence) in enumerate(dict.fromkeys((c.year or self.year, c.recurrence) for c in columns), start=1):
            here = {c.field for c in columns if (c.year or self.year, c.recurrence) == (year, recurrence)}
            line = replace(shared, id=f"s{scheme}l{n}", year=year, recurrence=Recurrence(recurrence) if recurrence else None)
            line = replace(line, amount=self._money())
            yield replace(line, benefit=-self._money()) if "lines/benefit" in here else line

    def _shared(self, table: TableShape) -> Line:
        """What the lines of a row have in common."""
        line = Line("none", source=self.rng.choice(self.round.streams).id)
        for column in table.columns:
            if column.field in ("area_of_spend", "commissioner", "provider") and column.choices:
                chosen: dict[str, Any] = {column.field: self._choice(column)}
                line = replace(line, **chosen)
            elif column.field.startswith("answers/") and column.choices and column.required and column.input == "input":
                line = replace(line, answers=(*line.answers, Answer(column.field.removeprefix("answers/"), self._choice(column))))
        return line

    def _choice(self, column: Column) -> str:
        items = [i.id for i in self.round.taxonomy(column.choices or "").items if "other" not in i.id]
        return self.rng.choice(items)

    def _contributions(self, schemes: tuple[Scheme, ...]) -> Iterator[Contribution]:
        """What each source pays in a year; where the form has no sources, what each partner pays."""
        tables = [t for t in self.round.tables if t.rows == "contributions"]
        columns = [c for t in tables for c in t.columns if c.kind == "money"]
        by_source = any(ln.source for s in schemes for ln in s.lines)
        years = sorted({c.year for c in columns if c.year})
        number = turn = 0
        for payer in self.round.streams if by_source else self.partners:
            for year in years:
                here = [c for c in columns if c.year == year and c.source_of_funding in (None, payer.id)]
                if not here:
                    continue
                number += 1
                council = by_source and _of_council(payer.id)
                turn += not _of_council(payer.id)
                nhs = self.partners[1 + turn % (len(self.partners) - 1)]
                organisation = (self.partners[0] if council else nhs).name if by_source else payer.name  # type: ignore[union-attr]
                paid = Contribution(f"c{number}", organisation, payer.id if by_source else None, year)
                given: dict[str, Any] = {c.field: self._money() for c in here}
                yield replace(paid, **given)

    # metrics

    def _metric(self, number: int, definition: MetricDefinition) -> Metric:
        people = self.rng.randint(20_000, 90_000)
        counted = people // self.rng.randint(90, 400)
        points: list[MetricPoint] = []
        for i, asked in enumerate((p for p in definition.periods if p.asked != "not-applicable"), start=1):
            period = asked.period or self._period(asked, len([p for p in points if p.role == asked.role]))
            counted -= counted // self.rng.randint(60, 200) + 1
            value = (Decimal(counted) * (definition.multiplier or 1) / (people if definition.multiplier else 1)).quantize(
                Decimal("0.1")
            )
            parts = definition.parts_asked and definition.multiplier is not None
            point = MetricPoint(f"m{number}p{i}", PointRole(asked.role), period.start, period.end, value=value)
            points.append(replace(point, numerator=Decimal(counted), denominator=Decimal(people)) if parts else point)
        title = _NAMED_LOCALLY.get(definition.id, definition.title)
        return Metric(f"m{number}", definition.id, title, tuple(points))

    def _period(self, asked: MetricPeriod, before: int) -> Period:
        """A period that the area names: that of the column where other metrics say it, else a year for each point of a role."""
        others = {p.period for m in self.round.metrics for p in m.periods if p.column == asked.column and p.period}
        years = [p for p in others if (p.end - p.start).days > 300]
        own = FinancialYear(self.year.start + before - (2 if asked.role == "baseline" else 0)).period
        return years[0] if len(years) == 1 and not self.named else own

    # words

    def _conditions(self) -> Iterator[ConditionAnswer]:
        tabled = {t.section for t in self.round.tables if t.rows == "conditions"}
        narrative = {s.id for s in self.round.sections if s.content == "narrative"}
        number = 0
        for condition in self.round.conditions:
            for question in condition.questions:
                if question.section in narrative or question.section in {
                    t.section for t in self.round.tables if t.rows == "signatures"
                }:
                    continue
                number += 1
                text = "Yes" if question.section in tabled else words.paragraph(self.rng, self.area, 2)
                yield ConditionAnswer(f"n{number}", condition.id, question.id, ConditionStatus.ANSWERED, text)

    def _risks(self) -> Iterator[Risk]:
        if not any(t.rows == "risks" for t in self.round.tables):
            return
        for i, (description, mitigation) in enumerate(words.risks(self.rng, self.rng.randint(2, 6)), start=1):
            likelihood, impact = self.rng.randint(1, 5), self.rng.randint(2, 5)
            owner = self.rng.choice(words.OWNERS)
            yield Risk(f"r{i}", description, None, likelihood, impact, likelihood * impact, owner, mitigation)

    def _listed(self, rows: str, make: Any) -> tuple[Any, ...]:
        asked = any(t.rows == rows for t in self.round.tables)
        return tuple(make(i) for i in range(1, self.rng.randint(2, 5))) if asked else ()

    def _benefits(self) -> tuple[Benefit, ...]:
        """A saving for each metric that counts admissions or the like, as its change times a price."""
        counted = [m.id for m in self.round.metrics if m.periods and m.multiplier]

        def made(i: int) -> Benefit:
            change, price = Decimal(-self.rng.randint(20, 900)), Decimal(self.rng.randint(90, 3000))
            measure = counted[i % len(counted)]
            return Benefit(
                f"w{i}", f"Benefit {i}", None, self.partners[1].name, None, measure, change, price, change * price, "Trial"
            )

        return self._listed("benefits", made)

    def _answers(self) -> Iterator[Answer]:
        """What the form asks on the plan itself, without what it works out."""
        for field in self.round.fields:
            if field.on != "plan" or field.spine or field.formula or field.kind not in _ANSWERED:
                continue
            yield Answer(field.id, _ANSWERED[field.kind](self.rng))

    def _signatures(self) -> Iterator[Signature]:
        for i, role in enumerate((r for r in self.round.signoff if r.required), start=1):
            signing: list[Organisation] = [o for o in self.partners if o.kind == role.per] or [self.partners[0]]
            name = f"{self.area} Health and Wellbeing Board" if role.per == "hwb" else signing[0].name
            made = Signature(f"g{i}", role.id, name, _NAMES[i % len(_NAMES)], self.rng.choice(_TITLES), self.ends)
            unasked: dict[str, Any] = {f: None for f in ("organisation", "name", "position", "date") if f not in role.fields}
            yield replace(made, **unasked)
