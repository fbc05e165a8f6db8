"""Risks: tables with a rating, or likelihood x impact, a mitigation and an owner, over as many pages as they run.

`read_risks(documents, round)` gives `risks` parts. A row without a rating that goes on from an unfinished one is part of
it; a column missing on some pages is left out there; tables flattened to text are read by `risks_flat`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz, process

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import State
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.risks.flat import read_flat_risks
from bettercare.reading.risks.milestone_headings import milestone_columns
from bettercare.reading.risks.proven import read_proven_risks, surely_told
from bettercare.reading.risks.ratings import looks_rated, read_rating, read_scale
from bettercare.reading.risks.records import records_in_lines
from bettercare.reading.spots import Board, Spot, boards, clean, words_between
from bettercare.reading.tables.below import ends_at
from bettercare.reading.values import state_of
from bettercare.rounds.model import Round

_HEADINGS: tuple[tuple[str, str], ...] = (
    ("number", r"(?:risk )?(?:no|ref|reference|id|number|#)\.?|#"),
    (
        "score",
        r".*(?:overall (?:risk )?(?:factor|score|rating)|risk (?:factor|score)|\bscore\b|likelihood ?[x×*] ?|\bl ?[x×*] ?i\b).*"
        r"|(?:gross|net|inherent|residual|current|total)(?: risk)?",
    ),
    ("likelihood", r".*(?:likel|probab).*|l"),
    ("impact", r".*(?:\bimpact|conseq|severity).*|i"),
    ("rating", r".*(?:rating|\brag\b|risk level|level of risk|\bh ?/ ?m ?/ ?l\b|rated).*|r\.?a\.?g\.?|level|grade"),
    ("owner", r".*(?:owner|\blead\b|responsib|accountable|by whom|\bwho\b).*"),
    ("mitigation", r".*(?:mitigat|control|\bactions?\b|response|treatment|how (?:we|it|this) will|steps).*"),
    ("description", r"(?!.*\b(?:high|key|top|main) risks$).*(?:\brisks?\b|\bthreat|\bissues?\b|what (?:could|might) go wrong).*"),
)
_PATTERNS = tuple((role, re.compile(pattern, re.I)) for role, pattern in _HEADINGS)
_LONG_HEADING = re.compile(
    r"there is a risk|how likely|likelihood|potential impact|impact|overall risk|mitigat|please (?:rate|list)|risk", re.I
)
_FUZZY = {
    "risk rating": "rating", "mitigating actions": "mitigation", "mitigation": "mitigation", "likelihood": "likelihood",
    "potential impact": "impact", "impact": "impact", "overall risk factor": "score", "ownership": "owner",
    "risk owner": "owner", "there is a risk that": "description", "risk description": "description",
}  # fmt: skip
_SQUEEZED = {known.replace(" ", ""): role for known, role in _FUZZY.items()}
HEADINGS_OF_RISKS = tuple(_FUZZY)
_MARKED = ("rating", "likelihood", "impact", "score")
_PAGE_BREAK_WORDS = 40
_MOST_ROWS = 400
"""Rows of a register, lines of broken cells among them, more than which no plan has."""
_FEW_MARKS = 60
"""Ratings fewer than which may all be in words of the area's own."""
_SCALE = re.compile(r"\bplease\s+rate\b|\bscale\s+of\s+1\b", re.I)
"""Words that tell in a heading how to rate."""
_PAIR = re.compile(r"^([1-5])\s+([1-5])$")
_MONEY = re.compile(r"-?£\s?[\d,.]+[km]?|\d{1,3}(?:,\d{3})+", re.I)
_UNFINISHED = re.compile(r"[^.;:!?)\]]$")


def read_risks(documents: Iterable[Document], round: Round | None = None) -> Found:
    """Read the risks of one plan's documents, in their order."""
    found, labels = Found(), _round_headings(round)
    for document in documents:
        records, used = _of_tables(document, labels)
        if not any(r.rated for r in records):
            told = [_Record(cells) for cells in records_in_lines(document, lambda text: _role(text, labels))]
            records = told or records
        if records:
            found += Found(parts=tuple(_part(r) for r in records if r.holds), used=frozenset(used))
        else:
            found += max(read_flat_risks(document), read_proven_risks(document, round), key=surely_told)
    return found


def _round_headings(round: Round | None) -> dict[str, str]:
    """Column labels that the round's own risk table names, by role."""
    shapes = [t for t in round.tables if t.rows == "risks"] if round else []
    known = {role for role, _ in _HEADINGS}
    columns = [c for t in shapes for c in t.columns if c.field in known]
    return {label.lower(): c.field for c in columns for label in (c.title, *c.locator.labels)}


@dataclass
class _Record:
    """One risk being put together: the texts of its cells by role."""

    cells: dict[str, list[Spot]] = field(default_factory=dict)
    empty: dict[str, Spot] = field(default_factory=dict)
    """Columns that stand on the page and hold nothing here."""
    doubt: str | None = None

    def text(self, role: str) -> str:
        return " ".join(t for s in self.cells.get(role, []) if (t := clean(s.text)))

    @property
    def rated(self) -> bool:
        return any(self.text(role) for role in _MARKED)

    @property
    def holds(self) -> bool:
        return bool(self.text("description") or self.text("mitigation"))


def _of_tables(document: Document, labels: dict[str, str]) -> tuple[list[_Record], set[tuple[str, str]]]:
    records: list[_Record] = []
    used: set[tuple[str, str]] = set()
    roles: dict[int, str] = {}
    width, last = 0, -1
    for position, grid in boards(document):
        start, found = _header(grid, labels)
        if not found and not roles:
            start, found = _header_above(document, position, grid, labels)
        if found:
            roles, width = found, grid.width
            upward = start == grid.height and grid.height > 1
            roles = {**roles, **_rated_column(grid, roles, start)}
            rows = list(range(grid.height - 2, -1, -1)) if upward else list(range(start, ends_at(grid, start, milestone_columns)))
            if not _is_register(grid, roles, rows):
                roles = {}
                continue
            used |= {grid.key(r) for r in range(min(start, grid.height))}
        elif roles and _same_matter(document, last, position) and (fitted := _fit(grid, roles, width)):
            rows, roles_here = list(range(grid.height)), fitted
            used |= _read_rows(grid, rows, roles_here, records)
            last = position
            continue
        else:
            continue
        used |= _read_rows(grid, rows, roles, records)
        last = position
        _last_words(document, position, records)
    return records, used


def _is_register(grid: Board, roles: dict[int, str], rows: list[int]) -> bool:
    """Whether rows under a register's headings may be one: no more than a plan has risks, and where many are rated, ratings."""
    marks = [t for c, role in roles.items() if role in _MARKED for r in rows if state_of(t := grid.own(r, c)) is State.GIVEN]
    return len(rows) <= _MOST_ROWS and (len(marks) < _FEW_MARKS or 3 * sum(map(looks_rated, marks)) >= len(marks))


def _same_matter(document: Document, last: int, position: int) -> bool:
    """Whether nothing but a page's end stands between two tables: few words, and no heading."""
    between = document.blocks[last + 1 : position]
    headed = any(isinstance(b, Paragraph) and b.level is not None for b in between)
    return not headed and words_between(document, last, position) <= _PAGE_BREAK_WORDS


def _header_above(document: Document, position: int, grid: Board, labels: dict[str, str]) -> tuple[int, dict[int, str]]:
    """The first row after the heading, and the columns, of a table whose heading or part of it stands above it in a line.

    The line has wide gaps; where its row is parted by a page's end, the rest of the heading is the table's first row.
    """
    top = [grid.own(0, c) for c in range(grid.width)]
    for block in reversed(document.blocks[max(0, position - 6) : position]):
        if not isinstance(block, Paragraph):
            break
        pieces = [clean(p) for p in re.split(r"\s{2,}|\t", block.text.strip())]
        rest = iter(pieces)
        options = [(0, pieces)] if len(pieces) == grid.width else []
        options += [(1, [t or next(rest) for t in top])] if 0 < len(pieces) == top.count("") < grid.width else []
        for start, texts in options:
            roles = _roles(texts, labels)
            roles |= _rated_column(grid, roles, start)
            owners = [grid.own(r, c) for c, role in roles.items() if role == "owner" for r in range(start, grid.height)]
            if _is_header(roles) and _fits(grid, roles, start) and not any(looks_rated(t) for t in owners):
                return start, roles
    return 0, {}


def _rated_column(grid: Board, roles: dict[int, str], start: int) -> dict[int, str]:
    """A column whose heading says nothing, and whose cells are ratings."""
    if set(roles.values()) & set(_MARKED):
        return {}
    for column in (c for c in range(grid.width) if c not in roles):
        texts = [t for r in range(start, grid.height) if (t := grid.own(r, column))]
        if texts and all(read_rating(t).rating for t in texts):
            return {column: "rating"}
    return {}


def _last_words(document: Document, position: int, records: list[_Record]) -> None:
    """The end of the last row's one unfinished cell, when a converter left it as a line after the table."""
    after = document.blocks[position + 1] if position + 1 < len(document.blocks) else None
    text = clean(after.text) if isinstance(after, Paragraph) else ""
    if not records or not text or not text[0].islower() or len(text.split()) > 12:
        return
    cut = [r for r in ("description", "mitigation") if records[-1].text(r) and _UNFINISHED.search(records[-1].text(r))]
    if len(cut) == 1 and isinstance(after, Paragraph):
        records[-1].cells[cut[0]].append(Spot(after.text, document, after))


def _header(grid: Board, labels: dict[str, str]) -> tuple[int, dict[int, str]]:
    """The row after the header and what each column holds; nothing where no row reads as a header of risks."""
    texts = [[grid.own(row, c) for c in range(grid.width)] for row in range(min(grid.height, 41))]
    roles = [_roles(cells, labels) for cells in texts]
    for row, one in enumerate(roles[:40]):
        if any(_MONEY.fullmatch(t) for t in texts[row]):
            continue
        best = (row + 1, one) if _is_header(one) else (0, {})
        below = texts[row + 1] if row + 1 < len(texts) else []
        scaled = any(_SCALE.search(t) for t in below)
        if below and (roles[row + 1] or scaled) and not any((len(t) > 40 and not scaled) or looks_rated(t) for t in below):
            both = _roles([f"{upper} {lower}".strip() for upper, lower in zip(texts[row], below, strict=True)], labels)
            if _is_header(both) and len(both) > len(one):
                best = (row + 2, both)
        if best[1]:
            return best
    return 0, {}


def _roles(cells: list[str], labels: dict[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for column, text in enumerate(cells):
        role = _role(text, labels) if text and len(text) <= 260 else None
        if role and role not in found.values():
            found[column] = role
    return found


def _role(text: str, labels: dict[str, str]) -> str | None:
    plain = text.lower().strip(" :.*?")
    return labels[plain] if plain in labels else _usual_role(plain)


@lru_cache(maxsize=20_000)
def _usual_role(plain: str) -> str | None:
    if len(plain) > 60 and not _LONG_HEADING.match(plain):
        return None
    role = next((r for r, pattern in _PATTERNS if pattern.fullmatch(plain)), None)
    if role not in (None, "description"):
        return role
    alike = process.extractOne(plain.replace(" ", ""), tuple(_SQUEEZED), scorer=fuzz.ratio, score_cutoff=84)
    return _SQUEEZED[alike[0]] if alike else role


def heading_role(text: str) -> str | None:
    """What a cell's words would head in a table of risks, or None."""
    return _role(text, {})


def heads_risks(texts: list[str]) -> bool:
    """Whether a row's texts head a register of risks."""
    return _is_header(_roles(texts, {}))


def _is_header(roles: dict[int, str]) -> bool:
    held = set(roles.values())
    if "description" not in held or len(held) < 2:
        return False
    return "mitigation" in held or len(held & set(_MARKED)) >= 1


def _fit(grid: Board, roles: dict[int, str], width: int) -> dict[int, str] | None:
    """What the columns of a table without a header hold, when it carries on a table of risks over a page."""
    ordered = [roles.get(c) for c in range(width)]
    options = [ordered] if grid.width == width else []
    if grid.width < width:
        blank = width - grid.width
        droppable = sorted(range(width), key=lambda c: {"owner": 0, "number": 1, None: 2}.get(ordered[c], 3))
        options += [[r for c, r in enumerate(ordered) if c not in droppable[:blank]]]
        options += [ordered[: grid.width], ordered[blank:]]
    for option in options:
        mapping = {c: r for c, r in enumerate(option) if r}
        if _fits(grid, mapping):
            return mapping
    return None


def _fits(grid: Board, roles: dict[int, str], start: int = 0) -> bool:
    marked = [c for c, r in roles.items() if r in _MARKED]
    texts = [c for c, r in roles.items() if r in ("description", "mitigation")]
    if not texts:
        return False
    rated = 0
    for row in range(start, grid.height):
        marks = [grid.own(row, c) for c in marked]
        if any(m and not looks_rated(m) and state_of(m) is State.GIVEN for m in marks):
            return False
        if any(looks_rated(grid.own(row, c)) for c in texts):
            return False
        rated += any(marks)
    return bool(rated) or grid.height <= 2


def _read_rows(grid: Board, rows: list[int], roles: dict[int, str], records: list[_Record]) -> set[tuple[str, str]]:
    marked = any(r in _MARKED for r in roles.values())
    first = len(records)
    for row in rows:
        cells = {role: grid.spot(row, c) for c, role in roles.items() if grid.own(row, c)}
        spanned = {role: grid.spot(row, c) for c, role in roles.items() if not grid.origin(row, c) and grid.text(row, c)}
        if not cells or _is_banner(grid, row, cells):
            continue
        before = records[-1] if records else None
        same = bool(before) and ("description" in spanned and len(records) > first)
        goes_on, doubt = (True, None) if same else _goes_on(cells, before, marked)
        if goes_on and before is not None:
            for role, spot in cells.items():
                before.cells.setdefault(role, []).append(spot)
            before.doubt = before.doubt or doubt
        else:
            carried = {r: [s] for r, s in spanned.items() if r != "description"}
            empty = {role: grid.spot(row, c) for c, role in roles.items() if not grid.text(row, c)}
            records.append(_Record({**carried, **{r: [s] for r, s in cells.items()}}, empty, doubt))
    return {grid.key(r) for r in rows}


def _is_banner(grid: Board, row: int, cells: dict[str, Spot]) -> bool:
    """A heading or a repeated header inside the table, or a row of column numbers."""
    written = [t for c in range(grid.width) if (t := grid.own(row, c))]
    if _is_header(_roles([grid.own(row, c) for c in range(grid.width)], {})) and all(len(t) < 60 for t in written):
        return True
    cell = next(iter(cells.values())).cell if len(written) == 1 else None
    return cell is not None and cell.span[1] >= max(grid.width - 1, 2)


def _goes_on(cells: dict[str, Spot], before: _Record | None, marked: bool) -> tuple[bool, str | None]:
    """Whether a row goes on from the one before, and the doubt if layout alone does not say."""
    if before is None:
        return False, None
    description = clean(cells["description"].text) if "description" in cells else ""
    rated = any(role in cells and not _MONEY.search(clean(cells[role].text)) for role in _MARKED)
    if "number" in cells and "number" in before.cells:
        return False, None
    if not description:
        return not (rated and before.rated), None
    if rated and before.rated:
        return False, None
    lower = description[0].islower() or description[0] in "&,;)"
    unfinished = bool(_UNFINISHED.search(before.text("description")))
    if rated:
        return lower and unfinished, None
    if not marked:
        return lower and unfinished, None
    if lower:
        return True, None
    return False, None


def _part(record: _Record) -> Part:
    fields: dict[str, Read] = {}
    for role in ("description", "owner", "mitigation"):
        if role in record.cells:
            fields[role] = _text(record, role)
    for role in ("rating", "score"):
        if role in record.cells:
            _rated(record, role, fields)
    for role in ("likelihood", "impact"):
        if role in record.cells:
            spot = _first(record, role)
            value, state, doubt = read_scale(clean(spot.text))
            if value is not None or role not in fields:
                fields[role] = Read(value, spot.place(), state, doubt=doubt)
    pair = _PAIR.match(record.text("likelihood")) if "likelihood" in record.cells and "impact" not in record.cells else None
    if pair and "impact" not in record.empty:
        place = _first(record, "likelihood").place()
        fields |= {"likelihood": Read(int(pair[1]), place), "impact": Read(int(pair[2]), place)}
    for role, spot in record.empty.items():
        if role != "number" and role not in fields:
            fields[role] = Read(None, spot.place(), State.BLANK)
    return Part("risks", fields)


def _first(record: _Record, role: str) -> Spot:
    spots = record.cells[role]
    return next((s for s in spots if clean(s.text)), spots[0])


def _text(record: _Record, role: str) -> Read:
    spots = record.cells[role]
    text = record.text(role)
    state = state_of(text)
    written = "\n".join(s.text for s in spots) if len(spots) > 1 else None
    doubt = record.doubt if role == "description" else None
    return Read(text if state is State.GIVEN else None, spots[0].place(as_written=written), state, doubt=doubt)


def _rated(record: _Record, role: str, fields: dict[str, Read]) -> None:
    spot = _first(record, role)
    rated = read_rating(clean(spot.text))
    place = spot.place()
    if not rated.known:
        fields.setdefault(role, Read(None, place, rated.state))
        return
    for name in ("rating", "likelihood", "impact", "score"):
        value = getattr(rated, name)
        if value is not None and (name not in fields or fields[name].value is None):
            fields[name] = Read(value, place, doubt=rated.doubt)
