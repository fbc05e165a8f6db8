"""bettercare rounds learn: how a workbook never seen words what a round asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bettercare.cli.exits import WrongUse
from bettercare.cli.options import Debug, Json
from bettercare.cli.output import as_json, progress, tell, write_whole

if TYPE_CHECKING:
    from bettercare.documents import Document
    from bettercare.rounds.model import Round

Blank = Annotated[Path, typer.Argument(metavar="BLANK", help="A blank workbook, such as a new year's template.")]
From = Annotated[str, typer.Option("--from", metavar="ID", help="The round that is most like it; what it asks is looked for.")]
New = Annotated[str | None, typer.Option("--id", metavar="NEW", help="What to call the round that is saved.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--rounds", metavar="FOLDER", help="Your folder of rounds: there the new one is saved, and --from is looked for first."
    ),
]


def rounds_learn(
    blank: Blank, from_round: From, id: New = None, rounds: Folder = None, json: Json = False, debug: Debug = False
) -> None:  # fmt: skip
    """Propose where a workbook never seen has what a round asks, show what is doubtful or not found, and save it as a round.

    Nothing is saved without --rounds and --id. Only sure matches take effect; doubtful ones stand in the file as comments.

    Example: bettercare rounds learn blank.xlsx --from 2025-26 --rounds my-rounds/ --id 2026-27-new
    """
    from bettercare.cli.given import round_of
    from bettercare.cli.learned_in_words import learned_in_words, learned_values
    from bettercare.learning import learn

    if id is not None and rounds is None:
        raise WrongUse("--id is the name of a round to be saved: name the folder too, with --rounds.")
    if rounds is not None and not rounds.exists() and id is not None:
        rounds.mkdir(parents=True)
    base = round_of(from_round, rounds)
    assert base is not None
    to = _free(id, base, rounds) if id and rounds else None
    document = _workbook(blank)
    learned = learn(document, base)
    tell([as_json(learned_values(learned)).rstrip("\n")] if json else learned_in_words(learned, base.id, document.name))
    if to is None or id is None:
        progress("Nothing was saved. With --rounds FOLDER and --id NEW it is saved as a round.")
        return
    from bettercare import rounds as all_rounds
    from bettercare.learning import round_file

    write_whole(to, round_file(id, base, document, learned))
    all_rounds.load(id, rounds)
    progress(f"Written to {to}: look it through. It is read with --rounds {rounds}, as round {id}.")


def _free(id: str, base: Round, folder: Path) -> Path:
    from bettercare import rounds

    to = folder / f"{id}.yaml"
    if not id.replace("-", "").replace(".", "").replace("_", "").isalnum() or not id[0].isalnum():
        raise WrongUse(f"--id {id}: a round's name is letters, figures and hyphens, such as 2026-27-new.")
    if to.exists() or id in rounds.available(folder):
        raise WrongUse(f"--id {id}: there is a round of that name already; choose another, or take its file away first.")
    return to


def _workbook(path: Path) -> Document:
    from bettercare.documents import CannotRead, open_documents

    progress(f"Reading {path.name or path} ...")
    (document,) = open_documents([path])
    if not any(table.sheet for table in document.tables()):
        raise CannotRead(document.name, "this is no workbook", "Give the blank workbook, as .xlsx, .xls, .xlsb or .ods")
    return document
