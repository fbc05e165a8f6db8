"""Expected facts of real papers, kept as YAML: figures and names of organisations, no sentences and no persons' names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from bettercare.plan import (
    Area,
    Budget,
    BudgetKind,
    ConditionAnswer,
    Contingency,
    Contribution,
    Dates,
    FinancialYear,
    Line,
    Metric,
    MetricPoint,
    Organisation,
    OrganisationKind,
    Plan,
    PointRole,
    Reading,
    Recurrence,
    Risk,
    Scheme,
    Signature,
    StatedTotal,
)

FACTS = Path(__file__).parent.parent / "tests" / "papers"


@dataclass(frozen=True)
class Expected:
    """A paper, what it says, and patterns of facts that it leaves truly open (see `comparing.compare`)."""

    name: str
    document: Path
    truth: Reading
    ambiguous: tuple[str, ...]


def expected(folder: Path) -> Iterator[Expected]:
    """The papers of a folder for which facts are kept; raises FileNotFoundError when there is none."""
    found = [e for path in sorted(FACTS.glob("*.yaml")) if (e := load(path, folder)).document.exists()]
    if not found:
        raise FileNotFoundError(f"{folder} holds none of the papers for which {FACTS} keeps expected facts")
    yield from found


def load(path: Path, folder: Path) -> Expected:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Expected(path.stem, folder / data["document"], Reading(_plan(data)), tuple(data.get("ambiguous", ())))


def _plan(data: Mapping[str, Any]) -> Plan:
    return Plan(
        round=str(data["round"]),
        area=Area(data["area"]),
        organisations=tuple(
            Organisation(f"o{i}", o["name"], OrganisationKind(o["kind"])) for i, o in enumerate(data["organisations"])
        ),
        dates=Dates(**data["dates"]),
        budgets=tuple(
            Budget(f"b{kind}{year}", BudgetKind(kind), FinancialYear.parse(year), Decimal(amount))
            for kind, years in data["budgets"].items()
            for year, amount in years.items()
        ),
        contributions=tuple(_contribution(i, c) for i, c in enumerate(data.get("contributions", ()))),
        schemes=tuple(_scheme(i, s) for i, s in enumerate(data["schemes"])),
        stated_totals=tuple(_total(i, key, amount) for i, (key, amount) in enumerate(data["totals"].items())),
        contingency=tuple(
            Contingency(f"k{i}{year}", outcome, year, Decimal(savings), Decimal(support))
            for i, (outcome, years) in enumerate(data.get("contingency", {}).items())
            for year, (savings, support) in years.items()
        ),
        metrics=tuple(
            Metric(f"m{i}", m, None, tuple(_point(i, j, p) for j, p in enumerate(points)))
            for i, (m, points) in enumerate(data.get("metrics", {}).items())
        ),
        conditions=tuple(ConditionAnswer(f"n{i}", c, c, s) for i, (c, s) in enumerate(data["conditions"].items())),
        risks=tuple(
            Risk(f"r{i}", f"^{r['begins']}", r.get("rating"), r.get("likelihood"), r.get("impact"), r.get("score"), r.get("owner"))
            for i, r in enumerate(data["risks"])
        ),
        signatures=tuple(_signature(i, s) for i, s in enumerate(data.get("signatures", ()))),
    )


def _contribution(i: int, data: Mapping[str, Any]) -> Contribution:
    money: dict[str, Any] = {k: Decimal(data[k]) for k in ("minimum", "actual", "spend_on_schemes") if k in data}
    return Contribution(
        f"c{i}",
        data["organisation"],
        data.get("source"),
        FinancialYear.parse(data["year"]),
        **money,
        holds_pool=data.get("holds_pool"),
    )


def _scheme(i: int, data: Mapping[str, Any]) -> Scheme:
    lines = []
    for j, (key, money) in enumerate(data["lines"].items()):
        year, _, recurrence = key.partition(" ")
        amounts: dict[str, Any] = {k: Decimal(v) for k, v in money.items()}
        lines.append(Line(f"s{i}l{j}", FinancialYear.parse(year), None, Recurrence(recurrence) if recurrence else None, **amounts))
    return Scheme(f"s{i}", data.get("number"), data["name"], data.get("provider"), None, tuple(lines))


def _total(i: int, key: str, amount: int) -> StatedTotal:
    of, year, *recurrence = key.split()
    return StatedTotal(
        f"t{i}", of, FinancialYear.parse(year), Recurrence(recurrence[0]) if recurrence else None, None, Decimal(amount)
    )


def _point(i: int, j: int, data: list[Any]) -> MetricPoint:
    role, start, end, *numbers = data
    assert isinstance(start, date) and isinstance(end, date)
    numerator, denominator, value = (None if n is None else Decimal(str(n)) for n in numbers)
    return MetricPoint(f"m{i}p{j}", PointRole(role), start, end, numerator, denominator, value)


def _signature(i: int, data: Mapping[str, Any]) -> Signature:
    name = data.get("name")
    hashed = " | ".join(f"sha256:{h.strip()}" for h in name.split("|")) if name else None
    return Signature(f"g{i}", data["role"], data.get("organisation"), hashed, data.get("position"), data.get("date"))
