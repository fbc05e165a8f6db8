"""What the rules about figures in the text share: claims by subject, whether one agrees with a figure, and its words.

A claim has a subject, a quantity with its unit, and the words around it. What a claim is about is decided by subject and unit
alone, never by the wording of one paper.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bettercare.checking.model import Context, Fault
from bettercare.checking.words import million
from bettercare.plan import Claim, FinancialYear, Place
from bettercare.plan.words import plain, shortened

MONEY = ("GBP", "gbp", "pounds", "£")
PERCENT = ("per cent", "percent", "%", "percentage")


def about(context: Context, *subjects: str, units: Iterable[str] = ()) -> tuple[Claim, ...]:
    """Claims on any of the subjects, in the order of the paper."""
    chosen = tuple(units)
    return tuple(
        c for c in context.reading.claims if c.subject in subjects and c.quantity is not None and (not chosen or c.unit in chosen)
    )


def fault_at(claim: Claim, message: str, **more: str | None) -> Fault:
    """A fault of a claim, which has a place and no address."""
    return Fault(None, message, place=claim.place, **more)  # type: ignore[arg-type]


def quantity(claim: Claim) -> Decimal:
    assert claim.quantity is not None
    return claim.quantity


def near(claim: Claim, figure: Decimal) -> bool:
    """Whether a claim agrees with a figure to the digits that it was stated in; prose rounds loosely where it gives few."""
    said, figure = abs(quantity(claim)), abs(figure)
    digits = len(f"{said.normalize():f}".replace(".", "").strip("0")) or 1
    step = Decimal(10) ** (said.adjusted() - digits + 1) if said else Decimal(1)
    rounded = Decimal("0.02") if claim.qualifier == "about" else Decimal("0.01") if digits <= 3 else Decimal(0)
    slack = max(step / 2, said * rounded)
    if claim.qualifier in ("at least", "more than"):
        return figure >= said - slack
    if claim.qualifier in ("up to", "at most", "less than"):
        return figure <= said + slack
    return abs(said - figure) <= slack


def shown(claim: Claim) -> str:
    amount = million(quantity(claim)) if claim.unit in MONEY else plain(quantity(claim))
    if claim.unit in PERCENT:
        amount += "%"
    return f"{claim.qualifier} {amount}" if claim.qualifier else amount


def quoted(claim: Claim) -> str:
    written = claim.place.as_written if claim.place else None
    return f" ('{shortened(written)}')" if written else ""


def national(context: Context, claim: Claim) -> bool:
    """Whether money in the text is a national figure of the round, which is no amount of the area."""
    units = {"GBP": 1, "GBP million": 1_000_000}
    known = (f.value * units[f.unit] for f in context.round.figures if f.value is not None and f.unit in units)
    if claim.subject == "national":
        return True
    return any(f and (near(claim, f) or (f >= _NO_AREA_HAS and abs(f - quantity(claim)) <= f / 20)) for f in known)


_NO_AREA_HAS = 1_000_000_000
"""Pounds that no one area plans: a figure of the text that is near a national one of this size is that one, loosely told."""


def year_named(claim: Claim) -> str | None:
    if claim.start is None:
        return None
    return str(FinancialYear(claim.start.year if claim.start.month >= 4 else claim.start.year - 1))


def first_number(basis: str | None) -> Decimal | None:
    """The count in a basis such as `20 beds`."""
    first = (basis or "").split(" ")[0].replace(",", "")
    try:
        return Decimal(first)
    except ArithmeticError:
        return None


def closest(claim: Claim, others: Iterable[Claim]) -> Claim | None:
    """The other claim that stands nearest in the same document; of equals the first."""
    line = (claim.place.line if claim.place else None) or 0
    found = [o for o in others if not claim.place or not o.place or o.place.document == claim.place.document]
    return min(found, key=lambda o: abs(((o.place.line if o.place else None) or 0) - line), default=None)


def among(context: Context, claim: Claim, *lists: str) -> bool:
    """Whether a claim stands where values of a list (`risks`, `schemes`) do: then it is about a row, not about the whole fund."""
    here = claim.place

    def same(place: Place) -> bool:
        return here is not None and (place.document, place.page, place.sheet, place.line) == (
            here.document, here.page, here.sheet, here.line,
        )  # fmt: skip

    return any(same(place) for address, place in context.reading.places.items() if address.split("/")[0] in lists)
