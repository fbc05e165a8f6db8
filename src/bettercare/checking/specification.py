"""The rule handbook: every rule with title, reason, source and the cases that show it; read from `spec/{id}.yaml`.

The same cases are run as tests, so that the handbook cannot say what the rules do not do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bettercare.checking.model import Rule, registered
from bettercare.plan import SCHEMA, FinancialYear, Reading, Severity, reading_from_json
from bettercare.rounds.model import Allocation, AllocationTable, AllocationVersion

FAMILIES = {
    "states": "Values that are not there",
    "agreement": "Documents and the round",
    "choices": "Lists of the round",
    "metrics": "Metrics",
    "rates": "Values of metrics",
    "ambition": "Targets against baselines",
    "money": "Money",
    "schemes": "Schemes",
    "allocations": "Amounts per area",
    "benefits": "Savings",
    "claims_on_money": "Money in the text",
    "claims_on_metrics": "Measures in the text",
    "risks": "Risks",
    "dates": "Dates",
    "signatures": "Sign-off",
    "conditions": "National conditions",
    "wording": "Words left from drafting",
}
"""Families in the order of the handbook, with their titles."""


@dataclass(frozen=True, slots=True)
class Case:
    """A fragment of a plan and what the rule says of it. `plan` is by address; `expect` holds what each finding must show."""

    title: str
    round: str
    plan: Mapping[str, Any]
    expect: tuple[Mapping[str, Any], ...]
    not_checked: tuple[str, ...]
    states: Mapping[str, str]
    places: Mapping[str, Any]
    doubts: tuple[Mapping[str, Any], ...]
    claims: tuple[Mapping[str, Any], ...]
    unread: tuple[str, ...]
    tables: tuple[Mapping[str, Any], ...]
    """Imported amounts: table, area, year, amount."""

    def allocations(self) -> tuple[AllocationTable, ...]:
        """The imported tables of the case."""
        return tuple(_table(row) for row in self.tables)

    def reading(self) -> Reading:
        """The fragment as a Reading."""
        places = {address: _place(place) for address, place in self.places.items()}
        return reading_from_json(
            {
                "schema": SCHEMA,
                "plan": {"round": self.round, **nested(self.plan)},
                "states": dict(self.states),
                "places": places,
                "doubts": [_doubt(d) for d in self.doubts],
                "claims": [_claim(c) for c in self.claims],
                "unread": [{"text": text, "place": _place(text)} for text in self.unread],
            }
        )


@dataclass(frozen=True, slots=True)
class Specification:
    """A rule as the handbook shows it."""

    id: str
    family: str
    severity: Severity
    title: str
    why: str
    source: str
    after: tuple[str, ...]
    parameters: Mapping[str, Any]
    cases: tuple[Case, ...]

    @property
    def heading(self) -> str:
        """The title of its family."""
        return FAMILIES[self.family]


def specifications() -> tuple[Specification, ...]:
    """Every rule of the handbook, by family."""
    order = list(FAMILIES)
    return tuple(specification(rule.id) for rule in sorted(registered(), key=lambda r: order.index(r.family)))


@cache
def specification(id: str) -> Specification:
    """One rule of the handbook; KeyError where there is no such rule, FileNotFoundError where it has no cases."""
    import yaml

    rule = {r.id: r for r in registered()}[id]
    text = files("bettercare.checking").joinpath("spec", f"{id}.yaml").read_text(encoding="utf-8")
    return _specification(rule, _frozen(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))))


def title_of(id: str) -> str:
    """What a rule of the handbook is called."""
    return specification(id).title


def _frozen(value: Any) -> Any:
    """Lists as tuples, all the way down."""
    if isinstance(value, dict):
        return {name: _frozen(inner) for name, inner in value.items()}
    return tuple(_frozen(inner) for inner in value) if isinstance(value, list) else value


def _specification(rule: Rule, data: Mapping[str, Any]) -> Specification:
    unknown = set(data) - {"title", "why", "source", "round", "base", "cases"}
    if unknown:
        raise ValueError(f"{rule.id}.yaml: {', '.join(sorted(unknown))} is not a key of a specification")
    cases = tuple(_case(case, data) for case in data["cases"])
    return Specification(
        rule.id, rule.family, rule.severity, data["title"], data["why"], data["source"], rule.after, dict(rule.parameters), cases
    )


def _case(case: Mapping[str, Any], data: Mapping[str, Any]) -> Case:
    unknown = set(case) - {
        "title",
        "round",
        "plan",
        "without",
        "expect",
        "not_checked",
        "states",
        "places",
        "doubts",
        "claims",
        "unread",
        "tables",
    }
    if unknown:
        raise ValueError(f"{case.get('title')}: {', '.join(sorted(unknown))} is not a key of a case")
    dropped = tuple(case.get("without", ()))
    plan = {**data.get("base", {}), **case.get("plan", {})}
    if dropped:
        plan = {address: value for address, value in plan.items() if not address.startswith(dropped)}
    return Case(
        case["title"], str(case.get("round", data.get("round", "2014-15"))), plan, tuple(case.get("expect", ())),
        tuple(case.get("not_checked", ())), case.get("states", {}), case.get("places", {}), tuple(case.get("doubts", ())),
        tuple(case.get("claims", ())), tuple(case.get("unread", ())), tuple(case.get("tables", ())),
    )  # fmt: skip


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses with values as the JSON of a plan: parts become lists of objects with their ids, in the order written."""
    tree: dict[str, Any] = {}
    for address, value in flat.items():
        here, steps = tree, address.split("/")
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        here[steps[-1]] = _text(value)
    return {name: _parts(name, value) for name, value in tree.items()}


_SINGLE = ("area", "dates", "answers")


def _parts(name: str, value: Any) -> Any:
    if name == "answers":
        return {field: _answer(v) for field, v in value.items()}
    if not isinstance(value, dict) or name in _SINGLE:
        return value
    return [{"id": id, **{n: _parts(n, v) for n, v in fields.items()}} for id, fields in value.items()]


def _answer(value: Any) -> Any:
    """Text that is a number or a date is one; an answer in JSON says its kind."""
    for kind, parse in (("number", Decimal), ("date", date.fromisoformat)):
        try:
            return {kind: str(parse(value))}
        except (ArithmeticError, ValueError, TypeError):
            continue
    return value


def _text(value: Any) -> Any:
    """YAML's own types as the JSON writes them; likelihood and impact stay whole numbers."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, float | Decimal) else value


def _place(place: Any) -> dict[str, Any]:
    return {"document": "example", **(place if isinstance(place, dict) else {"as_written": place})}


def _table(row: Mapping[str, Any]) -> AllocationTable:
    amount = Allocation(area=row["area"], year=FinancialYear.parse(row["year"]), amount=Decimal(str(row["amount"])))
    version = AllocationVersion(
        id="imported", status="final", published_on=date(2000, 1, 1), amounts=(amount,), source="example", confirmed=True
    )
    return AllocationTable(id=row["table"], title=row["table"], versions=(version,), source="example", confirmed=True)


def _doubt(doubt: Mapping[str, Any]) -> dict[str, Any]:
    candidates = [c if isinstance(c, dict) else {"value": str(c)} for c in doubt.get("candidates", ())]
    return {"address": doubt["address"], "why": doubt["why"], "candidates": candidates}


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    made = {k: _text(v) for k, v in claim.items()}
    if isinstance(made.get("quantity"), int):
        made["quantity"] = str(made["quantity"])
    return {**made, "place": _place(made["place"]) if "place" in made else None}


def handbook(id: str | None = None) -> str:
    """The handbook's page of one rule as Markdown, or its list of all rules."""
    return "\n".join(_page(specification(id)) if id else _contents()) + "\n"


def _contents() -> Iterator[str]:
    yield "# Rules"
    yield ""
    yield "What `bettercare check` tests. An error blocks, a query needs a reason, a note informs. What could not be tested is"
    yield "listed as not checked, with the reason. These pages are made from the cases that the tests run."
    for family, title in FAMILIES.items():
        chosen = [s for s in specifications() if s.family == family]
        if chosen:
            yield from ("", f"## {title}", "", "| Rule | Severity | What it finds |", "| --- | --- | --- |")
            yield from (f"| [{s.id}]({s.id}.md) | {s.severity} | {s.title} |" for s in chosen)


def _page(spec: Specification) -> Iterator[str]:
    yield from (
        f"# {spec.id}",
        "",
        f"{spec.title}",
        "",
        f"- Family: {spec.heading.lower()}",
        f"- Severity: {spec.severity}",
    )
    if spec.parameters:
        settings = ", ".join(f"`{name}` {value}" for name, value in spec.parameters.items())
        yield f"- What a round may set: {settings}"
    if spec.after:
        yield f"- Held back where one of these has already told of the same values: {', '.join(spec.after)}"
    yield from (f"- Source: {spec.source}", "", f"Why it matters: {spec.why}", "", "## Cases")
    before: Case | None = None
    for case in spec.cases:
        yield from ("", f"### {case.title}", "")
        yield from _shown(case, before)
        before = before or case
        if not case.expect and not case.not_checked:
            yield from ("", "Nothing is found.")
        for wanted in case.expect:
            yield from ("", f"> **{wanted.get('severity', spec.severity)}**: {wanted['message']}")
        for why in case.not_checked:
            yield from ("", f"> **not checked**: {why}")


def _shown(case: Case, first: Case | None) -> Iterator[str]:
    """The first case whole, later ones as what differs from it."""
    if first is None or case.round != first.round:
        yield from (f"Round {case.round}.", "")
    old = first.plan if first else {}
    rows = [(a, _cell(v)) for a, v in case.plan.items() if first is None or old.get(a, "") != v]
    rows += [(a, "(left out)") for a in old if a not in case.plan]
    if rows:
        heading = "Address" if first is None else "Address, where it differs from the first case"
        yield from (f"| {heading} | Value |", "| --- | --- |")
        yield from (f"| {address} | {value} |" for address, value in rows)
    elif first is not None:
        yield "The plan is that of the first case."
    for title, lines in (
        ("States", [f"{a}: {s}" for a, s in case.states.items()]),
        ("As written", [f"{a}: {_place(p)['as_written']}" for a, p in case.places.items() if _place(p).get("as_written")]),
        ("Doubts", [f"{d['address']}: {d['why']}" for d in case.doubts]),
        ("Figures in the text", [_claim_words(c) for c in case.claims]),
        ("Text that was not placed", list(case.unread)),
        ("Imported amounts", [", ".join(f"{k} {v}" for k, v in t.items()) for t in case.tables]),
    ):  # fmt: skip
        if lines:
            yield from ("", f"{title}:", "")
            yield from (f"- {_cell(line)}" for line in lines)


def _claim_words(claim: Mapping[str, Any]) -> str:
    words = [f"{claim['subject']}: {claim['quantity']} {claim['unit']}"]
    words += [f"{name} {claim[name]}" for name in ("basis", "start", "end", "qualifier") if name in claim]
    return ", ".join(words) + f" ('{_place(claim['place'])['as_written']}')"


def _cell(value: Any) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def write_handbook(folder: Path) -> None:
    """Write the handbook's pages into a folder, and remove those of rules that are gone."""
    pages = {"index.md": handbook(), **{f"{rule.id}.md": handbook(rule.id) for rule in registered()}}
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.md"):
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
