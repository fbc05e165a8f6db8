"""Time of reading and checking, as ratios to a fixed peer in the same run: `./dev bench`. Prints; asserts nothing.

The peer parses every XML part of the same files once with lxml, which is the least that any reader of them must do. One area is a
Word and an Excel part, drawn and laid out by the specimens. Each figure is processor time (see `tools.computing`), the best of
several runs in processes that have already imported what they need and read these files once, peer and ours in turn: so a busy
machine hardly changes it. Of two processes all that both spend is counted, so that `two / one` is 1 where nothing is lost.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
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
from tools.computing import best

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


def where_it_goes(files: Sequence[Path], repeats: int) -> dict[str, float]:
    """Return the processor time of each step of reading and checking, each in this process but the last."""
    documents = [open_document(path) for path in files]
    reading = read_documents(documents)
    steps: dict[str, Callable[[], object]] = {
        "open": lambda: [open_document(path) for path in files],
        "read": lambda: read_documents(documents),
        "check": lambda: bc.check(reading),
        "open in the bounded worker, and take the documents from it": lambda: open_documents(files),
    }
    return dict(zip(steps, best(list(steps.values()), repeats), strict=True))


def sizes(plans: Mapping[int, Sequence[Path]], repeats: int) -> None:
    """Print reading and checking beside the peer for each size of plan, how both grow, and where the time goes."""
    print(f"{'schemes':>8}{'peer, ms':>10}{'ours, ms':>10}{'ratio':>7}{'ours more a scheme, ms':>24}{'peer more a scheme, ms':>24}")
    before: tuple[int, float, float] | None = None
    for size, files in plans.items():
        fixed, own = best([partial(peer, files), partial(ours, files)], repeats)
        more = [1000 * (now - then) / (size - before[0]) for now, then in ((own, before[2]), (fixed, before[1]))] if before else []
        told = "".join(f"{each:>24.3f}" for each in more)
        print(f"{size:>8}{fixed * 1000:>10.1f}{own * 1000:>10.1f}{own / fixed:>7.1f}{told}", flush=True)
        before = size, fixed, own
    each = [where_it_goes(files, repeats) for files in plans.values()]
    print("\nWhere it goes, ms, for " + ", ".join(map(str, plans)) + " schemes")
    for step in each[0]:
        print("".join(f"{spent[step] * 1000:>8.1f}" for spent in each) + f"  {step}", flush=True)


def numbers(files: Sequence[Path], repeats: int) -> None:
    """Print how reading and checking grows with the number of plans, in one process and in two."""
    print(f"\n{'plans':>6}{'one process, s':>16}{'two, s':>10}{'two / one':>11}{'two, s a plan':>15}")
    with get_context("spawn").Pool(2) as pool:
        pool.map(ours, [files] * 4, chunksize=1)
        for count in PLANS:
            work = [files] * count
            single, double = best([partial(in_turn, work), partial(pool.map, ours, work, 1)], repeats)
            print(f"{count:>6}{single:>16.2f}{double:>10.2f}{double / single:>11.2f}{double / count:>15.3f}", flush=True)


def main() -> int:
    """Print the ratio to the peer, how it grows with a plan's size, and what two processes do."""
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        plans = {size: area(size, Path(scratch) / str(size)) for size in SIZES}
        print(f"Processor time, the best of {repeats}: of this process and all that it starts, the bounded worker among them.")
        print("The peer parses every XML part of the same files once with lxml.\n")
        sizes(plans, repeats)
        numbers(plans[SIZES[0]], repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
