"""What changed between two plans as a page: what follows first, then each change, word by word where it is a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bettercare.plan import Finding
from bettercare.plan.comparison import Change, ChangeKind, Comparison, Effect, Fate, Passage, SeriesRow
from bettercare.plan.words import counted, listed, pounds
from bettercare.reporting.collated_sheet import Column
from bettercare.reporting.page import environment
from bettercare.reporting.words import SEVERITIES

_GROUPS = (
    ("Money", ("budgets", "contributions", "schemes", "stated_totals", "contingency", "benefits")),
    ("Metrics", ("metrics",)),
    ("National conditions", ("conditions",)),
    ("Text", ("narrative", "related", "answers")),
    ("Risks and milestones", ("risks", "milestones")),
    ("Signatures, dates and partners", ("signatures", "dates", "organisations", "area", "covers")),
)
"""Parts of a plan in the order of the page, under what people call them."""


_EFFECTS = (
    Column("what", "Figure", ""),
    Column("year", "Year", ""),
    Column("old", "Before", "", "pounds"),
    Column("new", "Now", "", "pounds"),
    Column("difference", "Difference", "", "pounds"),
)
SERIES = (
    Column("of", "Of", ""),
    *(Column(id, title, "", "number") for id, title in (("old", "Before"), ("new", "Now"), ("difference", "Difference"))),
)
"""The headings of a table of values that are told together."""
_KINDS = {ChangeKind.CHANGED: "changed", ChangeKind.ADDED: "new", ChangeKind.REMOVED: "taken out"}
_NUMBERED = 3
"""From so many schemes on new numbers are told together."""
_FATES = {Fate.NEW: "New", Fate.STILL: "Still there", Fate.GONE: "Gone"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two plans: what it is called, and its round's title."""

    name: str
    round: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A change in words, or several that are told together, with each value of those in `rows`."""

    kind: ChangeKind
    part: str
    words: str
    text: tuple[Passage, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def to_tell(comparison: Comparison) -> list[Told]:
    """The changes as people want them told: months of one measure together, and schemes that were only numbered anew, as all are
    below a new row."""
    together = {address: series for series in comparison.series for address in series.addresses}
    told: dict[str, Told] = {}
    for number, change in enumerate(_numbered_together(comparison.changes)):
        found = together.get(change.address)
        if found is None:
            told[str(number)] = Told(change.kind, change.address.split("/", 1)[0], change.words, change.text)
        else:
            told.setdefault(
                found.words, Told(ChangeKind.CHANGED, found.part, found.words, rows=tuple(map(_series_row, found.rows)))
            )
    return list(told.values())


def _series_row(row: SeriesRow) -> tuple[str, ...]:
    return ", ".join(filter(None, (row.when, row.what))), row.old, row.new, row.difference


def _numbered_together(changes: Sequence[Change]) -> list[Change]:
    numbered = [c for c in changes if c.part == "schemes" and c.address.endswith("/number") and c.kind is ChangeKind.CHANGED]
    if len(numbered) < _NUMBERED:
        return list(changes)
    was = ", ".join(f"{c.new} was {c.old}" for c in numbered)
    words = f"{counted(len(numbered), 'scheme has', 'schemes have')} another number: {was}."
    together = replace(numbered[0], address="schemes", old_address="schemes", words=words, old=None, new=None)
    return [together if c is numbered[0] else c for c in changes if c is numbered[0] or c not in numbered]


def grouped(comparison: Comparison) -> list[tuple[str, list[Told]]]:
    """Changes under the heading that they belong to, in the order of the headings."""
    held: dict[str, list[Told]] = {heading: [] for heading, _ in _GROUPS}
    for told in to_tell(comparison):
        held[next((heading for heading, parts in _GROUPS if told.part in parts), _GROUPS[-1][0])].append(told)
    return [(heading, found) for heading, found in held.items() if found]


def verdict(comparison: Comparison) -> str:
    """One sentence: how many changes, and what they do to the findings."""
    if not comparison.changes:
        return "Nothing changed between the two plans."
    told = to_tell(comparison)
    counts = {kind: sum(c.kind is kind for c in told) for kind in (ChangeKind.CHANGED, ChangeKind.ADDED, ChangeKind.REMOVED)}
    said = listed(f"{n} {_KINDS[kind]}" for kind, n in counts.items() if n)
    several = sum(bool(n) for n in counts.values()) > 1
    words = f"{counted(len(told), 'change')}{f': {said}' if several else ''}."
    fates = {fate: sum(f.fate is fate for f in comparison.findings) for fate in Fate}
    if comparison.findings:
        became = listed(f"{n} {'is' if n == 1 else 'are'} {fate}" for fate, n in fates.items() if n)
        words += f" Of the findings {became}."
    return words


def compared_html(comparison: Comparison, old: Side, new: Side) -> str:
    """Return the page of a comparison; every text is escaped."""
    effects = effect_table(comparison)[1]
    page: str = (
        environment()
        .get_template("compared.html")
        .render(
            heading=f"What changed: {old.name} and {new.name}",
            old=old,
            new=new,
            verdict=verdict(comparison),
            effect_columns=_EFFECTS,
            effects=effects,
            same=len(comparison.effects) - len(effects),
            moves=[move.words for move in comparison.moves],
            groups=grouped(comparison),
            series_columns=SERIES,
            findings=findings_by_fate(comparison),
            tags={severity.value: tag for severity, (_, _, tag) in SEVERITIES.items()},
            demonstration=demonstration(comparison, old, new),
            unsure=[m for m in comparison.matches if m.score < 1],
        )
    )
    return page


def effect_table(comparison: Comparison) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The headings and rows of figures that moved, or that are not known in one of the two plans."""
    moved = [e for e in comparison.effects if e.difference or e.old is None or e.new is None]
    return tuple(c.title for c in _EFFECTS), [_effect_row(effect) for effect in moved]


def _effect_row(effect: Effect) -> tuple[str, ...]:
    what = f"{effect.what} ({effect.why})" if effect.why else effect.what
    sides = [pounds(amount) if amount is not None else "not known" for amount in (effect.old, effect.new)]
    gap = effect.difference
    return what, effect.year or "", *sides, f"{'+' if gap > 0 else ''}{pounds(gap)}" if gap is not None else ""


@dataclass(frozen=True, slots=True)
class Alike:
    """A finding, and others of the same rule about other months or quarters of the same measure."""

    first: Finding
    others: tuple[Finding, ...] = ()

    @property
    def more(self) -> str:
        """`11 more of the same rule about the same measure`; empty where it stands alone."""
        return f"{len(self.others)} more of the same rule about the same measure" if self.others else ""


def findings_by_fate(comparison: Comparison) -> list[tuple[str, list[Alike]]]:
    """Findings under what became of them, most serious first as the checks give them; those of one measure's months together."""
    held = [(f"{heading} ({len(found)})", _alike(found)) for fate, heading in _FATES.items()
            if (found := [f.finding for f in comparison.findings if f.fate is fate])]  # fmt: skip
    return held


def _alike(findings: Sequence[Finding]) -> list[Alike]:
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        steps = (finding.address or "").split("/")
        key = (finding.rule, steps[1]) if steps[0] == "metrics" and "points" in steps else number
        groups.setdefault(key, []).append(finding)
    return [Alike(group[0], tuple(group[1:])) for group in groups.values()]


def demonstration(comparison: Comparison, old: Side, new: Side) -> str:
    """What a banner says of plans that were made for demonstration; empty where neither was."""
    if comparison.old_for_demonstration and comparison.new_for_demonstration:
        return "These are not plans of any area's board."
    made = old if comparison.old_for_demonstration else new if comparison.new_for_demonstration else None
    return f"{made.name} is not a plan of any area's board." if made else ""
