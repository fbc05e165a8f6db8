"""Claims: figures stated in prose, each with what it is about, its unit, basis, period and qualifier.

`read_claims(documents, round)` looks at every sentence of the documents, covering papers included, and at words in cells.
What a figure is about comes from the words beside it (`claim_patterns`); a figure that fits no pattern is no claim. Words of
the form itself are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bettercare.documents.model import Document, Paragraph
from bettercare.plan import Claim, Period, Place
from bettercare.reading.claims.numbers import COUNT, MONEY, PERCENT, Figure, figures_in
from bettercare.reading.claims.patterns import SUBJECTS, Pattern, patterns, words_for
from bettercare.reading.dates import periods_in, read_date
from bettercare.reading.metrics.names import MetricNames
from bettercare.reading.parts import Found
from bettercare.reading.spots import Spot, boards, clean
from bettercare.rounds import fingerprint
from bettercare.rounds.model import Round

__all__ = ["SUBJECTS", "read_claims"]

_BREAK = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\"'“£•])|\s*[•▪●◦]\s*|\n\s*\n")
_LONGEST = 600
_SHORTEST = 14
"""Letters that five words have, at the least."""
_NUMBER = re.compile(r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\b")
_BEDS = re.compile(
    r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty)"
    r"[\s-]+(?:[\w'-]+\s+){0,3}?bed(?:s|ded)?\b",
    re.I,
)
_EQUATES = re.compile(
    r"^(?:this|which|that|these|it)\s+(?:\w+\s+)?"
    r"(?:equates?|amounts?|corresponds?|is (?:equivalent|worth)|translates?|represents?)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\bby\s+(?:the end of\s+)?(?P<when>(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?,?\s+20\d{2}|\d{1,2}/\d{1,2}/\d{2,4})"
)
_DONE = re.compile(
    r"\b(?:will|to be|be|in place|complet\w+|implement\w+|deliver\w+|operational|expected|achiev\w+"
    r"|commit\w+|plan\w*|aim\w*|ensure|live|roll\w*|embed\w*)\b",
    re.I,
)


def read_claims(documents: Iterable[Document], round: Round | None = None) -> Found:
    """Read the claims of one plan's documents, in their order."""
    reader = _Reader(round)
    return Found(claims=tuple(c for d in documents for c in reader.of_document(d)))


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    place: Place
    before: str = ""


class _Reader:
    """Reads sentences with the names of a round: its sources of funding, its metrics, its own words."""

    def __init__(self, round: Round | None) -> None:
        self.names = MetricNames(round) if round else None
        self.streams = (
            [(s.id, label) for s in round.streams for label in sorted((s.title, *s.labels), key=len, reverse=True)] if round else []
        )
        prompts = [p.locator.prompt for s in round.sections for p in s.prompts] if round else []
        self.form = {mark for prompt in prompts for mark in prompt}

    def of_document(self, document: Document) -> Iterator[Claim]:
        for sentence in _sentences(document):
            if not self._of_form(sentence.text):
                yield from self.of_sentence(sentence)

    def _of_form(self, text: str) -> bool:
        """Whether a sentence is the form's own: most of its runs of words are those of an official prompt."""
        if not self.form:
            return False
        marks = set(fingerprint(text))
        return bool(marks) and len(marks & self.form) / len(marks) >= 0.6

    def of_sentence(self, sentence: _Sentence) -> Iterator[Claim]:
        figures = figures_in(sentence.text)
        if len(figures) > 5 and len(sentence.text.split()) < 7 * len(figures):
            return
        last: tuple[Figure, Claim] | None = None
        for figure in figures:
            claim = self._claim(sentence, figure) or (_coordinate(sentence, figure, *last) if last else None)
            if claim:
                yield claim
                last = (figure, claim)
        yield from _promises(sentence)

    def _claim(self, sentence: _Sentence, figure: Figure) -> Claim | None:
        text = sentence.text
        left, right = text[max(0, figure.start - 160) : figure.start], text[figure.end : figure.end + 160]
        for pattern in patterns():
            if figure.kind not in pattern.kinds or not _fits(pattern, figure, left, right, sentence):
                continue
            basis = self._basis(pattern, figure, text)
            if pattern.basis == "stream" and basis is None:
                continue
            if pattern.also == "metric" and basis is None:
                continue
            return self._made(pattern.subject, pattern.unit or _unit(figure, sentence), basis, figure, sentence)
        if figure.kind == MONEY and _EQUATES.match(text) and re.search(r"\bsaving", sentence.before, re.I):
            return self._made("saving", "GBP", None, figure, sentence)
        return None

    def _made(self, subject: str, unit: str, basis: str | None, figure: Figure, sentence: _Sentence) -> Claim:
        period = _period(sentence.text, figure)
        if subject == "saving":
            basis = _part_of_plan(sentence.text)
        start, end = (period.start, period.end) if period else (None, None)
        return Claim(subject, figure.quantity, unit, basis, start, end, sentence.place, figure.qualifier)

    def _basis(self, pattern: Pattern, figure: Figure, text: str) -> str | None:
        if pattern.basis == "stream":
            return self._stream(figure, text)
        if pattern.basis == "metric":
            return self._measure(figure, text)
        if pattern.basis == "bed-count":
            match = _BEDS.search(text)
            return f"{_count(match[1])} beds" if match else None
        if pattern.basis == "records":
            return next(
                (
                    n
                    for n, p in (
                        ("social care", r"social care|service users|council|clients"),
                        ("health", r"\bNHS (?:organisations|records)|GP|practice|patient|health"),
                    )
                    if re.search(p, text, re.I)
                ),
                None,
            )
        if pattern.basis == "rate":
            return _rate(text[figure.end :])
        if pattern.basis:
            found = re.search(
                pattern.basis, text[max(0, figure.start - 40 if pattern.basis.startswith("((") else figure.end) :], re.I
            )
            return _short(found[1]) if found else None
        return None

    def _stream(self, figure: Figure, text: str) -> str | None:
        """The source of funding named right beside a figure: `£484k from the ...`, `the ... grant of £484k`."""
        after, before = text[figure.end : figure.end + 110], text[max(0, figure.start - 110) : figure.start]
        best: tuple[int, str] | None = None
        for stream, label in self.streams:
            words = r"[\W_]*".join(re.escape(w) for w in re.findall(r"\w+", label))
            near = re.match(
                rf"\W*(?:(?:will come |comes |coming |is |transferred )?(?:from|of|for|in|through|via|as|is)\W+)?"
                rf"(?:the |our |its |new |existing |local |an? )*(?:[\w'-]+ ){{0,5}}?{words}\b",
                after,
                re.I,
            )
            if near and re.search(r"[.;]|\d|\band\b", near.group()[: -len(label)]):
                near = None
            last = (
                None
                if near
                else re.search(
                    rf"\b{words}\b[^.;\d£]{{0,40}}?\W(?:is|of|at|totals?|brings?|contribut\w+|provid\w+|worth|amounts? to"
                    rf"|:|-|\(|=|allocations?|are)\W*(?:about |around |approximately |some )?$",
                    before,
                    re.I,
                )
            )
            if (near or last) and (best is None or len(label) > best[0]):
                best = (len(label), stream)
        return best[1] if best else None

    def _measure(self, figure: Figure, text: str) -> str | None:
        """The metric named nearest to a figure, else what is measured in a few words."""
        for a, b in ((90, 90), (200, 160)):
            near = text[max(0, figure.start - a) : figure.end + b]
            for _, _, metric in sorted(self.names.occurrences(near), key=lambda o: o[0] - o[1]) if self.names else ():
                return metric.id
            for known, pattern in words_for("measures"):
                if pattern.search(near):
                    found = self.names.match(known) if self.names else None
                    return found.definition.id if found else known
        named = re.match(r"\W*(?:of|in|for)\s+((?:[\w'&-]+\s?){1,6})", text[figure.end :])
        return _short(named[1]) if named else None


def _coordinate(sentence: _Sentence, figure: Figure, before: Figure, claim: Claim) -> Claim | None:
    """A second figure of the same kind joined by `and`, with its own year: `£3m for 2017-18 and £4m for 2018-19`."""
    between = sentence.text[before.end : figure.start]
    years = periods_in(between)
    words = between
    for _, match in years:
        words = words.replace(match.group(), " ")
    if figure.kind != before.kind or not re.fullmatch(
        r"[\s,;:()-]*(?:(?:for|in|and|then|rising to|the|year|of|by)[\s,;:()-]*)*", words, re.I
    ):
        return None
    if not years or not re.search(r"\band\b|rising to|then|,", between):
        return None
    period = _period(sentence.text, figure)
    start, end = (period.start, period.end) if period else (None, None)
    return Claim(claim.subject, figure.quantity, claim.unit, claim.basis, start, end, claim.place, figure.qualifier)


def _fits(pattern: Pattern, figure: Figure, left: str, right: str, sentence: _Sentence) -> bool:
    text = sentence.text
    if pattern.least and figure.kind == COUNT and (figure.quantity < pattern.least or figure.word):
        return False
    if figure.kind == MONEY and pattern.subject in ("pool", "minimum") and figure.quantity < 1000:
        return False
    if pattern.before and not pattern.search("before", left):
        return False
    if pattern.after and not pattern.search("after", right):
        return False
    if pattern.not_before and pattern.search("not_before", left):
        return False
    wide = f"{sentence.before[-250:]} {text}" if pattern.follows else text
    if pattern.also not in ("", "metric") and not pattern.search("also", wide):
        return False
    near = text[max(0, figure.start - 110) : figure.end + 110]
    return not (pattern.never and pattern.search("never", near))


def _unit(figure: Figure, sentence: _Sentence) -> str:
    if figure.kind == PERCENT:
        return "per cent"
    text = sentence.text
    rate = _rate(text[max(0, figure.start - 110) : figure.end + 90])
    if rate is None and re.search(r"\bdays\b", text[max(0, figure.start - 40) : figure.end + 30], re.I):
        rate = _rate(sentence.before[-200:])
        return f"days {rate}" if rate else "days"
    return f"days {rate}" if rate else "count"


def _rate(text: str) -> str | None:
    found = re.search(
        r"\b(?:a|per|each|every)\s+(day|week|month|quarter|year)\b|\b(daily|weekly|monthly|quarterly|annual(?:ly)?)\b", text, re.I
    )
    if not found:
        return None
    return "per " + (found[1] or {"d": "day", "w": "week", "m": "month", "q": "quarter", "a": "year"}[found[2][0].lower()]).lower()


def _short(text: str) -> str | None:
    words = re.sub(r"^(?:of|in|the|a|an|for)\s+", "", clean(text).lower()).split()
    return " ".join(words[:6]) or None


def _count(text: str) -> str:
    found = figures_in(text) if not text.isdigit() else []
    return f"{found[0].quantity}" if found else text


def _part_of_plan(text: str) -> str | None:
    """The scheme or service that a saving is said to come from; None for the whole plan's."""
    found = re.search(
        r"\b(?:the|this|our|each|an?) ((?:[\w'&-]+ ){0,4}?(?:service|team|scheme|project|pathway|initiative|pilot|ward|model))\b",
        text,
        re.I,
    )
    return _short(found[1]) if found else None


def _period(text: str, figure: Figure) -> Period | None:
    """The year or period nearest to a figure in its own sentence; one right before or right after it comes first."""
    best: tuple[int, Period] | None = None
    for period, match in periods_in(text):
        if period.months == 1:
            continue
        distance = figure.start - match.end() if match.end() <= figure.start else match.start() - figure.end
        if distance < 0 or distance > 90:
            continue
        between = text[match.end() : figure.start] if match.end() <= figure.start else text[figure.end : match.start()]
        distance += 60 if re.search(r"\d", between) else 40 if re.search(r"\band\b|,", between) else 0
        if best is None or distance < best[0]:
            best = (distance, period)
    return best[1] if best else None


def _promises(sentence: _Sentence) -> Iterator[Claim]:
    if not _DONE.search(sentence.text):
        return
    for match in _PROMISE.finditer(sentence.text):
        near = sentence.text[max(0, match.start() - 200) : match.end() + 60]
        topic = next((name for name, pattern in words_for("topics") if pattern.search(near)), None)
        day = read_date(match["when"]).value
        month = periods_in(match["when"])
        period = Period(day, day) if day else month[0][0] if month else None
        if period:
            yield Claim("date-commitment", None, "date", topic, period.start, period.end, sentence.place)


def _sentences(document: Document) -> Iterator[_Sentence]:
    """Sentences of a document: of paragraphs, joined where a line breaks one, and of cells that hold words."""
    run: list[Paragraph] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if run and not _goes_on(run[-1], block):
                yield from _of_run(document, run)
                run = []
            if block.text.strip() and not block.placeholder and block.change != "deleted":
                run.append(block)
        elif run:
            yield from _of_run(document, run)
            run = []
    if run:
        yield from _of_run(document, run)
    for _, board in boards(document):
        for r in range(board.height):
            for c in range(board.width):
                text = board.own(r, c)
                if _SHORTEST <= len(text) < 4000 and re.search(r"\d", text) and len(re.findall(r"[A-Za-z]{2,}", text)) >= 5:
                    yield from _cut(text, _in_cell(board.spot(r, c)))


def _in_cell(spot: Spot) -> Callable[[str], Place]:
    return lambda text: spot.place(as_written=text)


def _goes_on(before: Paragraph, block: Paragraph) -> bool:
    """Whether a line goes on with the sentence of the line before."""
    if block.level is not None or before.level is not None or block.list_item or before.line is None or block.line is None:
        return False
    close = block.line - before.line == 1
    text = block.text.strip()
    return close and bool(text) and not re.match(r"[-•*]\s|\d+[.)]\s", text) and len(before.text.strip()) > 30


def _of_run(document: Document, run: list[Paragraph]) -> Iterator[_Sentence]:
    text = " ".join(clean(p.text) for p in run)
    yield from _cut(text, lambda t: document.place(_holder(run, t), as_written=t))


def _holder(run: list[Paragraph], text: str) -> Paragraph:
    """The line that holds the beginning of a sentence."""
    begin = text[:25]
    return next((p for p in run if begin in clean(p.text)), next((p for p in run if begin[:10] in clean(p.text)), run[0]))


def _cut(text: str, place: Callable[[str], Place]) -> Iterator[_Sentence]:
    before = ""
    for piece in _BREAK.split(text):
        sentence = piece.strip()
        if _NUMBER.search(sentence):
            for part in _windows(sentence):
                yield _Sentence(part, place(part[:_LONGEST]), before)
        before = f"{before} {sentence}"[-500:]


def _windows(sentence: str) -> Iterator[str]:
    """A sentence, or pieces of text that never ends one, cut at spaces."""
    if len(sentence) <= 2 * _LONGEST:
        yield sentence
        return
    words, size, run = sentence.split(" "), 0, list[str]()
    for word in words:
        run.append(word)
        size += len(word) + 1
        if size > _LONGEST and not re.search(r"\d", word):
            yield " ".join(run)
            run, size = [], 0
    if run:
        yield " ".join(run)
