"""All that Part 1 of a plan holds, read together from the documents cut to the plan."""

from __future__ import annotations

from collections.abc import Sequence

from bettercare.documents.model import Document
from bettercare.reading.across import over, read_across
from bettercare.reading.conditions.read import read_conditions
from bettercare.reading.fields.dates_told import dates_told
from bettercare.reading.fields.organisations_read import read_organisations
from bettercare.reading.fields.read import read_fields
from bettercare.reading.narrative import read_narrative
from bettercare.reading.outline import Outline, outline
from bettercare.reading.parts import Found
from bettercare.reading.related import read_related
from bettercare.reading.signatures.mailed import mailed_signatures
from bettercare.reading.signatures.read import read_signatures, signing_tables
from bettercare.reading.words import words_of
from bettercare.rounds.model import Round


def read_part1(
    plan: Sequence[Document], round: Round, covering: Sequence[Document] = (), others: Sequence[str] = ()
) -> tuple[Found, Outline]:  # fmt: skip
    """Read summary, organisations, signatures, narrative, related documents and conditions from the plan's documents.

    `covering` is the matter around the plan (see `finding_plan`); `others` are organisations named in tables of money.
    The outline is returned for other extractors.
    """
    found = outline(words_of(plan), round)
    fields = read_fields(found, round, signing_tables(found, round))
    signatures = read_signatures(found, round)
    across = read_across(found, round)
    if across:
        fields = over(fields, across[0])
        signatures = across[1] if across[1].parts else signatures
    if not signatures.parts:
        signatures = Found(mailed_signatures(covering, round))
    fields = dates_told(covering, dates_told(plan, fields))
    organisations = read_organisations(found, round, fields, signatures, others, covering)
    summary = Found(
        tuple(p for p in fields.parts if p.kind != "organisations"), fields.singles, fields.claims, fields.unread, fields.used
    )
    singles = {k: v for k, v in summary.singles.items() if k not in organisations.singles}
    whole = Found(summary.parts, singles, summary.claims, summary.unread, summary.used) + organisations + signatures
    return whole + read_narrative(found, round) + read_related(found, round) + read_conditions(found, round, signatures), found
