"""Marks of Markdown and HTML inside text: taken out, and what they meant kept.

`<name of council>` and the like are words of a form, not markup, and stay; converters that took them for markup write
`<name council="" of=""></name>`, which becomes `<name council of>`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_INLINE = (
    "b|strong|i|em|u|s|del|ins|small|big|span|font|a|p|div|mark|center|tt|code|img|sub|sup|table|thead|tbody|tr|td|th|ul|ol|h[1-6]"
)
_BREAK = re.compile(r"\s*<(?:br|/li|/p|/div|/tr|/h[1-6])\s*/?>\s*", re.I)
_ITEM = re.compile(r"\s*<li(?:\s[^<>]*)?>\s*", re.I)
_ORDINAL = re.compile(r"(?<=\d)\s*<sup>\s*(st|nd|rd|th)\s*</sup>", re.I)
_KNOWN_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.I)
_FORM_WORDS = re.compile(r"<([a-z][\w ]*?)((?:\s+[\w.-]+=\"\")*)\s*/?>(?:</[a-z]\w*>)?", re.I)
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)", re.S)
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]+?)(?<=[^\s_])_(?![\w_])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~&-])")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_BULLET = re.compile(
    "^\\s*(?:[-*+–•·▪●○◦‣⁃■□►➢➤✓✔\ue000-\uf8ff]\\s*[ \\t]+|[•▪●○◦‣■➢➤\ue000-\uf8ff]\\s*|o\\s+(?=[A-Z]))(?=[^\\W\\d]|[*<\"'(‘“£])"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """Text without its marks, and what they meant."""

    text: str
    level: int | None = None
    list_item: bool = False
    bold: bool = False


def clean(text: str) -> str:
    """Return the text without marks: `<br>` and list items become line breaks, entities their characters."""
    if "<" in text:
        text = _COMMENT.sub("", text)
        text = _ORDINAL.sub(r"\1", text)
        text = _ITEM.sub("\n", _BREAK.sub("\n", text))
        text = _KNOWN_TAG.sub("", text)
        text = _FORM_WORDS.sub(_form_words, text)
    if "*" in text or "_" in text:
        text = _BOLD.sub(lambda m: m.group(1) or m.group(2), text)
        text = _ITALIC.sub(lambda m: m.group(1) or m.group(2), text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "&" in text:
        text = html.unescape(text)
    return text.strip()


def read_line(line: str) -> Marked:
    """Return one line without its marks: heading level from `#`, list items from bullets, bold when all of it is."""
    level = None
    if heading := _HEADING.match(line):
        level, line = len(heading.group(1)), heading.group(2)
    bullet = None if level else _BULLET.match(line)
    if bullet:
        line = line[bullet.end() :]
    stripped = line.strip()
    bold = bool(re.fullmatch(r"\*\*[^*]+\*\*|<(b|strong)>[^<]*</\1>", stripped, re.I))
    return Marked(clean(stripped), level, bool(bullet), bold)


def without_bullet(text: str) -> tuple[str, bool]:
    """Return a line without the bullet it begins with, and whether it had one."""
    bullet = _BULLET.match(text)
    return (text[bullet.end() :].strip(), True) if bullet else (text, False)


def _form_words(match: re.Match[str]) -> str:
    words = match.group(1) + match.group(2).replace('=""', "")
    return f"<{words.strip()}>"
