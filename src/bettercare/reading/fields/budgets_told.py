"""Pooled budgets that a sentence of the plan states with their years, or a label with an amount for each year of the round in
order, where no label of a summary gave them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bettercare.plan import BudgetKind, FinancialYear
from bettercare.reading.fields.labels import base_labels, years_written
from bettercare.reading.parts import Found, Part, Read
from bettercare.reading.values import read_money
from bettercare.reading.words import Gap, Words
from bettercare.rounds.model import Field


def budget_key(part: Part) -> tuple[Any, Any]:
    return part.fields["kind"].value, part.fields["year"].value


def budgets_told(words: Words, fields: Sequence[Field], found: Found) -> Found:
    """Budgets that a sentence states with their years, for those that no label gave."""
    have = {
        (p.fields["kind"].value, p.fields["year"].value)
        for p in found.parts
        if p.kind == "budgets" and p.fields["amount"].value is not None
    }
    groups: dict[str, list[Field]] = {}
    for field in fields:
        groups.setdefault((field.spine or "").split("/")[1], []).append(field)
    parts: dict[tuple[Any, Any], Part] = {}
    for kind, group in groups.items():
        years = {(f.spine or "").rsplit("/", 1)[1] for f in group}
        for start in _sentences(words, base_labels(group), kind):
            for year, amount, span in _years_with_amounts(words, start):
                key = (BudgetKind(kind), year)
                if str(year) in years and key not in have and key not in parts:
                    place = words.place(*span)
                    parts[key] = Part(
                        "budgets", {"kind": Read(key[0], place), "year": Read(year, place), "amount": Read(amount, place)}
                    )
        in_order = [(k, p) for k, p in _in_order(words, group, kind) if k not in have and k not in parts]
        parts.update(in_order)
    kept = tuple(p for p in found.parts if p.kind != "budgets" or budget_key(p) not in parts)
    return replace(found, parts=(*kept, *parts.values()))


_WHOLE_POUNDS = re.compile(r"£\d{1,3}(?:,\d{3}){2,}(?:\.\d\d)?|\d{1,3}(?:,\d{3}){2,}|£\d{7,}")


def _in_order(words: Words, group: Sequence[Field], kind: str) -> list[tuple[tuple[Any, Any], Part]]:
    """Right behind a label stand as many amounts in whole pounds as the round has years: they are those of its years in order."""
    if len(group) < 2:
        return []
    for hit in (h for label in base_labels(group) for h in words.find(label)):
        run = 0
        while hit.end + run < len(words) and _WHOLE_POUNDS.fullmatch(words[hit.end + run].text):
            run += 1
        if run == len(group):
            years = [FinancialYear.parse((f.spine or "").rsplit("/", 1)[1]) for f in group]
            places = [words.place(hit.start, hit.end + i + 1) for i in range(run)]
            amounts = [read_money(words[hit.end + i].text).value for i in range(run)]
            return [
                (
                    (BudgetKind(kind), y),
                    Part("budgets", {"kind": Read(BudgetKind(kind), p), "year": Read(y, p), "amount": Read(a, p)}),
                )
                for y, p, a in zip(sorted(years, key=str), places, amounts, strict=True)
            ]
    return []


_OF_KIND = {
    "agreed": re.compile(r"\b(?:total|overall|agreed|proposed|planned|whole)\b", re.I),
    "minimum": re.compile(r"\bminimum\b", re.I),
}


_STATED = re.compile(r"(?:is|will be|totals|amounts to|stands at|comes to)\b", re.I)


def _sentences(words: Words, labels: Sequence[str], kind: str) -> list[int]:
    """Where a sentence begins that names the budget: by one of its labels, or as the pool's total or minimum."""
    found = [h.start for label in labels for h in words.find(re.sub(r"\s+(?:for|in|of|is)$", "", label))]
    for hit in (
        h
        for word in ("pooled budget", "pooled fund", "BCF budget", "BCF fund", "Better Care Fund budget", "Better Care Fund is")
        for h in words.find(word)
    ):
        start = hit.start
        while (
            start > 0
            and words[start].gap is Gap.SPACE
            and not words[start - 1].text.endswith((".", ";"))
            and hit.start - start < 14
        ):
            start -= 1
        opening = words.text(start, hit.end)
        stated = kind == "agreed" and _STATED.match(words.text(hit.end, min(hit.end + 3, len(words))))
        if (stated or _OF_KIND[kind].search(opening)) and not (kind == "agreed" and _OF_KIND["minimum"].search(opening)):
            found.append(start)
    return sorted(set(found))


def _years_with_amounts(words: Words, start: int) -> list[tuple[FinancialYear, Any, tuple[int, int]]]:
    """Each year of the sentence that starts here with its one amount: all amounts after their years, or all before."""
    end = start + 1
    while end < min(len(words), start + 50) and words[end].gap is Gap.SPACE and not words[end - 1].text.endswith((".", ";")):
        end += 1
    years = years_written(words, start, end)
    amounts = [
        (read_money(words[i].text.rstrip(".,;")).value, i)
        for i in range(start, end)
        if re.match(r"£\d[\d,.]*\w{0,2}|\d{1,3}(?:,\d{3})+$", words[i].text.rstrip(".,;"))
    ]
    if len(years) != len(amounts) or any(a is None for a, _ in amounts):
        return []
    after = all(hit.end <= i for (_, hit), (_, i) in zip(years, amounts, strict=True))
    before = all(i < hit.start for (_, hit), (_, i) in zip(years, amounts, strict=True))
    if not (after or before):
        return []
    return [(year, amount, (start, max(hit.end, i + 1))) for (year, hit), (amount, i) in zip(years, amounts, strict=True)]
