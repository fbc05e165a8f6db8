"""bettercare rules: the rule handbook."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.folder_of_plans import of_each_plan
from bettercare.cli.options import Debug, Jobs, Json, RoundId, RoundsFolder
from bettercare.cli.output import as_json, tell

if TYPE_CHECKING:
    from bettercare.checking import Specification, Trial, Tried
    from bettercare.plan import Reading
    from bettercare.rounds.model import Round

Id = Annotated[str | None, typer.Argument(metavar="ID", help="The rule; without it, all rules are listed by family.")]

Try = Annotated[
    Path | None,
    typer.Option(
        "--try", metavar="FOLDER", help="Run this one rule over a folder of plans and say how often it fires; nothing is written."
    ),
]


def rules(
    id: Id = None, try_on: Try = None, round: RoundId = None, rounds: RoundsFolder = None, jobs: Jobs = None,
    json: Json = False, debug: Debug = False,
) -> None:  # fmt: skip
    """Say what the rules test, why, and on whose authority; or try one over a folder of plans, before and after a change.

    With --rounds too, the rounds of that folder are held against those that come with Better Care.

    Example: bettercare rules pool-balance --try plans/ --rounds my-rounds/
    """
    from bettercare import checking

    known = {rule.id: rule for rule in checking.rules()}
    if id is not None and id not in known:
        near = get_close_matches(id, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`bettercare rules` lists them all."
        raise WrongUse(f"There is no rule {id!r}; {hint}")
    if try_on is not None:
        if id is None:
            raise WrongUse("--try runs one rule: name it, as in `bettercare rules pool-balance --try plans/`.")
        _tell_trial(_trial(id, try_on, round, rounds, jobs), known[id].title, json)
        return
    if round is not None or rounds is not None:
        raise WrongUse("--round and --rounds go with --try, which runs a rule over a folder of plans.")
    found = [known[id]] if id else list(known.values())
    if json:
        tell([as_json([_facts(rule) for rule in found]).rstrip("\n")])
    else:
        tell(_listed(found) if id is None else [checking.handbook(id).rstrip("\n")])


def _trial(id: str, folder: Path, round: str | None, rounds: Path | None, jobs: int | None) -> Trial:
    from bettercare.checking import Trial

    plans = of_each_plan(folder, partial(_tried, rule=id, rounds=rounds), round, rounds, jobs)
    unread = tuple((p.name, p.problem or "") for p in plans if p.made is None and not p.no_plan)
    return Trial(id, tuple(p.made for p in plans if p.made is not None), unread)


def _tried(name: str, reading: Reading, round: Round | None, *, rule: str, rounds: Path | None) -> Tried:
    from bettercare import checking

    return checking.tried(rule, name, reading, round, _before(round, rounds) if rounds and round else None)


def _before(round: Round, folder: Path) -> Round | None:
    """The round as it comes with Better Care; for a round of the user's own, the one that it is based on."""
    from bettercare import rounds

    if round.id in rounds.available():
        return rounds.load(round.id)
    return rounds.load(round.based_on, folder) if round.based_on else None


def _tell_trial(trial: Trial, title: str, json: bool) -> None:
    from bettercare.cli.trial_in_words import trial_in_words, trial_values

    tell([as_json(trial_values(trial)).rstrip("\n")] if json else trial_in_words(trial, title))


def _facts(rule: Specification) -> dict[str, Any]:
    parameters = {name: str(value) for name, value in rule.parameters.items()}
    return {
        "id": rule.id, "family": rule.family, "severity": rule.severity.value, "title": rule.title, "why": rule.why,
        "source": rule.source, "parameters": parameters,
    }  # fmt: skip


def _listed(found: list[Specification]) -> Iterator[str]:
    width = max(len(rule.id) for rule in found)
    family = ""
    for rule in found:
        if rule.family != family:
            if family:
                yield ""
            family = rule.family
            yield rule.heading
        yield f"  {rule.id:<{width}}  {rule.severity.value:<5}  {rule.title}"
