"""Schemes listed by number in one table whose rows in another begin with the number: the number is no word of their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bettercare.reading.parts import Part, Read
from bettercare.reading.tables.label_likeness import alike, plain_label

_THE_SAME = 0.9


def known_by_number(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts, with `S4 Carers` as number S4 and name `Carers` where a list of schemes says that S4 is Carers."""
    schemes = [p for p in parts if p.kind == "schemes"]
    known = {number: str(p.fields["name"].value) for p in schemes if (number := _number(p))}
    for part in parts:
        yield part if part.kind != "schemes" or _number(part) else _parted(part, known)


def _number(scheme: Part) -> str:
    return str(scheme.fields.get("number", Read(None)).value or "")


def _parted(scheme: Part, known: dict[str, str]) -> Part:
    name = scheme.fields["name"]
    number, _, rest = str(name.value or "").partition(" ")
    rest = rest.lstrip(" -–:.")
    if not rest or alike(plain_label(known.get(number, "")), plain_label(rest)) < _THE_SAME:
        return scheme
    return replace(scheme, fields={**scheme.fields, "number": Read(number, name.place), "name": replace(name, value=rest)})
