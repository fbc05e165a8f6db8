"""The face of writing: a plan and its round in, the bytes of a document out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bettercare.plan import Plan
from bettercare.plan.reading import State
from bettercare.rounds.model import Round
from bettercare.writing.laying_out import lay_out

ENDINGS = (".docx", ".xlsx", ".pdf", ".html")
"""What a plan can be written as."""


@dataclass(frozen=True, slots=True)
class Written:
    """A document, and the addresses of values that the round's form has no place for (they stand on a page at its end)."""

    content: bytes
    homeless: tuple[str, ...]
    missing: tuple[str, ...]
    """What the form asks for and the plan does not hold, in the form's order."""


def write(
    plan: Plan, round: Round, ending: str, *, states: Mapping[str, State] | None = None, version: str | None = None,
    demonstration: bool = False,
) -> Written:  # fmt: skip
    """Return the round's form filled with the plan, as .docx, .xlsx, .pdf or .html.

    `states` tell what is said of values that are not given (to be confirmed, not applicable). `version` is printed as it is,
    beside the SHA-256 of the plan's canonical bytes. `demonstration` puts a banner at the
    head that says so. Raises ValueError for another ending.
    """
    form, homeless = lay_out(plan, round, states or {}, version, demonstration=demonstration, whole=ending == ".xlsx")
    missing = tuple(cell.asks for cell in form.cells() if cell.missing)
    if ending == ".docx":
        from bettercare.writing.word import word_bytes

        return Written(word_bytes(form), homeless, missing)
    if ending == ".xlsx":
        from bettercare.writing.book import book_bytes

        return Written(book_bytes(form), homeless, missing)
    from bettercare.writing.page import page_html, page_pdf

    if ending == ".html":
        return Written(page_html(form).encode(), homeless, missing)
    if ending == ".pdf":
        return Written(page_pdf(form), homeless, missing)
    raise ValueError(f"a plan is written as one of {', '.join(ENDINGS)}, not {ending!r}")
