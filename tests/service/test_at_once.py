"""Many people save at once, over connections of their own, and no update is lost."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import connection, connections

from bettercare.plan.edits import fold, set_value
from bettercare.service.accounts.models import Role
from bettercare.service.plans import actions
from bettercare.service.plans.models import AreaPlan
from tests.service.people import COUNCIL, opened, person

PEOPLE, SAVES = 12, 5


@pytest.mark.django_db(transaction=True)
def test_no_update_is_lost_when_many_save_at_once() -> None:
    lead = person("Better Care Fund lead", Role.LEAD, COUNCIL)
    row = opened(lead)
    begins = row.plan()
    texts = [f"conditions/{c.id}/text" for c in begins.conditions] + [f"narrative/{n.id}/text" for n in begins.narrative]
    shared = f"{texts[0]}"
    outcomes: list[tuple[str, str]] = []
    failures: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for turn in range(SAVES):
                address = shared if turn == 0 else texts[1 + (number * SAVES + turn) % (len(texts) - 1)]
                seen = AreaPlan.objects.get(pk=row.pk)
                text = f"{number}/{turn}"
                saved = actions.save(by=lead, plan=row, seen=seen.revision, edits=[set_value(seen.plan(), address, text)])
                outcomes.append(("made" if saved.made else "shown", text))
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    row.refresh_from_db()
    edits = list(row.edits.order_by("number"))
    assert [e.number for e in edits] == list(range(1, row.revision + 1))
    assert Counter(e.new for e in edits) == Counter(text for outcome, text in outcomes if outcome == "made")
    assert len(outcomes) == PEOPLE * SAVES
    assert fold(begins, [e.edit() for e in edits]) == row.plan()


def test_the_database_is_the_one_that_was_asked_for() -> None:
    import os

    asked = os.environ["BETTERCARE_DATABASE_URL"].partition(":")[0]
    assert connection.vendor == {"sqlite": "sqlite", "postgres": "postgresql"}[asked]
