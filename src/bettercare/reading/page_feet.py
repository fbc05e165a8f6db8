"""The foot of a page in a text whose pages are run into a line each: the same words at the end of page after page.

On some pages the words stand among the others, where the print was read column by column; there they would be part of a name or an
answer. What is no more than a number is left to those who read numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from bettercare.documents.model import Document, Format, Paragraph

_PAGE = 250
"""A paragraph of so many characters may be a page."""
_FEWEST = 4
"""Pages that must end in the same words."""
_BESIDE = 2
"""Pages before the first and after the last that ends so, on which the words may stand within."""
_LONGEST = 12
"""Words of a foot, at the most."""


def without_page_feet(document: Document) -> Document:
    """The document of a text without the words that end page after page, nor where they stand once within such a page."""
    if document.format is not Format.TEXT:
        return document
    pages = [b for b in document.blocks if isinstance(b, Paragraph) and len(b.text) > _PAGE]
    foot = _foot(pages)
    if not foot:
        return document
    pattern = re.compile(r"(?<!\S)" + r"\s+".join(map(re.escape, foot.split())) + r"(?!\S)")
    ending = [i for i, p in enumerate(pages) if pattern.search(p.text, max(0, len(p.text.rstrip()) - len(foot) - 2))]
    ours = {id(p) for p in pages[max(0, ending[0] - _BESIDE) : ending[-1] + _BESIDE + 1]}
    blocks = tuple(_cleared(b, pattern) if isinstance(b, Paragraph) and id(b) in ours else b for b in document.blocks)
    return replace(document, blocks=blocks)


def _foot(pages: list[Paragraph]) -> str:
    """The longest words that end most pages alike."""
    ends = [p.text.split()[-_LONGEST:] for p in pages]
    shared: Counter[str] = Counter()
    for one, other in pairwise(ends):
        size = next((n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other)))
        if 2 <= size < _LONGEST and re.search(r"[A-Z]", words := " ".join(one[-size:])):
            shared[words] += 1
    often = [words for words in shared if sum(" ".join(e).endswith(words) for e in ends) >= _FEWEST]
    return max(often, key=lambda words: (shared[words], len(words)), default="")


def _cleared(page: Paragraph, pattern: re.Pattern[str]) -> Paragraph:
    found = pattern.findall(page.text)
    ended = pattern.sub(lambda m: "" if not page.text[m.end() :].strip() else m.group(), page.text)
    if len(found) == 1:
        ended = re.sub(r" {2,}", " ", pattern.sub("", page.text))
    return replace(page, text=ended.rstrip()) if ended != page.text else page
