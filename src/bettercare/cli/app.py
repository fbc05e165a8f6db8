"""The commands together, and the one place where errors become words and exit codes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperGroup

from bettercare.cli.backup import backup
from bettercare.cli.brief import brief
from bettercare.cli.check import check
from bettercare.cli.collate import collate
from bettercare.cli.compare import compare
from bettercare.cli.exits import Exit, WrongUse
from bettercare.cli.organisations import organisations
from bettercare.cli.pay import pay
from bettercare.cli.pay_outlook import pay_outlook
from bettercare.cli.pay_pool import pay_pool
from bettercare.cli.pay_scenarios import pay_scenarios
from bettercare.cli.read import read
from bettercare.cli.restore import restore
from bettercare.cli.rounds import rounds
from bettercare.cli.rounds_learn import rounds_learn
from bettercare.cli.rules import rules
from bettercare.cli.serve import serve
from bettercare.cli.write import write

COMMANDS = (
    read,
    check,
    write,
    brief,
    compare,
    collate,
    pay,
    pay_pool,
    pay_outlook,
    pay_scenarios,
    rounds,
    rounds_learn,
    rules,
    organisations,
    serve,
    backup,
    restore,
)


class _Commands(TyperGroup):
    """Knows commands of two words too, so that `rounds learn` stands beside `rounds [ID]`."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[Any, Any, list[str]]:
        words = " ".join(args[:2])
        return (words, self.commands[words], args[2:]) if words in self.commands else super().resolve_command(ctx, args)


app = typer.Typer(
    name="bettercare",
    cls=_Commands,
    help="Reads, checks, writes, compares and adds up the plans of England's Better Care Fund.",
    epilog="Exit status: 0 nothing blocks, 1 something blocks, 2 wrong use, 3 not readable.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(command.__name__.replace("_", " "), short_help=(command.__doc__ or "").splitlines()[0])(command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status; an error is told in one sentence, and in full with --debug."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(given)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.FINE
    except Exception as error:
        if "--debug" in given:
            traceback.print_exception(error)
        status, words = _explain(error)
        print(words, file=sys.stderr)  # noqa: T201
        return status
    return Exit.FINE


def _explain(error: Exception) -> tuple[Exit, str]:
    from bettercare.checking import WrongSetting
    from bettercare.documents import CannotRead, WorkerFailed
    from bettercare.plan import NotAReading
    from bettercare.rounds import NoSuchRound, RoundFileError

    if isinstance(error, WrongUse):
        return Exit.WRONG_USE, str(error)
    if isinstance(error, NoSuchRound | WrongSetting):
        return Exit.WRONG_USE, str(error.args[0])
    if isinstance(error, CannotRead | NotAReading | RoundFileError):
        return Exit.UNREADABLE, str(error)
    what = str(error) if isinstance(error, WorkerFailed) else f"{type(error).__name__}: {error}"
    return Exit.UNREADABLE, (
        f"Better Care itself failed ({what}). Nothing was written. Add --debug to see where it failed, and report it."
    )
