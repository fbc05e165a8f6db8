"""`python -m specimens.score [PAPERS_FOLDER]`: what the reading gets right, wrong and doubtful, on fresh seeds and on papers."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bettercare.plan import Reading
from specimens import papers
from specimens.comparing import OUTCOMES, Comparison, Verdict, compare
from specimens.making import FORMATS, SINGLE_DAMAGES, make
from specimens.truth import ROUNDS


@dataclass(frozen=True)
class Scored:
    """One plan in one form, read and compared."""

    name: str
    form: str
    files: tuple[Path, ...]
    comparison: Comparison
    seconds: float
    error: str | None = None


def read(files: Sequence[Path]) -> Reading:
    import bettercare.reading

    return bettercare.reading.read(*files)


def score(name: str, form: str, files: Sequence[Path], truth: Reading, undecidable: Sequence[str]) -> Scored:
    """Read the files and compare; a failure to read leaves every fact missing and is reported."""
    began = time.perf_counter()
    try:
        reading, error = read(files), None
    except Exception as problem:  # a reader's crash is a result to show, not the end of the run
        reading, error = Reading(type(truth.plan)()), f"{type(problem).__name__}: {problem}\n{traceback.format_exc(limit=-4)}"
    seconds = time.perf_counter() - began
    return Scored(name, form, tuple(files), compare(reading, truth, undecidable), seconds, error)


def seeds_scored(seeds: Iterable[int], rounds: Sequence[str], formats: Sequence[str], folder: Path) -> Iterable[Scored]:
    for seed in seeds:
        for round_id in rounds:
            for form in formats:
                specimen = make(round_id, seed, form, folder / f"{round_id}-{seed}-{form.replace('>', '-')}")
                yield score(f"{round_id} seed {seed}", form, specimen.files, specimen.laid.truth, specimen.undecidable)


def papers_scored(folder: Path) -> Iterable[Scored]:
    for paper in papers.expected(folder):
        yield score(paper.name, "paper", (paper.document,), paper.truth, paper.ambiguous)


def table(results: Sequence[Scored], by: str) -> str:
    """A line for each form (or name): facts, shares in per cent, and how many values are wrong without a doubt.

    `right %` is of the facts that the form leaves decidable, `of all %` of all facts of the plan.
    """
    groups: dict[str, list[Scored]] = {}
    for r in results:
        groups.setdefault(getattr(r, by), []).append(r)
    heads = (
        "",
        "plans",
        "facts",
        "right %",
        "of all %",
        "doubted %",
        "wrong",
        "extra",
        "wrong doubted",
        "missing",
        "excused",
        "seconds",
        "failed",
    )
    lines = [f"{heads[0]:<28}" + "".join(f"{h:>14}" for h in heads[1:])]
    for name, group in groups.items():
        counts: Counter[str] = sum((g.comparison.counts for g in group), Counter())
        asked = sum(g.comparison.facts for g in group) or 1
        right = counts["right"] + counts["right-doubted"]
        cells = (
            len(group),
            asked,
            f"{100 * right / asked:.1f}",
            f"{100 * right / (asked + sum(g.comparison.excused for g in group)):.1f}",
            f"{100 * counts['right-doubted'] / max(right, 1):.1f}",
            counts["wrong"],
            counts["extra"],
            counts["wrong-doubted"] + counts["extra-doubted"],
            counts["missing"],
            counts["excused"],
            f"{sum(g.seconds for g in group):.1f}",
            sum(1 for g in group if g.error),
        )
        lines.append(f"{name:<28}" + "".join(f"{c!s:>14}" for c in cells))
    return "\n".join(lines)


def kinds(results: Sequence[Scored]) -> str:
    """Where facts are lost: a line for each kind of fact that is not all right."""
    counted: dict[str, Counter[str]] = {}
    for r in results:
        for v in r.comparison.verdicts:
            counted.setdefault(v.kind, Counter())[v.outcome] += 1
    lines = [f"{'kind of fact':<28}" + "".join(f"{o:>16}" for o in OUTCOMES)]
    for kind, counts in sorted(counted.items(), key=lambda kv: -(kv[1]["wrong"] + kv[1]["missing"] + kv[1]["extra"])):
        if any(counts[o] for o in OUTCOMES if o != "right"):
            lines.append(f"{kind:<28}" + "".join(f"{counts[o]:>16}" for o in OUTCOMES))
    return "\n".join(lines)


_WORST = {"wrong": 0, "extra": 1, "missing": 2, "wrong-doubted": 3, "extra-doubted": 4, "right-doubted": 5}


def misses(results: Sequence[Scored], show: int, only: str | None) -> str:
    """The worst misses, each with its text around it where the paper is text; a part that is missed whole is one line."""
    listed = [
        (r, v)
        for r in results
        for v in _parts_at_once(r.comparison.verdicts)
        if v.outcome in _WORST and (not only or only in f"{v.outcome} {v.kind}")
    ]
    listed.sort(key=lambda rv: _WORST[rv[1].outcome])
    lines = []
    for r, v in listed[:show]:
        where = f" [{v.part}]" if v.part else ""
        lines.append(
            f"{v.outcome:<14} {r.name} {r.form}: {v.kind} {v.key}{where}: expected {_shown(v.expected)}, read "
            f"{_shown(v.found)} at {v.address}"
        )
        lines += [f"        {text}" for text in _around(r, v)]
    errors = [f"failed         {r.name} {r.form}: {r.error}" for r in _first_of_each_error(results)]
    return "\n".join(errors + lines)


def _parts_at_once(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Verdicts with those of a part, or of a metric's point, that is missing or extra as a whole drawn together."""
    found: list[Verdict] = []
    for part in _grouped(verdicts, lambda v: (v.kind.split(".")[0].replace("line", "scheme"), v.part or v.key)):
        for group in (
            [part] if _whole(part) else _grouped(part, lambda v: (v.key.split()[0] if v.key.startswith("#") else v.key, ""))
        ):
            if _whole(group):
                first = group[0]
                kind = first.kind.split(".")[0]
                found.append(
                    replace(first, kind=kind, key=f"{first.key.split()[0] if '#' in first.key else ''} ({len(group)} facts)")
                )
            else:
                found += group
    return found


def _whole(group: Sequence[Verdict]) -> bool:
    return len(group) > 1 and bool(group[0].part) and {v.outcome for v in group} in ({"missing"}, {"extra"})


def _grouped(verdicts: Iterable[Verdict], key: Callable[[Verdict], tuple[str, str]]) -> list[list[Verdict]]:
    groups: dict[tuple[str, str], list[Verdict]] = {}
    for v in verdicts:
        groups.setdefault(key(v), []).append(v)
    return list(groups.values())


def _first_of_each_error(results: Sequence[Scored]) -> Iterable[Scored]:
    return {r.error: r for r in reversed(results) if r.error}.values()


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{value:,}" if hasattr(value, "as_tuple") else repr(str(value))


def _around(scored: Scored, verdict: Verdict) -> list[str]:
    """Up to two places of the expected (or found) value in text files, with some text either side."""
    value = verdict.expected if verdict.expected is not None else verdict.found
    forms = [f"{value:,}", f"{value}"] if hasattr(value, "as_tuple") else [str(value)[:25]]
    found: list[str] = []
    for path in scored.files:
        if path.suffix != ".txt":
            continue
        text = path.read_text(encoding="utf-8")
        for form in forms:
            start = text.find(form)
            while start >= 0 and len(found) < 2:
                found.append("..." + text[max(0, start - 90) : start + 70].replace("\n", " ⏎ ").replace("\t", " ⇥ ") + "...")
                start = text.find(form, start + 1)
    return found


def as_json(results: Sequence[Scored]) -> str:
    return json.dumps(
        [
            {
                "name": r.name,
                "form": r.form,
                "facts": r.comparison.facts,
                "counts": dict(r.comparison.counts),
                "seconds": round(r.seconds, 3),
                "error": r.error,
                "verdicts": [
                    {
                        "outcome": v.outcome,
                        "kind": v.kind,
                        "key": v.key,
                        "part": v.part,
                        "expected": _plain(v.expected),
                        "found": _plain(v.found),
                        "address": v.address,
                    }
                    for v in r.comparison.verdicts
                    if v.outcome != "right"
                ],
            }
            for r in results
        ],
        indent=1,
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int) else str(value)


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    first = options.seed if options.seed is not None else int.from_bytes(os.urandom(3), "big")
    results: list[Scored] = []
    with tempfile.TemporaryDirectory(prefix="specimens-") as scratch:
        folder = options.keep or Path(scratch)
        if options.seeds:
            print(f"seeds {first} to {first + options.seeds - 1} (repeat with --seed {first})", file=sys.stderr)
        results += seeds_scored(range(first, first + options.seeds), options.rounds, options.formats, folder)
        if options.papers:
            results += papers_scored(options.papers)
        if options.json:
            print(as_json(results))
            return 0
        drawn, real = [r for r in results if r.form != "paper"], [r for r in results if r.form == "paper"]
        for heading, group, by in (
            ("drawn plans, by form", drawn, "form"),
            ("drawn plans, by round and seed", drawn if options.verbose else [], "name"),
            ("papers", real, "name"),
        ):
            if group:
                print(f"\n{heading}\n{table(group, by)}")
        if options.faults:
            print(f"\nplanted faults, by form\n{_faults(range(first, first + options.seeds), options, folder)}")
        if options.kinds:
            print(f"\n{kinds(results)}")
        if options.show:
            print(f"\n{misses(results, options.show, options.only)}")
    return 0


def _faults(seeds: Iterable[int], options: argparse.Namespace, folder: Path) -> str:
    """Of the faults planted in the same plans how many are found once, by form and round; a minute for a plan in a form."""
    from specimens import fault_score

    tried = [
        result
        for seed in seeds
        for round_id in options.rounds
        for form in options.formats
        for result in fault_score.tried(round_id, seed, form, folder / "faults")
    ]
    return f"{fault_score.table(tried, 'form')}\n\n{fault_score.misses(tried, options.show)}".rstrip()


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m specimens.score", description=__doc__)
    parser.add_argument("papers", nargs="?", type=Path, help="folder of papers for which expected facts are kept")
    parser.add_argument("--seeds", type=int, default=3, help="how many plans of each round to draw (0: papers only)")
    parser.add_argument("--seed", type=int, help="the first seed; drawn and printed when not given")
    parser.add_argument("--rounds", nargs="+", default=list(ROUNDS), choices=ROUNDS)
    parser.add_argument(
        "--formats",
        nargs="+",
        default=list(FORMATS),
        choices=[*FORMATS, *SINGLE_DAMAGES],
        metavar="FORMAT",
        help=", ".join((*FORMATS, *SINGLE_DAMAGES)),
    )
    parser.add_argument("--faults", action="store_true", help="plant every fault in each plan and print how many are found once")
    parser.add_argument("--show", type=int, default=0, help="print the worst misses, with the text around them")
    parser.add_argument("--only", help="of the misses, those whose outcome or kind holds this text, such as `wrong line`")
    parser.add_argument("--kinds", action="store_true", help="print where facts are lost, by kind of fact")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--verbose", action="store_true", help="also a line for each plan")
    parser.add_argument("--keep", type=Path, help="write the files here and keep them")
    return parser


if __name__ == "__main__":
    sys.exit(main())
