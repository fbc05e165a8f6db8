"""Many people who save through the real server at once, on the database of the run: the short form of `./dev soak`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bettercare.plan.edits import Edit, EditKind, set_value
from bettercare.service.accounts.models import User
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tools import saving_at_once
from tools.saving_at_once import Sent, Told

ROOT = Path(saving_at_once.__file__).parents[1]


def test_no_save_of_many_is_lost_and_conflicts_are_told_as_conflicts() -> None:
    command = [sys.executable, "-m", "tools.saving_at_once", "--people", "24", "--saves", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "24 people at once" in done.stdout and "nothing is lost" in done.stdout and " 0 answered as conflicts" not in done.stdout


@pytest.mark.django_db
def test_a_save_that_is_gone_or_was_made_over_anothers_is_told(row: AreaPlan, lead: User) -> None:
    address = f"narrative/{row.plan().narrative[0].id}/text"
    actions.save(by=lead, plan=row, seen=0, edits=[set_value(row.plan(), address, "One")])
    actions.save(by=lead, plan=row, seen=1, edits=[Edit(EditKind.SET, address, "One", "Two")])

    def told(*sent: Sent) -> list[str]:
        return saving_at_once.unkept(row.pk, Told([*sent]))

    one, two = Sent(address, "One", 0, "saved"), Sent(address, "Two", 1, "saved")
    assert told(one, two) == []
    assert "stands 0 times" in told(one, two, Sent(address, "Three", 2, "saved"))[0]
    assert "over what nobody had shown" in told(one, Sent(address, "Two", 0, "saved"))[0]
    assert "told as 'overtaken' and stands 1 times" in told(one, Sent(address, "Two", 1, "overtaken"))[0]
    assert saving_at_once.unkept(row.pk, Told([one, two], ["a page answered 500"])) == ["a page answered 500"]
