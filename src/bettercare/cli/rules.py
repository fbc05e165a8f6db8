"""bettercare rules: the rule handbook."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug, Json
from bettercare.cli.output import as_json, tell

if TYPE_CHECKING:
    from bettercare.checking import Specification

Id = Annotated[str | None, typer.Argument(metavar="ID", help="The rule; without it, all rules are listed by family.")]


def rules(id: Id = None, json: Json = False, debug: Debug = False) -> None:
    """Say what the rules test, why, and on whose authority.

    Example: bettercare rules
    """
    from bettercare import checking

    known = {rule.id: rule for rule in checking.rules()}
    if id is not None and id not in known:
        near = get_close_matches(id, known, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "`bettercare rules` lists them all."
        raise WrongUse(f"There is no rule {id!r}; {hint}")
    found = [known[id]] if id else list(known.values())
    if json:
        tell([as_json([_facts(rule) for rule in found]).rstrip("\n")])
    else:
        tell(_listed(found) if id is None else [checking.handbook(id).rstrip("\n")])


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
