"""Excel's number formats: which of them mean dates, and how a number is shown (the usual ones; others plainly)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "£#,##0;-£#,##0", 6: "£#,##0;[Red]-£#,##0",
    7: "£#,##0.00;-£#,##0.00", 8: "£#,##0.00;[Red]-£#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: "#,##0", 42: "£#,##0", 43: "#,##0.00", 44: "£#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
    49: "@",
}  # fmt: skip
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]')
_DATE_TOKEN = re.compile(r'"[^"]*"|\\.|\[h+\]|\[m+\]|\[s+\]|\[[^\]]*\]|y+|m+|d+|h+|s+|am/pm|a/p|.', re.I | re.S)
_ELAPSED = re.compile(r"\[[hms]+\]", re.I)
_DIGITS = re.compile(r"[0#?][0#?,.]*|\.[0#?]+")
_LAST_SERIAL = 2_958_466

Show = Callable[[Decimal], str]


@lru_cache(maxsize=4096)
def is_date(code: str) -> bool:
    """Whether a number format shows a date or a time."""
    first = code.split(";", 1)[0]
    if "general" in first.casefold():
        return False
    return bool(_ELAPSED.search(first)) or bool(re.search(r"[dmyhs]", _LITERAL.sub("", first), re.I))


def as_date(serial: Decimal, from_1904: bool) -> date | datetime | None:
    """Return the day (and time, where there is one) of a serial number; None for a time alone or what is no day."""
    if from_1904:
        serial += 1462
    if not 1 <= serial < _LAST_SERIAL:
        return None
    whole = int(serial)
    seconds = int(((serial - whole) * 86400).to_integral_value(ROUND_HALF_UP))
    start = datetime(1899, 12, 31) if whole < 60 else datetime(1899, 12, 30)
    moment = start + timedelta(days=whole, seconds=seconds)
    return moment.date() if seconds in (0, 86400) else moment


def show_date(code: str, serial: Decimal, from_1904: bool) -> str:
    """Return a serial number as its date format shows it; ISO where the format is out of the ordinary."""
    value = as_date(serial, from_1904)
    if value is None:
        if not 0 <= serial < 1:
            return plain(serial)
        value = datetime(1899, 12, 30) + timedelta(seconds=int((serial * 86400).to_integral_value(ROUND_HALF_UP)))
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
    tokens = _DATE_TOKEN.findall(code.split(";", 1)[0])
    twelve = any(t.casefold() in ("am/pm", "a/p") for t in tokens)
    shown = []
    after_hours = False
    for index, token in enumerate(tokens):
        kind = token[0].casefold()
        if kind == "m" and token.casefold().strip("m") == "":
            following = next((t[0].casefold() for t in tokens[index + 1 :] if t[0].casefold() in "hdys" and t[0] != '"'), "")
            shown.append(_minutes(token, moment) if after_hours or following == "s" else _month(token, moment))
            after_hours = False
        else:
            shown.append(_date_token(token, moment, twelve))
            after_hours = kind == "h" or (after_hours and kind not in "dy") or token.casefold().startswith("[h")
    return "".join(shown).strip()


def _minutes(token: str, moment: datetime) -> str:
    return f"{moment.minute:0{min(len(token), 2)}d}"


def _month(token: str, moment: datetime) -> str:
    return {1: str(moment.month), 2: f"{moment:%m}", 3: f"{moment:%b}", 4: f"{moment:%B}"}.get(len(token), f"{moment:%b}"[:1])


def _date_token(token: str, moment: datetime, twelve: bool) -> str:
    low = token.casefold()
    hour = (moment.hour % 12 or 12) if twelve else moment.hour
    table = {
        "y": f"{moment:%y}", "yy": f"{moment:%y}", "yyy": str(moment.year), "yyyy": str(moment.year),
        "d": str(moment.day), "dd": f"{moment:%d}", "ddd": f"{moment:%a}", "dddd": f"{moment:%A}",
        "h": str(hour), "hh": f"{hour:02d}", "s": str(moment.second), "ss": f"{moment:%S}", "am/pm": f"{moment:%p}",
        "a/p": f"{moment:%p}"[:1], "[h]": str(moment.hour), "[hh]": f"{moment.hour:02d}", "[mm]": f"{moment:%M}",
    }  # fmt: skip
    if low in table:
        return table[low]
    if token.startswith("["):
        return ""
    return token.strip('"').lstrip("\\") if token[0] in '"\\' else token if token not in "@" else ""


def plain(value: Decimal) -> str:
    """Return a number in full, without exponent or trailing zeros."""
    if value == value.to_integral_value() and abs(value) < Decimal(10) ** 20:
        return f"{value:.0f}"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=4096)
def shower(code: str) -> Show:
    """Return the function that shows a number in a format: thousands, decimals, per cent, currency, scaled by commas."""
    if code in ("General", "@", "") or "general" in code.casefold():
        return plain
    sections = _sections(code)
    if any(re.search(r"\[[<>=]", s) for s in sections) or re.search(r"[?#0]\s*/\s*[?#0]|E[+-]", code):
        return plain
    shown = [_section(s) for s in sections[:3]]

    def show(value: Decimal) -> str:
        if value < 0 and len(shown) > 1:
            return shown[1](-value)
        if value == 0 and len(shown) > 2:
            return shown[2](value)
        return shown[0](value)

    return show


def _sections(code: str) -> list[str]:
    return re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)


def _section(section: str) -> Show:
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match.group(1) or match.group(2) or match.group(3) or "")
        return f"\x00{chr(0xE000 + len(literals) - 1)}"

    bare = _LITERAL.sub(keep, section)
    digits = _DIGITS.search(bare)

    def restored(text: str) -> str:
        return re.sub("\x00(.)", lambda m: literals[ord(m.group(1)) - 0xE000], text)

    if not digits:
        fixed = restored(bare).strip()
        return lambda value: fixed
    number = digits.group()
    before, after = (
        restored(bare[: digits.start()]),
        restored(bare[digits.end() :].replace("#", "").replace("0", "").replace("?", "")),
    )
    whole, _, fraction = number.partition(".")
    scale = len(number) - len(number.rstrip(","))
    least, most = fraction.count("0"), len(fraction.replace(",", ""))
    grouped = "," in whole.rstrip(",") or ("," in number.rstrip(",").replace(fraction, ""))
    factor = Decimal(100) if "%" in bare else Decimal(1)
    empty_zero = "0" not in whole

    def show(value: Decimal) -> str:
        try:
            scaled = (value * factor / (Decimal(1000) ** scale)).quantize(Decimal(1).scaleb(-most), ROUND_HALF_UP)
        except InvalidOperation:
            return plain(value)
        text = f"{abs(scaled):,.{most}f}" if grouped else f"{abs(scaled):.{most}f}"
        if most > least and "." in text:
            kept = len(text) - (most - least)
            text = text[:kept] + text[kept:].rstrip("0")
            text = text.rstrip(".")
        if empty_zero and text.startswith("0") and not text.strip("0."):
            text = text[1:]
        sign = "-" if scaled < 0 else ""
        return f"{sign}{before}{text}{after}".strip()

    return show
