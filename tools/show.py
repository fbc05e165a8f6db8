"""Shows the main work on the plans in examples/, and a page that leads to all of it: `./dev run`.

A folder in examples/ is one plan: it is read and checked. One of them is changed and compared with itself, written as its
round's form and filled into a blank workbook, and added up among a nation of plans drawn for the purpose. The exit status is
0 when all could be read, whatever was found in them.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from pathlib import Path

import bettercare as bc
from bettercare import checking, reporting
from bettercare.cli.findings_in_words import findings_in_words
from bettercare.cli.output import as_json, write_whole
from bettercare.cli.reading_in_words import headlines
from bettercare.plan import Cover
from bettercare.plan.collation import Handed
from bettercare.plan.words import counted
from bettercare.rounds.model import Round
from specimens import nation, truth

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Shown:
    """A plan of examples/ as it was read, with what did not add up."""

    name: str
    reading: bc.Reading
    result: bc.CheckResult


@dataclass(frozen=True)
class Link:
    """A line of the leading page: the file, its title and what it shows."""

    path: str
    title: str
    shows: str


def show(folder: Path, out: Path) -> Shown:
    """Print what one plan says and what does not add up, and write its report."""
    print(f"\n{'=' * 100}\n{folder.relative_to(ROOT)}\n{'=' * 100}", flush=True)
    reading = bc.read(folder)
    round = bc.load_round(reading.plan.round) if reading.plan.round else None
    result = bc.check(reading, round)
    first, *rest = findings_in_words(reading, result, round)
    print("\n".join([first, "", *headlines(reading.plan), "", *rest]), flush=True)
    write_whole(out / f"{folder.name}.html", reporting.report_html(reading, result, round))
    return Shown(folder.name, reading, result)


def compared(shown: Shown, out: Path) -> list[Link]:
    """A later version of a plan, and what changed in it."""
    reading, round = shown.reading, bc.load_round(shown.reading.plan.round or "")
    later = replace(reading, plan=_later(reading.plan))
    found = bc.compare(reading, later, round, round, shown.result, bc.check(later, round))
    sides = [reporting.Side(f"{shown.name}, {version}", round.title) for version in ("first version", "second version")]
    print(f"\nTwo versions of {shown.name}: {reporting.verdict(found)}", flush=True)
    write_whole(out / "what-changed.html", reporting.compared_html(found, *sides))
    write_whole(out / "what-changed.docx", reporting.compared_docx(found, *sides))
    return [
        Link("what-changed.html", "What changed between two versions", reporting.verdict(found)),
        Link("what-changed.docx", "The same as a paper for a board", "Word, with added and removed words marked"),
    ]


def _later(plan: bc.Plan) -> bc.Plan:
    """A plan with one line raised by a tenth and one text ended by a sentence, as a second version would be."""
    scheme = next(s for s in plan.schemes if any(ln.amount for ln in s.lines))
    line = next(ln for ln in scheme.lines if ln.amount)
    raised = replace(line, amount=((line.amount or Decimal(0)) * Decimal("1.1")).quantize(Decimal(1)))
    changed = replace(scheme, lines=tuple(raised if ln is line else ln for ln in scheme.lines))
    first, *rest = plan.narrative
    told = replace(first, text=f"{first.text} The partners will look at this again in the autumn.")
    schemes = tuple(changed if s is scheme else s for s in plan.schemes)
    return replace(plan, schemes=schemes, narrative=(told, *rest))


def written(shown: Shown, out: Path) -> list[Link]:
    """The plan as its round's form, and a blank form filled with it."""
    plan, round = shown.reading.plan, bc.load_round(shown.reading.plan.round or "")
    for ending in (".xlsx", ".docx", ".html"):
        made = bc.write(plan, round, ending, states=shown.reading.states, version="as shown")
        write_whole(out / f"form-of-{shown.name}{ending}", made.content)
    print(f"\n{shown.name} as its round's form: {counted(len(made.missing), 'value')} asked for and not given.", flush=True)
    blank = bc.write(bc.Plan(round=round.id), round, ".xlsx").content
    filled = bc.fill(plan, round, blank, "the blank form", states=shown.reading.states)
    write_whole(out / f"blank-filled-with-{shown.name}.xlsx", filled.content)
    told = f"{counted(len(filled.filled), 'value')} stand in their cells, {len(filled.not_filled)} could not be placed surely"
    print(f"A blank workbook filled with it: {told}.", flush=True)
    return [
        Link(f"form-of-{shown.name}.html", f"{shown.name} as its round's form", f"{len(made.missing)} values are not given"),
        Link(f"form-of-{shown.name}.xlsx", "The same as a workbook", "live totals, lists, and a sheet that counts what is missing"),
        Link(f"form-of-{shown.name}.docx", "The same for Word", "to read, sign and send"),
        Link(f"blank-filled-with-{shown.name}.xlsx", "A blank workbook filled with it", told),
    ]


def added_up(shown: Sequence[Shown], out: Path) -> list[Link]:
    """The example of the newest round among a nation of plans drawn for the purpose, each pound once."""
    (example,) = (s for s in shown if s.reading.plan.round == truth.ROUNDS[-1])
    round = bc.load_round(truth.ROUNDS[-1])
    drawn = nation.draw_nation(round.id)
    stands_for = replace(example.reading.plan, covers=(Cover("k1", drawn.free),))
    plans = [Handed(example.name, replace(example.reading, plan=stands_for), example.result)]
    plans += [_checked(plan, round) for plan in drawn.plans]
    found = bc.collate(plans, round, drawn.areas, {rule.id: rule.title for rule in checking.rules()})
    (out / "nation").mkdir()
    for name, content in {**reporting.collated(found), "collation.json": as_json(bc.to_json(found))}.items():
        write_whole(out / "nation" / name, content)
    print(f"\nA nation of plans made up for {round.title}: {next(reporting.collation_words(found))}", flush=True)
    tells = "an example and plans drawn for the purpose, as if each stood for a real area: sums, a map, and what could not be added"
    return [
        Link("nation/index.html", f"{len(plans)} plans added up", tells),
        Link("nation/collation.xlsx", "The same as a workbook", "a sheet for each table; each is a CSV and a Parquet file too"),
    ]


def _checked(plan: Handed, round: Round) -> Handed:
    return replace(plan, checked=bc.check(plan.reading, round)) if plan.reading and plan.reading.plan.round == round.id else plan


def leading_page(shown: Sequence[Shown], links: Sequence[Link]) -> str:
    """One page that leads to all that was written."""
    reports = [
        Link(f"{s.name}.html", s.name, f"{counted(len(s.result.findings), 'finding')}, {len(s.reading.doubts)} doubtful values")
        for s in shown
    ]
    lists = "".join(
        f"<h2>{heading}</h2><ul>{''.join(_item(link) for link in group)}</ul>"
        for heading, group in (("Plans read and checked", reports), ("What else was done with them", links))
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Better Care: what was shown</title>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<style>body{font:1.1rem/1.5 Arial,sans-serif;color:#212b32;max-width:48rem;margin:0 auto;padding:1rem}"
        "li{margin:.5rem 0}a{color:#005eb8}p.banner{border-left:.4rem solid #ffb81c;padding:.3rem .8rem}</style></head>\n"
        "<body><main><h1>Better Care: what was shown</h1>\n"
        '<p class="banner">Made for demonstration. These are not plans of any area\'s board.</p>\n'
        f"{lists}\n</main></body></html>\n"
    )


def _item(link: Link) -> str:
    return f'<li><a href="{escape(link.path)}">{escape(link.title)}</a>: {escape(link.shows)}</li>'


def main(out: Path = ROOT / "out") -> int:
    """Show every example; 3 if one cannot be read, after the others have been shown."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    folders = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
    if not folders:
        print("There is no folder in examples/, so there is nothing to show.", file=sys.stderr)
        return 3
    shown, unread = [], []
    for folder in folders:
        try:
            shown.append(show(folder, out))
        except bc.CannotRead as error:
            unread.append(str(error))
            print(error, file=sys.stderr)
    links: list[Link] = []
    newest = [s for s in shown if s.reading.plan.round == truth.ROUNDS[-1]]
    if newest:
        links = [*compared(newest[0], out), *written(newest[0], out), *added_up(shown, out)]
    write_whole(out / "index.html", leading_page(shown, links))
    print(f"\nOpen this page in a browser; it leads to all of it:\n  {out / 'index.html'}")
    return 3 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
