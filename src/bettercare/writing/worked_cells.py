"""A sum of the round as a workbook's own formula, so that it follows while people type."""

from __future__ import annotations

from collections.abc import Mapping

from bettercare.rounds.model import Predicate
from bettercare.rounds.predicates import names_in

_SIGNS = {"sum": "+", "minus": "-", "product": "*", "over": "/"}


def worked_formula(sum: Predicate, places: Mapping[str, str]) -> str | None:
    """Return the formula of a sum that names addresses, each of which stands at a place; empty while one of them is.

    None where one of them stands nowhere on the sheet.
    """
    names = list(dict.fromkeys(names_in(sum)))
    if any(name not in places for name in names):
        return None
    there = ",".join(places[name] for name in names)
    return f'=IF(COUNT({there})<{len(names)},"",IFERROR({_spelt(sum, places)},""))'


def _spelt(sum: Predicate, places: Mapping[str, str]) -> str:
    terms = (_spelt(a, places) if isinstance(a, Predicate) else places.get(str(a), str(a)) for a in sum.arguments)
    return f"({_SIGNS[sum.operator].join(terms)})"
