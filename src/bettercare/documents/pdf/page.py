"""One page of a PDF as words with their boxes and ruling lines, measured in points from the top left as it is shown."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from bettercare.documents.limits import Limits
from bettercare.documents.model import CannotRead

LEAST_RULE = 4.0
"""Points; shorter strokes are parts of drawings, not of tables."""
_DEEPEST_FORM = 6

_LINE_END_HYPHENS = "\ufffe\x02"
_NO_LETTERS = "\uffff"
"""What pdfium gives for a hyphen that ends a line, and for glyphs that have no letter."""

Point = tuple[float, float]
Turn = Callable[[float, float], Point]


class Word(NamedTuple):
    """Letters without a space between them; `spaced` says that a space stood before it.

    `item` numbers the text object that drew it, from 1, where it was asked for; 0 where it was not.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    spaced: bool
    bold: bool
    item: int = 0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


class Rule(NamedTuple):
    """A straight line across or down the page."""

    x0: float
    top: float
    x1: float
    bottom: float


class PageParts(NamedTuple):
    width: float
    height: float
    words: list[Word]
    rules: list[Rule]
    images: int


def read_page(page: Any, form: Any, name: str, number: int, limits: Limits, items: bool = False) -> PageParts:
    """Return the words (with what form fields hold) and rules of a page; raises CannotRead for more than a plan's page holds.

    `items`: each word says which text object drew it, and none holds letters of two.
    """
    left, bottom, right, top = page.get_bbox()
    turn, width, height = _turned(page.get_rotation(), left, bottom, right, top)
    textpage = page.get_textpage()
    try:
        count = pdfium.FPDFText_CountChars(textpage)
        if count > limits.objects:
            raise _too_full(name, number, f"{count:,} letters")
        words = list(_words(textpage, count, turn, items))
    finally:
        textpage.close()
    if form is not None:
        words += _fields(page.raw, form.raw, turn)
    shapes = _Shapes(turn, name, number, limits)
    shapes.read(page.raw, pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, (1.0, 0.0, 0.0, 1.0, 0.0, 0.0), 0)
    return PageParts(width, height, words, shapes.rules, shapes.images)


def _turned(rotation: int, left: float, bottom: float, right: float, top: float) -> tuple[Turn, float, float]:
    """How a point of the page's own space is shown, with the page turned as it says."""
    wide, high = right - left, top - bottom
    turns: dict[int, Turn] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns.get(rotation, turns[0]), *((high, wide) if rotation in (90, 270) else (wide, high))


def _words(textpage: Any, count: int, turn: Turn, items: bool) -> Iterator[Word]:
    box = pdfium.FS_RECTF()
    pointer = ctypes.byref(box)
    letters: list[str] = []
    x0 = top = x1 = bottom = 0.0
    first, spaced, space = -1, True, True
    numbers: dict[int, int] = {}
    item = drawn = 0

    def word() -> Word:
        return Word("".join(letters), x0, top, x1, bottom, spaced, _is_bold(textpage, first), item)

    for index in range(count):
        letter = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        letter = "-" if letter in _LINE_END_HYPHENS else letter
        if letter.isspace() or letter < " " or letter in _NO_LETTERS:
            if letters:
                yield word()
                letters = []
            space = space or letter not in _NO_LETTERS
            continue
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, pointer):
            continue
        (a, b), (c, d) = turn(box.left, box.top), turn(box.right, box.bottom)
        a, c, b, d = min(a, c), max(a, c), min(b, d), max(b, d)
        drawn = _item(textpage, index, numbers) if items else 0
        if letters and (drawn != item or _apart(x0, top, x1, bottom, a, b, c, d)):
            yield word()
            letters = []
        item = drawn
        if letters:
            x1, top, bottom = max(x1, c), min(top, b), max(bottom, d)
        else:
            x0, top, x1, bottom, first, spaced, space = a, b, c, d, index, space, False
        letters.append(letter)
    if letters:
        yield word()


def _item(textpage: Any, index: int, numbers: dict[int, int]) -> int:
    """The number of the text object that drew a letter, as objects are met."""
    found = pdfium.FPDFText_GetTextObject(textpage, index)
    return numbers.setdefault(ctypes.addressof(found.contents), len(numbers) + 1) if found else 0


def _apart(x0: float, top: float, x1: float, bottom: float, a: float, b: float, c: float, d: float) -> bool:
    """Whether the next letter stands away from a word: on another line, a gap further, or back to the left."""
    size = max(bottom - top, d - b, 1.0)
    return abs((b + d) - (top + bottom)) > size * 0.7 or a - x1 > size * 0.25 or a < x1 - size


_BUFFER = ctypes.create_string_buffer(256)
_FLAGS = ctypes.c_int()


def _is_bold(textpage: Any, index: int) -> bool:
    length = pdfium.FPDFText_GetFontInfo(textpage, index, _BUFFER, len(_BUFFER), ctypes.byref(_FLAGS))
    if not 0 < length <= len(_BUFFER):
        return False
    font = _BUFFER.raw[:length].lower()
    return b"bold" in font or b"black" in font or b"heavy" in font


def _fields(page: Any, form: Any, turn: Turn) -> Iterator[Word]:
    """What is filled into the fields of a form, as words at the field's place; text drawn there too is not said twice."""
    rect = pdfium.FS_RECTF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), 5000)):
        mark = pdfium.FPDFPage_GetAnnot(page, index)
        if pdfium.FPDFAnnot_GetRect(mark, ctypes.byref(rect)):
            (a, b), (c, d) = turn(rect.left, rect.top), turn(rect.right, rect.bottom)
            yield from _field_words(_field_value(form, mark), min(a, c), min(b, d), max(a, c), max(b, d))
        pdfium.FPDFPage_CloseAnnot(mark)


def _field_value(form: Any, mark: Any) -> str:
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, mark)
    if kind in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
        return "☒" if pdfium.FPDFAnnot_IsChecked(form, mark) else "☐"
    if kind not in (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX):
        return ""
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, mark, None, 0)
    if not 2 < length < 200_000:
        return ""
    held = ctypes.create_string_buffer(length)
    pdfium.FPDFAnnot_GetFormFieldValue(form, mark, ctypes.cast(held, ctypes.POINTER(ctypes.c_ushort)), length)
    return held.raw[: length - 2].decode("utf-16-le", errors="replace")


def _field_words(value: str, x0: float, top: float, x1: float, bottom: float) -> Iterator[Word]:
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    high = min((bottom - top) / len(lines), 14.0)
    for number, line in enumerate(lines):
        pieces = line.split()
        letter = min((x1 - x0) / max(len(line), 1), 6.0)
        at = x0
        for piece in pieces:
            yield Word(piece, at, top + number * high, at + letter * len(piece), top + (number + 1) * high, True, False)
            at += letter * (len(piece) + 1)


class _Shapes:
    """Finds straight lines among the drawings of a page, in forms within it too."""

    def __init__(self, turn: Turn, name: str, number: int, limits: Limits) -> None:
        self.turn, self.name, self.number, self.limits = turn, name, number, limits
        self.rules: list[Rule] = []
        self.images = 0
        self.seen = 0

    def read(self, holder: Any, count: Any, get: Any, matrix: tuple[float, ...], depth: int) -> None:
        for index in range(count(holder)):
            self.seen += 1
            if self.seen > self.limits.objects:
                raise _too_full(self.name, self.number, f"more than {self.limits.objects:,} drawings")
            item = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self.path(item, _times(_matrix(item), matrix))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.images += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                inner = _times(_matrix(item), matrix)
                self.read(item, pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, inner, depth + 1)

    def path(self, item: Any, matrix: tuple[float, ...]) -> None:
        mode, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(mode), ctypes.byref(stroke))
        if not mode.value and not stroke.value:
            return
        x, y = ctypes.c_float(), ctypes.c_float()
        start = here = None
        for index in range(min(pdfium.FPDFPath_CountSegments(item), 4000)):
            segment = pdfium.FPDFPath_GetPathSegment(item, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = self.turn(*_moved(matrix, x.value, y.value))
            if kind == pdfium.FPDF_SEGMENT_LINETO and here is not None:
                self.rule(here, point)
            elif kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = point
            here = point
            if pdfium.FPDFPathSegment_GetClose(segment) and start is not None:
                self.rule(here, start)

    def rule(self, a: Point, b: Point) -> None:
        wide, high = abs(a[0] - b[0]), abs(a[1] - b[1])
        if (wide < 0.7 and high >= LEAST_RULE) or (high < 0.7 and wide >= LEAST_RULE):
            self.rules.append(Rule(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))


def _matrix(item: Any) -> tuple[float, ...]:
    found = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found))
    return found.a, found.b, found.c, found.d, found.e, found.f


def _times(m: tuple[float, ...], n: tuple[float, ...]) -> tuple[float, ...]:
    return (
        m[0] * n[0] + m[1] * n[2], m[0] * n[1] + m[1] * n[3], m[2] * n[0] + m[3] * n[2], m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4], m[4] * n[1] + m[5] * n[3] + n[5],
    )  # fmt: skip


def _moved(m: tuple[float, ...], x: float, y: float) -> Point:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def _too_full(name: str, number: int, what: str) -> CannotRead:
    return CannotRead(
        name, f"page {number} holds {what}, far more than a plan's page", "Give a copy without drawings and maps, or the Word file."
    )
