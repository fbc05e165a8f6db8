"""The drill: a service that is in use is backed up, brought back into an empty database, and nothing of it is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bettercare.plan.edits import set_value
from bettercare.service.accounts.models import Role, User
from bettercare.service.backup import CannotBackUp, back_up
from bettercare.service.plans import actions
from bettercare.service.rounds_admin import versions
from bettercare.service.signoff.sending import submit
from tests.service.people import COUNCIL, ELSEWHERE, opened, person

pytestmark = pytest.mark.django_db(transaction=True)
_RUN = "from bettercare.cli.app import run; raise SystemExit(run())"


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind that the suite runs on."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.sqlite3"
        return
    name = "drill"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield os.environ["BETTERCARE_DATABASE_URL"].replace("/postgres?", f"/{name}?")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")


@pytest.fixture
def in_use() -> User:
    """A service in which a round was corrected, a plan written, kept and sent."""
    lead = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    text = versions.own_text("2025-26").replace("title: Full submission\n", "title: Full submission of plans\n")
    versions.save_version(by=person("National", Role.NATIONAL, ELSEWHERE), text=text, why="Corrected", seen=0)
    row = opened(lead)
    plan = row.plan()
    edit = set_value(plan, f"narrative/{plan.narrative[0].id}/text", "Ŵritten, with “quotes”\tand a tab")
    actions.save(by=lead, plan=row, seen=0, edits=[edit])
    actions.keep_version(by=lead, plan=row)
    submit(by=lead, plan=row, version=1, window="draft", reason="Late")
    return lead


def bettercare(database: str, *arguments: str | Path, run: str = _RUN) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BETTERCARE_DATABASE_URL": database, "PYTHONWARNINGS": "default"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-c", run, *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def manifest(path: Path) -> Any:
    return json.loads(zipfile.ZipFile(path).read("manifest.json"))


def test_what_is_backed_up_comes_back_table_by_table_and_work_goes_on(in_use: User, fresh: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    made = back_up(first)
    assert made.tables["plans_planedit"].count == 1 and made.tables["signoff_submission"].count == 1
    assert first.stat().st_mode & 0o077 == 0
    done = bettercare(fresh, "restore", first)
    assert done.returncode == 0, done.stderr
    assert f"{len(made.tables)} tables" in done.stdout and "2 stored documents" in done.stdout, done.stdout
    again = bettercare(fresh, "backup", second)
    assert again.returncode == 0, again.stderr
    assert {n: k for n, k in manifest(second)["tables"].items() if n in made.tables} == manifest(first)["tables"]
    going_on = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "bettercare.service.settings"
django.setup()
from bettercare.service.accounts.models import User
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans import actions
lead = User.objects.get(name="Better Care Fund lead")
print(actions.keep_version(by=lead, plan=AreaPlan.objects.get()).number, AreaPlan.objects.get().plan().narrative[0].text)
"""
    goes_on = bettercare(fresh, run=going_on)
    assert goes_on.stdout.strip() == "2 Ŵritten, with “quotes”\tand a tab", goes_on.stderr


def test_a_damaged_backup_changes_nothing_and_data_that_are_there_are_set_aside(in_use: User, fresh: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    back_up(good)
    content = bytearray(good.read_bytes())
    for place in range(len(content) // 3, len(content) // 3 + 40):
        content[place] ^= 0xFF
    bad.write_bytes(content)
    refused = bettercare(fresh, "restore", bad)
    assert refused.returncode == 2 and "damaged" in refused.stderr
    assert bettercare(fresh, "restore", good).returncode == 0
    occupied = bettercare(fresh, "restore", good)
    assert occupied.returncode == 2 and "--replace" in occupied.stderr
    replaced = bettercare(fresh, "restore", good, "--replace")
    assert replaced.returncode == 0 and "before_restore_" in replaced.stdout, replaced.stderr


def test_a_backup_is_never_written_over_and_only_backups_are_restored(tmp_path: Path, in_use: User) -> None:
    there = tmp_path / "there.zip"
    there.write_text("something else")
    with pytest.raises(CannotBackUp, match="is there already"):
        back_up(there)
    with pytest.raises(CannotBackUp, match="folder that is there"):
        back_up(tmp_path / "none" / "b.zip")
    refused = bettercare(f"sqlite:///{tmp_path}/x.sqlite3", "restore", there)
    assert refused.returncode == 2 and "no backup" in refused.stderr


def test_a_backup_of_a_later_version_or_of_another_database_is_refused(tmp_path: Path, in_use: User, fresh: str) -> None:
    kept = tmp_path / "kept.zip"
    back_up(kept)
    said = manifest(kept)

    def changed(name: str, **other: Any) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json", json.dumps({**said, **other}))
            for member in said["members"]:
                archive.writestr(member, zipfile.ZipFile(kept).read(member))
        return path

    later = changed("later.zip", migrations={**said["migrations"], "plans": ["0999_of_later"]})
    other = "postgresql" if said["database"] == "sqlite" else "sqlite"
    for path, words in ((later, "later than this"), (changed("other.zip", database=other), "BETTERCARE_DATABASE_URL")):
        refused = bettercare(fresh, "restore", path)
        assert refused.returncode == 2 and words in refused.stderr, refused.stderr
