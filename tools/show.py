"""Shows the main work on the plans in examples/, and a page that leads to all of it: `./dev run`.

A folder in examples/ is one plan: it is read and checked. One of them is changed and compared with itself, written as its
round's form and filled into a blank workbook, and added up among a nation of plans drawn for the purpose, over which a rule is
tried. `tools.run` starts the service after it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import bettercare as bc
from bettercare import checking, reporting, rounds
from bettercare.cli.findings_in_words import findings_in_words
from bettercare.cli.output import as_json, write_whole
from bettercare.cli.reading_in_words import headlines
from bettercare.cli.trial_in_words import trial_in_words
from bettercare.plan import Cover
from bettercare.plan.collation import Handed
from bettercare.plan.words import counted
from bettercare.rounds.model import Round
from specimens import nation, truth
from tools.leading_page import Link, Step, leading_page

ROOT = Path(__file__).parent.parent
TRIED, SETTING = "metric-leap", "0.28"
"""A rule, and a setting that it is tried with: at most so much of what there is to gain may be aimed at without a reason."""


@dataclass(frozen=True)
class Shown:
    """A plan of examples/ as it was read, with what did not add up."""

    name: str
    reading: bc.Reading
    result: bc.CheckResult

    @property
    def title(self) -> str:
        """The plan's area and round."""
        area, round = self.reading.plan.area.name, self.reading.plan.round
        return f"{area or self.name}, {round or 'round not known'}"


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
    sides = [reporting.Side(f"{shown.title}, {version}", None) for version in ("first version", "second version")]
    print(f"\nTwo versions of {shown.title}: {reporting.verdict(found)}", flush=True)
    write_whole(out / "what-changed.html", reporting.compared_html(found, *sides))
    write_whole(out / "what-changed.docx", reporting.compared_docx(found, *sides))
    return [
        Link("what-changed.html", "What changed between two versions", reporting.verdict(found)),
        Link("what-changed.docx", "The same as a paper for a board", "Word, with added and removed words marked"),
    ]


def _later(plan: bc.Plan) -> bc.Plan:
    """A plan as a second version would be: one line raised by a tenth, the largest scheme divided, a text ended by a sentence."""
    whole = max(plan.schemes, key=lambda s: sum((ln.amount or Decimal(0) for ln in s.lines), Decimal(0)))
    scheme = next(s for s in plan.schemes if s is not whole and any(ln.amount for ln in s.lines))
    line = next(ln for ln in scheme.lines if ln.amount)
    raised = replace(line, amount=((line.amount or Decimal(0)) * Decimal("1.1")).quantize(Decimal(1)))
    changed = replace(scheme, lines=tuple(raised if ln is line else ln for ln in scheme.lines))
    halves = [(ln, ((ln.amount or Decimal(0)) / 3).quantize(Decimal(1))) for ln in whole.lines]
    second = replace(
        whole,
        id="second",
        number=str(len(plan.schemes) + 1),
        name=f"{whole.name} (older people)",
        lines=tuple(replace(ln, id=f"{ln.id}-2", amount=third) for ln, third in halves),
    )
    first_part = replace(
        whole,
        name=f"{whole.name} (adults)",
        lines=tuple(replace(ln, amount=(ln.amount or Decimal(0)) - third) for ln, third in halves),
    )
    became = {whole.id: first_part, scheme.id: changed}
    first, *rest = plan.narrative
    told = replace(first, text=f"{first.text} The partners will look at this again in the autumn.")
    return replace(plan, schemes=(*(became.get(s.id, s) for s in plan.schemes), second), narrative=(told, *rest))


def written(shown: Shown, out: Path) -> list[Link]:
    """The plan as its round's form, and a blank form filled with it."""
    plan, round = shown.reading.plan, bc.load_round(shown.reading.plan.round or "")
    for ending in (".xlsx", ".docx", ".html"):
        made = bc.write(
            plan, round, ending, states=shown.reading.states, version="as shown", demonstration=shown.reading.for_demonstration
        )
        write_whole(out / f"form-of-{shown.name}{ending}", made.content)
    print(f"\n{shown.title} as its round's form: {counted(len(made.missing), 'value')} asked for and not given.", flush=True)
    blank = bc.write(bc.Plan(round=round.id), round, ".xlsx").content
    filled = bc.fill(plan, round, blank, "the blank form", states=shown.reading.states)
    write_whole(out / f"blank-filled-with-{shown.name}.xlsx", filled.content)
    told = f"{counted(len(filled.filled), 'value')} stand in their cells, {len(filled.not_filled)} could not be placed surely"
    print(f"A blank workbook filled with it: {told}.", flush=True)
    return [
        Link(
            f"form-of-{shown.name}.html", f"{shown.title} as its round's form", f"{counted(len(made.missing), 'value')} not given"
        ),
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


def rule_tried(out: Path) -> list[Link]:
    """A rule with another setting, tried over the drawn plans: what it finds now, and what that is to before."""
    before = bc.load_round(truth.ROUNDS[-1])
    rule = {r.id: r for r in checking.rules()}[TRIED]
    with TemporaryDirectory() as folder:
        setting = f"{{parameters: {{most: '{SETTING}'}}, reason: shown what it would do}}"
        changes = f"id: {before.id}\nbased_on: {before.id}\nchanges:\n  - add: rules/{TRIED}\n    with: {setting}\n"
        (Path(folder) / f"{before.id}.yaml").write_text(changes, encoding="utf-8")
        now = rounds.load(before.id, folder)
    plans = [p for p in nation.draw_nation(before.id).plans if p.reading and p.reading.plan.round == before.id]
    trial = checking.Trial(TRIED, tuple(checking.tried(TRIED, p.name, p.reading, now, before) for p in plans if p.reading), ())
    words = list(trial_in_words(trial, rule.title))
    write_whole(out / "rule-tried.txt", "\n".join(words) + "\n")
    print(f"\nThe rule {TRIED} tried with another setting. {words[1]} {words[2]}", flush=True)
    return [Link("rule-tried.txt", f"The rule {TRIED} with another setting", words[1])]


def steps(shown: Sequence[Shown], out: Path) -> Iterator[Step]:
    """Do all that is shown, and tell what was done and written."""
    reports = [
        Link(
            f"{s.name}.html",
            s.title,
            f"{counted(len(s.result.findings), 'finding')}, {counted(len(s.reading.doubts), 'doubtful value')}",
        )
        for s in shown
    ]
    read = "What each plan says, what does not add up, and what to do about it."
    yield Step("Plans read and checked", read, "bettercare check my-plan/ --to report.html", reports)
    newest = next((s for s in shown if s.reading.plan.round == truth.ROUNDS[-1]), None)
    if newest is None:
        return
    changed = "What changed, and what that does to totals, balances, floors and findings."
    yield Step("Two versions compared", changed, "bettercare compare draft/ final/ --to changes.html", compared(newest, out))
    form = "A plan in its round's own form, and somebody's blank workbook filled with it."
    yield Step("Written and filled", form, "bettercare write my-plan/ --to plan.xlsx", written(newest, out))
    whole = "Money, ambitions, conditions and findings of all plans, each pound once, and what could not be added."
    yield Step("A nation added up", whole, "bettercare collate plans/ --to nation/", added_up(shown, out))
    trial = "How often a rule would fire over a folder of plans, before anybody relies on it."
    yield Step("A rule tried", trial, f"bettercare rules {TRIED} --try plans/ --rounds my-rounds/", rule_tried(out))


def everything(out: Path = ROOT / "out") -> tuple[list[Shown], list[str]]:
    """Show every example; what was shown, and why others could not be read."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    folders = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
    shown: list[Shown] = []
    unread = [] if folders else ["There is no folder in examples/, so there is nothing to show."]
    for folder in folders:
        try:
            shown.append(show(folder, out))
        except bc.CannotRead as error:
            unread.append(str(error))
    for why in unread:
        print(why, file=sys.stderr)
    write_whole(out / "index.html", leading_page(list(steps(shown, out))))
    print(f"\nOpen this page in a browser; it leads to all of it:\n  {out / 'index.html'}", flush=True)
    return shown, unread
