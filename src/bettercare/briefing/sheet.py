"""The page that each signatory gets: what they sign, the totals, the aims and what is open, on one side of A4, tagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from bettercare.briefing.brief import Brief, Seat
from bettercare.briefing.words import conditions_in_words, findings_in_words, left_of, sum_of, year_of
from bettercare.plan import Severity
from bettercare.plan.words import counted, shortened

_STYLE = """
@page { size: A4; margin: 14mm 15mm 16mm;
  @bottom-left { content: string(identity); font: 7.5pt Arial, "Liberation Sans", sans-serif } }
body { font: 9.5pt/1.35 Arial, "Liberation Sans", sans-serif; color: #212b32; margin: 0 }
h1 { string-set: identity attr(data-identity); font-size: 17pt; line-height: 1.15; margin: 0 }
h2 { font-size: 11pt; margin: 3.5mm 0 1mm; color: #003087 }
.round { font-size: 11pt; color: #425563; margin: 0 0 2mm } p { margin: 0 0 1.5mm }
.signs { border: 1.5pt solid #005eb8; padding: 2.5mm 3mm; margin: 2mm 0 } .signs p { margin: 0 }
.banner { border-left: 3pt solid #ffb81c; padding-left: 2mm; font-weight: bold }
table { border-collapse: collapse; width: 100%; font-size: 8.5pt } caption { text-align: left; font-weight: bold; padding: 1mm 0 }
th, td { border-bottom: .5pt solid #aeb7bd; padding: .7mm 1.5mm .7mm 0; text-align: left; vertical-align: top }
thead th { border-bottom: 1pt solid #212b32 } .figure { text-align: right; white-space: nowrap }
tfoot th, tfoot td { font-weight: bold }
ul { margin: 0; padding-left: 4.5mm } li { margin: 0 0 .7mm } .aside { color: #425563 }
"""


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each list is told; what is left out is counted."""

    sources: int
    schemes: int
    aims: int
    findings: int
    risks: int
    letters: int


_ROOMS = (
    _Room(12, 8, 10, 8, 5, 180),
    _Room(12, 6, 8, 6, 4, 150),
    _Room(8, 5, 6, 5, 3, 150),
    _Room(8, 3, 5, 4, 2, 150),
    _Room(5, 0, 5, 4, 0, 130),
    _Room(3, 0, 4, 3, 0, 110),
    _Room(0, 0, 3, 2, 0, 90),
    _Room(0, 0, 0, 0, 0, 60),
)
"""From the most to the least; the first that fits one page is taken."""


def sheet_pdf(brief: Brief, seat: Seat | None = None, changes: Sequence[str] = ()) -> bytes:
    """Return the page as a tagged PDF (PDF/UA-1) of exactly one page, for one who signs or for anybody.

    `changes` are sentences on what changed since the reader last looked, the most telling first.
    """
    from weasyprint import HTML

    for room in _ROOMS:
        document = HTML(string=_page(brief, seat, changes, room), url_fetcher=_refuse).render()
        if len(document.pages) == 1:
            break
    made = document.write_pdf(pdf_variant="pdf/ua-1")
    if not isinstance(made, bytes):
        raise TypeError("the PDF library gave no bytes")
    return made


def _refuse(url: str, *rest: object, **more: object) -> None:
    raise ValueError(f"the page asks for {url}; it fetches nothing")


def _page(brief: Brief, seat: Seat | None, changes: Sequence[str], room: _Room) -> str:
    title = escape(shortened(f"{brief.area}: summary for those who sign", 120))
    identity = escape(f"Version {brief.identity.version} · SHA-256 {brief.identity.sha256}")
    body = "\n".join(_body(brief, seat, changes, room))
    heading = f'<h1 data-identity="{identity}">{escape(shortened(brief.area, 80))}</h1>'
    under = f'<p class="round">{escape(brief.round.title)}: summary for those who sign</p>'
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n{heading}\n{under}\n{body}\n</body>\n</html>\n"
    )


def _body(brief: Brief, seat: Seat | None, changes: Sequence[str], room: _Room) -> Iterator[str]:
    if brief.identity.demonstration:
        yield '<p class="banner">Made up for demonstration: no figure here is an area’s own.</p>'
    yield _signs(brief, seat)
    if changes:
        yield "<h2>What changed since you last looked</h2>"
        yield _list([shortened(c, room.letters) for c in changes], max(3, room.findings), "change")
    yield "<h2>Money</h2>"
    yield from _money(brief, room) if brief.years else ["<p>The plan does not give its money yet.</p>"]
    if room.schemes and brief.schemes:
        told = [f"{shortened(s.name, 70)}: {sum_of(s.amount)}" for s in brief.schemes]
        yield f"<h2>Largest of {counted(len(brief.schemes), 'scheme')}</h2>"
        yield _list(told, room.schemes, "scheme")
    if brief.aims:
        yield from _aims(brief, room)
    yield "<h2>What is open</h2>"
    yield f"<p>{escape(findings_in_words(brief))} {escape(conditions_in_words(brief))}</p>"
    headline = [f for f in brief.findings if f.severity is not Severity.NOTE]
    if headline and room.findings:
        yield _list([shortened(f.message, room.letters) for f in headline], room.findings, "finding")
    if room.risks and brief.risks:
        yield f"<h2>Highest of {counted(len(brief.risks), 'risk')}</h2>"
        yield _list([f"{shortened(r.description, room.letters)} ({r.rating})" for r in brief.risks], room.risks, "risk")


def _signs(brief: Brief, seat: Seat | None) -> str:
    version = escape(brief.identity.version)
    if seat is None:
        who = f"Who signs, signs version {version}"
    else:
        who = f"For {escape(seat.organisation)} ({escape(shortened(seat.role, 80))}) you sign version {version}"
    given = f"<p>{escape(seat.signed)}</p>" if seat and seat.signed else ""
    return (
        f'<div class="signs"><p><strong>{who}</strong> of this plan, exactly as it is stored, with the rules of the round as they '
        f"stand on that day. Its SHA-256 begins <strong>{brief.identity.sha256[:16]}</strong>; a change to any word or figure "
        f"gives another. A later change leaves the signature behind.</p>{given}</div>"
    )


def _money(brief: Brief, room: _Room) -> Iterator[str]:
    for year in brief.years:
        shown = year.sources[: room.sources] if len(year.sources) > 1 else ()
        rows = "".join(_row(m.source, sum_of(m.balance.income), sum_of(m.balance.spending), left_of(m)) for m in shown)
        left = len(year.sources) - len(shown) if len(year.sources) > 1 else 0
        more = f'<tr><td colspan="4" class="aside">and {counted(left, "more source", "more sources")}</td></tr>' if left else ""
        heads = '<th scope="col">Source of funding</th>' + "".join(
            f'<th scope="col" class="figure">{h}</th>' for h in ("Put in", "Spent", "Left")
        )
        yield (
            f"<table><caption>{escape(year.year)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}{more}</tbody>"
            f"<tfoot>{_row('All sources', *year_of(year))}</tfoot>"
            "</table>"
        )


def _row(name: str, *figures: str) -> str:
    cells = "".join(f'<td class="figure">{escape(text)}</td>' for text in figures)
    return f'<tr><th scope="row">{escape(shortened(name, 60))}</th>{cells}</tr>'


def _aims(brief: Brief, room: _Room) -> Iterator[str]:
    shown = brief.aims[: room.aims]
    yield "<h2>What it aims at</h2>"
    if shown:
        rows = "".join(
            f'<tr><th scope="row">{escape(shortened(a.title, 80))}</th><td>{escape(a.baseline or "not given")}</td>'
            f"<td>{escape(a.target or 'not given')}</td></tr>"
            for a in shown
        )
        heads = "".join(f'<th scope="col">{h}</th>' for h in ("Metric", "Baseline", "Target"))
        yield f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    if left := len(brief.aims) - len(shown):
        yield f'<p class="aside">{counted(left, "more metric", "more metrics")} in the plan.</p>'


def _list(texts: Sequence[str], most: int, what: str) -> str:
    items: list[Any] = [f"<li>{escape(text)}</li>" for text in texts[:most]]
    if left := len(texts) - most if most < len(texts) else 0:
        items.append(f'<li class="aside">and {counted(left, f"more {what}")}</li>')
    return f"<ul>{''.join(items)}</ul>"
