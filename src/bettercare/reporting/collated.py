"""A round's plans added up, as a page, a workbook, tables as CSV with a dictionary, and JSON: all made from the same tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bettercare.plan.collation import Collation, Standing, Sum
from bettercare.plan.words import counted, listed, months, plain, pounds, said
from bettercare.reporting.page import environment

Value = str | Decimal | int | None
_NAMED = 5
"""As many plans a banner names; of more it says how many."""
_OPENERS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of open data: its key, its heading, and what it holds."""

    id: str
    title: str
    holds: str
    kind: str = "text"
    """text, pounds, number or count."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a file name, a title, what it tells, columns and rows."""

    id: str
    title: str
    tells: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


_PLAN = Column("plan", "Plan", "the folder or file that the plan was given as")
_YEAR = Column("year", "Year", "financial year, as 2025-26")
_AMOUNT = Column("amount", "Amount", "pounds, of the plans that are added and whose figure is known", "pounds")
_COUNTED = Column("plans", "Plans", "how many plans are in the amount", "count")
_MISSING = Column("missing", "Not known of", "plans that are added and whose figure is not known; they are not in the amount")


def sheets(collation: Collation) -> tuple[Sheet, ...]:
    """The tables of a collation; no table holds a person's name."""
    return (
        _money("pools", "Pooled money", "What partners put in, by year.", collation.pools),
        _money("additional", "More than the minimum", "What is put in above the minimum required, by year.", collation.additional),
        _money("by-source", "Spending by source of funding", "Amounts of schemes' lines.", collation.by_source),
        _money("by-area-of-spend", "Spending by area of spend", "Amounts of schemes' lines.", collation.by_area_of_spend),
        _ambitions(collation),
        _conditions(collation),
        _rules(collation),
        _plans(collation),
        _left_out(collation),
    )


def collated(collation: Collation, others: Sequence[str] = ()) -> dict[str, str | bytes]:
    """Return every file of a collation by name; `others` are plans of other rounds, which are named and not added."""
    made = sheets(collation)
    files: dict[str, str | bytes] = {f"{sheet.id}.csv": as_csv(sheet) for sheet in made}
    files["dictionary.csv"] = _dictionary(made)
    files["collation.xlsx"] = _workbook(made)
    files["index.html"] = _page(collation, made, others)
    return files


def collation_words(collation: Collation, others: Sequence[str] = ()) -> Iterator[str]:
    """The collation as lines of text."""
    yield verdict(collation)
    if made := demonstration(collation):
        yield f"Made for demonstration. {made}"
    if others:
        yield f"{counted(len(others), 'plan')} of another round not added: {', '.join(others)}."
    for sheet in sheets(collation):
        if sheet.rows:
            yield ""
            yield f"{sheet.title} ({len(sheet.rows)})"
            for row in sheet.rows:
                cells = [_shown(v, c) for v, c in zip(row, sheet.columns, strict=True)]
                yield "  - " + "; ".join(cell for cell in cells if cell)


def verdict(collation: Collation) -> str:
    """One sentence: how many plans, how many are in the sums, and the pool."""
    added = sum(row.standing is Standing.ADDED for row in collation.rows)
    words = f"{counted(len(collation.rows), 'plan')}, {added} in the sums."
    for pool in collation.pools:
        words += f" Pooled in {pool.year}: {pounds(pool.amount)}"
        words += f" (not known of {counted(len(pool.missing), 'plan')})." if pool.missing else "."
    return words


def demonstration(collation: Collation) -> str:
    """What a banner says of plans that were made for demonstration; empty where none was."""
    made = [row for row in collation.rows if row.demonstration]
    if not made:
        return ""
    if len(made) == len(collation.rows):
        return "These are not plans of any area's board, and the sums are of no nation."
    several = len(made) > 1
    who = listed(row.name for row in made) if len(made) <= _NAMED else f"{len(made)} of these plans"
    added = sum(row.standing is Standing.ADDED for row in made)
    held = f"{added} of them" if added < len(made) else "them" if several else "it"
    sums = f" The sums hold {held}." if added else ""
    return f"{who} {'are' if several else 'is'} not of any area's board.{sums}"


def as_csv(sheet: Sheet) -> str:
    """A table as CSV: a text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([c.id for c in sheet.columns])
    writer.writerows([_raw(v) for v in row] for row in sheet.rows)
    return "\ufeff" + out.getvalue()


def _raw(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_OPENERS) else value
    return "" if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _dictionary(made: Sequence[Sheet]) -> str:
    columns = tuple(Column(n, n.capitalize(), "") for n in ("file", "column", "kind", "holds"))
    rows = tuple((f"{s.id}.csv", c.id, c.kind, c.holds) for s in made for c in s.columns)
    return as_csv(Sheet("dictionary", "Dictionary", "", columns, rows))


def _workbook(made: Sequence[Sheet]) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#005EB8", "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        forms = {"pounds": book.add_format({"num_format": "£#,##0.00;[Red]-£#,##0.00", "valign": "top"})}
        number = book.add_format({"num_format": "General", "valign": "top"})
        for sheet in made:
            page = book.add_worksheet(sheet.title[:31])
            page.freeze_panes(1, 0)
            for at, column in enumerate(sheet.columns):
                page.set_column(at, at, 18 if column.kind != "text" else 34)
                page.write_string(0, at, column.title, head)
                for down, row in enumerate(sheet.rows, start=1):
                    value = row[at]
                    if isinstance(value, Decimal | int):
                        page.write_number(down, at, float(value), forms.get(column.kind, number))
                    elif value:
                        page.write_string(down, at, value[:32_000], text)
    return buffer.getvalue()


def _page(collation: Collation, made: Sequence[Sheet], others: Sequence[str]) -> str:
    page: str = (
        environment()
        .get_template("collated.html")
        .render(
            round=collation.round,
            verdict=verdict(collation),
            others=others,
            uncovered=collation.uncovered,
            demonstration=demonstration(collation),
            sheets=[s for s in made if s.rows],
            shown=_shown,
        )
    )
    return page


def _shown(value: Value, column: Column) -> str:
    if isinstance(value, Decimal):
        return pounds(value) if column.kind == "pounds" else plain(value, 2)
    if isinstance(value, int):
        return f"{column.title.lower()}: {value:,}" if column.kind == "count" else f"{value:,}"
    return value or ""


def _money(id: str, title: str, tells: str, sums: Sequence[Sum]) -> Sheet:
    what = Column("what", "What", "what is added up")
    rows = tuple((s.what, s.year or "not said", s.amount, len(s.plans), ", ".join(s.missing)) for s in sums)
    return Sheet(id, title, tells, (what, _YEAR, _AMOUNT, _COUNTED, _MISSING), rows)


def _ambitions(collation: Collation) -> Sheet:
    columns = (
        Column("metric", "Metric", "the metric"),
        Column("role", "Stands for", "baseline, target or actual"),
        Column("period", "Period", "months of the period"),
        Column("numerator", "Numerator", "sum of the plans' numerators", "number"),
        Column("denominator", "Denominator", "sum of the plans' denominators", "number"),
        Column("value", "Value", "numerators over denominators times the metric's multiplier; never a mean of rates", "number"),
        Column("unit", "Unit", "unit of the value"),
        _COUNTED,
        Column("left_out", "Plans left out", "how many added plans do not give both parts for the period", "count"),
    )
    rows = tuple(
        (a.title, a.role, months(a.start, a.end), a.numerator, a.denominator, a.value, a.unit, len(a.plans), len(a.left_out))
        for a in collation.ambitions
    )
    return Sheet("ambitions", "Ambitions", "What all plans together aim at, as sums of counts over sums of counts.", columns, rows)


def _left_out(collation: Collation) -> Sheet:
    columns = (
        Column("metric", "Metric", "the metric"),
        Column("period", "Period", "months of the period"),
        Column("role", "Stands for", "baseline, target or actual"),
        _PLAN,
        Column("why", "Why", "why the plan is not in the ambition"),
    )
    rows = tuple((a.title, months(a.start, a.end), a.role, o.plan, o.why) for a in collation.ambitions for o in a.left_out)
    return Sheet("ambitions-left-out", "Left out of ambitions", "Plans that an ambition could not add.", columns, rows)


def _conditions(collation: Collation) -> Sheet:
    columns = (
        Column("condition", "Condition", "the national condition"),
        Column("answered", "Answer all of it", "plans that answer every question of it", "count"),
        Column("asked", "Plans", "plans in the sums", "count"),
    )
    rows = tuple((c.condition, c.answered, c.plans) for c in collation.conditions)
    return Sheet("conditions", "National conditions", "How many plans answer each condition.", columns, rows)


def _rules(collation: Collation) -> Sheet:
    columns = (
        Column("rule", "Rule", "id of the rule"),
        Column("severity", "Severity", "error blocks, query needs a reason, note informs"),
        Column("findings", "Findings", "how often it found something", "count"),
        Column("plans", "Plans", "in how many plans", "count"),
    )
    rows = tuple((r.rule, r.severity, r.findings, r.plans) for r in collation.rules)
    return Sheet("findings", "Findings by rule", "What does not add up, over all plans that were read.", columns, rows)


def _plans(collation: Collation) -> Sheet:
    columns = (
        _PLAN,
        Column("area", "Area", "the area that the plan names"),
        Column("covers", "Covers", "codes of Health and Wellbeing Board areas, with the part where it is not the whole"),
        Column("standing", "In the sums", "added, or why not"),
        Column("why", "Why not", "what stands in the way"),
        Column("pool", "Pool", "pooled pounds by year"),
        Column("schemes", "Schemes", "how many schemes it lists", "count"),
        Column("blocking", "Blocking", "findings that block", "count"),
        Column("queries", "Need a reason", "findings that need a reason", "count"),
        Column("submitted", "Submitted", "the day of submission, as the plan gives it"),
        Column("demonstration", "Demonstration", "yes where its documents say that they were made for demonstration"),
    )
    rows = tuple(
        (
            r.name,
            r.area,
            ", ".join(p.code if p.whole else f"{p.code} ({p.part or 'a part'})" for p in r.covers),
            r.standing.value,
            r.why,
            ", ".join(f"{p.year}: {pounds(p.amount)}" for p in r.pool),
            r.schemes,
            r.blocking,
            r.queries,
            said(r.submitted) if r.submitted else None,
            "yes" if r.demonstration else None,
        )
        for r in collation.rows
    )
    return Sheet("plans", "Every plan", "Each plan that was given, and how it goes into the sums.", columns, rows)
