"""Kills the service again and again in the midst of its work, and looks whether all that it had acknowledged is there.

    python -m tools.losing_power --kills 3 --seconds 3

Starts the real server, lets people save, keep versions, sign and send at once, kills its processes with SIGKILL, and compares what
people were told with what the database holds. BETTERCARE_DATABASE_URL names the server of a PostgreSQL database, in which a
database of its own is made and dropped; without it a SQLite file in a temporary folder.
"""

from __future__ import annotations

import argparse
import http.client
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from tools.served import Person, database, joined, server, session_of, set_up

WRITERS = 3
PATIENCE = 180
"""Seconds for a slow machine to do something of every kind."""


@dataclass
class Told:
    """What people were told is done: texts that were saved, versions kept, versions signed, and submissions."""

    saved: list[tuple[str, str]] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    signed: list[int] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def counts(self) -> tuple[int, ...]:
        return len(self.saved), len(self.kept), len(self.signed), len(self.sent)

    def more_than(self, before: tuple[int, ...]) -> bool:
        """Whether something of every kind was told since."""
        return all(now > then for now, then in zip(self.counts(), before, strict=True))

    def __str__(self) -> str:
        return f"{len(self.saved)} saves, {len(self.kept)} versions, {len(self.signed)} signatures, {len(self.sent)} submissions"


def prepare() -> tuple[int, str, str]:
    """Fill the database: a plan, its lead and one who signs; the plan's number and the two sessions."""
    from bettercare.plan import Cover, Organisation, OrganisationKind
    from bettercare.rounds import load, open_plan
    from bettercare.service.accounts.models import Role
    from bettercare.service.plans import actions

    council = Organisation("council", "Hillshire County Council", OrganisationKind.COUNCIL, "E10000001")
    lead = joined(Role.LEAD, "E10000001", council.name or "")
    chief = joined(Role.SIGNATORY, "E10000001", council.name or "", signs_as="council")
    begins = open_plan(load("2025-26"), "Hillshire", (Cover("cover", "E10000001"),), (council,), actions.new_id)
    row = actions.start_plan(by=lead, begins=begins)
    actions.keep_version(by=lead, plan=row)
    return row.pk, session_of(lead), session_of(chief)


def work(path: Path, plan: int, lead: str, chief: str, told: Told, until: threading.Event, turn: str) -> list[threading.Thread]:
    """Let people work at once, each over connections of their own, until the server is gone."""
    from bettercare.service.plans.models import AreaPlan
    from bettercare.service.plans.working import sections
    from bettercare.service.rounds_admin.in_force import load

    row = AreaPlan.objects.get(pk=plan)
    found = [(s.slug, a) for s in sections(row.plan(), load(row.round)) for a in s.boxes if a.endswith("/text")]

    def save(number: int, step: int) -> None:
        slug, address = found[number % len(found)]
        text = f"{turn}: person {number}, text {step}"
        Person(path, lead).post(f"/plans/{plan}/sections/{slug}/", **{f"v:{address}": text})
        with told.lock:
            told.saved.append((address, text))

    def keep_and_sign(number: int, step: int) -> None:
        person = Person(path, lead)
        page = person.get(person.post(f"/plans/{plan}/", note=f"{turn}, {step}"))
        kept = int(_number(r"Version (\d+) is kept", page))
        with told.lock:
            told.kept.append(kept)
        signer = Person(path, chief)
        page = signer.get(signer.post(f"/plans/{plan}/versions/{kept}/sign/", seat="council|Hillshire County Council"))
        _number(rf"You have signed version ({kept})", page)
        with told.lock:
            told.signed.append(kept)

    def send(number: int, step: int) -> None:
        place = Person(path, lead).post(f"/plans/{plan}/versions/1/send/", window="draft", reason=f"{turn}, {step}")
        with told.lock:
            told.sent.append(int(_number(r"/sent/(\d+)/", place)))

    def again_and_again(what: Callable[[int, int], None], number: int) -> None:
        step = 0
        while not until.is_set():
            with suppress(OSError, http.client.HTTPException):  # no answer, or no word that it was done: nothing was acknowledged
                what(number, step)
            step += 1

    jobs = [(save, n) for n in range(WRITERS)] + [(keep_and_sign, 0), (send, 0)]
    threads = [threading.Thread(target=again_and_again, args=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    return threads


def _number(pattern: str, text: str) -> str:
    found = re.search(pattern, unescape(text))
    if found is None:
        raise http.client.HTTPException("the server did not say that it was done")
    return found[1]


def lost(plan: int, told: Told) -> list[str]:
    """What people were told is done and the database does not hold, and whatever does not hold together."""
    from django.db import connection

    from bettercare.plan.edits import fold
    from bettercare.service.plans.models import AreaPlan
    from bettercare.service.signoff.stored import verified

    connection.close()
    row = AreaPlan.objects.get(pk=plan)
    edits = list(row.edits.order_by("number"))
    texts = {(e.address, e.new) for e in edits}
    found = [f"a save is gone: {address} {text!r}" for address, text in told.saved if (address, text) not in texts]
    found += [f"version {n} is gone" for n in set(told.kept) - set(row.versions.values_list("number", flat=True))]
    signed = {s.version.number: s for s in row.signoffs.select_related("version")}
    found += [f"the signature on version {n} is gone" for n in told.signed if n not in signed]
    sent = {s.pk: s for s in row.submissions.all()}
    found += [f"submission {n} is gone" for n in told.sent if n not in sent]
    for kept in (*signed.values(), *sent.values()):
        verified(bytes(kept.content), kept.sha256)
    if [e.number for e in edits] != list(range(1, row.revision + 1)) or fold(
        row.opening(), [e.edit() for e in edits]
    ) != row.plan():
        found.append("the working copy is not what its edits fold to")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            if (state := cursor.fetchone()[0]) != "ok":
                found.append(f"the database file is damaged: {state}")
    connection.close()
    return found


def run(kills: int, seconds: float, seed: int) -> int:
    """Kill the server so many times, after about so many seconds of work each; the exit status."""
    chance = random.Random(seed)
    with database("power") as address, tempfile.TemporaryDirectory(prefix="server-") as name:
        set_up(address)
        plan, lead, chief = prepare()
        told = Told()
        for turn in range(kills):
            until = threading.Event()
            before = told.counts()
            with server(Path(name), killed=True) as path:
                threads = work(path, plan, lead, chief, told, until, f"turn {turn}")
                time.sleep(seconds * chance.uniform(0.5, 1.5))
                patience = time.monotonic() + PATIENCE
                while not told.more_than(before):  # a slow machine has not done everything yet
                    time.sleep(0.1)
                    if time.monotonic() > patience:
                        raise SystemExit(f"In {PATIENCE} seconds the service acknowledged only {told}.")
            until.set()
            for thread in threads:
                thread.join()
            missing = lost(plan, told)
            print(f"Kill {turn + 1}: told of {told}; {'; '.join(missing) or 'all there'}", flush=True)
            if missing:
                return 1
        from django.db import connections

        connections.close_all()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    return run(given.kills, given.seconds, given.seed)


if __name__ == "__main__":
    sys.exit(main())
