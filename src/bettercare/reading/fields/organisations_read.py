"""Which area a plan is for, which Health and Wellbeing Board areas it covers, and which organisations it names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rapidfuzz import fuzz

from bettercare.documents.model import Document, Paragraph
from bettercare.organisations import NamedArea, areas_named, areas_of, find, mentions
from bettercare.plan import Candidate, How, OrganisationKind, Place
from bettercare.reading.fields.area_selected import selected_area
from bettercare.reading.fields.read import LABELS_APART
from bettercare.reading.outline import Outline
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import tidy
from bettercare.reading.words import Words, letters, words_of
from bettercare.rounds.model import Round

_TITLE_OF_PLAN = re.compile(r"\bbetter care fund\b|\b20\d\d[/-]\d\d\b", re.I)
_PARTNERS = (OrganisationKind.COUNCIL, OrganisationKind.CCG, OrganisationKind.ICB, OrganisationKind.HWB, OrganisationKind.DISTRICT)
_KIND_WORDS = re.compile(
    r"\b(?:NHS|CCGs?|Clinical Commissioning Groups?|Integrated Care Board|ICB|Joint|Health\s*(?:and|&)\s*Well\s?-?\s?being"
    r"(?:\s*Board)?|HWB|(?:(?:London|Royal|Metropolitan|County|City|District|Borough|Unitary|City and County)\s+)*Council|"
    r"(?:(?:London|Royal|Metropolitan)\s+)*Borough of|City of(?!\s+London\b)|County of|Council of|Unitary Authority|MBC|LB)\b",
    re.I,
)  # the City of London is not London

_OF_MONEY = re.compile(r"[£\d]|\b(?:contributions?|grants?|minimum|additional|total|fund(?:ing)?)\b", re.I)
"""Words of a table of money that no organisation's name holds."""
_LINE_OF_MONEY = re.compile(r"\b(?:contributions?|grants?|totals?|minimum|provider)\b|£|^are any\b", re.I)
"""Words of a line of a table of money that stands where a partner's name was asked for."""
_OF_A_FORM = re.compile(r"^\d{1,2}\.\s|\b(?:Yes|No)\b")
"""What words of a form begin with or hold, such as those of its list of sheets, and no name does."""
_COMMISSIONERS = (OrganisationKind.CCG, OrganisationKind.ICB)
_THE_SAME = 95
"""Names whose letters are this much alike are one name, broken or mistyped."""
_SMALL = frozenset(["and", "of", "the", "upon", "on", "with", "in", "for", "by"])


def read_organisations(
    outline: Outline, round: Round, fields: Found, signatures: Found, others: Sequence[str] = (), covering: Sequence[Document] = ()
) -> Found:  # fmt: skip
    """Read area, covers and organisations.

    `fields` and `signatures` are what `read_fields` and `read_signatures` gave; `others` are organisations of the tables of
    money, as written. Matter that only covers the plan names the area only where the plan does not.
    """
    on = round.years[0].first_day if round.years else None
    listed = _listed(fields, signatures, others, outline.words.documents, on)
    mentioned = _mentioned(outline.words, on)
    kinds = {kind for _, kind in _pairs(listed)}
    if not kinds & {OrganisationKind.COUNCIL, *_COMMISSIONERS}:
        listed = _with_mentioned(listed, mentioned)
    elif OrganisationKind.COUNCIL not in kinds or not kinds & set(_COMMISSIONERS):
        listed = _with_missing(listed, mentioned, kinds, {plain_name(name) for name in others})
    area, areas = _area(listed, mentioned, fields, outline.words.documents, covering, on)
    singles = {"area/name": area} if area else {}
    return Found((*listed, *_covers(areas, area)), singles)


def _pairs(parts: Sequence[Part]) -> list[tuple[str, OrganisationKind]]:
    return [(p.fields["name"].value, p.fields["kind"].value) for p in parts if p.fields["name"].value]


def _listed(fields: Found, signatures: Found, others: Sequence[str], documents: Sequence[Document], on: date | None) -> list[Part]:
    """The organisations of the summary, then those of sign-off blocks and tables that the summary does not name."""
    parts: list[Part] = []
    seen: set[str] = set()

    def add(name: Read, kind: OrganisationKind | None) -> None:
        key = plain_name(name.value) + (kind or "") if isinstance(name.value, str) else ""
        alike = (p.fields["name"].value for p in parts)
        same = (o for o in alike if fuzz.ratio(letters(name.value), letters(o)) >= _THE_SAME)
        if not key or key in seen or any(not _are_two(name.value, other, on) for other in same):
            return
        seen.add(key)
        parts.append(_organisation(name, kind, on))

    for part in fields.parts:
        if part.kind == "organisations" and not _no_name(str(part.fields["name"].value)) and not _is_stray(part.fields["name"], on):
            written = part.fields["name"]
            if _has_mail(written, documents):
                continue
            told = _kind_told(written.value) if isinstance(written.value, str) else None
            asked = OrganisationKind(part.fields["kind"].value)
            add(written, told if told in _COMMISSIONERS else asked)
    for part in signatures.parts:
        name = part.fields.get("organisation")
        if name and isinstance(name.value, str) and name.doubt is None:
            add(name, _kind_told(name.value) or _role_kind(part.fields["role"].value))
    for text in others:
        kind = _kind_told(text)
        if (
            _OF_MONEY.search(text)
            or any(word.islower() and word not in _SMALL for word in text.split())
            or any(key[:-4] in letters(text) for key in seen if len(key) > 9)
        ):
            continue  # more than a name stands there, or a name that is known already
        if kind and kind is not OrganisationKind.PROVIDER:
            add(Read(text), kind)
    return parts


def _are_two(one: str, other: str, on: date | None) -> bool:
    """Whether names that are spelt much alike are those of two registered partners, such as an East and a West."""
    found = [next(iter(find(name, on, _PARTNERS)), None) for name in (one, other)]
    codes = [m.organisation.code for m in found if m and m.score == 100]
    return len(set(codes)) == len(found)


def _no_name(text: str) -> bool:
    """Whether words that stand where a partner's name was asked for are of money, of a sign-off, of a plan's title, an answer, or
    without a capital."""
    other = re.match(r"signed\b|(?:yes|no|n/?a|done|missing|complete)$", text, re.I) or "@" in text or _TITLE_OF_PLAN.search(text)
    return bool(_LINE_OF_MONEY.search(text) or other) or not any(c.isupper() for c in text)


def _is_stray(name: Read, on: date | None) -> bool:
    """Whether words that say no kind of partner, and are no registered partner's, look like the text of a form."""
    text = str(name.value)
    apart = name.place is not None and (name.place.reason == LABELS_APART or _OF_A_FORM.search(name.place.as_written or ""))
    if _kind_told(text) or not (apart or ":" in text or " - " in text):
        return False
    matches = find(text, on, _PARTNERS)
    return not matches or matches[0].asks


def _has_mail(name: Read, documents: Sequence[Document]) -> bool:
    """Whether an electronic address stands right behind words that were taken for a partner's name: they are a person's."""
    place, words = name.place, re.escape(str(name.value))
    if place is None or place.line is None:
        return False
    lines = (
        b.text for d in documents if d.name == place.document for b in d.blocks if isinstance(b, Paragraph) and b.line == place.line
    )
    return any(re.search(rf"{words}\s+\S+@", text) for text in lines)


def _role_kind(role: object) -> OrganisationKind | None:
    return {"nhs": OrganisationKind.CCG, "council": OrganisationKind.COUNCIL, "hwb": OrganisationKind.HWB}.get(str(role))


def plain_name(name: str) -> str:
    """A name without the words of its kind, for telling whether two names are one."""
    return letters(_KIND_WORDS.sub(" ", tidy(name))) or letters(name)


def _kind_told(name: str) -> OrganisationKind | None:
    text = tidy(name).lower()
    tests = (
        (OrganisationKind.HWB, r"well\s?-?\s?being\s*board|\bhwb\b"), (OrganisationKind.ICB, r"\bicb\b|integrated care board"),
        (OrganisationKind.CCG, r"\bccgs?\b|clinical commissioning"), (OrganisationKind.PROVIDER, r"\btrust\b|\bcic\b|\bltd\b"),
        (OrganisationKind.COUNCIL, r"\bcouncil\b|\bborough of\b|\bcity of\b|corporation"),
    )  # fmt: skip
    return next((kind for kind, pattern in tests if re.search(pattern, text)), None)


_NO_DISTRICT = re.compile(r"\b(?:metropolitan|county|london)\b", re.I)
"""Councils that call themselves so have a board of their own, whatever district is called alike."""


def _organisation(name: Read, kind: OrganisationKind | None, on: date | None) -> Part:
    """A partner as named, with its register code where the match leaves no choice; a district council is told apart."""
    kinds = (kind, OrganisationKind.DISTRICT) if kind is OrganisationKind.COUNCIL else (kind,) if kind else _PARTNERS
    matches = find(name.value, on, kinds) or find(name.value, None, kinds)
    best = matches[0] if matches and not matches[0].asks else None
    if best and best.organisation.kind is OrganisationKind.DISTRICT:
        if _NO_DISTRICT.search(name.value):
            best = None
        else:
            kind = OrganisationKind.DISTRICT
    code = Read(best.organisation.code if best else None, name.place)
    return Part("organisations", {"name": name, "kind": Read(kind, name.place), "code": code})


def _mentioned(words: Words, on: date | None) -> Counter[tuple[str, OrganisationKind]]:
    """How often each registered partner is named in the plan's own words, by the name that the plan writes most."""
    written: dict[tuple[str, OrganisationKind], Counter[str]] = {}
    for mention in mentions(words.lined(0, len(words)), on):
        if mention.organisation and mention.organisation.kind in _PARTNERS and mention.kind is not None:
            written.setdefault((mention.organisation.name, mention.organisation.kind), Counter())[tidy(mention.written)] += 1
    return Counter({(names.most_common(1)[0][0], kind): names.total() for (_, kind), names in written.items()})


def _with_mentioned(listed: list[Part], mentioned: Counter[tuple[str, OrganisationKind]]) -> list[Part]:
    """Without a summary: the council, and the commissioners and board of its area, that the plan names at least twice, or once
    where it names no other of their kind."""
    alone = Counter(k for _, k in mentioned)
    often = {key for key, times in mentioned.items() if times >= 2 or alone[key[1]] == 1}
    own = (OrganisationKind.COUNCIL, OrganisationKind.HWB)
    councils = [(n, c) for (n, k), c in mentioned.most_common() if k in own and (n, k) in often]
    if not councils or len({tuple(a.code for a in areas_named(n)) for n, c in councils if c == councils[0][1] == 1}) > 1:
        return listed
    top = areas_named(councils[0][0])
    codes = {a.code for a in top}
    parts = list(listed)
    have = {(plain_name(n), k) for n, k in _pairs(listed)}
    for (name, kind), count in mentioned.most_common():
        here = (name, kind) in often and kind is not OrganisationKind.DISTRICT and {a.code for a in areas_named(name)} & codes
        if here and (plain_name(name), kind) not in have:
            have.add((plain_name(name), kind))
            place = Place("", as_written=name, how=How.INFERRED, reason=f"the plan names it {_times(count)}")
            parts.append(_organisation(Read(name, place), kind, None))
    return parts


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _with_missing(
    listed: list[Part], mentioned: Counter[tuple[str, OrganisationKind]], kinds: set[OrganisationKind], places: set[str]
) -> list[Part]:  # fmt: skip
    """Where only commissioners or only councils are listed: the others, where the plan's words name one of them far most.

    `places` are the plain names of those who contribute money: a partner of that name need be named but once.
    """
    wanted = _COMMISSIONERS if OrganisationKind.COUNCIL in kinds else (OrganisationKind.COUNCIL,)
    told = [(name, kind, count) for (name, kind), count in mentioned.most_common() if kind in wanted]
    met = [t for t in told if plain_name(t[0]) in places] or [t for t in told if t[2] >= _OFTEN]
    if not met or (len(met) > 1 and 2 * met[1][2] > met[0][2]):
        return listed
    place = Place("", as_written=met[0][0], how=How.INFERRED, reason=f"the plan names it {_times(met[0][2])}")
    return [*listed, _organisation(Read(met[0][0], place), met[0][1], None)]


_OFTEN = 3
"""A partner that the plan's words name this often is one."""


def _area(
    listed: Sequence[Part],
    mentioned: Counter[tuple[str, OrganisationKind]],
    fields: Found,
    plan: Sequence[Document],
    covering: Sequence[Document],
    on: date | None,
) -> tuple[Read | None, tuple[NamedArea, ...]]:
    """The area's name as the paper gives it: its board's, else its council's; a locality's where one part of a county plans."""
    named = fields.singles.get("area/name")
    known = areas_named(named.value, on) if named and isinstance(named.value, str) else ()
    if not known and (selected := selected_area(plan, on)):
        return replace(selected, value=place_name(selected.value)), areas_named(selected.value, on)
    if named and isinstance(named.value, str) and not named.value.endswith(":") and letters(_KIND_WORDS.sub("", named.value)):
        return replace(named, value=place_name(named.value)), known
    councils = [p for p in listed if p.fields["kind"].value is OrganisationKind.COUNCIL and p.fields["name"].value]
    boards = [p for p in listed if p.fields["kind"].value is OrganisationKind.HWB and p.fields["name"].value]
    groups = [
        p for p in listed if p.fields["kind"].value in (OrganisationKind.CCG, OrganisationKind.ICB) and p.fields["name"].value
    ]
    areas = _unique(a for p in councils for a in areas_named(p.fields["name"].value, on))
    if boards:
        own = areas_named(boards[0].fields["name"].value, on)
        return _named(boards[:1]), own or areas
    locality = _locality(councils, groups, areas, on)
    if locality:
        read, area = locality
        return read, (area,)
    if len(councils) > 1 and (board := _board_named(listed, [*plan, *covering])):
        place = Place(
            "", as_written=board, how=How.INFERRED, reason="the paper names one Health and Wellbeing Board among its partners"
        )
        return Read(place_name(board), place), areas_named(board, on) or areas
    if councils:
        return _named(councils), areas
    if groups:
        return _named(groups), _unique(a for p in groups for a in areas_named(p.fields["name"].value, on))
    return _from_matter(mentioned, covering, on)


def _board_named(listed: Sequence[Part], documents: Sequence[Document]) -> str | None:
    """The one Health and Wellbeing Board that the papers name and that bears a listed partner's name."""
    partners = {plain_name(name) for name, _ in _pairs(listed)}
    words = words_of(documents)
    written = (m.written for m in mentions(words.lined(0, len(words))) if m.kind is OrganisationKind.HWB)
    boards = {plain_name(w): w for w in written if plain_name(w) in partners}
    return next(iter(boards.values())) if len(boards) == 1 else None


def _locality(
    councils: Sequence[Part], groups: Sequence[Part], areas: Sequence[NamedArea], on: date | None
) -> tuple[Read, NamedArea] | None:  # fmt: skip
    """A plan of one county and of one of its several commissioning groups is that group's locality."""
    if len(councils) != 1 or len(groups) != 1 or len(areas) != 1:
        return None
    name = groups[0].fields["name"]
    matches = find(name.value, on, (OrganisationKind.CCG,))
    if not matches or matches[0].asks:
        return None
    share = next((s for s in areas_of(matches[0].organisation, on) if s.area == areas[0].code), None)
    if share is None or share.of_area is None or share.of_area >= _MOST_OF_AREA or (share.of_organisation or 0) < _IN_AREA:
        return None
    place = (
        replace(name.place, how=How.INFERRED, reason="the plan names one commissioning group of several in this county")
        if name.place
        else None
    )
    area = replace(areas[0], whole=False, part=matches[0].organisation.place)
    return Read(place_name(name.value), place), area


_MOST_OF_AREA = 0.6
"""A group with more of an area's residents than this is taken to plan for the whole of it."""
_IN_AREA = 0.8
"""A group that lies in the area with at least this share of its residents belongs to it."""


def _named(parts: Sequence[Part]) -> Read:
    names = [place_name(p.fields["name"].value) for p in parts]
    names = list(dict.fromkeys(names))
    joined = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    return Read(joined, parts[0].fields["name"].place)


def _from_matter(
    mentioned: Counter[tuple[str, OrganisationKind]], covering: Sequence[Document], on: date | None
) -> tuple[Read | None, tuple[NamedArea, ...]]:  # fmt: skip
    """Without any listed partner: what the plan names most; else what the covering matter names most."""
    for counted, reason in (
        (mentioned, "the plan"),
        (_mentioned(words_of(covering), on) if covering else Counter(), "the covering matter"),
    ):
        for kinds in ((OrganisationKind.HWB, OrganisationKind.COUNCIL), (OrganisationKind.CCG, OrganisationKind.ICB)):
            best = [(n, c) for (n, k), c in counted.most_common() if k in kinds]
            if best:
                place = Place("", as_written=best[0][0], how=How.INFERRED, reason=f"{reason} names it most, {best[0][1]} times")
                close = len(best) > 1 and best[1][1] * 2 > best[0][1] and place_name(best[1][0]) != place_name(best[0][0])
                other = (Candidate(place_name(best[1][0]), best[1][0], f"named {best[1][1]} times"),) if close else ()
                read = Read(
                    place_name(best[0][0]), place, others=other, doubt="two areas are named about as often" if close else None
                )
                return read, areas_named(best[0][0], on)
    return None, ()


def place_name(name: str) -> str:
    """A name without the words of its kind, as a place is called: `Kent` for a county council, a board or a group."""
    text = _KIND_WORDS.sub(" ", re.sub(r"\([^)]*\)", " ", tidy(name)))
    text = re.sub(r"^(?:the|of)\s+|\s+(?:and|of|the)$", "", " ".join(text.split()).strip(" ,.-–'’"), flags=re.I)
    return _title(text) or tidy(name)


def _title(text: str) -> str:
    """A name in capitals alone is written as names are."""
    if not text.isupper() or len(text) <= 4:
        return text
    small = {"and", "of", "upon", "on", "the", "with", "in"}
    return " ".join(w if w in small else w.capitalize() for w in text.lower().split())


def _unique(areas) -> tuple[NamedArea, ...]:  # type: ignore[no-untyped-def]
    return tuple({(a.code, a.part): a for a in areas}.values())


def _covers(areas: Sequence[NamedArea], area: Read | None) -> list[Part]:
    place = area.place if area else None
    parts = []
    for item in areas:
        doubt = "the name fits more than one area" if item.asks else None
        parts.append(
            Part(
                "covers",
                {"code": Read(item.code, place, doubt=doubt), "whole": Read(item.whole, place), "part": Read(item.part, place)},
            )
        )
    return parts
