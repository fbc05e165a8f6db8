"""The pages under docs/reference/ that are made from code and data: `python -m tools.pages [--check]`.

With --check nothing is written; the exit status is 1 if a page is missing, stale or left over.
"""

from __future__ import annotations

import enum
import inspect
import sys
import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from typer.main import get_command

from bettercare import checking, rounds
from bettercare.cli.app import app
from bettercare.cli.round_in_words import outline
from bettercare.plan import Answer, CheckResult, Pounds, Reading
from bettercare.plan.collation import Collation
from bettercare.plan.comparison import Comparison

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by ./dev docs; do not edit. -->\n\n"


def pages() -> dict[str, str]:
    """Return every generated page by its path under docs/reference/."""
    made = {
        "commands.md": commands(),
        "reading-json.md": shapes("The JSON of a reading", READING, Reading),
        "findings-json.md": shapes("The JSON of findings", FINDINGS, CheckResult),
        "comparison-json.md": shapes("The JSON of a comparison", COMPARISON, Comparison),
        "collation-json.md": shapes("The JSON of a collation", COLLATION, Collation),
        "rounds/index.md": rounds_index(),
        **{f"rounds/{id}.md": round_page(id) for id in rounds.available()},
    }
    handbook = {
        "rules/index.md": checking.handbook(),
        **{f"rules/{rule.id}.md": checking.handbook(rule.id) for rule in checking.rules()},
    }
    return {**{path: MADE + text.rstrip("\n") + "\n" for path, text in made.items()}, **handbook}


def is_made(path: Path) -> bool:
    """Whether a page was made here: it says so, or stands in the handbook, which is made as a whole."""
    return path.parent.name == "rules" or path.read_text().startswith(MADE)


def commands() -> str:
    """Return the help of every command."""
    group: Any = get_command(app)
    lines = ["# Commands", ""]
    whole = group.make_context("bettercare", [], resilient_parsing=True, max_content_width=100, terminal_width=100)
    for name in ["", *group.commands]:
        command = group.commands[name] if name else group
        words = f"bettercare {name}".strip()
        context = command.make_context(name, [], parent=whole, resilient_parsing=True) if name else whole
        lines += [f"## {words}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    return "\n".join(lines)


READING = """\
`bettercare read --json` prints it and `bettercare check` accepts it. `schema` is 1; it changes when a key is renamed or removed,
or changes its meaning, and not when one is added. A value that is not given is null, and its state stands in `states` under its
address; `places` and `doubts` speak of values by address too. An address such as `schemes/{id}/lines/{id}/amount` follows the
keys below, with the part's own id wherever there is a list. Reading the JSON back gives an equal reading; anything that does not
fit is refused with the place that does not."""

FINDINGS = """\
`bettercare check --json` prints it. `schema` is 1, as for a reading. Findings stand most serious first: `error` blocks, `query`
needs a reason, `note` informs. What could not be tested stands under `not_checked` with the reason, and never counts as passed."""

COMPARISON = """\
`bettercare compare --json` prints it. `schema` is 1, as for a reading. Amounts of `effects` are pounds; a change's `difference` is
in the value's own unit. A change hangs on an address of the new plan, or of the old plan where a part was taken out."""

COLLATION = """\
`bettercare collate --json` prints it, and `--to` writes it as `collation.json`. `schema` is 1, as for a reading. A figure that is
not known is null, and the plans that it is missing from are named. No person's name stands in it."""

ANSWERS = """\
object by the round's field id: text, true or false, null, `{"number": text}`, `{"date": text}` or `{"rows": lists of text}`"""


def shapes(title: str, about: str, top: type) -> str:
    """Return a page that lists the keys of a value and of every kind of part below it."""
    lines = [f"# {title}", "", about, ""]
    waiting, seen = [top], {top}
    while waiting:
        kind = waiting.pop(0)
        lines += [
            f"## {kind.__name__}",
            "",
            _about(kind),
            "",
            "| key | value |",
            "| --- | --- |",
        ]
        if kind is top:
            lines.append("| `schema` | 1 |")
        hints = get_type_hints(kind, include_extras=True)
        for item in fields(kind):
            lines.append(f"| `{item.name}` | {_shape(hints[item.name])} |")
            new = [part for part in _parts(hints[item.name]) if part not in seen]
            waiting += new
            seen |= set(new)
        lines.append("")
    return "\n".join(lines)


def _about(kind: type) -> str:
    """Return the first paragraph of what a part is; a dataclass without a docstring is given its signature as one."""
    about = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return "" if about.startswith(f"{kind.__name__}(") else about


def _shape(hint: Any) -> str:
    origin, arguments = get_origin(hint), get_args(hint)
    if hint == Pounds:
        return "pounds, as text with pence"
    if origin is Annotated:
        return _shape(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join("null" if a is type(None) else _shape(a) for a in arguments)
    if hint == tuple[Answer, ...]:
        return ANSWERS
    if origin is tuple:
        return f"list of {_shape(arguments[0])}"
    if origin is not None:
        return f"object by address of {_shape(arguments[1])}"
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return ", ".join(f"`{member.value}`" for member in hint)
    plain = {
        "str": "text",
        "int": "whole number",
        "float": "number",
        "bool": "true or false",
        "Decimal": "number, as text",
        "date": "ISO date",
    }
    plain["FinancialYear"] = "year, such as `2014-15`"
    return plain.get(hint.__name__, f"[{hint.__name__}](#{hint.__name__.lower()})")


def _parts(hint: Any) -> Iterator[type]:
    if hint == tuple[Answer, ...]:
        return
    if is_dataclass(hint) and isinstance(hint, type) and hint.__name__ != "FinancialYear":
        yield hint
    for argument in get_args(hint):
        yield from _parts(argument)


def rounds_index() -> str:
    """Return the list of rounds."""
    lines = ["# Rounds", "", "What each round asks for, as Better Care holds it. What could not be confirmed is marked.", ""]
    lines += [f"- [{id}]({id}.md): {rounds.load(id).title}" for id in rounds.available()]
    return "\n".join(lines)


def round_page(id: str) -> str:
    """Return a round as nested lists."""
    round = rounds.load(id)
    lines = [f"# {round.title}", ""]
    for depth, words in outline(round):
        lines += ["", f"## {words}", ""] if depth == 0 else [f"{'  ' * (depth - 1)}- {_escaped(words)}"]
    return "\n".join(lines)


def _escaped(words: str) -> str:
    return "".join(f"\\{letter}" if letter in "\\`*_<>[]" else letter for letter in words)


def main() -> int:
    """Write the pages, or with --check say which are not as they would be written."""
    made = pages()
    held = {str(path.relative_to(REFERENCE)): path.read_text() for path in REFERENCE.rglob("*.md") if is_made(path)}
    left_over = sorted(set(held) - set(made))
    stale = sorted(path for path, text in made.items() if held.get(path) != text)
    if "--check" in sys.argv:
        for path in [*stale, *left_over]:
            print(f"docs/reference/{path} is {'left over' if path in left_over else 'not up to date'}; ./dev docs writes it")
        return 1 if stale or left_over else 0
    for path in left_over:
        (REFERENCE / path).unlink()
    for path in stale:
        (REFERENCE / path).parent.mkdir(parents=True, exist_ok=True)
        (REFERENCE / path).write_text(made[path])
    print(f"{len(made)} pages, {len(stale)} written, {len(left_over)} removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
