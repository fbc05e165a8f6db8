"""Runs of tab-separated lines as rows: page numbers that fell between them taken out, broken rows and cells put together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_PAGE_NUMBER = re.compile(r"\W{0,3}(?:page\s)?\d{1,3}(?:\s(?:of|/)\s\d{1,3})?\W{0,3}", re.I)
_FIGURE = re.compile(r"[-(£\s]*\d[\d,.\s]*[%kKmM)]*")
_UNIT = re.compile(r"\(?(?:£\s?['‘’]?(?:000s?|k|m|million)?|['‘’]?000s?|\d\s?[-–]\s?\d+|%)\)?", re.I)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_MOST_BREAKS = 12
_LONG = 20
"""A cell that is broken over two lines is at least this long."""

Line = tuple[int, int | None, str]


def unquoted(lines: Sequence[Line]) -> list[Line]:
    """Lines with the cells that a workbook puts in quotation marks when copied, for their line breaks, made one line each."""
    made: list[Line] = []
    at = 0
    while at < len(lines):
        number, page, text = lines[at]
        whole, used = text, 1
        while _opens(whole) and (end := _closing(lines, at + used)) is not None:
            whole = " ".join([whole.rstrip(), *(lines[i][2].strip(" ") for i in range(at + used, end + 1))])
            used = end + 1 - at
        if "\t" in whole:
            whole = "\t".join(c[1:-1].replace('""', '"') if _QUOTED.fullmatch(c) else c for c in whole.split("\t"))
        else:
            whole, used = text, 1
        made.append((number, page, whole))
        at += used
    return made


def _opens(text: str) -> bool:
    """Whether the last cell of a line begins with a quotation mark that does not close in it."""
    last = text.rsplit("\t", 1)[-1]
    return last.startswith('"') and not _QUOTED.fullmatch(last.rstrip())


def _closing(lines: Sequence[Line], start: int) -> int | None:
    """The first of the next lines whose first cell ends in a quotation mark; None where a tab or a new cell comes before it."""
    for at in range(start, min(start + _MOST_BREAKS, len(lines))):
        first, *more = lines[at][2].split("\t")
        if first.startswith('"') or lines[at][1] != lines[start - 1][1]:
            return None
        if first.rstrip().endswith('"'):
            return at
        if more:
            return None
    return None


def tab_rows(lines: Sequence[Line], start: int) -> tuple[list[tuple[int, str]], list[int], int]:
    """The rows of the run that starts at a tabbed line: (index of the first line, text), lines left aside, index after the run."""
    block, aside, end = _block(lines, start)
    width = _width([lines[i][2] for i in block])
    openings = Counter(lines[i][2].split("\t", 1)[0].strip() for i in block)
    labels = frozenset(o for o, times in openings.items() if o and times > 1)
    rows: list[tuple[int, str]] = []
    at = 0
    while at < len(block):
        text, used = _heading([lines[i][2] for i in block], width) if at == 0 else ("", 0)
        if not used:
            text, used = _whole(lines, block, at, width, labels)
        rows.append((block[at], text))
        at += used
    return rows, aside, end


def _tabbed(text: str) -> bool:
    return "\t" in text.strip(" ")


def _block(lines: Sequence[Line], start: int) -> tuple[list[int], list[int], int]:
    """The lines of the run, with untabbed lines inside it that may be broken cells; page numbers go aside."""
    page, taken, aside, at = lines[start][1], [start], list[int](), start + 1
    end = at
    while at < len(lines) and lines[at][1] == page and lines[at][2].strip(" "):
        if _tabbed(lines[at][2]):
            taken += [i for i in range(end, at) if i not in aside]
            taken.append(at)
            end = at + 1
        elif _PAGE_NUMBER.fullmatch(lines[at][2].strip()) and not _UNIT.fullmatch(lines[at][2].strip()):
            aside.append(at)
        elif at - end > 1 or not _may_go_on(lines, at):
            break
        at += 1
    if end < at and end not in aside and _tail(lines, end):
        taken.append(end)
        end += 1
    return taken, [i for i in aside if i < end], end


def _may_go_on(lines: Sequence[Line], at: int) -> bool:
    """Whether an untabbed line inside a run may be a piece of a broken cell: short words, no bullet and no heading's mark."""
    text = lines[at][2].strip()
    return len(text) < 160 and not re.match(r"[#*\-•>|]", text) and at + 1 < len(lines)


def _tail(lines: Sequence[Line], at: int) -> bool:
    """Whether the line after a run is the rest of its last cell: it begins small, and a blank line follows."""
    if at >= len(lines) or not lines[at][2][:1].islower() or _tabbed(lines[at][2]):
        return False
    return at + 1 == len(lines) or not lines[at + 1][2].strip()


def _width(texts: Sequence[str]) -> int | None:
    """How many tabs a row of the run has, where most of its lines agree."""
    counts = Counter(t.count("\t") for t in texts)
    tabs, most = max(counts.items(), key=lambda item: (item[1], item[0]))
    pieces = tabs == max(counts) and most >= 3 and most * 3 >= len(texts)  # no line is wider, so the others may be pieces
    return tabs if tabs and most >= 2 and (most * 2 >= len(texts) or pieces) else None


def _heading(texts: Sequence[str], width: int | None) -> tuple[str, int]:
    """The first row, with headings of two lines in its cells, joined to the width of the rows; ("", 0) where it is not broken so.

    Its lines must come to the width exactly, and no cell of them is an amount. After the last heading a unit may stand alone.
    """
    if width is None:
        return "", 0
    text, used = texts[0], 1
    while text.count("\t") < width and used < len(texts) and text.count("\t") + texts[used].count("\t") <= width:
        text, used = f"{text.rstrip(' ')} {texts[used].lstrip(' ')}", used + 1
    if text.count("\t") != width or (used == 1 and not _rest_of_heading(texts, used)):
        return "", 0
    while _rest_of_heading(texts, used):
        text, used = f"{text} {texts[used].strip()}", used + 1
    if used == len(texts) or texts[used].count("\t") != width or any(_amount(c) for c in text.split("\t")):
        return "", 0
    return text, used


def _rest_of_heading(texts: Sequence[str], at: int) -> bool:
    """Whether a line is a unit or one word with the unit beneath it, as the last heading of a row goes on."""
    if at >= len(texts) or "\t" in texts[at]:
        return False
    return bool(_UNIT.fullmatch(texts[at].strip())) or (texts[at].strip().isalpha() and _rest_of_heading(texts, at + 1))


def _amount(cell: str) -> bool:
    return bool(_FIGURE.fullmatch(cell.strip())) and not re.fullmatch(r"(?:19|20)\d\d", cell.strip())


def _whole(
    lines: Sequence[Line], block: Sequence[int], at: int, width: int | None, labels: frozenset[str]
) -> tuple[str, int]:  # fmt: skip
    """A row from a position of the block on: joined with the lines that its broken cells go on in, and how many they are.

    `labels` open more than one line of the block, so a line that begins with one is a row of its own.
    """
    text = lines[block[at]][2]
    if width is None:
        return text, 1
    used = 1
    while at + used < len(block):
        following = lines[block[at + used]][2]
        tabs, more = text.count("\t"), following.count("\t")
        if (
            tabs + more > width
            or following.split("\t", 1)[0].strip() in labels
            or not _goes_on(text, following, full=tabs == width)
        ):
            break
        text, used = f"{text.rstrip(' ')} {following.lstrip(' ')}", used + 1
    return (text, used) if used > 1 and text.count("\t") == width else (lines[block[at]][2], 1)


def _goes_on(text: str, following: str, full: bool) -> bool:
    """Whether a line's last cell goes on in the next line's first: words on both sides, a short row or a small letter."""
    left, right = text.rsplit("\t", 1)[-1].strip(), following.split("\t", 1)[0].strip()
    if not left or not right or _FIGURE.fullmatch(left) or _FIGURE.fullmatch(right) or len(left) + len(right) < _LONG:
        return False
    if full or re.match(r"(?:grand |sub-?)?total\b", right, re.I):
        return right[:1].islower()
    return right[:1].islower() or left[-1] not in ".;:"
