"""Many people save at once through the real server; whether everything stands that they were told was saved.

    python -m tools.saving_at_once --people 200 --saves 5

Each opens a page of one plan and saves boxes as they are left, many the same ones. Afterwards every acknowledged save must be in
the history once, made over what its person had seen; what was answered as a conflict, or as a place that is there no more, must
have changed nothing; nothing else may be answered. BETTERCARE_DATABASE_URL names the server of a PostgreSQL database; without it
a SQLite file in a temporary folder.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools import served

SHARED = 6
"""Boxes that all write in beside those of the whole page, so that they meet."""
_COUNCIL = "E10000001"


@dataclass(frozen=True, slots=True)
class Sent:
    """A box that somebody sent: its address, the words, the revision that they had seen, and how the server says it stands."""

    address: str
    words: str
    seen: int
    state: str


@dataclass(slots=True)
class Told:
    """What all were told."""

    sent: list[Sent] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        states = Counter(s.state for s in self.sent)
        return f"{states['saved']} saved, {states['overtaken']} answered as conflicts, {len(self.refused)} refused or not answered"


def prepare(people: int) -> tuple[int, str, list[str], list[str]]:
    """A plan and those who write it: its number, the page with its boxes, their addresses, and the people's sessions."""
    from bettercare.plan import Cover, Organisation, OrganisationKind, Scheme
    from bettercare.plan.edits import add_part
    from bettercare.rounds import open_plan
    from bettercare.service.accounts.models import Role
    from bettercare.service.plans import actions
    from bettercare.service.plans.working import sections
    from bettercare.service.rounds_admin.in_force import load

    council = Organisation("council", "Hillshire County Council", OrganisationKind.COUNCIL, _COUNCIL)
    lead = served.joined(Role.LEAD, _COUNCIL, council.name or "")
    round = load("2025-26")
    row = actions.start_plan(by=lead, begins=open_plan(round, "Hillshire", (Cover("cover", _COUNCIL),), (council,), actions.new_id))
    rows = [add_part(row.plan(), f"schemes/s{n}", Scheme(f"s{n}", str(n), description="As it was")) for n in range(people // 2)]
    actions.save(by=lead, plan=row, seen=0, edits=rows)
    row.refresh_from_db()
    found = {s.slug: [a for a, box in s.boxes.items() if box.kind == "text"] for s in sections(row.draft(), round)}
    slug = max(found, key=lambda s: len(found[s]))
    writers = [served.joined(Role.WRITER, _COUNCIL, council.name or "", f"writer{n}") for n in range(people)]
    return row.pk, slug, found[slug], [served.session_of(w) for w in writers]


def work(path: Path, page: str, boxes: Sequence[str], sessions: Sequence[str], saves: int, seed: int) -> Told:
    """Let everybody open the page, wait for each other, and save so often; returns what they were told."""
    told, lock, together = Told(), threading.Lock(), threading.Barrier(len(sessions))

    def write(number: int) -> None:
        chance, person = random.Random(f"{seed} {number}"), served.Person(path, sessions[number])
        try:
            seen = int(re.search(r'name="seen" value="(\d+)"', person.get(page))[1])  # type: ignore[index]
        except (OSError, TypeError) as error:
            with lock:
                told.refused.append(f"person {number} did not get the page: {error!r}")
            together.abort()
            return
        together.wait()
        for turn in range(saves):
            among = boxes[:SHARED] if chance.random() < 0.3 else boxes
            typed = {a: f"person {number}, turn {turn}, {i}" for i, a in enumerate(chance.sample(among, chance.choice((1, 1, 2))))}
            try:
                answer = person.ask("POST", f"{page}cells/", seen=str(seen), **{f"v:{a}": words for a, words in typed.items()})
                stands: dict[str, Any] = json.loads(answer.text) if answer.status == 200 else {}
                with lock:
                    told.refused += [f"{page} answered {answer.status}"] if not stands else []
                    boxes_now = stands.get("boxes", {}).items()
                    told.sent += [Sent(box.get("address", a), typed[a], seen, box["state"]) for a, box in boxes_now]
                seen = stands.get("revision", seen) if chance.random() < 0.8 else seen  # some go on from what they saw before
            except (OSError, ValueError) as error:
                with lock:
                    told.refused.append(repr(error))

    threads = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


def unkept(plan: int, told: Told) -> list[str]:
    """What does not hold: saves that are gone or were made over something unseen, conflicts that were made all the same."""
    from bettercare.plan import plan_hash
    from bettercare.plan.edits import fold
    from bettercare.service.plans.models import AreaPlan

    row = AreaPlan.objects.get(pk=plan)
    edits = list(row.edits.order_by("number"))
    words = [e for e in edits if isinstance(e.new, str)]
    made = Counter((e.address, e.new) for e in words)
    numbers = {(e.address, e.new): e.number for e in words}
    by_address: dict[str, list[int]] = {}
    for edit in edits:
        by_address.setdefault(edit.address, []).append(edit.number)
    found = list(told.refused)
    for sent in told.sent:
        times = made[sent.address, sent.words]
        if sent.state == "saved" and times != 1:
            found.append(f"saved and stands {times} times: {sent}")
        elif sent.state == "saved" and any(sent.seen < n < numbers[sent.address, sent.words] for n in by_address[sent.address]):
            found.append(f"saved over what nobody had shown: {sent}")
        elif sent.state != "saved" and (times or sent.state not in ("overtaken", "gone")):
            found.append(f"told as {sent.state!r} and stands {times} times: {sent}")
    sent = {(s.address, s.words) for s in told.sent}
    strange = [e for e in words if e.new.startswith("person ") and (e.address, e.new) not in sent]
    found += [f"made, and nobody was told: {e.address} {e.new!r}" for e in strange]
    if [e.number for e in edits] != list(range(1, row.revision + 1)):
        found.append("the numbers of the edits have a gap or a double")
    if plan_hash(fold(row.opening(), [e.edit() for e in edits])) != plan_hash(row.plan()):
        found.append("the working copy is not what its edits fold to")
    return found


def run(people: int, saves: int, seed: int) -> int:
    """Let so many people save so often at once; the exit status."""
    with served.database("saving") as address, tempfile.TemporaryDirectory(prefix="server-") as name:
        served.set_up(address)
        plan, slug, boxes, sessions = prepare(people)
        from django.db import connections

        connections.close_all()
        with served.server(Path(name)) as path:
            told = work(path, f"/plans/{plan}/sections/{slug}/", boxes, sessions, saves, seed)
        missing = unkept(plan, told)
        print(f"{people} people at once: {told}; {'; '.join(missing[:10]) or 'nothing is lost'}", flush=True)
        connections.close_all()
    return 1 if missing or not told.sent else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--saves", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    return run(given.people, given.saves, given.seed)


if __name__ == "__main__":
    sys.exit(main())
