"""The working copy as its pages need it: at a revision that somebody saw, laid out in its round's form, with its findings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import RLock

from django.utils.text import slugify

from bettercare.checking import check
from bettercare.comparing import compare
from bettercare.plan import Answer, CheckResult, Finding, Plan, Reading, State
from bettercare.plan.comparison import Change, Comparison
from bettercare.plan.edits import fold, undone
from bettercare.rounds.model import Round
from bettercare.service.kept import kept
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.watched import Watched, same_in
from bettercare.service.rounds_admin.in_force import load
from bettercare.writing.capacity_tables import capacity_page
from bettercare.writing.form import Block, Cell, Heading, Page, Prose, Table
from bettercare.writing.laying_out import PagesToCome, first_page, pages_to_come
from bettercare.writing.tables import Tables
from bettercare.writing.values import Pen

STILL_TO_COME = "TBC"
"""What a form says for a value that is to be confirmed."""


@dataclass(frozen=True)
class Section:
    """A page of the form in the service, with its place in the address bar."""

    slug: str
    page: Page

    @cached_property
    def boxes(self) -> dict[str, Cell]:
        """The boxes that people fill in, by address."""
        return {c.address: c for c in self.page.cells() if c.address and _is_box(c)}

    def holds(self, address: str) -> bool:
        """Whether a value of this section stands at an address, or in the part that is there."""
        return address in self.addresses

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Where its values stand, and the parts that they stand in."""
        steps = (c.address.split("/") for c in self.page.cells() if c.address)
        return frozenset("/".join(s[:n]) for s in steps for n in range(1, len(s) + 1))

    @cached_property
    def missing(self) -> int:
        """How many boxes that must be filled are empty, or say that the value is still to come."""
        return sum(cell.missing or (cell.required and cell.text == STILL_TO_COME) for cell in self.page.cells() if _is_box(cell))

    @cached_property
    def empty(self) -> bool:
        """Whether nothing stands in it that people write."""
        return not any(cell.text for cell in self.page.cells() if _is_box(cell))

    @cached_property
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
    return _form_of(held, round).sections()


def section_at(held: Plan | Reading, round: Round, slug: str) -> Section | None:
    """One of the sections; the others are not laid out for it."""
    return _form_of(held, round).section(slug)


def section_after(held: Plan | Reading, round: Round, slug: str) -> Section | None:
    """The section that follows another."""
    return _form_of(held, round).after(slug)


_laid_last: OrderedDict[tuple[int, str | None], _Form] = OrderedDict()
"""Of each round and area the form that was made last."""


@kept(32)
def _form_of(held: Plan | Reading, round: Round) -> _Form:
    plan = held.plan if isinstance(held, Reading) else held
    key = id(round), plan.area.name
    form = _laid_last[key] = _Form(held, round, _laid_last.get(key))
    while len(_laid_last) > 64:
        _laid_last.popitem(last=False)
    return form


class _Form:
    """A plan in its round's form, whose pages are laid out when they are wanted, each once.

    Pages of an earlier state of the plan are taken over where all that was read for them is the same.
    """

    def __init__(self, held: Plan | Reading, round: Round, earlier: _Form | None = None) -> None:
        given, states = (held.plan, held.states) if isinstance(held, Reading) else (held, {})
        plan = self._plan = Watched(given)
        self._round, self._pen, self._lock = round, Pen(round, states), RLock()
        said = ";".join(f"{a}={s}" for a, s in states.items() if a.startswith("answers/"))
        capacity = (PagesToCome((s.title,), partial(_capacity_of, plan, round, s.id, said)) for s in round.capacity)
        tables = Tables(plan, round, self._pen)
        self._beforehand = tables.beforehand
        self._to_come = (*pages_to_come(plan, round, self._pen, tables, apart=True), *capacity)
        self._laid: dict[int, tuple[Page, ...]] = {}
        self._read: dict[int, set[str]] = {}
        self._made: dict[tuple[str, int], Section] = {}
        if earlier is not None:
            self._take_over(earlier)

    def _take_over(self, earlier: _Form) -> None:
        """Keep the pages that would be laid out the same again, with what is known about them."""
        alike = (
            self._round is earlier._round and self._beforehand == earlier._beforehand and self._pen.states == earlier._pen.states
        )
        with earlier._lock:
            for number, read in earlier._read.items():
                if alike and same_in(read, self._plan, earlier._plan):
                    self._laid[number], self._read[number] = earlier._laid[number], read
            pages = {id(page) for several in self._laid.values() for page in several}
            self._made = {key: made for key, made in earlier._made.items() if key[1] in pages}

    def sections(self) -> tuple[Section, ...]:
        return self._among(range(len(self._to_come)))

    def section(self, slug: str) -> Section | None:
        wanted = [n for n, to_come in enumerate(self._to_come) if any(_is_kin(slug, _slug(t)) for t in to_come.titles)]
        return next((s for s in self._among(wanted) if s.slug == slug), None)

    def after(self, slug: str) -> Section | None:
        found = self.section(slug)
        place = next((n for n, pages in self._laid.items() if found and found.page in pages), len(self._to_come))
        for number in range(place, len(self._to_come)):
            pages = self._pages(number)
            following = pages[pages.index(found.page) + 1 :] if found and found.page in pages else pages
            for page in following:
                base = _slug(page.title)
                kin = [n for n, to_come in enumerate(self._to_come) if any(_is_kin(base, _slug(t)) for t in to_come.titles)]
                return next(s for s in self._among(kin) if s.page is page)
        return None

    def _among(self, numbers: Iterable[int]) -> tuple[Section, ...]:
        """The sections of some pages; a title that stands there again gets a number."""
        found: list[Section] = []
        for page in (page for number in numbers for page in self._pages(number)):
            slug = _slug(page.title)
            taken = sum(s.slug == slug or s.slug.startswith(f"{slug}-") for s in found)
            slug = f"{slug}-{taken + 1}" if taken else slug
            found.append(self._made.setdefault((slug, id(page)), Section(slug, page)))
        return tuple(found)

    def _pages(self, number: int) -> tuple[Page, ...]:
        with self._lock:
            if number not in self._laid:
                with self._plan.noting() as read:
                    pages = self._to_come[number].pages()
                    if pages and not any(self._pages(n) for n in range(number)):
                        pages = (first_page(pages[0], self._plan, self._round, self._pen), *pages[1:])
                    self._laid[number] = tuple(self._as_asked(page) for page in pages)
                self._read[number] = read
            else:
                self._plan.has_read(self._read[number])
            return self._laid[number]

    def _as_asked(self, page: Page) -> Page:
        return replace(page, blocks=tuple(b for block in page.blocks for b in _asked(block, self._plan, self._round, self._pen)))


def _capacity_of(plan: Plan, round: Round, shape: str, said: str) -> tuple[Page, ...]:
    return _capacity(plan.answers, round, shape, said)


@kept(64)
def _capacity(answers: tuple[Answer, ...], round: Round, shape: str, said: str) -> tuple[Page, ...]:
    """The page of a table of capacity, which hangs on the plan's answers and their states (as text) alone."""
    states = {address: State(state) for address, _, state in (each.partition("=") for each in said.split(";") if each)}
    asked = next(s for s in round.capacity if s.id == shape)
    return tuple(capacity_page(Plan(answers=answers), round, Pen(round, states), asked))


def _slug(title: str) -> str:
    return slugify(title) or "page"


def _is_kin(one: str, other: str) -> bool:
    """Whether two names in the address bar can be told apart only by a number at their end."""
    return one == other or one.startswith(f"{other}-") or other.startswith(f"{one}-")


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
    return _checked(held, load(row.round))


@kept(128)
def _checked(held: Plan | Reading, round: Round) -> CheckResult:
    return check(held if isinstance(held, Reading) else Reading(plan=held), round)


@kept(64)
def differences(old: Reading, new: Reading, round: Round) -> tuple[Change, ...]:
    """What differs between two states of a plan, in the words of its round."""
    return compare(old, new, round, round).changes


def compared(row: AreaPlan, old: Reading, new: Reading) -> Comparison:
    """Two states of a plan side by side, in the words of its round and with their findings."""
    return _compared(old, new, load(row.round))


@kept(32)
def _compared(old: Reading, new: Reading, round: Round) -> Comparison:
    return compare(old, new, round, round, _checked(old, round), _checked(new, round))


def findings_by_address(result: CheckResult) -> Mapping[str, list[Finding]]:
    """Findings under the address of the value that they hang on."""
    found: dict[str, list[Finding]] = {}
    for finding in result.findings:
        found.setdefault(finding.address or "", []).append(finding)
    return found
