"""What the names of files tell of versions: which are versions of one document, and which of them is the later."""

from __future__ import annotations

import re

SUPERSEDED = re.compile(
    r"(?<![a-z])(?:old|supersed\w*|obsolete|archived?|previous (?:version|plan|draft|template)|earlier (?:version|draft)|"
    r"out of date|do not use|not used|no longer used|replaced|backup|v\s?0(?:\.\d+)?)(?![a-z])",
    re.I,
)
_VERSION = re.compile(
    r"\(\d\)|\bv(?:er(?:sion)?)?\.?\s?\d+(?:\.\d+)*\b|\b\d{1,2}[ .-]\d{1,2}[ .-](?:20)?\d{2}\b|\b20\d{2}[.-]?\d{2}[.-]?\d{2}\b|"
    r"\b(?:final|draft|signed|approved|agreed|clean|tracked|updated?|revised|latest|copy(?: of)?|new|old|superseded)\b",
    re.I,
)
_NUMBER = re.compile(r"\bv(?:er(?:sion)?)?\.?\s?(\d+(?:\.\d+)*)\b", re.I)
_DAY_FIRST = re.compile(r"\b(\d{1,2})[ .-](\d{1,2})[ .-]((?:20)?\d{2})\b")
_YEAR_FIRST = re.compile(r"\b(20\d{2})[.-]?(\d{2})[.-]?(\d{2})\b")

Seniority = tuple[int, tuple[int, ...], tuple[int, ...]]


def stem(name: str) -> str:
    """A name without its version, date and words such as `final`, in lower case."""
    bare = _VERSION.sub(" ", SUPERSEDED.sub(" ", spaced(name)))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.lower()).split())


def seniority(name: str) -> Seniority:
    """The later of two names has the greater: final above draft, a higher version, a later date."""
    plain = spaced(name)
    standing = -2 if SUPERSEDED.search(plain) else -1 if re.search(r"\bdraft\b", plain, re.I) else 0
    standing = 1 if not standing and re.search(r"\b(?:final|signed|approved)\b", plain, re.I) else standing
    number = _NUMBER.search(plain)
    return standing, tuple(int(n) for n in number[1].split(".")) if number else (), _day(plain)


def spaced(name: str) -> str:
    """A name with blanks for what stands for them in names of files."""
    return " ".join(re.sub(r"[_+]", " ", name).split())


def _day(plain: str) -> tuple[int, ...]:
    if match := _YEAR_FIRST.search(plain):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.search(plain):
        return int(match[3]) % 100 + 2000, int(match[2]), int(match[1])
    return ()


_PART_OF_A_PLAN = re.compile(
    r"\b(?:(?:part|annex|appendix)\s?(?:\d{1,2}|[a-z])|narrative|(?:excel )?template|plan(?:ning)?|financ(?:e|es|ial)|"
    r"metrics?|expenditure|income|(?:work)?book|spreadsheet|schemes?|submission|return|sign ?off|better care(?: fund)?|bcf|hwb|"
    r"20\d\d(?:\s?[-/]\s?(?:20)?\d\d)?|\d\d-\d\d)\b",
    re.I,
)


def subject(name: str) -> str:
    """Whose plan the name of one of its documents tells, or nothing: `kent` of `Kent BCF plan part 2 v3`."""
    bare = _PART_OF_A_PLAN.sub(" ", _VERSION.sub(" ", SUPERSEDED.sub(" ", spaced(name))))
    words = re.findall(r"[a-z]+", bare.lower())
    return " ".join(word for word in words if word not in ("and", "of", "for", "the"))
