"""The rounds that the service works by: the version in force of each, or the package's own where nobody saved one."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from secrets import token_hex
from typing import Any

from django.utils import timezone

from bettercare import rounds
from bettercare.rounds.model import AllocationTable, AllocationVersion, Extension, Round, Window
from bettercare.service.accounts.models import User
from bettercare.service.kept import once_a_request
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.models import (
    AllocationKept,
    ExtensionGiven,
    PlanBegan,
    RoundStamp,
    RoundVersion,
    WindowSet,
    fingerprint_of,
)


def load(id: str) -> Round:
    """Return a round as it is in force now; raises NoSuchRound."""
    token = _stamp(id)
    return rounds.load(id) if token is None else _in_force(id, token)


@once_a_request
def _stamp(id: str) -> str | None:
    return RoundStamp.objects.filter(round=id).values_list("token", flat=True).first()


def available() -> tuple[str, ...]:
    """The ids of all rounds that plans can be written for, sorted."""
    return tuple(sorted({*rounds.available(), *RoundVersion.objects.values_list("round", flat=True).distinct()}))


def written(id: str) -> dict[str, str]:
    """The text of each file that a round in force is made of, by file name."""
    version = latest(id)
    return dict(version.files) if version else rounds.written(id)


def known_today(id: str) -> dict[str, str]:
    """All that rules a round now, as text by file name: what it says, allocations in force, windows that were set."""
    tables: dict[str, AllocationKept] = {}
    for kept in AllocationKept.objects.filter(round=id).order_by("number"):
        tables[kept.table] = kept
    held = {
        t: {
            "version": k.number,
            "status": k.status,
            "published_on": k.published_on.isoformat(),
            "sha256": k.sha256,
            "amounts": k.amounts,
        }
        for t, k in tables.items()
    }
    files = written(id) | ({f"{id}.allocations.json": json.dumps(held, sort_keys=True)} if held else {})
    windows = {w.window: _set_as_json(w) for w in WindowSet.objects.filter(round=id).order_by("at", "pk")}
    return files | ({f"{id}.windows.json": json.dumps(windows, sort_keys=True)} if windows else {})


def _set_as_json(set: WindowSet) -> dict[str, Any]:
    closes = _as_written(set.closes)
    return {
        "title": set.title, "kind": set.kind, "opens": set.opens.isoformat(), "closes": closes.isoformat() if closes else None,
        "must_be": set.must_be,
    }  # fmt: skip


def as_known_then(id: str, files: Mapping[str, str]) -> Round:
    """A round from what `known_today` gave on some day: its rules as they stood, with the allocations and windows of then."""
    round = rounds.load_texts(id, files)
    held = json.loads(files.get(f"{id}.allocations.json", "{}"))
    imported = {
        table: AllocationKept(
            number=k["version"], status=k["status"], published_on=date.fromisoformat(k["published_on"]), amounts=k["amounts"]
        ).version()
        for table, k in held.items()
    }
    tables = (replace(t, versions=(imported[t.id], *t.versions)) if t.id in imported else t for t in round.allocations)
    windows = {w.id: w for w in round.windows}
    for name, w in json.loads(files.get(f"{id}.windows.json", "{}")).items():
        windows[name] = Window(
            id=name, title=w["title"], kind=w["kind"], opens=date.fromisoformat(w["opens"]),
            closes=datetime.fromisoformat(w["closes"]) if w["closes"] else None, must_be=tuple(w["must_be"]),
            source="own", confirmed=True,
        )  # fmt: skip
    return replace(round, allocations=tuple(tables), windows=tuple(windows.values()))


def latest(id: str) -> RoundVersion | None:
    """The last saved version of a round; None where it is the package's own."""
    return RoundVersion.objects.filter(round=id).first()


@contextmanager
def folder() -> Iterator[Path | None]:
    """A folder that holds the saved rounds for as long as documents are read; None where none was saved."""
    texts = own_files()
    if not texts:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="rounds-") as name:
        for file, text in texts.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        yield Path(name)


def own_files() -> dict[str, str]:
    """The own files of all saved rounds, by name: those that other rounds may be based on."""
    texts: dict[str, str] = {}
    for id in RoundVersion.objects.order_by("round").values_list("round", flat=True).distinct():
        kept = written(id)
        texts |= {name: kept[name] for name in (f"{id}.yaml", f"{id}.prompts.yaml") if name in kept}
    return texts


def touched(id: str) -> None:
    """Take the round's lock until the transaction ends, and let every process know that it changed."""
    RoundStamp.objects.get_or_create(round=id, defaults={"token": token_hex(16)})
    stamp = RoundStamp.objects.select_for_update().get(pk=id)
    stamp.token = token_hex(16)
    stamp.save()


def keep_what_it_began_under(plan: AreaPlan, by: User) -> None:
    """Record which version of its round a plan begins under."""
    version = latest(plan.round)
    sha256 = version.sha256 if version else fingerprint_of(rounds.written(plan.round))
    PlanBegan.objects.create(plan=plan, version=version, sha256=sha256, by=by, by_name=str(by), at=timezone.now())


@lru_cache(maxsize=64)
def _in_force(id: str, token: str) -> Round:
    """`token` names one state of the round for good: it is never given twice."""
    version = latest(id)
    said = rounds.load_texts(id, version.files) if version else rounds.load(id)
    return replace(said, allocations=_allocations(said), windows=_windows(said))


def _allocations(round: Round) -> tuple[AllocationTable, ...]:
    """The round's tables with what was imported, the last version first: of those published on one day it is in force."""
    imported: dict[str, list[AllocationVersion]] = {}
    for kept in AllocationKept.objects.filter(round=round.id).order_by("-number"):
        imported.setdefault(kept.table, []).append(kept.version())
    return tuple(replace(t, versions=(*imported.get(t.id, ()), *t.versions)) for t in round.allocations)


def _windows(round: Round) -> tuple[Window, ...]:
    """The round's windows as administrators set them since, and those that only they opened; extensions last given first."""
    windows = {w.id: w for w in round.windows}
    for set in WindowSet.objects.filter(round=round.id).order_by("at", "pk"):
        before = windows.get(set.window)
        windows[set.window] = Window(
            id=set.window, title=set.title, kind=set.kind, opens=set.opens,  # type: ignore[arg-type]
            closes=_as_written(set.closes), must_be=tuple(set.must_be), extensions=before.extensions if before else (),
            source="own", confirmed=True,
        )  # fmt: skip
    for given in ExtensionGiven.objects.filter(round=round.id).order_by("at", "pk"):
        if given.window in windows:
            window = windows[given.window]
            closes = _as_written(given.closes) or datetime.max
            own = Extension(area=given.area, closes=closes, reason=given.reason)
            windows[given.window] = replace(window, extensions=(own, *window.extensions))
    return tuple(windows.values())


def _as_written(moment: datetime | None) -> datetime | None:
    """A time as the round writes it: local, without a zone."""
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None
