"""Time of reading and checking, as ratios to a fixed peer in the same run: `./dev bench`. Prints; asserts nothing.

The peer parses every XML part of the same files once with lxml, which is the least that any reader of them must do. One area is a
Word and an Excel part, drawn and laid out by the specimens. Each figure is the median of repeats, in processes that have
already imported what they need, peer and ours in turn.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path

from lxml import etree

import bettercare as bc
from bettercare.documents import open_document, open_documents
from bettercare.reading import read_documents
from specimens import layout_2025, making
from specimens.truth import draw_reading

ROUND = "2025-26"
SIZES = (20, 80, 200)
PLANS = (2, 4, 8)
SEED = 1


def area(schemes: int, folder: Path) -> tuple[Path, ...]:
    """Write a plan with this many schemes as Word and Excel files, and return them."""
    reading = draw_reading(SEED, ROUND, tidy=True)
    drawn = islice(cycle(reading.plan.schemes), schemes)
    numbered = tuple(replace(s, id=f"s{n}", number=str(n), name=f"{s.name} {n}") for n, s in enumerate(drawn, 1))
    folder.mkdir()
    laid = layout_2025.lay(replace(reading, plan=replace(reading.plan, schemes=numbered)), SEED)
    files, _ = making.FORMATS["word+excel"](laid, folder, random.Random(SEED))
    return files


def peer(files: Sequence[Path]) -> None:
    """Parse every XML part of the files once."""
    for path in files:
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(parts.read(name))


def ours(files: Sequence[Path]) -> int:
    """Read the files and check them; returns the number of findings."""
    return len(bc.check(bc.read(*files)).findings)


def in_turn(plans: Sequence[Sequence[Path]]) -> None:
    """Read and check plans one after the other in this process."""
    for files in plans:
        ours(files)


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def beside_peer(files: Sequence[Path], repeats: int) -> tuple[float, float]:
    """Return the median times of the peer and of ours, taken in turn."""
    ours(files)
    peer(files)
    pairs = [(seconds(lambda: peer(files)), seconds(lambda: ours(files))) for _ in range(repeats)]
    return statistics.median(p for p, _ in pairs), statistics.median(o for _, o in pairs)


def where_it_goes(files: Sequence[Path], repeats: int) -> dict[str, float]:
    """Return the median time of each step of reading and checking."""
    documents = [open_document(path) for path in files]
    reading = read_documents(documents)
    steps: dict[str, Callable[[], object]] = {
        "open, in this process": lambda: [open_document(path) for path in files],
        "open, in a bounded worker": lambda: open_documents(files),
        "read": lambda: read_documents(documents),
        "check": lambda: bc.check(reading),
    }
    return {name: statistics.median(seconds(step) for _ in range(repeats)) for name, step in steps.items()}


def main() -> int:
    """Print the ratio to the peer, how it grows with a plan's size, and what two processes do."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        plans = {size: area(size, Path(scratch) / str(size)) for size in SIZES}
        print(f"Median of {repeats} repeats. The peer parses every XML part of the same files once with lxml.\n")
        print(f"{'schemes':>8}{'peer, ms':>12}{'ours, ms':>12}{'ratio':>8}{'ms a scheme':>14}")
        for size, files in plans.items():
            fixed, own = beside_peer(files, repeats)
            print(f"{size:>8}{fixed * 1000:>12.1f}{own * 1000:>12.1f}{own / fixed:>8.1f}{own * 1000 / size:>14.2f}", flush=True)
        print(f"\nWhere the time of {SIZES[0]} schemes goes, ms")
        for name, spent in where_it_goes(plans[SIZES[0]], repeats).items():
            print(f"{spent * 1000:>8.1f}  {name}", flush=True)
        print(f"\n{'plans':>8}{'one process, s':>16}{'two, s':>10}{'plans a second in two':>24}")
        files = plans[SIZES[0]]
        with get_context("spawn").Pool(2) as pool:
            pool.map(ours, [files] * 4, chunksize=1)
            for count in PLANS:
                work = [files] * count
                single = statistics.median(seconds(partial(in_turn, work)) for _ in range(repeats))
                double = statistics.median(seconds(partial(pool.map, ours, work, 1)) for _ in range(repeats))
                print(f"{count:>8}{single:>16.2f}{double:>10.2f}{count / double:>24.1f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
