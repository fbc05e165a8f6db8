"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Documents = Annotated[
    list[Path],
    typer.Argument(
        metavar="DOCUMENT",
        help="The documents of one plan, a folder that holds them, the plan's reading as JSON, or - for what is piped in.",
    ),
]
RoundId = Annotated[str | None, typer.Option("--round", metavar="ID", help="Read as this round; otherwise the round is detected.")]
RoundsFolder = Annotated[
    Path | None,
    typer.Option(
        "--rounds", metavar="FOLDER", help="Take rounds from this folder of YAML files before those that come with Better Care."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Debug = Annotated[bool, typer.Option("--debug", help="Where something fails, show all that is known about it.")]
AllocationFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--allocations", metavar="TABLE=FILE",
        help="Hold the plan against published amounts by area: a CSV or Excel file for one of the round's tables, such as "
        "nhs-minimum=allocations.xlsx. May be given more than once; `bettercare rounds ID` names the tables.",
    ),
]  # fmt: skip
FolderOfPlans = Annotated[
    Path,
    typer.Argument(
        metavar="FOLDER", help="The plans: each sub-folder is one; files beside them are put together by area and round."
    ),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help="How many plans are read at once; otherwise as many as the machine has cores.")
]
