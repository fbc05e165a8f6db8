"""Reading a plan's JSON at the speed of pages: for each type a reader that is made once and says only that something is amiss.

What is amiss, and where, `canonical` then tells, which reads the same value step by step.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from math import isfinite
from re import compile as pattern
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from bettercare.plan.periods import FinancialYear, Month, Period, Quarter
from bettercare.plan.spine import Answer

Read = Callable[[Any], Any]
_PERIODS = (FinancialYear, Month, Quarter, Period)
_NUMBER = pattern(r"-?[0-9]+(\.[0-9]+)?")
_DATE = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Amiss(ValueError):
    """The JSON does not fit the type."""


@cache
def reader(hint: Any) -> Read:
    """Return what reads the JSON of a type; it raises an Exception of some kind for all JSON that does not fit."""
    origin = get_origin(hint)
    if origin is Annotated:
        return reader(get_args(hint)[0])
    if origin in (Union, types.UnionType):
        inner = reader(next(a for a in get_args(hint) if a is not type(None)))
        return lambda data: None if data is None else inner(data)
    if hint == tuple[Answer, ...]:
        return lambda data: tuple(Answer(_id(field), _answer(value)) for field, value in _of(dict, data).items())
    if origin is tuple:
        return _list(reader(get_args(hint)[0]), get_args(hint)[0])
    if origin in (Mapping, dict):
        value = reader(get_args(hint)[1])
        return lambda data: {key: value(held) for key, held in _of(dict, data).items()}
    if is_dataclass(hint) and hint not in _PERIODS:
        return _object(hint)
    return _scalar(hint)


def _of(kind: Any, data: Any) -> Any:
    if data.__class__ is not kind:
        raise Amiss
    return data


def _id(id: str) -> str:
    if not id or "/" in id:
        raise Amiss
    return id


def _list(item: Read, hint: Any) -> Read:
    has_id = is_dataclass(hint) and "id" in get_type_hints(hint)

    def read(data: Any) -> Any:
        parts = tuple([item(each) for each in _of(list, data)])
        if has_id and len({_id(part.id) for part in parts}) < len(parts):
            raise Amiss
        return parts

    return read


def _object(kind: Any) -> Read:
    readers = {name: reader(hint) for name, hint in get_type_hints(kind, include_extras=True).items()}
    return lambda data: kind(**{name: readers[name](value) for name, value in _of(dict, data).items()})


def _answer(data: Any) -> Any:
    if data is None or data is True or data is False:
        return data
    if data.__class__ is str:
        return _text(data)
    ((kind, inner),) = _of(dict, data).items()
    return _ANSWERS[kind](inner)


def _scalar(kind: Any) -> Read:
    if kind is str:
        return _text
    if kind is Decimal:
        return _number
    if kind is date:
        return _day
    if kind in _PERIODS:
        parse = lru_cache(maxsize=512)(kind.parse)
        return lambda data: parse(_of(str, data))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda data: kind(_of(str, data))
    if kind in (bool, int):
        return lambda data: _of(kind, data)
    if kind is float:
        return _fraction
    raise Amiss


def _fraction(data: Any) -> Any:
    if data.__class__ not in (int, float) or not isfinite(data):
        raise Amiss
    return data


def _text(data: Any) -> str:
    _of(str, data).encode()
    return data  # type: ignore[no-any-return]


def _number(data: Any) -> Decimal:
    if data.__class__ is not int and not _NUMBER.fullmatch(_of(str, data)):
        raise Amiss
    return Decimal(data)


def _day(data: Any) -> date:
    if not _DATE.fullmatch(_of(str, data)):
        raise Amiss
    return date.fromisoformat(data)


_ANSWERS: dict[str, Read] = {"number": _number, "date": _day, "rows": reader(tuple[tuple[str | None, ...], ...])}
