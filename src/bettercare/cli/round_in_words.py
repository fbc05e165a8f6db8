"""A round as an outline: what it asks for, with the source of every figure, and what is not confirmed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from bettercare.plan.words import said

if TYPE_CHECKING:
    from bettercare.rounds.model import Round

Outline = Iterator[tuple[int, str]]

# Locators are for recognising documents, not for people; the rest is said in each part's own line.
_UNSAID = {"locator", "id", "title", "label", "asks", "source", "confirmed"}


def outline(round: Round) -> Outline:
    """Yield (depth, words): 0 a heading, 1 a part of the round, 2 and more what belongs to it."""
    for item in fields(round):
        value = getattr(round, item.name)
        if item.name not in _UNSAID and value not in (None, (), {}):
            words = item.name.replace("_", " ").capitalize()
            if _is_simple(value):
                yield 0, f"{words}: {said(value)}"
            else:
                yield 0, f"{words}{f' ({len(value)})' if isinstance(value, tuple) else ''}"
                yield from _children(value, 1)


def _is_simple(value: Any) -> bool:
    return not isinstance(value, tuple | Mapping) and (not is_dataclass(value) or "plan.periods" in type(value).__module__)


def _children(value: Any, depth: int) -> Outline:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _named(str(key), inner, depth)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _children(inner, depth)
    elif is_dataclass(value) and not _is_simple(value):
        yield from _part(value, depth)
    elif value is not None:
        yield depth, said(value)


def _part(part: Any, depth: int) -> Outline:
    get = {item.name: getattr(part, item.name) for item in fields(part)}
    name = next((str(get[key]) for key in ("title", "label", "asks") if get.get(key)), "")
    head = f"{name} ({get['id']})" if name and get.get("id") else name or str(get.get("id") or "")
    marks = [f"source: {get['source']}"] if get.get("source") else []
    if get.get("confirmed") is False:
        marks.append("not confirmed")
    if head or marks:
        yield depth, head + (f"  [{'; '.join(marks)}]" if marks else "")
    for key, value in get.items():
        if key not in _UNSAID and value not in (None, (), {}):
            yield from _named(key, value, depth + (1 if head or marks else 0))


def _named(key: str, value: Any, depth: int) -> Outline:
    words = key.replace("_", " ")
    if _is_simple(value):
        yield depth, f"{words}: {said(value)}"
    elif isinstance(value, tuple) and all(_is_simple(inner) for inner in value):
        yield depth, f"{words}: {', '.join(said(inner) for inner in value)}"
    else:
        yield depth, words
        yield from _children(value, depth + 1)


def as_values(round: Round) -> Any:
    """Return the round as JSON values; locators are left out, as they serve recognition only."""
    return _as_value(round)


def _as_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _as_value(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_as_value(inner) for inner in value]
    if is_dataclass(value) and not _is_simple(value):
        return {item.name: _as_value(getattr(value, item.name)) for item in fields(value) if item.name != "locator"}
    return value if value is None or isinstance(value, bool | int | str) else str(value)
