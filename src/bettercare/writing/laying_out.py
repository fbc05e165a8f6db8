"""A plan laid out in its round's form: parts and sections in their order, and what the form has no place for at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from bettercare.documents.marks import BESIDES, BESIDES_TOLD
from bettercare.plan import Plan, plan_hash, walk
from bettercare.plan.reading import State
from bettercare.plan.spine import ConditionAnswer
from bettercare.plan.words import begin, in_words, said
from bettercare.rounds.forms import Part
from bettercare.rounds.model import Condition, Field, Question, Round, Section
from bettercare.writing.capacity_tables import capacity_pages
from bettercare.writing.form import Banner, Block, Cell, Fields, Form, Guide, Heading, Identity, Page, Prose, Table
from bettercare.writing.tables import Tables
from bettercare.writing.values import Pen

DEMONSTRATION = "Made for demonstration. This is no plan of any area's board."
_LETTERED = re.compile(r"\d+[a-z]?")
_UNNAMED = "area not named"
_TOLD = re.compile(
    r"round|area/name|covers/.*|organisations/.*/(kind|code)|budgets/[^/]*/(kind|year)|contributions/[^/]*/(source|year)"
    r"|schemes/[^/]*/lines/[^/]*/(year|recurrence)|stated_totals/[^/]*/(of|year|recurrence|source)|contingency/[^/]*/year"
    r"|metrics/[^/]*/metric|metrics/[^/]*/points/[^/]*/(role|start|end)|conditions/[^/]*/(condition|question|status)"
    r"|narrative/[^/]*/(section|title)|signatures/[^/]*/role"
)
"""What names a part or says where it belongs: the form tells it by the place where the part stands."""


def lay_out(
    plan: Plan,
    round: Round,
    states: Mapping[str, State],
    version: str | None = None,
    apart: bool = False,
    demonstration: bool = False,
    whole: bool = False,
) -> tuple[Form, tuple[str, ...]]:
    """Return the round's form filled with the plan, and the addresses of values that the form has no place for.

    Those values stand in a last page by their names, so that nothing is lost on paper; reading gives each back to its part.
    With `apart` each question of a condition has its own box, even where one text answers several. `demonstration` puts a
    banner at the head that says so. With `whole` the tables of capacity stand there although the plan gives nothing in them, as
    they do in a blank form.
    """
    pen = Pen(round, states)
    tables = Tables(plan, round, pen)
    pages = [page for to_come in pages_to_come(plan, round, pen, tables, apart) for page in to_come.pages()]
    blank = not any(value is not None for address, value in walk(plan) if address != "round")
    pages += capacity_pages(plan, round, pen, every=whole or blank)
    placed = {cell.address for page in pages for cell in page.cells() if cell.address} | tables.told
    homeless = tuple(a for a, value in walk(plan) if value is not None and a not in placed and not _TOLD.fullmatch(a))
    homeless = tuple(a for a in homeless if not _tells_organisation(plan, a, pages))
    if homeless:
        pages.append(_rest(plan, homeless))
    area, title = plan.area.name or _UNNAMED, _title(plan, round)
    if pages:
        pages[0] = first_page(pages[0], plan, round, pen, demonstration)
    return Form(title, Identity(area, round.title, version, plan_hash(plan)), tuple(pages), plan), homeless


@dataclass(frozen=True, slots=True)
class PagesToCome:
    """Pages of the form that are laid out only when they are wanted; `titles` holds those that they may have."""

    titles: tuple[str, ...]
    lay: Callable[[], Iterable[Page]]

    def pages(self) -> tuple[Page, ...]:
        """The pages, without those in which nothing would stand."""
        return tuple(page for page in self.lay() if page.blocks)


def pages_to_come(plan: Plan, round: Round, pen: Pen, tables: Tables, apart: bool) -> Iterator[PagesToCome]:
    """One page for each section that stands by itself; of a Word part prose runs on, and each list has a page of its own."""
    for part in round.parts:
        sections = [s for s in round.sections if s.part == part.id]
        if part.format == "word":
            titles = (part.title, *(s.title for s in sections))
            yield PagesToCome(titles, partial(_running, plan, round, pen, tables, part, sections, apart))
            continue
        for _, group in groupby(sections, key=lambda s: s.parent or s.id):
            members = list(group)
            yield PagesToCome((members[0].title,), partial(_by_itself, plan, round, pen, tables, members, apart))


def first_page(page: Page, plan: Plan, round: Round, pen: Pen, demonstration: bool = False) -> Page:
    """The first page of the form, with its title and the area at its head."""
    about = Fields((("Health and Wellbeing Board area", pen.cell(plan.area.name, "text", "area/name", required=True)),))
    known = any(cell.address == "area/name" for cell in page.cells())
    banner = (Banner(DEMONSTRATION),) if demonstration else ()
    return Page(page.title, page.part, (*banner, Heading(_title(plan, round), 1), *(() if known else (about,)), *page.blocks))


def _title(plan: Plan, round: Round) -> str:
    return f"{round.title}: {plan.area.name or _UNNAMED}"


def _by_itself(plan: Plan, round: Round, pen: Pen, tables: Tables, sections: Sequence[Section], apart: bool) -> Iterator[Page]:
    blocks = tuple(b for s in sections for b in _section(plan, round, pen, tables, s, apart))
    yield Page(sections[0].title, sections[0].part, blocks)


def _running(
    plan: Plan, round: Round, pen: Pen, tables: Tables, the_part: Part, sections: Sequence[Section], apart: bool
) -> Iterator[Page]:  # fmt: skip
    part = the_part.id
    running: list[Block] = []
    title = the_part.title
    for section in sections:
        blocks = _section(plan, round, pen, tables, section, apart)
        if not any(isinstance(b, Table) for b in blocks):
            running += blocks
            title = title or section.title
            continue
        if running:
            yield Page(title, part, tuple(running))
        yield Page(section.title, part, tuple(blocks))
        running, title = [], ""
    if running:
        yield Page(title, part, tuple(running))


def _section(plan: Plan, round: Round, pen: Pen, tables: Tables, section: Section, apart: bool) -> list[Block]:
    """A section with its heading: fields, tables, answers to its condition, and prose."""
    inside: list[Block] = []
    if fields := _fields(plan, round, pen, section):
        inside.append(Fields(tuple(fields)))
    answers = list(_answers(plan, round, pen, section, tables.told, apart))
    tabled = tables.of(section)
    inside += _prose(plan, pen, section, [*inside, *answers, *tabled], tables.told)
    inside += [*answers, *tabled]
    if not inside and section.content != "heading":
        return []
    number = f"{section.id}) " if _LETTERED.fullmatch(section.id) else ""
    return [Heading(f"{number}{section.title}", 2 if section.parent is None else 3), *inside]


def _fields(plan: Plan, round: Round, pen: Pen, section: Section) -> list[tuple[str, Cell]]:
    asked = [f for f in round.fields if f.section == section.id and f.on == "plan" and f.kind != "table"]
    return [(f.title, _field(plan, pen, f)) for f in asked]


def _field(plan: Plan, pen: Pen, field: Field) -> Cell:
    required = field.required and field.required_when is None
    match (field.spine or f"answers/{field.id}").split("/"):
        case ["organisations", kind]:
            names = [(o.name, f"organisations/{o.id}/name") for o in plan.organisations if o.kind == kind and o.name]
            address = names[0][1] if len(names) == 1 else f"organisations/{kind}"
            return pen.cell("\n".join(n for n, _ in names) or None, "text", address, required=required, asks=field.title)
        case ["budgets", kind, year]:
            found = next((b for b in plan.budgets if b.kind == kind and str(b.year) == year), None)
            address = f"budgets/{found.id}/amount" if found else f"budgets/{kind}/{year}"
            return pen.cell(found.amount if found else None, field.kind, address, required=required, asks=field.title)
        case ["answers", id]:
            value = next((a.value for a in plan.answers if a.field == id), None)
            return pen.cell(value, field.kind, f"answers/{id}", choices=field.choices, required=required, asks=field.title)
        case [owner, name]:
            value = getattr(getattr(plan, owner), name)
            return pen.cell(value, field.kind, f"{owner}/{name}", choices=field.choices, required=required, asks=field.title)
    raise ValueError(f"field {field.id!r} of round {pen.round.id} points at {field.spine!r}, which no form can show")


def _answers(plan: Plan, round: Round, pen: Pen, section: Section, placed: set[str], apart: bool) -> Iterator[Block]:
    """The questions of conditions that this section asks, each with its answer; several with one answer share it."""
    asked = [(c, q) for c in round.conditions for q in c.questions if q.section == section.id]
    if not asked or any(t.rows == "conditions" and t.section == section.id for t in round.tables):
        return
    shared = not apart and _one_text(plan, asked)
    told: set[str] = set()
    for condition, question in asked:
        answer = next((a for a in plan.conditions if (a.condition, a.question) == (condition.id, question.id)), None)
        if shared and answer and answer.text and condition.id in told:
            placed.add(f"conditions/{answer.id}/text")
            continue
        told.add(condition.id)
        if len(asked) > 1 and not shared:
            yield Heading(question.asks, 4)
        yield Prose(_answer(pen, answer, f"conditions/{condition.id}/{question.id}", question.asks))


def _one_text(plan: Plan, asked: Sequence[tuple[Condition, Question]]) -> bool:
    """Whether one text answers all the questions of a section."""
    pairs = {(c.id, q.id) for c, q in asked}
    return len({a.text for a in plan.conditions if (a.condition, a.question) in pairs}) == 1


def _answer(pen: Pen, answer: ConditionAnswer | None, missing: str, asks: str) -> Cell:
    address = f"conditions/{answer.id}/text" if answer else missing
    return pen.cell(answer.text if answer else None, "text", address, required=True, asks=asks)


def _prose(plan: Plan, pen: Pen, section: Section, inside: Sequence[Block], placed: set[str]) -> Iterator[Block]:
    """The section's own text, but for what its answers say already."""
    answered = [b.cell.text for b in inside if isinstance(b, Prose)]
    said = sorted([*answered, *_rows_of(inside)], key=len, reverse=True)
    written = [n for n in plan.narrative if n.section == section.id]
    words = _words_of(inside)
    for narrative in written:
        own = _besides(narrative.text or "", said)
        told = not own and (narrative.text or any(isinstance(b, Prose) for b in inside))
        if told or (words and set(own.split()) <= words):
            placed.add(f"narrative/{narrative.id}/text")
            continue
        at = f"narrative/{narrative.id}/text"
        yield Prose(pen.cell(own or None, "text", at, required=section.required, asks=section.title))
    if not written and section.content == "narrative" and not answered:
        yield from (Guide(p.asks) for p in section.prompts)
        yield Prose(pen.cell(None, "text", f"narrative/{section.id}", required=section.required, asks=section.title))


def _rows_of(blocks: Sequence[Block]) -> Iterator[str]:
    """The words of each row of tables and of their headings, in their order."""
    for table in (b for b in blocks if isinstance(b, Table) and b.rows):
        yield " ".join(table.heads)
        yield from (" ".join(cell.text for cell in row) for row in (*table.rows, *([table.total] if table.total else [])))


def _besides(text: str, said: Sequence[str]) -> str:
    """A section's text without the answers and rows that the section holds besides, which a reader takes as part of it."""
    for each in said:
        words = r"\s+".join(re.escape(word) for word in each.split())
        text = re.sub(rf"(?<!\S){words}(?!\S)", "", text, count=1) if words else text
    return text.strip()


def _words_of(blocks: Sequence[Block]) -> set[str]:
    """The words of tables: what was read from them as running text says nothing more."""
    tables = [b for b in blocks if isinstance(b, Table) and b.rows]
    texts = [h for t in tables for h in t.heads] + [c.text for t in tables for row in t.rows for c in row]
    return {word for text in texts for word in text.split()}


def _tells_organisation(plan: Plan, address: str, pages: list[Page]) -> bool:
    """Whether the form names an organisation although its own field does not stand in it."""
    if not re.fullmatch(r"organisations/[^/]*/name", address):
        return False
    name = next(o.name for o in plan.organisations if address == f"organisations/{o.id}/name")
    return any(name in cell.text.split("\n") for page in pages for cell in page.cells())


def _rest(plan: Plan, addresses: tuple[str, ...]) -> Page:
    """What the form has no place for, each under its name."""
    values = dict(walk(plan)) if addresses else {}
    rows = tuple((Cell(begin(in_words(plan, a))), Cell(said(values[a], a.rsplit("/", 1)[-1]))) for a in addresses)
    return Page(BESIDES, "rest", (Heading(BESIDES, 2), Guide(BESIDES_TOLD), Table("", ("What", "Value"), rows)))
