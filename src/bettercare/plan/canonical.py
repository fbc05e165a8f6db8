"""The JSON of all that passes between verbs: stable, documented, versioned by `schema`; and a plan's canonical bytes.

Amounts are strings of pounds with pence, other numbers strings as written, dates ISO. A value that is not given is null
and its state stands in `states`. Reading the JSON back gives an equal value.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import types
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from bettercare.plan.addresses import walk
from bettercare.plan.collation import Collation
from bettercare.plan.comparison import Comparison
from bettercare.plan.findings import CheckResult
from bettercare.plan.outlook import Outlook
from bettercare.plan.payments import PaymentStatement
from bettercare.plan.periods import FinancialYear, Month, Period, Quarter
from bettercare.plan.pool import PoolStatement
from bettercare.plan.quick import reader
from bettercare.plan.reading import SCHEMA, Reading, State
from bettercare.plan.spine import Answer, Cover, Plan, Pounds
from bettercare.plan.what_if import WhatIf

_PERIODS = (FinancialYear, Month, Quarter, Period)
_WHOLE = (Reading, CheckResult, Comparison, Collation, PaymentStatement, Outlook, PoolStatement, WhatIf)
"""What stands alone as a document, and so says its schema."""
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotAReading(ValueError):
    """The JSON is not a reading or a plan of a schema that this version knows; says where and what was expected."""


def to_json(value: Any) -> Any:
    """Return what a verb says, a plan or a part of one as JSON values."""
    if isinstance(value, _WHOLE):
        return {"schema": SCHEMA, **_object(value)}
    return _encode(value, type(value))


def canonical_bytes(plan: Plan) -> bytes:
    """Return the plan's one form in bytes (UTF-8, sorted keys, no spaces): what is hashed, signed and compared."""
    return bytes_of(to_json(plan))


def draft_bytes(held: Reading) -> bytes:
    """Return a plan with the states of what it does not give in bytes: the plan's canonical bytes where there are none.

    Only states of values that the plan has a place for and does not give are kept.
    """
    return bytes_of(draft_data(held))


def draft_data(held: Reading, like: tuple[Any, Reading] | None = None) -> dict[str, Any]:
    """Return the JSON of a draft; what is the very same value in `like`, another draft with its JSON, is taken from there."""
    states = _open_states(held)
    plan = _object(held.plan) if like is None else _object_like(held.plan, like[0].get("plan", like[0]), like[1].plan)
    return {"schema": SCHEMA, "plan": plan, "states": states} if states else plan


def bytes_of(data: Any) -> bytes:
    """Return JSON in its one form in bytes (UTF-8, sorted keys, no spaces)."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _object_like(plan: Plan, data: Mapping[str, Any], known: Plan) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, hint in _fields_of(Plan):
        value, before = getattr(plan, name), getattr(known, name)
        if value is before:
            made[name] = data[name]
        elif isinstance(value, tuple) and before and hasattr(before[0], "id"):
            parts = {id(part): written for part, written in zip(before, data[name], strict=True)}
            made[name] = [parts[id(part)] if id(part) in parts else _object(part) for part in value]
        else:
            made[name] = _encode(value, hint)
    return made


def draft_kept(held: Reading) -> Reading:
    """Return what is read back from the bytes of a draft: answers in the order of their fields, and the states that it keeps."""
    return Reading(plan=_in_order(held.plan), states=_open_states(held))


def _in_order(part: Any) -> Any:
    """A part with its answers in the order of their fields; the very part where they are so already."""
    changed: dict[str, Any] = {}
    for item in fields(part):
        value = getattr(part, item.name)
        if not isinstance(value, tuple) or not value:
            continue
        is_answers = isinstance(value[0], Answer)
        ordered = tuple(sorted(value, key=lambda a: a.field) if is_answers else (_in_order(v) for v in value))
        if any(new is not old for new, old in zip(ordered, value, strict=True)):
            changed[item.name] = ordered
    return replace(part, **changed) if changed else part


def _open_states(held: Reading) -> dict[str, State]:
    if not held.states:
        return {}
    open_here = {address for address, value in walk(held.plan) if value is None}
    return {address: state for address, state in held.states.items() if address in open_here}


def draft_from_json(data: Any, like: tuple[Any, Reading] | None = None) -> Reading:
    """Return a plan with its states from the JSON of a plan, or of a plan with its states; raises NotAReading.

    `like`: another draft's JSON with what was read from it; what is equal there is not read again and is the very same value.
    """
    whole = isinstance(data, Mapping) and "plan" in data
    if like is not None:
        with suppress(Exception):  # read whole, it says what is amiss
            return _like(data, whole, *like)
    return reading_from_json(data) if whole else Reading(plan=_read(data, Plan, "plan"))


def _like(data: Any, whole: bool, other: Any, known: Reading) -> Reading:
    if whole and (data["schema"] != SCHEMA or data.keys() != {"schema", "plan", "states"}):
        raise NotAReading("no draft")
    new, old = data["plan"] if whole else data, other.get("plan", other)
    hints = _hints(Plan)
    held = {n: _field_like(hints[n], value, old.get(n), getattr(known.plan, n)) for n, value in new.items()}
    return Reading(plan=Plan(**held), states=reader(_hints(Reading)["states"])(data["states"]) if whole else {})


def _field_like(hint: Any, new: Any, old: Any, known: Any) -> Any:
    """A field of a plan, or those of its parts, that are as they were; else read anew."""
    if new == old:
        return known
    if not (isinstance(new, list) and isinstance(old, list) and known and hasattr(known[0], "id")):
        return reader(hint)(new)
    parts, item = {part.id: (data, part) for data, part in zip(old, known, strict=True)}, reader(get_args(hint)[0])
    made = tuple(parts[d["id"]][1] if d["id"] in parts and parts[d["id"]][0] == d else item(d) for d in new)
    if len({_decode_id(part.id, "") for part in made}) < len(made):
        raise NotAReading("two parts have one id")
    return made


def covers_from_json(data: Any) -> tuple[Cover, ...]:
    """Return the areas that a plan covers from its JSON, with its states or without, the rest of it unread; raises NotAReading."""
    held = data.get("plan", data) if isinstance(data, Mapping) else {}
    return _decode(held.get("covers", []), tuple[Cover, ...], "covers")  # type: ignore[no-any-return]


def plan_hash(plan: Plan) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(canonical_bytes(plan)).hexdigest()


def plan_from_json(data: Any) -> Plan:
    """Return the Plan in a plan's JSON, or in a reading's; raises NotAReading."""
    if isinstance(data, Mapping) and "plan" in data:
        return reading_from_json(data).plan
    return _read(data, Plan, "plan")  # type: ignore[no-any-return]


def reading_from_json(data: Any) -> Reading:
    """Return the Reading in its JSON; raises NotAReading naming the place that does not fit."""
    if not isinstance(data, Mapping) or "plan" not in data:
        raise NotAReading("this JSON is not a reading: it has no key 'plan'")
    if data.get("schema") != SCHEMA:
        raise NotAReading(f"schema {data.get('schema')!r} is not known here; this version reads schema {SCHEMA}")
    return _read({k: v for k, v in data.items() if k != "schema"}, Reading, "reading")  # type: ignore[no-any-return]


def to_json_at(address: str, value: Any) -> Any:
    """Return a value or part as the JSON that it has at an address of a plan. Raises KeyError for no address of a plan."""
    hint = _hint_at(address)
    if isinstance(value, Decimal) and int in get_args(hint) and value == int(value):
        value = int(value)
    return _encode_answer(value) if hint is Answer else _encode(value, hint)


def from_json_at(address: str, data: Any) -> Any:
    """Return the value or part in JSON that was taken from an address of a plan; raises NotAReading and KeyError."""
    hint = _hint_at(address)
    if hint is Answer:
        return _decode_answer(data, address)
    part = _decode(data, hint, address)
    if parts_at(address) and _decode_id(part.id, address) != address.rpartition("/")[2]:
        raise NotAReading(f"{address}: the part has another id, {part.id!r}")
    return part


def parts_at(address: str) -> bool:
    """Whether an address is that of a repeating part as a whole, such as `schemes/{id}`."""
    owner, _, last = address.rpartition("/")
    return bool(owner and last) and get_origin(_hint_at(owner)) is tuple and _hint_at(owner) != tuple[Answer, ...]


def is_value_at(address: str) -> bool:
    """Whether a value stands at an address, not a part or a list of parts. False for no address of a plan too."""
    try:
        hint = _hint_at(address)
    except KeyError:
        return False
    return hint is Answer or not (get_origin(hint) is tuple or _is_part(hint))


@lru_cache(maxsize=4096)
def _hint_at(address: str) -> Any:
    """The type of what stands at an address: a field's type, the class of a part, or Answer for an answer."""
    hint: Any = Plan
    for step in address.split("/"):
        if hint == tuple[Answer, ...]:
            hint = Answer
        elif get_origin(hint) is tuple:
            hint = get_args(hint)[0]
        elif _is_part(hint) and step in _hints(hint):
            hint = _hints(hint)[step]
        else:
            raise KeyError(f"{address}: there is no {step!r} here")
    return hint


def _is_part(hint: Any) -> bool:
    """Whether a type is a part of a plan, with addresses inside it."""
    return is_dataclass(hint) and hint not in _PERIODS and hint is not Answer


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = _hints(kind)
    return tuple((f.name, hints[f.name]) for f in fields(kind))


def _object(value: Any) -> dict[str, Any]:
    kind: Any = type(value)
    found: dict[str, Any] = {}
    for name, hint in _fields_of(kind):
        held = getattr(value, name)
        found[name] = held if held is None or held.__class__ is str else _encode(held, hint)
    return found


def _encode(value: Any, hint: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return f"{value:.2f}" if is_pounds(hint) and -value.as_tuple().exponent <= 2 else f"{value:f}"  # type: ignore[operator]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, _PERIODS):
        return str(value)
    if isinstance(value, tuple) and (not value or isinstance(value[0], Answer)) and hint == tuple[Answer, ...]:
        return {answer.field: _encode_answer(answer.value) for answer in value}
    if isinstance(value, tuple):
        item = _item_hint(hint)
        return [_encode(v, item) for v in value]
    if isinstance(value, Mapping):
        return {k: _encode(v, type(v)) for k, v in value.items()}
    if is_dataclass(value):
        return _object(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _encode_answer(value: Any) -> Any:
    """Answers say their kind, because only the round knows it otherwise: {"number": "5"}, {"date": ...}, text as is."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return {"number": f"{value:f}"}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"rows": [list(row) for row in value]}


def _decode_answer(data: Any, where: str) -> Any:
    if data is None or isinstance(data, bool):
        return data
    if isinstance(data, str):
        return _decode(data, str, where)
    if isinstance(data, Mapping) and len(data) == 1:
        (kind, inner), *_ = data.items()
        if kind == "number":
            return _decode(inner, Decimal, where)
        if kind == "date":
            return _decode(inner, date, where)
        if kind == "rows":
            return _decode(inner, tuple[tuple[str | None, ...], ...], where)
    raise NotAReading(f"{where}: an answer is text, true or false, or one of number, date or rows")


def is_pounds(hint: Any) -> bool:
    """Whether a field's type says that it holds pounds."""
    return hint == Pounds or any(arg == Pounds for arg in get_args(hint))


def _item_hint(hint: Any) -> Any:
    args = get_args(hint)
    return args[0] if args else Any


def _read(data: Any, hint: Any, where: str) -> Any:
    """The value in JSON: read at once, and where that fails step by step, to tell what is amiss and where."""
    try:
        return reader(hint)(data)
    except Exception:
        return _decode(data, hint, where)


def _decode(data: Any, hint: Any, where: str) -> Any:
    origin = get_origin(hint)
    if origin is Annotated:
        return _decode(data, get_args(hint)[0], where)
    if origin in (Union, types.UnionType):
        options = [a for a in get_args(hint) if a is not type(None)]
        return None if data is None else _decode(data, options[0], where)
    if hint == tuple[Answer, ...]:
        answers = _mapping(data, where).items()
        return tuple(Answer(_decode_id(k, where), _decode_answer(v, f"{where}/{k}")) for k, v in answers)
    if origin is tuple:
        if not isinstance(data, list):
            raise NotAReading(f"{where}: a list was expected, {type(data).__name__} was found")
        parts = tuple(_decode(v, get_args(hint)[0], f"{where}[{i}]") for i, v in enumerate(data))
        ids = [_decode_id(part.id, where) for part in parts if hasattr(part, "id")]
        if len(set(ids)) < len(ids):
            raise NotAReading(f"{where}: two parts have the id {next(i for i in ids if ids.count(i) > 1)!r}")
        return parts
    if origin in (Mapping, dict):
        return {k: _decode(v, get_args(hint)[1], f"{where}/{k}") for k, v in _mapping(data, where).items()}
    if is_dataclass(hint) and hint not in _PERIODS:
        return _decode_object(data, hint, where)
    return _decode_scalar(data, hint, where)


def _mapping(data: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise NotAReading(f"{where}: an object was expected, {type(data).__name__} was found")
    return data


def _decode_object(data: Any, kind: Any, where: str) -> Any:
    known = {f.name for f in fields(kind)}
    unknown = set(_mapping(data, where)) - known
    if unknown:
        raise NotAReading(f"{where}: {', '.join(sorted(unknown))} is not a key here; known are {', '.join(sorted(known))}")
    hints = _hints(kind)
    try:
        return kind(**{k: _decode(v, hints[k], f"{where}/{k}") for k, v in data.items()})
    except TypeError as error:
        raise NotAReading(f"{where}: {error}") from error


def _decode_id(id: str, where: str) -> str:
    """Ids are steps of addresses, so they are neither empty nor hold a slash."""
    if not id or "/" in id:
        raise NotAReading(f"{where}: {id!r} cannot be an id: it is a step of an address, so it has no slash and is not empty")
    return id


def _decode_scalar(data: Any, kind: Any, where: str) -> Any:
    if kind is Decimal and isinstance(data, int) and not isinstance(data, bool):
        return Decimal(data)
    if kind not in (bool, int, float) and not isinstance(data, str):
        raise NotAReading(f"{where}: text was expected, {data!r} was found")
    try:
        if kind in _PERIODS:
            return kind.parse(data)
        if kind is Decimal and _NUMBER.fullmatch(data):
            return Decimal(data)
        if kind is date and _DATE.fullmatch(data):
            return date.fromisoformat(data)
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return kind(data)
        if kind is str:
            data.encode()
            return data
    except ValueError as error:
        raise NotAReading(f"{where}: {data!r} cannot be read as {kind.__name__}") from error
    if kind is bool and isinstance(data, bool):
        return data
    if kind is int and isinstance(data, int) and not isinstance(data, bool):
        return data
    if kind is float and isinstance(data, int | float) and not isinstance(data, bool) and math.isfinite(data):
        return data
    raise NotAReading(f"{where}: {data!r} cannot be read as {kind.__name__}")
