"""Running text that was a table of metrics: its runs of periods, its runs of figures, and the labels beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from bettercare.reading.metrics.headings import heading_period
from bettercare.reading.metrics.names import DENOMINATOR, NUMERATOR, VALUE, row_kind

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_PART = re.compile(
    rf"(?<![\w/-])(?:(?P<month>{_MONTH}\s?-?\s?['’]?(?:20)?\d\d(?![\d/,-])(?!\.\d))"
    r"|(?P<year>(?:20)?\d\d\s?[/-]\s?(?:20)?\d\d(?![\d/-]))"
    r"|(?P<quarter>(?:q|qtr |quarter )[1-4]\b)"
    r"|\(?(?P<role>baseline|actuals?|planned|plan|targets?|goals?|ambition|estimated?|forecast|outturn|full[- ]year)\b\)?)",
    re.I,
)
_ROLES = ("baseline", "actual", "planned", "plan", "target", "goal", "ambition", "estimated", "forecast", "outturn")
FIGURE = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?%?|\d+(?:\.\d+)?\s?%|\d+(?:\.\d+)?|n/a|tbc)"
_RUN = re.compile(rf"(?<!\S){FIGURE}(?:\s+{FIGURE})+(?!\S)", re.I)
ONE = re.compile(FIGURE, re.I)
_PER = re.compile(r"(?:\d|\bper)$", re.I)
_TO = re.compile(r"\s*(?:-|–|to|until)\s*", re.I)
_SUM_OF = re.compile(r"total\s$", re.I)
"""What stands before a year that sums up the quarters beside it."""
_PAYMENT = re.compile(r"\s*payments?\b", re.I)
"""What follows the month of a payment, which is never that of the figures."""
LONGEST_LABEL = 6
"""The words of a label, more than which are a name's."""


CYCLE = (VALUE, NUMERATOR, DENOMINATOR)
STEPS = {(VALUE, NUMERATOR), (NUMERATOR, DENOMINATOR)}


@dataclass(frozen=True, slots=True)
class Heading:
    """A run of periods, each with its role where the paper writes one."""

    start: int
    end: int
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """A run of figures with the words on both sides of it, up to the next run or heading."""

    start: int
    end: int
    texts: tuple[str, ...]
    before: str = ""
    after: str = ""


def headings_in(text: str) -> tuple[list[Heading], list[Heading]]:
    """The runs of two or more different periods, and every period with its role that stands by itself."""
    dated = [
        m
        for m in _PART.finditer(text)
        if not m["year"] or (heading_period(m["year"]) and not _SUM_OF.search(text[max(0, m.start() - 6) : m.start()]))
    ]
    parts = _without_spans(text, [m for m in dated if not _PAYMENT.match(text, m.end())])
    runs: list[list[list[re.Match[str]]]] = []
    last: re.Match[str] | None = None
    for part in parts:
        joined = last is not None and _no_more_than_a_role(text[last.end() : part.start()])
        kinds = {m.lastgroup for m in runs[-1][-1]} if runs and joined else set()
        if not joined:
            runs.append([[part]])
        elif part.lastgroup in kinds or (part.lastgroup in ("month", "year") and kinds >= {"month"} | {part.lastgroup}):
            runs[-1].append([part])
        else:
            runs[-1][-1].append(part)
        last = part
    several, single = [], []
    for run in runs:
        atoms = [a for a in run if any(m.lastgroup != "role" for m in a)]
        if not atoms:
            continue
        nexts: list[list[re.Match[str]] | None] = [*atoms[1:], None]
        made = [Heading(a[0].start(), a[-1].end(), (_as_heading(text, a, b),)) for a, b in zip(atoms, nexts, strict=True)]
        periods = [heading_period(h.columns[0]) for h in made]
        if len(made) > 1 and None not in periods and len(set(periods)) == len(periods):
            several.append(Heading(made[0].start, made[-1].end, tuple(h.columns[0] for h in made)))
        elif len(made) == 1 and periods[0]:
            single.append(made[0])
    return several, single


def _without_spans(text: str, parts: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The parts but for two months that begin and end one span."""
    ends = [a for a, b in pairwise(parts) if a["month"] and b["month"] and _TO.fullmatch(text[a.end() : b.start()])]
    spans = {id(m) for m in ends} | {id(b) for a, b in pairwise(parts) if a in ends}
    return [m for m in parts if id(m) not in spans]


def _no_more_than_a_role(between: str) -> bool:
    """Whether nothing stands between two parts of a heading but marks, or a role with a letter lost or a space too many."""
    words = re.sub(r"[\W_]+", "", between).lower()
    return not words or (len(words) <= 10 and max(fuzz.ratio(words, role) for role in _ROLES) >= 80)


def _as_heading(text: str, atom: Sequence[re.Match[str]], following: Sequence[re.Match[str]] | None) -> str:
    """A period's heading as one text; a role with a letter lost, which stands behind it, is written out."""
    said = " ".join(m.group().strip("()") for m in atom)
    rest = re.sub(r"[\W_]+", "", text[atom[-1].end() : following[0].start()]).lower() if following else ""
    return f"{said} {max(_ROLES, key=lambda role: fuzz.ratio(rest, role))}" if rest else said


def figure_runs(text: str, headings: Sequence[Heading]) -> list[Figures]:
    """The runs of two or more figures that are in no heading, each with the words on both sides."""
    found: list[tuple[int, int]] = []
    for match in _RUN.finditer(text):
        if not any(h.start < match.end() and match.start() < h.end for h in headings):
            found.append(match.span())
        else:
            cut = max((h.end for h in headings if h.start < match.end()), default=0)
            rest = (
                _RUN.match(text, cut + len(text[cut : match.end()]) - len(text[cut : match.end()].lstrip()))
                if cut < match.end()
                else None
            )
            if rest:
                found.append(rest.span())
    edges = sorted([(h.start, h.end) for h in headings] + found)
    made = []
    for i, (start, end) in enumerate(edges):
        if (start, end) not in found:
            continue
        before = text[edges[i - 1][1] if i else 0 : start]
        after = text[end : edges[i + 1][0] if i + 1 < len(edges) else len(text)]
        figures = tuple(re.sub(r"\s", "", m.group()) for m in ONE.finditer(text, start, end))
        made.append(Figures(start, end, figures, " ".join(before.split()[-80:]), " ".join(after.split()[:80])))
    return made


def kind_beside(words: str, at_end: bool) -> str | None:
    """What a row holds, by the label at the end (or the beginning) of the words beside its figures."""
    return label_beside(words, at_end)[0]


def label_beside(words: str, at_end: bool) -> tuple[str | None, str]:
    """A row's kind, and its words without the label: the fewest words that are a label; `per 100,000 population` is none."""
    parts = words.split()
    for size in range(1, min(len(parts), LONGEST_LABEL + 2) + 1):
        own = parts[-size:] if at_end else parts[:size]
        kind = row_kind(" ".join(own))
        if kind in CYCLE and not (at_end and _PER.search(" ".join(parts[:-size]))):
            return kind, " ".join(parts[:-size] if at_end else parts[size:])
    whole = row_kind(words)
    return (whole, "") if whole in CYCLE else (None, words)
