"""Money tables printed as running text: contributions, schemes, stated totals and contingency."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bettercare.documents.model import Document
from bettercare.plan import Candidate, FinancialYear, How, State
from bettercare.reading.flat_search import Figure, Name, Slot, Solution, place_totals, solve
from bettercare.reading.flat_text import Region, Token, figures_between, regions, runnings, tokens
from bettercare.reading.money import split_number, stream_of
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import tidy
from bettercare.rounds.model import Column, Round, TableShape

_TOTAL = re.compile(r"^(?:BCF |Grand |Overall )?Totals?\b", re.I)
_MARKERS = (
    re.compile(r"\b(?:scheme|project|workstream)\s*(?:no\.?\s*|number\s*)?(?P<n>\d{1,2})(?![\d,])", re.I),
    re.compile(r"(?<![\w.])(?P<n>\d{1,2})[.)]\s(?=[A-Z])"),
    re.compile(r"\b(?P<c>[A-Z]{2,5})[-/ ]?(?P<n>\d{1,3})\b(?=\s*[-:A-Z])"),
)
TOO_ODD = 1.6
"""Above this cost per figure no layout is believable, and the text is reported as not placed."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A flat table laid out: its name tokens by row key, figures, solution, and totals by column."""

    names: dict[int, Token]
    texts: dict[int, str]
    figures: dict[int, Token]
    solution: Solution
    totals: dict[int, Token]


def read_flat_money(documents: Sequence[Document], round: Round, missing: frozenset[str]) -> Found:
    """Return what stands in running text for the shapes named in `missing` (those that no table of the documents gave)."""
    found = Found()
    shapes = [s for s in round.tables if s.id in missing and s.rows in ("contributions", "schemes", "contingency")]
    for document in documents:
        for running in runnings(document):
            for shape in shapes:
                for region in regions(running, shape, round.tables)[:3]:
                    found += _contingency(region, shape, round) if shape.rows == "contingency" else _rows(region, shape, round)
    return found


def _rows(region: Region, shape: TableShape, round: Round) -> Found:
    money = [c for c in shape.columns if c.kind == "money"]
    laid = _lay(tokens(region, shape, round), money, shape.rows == "schemes")
    if laid is None:
        return Found()
    parts = _scheme_parts(region, laid, money) if shape.rows == "schemes" else _contribution_parts(region, laid, money, round)
    prefix = "schemes" if shape.rows == "schemes" else "contributions"
    for index, token in laid.totals.items():
        column = money[index]
        fields = {
            "of": Read(f"{prefix}.{column.field.rsplit('/', 1)[-1]}"),
            "year": Read(column.year),
            "amount": _read(region, token),
        }
        parts.append(Part("stated_totals", {**fields, **({"recurrence": Read(column.recurrence)} if column.recurrence else {})}))
    used = {k for t in (*laid.figures.values(), *laid.totals.values()) for k in region.running.keys(t.start, t.end)}
    return Found(tuple(parts), used=frozenset(used))


def _lay(made: Sequence[Token], money: Sequence[Column], numbered: bool) -> _Laid | None:
    body, totals = _split_totals(made, len(money))
    events, names, figures = _events(body, numbered)
    if len(figures) < 2 or not names:
        return None
    negative = any(t.amount is not None and t.amount < 0 for t in made)
    signs = [(-1 if negative else 0) if c.field.endswith("benefit") else 1 for c in money]
    best: tuple[Solution, tuple[int, ...]] | None = None
    for placing in place_totals([t.amount or Decimal(0) for t in totals], signs) or [()]:
        by_column = dict(zip(placing, totals, strict=False))
        slots = [
            Slot(by_column[i].amount if i in by_column else (Decimal(0) if placing else None), signs[i]) for i in range(len(money))
        ]
        solution = solve(events, slots)
        if solution and (best is None or solution.cost < best[0].cost):
            best = solution, placing
    if best is None or best[0].cost / len(figures) > TOO_ODD:
        return None
    return _Laid(names, _texts(body, names, best[0]), figures, best[0], dict(zip(best[1], totals, strict=False)))


def _split_totals(made: Sequence[Token], width: int) -> tuple[list[Token], list[Token]]:
    """The rows before the last total, and that total's figures."""
    for i in range(len(made) - 1, -1, -1):
        if made[i].amount is None and (_TOTAL.match(made[i].text) or re.search(r"\b(?:BCF )?Total$", made[i].text)):
            after: list[Token] = []
            for token in made[i + 1 :]:
                if token.amount is None:
                    break
                after.append(token)
            if after:
                head = [] if _TOTAL.match(made[i].text) else [made[i]]
                return [*made[:i], *head], after[:width]
    return list(made), []


def _events(
    body: Sequence[Token], numbered: bool
) -> tuple[list[Name | Figure], dict[int, Token], dict[int, Token]]:  # fmt: skip
    markers = _markers(body) if numbered else {}
    events: list[Name | Figure] = []
    names: dict[int, Token] = {}
    figures: dict[int, Token] = {}
    order = sorted(markers)
    after_figure = True
    for token, following in zip(body, [*body[1:], None], strict=True):
        before_name = following is not None and following.amount is None
        if token.amount is not None:
            figures[token.start] = token
            events.append(Figure(token.start, token.amount))
            after_figure = True
            continue
        for start, text, forced, inside in _starts(token, markers):
            between = bool(order) and order[0] < start < order[-1]
            early = bool(order) and start < order[0] and not figures
            cost, spared = (2.5, 0.0) if early else _start_costs(text, forced, between, inside, after_figure, bool(order), before_name)
            if cost is None:
                continue
            names[start] = Token(start, token.end, text)
            events.append(Name(start, forced, cost, spared))
            after_figure = False
    return events, names, figures


def _markers(body: Sequence[Token]) -> dict[int, str]:
    """The positions where numbered rows start, when a way of numbering runs 1, 2, 3 or nearly so."""
    best: dict[int, str] = {}
    for pattern in _MARKERS:
        found = [(t.start + m.start(), int(m["n"]), m.group()) for t in body if t.amount is None for m in pattern.finditer(t.text)]
        rising = sum(1 for a, b in pairwise(found) if 0 < b[1] - a[1] <= 3)
        if len(found) >= 2 and rising >= 0.7 * (len(found) - 1) and len(found) > len(best):
            best = {position: text for position, _, text in found}
    return best


def _starts(token: Token, markers: dict[int, str]) -> list[tuple[int, str, bool, bool]]:
    """Where in a stretch of words rows may start: (position, words, whether numbered, whether inside the stretch)."""
    inside = sorted(p for p in markers if token.start <= p < token.end)
    edges = [*inside, token.start + len(token.text)]
    found: list[tuple[int, str, bool, bool]] = []
    if not inside or inside[0] - token.start > 2:
        found.append((token.start, token.text[: edges[0] - token.start].strip(), False, False))
    for here, following in pairwise(edges):
        text = token.text[here - token.start : following - token.start].strip()
        found.append((here, text, True, False))
        for match in re.finditer(r"(?<=[a-z0-9])\s+(?=[A-Z][a-z]+ [A-Za-z&])", text):
            found.append((here + match.end(), text[match.end() :], False, True))
    return found


def _start_costs(
    text: str, forced: bool, between: bool, inside: bool, after_figure: bool, any_marker: bool, before_name: bool
) -> tuple[float | None, float]:  # fmt: skip
    """What it costs to start a row at some words, and to take them as going on with a name instead."""
    if forced:
        return 0.0, 0.0
    if inside:
        return (None, 0.0) if between else (0.5, 0.0)
    if not text[:1].isupper() or len(text) < 3:
        return None, 0.0
    if between:
        return (0.4 if before_name and len(text.split()) > 1 else 1.8), 0.0
    if any_marker:
        return 0.0, 1.0
    return (0.0, 1.0) if after_figure else (1.0, 0.0)


def _texts(body: Sequence[Token], names: dict[int, Token], solution: Solution) -> dict[int, str]:
    """Each row's words: from where it starts to where the next row starts, whatever figures stand between."""
    starts = sorted(solution.rows)
    pieces: dict[int, list[str]] = {s: [] for s in starts}
    for token in body:
        if token.amount is not None:
            continue
        cuts = [s for s in starts if token.start < s < token.end]
        edges = [token.start, *cuts, token.end]
        for a, b in pairwise(edges):
            owner = max((s for s in starts if s <= a), default=None)
            words = token.text[a - token.start : b - token.start].strip(" -–:;,")
            if owner is not None and words:
                pieces[owner].append(words)
    return {s: re.sub(r"\s+", " ", " ".join(p)) for s, p in pieces.items()}


_DECIDED = "the figures run together; the columns' stated totals decide which column each is in"
_ORDERED = "the figures run together; their order decides which row and column each is in"


def _read(region: Region, token: Token, how: How = How.READ, reason: str | None = None, doubt: str | None = None) -> Read:
    others = (Candidate(None, token.text, "the figure may belong to another row or column"),) if doubt else ()
    return Read(token.amount, region.running.place(token.start, token.end, how, reason), others=others, doubt=doubt)


def _figure_read(region: Region, laid: _Laid, key: int, column: int) -> Read:
    reason = _DECIDED if column in laid.solution.agreed else _ORDERED
    doubt = "another layout fits equally well" if key in laid.solution.rivals else None
    return _read(region, laid.figures[key], How.INFERRED, reason, doubt)


def _by_row(laid: _Laid) -> dict[int, list[tuple[int, int]]]:
    rows: dict[int, list[tuple[int, int]]] = {start: [] for start in laid.solution.rows}
    for key, (row, column) in laid.solution.where.items():
        rows.setdefault(row, []).append((column, key))
    return rows


def _scheme_parts(region: Region, laid: _Laid, money: Sequence[Column]) -> list[Part]:
    parts = []
    for start, cells in sorted(_by_row(laid).items()):
        label = laid.texts.get(start, "")
        number, name = split_number(label)
        place = region.running.place(start, start + len(laid.names[start].text)) if start in laid.names else None
        fields = {
            "name": Read(name or None, place, State.GIVEN if name else State.BLANK),
            **({"number": Read(number, place)} if number else {}),
        }
        lines: dict[tuple[FinancialYear | None, str | None], dict[str, Read]] = {}
        for column, key in sorted(cells):
            spec = money[column]
            field = spec.field.rsplit("/", 1)[-1]
            lines.setdefault((spec.year, spec.recurrence), {})[field] = _figure_read(region, laid, key, column)
        children = tuple(
            Part("lines", {"year": Read(year), **({"recurrence": Read(recurrence)} if recurrence else {}), **reads})
            for (year, recurrence), reads in lines.items()
        )
        if children or number:
            parts.append(Part("schemes", fields, children))
    return parts


_HOLDS = re.compile(r"\s+(?P<answer>[YN]|Yes|No|tbc)$", re.I)


def _contribution_parts(region: Region, laid: _Laid, money: Sequence[Column], round: Round) -> list[Part]:
    parts = []
    for start, cells in sorted(_by_row(laid).items()):
        label = laid.texts.get(start, "")
        holds = _HOLDS.search(label)
        organisation = _HOLDS.sub("", label).strip() or None
        place = region.running.place(start, start + len(laid.names[start].text)) if start in laid.names else None
        years: dict[FinancialYear | None, dict[str, Read]] = {}
        for column, key in sorted(cells):
            years.setdefault(money[column].year, {})[money[column].field.rsplit("/", 1)[-1]] = _figure_read(
                region, laid, key, column
            )
        stream = stream_of(organisation or "", round)
        last = max(years, key=lambda y: y.start if y else 0, default=None)
        for year, reads in years.items():
            fields = {"organisation": Read(organisation, place), "year": Read(year), **reads}
            if stream:
                fields["source"] = Read(stream, place)
            if holds and year == last:
                fields["holds_pool"] = _holds(holds["answer"], fields["organisation"])
            parts.append(Part("contributions", fields))
    return parts


def _holds(answer: str, organisation: Read) -> Read:
    if answer.lower() == "tbc":
        return Read(None, organisation.place, State.TO_BE_CONFIRMED)
    return Read(answer.lower().startswith("y"), organisation.place)


_PLANNED = re.compile(r"planned\s+savings\s*(?:\(if\s+targets\s+fully\s+achieved\))?", re.I)
_MAXIMUM = re.compile(r"maximum\s+support(?:\s+needed\s+for\s+other)?", re.I)
_LEFTOVER = re.compile(
    r"services\s*\(if\s+targets\s+not\s+achieved\)|\(if\s+targets\s+(?:fully|not)\s+achieved\)|contingency\s+plan:?|ongoing|needed\s+for\s+other|services(?=\s*$)",
    re.I,
)


def _contingency(region: Region, shape: TableShape, round: Round) -> Found:
    """Pairs of `planned savings` and `maximum support`, each with a figure per column, and the outcome's name about them."""
    columns = [c for c in shape.columns if c.kind == "money"]
    text = region.running.text
    starts = [m for m in _PLANNED.finditer(text, region.start, region.end)]
    parts: list[Part] = []
    used: set[tuple[str, str]] = set()
    before = _words_of(text[region.start : starts[0].start()]) if starts else ""
    ends = [*(m.start() for m in starts[1:]), region.end]
    for match, following in zip(starts, ends, strict=False):
        maximum = _MAXIMUM.search(text, match.end(), following)
        middle = maximum.start() if maximum else following
        planned = figures_between(region.running, match.end(), middle)[: len(columns)]
        support = figures_between(region.running, maximum.end(), following)[: len(columns)] if maximum else []
        last = max([t.end for t in support] or [middle])
        own = _words_of(text[match.end() : last])
        name = tidy(" ".join(w for w in (before if not own else "", own) if w))
        before = _words_of(text[last:following]) if following < region.end else ""
        if not planned and not support:
            continue
        used |= region.running.keys(match.start(), last)
        parts += _contingency_parts(region, name, columns, planned, support)
    return Found(tuple(parts), used=frozenset(used))


def _contingency_parts(
    region: Region, name: str, columns: Sequence[Column], planned: Sequence[Token], support: Sequence[Token]
) -> list[Part]:  # fmt: skip
    parts = []
    for i, column in enumerate(columns):
        fields = {
            "outcome": Read(name or None, state=State.GIVEN if name else State.BLANK),
            "year": Read(str(column.year) if column.year else "ongoing"),
        }
        for field, figures in (("planned_savings", planned), ("maximum_support", support)):
            if i < len(figures):
                doubt = "fewer figures than columns" if len(figures) < len(columns) else None
                fields[field] = _read(region, figures[i], doubt=doubt)
        if len(fields) > 2:
            parts.append(Part("contingency", fields))
    return parts


def _words_of(text: str) -> str:
    words = re.sub(r"(?<![A-Za-z])(?<!Outcome )[-£(]?\d[\d,./]*\)?", " ", _LEFTOVER.sub(" ", _MAXIMUM.sub(" ", text)))
    return re.sub(r"\s+", " ", words).strip(" -–:;,.()£")
