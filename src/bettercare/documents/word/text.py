"""The running text of a Word paragraph: runs, fields, form fields, tracked changes, symbols and text boxes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bettercare.documents.word.styles import VAL, W, number, on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SYMBOLS = {
    "f0fe": "☒", "f0fd": "☒", "f078": "☒", "f0a8": "☐", "f06f": "☐", "f072": "☐", "f071": "☐", "f052": "☑", "f0fc": "✓",
    "f0fb": "✗", "f0b7": "•", "f0a7": "▪", "f0d8": "➢", "f0e0": "→", "f0a3": "≤", "f0b3": "≥", "f0b0": "°", "f0b1": "±",
    "f0b4": "×", "f0b8": "÷",
}  # fmt: skip
_TEXT = {f"{W}t", f"{W}delText"}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}noBreakHyphen": "-"}
_BREAKS = {f"{W}br", f"{W}cr"}
_HOLDERS = {f"{W}drawing", f"{W}pict", f"{W}object", f"{MC}AlternateContent"}
_PASS = {f"{W}{name}" for name in ("hyperlink", "smartTag", "customXml", "dir", "bdo", "sdtContent", "ruby", "rubyBase", "moveTo")}


@dataclass(slots=True)
class Control:
    """A content control: what a form calls it, what may be chosen, and whether it still shows its placeholder."""

    title: str | None
    placeholder: bool
    choices: tuple[str, ...] = ()


@dataclass(slots=True)
class Inline:
    """What a paragraph's runs say. Deleted text stands apart, with whether anything else is left."""

    text: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    placeholders: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    inserted: list[bool] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    control: Control | None = None
    pages: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """How the runs being read stand."""

    deleted: bool = False
    inserted: bool = False
    placeholder: bool = False
    bold: bool = False


def control_of(sdt: Any) -> Control:
    """Return what a content control's properties say."""
    props = sdt.find(f"{W}sdtPr")
    if props is None:
        return Control(None, False)
    title = next((t for name in ("alias", "tag") if (e := props.find(f"{W}{name}")) is not None and (t := e.get(VAL))), None)
    items = [i for kind in ("dropDownList", "comboBox") for i in props.iterfind(f"{W}{kind}/{W}listItem")]
    choices = tuple(t for i in items if (t := i.get(f"{W}displayText") or i.get(f"{W}value")) and i.get(f"{W}value") != "")
    return Control(title, on(props.find(f"{W}showingPlcHdr")), choices)


class Runs:
    """Reads the inline content of paragraphs; fields may span paragraphs, so their state is kept between them."""

    def __init__(self) -> None:
        self._fields: list[str] = []
        """For each open field: `code` while its instruction runs, then `result`; `done` where the result was replaced."""
        self.changes = [0, 0]

    def read(self, paragraph: Any, bold: bool = False, placeholder: bool = False) -> Inline:
        found = Inline()
        self._children(paragraph, found, State(bold=bold, placeholder=placeholder))
        return found

    def _children(self, parent: Any, found: Inline, state: State) -> None:
        for child in parent:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, found, state)
            elif tag in _PASS:
                self._children(child, found, state)
            elif tag == f"{W}sdt":
                self._control(child, found, state)
            elif tag == f"{W}fldSimple":
                self._children(child, found, state)
            elif tag == f"{W}ins":
                self.changes[0] += 1
                self._children(child, found, replace(state, inserted=True))
            elif tag == f"{W}del":
                self.changes[1] += 1
                self._children(child, found, replace(state, deleted=True))
            elif tag == f"{W}moveFrom":
                self._children(child, found, replace(state, deleted=True))
            elif tag == f"{MC}AlternateContent":
                self._children(_chosen(child), found, state)
            elif isinstance(tag, str) and tag.startswith(MATH[:-1]):
                for piece in child.iter(MATH):
                    self._say(piece.text or "", found, state)

    def _control(self, sdt: Any, found: Inline, state: State) -> None:
        control = control_of(sdt)
        found.control = found.control or control
        content = sdt.find(f"{W}sdtContent")
        if content is not None:
            self._children(content, found, replace(state, placeholder=state.placeholder or control.placeholder))

    def _run(self, run: Any, found: Inline, state: State) -> None:
        props = run.find(f"{W}rPr")
        if props is not None and (own := props.find(f"{W}b")) is not None and on(own) != state.bold:
            state = replace(state, bold=not state.bold)
        for child in run:
            tag = child.tag
            if tag in _TEXT:
                self._say(child.text or "", found, state)
            elif tag in _SIGNS:
                self._say(_SIGNS[tag], found, state)
            elif tag in _BREAKS:
                if child.get(f"{W}type") not in ("page", "column"):
                    self._say("\n", found, state)
            elif tag == f"{W}lastRenderedPageBreak":
                found.pages += 1
            elif tag == f"{W}fldChar":
                self._field(child, found, state)
            elif tag == f"{W}sym":
                self._say(_symbol(child), found, state)
            elif tag in _HOLDERS:
                held = _chosen(child) if tag == f"{MC}AlternateContent" else child
                found.boxes.extend(held.iter(f"{W}txbxContent") if len(held) else ())
            elif tag == f"{W}ruby":
                self._children(child, found, state)

    def _field(self, mark: Any, found: Inline, state: State) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            self._fields.append("code")
            data = mark.find(f"{W}ffData")
            if data is not None:
                self._form_field(data, found, state)
        elif kind == "separate" and self._fields:
            self._fields[-1] = "result" if self._fields[-1] == "code" else self._fields[-1]
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _form_field(self, data: Any, found: Inline, state: State) -> None:
        """A field of the older kind: boxes and lists keep their value here and not in the text."""
        name = data.find(f"{W}name")
        title = (name.get(VAL) if name is not None else None) or None
        box, choice = data.find(f"{W}checkBox"), data.find(f"{W}ddList")
        found.control = found.control or Control(title, False)
        shown = None
        if box is not None:
            ticked = box.find(f"{W}checked")
            shown = "☒" if on(ticked if ticked is not None else box.find(f"{W}default")) else "☐"
        elif choice is not None:
            entries = [e.get(VAL) or "" for e in choice.iterfind(f"{W}listEntry")]
            found.control.choices = tuple(entries)
            at = number(choice, f"{W}result", number(choice, f"{W}default", 0)) or 0
            shown = entries[at] if 0 <= at < len(entries) else ""
        if shown is not None:
            self._fields[-1] = "result"
            self._say(shown, found, state)
            self._fields[-1] = "done"

    def _say(self, text: str, found: Inline, state: State) -> None:
        if not text or (self._fields and ("code" in self._fields or "done" in self._fields)):
            return
        if state.deleted:
            found.deleted.append(text)
            return
        found.text.append(text)
        if text.strip():
            found.bold.append(state.bold)
            found.inserted.append(state.inserted)
            if state.placeholder:
                found.placeholders.append(text)


def _chosen(alternate: Any) -> Any:
    """One of the alternatives that say the same: the first choice, or else the fallback."""
    choice = alternate.find(f"{MC}Choice")
    if choice is None:
        choice = alternate.find(f"{MC}Fallback")
    return choice if choice is not None else ()


def _symbol(element: Any) -> str:
    code = (element.get(f"{W}char") or "").lower()
    if code in _SYMBOLS:
        return _SYMBOLS[code]
    try:
        value = int(code, 16)
    except ValueError:
        return ""
    if 0xF020 <= value <= 0xF07E and "wing" not in (element.get(f"{W}font") or "").lower():
        return chr(value - 0xF000)
    return chr(value) if 0x20 <= value <= 0xFFFD and not 0xD800 <= value <= 0xDFFF else ""
