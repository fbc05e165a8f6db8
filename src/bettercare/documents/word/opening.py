"""Word (.docx) from the parts of the package: content controls, tracked changes, nested tables and merged cells kept.

Body first, then footnotes, endnotes, comments, headers and footers, each marked by its container. Tracked insertions are
read, deletions stand apart and are marked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from bettercare.documents.limits import LIMITS, Limits
from bettercare.documents.marks import marked
from bettercare.documents.model import Block, CannotRead, Cell, Container, Mark, Paragraph, Row, Table
from bettercare.documents.package import RELATION, Package
from bettercare.documents.word.styles import VAL, Numbering, Styles, W, number
from bettercare.documents.word.text import MC, Control, Inline, Runs, control_of

_P, _TBL, _SDT, _PPR = f"{W}p", f"{W}tbl", f"{W}sdt", f"{W}pPr"
_INTO = {f"{W}{name}" for name in ("customXml", "smartTag", "sdtContent", "moveTo", "ins")}
DEEPEST = 60


class _Told(NamedTuple):
    """A paragraph's text with its number, and what is known of it."""

    text: str
    level: int | None
    listed: bool
    inline: Inline
    control: Control | None

    @property
    def waiting(self) -> bool:
        """Whether nothing stands here but a form field's placeholder."""
        shown = "".join(self.inline.placeholders)
        return bool(shown) and "".join(shown.split()) == "".join("".join(self.inline.text).split())


class _Story:
    """Reads one part after another (body, notes, headers), numbering lines through all of them."""

    def __init__(self, styles: Styles, numbering: Numbering, limits: Limits, name: str, paged: bool) -> None:
        self.styles, self.numbering, self.limits, self.name = styles, numbering, limits, name
        self.runs = Runs()
        self.blocks: list[Block] = []
        self.line = 0
        self.page: int | None = 1 if paged else None
        self.container = Container.BODY
        self.carried: Inline | None = None

    def read(self, parent: Any, container: Container) -> None:
        self.container = container
        self.walk(parent, None, 0)

    def walk(self, parent: Any, control: Control | None, depth: int) -> None:
        if depth > DEEPEST:
            return
        for child in parent:
            tag = child.tag
            if tag == _P:
                told, inline = self.told(child, control)
                if told is not None:
                    self.add(told, _marks(child))
                self.add_deleted(inline)
                self.add_boxes(inline.boxes)
            elif tag == _TBL:
                self.table(child, 0)
            elif tag == _SDT:
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self.walk(content, control_of(child), depth + 1)
            elif tag in _INTO:
                self.walk(child, control, depth + 1)
            elif tag in (f"{W}del", f"{W}moveFrom"):
                self.add_deleted(_all_text(child))
            elif tag == f"{MC}AlternateContent" and len(child):
                self.walk(child[0], control, depth + 1)

    def told(self, element: Any, control: Control | None) -> tuple[_Told | None, Inline]:
        """What a paragraph's element tells, None where nothing is left of it; and its inline parts."""
        style, level, num, depth, mark_gone = self.shape(element.find(_PPR))
        inline = self.runs.read(element, self.styles.bold(style), bool(control and control.placeholder))
        if inline.pages and self.page is not None:
            self.page += inline.pages
        if mark_gone and inline.text:
            self.carried = _joined(self.carried, inline)
            return None, Inline(deleted=inline.deleted, boxes=inline.boxes)
        if self.carried is not None:
            inline, self.carried = _joined(self.carried, inline), None
        text = _tidy("".join(inline.text))
        if not text:
            return None, inline
        label, bullet = (self.numbering.next(num, depth or 0) if num else None) or ("", False)
        listed = bool(bullet or label) and level is None
        return _Told(f"{label} {text}" if label else text, level, listed, inline, inline.control or control), inline

    def add(self, told: _Told, marks: tuple[Mark, ...]) -> None:
        inline, control = told.inline, told.control
        waiting = told.waiting
        self.line += 1
        if self.line > self.limits.blocks:
            found = f"the document has more than {self.limits.blocks:,} paragraphs"
            raise CannotRead(self.name, found, "Give a copy that holds only the plan.")
        self.blocks.append(
            Paragraph(
                told.text,
                page=self.page,
                line=self.line,
                level=told.level,
                list_item=told.listed,
                bold=told.level is None and bool(inline.bold) and all(inline.bold),
                container=self.container,
                control=control.title if control else None,
                placeholder=waiting,
                placeholders=() if waiting else tuple(filter(None, (p.strip() for p in inline.placeholders))),
                choices=control.choices if control else (),
                change="inserted" if inline.inserted and all(inline.inserted) else None,
                marks=marks,
            )
        )

    def shape(self, props: Any) -> tuple[str | None, int | None, int | None, int | None, bool]:
        """Style, heading level, list, depth in it, and whether the paragraph's end is deleted: its own or its style's."""
        style, own_level, own_num, own_depth, mark_gone = self.styles.default, None, None, None, False
        for child in props if props is not None else ():
            tag = child.tag
            if tag == f"{W}pStyle":
                style = child.get(VAL)
            elif tag == f"{W}outlineLvl":
                own_level = number(props, f"{W}outlineLvl")
            elif tag == f"{W}numPr":
                own_num, own_depth = number(child, f"{W}numId"), number(child, f"{W}ilvl")
            elif tag == f"{W}rPr":
                mark_gone = child.find(f"{W}del") is not None
        level, num, depth = self.styles.shape(style)
        level = own_level + 1 if own_level is not None and own_level < 9 else level
        return style, level, num if own_num is None else own_num, depth if own_depth is None else own_depth, mark_gone

    def table(self, element: Any, depth: int) -> None:
        rows: list[Row] = []
        after: list[tuple[str, Any]] = []
        open_merges: dict[int, tuple[int, int]] = {}
        for tr, gone in _rows(element):
            if gone:
                after.append(("deleted", tr))
                continue
            self.line += 1
            page = self.page
            column = number(tr, f"{W}trPr/{W}gridBefore", 0) or 0
            cells: list[Cell] = []
            for tc, control in _cells(tr):
                props = tc.find(f"{W}tcPr")
                across = max(1, min(number(props, f"{W}gridSpan", 1) or 1, 200))
                merge = props.find(f"{W}vMerge") if props is not None else None
                if merge is not None and (merge.get(VAL) or "continue") == "continue" and column in open_merges:
                    _lengthen(rows, *open_merges[column])
                    self.cell(tc, column, across, control, after)
                else:
                    cells.append(self.cell(tc, column, across, control, after))
                    open_merges.pop(column, None)
                    if merge is not None:
                        open_merges[column] = (len(rows), len(cells) - 1)
                column += across
            rows.append(Row(tuple(cells), len(rows) + 1, page, self.line, _marks(tr)))
        caption = element.find(f"{W}tblPr/{W}tblCaption")
        title = caption.get(VAL) if caption is not None else None
        if rows:
            self.blocks.append(Table(tuple(rows), container=self.container, title=title or None, depth=depth))
        for kind, inner in after:
            if kind == "table" and depth < DEEPEST:
                self.table(inner, depth + 1)
            elif kind == "deleted":
                self.add_deleted(_all_text(inner))
            elif kind == "boxes":
                self.add_boxes(inner)
            elif kind == "inline":
                self.add_deleted(inner)

    def cell(self, tc: Any, column: int, across: int, control: Control | None, after: list[tuple[str, Any]]) -> Cell:
        told: list[_Told] = []
        self.gather(tc, control, told, after, 0)
        text = "\n".join(part.text for part in told)
        controls = [part.control for part in told if part.control is not None] or ([control] if control is not None else [])
        title = next((c.title for c in controls if c.title), None)
        choices = next((c.choices for c in controls if c.choices), ())
        waiting = bool(told) and all(part.waiting for part in told)
        return Cell(text, column, span=(1, across), control=title, choices=choices, placeholder=waiting)

    def gather(self, parent: Any, control: Control | None, told: list[_Told], after: list[tuple[str, Any]], depth: int) -> None:
        """The paragraphs of a cell; its nested tables, boxes and deleted text are put off until the table is done."""
        for child in parent if depth < DEEPEST else ():
            tag = child.tag
            if tag == _P:
                part, inline = self.told(child, control)
                if part is not None:
                    told.append(part)
                if inline.deleted:
                    after.append(("inline", inline))
                if inline.boxes:
                    after.append(("boxes", inline.boxes))
            elif tag == _TBL:
                after.append(("table", child))
            elif tag == _SDT:
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self.gather(content, control_of(child), told, after, depth + 1)
            elif tag in _INTO:
                self.gather(child, control, told, after, depth + 1)

    def add_deleted(self, inline: Inline) -> None:
        text = _tidy("".join(inline.deleted))
        if text:
            self.line += 1
            self.blocks.append(Paragraph(text, page=self.page, line=self.line, container=self.container, change="deleted"))

    def add_boxes(self, boxes: list[Any]) -> None:
        outer = self.container
        for box in boxes:
            if not any(parent in boxes for parent in box.iterancestors(f"{W}txbxContent")):
                self.container = Container.TEXT_BOX
                self.walk(box, None, 1)
        self.container = outer


def read_word(package: Package, limits: Limits = LIMITS) -> tuple[tuple[Block, ...], tuple[str, ...], str | None]:
    """Return the blocks of a Word document, its notices and its title; raises CannotRead."""
    main = package.main_part()
    relations = package.relations(main)
    parts: dict[str, list[str]] = {}
    for relation in relations.values():
        if not relation.external and relation.target in package:
            parts.setdefault(relation.kind, []).append(relation.target)

    def part(kind: str) -> Any:
        return package.xml(parts[kind][0]) if kind in parts else None

    root = package.xml(main)
    paged = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None  # else no program has said where pages end
    story = _Story(Styles(part("styles")), Numbering(part("numbering")), limits, package.name, paged)
    body = root.find(f"{W}body")
    if body is None:
        raise CannotRead(
            package.name, "the Word file has no text body", "Open it in Word, save it as .docx, and give the new copy."
        )
    story.read(body, Container.BODY)
    for kind, container, element in (
        ("footnotes", Container.FOOTNOTE, "footnote"),
        ("endnotes", Container.FOOTNOTE, "endnote"),
        ("comments", Container.COMMENT, "comment"),
    ):
        for note in part(kind) if kind in parts else ():
            if note.tag == f"{W}{element}" and note.get(f"{W}type") in (None, "normal"):
                story.read(note, container)
    for kind, container in (("header", Container.HEADER), ("footer", Container.FOOTER)):
        for target in _used(root, relations, kind):
            if target in package:
                story.read(package.xml(target), container)
    return tuple(story.blocks), _notices(story, package, relations), package.title()


def _used(root: Any, relations: dict[str, Any], kind: str) -> list[str]:
    ids = [ref.get(RELATION) for ref in root.iter(f"{W}{kind}Reference")]
    return list(dict.fromkeys(relations[id].target for id in ids if id in relations))


def _notices(story: _Story, package: Package, relations: dict[str, Any]) -> tuple[str, ...]:
    found = []
    added, dropped = story.runs.changes
    if added or dropped:
        found.append(f"Tracked changes are open: {added} insertions are read as accepted, {dropped} deletions as made.")
    if any(part.endswith("vbaproject.bin") for part in package):
        found.append("The file holds macros; they were not run.")
    outside = sum(r.external and r.kind not in ("hyperlink",) for r in relations.values())
    if outside:
        found.append(f"The file links to {outside} outside files; they were not fetched.")
    inside = sum(part.startswith("word/embeddings/") and not part.endswith(".rels") for part in package)
    if inside:
        found.append(f"{inside} files are embedded in the document (such as a workbook); not read. Give them too.")
    if any(r.kind == "aFChunk" for r in relations.values()):
        found.append("Another document is inserted as a whole and was not read; open and save the file in Word to take it in.")
    return tuple(found)


def _marks(element: Any) -> tuple[Mark, ...]:
    """What our own bookmarks inside an element say."""
    return marked(b.get(f"{W}name") for b in element.iter(f"{W}bookmarkStart"))


def _rows(table: Any) -> Iterator[tuple[Any, bool]]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child, child.find(f"{W}trPr/{W}del") is not None
        elif child.tag == f"{W}sdt":
            yield from _rows(child.find(f"{W}sdtContent") if child.find(f"{W}sdtContent") is not None else ())
        elif child.tag in _INTO:
            yield from _rows(child)


def _cells(row: Any, control: Control | None = None) -> Iterator[tuple[Any, Control | None]]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child, control
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            yield from _cells(content if content is not None else (), control_of(child))
        elif child.tag in _INTO:
            yield from _cells(child, control)


def _lengthen(rows: list[Row], row: int, index: int) -> None:
    """Let a cell of an earlier row reach one row further down."""
    old = rows[row]
    cell = old.cells[index]
    longer = cell._replace(span=(len(rows) - row + 1, cell.span[1]))
    rows[row] = replace(old, cells=(*old.cells[:index], longer, *old.cells[index + 1 :]))


def _joined(first: Inline | None, second: Inline) -> Inline:
    if first is None:
        return second
    return Inline(
        first.text + second.text, first.deleted + second.deleted, first.placeholders + second.placeholders,
        first.bold + second.bold, first.inserted + second.inserted, first.boxes + second.boxes, first.control or second.control,
        second.pages,
    )  # fmt: skip


def _all_text(row: Any) -> Inline:
    texts = [(t.text or "") for t in row.iter(f"{W}t", f"{W}delText")]
    return Inline(deleted=["\t".join(texts)])


def _tidy(text: str) -> str:
    return "\n".join(line.strip(" \u00a0") for line in text.strip().split("\n"))
