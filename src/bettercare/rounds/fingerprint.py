"""Fingerprints of official prompts, so that a prompt is never taken for its answer, and no prompt's text need be kept.

A fingerprint is the set of 32-bit hashes of every run of four words, lower-cased, without punctuation, bullets or accents;
line breaks do not matter. Hashes are CRC-32, the same on every machine and for ever.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence

WORDS = 4
_WORD = re.compile(r"[a-z0-9]+")


def fingerprint(text: str) -> tuple[int, ...]:
    """Return the hashes of a text's word shingles, sorted; a text of fewer than four words has one; no words, none."""
    return tuple(sorted(_shingles(text)))


def overlap(text: str, fingerprint: Iterable[int]) -> float:
    """Return the share (0 to 1) of a fingerprint's shingles that are present in a text; 0 for an empty fingerprint."""
    wanted = set(fingerprint)
    return len(wanted & _shingles(text)) / len(wanted) if wanted else 0.0


def hashes(words: Sequence[str]) -> list[int]:
    """Return the hash of each run of four words, in order; the words small, of letters a to z and digits only."""
    return [zlib.crc32(f"{a} {b} {c} {d}".encode()) for a, b, c, d in zip(words, words[1:], words[2:], words[3:], strict=False)]


def _shingles(text: str) -> set[int]:
    plain = unicodedata.normalize("NFKD", text).lower().replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    words = _WORD.findall(plain)
    if len(words) < WORDS:
        return {zlib.crc32(" ".join(words).encode())} if words else set()
    return set(hashes(words))
