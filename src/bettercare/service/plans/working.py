"""The working copy as its pages need it: at a revision that somebody saw, laid out in its round's form, with its findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.text import slugify

from bettercare.checking import check
from bettercare.plan import CheckResult, Finding, Plan, Reading
from bettercare.plan.edits import fold, undone
from bettercare.rounds.model import Round
from bettercare.service.plans.models import AreaPlan
from bettercare.service.rounds_admin.in_force import load
from bettercare.writing.capacity_tables import CAPACITY, capacity_pages
from bettercare.writing.form import Block, Cell, Heading, Page, Prose, Table
from bettercare.writing.laying_out import lay_out
from bettercare.writing.values import Pen

STILL_TO_COME = "TBC"
"""What a form says for a value that is to be confirmed."""


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the form in the service, with its place in the address bar."""

    slug: str
    page: Page

    @property
    def boxes(self) -> dict[str, Cell]:
        """The boxes that people fill in, by address."""
        return {c.address: c for c in self.page.cells() if c.address and _is_box(c)}

    def holds(self, address: str) -> bool:
        """Whether a value of this section stands at an address, or in the part that is there."""
        return (
            any(c.address == address or (c.address or "").startswith(f"{address}/") for c in self.page.cells())
            if address
            else False
        )

    @property
    def missing(self) -> int:
        """How many boxes that must be filled are empty, or say that the value is still to come."""
        return sum(cell.missing or (cell.required and cell.text == STILL_TO_COME) for cell in self.page.cells() if _is_box(cell))

    @property
    def empty(self) -> bool:
        """Whether nothing stands in it that people write."""
        return not any(cell.text for cell in self.page.cells() if _is_box(cell))

    @property
    def asked(self) -> int:
        return sum(cell.required for cell in self.page.cells() if _is_box(cell))


def _is_box(cell: Cell) -> bool:
    """Whether people fill a cell in here; what only an empty form on paper has room for is no part of the plan yet."""
    return bool(cell.address) and cell.entry == "input" and cell.kind != "period"


def draft_at(row: AreaPlan, revision: int) -> Reading:
    """The plan with its states as it stood at a revision: the working copy with all later edits taken back."""
    later = [e.edit() for e in row.edits.filter(number__gt=revision, number__lte=row.revision).order_by("-number")]
    return fold(row.draft(), map(undone, later))


def plan_at(row: AreaPlan, revision: int) -> Plan:
    """The plan as it stood at a revision."""
    return draft_at(row, revision).plan


def sections(held: Plan | Reading, round: Round) -> tuple[Section, ...]:
    """The form's pages for a plan, each condition's question with a box of its own."""
    plan, states = (held.plan, held.states) if isinstance(held, Reading) else (held, {})
    form, _ = lay_out(plan, round, states, apart=True)
    found: list[Section] = []
    pages = [page for page in form.pages if page.part not in ("rest", CAPACITY)]
    for page in (*pages, *capacity_pages(plan, round, Pen(round, states))):
        slug = slugify(page.title) or "page"
        taken = sum(s.slug == slug or s.slug.startswith(f"{slug}-") for s in found)
        blocks = tuple(b for block in page.blocks for b in _asked(block, plan, round, Pen(round, states)))
        found.append(Section(f"{slug}-{taken + 1}" if taken else slug, replace(page, blocks=blocks)))
    return tuple(found)


def _asked(block: Block, plan: Plan, round: Round, pen: Pen) -> Iterator[Block]:
    """A block as the browser asks it: the answers of a table of conditions one under the other."""
    shape = next((t for t in round.tables if isinstance(block, Table) and t.id == block.shape), None)
    if shape is None or shape.rows != "conditions":
        yield _without_its_name(block)
        return
    for condition in round.conditions:
        for question in condition.questions:
            if question.section == shape.section:
                answer = next((a for a in plan.conditions if (a.condition, a.question) == (condition.id, question.id)), None)
                address = f"conditions/{answer.id if answer else f'{condition.id}/{question.id}'}/text"
                yield Heading(question.asks, 4)
                yield Prose(pen.cell(answer.text if answer else None, "text", address, required=True, asks=question.asks))


def _without_its_name(block: Block) -> Block:
    """A table without the first column where that only repeats the table's title beside all its rows."""
    if not isinstance(block, Table) or not block.rows or block.rows[0][0].rows != len(block.rows):
        return block
    rows = (block.rows[0][1:], *block.rows[1:])
    return replace(block, heads=block.heads[1:], rows=rows) if block.rows[0][0].text == block.title else block


def checked(row: AreaPlan, held: Plan | Reading) -> CheckResult:
    """The findings of a plan that is being written."""
    return check(held if isinstance(held, Reading) else Reading(plan=held), load(row.round))


def findings_by_address(result: CheckResult) -> Mapping[str, list[Finding]]:
    """Findings under the address of the value that they hang on."""
    found: dict[str, list[Finding]] = {}
    for finding in result.findings:
        found.setdefault(finding.address or "", []).append(finding)
    return found
