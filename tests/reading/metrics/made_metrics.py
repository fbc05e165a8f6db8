"""Made-up metrics of the 2014-15 form, laid out in the ways that Word, Excel and converters leave them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.reading.made import document, table, text_document

BASE, APRIL, OCTOBER = 0, 1, 2


@dataclass(frozen=True)
class Made:
    """One metric: its round id, the name written, and for each column (value, numerator, denominator, period) or None."""

    id: str
    name: str
    points: tuple[tuple[str, str, str, str] | None, ...]

    @property
    def truth(self) -> dict[int, tuple[str, str, str]]:
        return {
            i: (p[0].rstrip("%").replace(",", ""), p[1].replace(",", ""), p[2].replace(",", ""))
            for i, p in enumerate(self.points)
            if p
        }


NAMES = {
    "residential-admissions": "Permanent admissions of older people (aged 65 and over) to residential and nursing care homes, "
    "per 100,000 population",
    "reablement-91-days": "Proportion of older people (65 and over) who were still at home 91 days after discharge from hospital "
    "into reablement / rehabilitation services",
    "delayed-transfers": "Delayed transfers of care from hospital per 100,000 population (average per month)",
    "avoidable-admissions": "Avoidable emergency admissions (composite measure)",
    "local": "Share of carers offered an assessment within a month",
}


def made(seed: int) -> list[Made]:
    """Five metrics with believable figures, drawn from a seed."""
    rng = random.Random(seed)
    people = rng.randrange(20_000, 90_000)
    comma = rng.choice([True, False])
    digits = rng.choice([0, 1, 1])

    def count(number: int) -> str:
        return f"{number:,}" if comma else str(number)

    def point(numerator: int, denominator: int, factor: int, period: str, sign: str = "") -> tuple[str, str, str, str]:
        return f"{numerator / denominator * factor:.{digits}f}{sign}", count(numerator), count(denominator), f"( {period} )"

    sign = rng.choice(["", "%"])
    homes = rng.randrange(300, 900) * people // 100_000
    at_home = rng.randrange(60, 400)
    days = rng.randrange(150, 500) * people * 4 // 100_000
    urgent = rng.randrange(700, 1100) * people * 5 // 100_000
    carers = rng.randrange(80, 300)
    return [
        Made("residential-admissions", NAMES["residential-admissions"], (
            point(homes, people, 100_000, "April 2012 - March 2013"), None,
            point(homes - rng.randrange(3, 20), people + 700, 100_000, "April 2014 - March 2015"))),
        Made("reablement-91-days", NAMES["reablement-91-days"], (
            point(int(at_home * 0.81), at_home, 100, "April 2012 - March 2013", sign), None,
            point(int(at_home * 0.93), at_home + 12, 100, "April 2014 - March 2015", sign))),
        Made("delayed-transfers", NAMES["delayed-transfers"], (
            point(days, people * 4, 100_000, "June 2013 - November 2013"),
            point(days - 9, people * 4 + 800, 100_000, "April - December 2014"),
            point(days - 23, people * 4 + 1500, 100_000, "January - June 2015"))),
        Made("avoidable-admissions", NAMES["avoidable-admissions"], (
            point(urgent, people * 5, 100_000, "April 2013 - September 2013"),
            point(urgent - 31, people * 5 + 900, 100_000, "April - September 2014"),
            point(urgent - 77, people * 5 + 2100, 100_000, "October 2014 - March 2015"))),
        Made("local", NAMES["local"], (
            point(int(carers * 0.41), carers, 100, "April 2013 - March 2014", sign),
            point(int(carers * 0.52), carers + 9, 100, "April - December 2014", sign),
            point(int(carers * 0.66), carers + 15, 100, "January - June 2015", sign))),
    ]  # fmt: skip


HEADS = (
    "Current Baseline (as at....)",
    "Performance underpinning April 2015 payment",
    "Performance underpinning October 2015 payment",
)


def _cells(metric: Made, part: int) -> list[str]:
    filler = "N/A" if part == 0 else ""
    return [p[part] if p else filler for p in metric.points]


def word_table(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS]]
    for m in metrics:
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator")):
            name = (m.name, 4, 1) if part == 0 else None
            rows.append([name, label, *_cells(m, part)])
        rows.append([None, "", *_cells(m, 3)])
    return document("Outcomes and metrics", table(rows))


def merged_not_applicable(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS]]
    for m in metrics:
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator", "")):
            cells = [p[part] if p else (("N/A", 4, 1) if part == 0 else None) for p in m.points]
            rows.append([(m.name, 4, 1) if part == 0 else None, label, *cells])
    return document(table(rows))


def period_in_cell(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS]]
    for m in metrics:
        values = [f"{p[0]} {p[3]}" if p else "N/A" for p in m.points]
        rows += [[m.name, "Metric Value", *values], ["", "Numerator", *_cells(m, 1)], ["", "Denominator", *_cells(m, 2)]]
    return document(table(rows))


def labels_missing(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS]]
    for m in metrics:
        rows += [
            [m.name, "Metric Value", *_cells(m, 0)],
            ["", "", *_cells(m, 1)],
            ["", "Denominator", *_cells(m, 2)],
            ["", "", *_cells(m, 3)],
        ]
    return document(table(rows))


def tabbed_with_broken_names(metrics: list[Made]):  # type: ignore[no-untyped-def]
    lines = ["Metrics\t\t\t\t", "\t\t(as at)\tApril 2015 payment\tOctober 2015 payment"]
    for m in metrics:
        words = m.name.split()
        cut = max(1, len(words) // 2)
        names = [" ".join(words[:cut]), " ".join(words[cut:]), "", ""]
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator", "")):
            lines.append("\t".join([names[part], label, *_cells(m, part)]))
    return text_document("\n".join(lines))


def tabbed_over_two_pages(metrics: list[Made]):  # type: ignore[no-untyped-def]
    lines = ["Metrics\t\t" + "\t".join(HEADS)]
    for number, m in enumerate(metrics):
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator", "")):
            lines.append("\t".join([m.name if part == 0 else "", label, *_cells(m, part)]))
            if number == 2 and part == 1:
                lines += ["", "12", ""]
    return text_document("\n".join(lines))


def upside_down(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS]]
    for m in metrics:
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator", "")):
            rows.append([m.name if part == 0 else "", label, *_cells(m, part)])
    return document(table(rows[::-1]))


def columns_reversed(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metrics", "", *HEADS][::-1]]
    for m in metrics:
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator", "")):
            rows.append([m.name if part == 0 else "", label, *_cells(m, part)][::-1])
    return document(table(rows))


def sideways(metrics: list[Made]):  # type: ignore[no-untyped-def]
    rows = [["Metric", "", "Value", "Numerator", "Denominator", "Period"]]
    for m in metrics:
        for number, point in enumerate(m.points):
            if point:
                rows.append([m.name if number == 0 else "", HEADS[number], *point])
    return document(table(rows))


def _flat_rows(m: Made, na: str) -> str:
    parts = []
    for part, label in enumerate(("Metric Value", "Numerator", "Denominator")):
        figures = " ".join(p[part] for p in m.points if p)
        parts.append(f"{label} {figures}" + (f" {na}" if na and part == 1 and None in m.points else ""))
    return " ".join(parts) + " " + " ".join(p[3] for p in m.points if p)


_INTRO = "Outcomes and metrics Permanent admissions will fall, see above. For each metric, please provide details. Metrics "


def flat_names_in_place(metrics: list[Made]):  # type: ignore[no-untyped-def]
    body = " ".join(f"{m.name} {_flat_rows(m, 'N/A')}" for m in metrics)
    return text_document(f"{_INTRO} {' '.join(HEADS)} {body} BCF Planning Template Part 2")


def flat_names_apart(metrics: list[Made]):  # type: ignore[no-untyped-def]
    names = " ".join(m.name for m in metrics[:4])
    body = " ".join(_flat_rows(m, "N/A") for m in metrics[:4])
    last = f"{metrics[4].name} {_flat_rows(metrics[4], '')}"
    return text_document(f"{_INTRO} {names} {' '.join(HEADS)} {body} {last}")


def flat_without_not_applicable(metrics: list[Made]):  # type: ignore[no-untyped-def]
    body = " ".join(f"{m.name} {_flat_rows(m, '')}" for m in metrics)
    return text_document(f"{_INTRO} {' '.join(HEADS)} {body}")


def flat_values_before_labels(metrics: list[Made]):  # type: ignore[no-untyped-def]
    parts = []
    for m in metrics:
        rows = " ".join(
            " ".join(p[part] if p else "N/A" for p in m.points) + " " + label
            for part, label in enumerate(("Metric Value", "Numerator", "Denominator"))
        )
        parts.append(f"{m.name} {rows} " + " ".join(p[3] for p in m.points if p))
    return text_document(f"{_INTRO} {' '.join(HEADS)} {' '.join(parts)}")


def one_cell_per_line(metrics: list[Made]):  # type: ignore[no-untyped-def]
    lines = ["Outcomes and metrics", "", "Metrics", "", *HEADS, ""]
    for m in metrics:
        words = m.name.split()
        lines += [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
        for part, label in enumerate(("Metric Value", "Numerator", "Denominator")):
            lines += [label, *(p[part] if p else "N/A" for p in m.points if p or part == 0)]
        lines += [p[3] for p in m.points if p]
    return text_document("\n".join(lines))


def labels_stacked(metrics: list[Made]):  # type: ignore[no-untyped-def]
    lines = ["Metrics", *HEADS]
    for m in metrics:
        lines += [m.name, "Metric Value", "Numerator", "Denominator"]
        for point in m.points:
            lines += [*point] if point else ["N/A"]
    return text_document("\n".join(lines))


SHAPES = (
    word_table, merged_not_applicable, period_in_cell, labels_missing, tabbed_with_broken_names, tabbed_over_two_pages, upside_down,
    columns_reversed, sideways, flat_names_in_place, flat_names_apart, flat_without_not_applicable, flat_values_before_labels,
    one_cell_per_line, labels_stacked,
)  # fmt: skip
