"""A round's sections found among the words of a paper: headings aligned to sections as one ordered match.

A heading is known by its label, numbering, style and the official prompt that follows it; each possible place has a score,
and the best increasing choice of places is taken as a whole. A section that stands out of order, with a score that leaves
little doubt, is taken too. It works on lines, on paragraphs with styles, and inside one long line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from bettercare.documents.model import Row, Table
from bettercare.reading.prompts import PromptSpan, best_apart, shingles_of
from bettercare.reading.words import Words, letters
from bettercare.rounds.model import Locator, Round, Section

_LEAST = 0.65
"""A place with a lower score is no heading."""
_SURE = 1.3
"""A place out of order must reach this."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A possible place of a section: words [start, end) are its heading (empty where only the prompt is there)."""

    section: str
    start: int
    end: int
    score: float
    prompted: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A section as found: its heading, and its words [start, end) after the heading."""

    section: Section
    heading: Heading
    start: int
    end: int
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections found in a stream of words, in the paper's order, and every official prompt in it."""

    words: Words
    placed: tuple[Placed, ...]
    prompts: tuple[PromptSpan, ...]

    def get(self, section: str) -> Placed | None:
        return next((p for p in self.placed if p.section.id == section), None)

    def prompts_in(self, start: int, end: int) -> list[PromptSpan]:
        return [p for p in self.prompts if start <= p.start < end]


@lru_cache(maxsize=8)
def outline(words: Words, round: Round) -> Outline:
    """Align the round's sections to the words of a paper."""
    places = candidates(words, round)
    chosen = _best_order(round.sections, places)
    chosen += _out_of_order(round.sections, places, chosen)
    chosen.sort(key=lambda h: h.start)
    return Outline(words, tuple(_spans(chosen, round, len(words))), all_prompts(words, round))


@lru_cache(maxsize=8)
def all_prompts(words: Words, round: Round) -> tuple[PromptSpan, ...]:
    """Every prompt of the round among the words, official or ours; ids are `section/prompt`, `section` or `condition?question`."""
    shingles = shingles_of(words)
    official = [span for id, locator in prompt_locators(round) for span in shingles.find(id, locator.prompt)]
    return tuple(best_apart([*official, *_own_prompts(words, round)]))


def _own_prompts(words: Words, round: Round) -> Iterator[PromptSpan]:
    """What a form that we wrote asks, word for word."""
    asked = [(f"{s.id}/{p.id}", p.asks) for s in round.sections for p in s.prompts]
    asked += [(f"{c.id}?{q.id}", q.asks) for c in round.conditions for q in c.questions if not q.locator.labels]
    for id, asks in asked:
        if letters(asks) in words.joined:
            yield from (PromptSpan(id, hit.start, hit.end, 1.0) for hit in words.find(asks))
    forms: dict[tuple[int, int, int | None], bool] = {}
    for start, end, document, block, row in words.rows:
        table = words.documents[document].blocks[block]
        assert isinstance(table, Table)
        key = (document, block, row if table.sheet else None)
        if key not in forms:
            forms[key] = _is_form([table.rows[row]] if table.sheet else table.rows, round)
        if forms[key]:
            yield PromptSpan("table:blank", start, end, 1.0)


_PARTED = re.compile(r"^\d{0,2}[a-z]?\)\s*")


def _is_form(rows: Sequence[Row], round: Round) -> bool:
    """Whether rows (one of a sheet, all of another table) hold words of the form and nothing else."""
    tables, labels = _words_of_form(round)
    for each in rows:
        texts = [cell.text for cell in each.cells if cell.text.strip()]
        keys = (letters(_PARTED.sub("", text)) for text in texts)
        if not all(key in tables or (len(texts) == 1 and key in labels) for key in keys):
            return False
    return True


@lru_cache(maxsize=64)
def _words_of_form(round: Round) -> tuple[frozenset[str], frozenset[str]]:
    """What the form prints itself: the words of its tables with conditions and questions; labels that stand before an answer."""
    tabled = [(column.title, column.locator) for table in round.tables for column in table.columns]
    tabled += [(row.title, row.locator) for table in round.tables for row in table.row_fields]
    texts = [x for title, locator in tabled for x in (title, *locator.labels)]
    for condition in round.conditions:
        texts += [condition.title, f"{condition.number}. {condition.title}", *condition.locator.labels]
        texts += [x for q in condition.questions for x in (q.asks, *q.locator.labels)]
    asked = [(field.title, field.locator) for field in round.fields]
    asked += [(section.title, section.locator) for section in round.sections]
    asked += [(role.title, role.locator) for role in round.signoff]
    labels = [x for title, locator in asked for x in (title, *locator.labels)]
    return frozenset(map(letters, texts)), frozenset(map(letters, labels))


@lru_cache(maxsize=64)
def prompt_locators(round: Round) -> tuple[tuple[str, Locator], ...]:
    """Every prompt with a fingerprint, with its id."""
    found: list[tuple[str, Locator]] = []
    for section in round.sections:
        found.append((section.id, section.locator))
        found += [(f"{section.id}/{prompt.id}", prompt.locator) for prompt in section.prompts]
    for condition in round.conditions:
        found.append((f"{condition.id}?", condition.locator))
        found += [(f"{condition.id}?{q.id}", q.locator) for q in condition.questions]
    found += [(f"part:{part.id}", part.locator) for part in round.parts]
    found += [(f"table:{table.id}", table.locator) for table in round.tables]
    found += [(f"field:{field.id}", field.locator) for field in round.fields]
    found.append(("round", round.locator))
    return tuple((id, locator) for id, locator in found if locator.prompt)


@lru_cache(maxsize=8)
def candidates(words: Words, round: Round) -> Mapping[str, Sequence[Heading]]:
    """For each section of the round, every place that may be its heading, best first, at most forty."""
    prompts = all_prompts(words, round)
    return {section.id: _candidates(words, section, prompts) for section in round.sections}


def _candidates(words: Words, section: Section, prompts: Sequence[PromptSpan]) -> list[Heading]:
    own = [p for p in prompts if _belongs(p.id, section)]
    found: dict[int, Heading] = {}
    labels = dict.fromkeys((*section.locator.labels, section.title))
    hits = [(h.start, h.end, 1.0) for label in labels for h in words.find(label)]
    hits += _alike_lines(words, tuple(labels))
    for first, after, likeness in hits:
        heading = _heading(words, section, first, after, likeness, own)
        if heading.score >= _LEAST and (heading.start not in found or found[heading.start].score < heading.score):
            found[heading.start] = heading
    found.update({h.start: h for h in _sheets(words, section)})
    headed = [h for h in found.values() if h.prompted]
    for prompt in own:
        if not any(0 <= prompt.start - h.end <= 12 for h in headed):
            found.setdefault(prompt.start, Heading(section.id, prompt.start, prompt.start, 0.4 + 0.6 * prompt.score, True))
    return sorted(found.values(), key=lambda h: (-h.score, h.start))[:40]


def _sheets(words: Words, section: Section) -> list[Heading]:
    """The first word of every sheet that the section's locator names."""
    names = {letters(name) for name in section.locator.sheets}
    found = []
    for index in words.block_starts if names else ():
        word = words[index]
        block = words.documents[word.document].blocks[word.block]
        sheet = letters(block.sheet or "") if isinstance(block, Table) else ""
        if sheet and (sheet in names or sheet.lstrip("0123456789") in names):
            found.append(Heading(section.id, index, index, 2.0, True))
    return found


def _belongs(id: str, section: Section) -> bool:
    if id.split("/")[0] == section.id:
        return True
    return bool(section.condition) and id.split("?")[0] == section.condition and "?" in id


def _alike_lines(words: Words, labels: tuple[str, ...]) -> list[tuple[int, int, float]]:
    """Short lines that are nearly a label, as a slip of typing or of text recognition leaves them."""
    lines = _short_lines(words)
    return [
        (skip, after, 0.85)
        for label in labels
        if len(key := letters(label)) > 11
        for line, _, _ in process.extract_iter(key, lines.about_as_long(len(key)), scorer=fuzz.ratio, score_cutoff=88)
        if key != line
        for skip, after in lines.places[line]
    ]


class _ShortLines:
    """Lines of 2 to 16 words beside their numbering: by their letters where they stand, (start without the numbering, end)."""

    def __init__(self, words: Words) -> None:
        self.places: dict[str, list[tuple[int, int]]] = {}
        for index, after in words.lines:
            if 2 <= after - index <= 18 and 2 <= after - (skip := _number_before(words, after, index)[0]) <= 16:
                self.places.setdefault("".join(words.keys[skip:after]), []).append((skip, after))
        self._sizes: dict[int, list[str]] = {}
        for line in self.places:
            self._sizes.setdefault(len(line), []).append(line)
        self._about: dict[int, list[str]] = {}

    def about_as_long(self, length: int) -> list[str]:
        """The lines of at most four letters more or fewer, the shortest first."""
        if length not in self._about:
            self._about[length] = [line for n in range(length - 4, length + 5) for line in self._sizes.get(n, ())]
        return self._about[length]


@lru_cache(maxsize=16)
def _short_lines(words: Words) -> _ShortLines:
    return _ShortLines(words)


_NUMBER = re.compile(r"^\W*(?:section\s*)?(?P<number>\d{1,2})?[.)]?\s*(?P<letter>[A-Za-z]|i{1,3}|iv)?(?P<close>[).:\]]*)$", re.I)


_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2})+[.)]?")
"""An author's own numbering, such as `4.1`, which names no section of the form."""


def _number_before(words: Words, limit: int, index: int) -> tuple[int, str, str, bool]:
    """Skip a line's own numbering: (index after it, number, letter, closed with a bracket or point)."""
    told = _as_number(words[index].text) if index + 1 < limit else None
    return (index + 1, *told) if told else (index, "", "", False)


@lru_cache(maxsize=10_000)
def _as_number(text: str) -> tuple[str, str, bool] | None:
    """What a word numbers a line with: number, letter, closed with a bracket or point; None for another word."""
    if _DOTTED.fullmatch(text):
        return "", "", True
    match = _NUMBER.match(text)
    if match and (match["number"] or (match["letter"] and (match["close"] or len(match["letter"]) == 1))):
        return match["number"] or "", (match["letter"] or "").lower(), bool(match["close"] or ")" in text)
    return None


def _heading(
    words: Words, section: Section, first: int, after: int, likeness: float, prompts: Sequence[PromptSpan]
) -> Heading:  # fmt: skip
    size = after - first
    score = {1: 0.25, 2: 0.35}.get(size, 0.5) * likeness
    start, number_score = _numbering(words, section, first)
    line_end = words.line_end(after - 1)
    if words.starts_line(start):
        score += 0.35
        rest = line_end - after
        score += 0.4 if rest == 0 else 0.1 if rest <= 6 else 0.0
        if words.level(start) is not None or words.bold(start):
            score += 0.25
    elif words[start].row is None and _opens_in_line(words, start, after, section):
        score += 0.45
    score += number_score
    if number_score > 0 and words.starts_line(start) and line_end == after:
        score += 0.1  # a number, the label and nothing else
    if words[first].text[:1].islower():
        score -= 0.5
    prompt = next((p for p in prompts if 0 <= p.start - after <= 14), None)
    if prompt:
        score += 0.4 + 0.4 * prompt.score
    if _contents_line(words, after, line_end):
        score -= 0.9
    if _answered_in_row(words, start):
        score -= 1.0
    return Heading(section.id, start, after, score, prompt is not None)


_YES_NO = re.compile(r"(?:yes|no)\.?", re.I)


def _answered_in_row(words: Words, index: int) -> bool:
    """Whether a cell of the same row says yes or no: a row of a table of conditions, which heads no text."""
    word = words[index]
    block = words.documents[word.document].blocks[word.block]
    if not isinstance(block, Table) or word.row is None:
        return False
    return any(_YES_NO.fullmatch(cell.text.strip()) for cell in block.rows[word.row].cells)


def _opens_in_line(words: Words, start: int, after: int, section: Section) -> bool:
    """True where a heading stands inside a line as in its official form: after a full stop or figure, before a capital."""
    before, following = words[start - 1].text, words[after].text if after < len(words) else "A"
    written = words.text(start, after).strip(" :.")
    exact = written in {*section.locator.labels, section.title} or written.isupper() or number_free(written).istitle()
    closed = before[-1:] in ".!?:;)" or before.isupper() or before[-1:].isdigit() or bool(re.match(r"[£\d]", before))
    closed = closed or (written.isupper() and len(written) > 3)
    return exact and closed and (following[:1].isupper() or following[:1] in "<[£•-" or following[:1].isdigit())


def number_free(text: str) -> str:
    """A heading without its numbering."""
    return re.sub(r"^\W*(?:\d{0,2}[.)]?[a-z]?[.)]+\s*)?", "", text, flags=re.I)


def _numbering(words: Words, section: Section, first: int) -> tuple[int, float]:
    """Where the heading's numbering starts, and what it says: the section's own number, another's, or none."""
    if first == 0:
        return first, 0.0
    before, joined = first - 1, words[first].gap.value <= 2
    if joined and words.starts_line(before) and _DOTTED.fullmatch(words[before].text):
        return before, 0.15
    match = _NUMBER.match(words[before].text)
    if not joined or not match or not (match["number"] or match["letter"]):
        return first, 0.0
    start = before
    own = re.fullmatch(r"(?P<number>\d*)(?P<letter>[a-z]?)(?:-?i*)", section.id)
    if before > 0 and words.keys[before - 1] == "section" and not words.starts_line(before):
        start = before = before - 1
    closed = bool(match["close"]) or words.starts_line(before)
    letter, number = (match["letter"] or "").lower(), match["number"] or ""
    if not closed and not number:
        return first, 0.0
    if own is None or not own.group():
        return (start, 0.15) if words.starts_line(start) else (first, 0.0)
    lettered = letter == own["letter"] and number in ("", own["number"])
    right = lettered if own["letter"] else number == own["number"] and not letter
    if right:
        return start, 0.5
    return (start, -0.1) if words.starts_line(start) else (first, -0.1)


def _contents_line(words: Words, after: int, line_end: int) -> bool:
    """True where a heading is followed by dots or by nothing but a page number, as in a table of contents."""
    rest = words.text(after, line_end)
    if not rest and after < len(words) and words[after].gap.value == 2:
        rest = words[after].text
    return bool(re.fullmatch(r"[.…\s_]*\d{0,3}", rest)) and bool(re.search(r"\d|\.\.", rest))


def _best_order(sections: Sequence[Section], places: Mapping[str, Sequence[Heading]]) -> list[Heading]:
    """The choice of places, increasing in the paper as in the round, with the greatest sum of scores."""
    states: list[tuple[float, int, tuple[Heading, ...]]] = [(0.0, -1, ())]
    for section in sections:
        grown = list(states)
        for heading in places[section.id]:
            before = [s for s in states if s[1] <= heading.start and not (s[2] and s[2][-1].end > heading.start)]
            if before:
                best = max(before, key=lambda s: s[0])
                grown.append((best[0] + heading.score - 0.3 + 1e-6 * heading.start, heading.start, (*best[2], heading)))
        states = _undominated(grown)
    return list(max(states, key=lambda s: s[0])[2])


def _undominated(states: list[tuple[float, int, tuple[Heading, ...]]]) -> list[tuple[float, int, tuple[Heading, ...]]]:
    kept: list[tuple[float, int, tuple[Heading, ...]]] = []
    for state in sorted(states, key=lambda s: (s[1], -s[0])):
        if not kept or state[0] > kept[-1][0]:
            kept.append(state)
    return kept


def _out_of_order(sections: Sequence[Section], places: Mapping[str, Sequence[Heading]], chosen: list[Heading]) -> list[Heading]:
    have = {h.section for h in chosen}
    taken = [(h.start, h.end) for h in chosen]
    extra: list[Heading] = []
    for section in sections:
        if section.id in have:
            continue
        for heading in places[section.id]:
            if heading.score >= _SURE and all(heading.end <= a or b <= heading.start for a, b in taken):
                extra.append(heading)
                taken.append((heading.start, max(heading.end, heading.start + 1)))
                break
    return extra


def _spans(chosen: list[Heading], round: Round, end: int) -> list[Placed]:
    order = {s.id: i for i, s in enumerate(round.sections)}
    placed = []
    highest = -1
    for index, heading in enumerate(chosen):
        after = chosen[index + 1].start if index + 1 < len(chosen) else end
        position = order[heading.section]
        placed.append(Placed(round.section(heading.section), heading, heading.end, after, position > highest))
        highest = max(highest, position)
    return placed
