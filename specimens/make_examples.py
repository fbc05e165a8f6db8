"""`python -m specimens.make_examples [FOLDER]`: writes `examples/`, the same bytes every time.

The areas of three published plans with their real figures and faults (from tests/papers), in words of our own, and a made-up
area for 2025-26; in Word and Excel, in text as a PDF converter leaves it, and in PDF.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bettercare.plan import (
    ConditionAnswer,
    ConditionStatus,
    Metric,
    Narrative,
    Plan,
    Reading,
    RelatedDocument,
    Risk,
    Signature,
    State,
)
from specimens import damage, layout_2014, layout_2017, layout_2025, papers, produce_book, produce_page, produce_text, produce_word
from specimens.answers_2014 import SECTIONS as SECTIONS_2014
from specimens.blocks import Block, Break, Grid, Heading, Paper, Text, row
from specimens.example_words import BANNER, INVENTED, MEDWAY, MILESTONES, MILTON_KEYNES, PROVIDERS, SOUTH_KENT_COAST
from specimens.faults import FAULTS
from specimens.truth import draw_reading
from specimens.truth_2017 import SECTIONS as SECTIONS_2017
from specimens.words import ROLE_TITLES

EXAMPLES = Path(__file__).parent.parent / "examples"


def figures(name: str) -> Plan:
    """The figures of a paper as kept in tests/papers, with the first of several names that are right."""
    plan = papers.load(papers.FACTS / f"{name}.yaml", Path()).truth.plan
    return replace(plan, organisations=tuple(replace(o, name=(o.name or "").split(" | ")[0]) for o in plan.organisations))


def in_our_words(plan: Plan, words: Mapping[str, Any], sections: Mapping[str, str]) -> Plan:
    """The plan with our own narrative, answers and risks, and role titles where persons signed."""
    conditions = tuple(
        ConditionAnswer(f"n{i}", c, q, ConditionStatus.ANSWERED if text else ConditionStatus.UNANSWERED, text)
        for i, ((c, q), text) in enumerate(words["conditions"].items(), start=1)
    )
    return replace(
        plan,
        conditions=conditions,
        narrative=tuple(
            Narrative(f"x{i}", key, sections[key], text) for i, (key, text) in enumerate(words["narrative"].items(), start=1)
        ),
        risks=tuple(_risk(r, *said) for r, said in zip(plan.risks, words["risks"], strict=True)),
        signatures=tuple(_role_title(s) for s in plan.signatures),
        related=tuple(RelatedDocument(f"d{i}", *d) for i, d in enumerate(words.get("related", ()), start=1)),
    )


def _risk(risk: Risk, description: str, mitigation: str) -> Risk:
    return replace(risk, description=f"{description}.", mitigation=mitigation)


def _role_title(signature: Signature) -> Signature:
    if signature.name is None:
        return signature
    return replace(signature, name=signature.position or ROLE_TITLES[signature.role][0])


def milton_keynes(folder: Path) -> None:
    """Part 1 in Word and Part 2 in Excel."""
    plan = in_our_words(figures("milton-keynes-2014-15"), MILTON_KEYNES, SECTIONS_2014)
    missing = Metric("m9", "patient-experience", "Patient / service user experience - national metric to be used")
    schemes = tuple(replace(s, provider=PROVIDERS.get(s.number or "", s.provider)) for s in plan.schemes)
    plan = replace(plan, metrics=(*plan.metrics[:4], missing, *plan.metrics[4:]), schemes=schemes)
    titles = _titled(plan, "Telecare / telehealth: people supported, as a proportion of all new community alarm users")
    states = {f"contributions/{c.id}/holds_pool": State.TO_BE_CONFIRMED for c in plan.contributions}
    part1, part2 = layout_2014.lay(Reading(titles, states), 3, alone=True).papers
    produce_word.by_library(_bannered(part1, BANNER), folder)
    produce_book.by_xlsxwriter(_bannered(part2, BANNER), folder, random.Random(1))


def _titled(plan: Plan, local: str) -> Plan:
    """Metrics with the form's own labels, taken from a drawn plan; the local one is named by the area."""
    labels = {m.metric: m.title for m in draw_reading(0, "2014-15").plan.metrics}
    return replace(
        plan, metrics=tuple(replace(m, title=m.title or (local if m.metric == "local" else labels[m.metric])) for m in plan.metrics)
    )


def south_kent_coast(folder: Path) -> None:
    """One text as a PDF converter left it: tables by tabs, the finance summary upside down and back to front."""
    plan = in_our_words(figures("south-kent-coast-2014-15"), SOUTH_KENT_COAST, SECTIONS_2014)
    plan = _titled(plan, "Proportion of people who feel supported to manage their condition")
    states = {
        f"signatures/{s.id}/{field}": State.DEFAULT_LEFT_IN
        for s in plan.signatures
        if not s.name
        for field in ("organisation", "name", "position", "date")
    }
    states |= {
        f"metrics/{m.id}/points/{p.id}/{part}": State.SAID_NOT_SUPPLIED
        for m in plan.metrics
        for p in m.points
        if p.numerator is None
        for part in ("numerator", "denominator")
    }
    part1, part2 = layout_2014.lay(Reading(plan, states), 7, alone=True).papers
    written = {_money(part1, 5): "£3,884,000 20,004,000", _money(part1, 7): "£3,884,000 20,007,000"}
    part1 = _changed(part1, {3: "12 February (1st draft)", 4: "13 March", **dict(zip((5, 7), written.values(), strict=True))})
    joined = produce_text.joined((part1, _upside_down(part2)))
    (folder / "plan.txt").write_text(produce_text.markdown(_bannered(joined, BANNER), random.Random(1)), encoding="utf-8")


def _money(paper: Paper, line: int) -> str:
    return next(b for b in paper.blocks if isinstance(b, Grid)).rows[line][1].text


def _changed(paper: Paper, texts: Mapping[int, str]) -> Paper:
    """The paper with other values in some rows of its first table, the summary of the plan."""
    first = next(b for b in paper.blocks if isinstance(b, Grid))
    rows = tuple((r[0], replace(r[1], text=texts[i], value=None)) if i in texts else r for i, r in enumerate(first.rows))
    return replace(paper, blocks=tuple(replace(first, rows=rows) if b is first else b for b in paper.blocks))


def _upside_down(paper: Paper) -> Paper:
    """The paper with its first table bottom-up and its columns reversed."""
    first = next(b for b in paper.blocks if isinstance(b, Grid))
    turned: list[Block] = []
    for block in paper.blocks:
        if block is first:
            kinds = [damage.KINDS["bottom-up"], damage.KINDS["columns-reversed"]]
            turned += damage.to_paper(Paper("", (first,)), kinds, random.Random(1)).blocks
        else:
            turned.append(block)
    return replace(paper, blocks=tuple(turned))


def medway(folder: Path) -> None:
    """A narrative plan in PDF, with a plan for delayed transfers at its end."""
    plan = in_our_words(figures("medway-2017-19"), MEDWAY, SECTIONS_2017)
    (paper,) = layout_2017.lay(Reading(plan), 2, alone=True).papers
    steps = Grid((row("Action", "Lead", "Timeframe", bold=True), *(row(*m) for m in MILESTONES)))
    ending = (
        *paper.blocks[:-1],
        Text("The plan is to be presented to the Health and Wellbeing Board on 12 September 2017."),
        Heading("Plan for delayed transfers of care", 2),
        steps,
    )
    produce_page.pdf(_bannered(Paper("plan", ending), BANNER), folder, random.Random(1))


def made_up(folder: Path) -> None:
    """A workbook and a short narrative of an area that does not exist, with two faults to find."""
    reading = draw_reading(12, "2025-26", tidy=True)
    for name in ("a scheme gets more than is put in", "a condition answered with no"):
        faulty = FAULTS[name].plant(reading.plan, random.Random(1))
        assert faulty is not None
        reading = replace(reading, plan=faulty)
    book, story = layout_2025.lay(reading, 12, alone=True).papers
    produce_book.by_xlsxwriter(_bannered(book, INVENTED), folder, random.Random(1))
    produce_word.by_library(_bannered(story, INVENTED), folder)


def _bannered(paper: Paper, banner: str) -> Paper:
    at = 1 if paper.book and isinstance(paper.blocks[0], Break) else 0
    return replace(paper, blocks=(*paper.blocks[:at], Text(banner), *paper.blocks[at:]))


ALL = {
    "milton-keynes-2014-15": milton_keynes,
    "south-kent-coast-2014-15": south_kent_coast,
    "medway-2017-19": medway,
    "made-up-2025-26": made_up,
}


def main(folder: Path = EXAMPLES) -> None:
    for name, make in ALL.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        make(folder / name)
        for path in sorted((folder / name).iterdir()):
            print(f"{path.relative_to(folder)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
