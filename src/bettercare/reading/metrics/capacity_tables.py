"""Tables of the capacity and demand plan, which share months and names of services with tables of metrics."""

from __future__ import annotations

from functools import lru_cache

from bettercare.reading.metrics.names import is_strong
from bettercare.reading.spots import Board
from bettercare.reading.tables.label_likeness import alike, plain_label
from bettercare.rounds.model import Round

_LIKE = 0.9
_FEWEST = 2
_LONGEST = 160


def is_capacity(board: Board, round: Round) -> bool:
    """Whether a table holds two or more labels of the round's capacity and demand plan, and none that only metrics have."""
    known = capacity_labels(round)
    if not known:
        return False
    texts = {t for r in range(board.height) for c in range(board.width) if (t := board.own(r, c)) and len(t) < _LONGEST}
    if any(is_strong(t) for t in texts):
        return False
    plain = {p for t in texts if (p := plain_label(t))}
    return sum(1 for p in plain if any(p.startswith(f"{label} ") or alike(p, label) >= _LIKE for label in known)) >= _FEWEST


def capacity_labels(round: Round) -> tuple[str, ...]:
    """The plain words of every row of the plan, and of what is asked of each row by month."""
    return _labels(
        tuple(w for shape in round.capacity for i in round.capacity_rows(shape) for w in (i.label, *i.labels)), _of_fields(round)
    )


def _of_fields(round: Round) -> tuple[str, ...]:
    return tuple(w for shape in round.capacity for f in shape.fields for w in f.locator.labels)


@lru_cache(maxsize=100)
def _labels(rows: tuple[str, ...], fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p for w in (*rows, *fields) if len((p := plain_label(w)).split()) >= 2))
