"""A rule's trial as text and as JSON: for how many plans it fires, what a change does to that, why it was not checked, examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bettercare.cli.words import at, wrapped
from bettercare.plan import Severity
from bettercare.plan.canonical import to_json
from bettercare.plan.words import counted, shortened

if TYPE_CHECKING:
    from bettercare.checking import Hit, Trial

_FEW = 5
_WHYS = 10


def trial_in_words(trial: Trial, title: str) -> Iterator[str]:
    """Yield the hit rate, the change, what was not checked and at most a few examples, line by line."""
    yield f"{trial.rule}: {title}"
    yield f"Fires for {trial.fires_for} of {counted(len(trial.plans), 'plan')}{_times(trial.hits)}."
    if trial.compared:
        new, gone = (sum(h.against == kind for h in (*trial.hits, *trial.gone)) for kind in ("new", "gone"))
        before = sum(plan.before or 0 for plan in trial.plans)
        yield (
            f"Before the change: for {trial.fired_before_for}, {counted(before, 'finding')}. "
            f"New: {new}; gone: {gone}; still there: {len(trial.hits) - new}."
        )
    if trial.unread:
        yield f"Not read: {counted(len(trial.unread), 'plan')} ({', '.join(name for name, _ in trial.unread)})."
    yield from _examples("Examples", trial.examples(_FEW), len(trial.hits))
    yield from _examples("Gone", trial.gone[:_FEW], len(trial.gone))
    if trial.not_checked:
        plans = sum(bool(plan.not_checked) for plan in trial.plans)
        yield from ("", f"Not checked, at least in part: {counted(plans, 'plan')}")
        for why, number in trial.not_checked[:_WHYS]:
            yield from wrapped(f"{counted(number, 'plan')}: {why}", "    ", "  ")
        if len(trial.not_checked) > _WHYS:
            yield f"  and {len(trial.not_checked) - _WHYS} more reasons"


def _times(hits: tuple[Hit, ...]) -> str:
    if not hits:
        return ""
    counts = Counter(hit.finding.severity for hit in hits)
    kinds = ((Severity.ERROR, "error", "errors"), (Severity.QUERY, "query", "queries"), (Severity.NOTE, "note", "notes"))
    return ": " + ", ".join(counted(counts[severity], one, many) for severity, one, many in kinds if counts[severity])


def _examples(heading: str, hits: tuple[Hit, ...], all: int) -> Iterator[str]:
    if not hits:
        return
    yield from ("", f"{heading} ({len(hits)} of {all})" if len(hits) < all else heading)
    for number, hit in enumerate(hits, start=1):
        label = f"{number:>3}. "
        indent = " " * len(label)
        mark = " (new)" if hit.against == "new" else ""
        yield f"{label}{hit.plan}{mark}"
        yield from wrapped(hit.finding.message, indent)
        if hit.about:
            yield f"{indent}about: {hit.about}"
        if hit.finding.place:
            written = hit.finding.place.as_written
            yield f"{indent}where: {at(hit.finding.place)}" + (f' "{shortened(written, 60)}"' if written else "")


def trial_values(trial: Trial) -> dict[str, Any]:
    """Return the trial as JSON values: every plan with all of its hits, not only the examples."""
    return {
        "rule": trial.rule,
        "plans": len(trial.plans),
        "fires_for": trial.fires_for,
        "fired_before_for": trial.fired_before_for if trial.compared else None,
        "not_checked": [{"why": why, "plans": number} for why, number in trial.not_checked],
        "by_plan": [
            {
                "name": plan.name,
                "hits": [_hit_values(hit) for hit in plan.hits],
                "gone": [_hit_values(hit) for hit in plan.gone],
                "not_checked": list(plan.not_checked),
            }
            for plan in trial.plans
        ],
        "not_read": [{"name": name, "problem": problem} for name, problem in trial.unread],
    }


def _hit_values(hit: Hit) -> dict[str, Any]:
    return {"about": hit.about, "against": hit.against, "finding": to_json(hit.finding)}
