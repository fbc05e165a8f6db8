"""Which faults a rule keeps to itself because another rule has told them."""

from __future__ import annotations

import pytest

from bettercare.checking.running import _Told


@pytest.mark.parametrize(
    ("earlier", "later", "touch"),
    [
        ("schemes/a/lines/b/amount", "schemes/a/lines/b/amount", True),
        ("schemes/a", "schemes/a/lines/b/amount", True),
        ("schemes/a/lines/b/amount", "schemes/a/lines/b", True),
        ("schemes/a/lines/b/amount", "schemes/a/lines/b/source", False),
        ("schemes/a", "schemes/ab/name", False),
        ("schemes", "schemes/a/name", False),
        ("schemes/a/name", "schemes", False),
        ("schemes", "schemes", True),
    ],
)
def test_a_fault_touches_what_is_the_same_value_or_a_part_of_it(earlier: str, later: str, touch: bool) -> None:
    told = _Told()
    told.add({earlier})
    assert told.touches({later, "dates/submitted"}) is touch
