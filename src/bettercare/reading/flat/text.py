"""A table printed as running text: where it is, and its names and figures in order, headings and prompts taken out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import How, Place
from bettercare.reading.tables.label_likeness import plain_label
from bettercare.reading.values import tidy, unit_of
from bettercare.rounds import fingerprint
from bettercare.rounds.model import Column, Round, TableShape

_NUMBERED_HEADING = re.compile(r"#{1,6}\s|\d{1,2}\.\d{1,2}\s+[A-Z]")


def _is_heading(paragraph: Paragraph) -> bool:
    """Whether a paragraph surely is a heading: by its level or numbering, and without figures or a row's bare number."""
    text = tidy(paragraph.text)
    level = paragraph.level is not None and not re.match(r"\d{1,3}[.)]?\s", text) and not re.search(r"\d{3}", text)
    return level or bool(_NUMBERED_HEADING.match(text))


class Running:
    """Consecutive paragraphs of a document as one text, with the way back to the paragraph of any position.

    Each paragraph ends with a line break; a blank line between two of them is kept, since it parts cells.
    """

    def __init__(self, document: Document, paragraphs: Sequence[Paragraph]) -> None:
        self.document, self.paragraphs = document, list(paragraphs)
        self.starts: list[int] = []
        texts: list[str] = []
        at, line = 0, None
        for paragraph in paragraphs:
            text = tidy(paragraph.text)
            if line is not None and paragraph.line is not None and paragraph.line > line + 1:
                texts.append("\n")
                at += 1
            self.starts.append(at)
            texts.append(text + "\n")
            at += len(text) + 1
            line = paragraph.line
        self.text = "".join(texts)
        self.headings = [start for start, paragraph in zip(self.starts, self.paragraphs, strict=True) if _is_heading(paragraph)]

    def index_at(self, position: int) -> int:
        return max(bisect_right(self.starts, position) - 1, 0)

    def paragraph_at(self, position: int) -> Paragraph:
        return self.paragraphs[self.index_at(position)]

    def place(self, start: int, end: int, how: How = How.READ, reason: str | None = None) -> Place:
        written = self.text[start:end].strip()
        return self.document.place(self.paragraph_at(start), as_written=written or None, how=how, reason=reason)

    def keys(self, start: int, end: int) -> set[tuple[str, str]]:
        first, last = self.index_at(start), self.index_at(max(start, end - 1))
        return {(self.document.name, f":{p.line}") for p in self.paragraphs[first : last + 1]}


def runnings(document: Document) -> Iterator[Running]:
    """The runs of paragraphs between a document's tables."""
    run: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.text.strip() and block.change != "deleted" and not block.placeholder:
                run.append(block)
        elif run:
            yield Running(document, run)
            run = []
    if run:
        yield Running(document, run)


def as_lines(document: Document) -> Running:
    """All of a document, each row of a table as a line: what columns were drawn wrongly still stands in its row."""
    lines: list[Paragraph] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph):
            lines += [Paragraph(" ".join(c.text for c in r.cells), page=r.page, line=r.line) for r in block.rows if r.text.strip()]
        elif block.text.strip() and block.change != "deleted" and not block.placeholder:
            lines.append(block)
    return Running(document, lines)


def phrase(label: str) -> str:
    """A label as a pattern: any spaces or breaks between its words, brackets and marks optional."""
    words = [_word(w) for w in re.findall(r"[A-Za-z0-9/&#]+(?:-[A-Za-z]+)*", label)]
    return r"(?<![A-Za-z\d])" + r"[\W_]{0,4}?".join(words) + r"(?![A-Za-z])[?:.)]*" if words else ""


def _word(word: str) -> str:
    """A word of a label as a pattern; a financial year in any spelling."""
    year = re.fullmatch(r"(?:20)?(\d\d)/(?:20)?(\d\d)", word)
    return rf"(?:20)?{year[1]}\s?[/-]\s?(?:20)?{year[2]}" if year else re.escape(word)


def words_of_heading(text: str) -> str:
    """A heading's words and numbers in lower case, for comparing whole headings."""
    return " ".join(re.findall(r"[a-z0-9/&#]+", text.lower()))


def _many(label: str) -> bool:
    """Whether a label has more than one word, and so is no ordinary word of a name."""
    return len(re.findall(r"[A-Za-z0-9]+", label)) > 1 and bool(re.search(r"[A-Za-z]{2}", label))


@lru_cache(maxsize=200)
def _marks(shape: TableShape) -> re.Pattern[str] | None:
    phrases = [p for label in shape.locator.labels if len(plain_label(label)) > 5 and (p := phrase(label))]
    phrases += [p for c in shape.columns for label in c.locator.labels if _many(label) and (p := phrase(label))]
    return re.compile("|".join(sorted(set(phrases), key=len, reverse=True)), re.I) if phrases else None


@lru_cache(maxsize=200)
def headings_of(shape: TableShape) -> re.Pattern[str]:
    """Every heading word of the table that is not also an ordinary word of a name."""
    labels = {label for c in shape.columns for label in (*c.locator.labels, c.title) if _many(label)}
    labels |= {label for label in shape.locator.labels if _many(label) and not re.search(r"\btotal\b", label, re.I)}
    phrases = sorted((p for label in labels if (p := phrase(label))), key=len, reverse=True)
    recurrence = r"\b(?:(?:non[\s-]*)?recurrent)+\b" if any(c.recurrence for c in shape.columns) else r"(?!)"
    years = sorted({str(c.year) for c in shape.columns if c.year})
    spans = (
        "|".join(rf"(?:20)?{y[2:4]}\s?[/-]\s?(?:20)?{y[5:7]}\s+(?:spend(?:ing)?|benefits?|savings?|expenditure)\b" for y in years)
        or r"(?!)"
    )
    return re.compile("|".join([*phrases, spans, recurrence]), re.I)


@lru_cache(maxsize=200)
def _lone_labels(shape: TableShape) -> re.Pattern[str]:
    """Headings of one word, which are taken out only above the first figure: further down they may be part of a name."""
    words = {
        label
        for c in shape.columns
        for label in (*c.locator.labels, c.title)
        if not _many(label) and len(label) > 3 and label.isalpha()
    }
    return re.compile(
        r"\b(?:" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + r")\b(?!\s*\d)" if words else r"(?!)"
    )


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of running text that holds a table of a shape."""

    running: Running
    start: int
    end: int
    marks: int


def regions(running: Running, shape: TableShape, round: Round) -> list[Region]:
    """Where in a running text tables of a shape stand: at least two of its headings near each other, then figures."""
    pattern = _marks(shape)
    if pattern is None:
        return []
    hits = [m for m in pattern.finditer(running.text)]
    sources = source_labels(round)
    own = {words_of_heading(w) for w in (*shape.locator.labels, *(x for c in shape.columns for x in c.locator.labels))}
    stops = sorted(
        m.start()
        for other in round.tables
        if other.id != shape.id and (p := _titles(other, shape))
        for m in p.finditer(running.text)
        if plain_label(m.group()) not in sources and words_of_heading(m.group()) not in own
    )
    found: list[Region] = []
    for hit in hits:
        if found and hit.start() < found[-1].end:
            continue
        end = min([s for s in stops if s > hit.end() + 40] + [hit.start() + LONGEST, len(running.text)])
        end = next((h for h in running.headings if hit.end() < h < end and _holds_figures(running, hit.end(), h)), end)
        end = _to_repeat(running, [m for m in hits if hit.start() <= m.start() < end], end)
        distinct = {plain_label(m.group()) for m in hits if hit.start() <= m.start() < min(end, hit.start() + 4000)}
        if len(distinct) >= 2 and len(_AMOUNT.findall(running.text[hit.start() : end])) >= 2:
            found.append(Region(running, hit.start(), end, len(distinct)))
    return found


LONGEST = 12_000
"""No table is looked for further than this, in characters, from its first heading."""


def _holds_figures(running: Running, start: int, end: int) -> bool:
    return len(_AMOUNT.findall(running.text[start:end])) >= 4


def _to_repeat(running: Running, hits: Sequence[re.Match[str]], end: int) -> int:
    """Where a table ends because its headings begin anew: a heading seen before, with figures in between."""
    seen: set[str] = set()
    cluster = previous = 0
    for match in hits:
        if not previous or _AMOUNT.search(running.text, previous, match.start()):
            cluster = match.start()
        words = words_of_heading(match.group())
        if words in seen and _many(words) and _holds_figures(running, hits[0].end(), cluster):
            return cluster
        seen.add(words)
        previous = match.end()
    return end


@lru_cache(maxsize=20)
def source_labels(round: Round) -> frozenset[str]:
    """The plain labels of the round's sources of funding: a row may hold them, so they are no headings there."""
    return frozenset(plain_label(w) for s in round.streams for w in (*s.labels, s.title))


def heading_position(region: Region, column: Column) -> int | None:
    """Where a column's heading stands first in a region; headings of one word only as they are spelt."""
    text = region.running.text[region.start : region.end]
    for many in (True, False):
        phrases = [p for label in column.locator.labels if _many(label) == many and (p := phrase(label))]
        found = re.search("|".join(sorted(phrases, key=len, reverse=True)), text, re.I if many else 0) if phrases else None
        if found:
            return found.start()
    return None


def column_order(region: Region, shape: TableShape) -> list[Column]:
    """The money columns in the order in which their headings are printed, where every heading is; else in the shape's own."""
    money = [c for c in shape.columns if c.kind == "money"]
    spots: list[int | None] = []
    for column in money:
        spots.append(heading_position(region, column))
    leads = [i for i, c in enumerate(money) if c.recurrence != "non-recurrent"]
    at = [spots[i] for i in leads]
    if None in at or len(set(at)) < len(at):
        return money
    groups = {i: [c for c in money if (c.year, c.field) == (money[i].year, money[i].field)] for i in leads}
    return [c for _, i in sorted((spots[i] or 0, i) for i in leads) for c in groups[i]]


@lru_cache(maxsize=400)
def _titles(shape: TableShape, before: TableShape) -> re.Pattern[str] | None:
    """What shows that another table has begun: its title as the form prints it, or the title of a sheet that is not shared."""
    labels = [*shape.locator.labels[:2], *(s for s in shape.locator.sheets if s not in before.locator.sheets)]
    phrases = [p for label in labels if len(label.split()) > 1 and (p := phrase(label))]
    return re.compile("|".join(phrases), re.I) if phrases else None


_AMOUNT = re.compile(
    r"""(?P<sign>[-(])?\s?£?\s?(?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d{1,2})?|(?<![\d/.,])\d{4,9}(?:\.\d{1,2})?|(?<=£)\d+(?:\.\d+)?|(?<!\S)0(?=\s|-\s?£?\d|$)|(?<![\w.,/-])\d+(?:\.\d+)?(?=\s?[km]\b))
    \s?(?P<scale>[km](?![a-z]))?(?P<close>\))?(?![\d/%]|,\d|\.\d)""",
    re.I | re.X,
)


@dataclass(frozen=True, slots=True)
class Token:
    """Words or a figure of a flat table, by its positions in the running text."""

    start: int
    end: int
    text: str
    amount: Decimal | None = None
    line: int = 0
    """Which paragraph of the running text it begins in."""
    cell: bool = False
    """Words that begin after a heading, a figure or a blank line."""
    ended: bool = False
    """Words that end as a sentence does."""


_DEFAULTS = re.compile(
    r"\b(?:CCG|ICB|Local Authority|Council|Organisation|Outcome)\s*#\s?\d+\b|\betc\b\.?|\(Y/\s*N\)|£\s?'?000'?s?|\(?£\)|\bDRAFT\b"
    r"|<[^<>\n]{0,60}>|\bPage \d+(?: of \d+)?\b"
)


def tokens(region: Region, shape: TableShape, round: Round) -> list[Token]:
    """Names and figures in the order printed; headings, prompts, page numbers and unfilled defaults are left out."""
    text = region.running.text[region.start : region.end]
    blank = list(text)
    sources = source_labels(round)
    for pattern in (headings_of(shape), _DEFAULTS):
        for match in pattern.finditer(text):
            if plain_label(match.group()) not in sources:
                _blank(blank, match.start(), match.end())
    for start, end in prompt_spans(text, round):
        _blank(blank, start, end)
    factor = unit_of(text[:600])
    made = _figures("".join(blank), 0, factor)
    for start, end in ((0, made[0].start), (made[-1].end, len(text))) if made else ():
        for match in _lone_labels(shape).finditer(text, start, end):
            _blank(blank, match.start(), match.end())
    cleared = "".join(blank)
    made = []
    at = 0
    for figure in _figures(cleared, region.start, factor):
        made += _words(cleared, at, figure.start - region.start, region)
        made.append(replace(figure, line=region.running.index_at(figure.start)))
        at = figure.end - region.start
    return made + _words(cleared, at, len(cleared), region)


def figures_between(running: Running, start: int, end: int, factor: Decimal = Decimal(1)) -> list[Token]:
    """The amounts that stand between two positions of a running text, in order."""
    return _figures(running.text[start:end], start, factor)


def _figures(text: str, offset: int, factor: Decimal) -> list[Token]:
    made = []
    for match in _AMOUNT.finditer(text):
        digits = re.sub(r"[,\s]", "", match["digits"])
        if re.fullmatch(r"(?:19|20)\d\d", match["digits"]) and not match["scale"] and "£" not in match.group():
            continue
        scale = {"k": Decimal(1000), "m": Decimal(10**6)}.get((match["scale"] or "").lower(), factor)
        amount = Decimal(digits) * scale
        negative = match["sign"] == "-" or (match["sign"] == "(" and match["close"])
        made.append(Token(offset + match.start(), offset + match.end(), match.group().strip(), -amount if negative else amount))
    return made


def _blank(characters: list[str], start: int, end: int) -> None:
    for i in range(start, end):
        if characters[i] != "\n":
            characters[i] = "\x00"


_PAGE = re.compile(r"-?\s*\d{1,3}\s*-?")


def _words(text: str, start: int, end: int, region: Region) -> list[Token]:
    """The stretches of words between two figures, broken where a heading stood or a line ended."""
    made: list[Token] = []
    previous = start
    for match in re.finditer(r"[^\x00\n]+", text[start:end]):
        words = match.group().strip(" \t-–|:;.,(#*")
        if re.search(r"[A-Za-z0-9]", words):
            lead = match.group().find(words)
            between = text[previous : start + match.start()]
            cell = not made or "\x00" in between or "\n\n" in between
            at = region.start + start + match.start() + lead
            ended = match.group().rstrip().endswith(".") and len(words.split()) > 4
            if not _PAGE.fullmatch(words) or not ended:
                made.append(Token(at, region.start + start + match.end(), words, None, region.running.index_at(at), cell, ended))
            previous = start + match.end()
    return made


def prompt_spans(text: str, round: Round) -> list[tuple[int, int]]:
    """The stretches of a text that are the form's own prompts, known by their word shingles."""
    prints = frozenset(h for s in round.sections for p in s.prompts for h in p.locator.prompt)
    prints |= frozenset(h for s in round.sections for h in s.locator.prompt) | frozenset(
        h for t in round.tables for h in t.locator.prompt
    )
    if not prints:
        return []
    words = list(re.finditer(r"[A-Za-z0-9']+", text))
    marked: list[tuple[int, int]] = []
    for i in range(len(words) - 3):
        hashes = fingerprint(" ".join(w.group() for w in words[i : i + 4]))
        if hashes and hashes[0] in prints:
            span = (words[i].start(), words[i + 3].end())
            if marked and span[0] <= marked[-1][1]:
                marked[-1] = (marked[-1][0], span[1])
            else:
                marked.append(span)
    return [span for span in marked if len(text[span[0] : span[1]].split()) >= 7]
