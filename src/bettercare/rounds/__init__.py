"""What a round asks for: load a round, see which there are, and know a prompt from its answer."""

from bettercare.rounds.amending import carry_forward
from bettercare.rounds.carrying import carried_plan
from bettercare.rounds.fingerprint import fingerprint, overlap
from bettercare.rounds.lineage import ancestors, came_from
from bettercare.rounds.loading import NoSuchRound, available, load, load_all, load_texts, written
from bettercare.rounds.model import NotInRound, Round
from bettercare.rounds.opening import open_plan
from bettercare.rounds.predicates import evaluate, of_part, work_out
from bettercare.rounds.tree import RoundFileError

__all__ = [
    "NoSuchRound", "NotInRound", "Round", "RoundFileError", "ancestors", "available", "came_from", "carried_plan",
    "carry_forward", "evaluate",
    "fingerprint", "load", "load_all", "load_texts", "of_part", "open_plan", "overlap", "work_out", "written",
]  # fmt: skip
