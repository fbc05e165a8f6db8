"""Single values read strictly: money, counts, numbers, and the states that stand in place of a value.

Nothing is guessed in silence: a text that could mean two things gives a doubt with both, and as written is always kept
by the caller's Place. Dates, years and periods are in `dates`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from bettercare.plan import Candidate, State

NATION = Decimal(10_000_000_000)
"""No single amount in a plan can reach £10bn: the whole nation's fund is £9.2bn (2026-27)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as read: typed `value` or None, its state, and why there is doubt (with the other candidates)."""

    value: Any = None
    state: State = State.GIVEN
    doubt: str | None = None
    others: tuple[Candidate, ...] = ()
    unit: str | None = None
    """`per cent` where the text carried a percent sign."""


_LOOK_ALIKES = str.maketrans("АВСЕНІЈКМОРЅТХаесорхуі", "ABCEHIJKMOPSTXaecopxyi")
_DASHES = str.maketrans({c: "-" for c in "‐‑‒–—−﹣－"})
_SPACES = re.compile(r"\s+")

_SETTLED = "confirmed|agreed|determined|advised|decided|finalised|announced|added|completed"
_STATES: tuple[tuple[State, str], ...] = (
    (State.BLANK, r"-*|\.+|_+"),
    (
        State.TO_BE_CONFIRMED,
        r"(?:date |figure |amount |still )?"
        rf"(?:tb[cadn]|to be (?:{_SETTLED})|to follow|pending|awaited|awaiting .{{0,60}})[.?!]*",
    ),
    (State.NOT_APPLICABLE, r"n\s?[/\\.]\s?a\.?|na|not applicable|not relevant|none applicable"),
    (
        State.SAID_NOT_SUPPLIED,
        r"(?:data |figures? |information |currently )?not (?:supplied|available|provided|known|collected|recorded|held|stated)"
        r"(?: at (?:this|present).{0,20})?|no data(?: available)?|n\s?/\s?k|unavailable|unknown|data (?:un)?available later",
    ),
    (
        State.DEFAULT_LEFT_IN,
        r"<[^<>]{0,80}>"
        r"|[\[(]\s*(?:please )?(?:insert|enter|add|select|choose|state|specify)\b[^\])]{0,80}[\])]?|(?:please )?insert [a-z ]{0,40}"
        r"|d{1,2}\s?/\s?m{1,3}\s?/\s?y{2,4}|x{2,}(?:/x{2,})*"
        r"|click (?:or tap )?here.{0,60}|(?:please )?(?:select|choose)(?: an? (?:item|date|option))?(?: from .{0,40})?\.?"
        r"|(?:ccg|local authority|la|organisation|outcome|icb)(?: etc)? ?#\s?\d+(?: etc\.?)?|etc\.?",
    ),
)
_STATE_PATTERNS = tuple((state, re.compile(pattern, re.I)) for state, pattern in _STATES)


@lru_cache(maxsize=100_000)
def tidy(text: str) -> str:
    """Return text with one kind of space, dash and alphabet, for recognising only: as written is kept elsewhere."""
    if text.isascii():
        return " ".join(text.split())
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    if not plain.isascii():
        plain = plain.translate(_LOOK_ALIKES)
        plain = "".join(c if c.isprintable() and unicodedata.category(c) != "Co" else " " for c in plain)
    return _SPACES.sub(" ", plain).strip()


@lru_cache(maxsize=50_000)
def state_of(text: str | None) -> State:
    """Return the state that a text stands for: blank, `tbc`, `N/A`, not supplied, a default left in, or given."""
    plain = tidy(text or "").strip(" *'\"")
    for state, pattern in _STATE_PATTERNS:
        if pattern.fullmatch(plain):
            return state
    return State.GIVEN


_UNIT = re.compile(r"£?\s*'?\s*(?:0{3}|k|thousands?)\s*'?s?\b", re.I)
_MILLION = re.compile(r"£\s*m(?:illions?)?\b|\(\s*(?:in )?millions?\s*\)", re.I)


@lru_cache(maxsize=10_000)
def unit_of(header: str) -> Decimal:
    """Return the factor that a table's or column's heading sets for its amounts: `£000` 1,000, `£m` 1,000,000, else 1."""
    plain = tidy(header).replace("’", "'")
    if re.search(r"£\s*'?\s*0{3}|£\s*k\b|£ ?thousands?|\(\s*'?0{3}'?s?\s*\)|\bin thousands\b|'000", plain, re.I):
        return Decimal(1000)
    return Decimal(1_000_000) if _MILLION.search(plain) else Decimal(1)


_SCALES = {
    **dict.fromkeys(("k", "000s", "thousand"), Decimal(1000)),
    **dict.fromkeys(("m", "mn", "mill", "million"), Decimal(10**6)),
    **dict.fromkeys(("bn", "billion"), Decimal(10**9)),
}
AMOUNT = re.compile(
    r"""(?<![\w.,/])(?P<open>\()?\s*(?P<sign>[-+](?=\s?[£\d]))?\s*£?\s*(?P<sign2>-)?\s?
    (?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
    \s?(?P<scale>k|m|mn|mill|millions?|bn|billions?|thousands?|000s)?(?P<after>-(?![\w£]))?(?P<close>\s*\))?(?![\w%]|[.,/]\d)""",
    re.I | re.X,
)
"""One amount of money, or plain number, in running text."""


def _one_amount(match: re.Match[str], unit: Decimal) -> Decimal:
    scale = (match["scale"] or "").lower()
    scale = scale[:-1] if scale in ("millions", "billions", "thousands") else scale
    number = Decimal(re.sub(r"[,\s]", "", match["digits"]))
    amount = number * (_SCALES[scale] if scale else unit)
    negative = bool(match["sign"] == "-" or match["sign2"] or match["after"] or (match["open"] and match["close"]))
    amount = -amount if negative else amount
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


def amounts_in(text: str, unit: Decimal = Decimal(1)) -> list[tuple[Decimal, re.Match[str]]]:
    """Return every amount in a text, in order, with its match on the tidied text."""
    return [(_one_amount(m, unit), m) for m in AMOUNT.finditer(tidy(text))]


def read_money(text: str | None, unit: Decimal = Decimal(1)) -> Value:
    """Read one amount of pounds. `unit` is the column's factor (see `unit_of`); a `k` or `m` in the text overrides it.

    Two figures in one field, a scale that cannot be meant, or broken digit groups give a doubt.
    """
    state = state_of(text)
    if state is not State.GIVEN:
        return Value(state=state)
    plain = tidy(text or "")
    if re.fullmatch(r"(?:£\s?)?nil\.?", plain, re.I):
        return Value(Decimal(0))
    plain = _mend_digits(plain)
    found = [(a, m) for a, m in amounts_in(plain, unit) if not re.fullmatch(r"0{2,}", m["digits"])]
    if not found:
        return (
            Value(state=State.UNREADABLE, doubt="no amount of money can be read here")
            if re.search(r"\d", plain)
            else Value(state=State.UNREADABLE)
        )
    amount, match = found[0]
    if abs(amount) >= NATION and match["scale"]:
        return _impossible_scale(amount, match)
    if len({a for a, _ in found}) > 1:
        others = tuple(Candidate(_pounds(a), m.group().strip(), "another figure in the same field") for a, m in found)
        return Value(amount, doubt="two figures in one field", others=others)
    if _broken_groups(match["digits"]):
        return Value(
            amount,
            doubt="the digits are grouped in an unusual way",
            others=(Candidate(_pounds(amount), match.group().strip(), "as the digits run"),),
        )
    return Value(amount)


def _pounds(amount: Decimal) -> str:
    return f"{amount:.2f}" if amount == round(amount, 2) else f"{amount:f}"


def _mend_digits(plain: str) -> str:
    """Join what conversion broke apart in a field of one amount: `-77, 135`, `£ 1,234 ,000`, `1, 234,567`, `£1,234,56 7`."""
    joined = re.sub(r"(?<=\d)\s*,\s*(?=\d{3}(?!\d))", ",", plain)
    return re.sub(r"(?<=,\d)\s(?=\d\d$)|(?<=,\d\d)\s(?=\d$)", "", joined)


def _broken_groups(digits: str) -> bool:
    groups = digits.split(".")[0].replace(" ", "").split(",")
    return len(groups) > 1 and (len(groups[0]) > 3 or any(len(g) != 3 for g in groups[1:]))


def _impossible_scale(amount: Decimal, match: re.Match[str]) -> Value:
    """`£15,530 million` cannot be meant: it exceeds the nation's fund. Both smaller readings are offered; none leads."""
    number = Decimal(re.sub(r"[,\s]", "", match["digits"]))
    options = (
        Candidate(_pounds(amount), match.group().strip(), "as written, which exceeds the whole nation's fund"),
        Candidate(_pounds(number * 1000), match.group().strip(), "if the figure is in thousands"),
        Candidate(_pounds(number), match.group().strip(), "if the word after the figure is a slip"),
    )
    return Value(state=State.UNREADABLE, doubt="this amount cannot be meant: it exceeds the whole nation's fund", others=options)


_NUMBER = re.compile(
    r"(?<![\w.,])(?P<sign>-)?\s?(?P<digits>\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"\s?(?P<percent>%|per ?cent)?(?![\w]|[.,]\d)",
    re.I,
)


_GLUED = re.compile(r"\d\S*$")
"""Digits that run into the figure after them."""


def read_number(text: str | None) -> Value:
    """Read one number, keeping its decimals as typed (`88.10%` is 88.10, unit per cent)."""
    state = state_of(text)
    if state is not State.GIVEN:
        return Value(state=state)
    plain = _mend_digits(tidy(text or "")).rstrip("*†‡^")
    found = list(_NUMBER.finditer(plain))
    if not found:
        return Value(state=State.UNREADABLE)
    values = [_decimal(m) for m in found]
    unit = "per cent" if found[0]["percent"] else None
    if len(set(values)) > 1:
        others = tuple(
            Candidate(f"{v:f}", m.group().strip(), "another figure in the same field") for v, m in zip(values, found, strict=True)
        )
        return Value(values[0], doubt="two figures in one field", others=others, unit=unit)
    if _GLUED.search(plain[: found[0].start()]):
        return Value(values[0], doubt="other digits run into this figure", unit=unit)
    return Value(values[0], unit=unit)


def read_count(text: str | None) -> Value:
    """Read a whole number of people, days or admissions; a fraction is kept, since averages are typed too."""
    value = read_number(text)
    if value.value is not None and value.value == value.value.to_integral_value():
        return Value(value.value.quantize(Decimal(1)), value.state, value.doubt, value.others, value.unit)
    return value


def _decimal(match: re.Match[str]) -> Decimal:
    try:
        number = Decimal(re.sub(r"[,\s]", "", match["digits"]))
    except InvalidOperation as error:  # pragma: no cover - the pattern admits only digits
        raise ValueError(match.group()) from error
    return -number if match["sign"] else number


def read_yes_no(text: str | None) -> Value:
    """Read yes or no (Y, N, Yes, No, true, ticks)."""
    state = state_of(text)
    if state is not State.GIVEN:
        return Value(state=state)
    plain = tidy(text or "").lower().strip(" .")
    if plain in ("y", "yes", "true", "x", "✓", "✔", "☒", "☑"):
        return Value(True)
    if plain in ("n", "no", "false", "☐"):
        return Value(False)
    return Value(state=State.UNREADABLE)
