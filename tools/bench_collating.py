"""Time and memory of collating a round: `python -m tools.bench_collating`. Prints; asserts nothing.

`bettercare collate` with two processes on 38, 75 and 150 areas, each a Word and an Excel part drawn by the specimens, beside the
sum of the times of reading and checking each plan alone in one process that has already read one, divided by two. Times are of
the processor (see `tools.computing`), each plan read once, since a second reading finds what the first one kept; the command's
hold all of it, starting processes, adding up and writing, and are divided by two as well. Beside them stands how long the command
took by the clock, which tells only on a machine with nothing else to do. Memory is what the command and all its processes hold
together, sampled while it runs, pages that they share counted once (Linux only).
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import bettercare as bc
from bettercare.organisations import all_organisations
from bettercare.plan import Area, OrganisationKind
from specimens import layout_2025, making
from specimens.truth import draw_reading
from tools.computing import seconds, spent_by_started, started_by

ROUND = "2025-26"
SIZES = (38, 75, 150)
JOBS = 2
DAY = date(2025, 4, 1)
_COMMAND = "from bettercare.cli import main; main()"


def write_areas(folder: Path, count: int) -> list[Path]:
    """Write a plan for each of so many areas of the register, each in a folder of its own."""
    boards = [o for o in all_organisations() if o.kind is OrganisationKind.HWB and o.in_being(DAY)]
    plans = []
    for seed, board in enumerate(boards[:count], 1):
        reading = draw_reading(seed, ROUND, tidy=True)
        reading = replace(reading, plan=replace(reading.plan, area=Area(board.place)))
        plans.append(folder / f"{seed:03}")
        plans[-1].mkdir()
        making.FORMATS["word+excel"](layout_2025.lay(reading, seed), plans[-1], random.Random(seed))
    return plans


def _read_and_check(plan: Path) -> None:
    bc.check(bc.read(plan))


def single_reads(plans: list[Path]) -> list[float]:
    """Return how long it takes to read and check each plan alone, in this process."""
    bc.check(bc.read(plans[0]))
    return [seconds(partial(_read_and_check, plan)) for plan in plans]


def collated(folder: Path, to: Path) -> tuple[float, float, float, str]:
    """Run the command; return its seconds of the processor and of the clock, the most memory it held in MiB, and how many plans
    are in its sums."""
    before, began = spent_by_started(), time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "collate", str(folder), "--to", str(to), "--jobs", str(JOBS)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        most = 0.0
        while running.poll() is None:
            most = max(most, _held(running.pid))
            time.sleep(0.2)
    took, computed = time.perf_counter() - began, spent_by_started() - before
    rows = json.loads((to / "collation.json").read_text(encoding="utf-8"))["rows"]
    return computed, took, most / 1024, f"{sum(row['standing'] == 'added' for row in rows)} of {len(rows)}"


def _held(process: int) -> float:
    """KiB that a process and all below it hold, shared pages in proportion; 0 where the system does not tell."""
    held = 0.0
    for each in (process, *started_by(process)):
        try:
            lines = (Path("/proc") / str(each) / "smaps_rollup").read_text().splitlines()
            held += sum(float(line.split()[1]) for line in lines if line.startswith("Pss:"))
        except (OSError, IndexError):  # it has ended, or the system has no such files
            continue
    return held


def main() -> int:
    """Print time beside half the sum of single reads, time for each plan, and peak memory, for each number of areas."""
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        everything = Path(scratch) / "all"
        everything.mkdir()
        plans = write_areas(everything, max(SIZES))
        times = single_reads(plans)
        heads = ("single / 2, s", "collate / 2, s", "ratio", "s a plan", "clock, s", "peak, MiB")
        print(f"{'areas':>6}{'added':>12}" + "".join(f"{head:>16}" for head in heads), flush=True)
        for size in SIZES:
            folder = Path(scratch) / f"of-{size}"
            folder.mkdir()
            for plan in plans[:size]:
                (folder / plan.name).symlink_to(plan, target_is_directory=True)
            fixed = sum(times[:size]) / JOBS
            computed, took, memory, added = collated(folder, Path(scratch) / f"to-{size}")
            told = (fixed, computed / JOBS, computed / JOBS / fixed, computed / JOBS / size, took, memory)
            print(f"{size:>6}{added:>12}" + "".join(f"{figure:>16.2f}" for figure in told), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
