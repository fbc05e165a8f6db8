"""Pages of the service beside an empty one, with one person and with 30 at work: part of `./dev bench`. Prints, asserts nothing.

150 areas: the demonstration's region, and areas made up in the manner of its fullest plans. The server runs as `bettercare serve`
starts it, with two processes; people are threads of this process, each request over a connection of its own, so that it meets
either of the two. The empty page is signed in, checked and framed as all are, with nothing on it. A ratio is a page's time over
that of the empty page in the same part of the same run; CPU time and queries are those of the thread that made the page.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import served
from tools.bench_areas import MOST_SCHEMES, Filled, fill
from tools.measured.cost import CPU, EMPTY, QUERIES

PEOPLE = 30
MEDIAN, HIGH, SAVING = 6, 15, 4
"""How many times the empty page the slowest page may take at the median and at the 95th percentile, and a saved cell."""
SAVED = "save a cell"
LARGE = f", {MOST_SCHEMES} schemes"


@dataclass(slots=True)
class Taken:
    """What answers of one kind took, in milliseconds: for the person who waits, and of CPU time; and their queries."""

    waited: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)

    def add(self, answer: served.Answered) -> None:
        self.waited.append(answer.seconds * 1000)
        self.cpu.append(float(answer.headers[CPU]))
        self.queries.add(int(answer.headers[QUERIES]))


Log = dict[str, Taken]


class AtWork:
    """Somebody who opens the pages of a plan and saves cells of it."""

    def __init__(self, server: Path, filled: Filled, plan: int, session: str, log: Log, lock: threading.Lock) -> None:
        self.person, self.filled, self.plan = served.Person(server, session), filled, plan
        self.log, self.lock, self.saves = log, lock, 0
        self.seen = -1
        self.what = LARGE if plan == filled.large else ""

    def open(self, page: str) -> str:
        """Open a page, `{plan}` in its address being the own plan; returns its text."""
        return self._noted(page + self.what, self.person.ask("GET", page.format(plan=self.plan)))

    def save(self) -> None:
        """Save a cell of the grid, as its page does when a box is left."""
        grid = f"/plans/{self.plan}/sections/{self.filled.grid}/"
        if self.seen < 0:
            self.seen = int(re.search(r'name="seen" value="(\d+)"', self.person.get(grid))[1])  # type: ignore[index]
        self.saves += 1
        box = {f"v:{self.filled.large_box if self.what else self.filled.box}": f"Words {self.saves} of plan {self.plan}"}
        text = self._noted(SAVED + self.what, self.person.ask("POST", f"{grid}cells/", seen=str(self.seen), **box))
        self.seen = int(re.search(r'"revision": (\d+)', text)[1])  # type: ignore[index]

    def _noted(self, name: str, answer: served.Answered) -> str:
        if answer.status != 200:
            raise SystemExit(f"{name} answered {answer.status} for plan {self.plan}: {answer.text[-400:]}")
        with self.lock:
            self.log.setdefault(name, Taken()).add(answer)
        return answer.text


def alone(server: Path, filled: Filled, repeats: int) -> Log:
    """One person opens each page so often, the empty page before each."""
    log: Log = {}
    lead = AtWork(server, filled, filled.here, filled.sessions[filled.here], log, threading.Lock())
    nation = AtWork(server, filled, filled.here, filled.national, log, threading.Lock())
    large = AtWork(server, filled, filled.large, filled.sessions[filled.large], log, threading.Lock())
    works: list[Callable[[], object]] = [lambda p=p: lead.open(p) for p in filled.pages]  # type: ignore[misc]
    works += [lambda p=p: nation.open(p) for p in filled.national_pages]  # type: ignore[misc]
    works += [lead.save, lambda: large.open(f"/plans/{{plan}}/sections/{filled.grid}/"), large.save]
    for turn in range(repeats + 4):
        for work in works:
            lead.open(EMPTY)
            work()
        if turn == 3:  # each of the two processes has seen each page
            log.clear()
    return log


def at_work(server: Path, filled: Filled, seconds: float, pause: float, seed: int) -> Log:
    """30 people, each with a plan of their own, open pages at random and save cells, with a pause after each."""
    log: Log = {}
    lock, until = threading.Lock(), time.monotonic() + seconds
    failed: list[BaseException] = []

    def work(number: int, plan: int) -> None:
        chance = random.Random(f"{seed} {number}")
        one = AtWork(server, filled, plan, filled.sessions[plan], log, lock)
        pages = [EMPTY] * 4 + list(filled.pages)
        try:
            while time.monotonic() < until and not failed:
                time.sleep(chance.uniform(0, 2 * pause))
                one.save() if chance.random() < 0.3 else one.open(chance.choice(pages))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(n, p), daemon=True) for n, p in enumerate(list(filled.sessions)[:PEOPLE])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise SystemExit(f"Somebody could not go on: {failed[0]}")
    return log


def high(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def show(one: Log, many: Log, filled: Filled) -> None:
    """Print a line for each page, and the slowest beside what they may take."""
    names = [EMPTY, *(n for n in one if n != EMPTY)]
    wide = max(len(n) for n in names)
    print(f"{'':{wide}}{'one person':>22}{'':>14}{f'{PEOPLE} people':>30}")
    print(
        f"{'':{wide}}{'queries':>9}{'CPU, ms':>9}{'CPU':>7}{'waited':>9}{'opened':>9}{'CPU':>7}{'median':>9}{'p95':>7}{'p95/m':>7}"
    )
    worst: dict[str, list[tuple[float, str]]] = {"median": [], "p95": [], "saving": []}
    for name in names:
        own, empty = one[name], one[EMPTY]
        cpu = statistics.median(own.cpu)
        queries = "-".join(str(q) for q in sorted({min(own.queries), max(own.queries)}))
        ratios = [cpu / statistics.median(empty.cpu), statistics.median(own.waited) / statistics.median(empty.waited)]
        line = f"{name:{wide}}{queries:>9}{cpu:>9.1f}{ratios[0]:>7.1f}{ratios[1]:>9.1f}"
        if busy := many.get(name):
            base = many[EMPTY]
            middle = statistics.median(busy.waited) / statistics.median(base.waited)
            top, top_of_median = high(busy.waited) / high(base.waited), high(busy.waited) / statistics.median(base.waited)
            spent = statistics.median(busy.cpu) / statistics.median(base.cpu)
            line += f"{len(busy.waited):>9}{spent:>7.1f}{middle:>9.1f}{top:>7.1f}{top_of_median:>7.1f}"
            ratios.append(middle)
            worst["p95"] += [(top, name)] if name != SAVED else []
        if not name.endswith(LARGE):
            worst["saving" if name == SAVED else "median"].append((max(ratios[1:]), name))
        print(line, flush=True)
    for what, limit in (("median", MEDIAN), ("p95", HIGH), ("saving", SAVING)):
        ratio, name = max(worst[what], default=(0.0, "nothing"))
        print(f"Slowest by {what}: {ratio:.1f} times the empty page (at most {limit}): {name}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--areas", type=int, default=150)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--pause", type=float, default=3, help="seconds that each of the people takes on average between pages")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with served.database("bench") as address, tempfile.TemporaryDirectory(prefix="server-") as folder:
        served.set_up(address, "tools.measured.settings")
        filled = fill(given.areas)
        print(f"{given.areas} areas, {filled.plans} plans, {filled.schemes} schemes in the plan that is looked at")
        print(f"{PEOPLE} people for {given.seconds:g} seconds, each with a pause of {given.pause:g} on average", flush=True)
        with served.server(Path(folder)) as path:
            one = alone(path, filled, given.repeats)
            many = at_work(path, filled, given.seconds, given.pause, given.seed)
        show(one, many, filled)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
