"""bettercare organisations: areas, councils, clinical commissioning groups, integrated care boards and their successors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug, Json
from bettercare.cli.output import as_json, tell

if TYPE_CHECKING:
    from bettercare.organisations import Organisation

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A name or a register code; without it, all are listed.")]


def organisations(name: Name = None, json: Json = False, debug: Debug = False) -> None:
    """Find areas, councils, NHS commissioners and providers, with their dates and successors.

    Example: bettercare organisations "Milton Keynes"
    """
    from bettercare import organisations as register
    from bettercare.plan import to_json

    if name is None:
        found = [(organisation, 100.0) for organisation in register.all_organisations()]
    else:
        coded = [o for o in register.all_organisations() if name.upper() in (o.code, *o.other_codes)]
        found = [(o, 100.0) for o in coded] or [(match.organisation, float(match.score)) for match in register.find(name)]
    if not found:
        raise WrongUse(f"No organisation is called {name!r}, or nearly so. Without a name, the command lists them all.")
    if json:
        tell([as_json([{**to_json(organisation), "score": score} for organisation, score in found]).rstrip("\n")])
    elif name is None:
        tell(f"{o.code:<10} {o.kind.value:<9} {o.name}" for o, _ in found)
    else:
        tell(line for organisation, score in found for line in _whole(organisation, score))


def _whole(organisation: Organisation, score: float) -> Iterator[str]:
    from bettercare.organisations import get
    from bettercare.plan.words import KIND_WORDS, day

    how = "" if score == 100 else f"  (names agree {score:.0f} in 100)"
    yield f"{organisation.name}{how}"
    also = f", also {', '.join(organisation.other_codes)}" if organisation.other_codes else ""
    yield f"  {KIND_WORDS[organisation.kind.value]}, code {organisation.code}{also}"
    if organisation.aliases:
        yield f"  also written: {'; '.join(organisation.aliases)}"
    if organisation.region:
        yield f"  region: {organisation.region}"
    if organisation.valid_from or organisation.valid_to:
        start = f"from {day(organisation.valid_from)} " if organisation.valid_from else ""
        yield f"  {start}{f'to {day(organisation.valid_to)}' if organisation.valid_to else ''}".rstrip()
    for code in organisation.successors:
        yield f"  followed by: {get(code).name} ({code})"
    if organisation.source:
        yield f"  source: {organisation.source.replace('|', ', ')}{'' if organisation.confirmed else '; not confirmed'}"
