"""`python -m specimens.fault_score`: planted faults, written as papers and read back. Is each found once, and nothing else?"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bettercare import checking, rounds
from bettercare.checking import Allocations
from bettercare.plan import Finding
from specimens import making
from specimens.blocks import Laid
from specimens.decidable import unseen
from specimens.faults import FAULTS, planted
from specimens.layouts import lay_reading
from specimens.published import published
from specimens.score import read
from specimens.truth import ROUNDS, draw_reading

CLEAN, CLEAN_BESIDE = "(nothing planted)", "(nothing planted, beside what was published)"
ONCE, MISSED, AGAIN, HIDDEN = "once", "not found", "more than once", "form cannot show"
OUTCOMES = (ONCE, MISSED, AGAIN, HIDDEN)


@dataclass(frozen=True)
class Tried:
    """One fault (or none) in one plan on one form: what its rule found, and what was found that the clean form does not give."""

    fault: str
    rule: str | None
    round: str
    seed: int
    form: str
    outcome: str
    others: tuple[Finding, ...] = ()
    error: str | None = None


def tried(round_id: str, seed: int, form: str, folder: Path, only: Sequence[str] = tuple(FAULTS)) -> Iterator[Tried]:
    """The clean form first, with all that is found on it; then each fault that the plan of this seed can have."""
    sound = draw_reading(seed, round_id, tidy=True)
    clean = lay_reading(sound, seed)
    here = folder / f"{round_id}-{seed}-{form.replace('>', '-')}"
    usual, error = found(clean, seed, form, here / "clean")
    yield Tried(CLEAN, None, round_id, seed, form, ONCE, usual, error)
    tables = published(sound.plan, here / "published") if any(FAULTS[name].published for name in only) else ()
    beside = usual
    if tables:
        beside, error = found(clean, seed, form, here / "clean", tables)
        yield Tried(CLEAN_BESIDE, None, round_id, seed, form, ONCE, tuple(_beyond(beside, usual, ())), error)
    for name in only:
        reading = planted(name, round_id, seed)
        if reading is None:
            continue
        amounts = tables if FAULTS[name].published else ()
        rule, wanted = FAULTS[name].rule, rules(name)
        laid = lay_reading(reading, seed)
        if unseen(rule, form) or not shows(laid, name, amounts):
            yield Tried(name, rule, round_id, seed, form, HIDDEN)
            continue
        told, error = found(laid, seed, form, here / name.replace(" ", "-"), amounts)
        before = beside if amounts else usual
        times = sum(f.rule in wanted for f in told) - sum(f.rule in wanted for f in before)
        outcome = MISSED if times < 1 else ONCE if times == 1 else AGAIN
        yield Tried(name, rule, round_id, seed, form, outcome, tuple(_beyond(told, before, wanted)), error)


def shows(laid: Laid, name: str, tables: Allocations = ()) -> bool:
    """Whether the papers hold the fault at all: what they leave out, and what the fault says that forms cannot show.

    A sentence is a fault only beside figures: it could be planted in what these papers hold.
    """
    plan, fault = laid.truth.plan, FAULTS[name]
    if plan.round in fault.hidden:
        return False
    if fault.told:
        return fault.plant(plan, random.Random(name)) is not None
    found = checking.check(laid.truth, rounds.load(plan.round or ""), tables).findings
    return any(f.rule in rules(name) for f in found)


def rules(name: str) -> tuple[str, ...]:
    """The rules of which one finds a fault on paper."""
    return (FAULTS[name].rule, *FAULTS[name].on_paper)


def found(laid: Laid, seed: int, form: str, folder: Path, tables: Allocations = ()) -> tuple[tuple[Finding, ...], str | None]:
    """What is found on the papers of a plan; a crash is told and finds nothing."""
    try:
        specimen = making.produce(laid, seed, form, folder)
        result = checking.check(read(specimen.files), rounds.load(laid.truth.plan.round or ""), tables)
    except Exception as problem:  # a crash is a result to show, not the end of the run
        return (), f"{type(problem).__name__}: {problem}\n{traceback.format_exc(limit=-4)}"
    return result.findings, None


def _beyond(found: Iterable[Finding], usual: Iterable[Finding], wanted: tuple[str, ...]) -> Iterator[Finding]:
    """Findings of other rules that the clean form does not give, as often as they are more."""
    left = Counter(f.rule for f in usual)
    for finding in found:
        if finding.rule not in wanted and left[finding.rule] < 1:
            yield finding
        left[finding.rule] -= 1


def table(results: Sequence[Tried], by: str) -> str:
    """A line for each form, round, fault or rule: outcomes, recall, precision (of what is found on faulty and clean forms).

    Recall is of the faults that the form can show. For a rule, `others` are its findings where another fault was planted or none.
    """
    groups: dict[str, list[Tried]] = {}
    for r in results:
        groups.setdefault(str(getattr(r, by)), []).append(r)
    noise = Counter(f.rule for r in results for f in r.others)
    if by == "rule":
        groups = {k: g for k, g in groups.items() if k != "None"} | {rule: [] for rule in noise if rule not in groups}
    lines = [f"{'':<58}" + "".join(f"{h:>16}" for h in (*OUTCOMES, "others", "recall %", "precision %"))]
    for name, group in sorted(groups.items()):
        counts = Counter(r.outcome for r in group if r.rule)
        others = noise[name] if by == "rule" else sum(len(r.others) for r in group)
        hits, shown = counts[ONCE] + counts[AGAIN], counts[ONCE] + counts[AGAIN] + counts[MISSED]
        false = others + counts[AGAIN]
        cells = (*(counts[o] for o in OUTCOMES), others, _share(hits, shown), _share(hits, hits + false))
        lines.append(f"{name:<58}" + "".join(f"{c!s:>16}" for c in cells))
    return "\n".join(lines)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def misses(results: Sequence[Tried], show: int) -> str:
    """What did not come out as it should, a line each."""
    lines = []
    for r in results:
        at = f"{r.round} seed {r.seed} {r.form}: {r.fault}"
        if r.error:
            lines.append(f"failed          {at}: {r.error}")
        if r.outcome in (MISSED, AGAIN):
            lines.append(f"{r.outcome:<15} {at} [{r.rule}]")
        lines += [f"other           {at}: {f.rule} at {f.address}: {f.message}" for f in r.others]
    return "\n".join(lines[:show])


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    first = options.seed if options.seed is not None else int.from_bytes(os.urandom(3), "big")
    names = [n for n in FAULTS if not options.only or any(text in f"{n} {FAULTS[n].rule}" for text in options.only)]
    results: list[Tried] = []
    with tempfile.TemporaryDirectory(prefix="faults-") as scratch:
        print(f"seeds {first} to {first + options.seeds - 1} (repeat with --seed {first})", file=sys.stderr)
        for seed in range(first, first + options.seeds):
            for round_id in options.rounds:
                for form in options.formats:
                    results += tried(round_id, seed, form, options.keep or Path(scratch), names)
    for by in ("form", "round", *options.by):
        print(f"\nby {by}\n{table(results, by)}")
    print(f"\n{misses(results, options.show)}")
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m specimens.fault_score", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="how many plans of each round to draw")
    parser.add_argument("--seed", type=int, help="the first seed; drawn and printed when not given")
    parser.add_argument("--rounds", nargs="+", default=list(ROUNDS), choices=ROUNDS)
    parser.add_argument("--formats", nargs="+", default=["word+excel", "pdf", "markdown"], choices=list(making.FORMATS))
    parser.add_argument("--only", nargs="+", help="faults whose name or rule holds one of these texts")
    parser.add_argument("--by", nargs="+", default=["rule"], choices=("rule", "fault", "seed"), help="further tables")
    parser.add_argument("--show", type=int, default=60, help="how many lines of what did not come out as it should")
    parser.add_argument("--keep", type=Path, help="write the files here and keep them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
