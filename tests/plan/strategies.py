"""Plans and readings drawn from their own types, so that a field added to the spine is tested without a change here."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from bettercare.plan import Answer, FinancialYear, Plan, Pounds, Reading

TEXT = st.text(max_size=12)
DATES = st.dates(date(1990, 1, 1), date(2100, 12, 31))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9)
POUNDS = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**12), max_value=10**12)
YEARS = st.integers(1990, 2100).map(FinancialYear)
IDS = st.text("abcdefghij0123456789-", min_size=1, max_size=6)
ANSWERS = st.one_of(
    st.none(), st.booleans(), TEXT, DECIMALS, DATES, st.lists(st.tuples(st.none() | TEXT, TEXT), max_size=2).map(tuple)
)
SCALARS = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(),
    float: st.floats(0, 1),
    date: DATES,
    Decimal: DECIMALS,
    FinancialYear: YEARS,
}


def drawn(hint: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for a type of the spine."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint == Pounds:
        return POUNDS
    if origin is Annotated:
        return drawn(arguments[0])
    if origin in (Union, types.UnionType):
        return st.one_of(*(st.none() if a is type(None) else drawn(a) for a in arguments))
    if hint == tuple[Answer, ...]:
        return st.lists(st.builds(Answer, IDS, ANSWERS), max_size=2, unique_by=lambda a: a.field).map(tuple)
    if origin is tuple:
        unique = (lambda part: part.id) if "id" in {f.name for f in _fields(arguments[0])} else None
        return st.lists(drawn(arguments[0]), max_size=2, unique_by=unique).map(tuple)
    if origin is Mapping:
        return st.dictionaries(IDS, drawn(arguments[1]), max_size=2)
    if hint in SCALARS:
        return SCALARS[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(hint)
    hints = get_type_hints(hint, include_extras=True)
    return st.builds(hint, **{f.name: IDS if f.name == "id" else drawn(hints[f.name]) for f in fields(hint)})


def _fields(hint: Any) -> tuple[Any, ...]:
    return fields(hint) if is_dataclass(hint) else ()


PLANS = st.deferred(lambda: drawn(Plan))
READINGS = st.deferred(lambda: drawn(Reading))
