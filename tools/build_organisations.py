"""Build the table of organisations from open registers: python tools/build_organisations.py GEOGRAPHY_FOLDER

Writes organisations.csv, area_shares.csv and district_shares.csv in our own layout. What is not in the registers stands in
UNSOURCED_* below and comes out with source `memory` and confirmed `no`. See SOURCES.md beside the tables.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

DATA = Path(__file__).parents[1] / "src" / "bettercare" / "organisations" / "data"
COLUMNS = [
    "kind", "code", "other_codes", "name", "former_names", "place", "region", "area", "valid_from", "valid_to", "successors",
    "source", "confirmed",
]  # fmt: skip

BOARDS_BEGIN = "2013-04-01"
CCGS_BEGIN, CCGS_END = "2013-04-01", "2022-06-30"
ICBS_BEGIN = "2022-07-01"

# Not in the registers we have: CCG mergers of April 2021, ICB mergers of April 2026, codes changed in 2025.
UNSOURCED_CCGS = {
    "A3A8R": ("NHS North East London CCG", "07L 07T 08F 08M 08N 08V 08W"),
    "B2M3M": ("NHS Coventry and Warwickshire CCG", "05A 05H 05R"),
    "D2P2L": ("NHS Black Country and West Birmingham CCG", "05C 05L 05Y 06A"),
    "D4U1Y": ("NHS Frimley CCG", "10C 15D 99M"),
    "D9Y0V": ("NHS Hampshire, Southampton and Isle of Wight CCG", "10J 10K 10L 10V 10X 11A"),
    "M1J4Y": ("NHS Bedfordshire, Luton and Milton Keynes CCG", "04F 06F 06P"),
    "M2L0M": ("NHS Shropshire, Telford and Wrekin CCG", "05N 05X"),
    "W2U3Z": ("NHS North West London CCG", "07P 07W 07Y 08C 08E 08G 08Y 09A"),
    "X2C4Y": ("NHS Kirklees CCG", "03A 03J"),
}
UNSOURCED_ICBS = {
    "ICB-CENTRAL-EAST": ("NHS Central East Integrated Care Board", "East of England", "QHG QUE QM7"),
    "ICB-ESSEX": ("NHS Essex Integrated Care Board", "East of England", "QH8 QM7 QJG"),
    "ICB-NORFOLK-SUFFOLK": ("NHS Norfolk and Suffolk Integrated Care Board", "East of England", "QMM QJG"),
    "ICB-THAMES-VALLEY": ("NHS Thames Valley Integrated Care Board", "South East", "QU9 QNQ"),
    "ICB-SURREY-SUSSEX": ("NHS Surrey and Sussex Integrated Care Board", "South East", "QXU QNX QNQ"),
    "ICB-WEST-NORTH-LONDON": ("NHS West and North London Integrated Care Board", "London", "QMJ QRV"),
}
ICBS_MERGED_LAST_DAY, ICBS_MERGED_BEGIN = "2026-03-31", "2026-04-01"
UNSOURCED_LATER_CODES = {"E08000016": "E08000038", "E08000019": "E08000039"}
UNSOURCED_LAST_DISTRICTS = {
    "E06000063": "E07000026 E07000028 E07000029", "E06000064": "E07000027 E07000030 E07000031",
    "E06000061": "E07000150 E07000152 E07000153 E07000156", "E06000062": "E07000151 E07000154 E07000155",
    "E06000058": "E07000048", "E06000059": "E07000049 E07000050 E07000051 E07000052 E07000053",
    "E07000244": "E07000205 E07000206", "E07000245": "E07000201 E07000204", "E07000246": "E07000190 E07000191",
}  # fmt: skip

Row = dict[str, str]


def main(folder: Path) -> None:
    councils = council_rows(folder)
    shares = ccg_shares(folder) + icb_shares(folder)
    main_area = largest_area(shares)
    ccgs = ccg_rows(folder, main_area)
    rows = [
        *councils, *board_rows(councils), *district_rows(folder, councils), *ccgs, *icb_rows(folder, main_area),
        *trust_rows(folder),
    ]  # fmt: skip
    shares += merged_ccg_shares(shares)
    largest = largest_area(shares)
    region = {r["code"]: r["region"] for r in councils}
    icb_by_place = {r["place"]: r["code"] for r in rows if r["kind"] == "icb" and r["source"] != "memory"}
    for row in rows:
        if row["kind"] == "ccg":
            row["area"] = largest.get(row["code"], "")
            if row["valid_to"] == CCGS_END:
                row["successors"] = icb_after(row["code"], shares) or icb_by_place.get(row["place"], "")
                row["confirmed"] = row["confirmed"] if row["successors"] else "no"
        row["region"] = row["region"] or region.get(row["area"], "")
    write(DATA / "organisations.csv", COLUMNS, rows)
    columns = ["code", "area", "first", "last", "share_of_organisation", "share_of_area", "confirmed"]
    write(DATA / "area_shares.csv", columns, [s for s in shares if matters(s)])
    columns = ["code", "district", "share_of_organisation", "share_of_district"]
    write(DATA / "district_shares.csv", columns, district_shares(folder))


def district_shares(folder: Path) -> list[Row]:
    """How the residents of clinical commissioning groups, as in 2015, live in the districts of counties; slivers left out."""
    lived: defaultdict[tuple[str, str], float] = defaultdict(float)
    of_group: defaultdict[str, float] = defaultdict(float)
    of_district: defaultdict[str, float] = defaultdict(float)
    with gzip.open(folder / "lsoa11_to_ccg2015_hwb2017.csv.gz", "rt", encoding="utf-8-sig", newline="") as lines:
        for place in csv.DictReader(lines):
            people = float(place["population_mid2017"])
            of_group[place["ccg_code"]] += people
            if place["ltla_code"] != place["la_code"]:
                lived[place["ccg_code"], place["ltla_code"]] += people
                of_district[place["ltla_code"]] += people
    shares = [(group, district, n / of_group[group], n / of_district[district]) for (group, district), n in sorted(lived.items())]
    return [
        {"code": g, "district": d, "share_of_organisation": f"{a:.4f}", "share_of_district": f"{b:.4f}"}
        for g, d, a, b in shares
        if max(a, b) >= 0.01
    ]


def read(folder: Path, name: str) -> list[Row]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


def row(kind: str, code: str, name: str, **more: str) -> Row:
    return {**dict.fromkeys(COLUMNS, ""), "kind": kind, "code": code, "name": tidy(name), "confirmed": "yes", **more}


def tidy(name: str) -> str:
    return re.sub(r"\s+", " ", name.replace("St. ", "St ")).strip()


def place_name(name: str) -> str:
    """`Bristol, City of` is the place Bristol."""
    return tidy(re.sub(r", (City|County) of$", "", name))


def day_before(day: str) -> str:
    return {"04-01": f"{day[:4]}-03-31"}.get(day[5:], day)


def council_rows(folder: Path) -> list[Row]:
    areas = {a["la_code"]: a for a in read(folder, "hwb_areas_by_vintage.csv")}
    register = read(folder, "upper_tier_authority_register.csv")
    by_register_code = {r["local_authority_code"]: r["gss_code"] for r in register}
    rows = []
    for r in register:
        code, other = r["gss_code"], [c for c in r["former_gss_codes"].split(",") if c]
        if code in UNSOURCED_LATER_CODES:
            other.append(UNSOURCED_LATER_CODES[code])
        # The register's dates in 2005 are the dates of its own entries, not of the councils.
        start = "" if r["start_date"].startswith("2005") else r["start_date"]
        successors = [by_register_code[c] for c in r["replaced_by"].split(",") if c]
        place = place_name(areas[code]["la_name"])
        nice = "" if tidy(r["nice_name"]) in (place, tidy(r["official_name"])) else tidy(r["nice_name"])
        rows.append(row(
            "council", code, r["official_name"], other_codes="|".join(other), former_names=nice, place=place,
            region=areas[code]["region_name"], area=code, valid_from=start, valid_to=day_before(r["end_date"]),
            successors="|".join(successors), source="mysociety-councils|ons-lookups",
        ))  # fmt: skip
    return rows


def board_rows(councils: list[Row]) -> list[Row]:
    return [
        row(
            "hwb", c["code"], f"{c['place']} Health and Wellbeing Board", other_codes=c["other_codes"], place=c["place"],
            region=c["region"], area=c["code"], valid_from=max(BOARDS_BEGIN, c["valid_from"]), valid_to=c["valid_to"],
            successors=c["successors"], source="mysociety-councils|ons-lookups",
        ) for c in councils
    ]  # fmt: skip


def district_rows(folder: Path, councils: list[Row]) -> list[Row]:
    lookups = [r for r in read(folder, "ltla_to_utla_by_vintage.csv") if r["ltla_code"].startswith("E07")]
    vintages = sorted({r["vintage"] for r in lookups})
    seen: dict[str, list[Row]] = defaultdict(list)
    for r in lookups:
        seen[r["ltla_code"]].append(r)
    after = {c["code"]: c["successors"] for c in councils}
    named = {code: new for new, old in UNSOURCED_LAST_DISTRICTS.items() for code in old.split()}
    rows = []
    for code, found in seen.items():
        first, last = found[0], found[-1]
        gone = next((v for v in vintages if v > last["vintage"]), None)
        new = first["vintage"] if first["vintage"] != vintages[0] else None
        county_after = after.get(last["utla_code"], "")
        from_county = county_after if "|" not in county_after and code not in named else ""
        rows.append(row(
            "district", code, last["ltla_name"], place=tidy(last["ltla_name"]), area=last["utla_code"],
            former_names="|".join(sorted({r["ltla_name"] for r in found} - {last["ltla_name"]})),
            valid_from=f"{new}-04-01" if new else "", valid_to=f"{gone}-03-31" if gone else "",
            successors=named.get(code) or (from_county if gone else ""), source="ons-lookups",
            confirmed="no" if code in named else "yes",
        ))  # fmt: skip
    return rows


def ccg_rows(folder: Path, main_area: dict[str, str]) -> list[Row]:
    listed = read(folder, "ccg_list_by_vintage.csv")
    vintages = sorted({r["vintage"] for r in listed})
    seen: dict[str, list[Row]] = defaultdict(list)
    for r in listed:
        seen[r["ccg_code"]].append(r)
    merged = {old: new for new, (_, parts) in UNSOURCED_CCGS.items() for old in parts.split()}
    evident = ccg_mergers(read(folder, "ccg_to_hwb_population_shares.csv"), vintages)
    rows = []
    for code, found in seen.items():
        names = list(dict.fromkeys(tidy(r["ccg_name"]) for r in found))
        ons = list(dict.fromkeys(r["ccg_ons_code"] for r in found))
        gone = next((v for v in vintages if v > found[-1]["vintage"]), None)
        successor, sure = evident.get(code, ("", True))
        last_day = f"{gone}-03-31" if gone else "2021-03-31" if code in merged else CCGS_END
        rows.append(row(
            "ccg", code, names[-1], other_codes="|".join(reversed(ons)), former_names="|".join(names[:-1]),
            place=ccg_place(names[-1]), area=main_area.get(code, ""),
            valid_from=CCGS_BEGIN if found[0]["vintage"] == vintages[0] else f"{found[0]['vintage']}-04-01",
            valid_to=last_day, successors=successor or merged.get(code, ""), source="ons-lookups",
            confirmed="yes" if sure and code not in merged else "no",
        ))  # fmt: skip
    for code, (name, _) in UNSOURCED_CCGS.items():
        rows.append(row(
            "ccg", code, name, place=ccg_place(name), valid_from="2021-04-01", valid_to=CCGS_END, source="memory", confirmed="no"
        ))  # fmt: skip
    return rows


def ccg_place(name: str) -> str:
    return re.sub(r"^NHS | (CCG|Integrated Care Board)$", "", name)


def ccg_mergers(shares: list[Row], vintages: list[str]) -> dict[str, tuple[str, bool]]:
    """For each CCG that ends between two vintages, the one it went into: the best overlap of small census areas by HWB area.

    The merger is evident when the parts' small areas add up to the whole's within three in a hundred.
    """
    areas: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for r in shares:
        areas[r["vintage"]][r["ccg_code"]][r["la_name"]] = int(float(r["lsoas"] or 1))
    result: dict[str, tuple[str, bool]] = {}
    for before, after in pairwise(vintages):
        gone = {c: a for c, a in areas[before].items() if c not in areas[after]}
        grown = {c: a for c, a in areas[after].items() if sum(a.values()) > sum(areas[before].get(c, {}).values()) + 5}
        went: dict[str, list[str]] = defaultdict(list)
        for code, parts in gone.items():
            best = max(grown, key=lambda new: (overlap(parts, grown[new]), -sum(grown[new].values())), default=None)
            if best and overlap(parts, grown[best]):
                went[best].append(code)
        for new, old in went.items():
            added = sum(sum(gone[c].values()) for c in old) + sum(areas[before].get(new, {}).values())
            whole = sum(grown[new].values())
            sure = abs(added - whole) <= 0.03 * whole
            result.update({code: (new, sure) for code in old})
    return result


def overlap(a: dict[str, int], b: dict[str, int]) -> int:
    return sum(min(n, b.get(area, 0)) for area, n in a.items())


def ccg_shares(folder: Path) -> list[Row]:
    """One row for each CCG and HWB area, with the vintages it holds for; a changed boundary gives another row."""
    last: dict[tuple[str, str], Row] = {}
    rows: list[Row] = []
    for r in sorted(read(folder, "ccg_to_hwb_population_shares.csv"), key=lambda r: r["vintage"]):
        key = (r["ccg_code"], r["la_code"])
        own, area = share(r["share_of_ccg_all_ages"]), share(r["share_of_hwb_all_ages"])
        held = last.get(key)
        if held and near(held["share_of_organisation"], own) and near(held["share_of_area"], area):
            held["last"] = r["vintage"]
            continue
        last[key] = {
            "code": key[0], "area": key[1], "first": r["vintage"], "last": r["vintage"], "share_of_organisation": own,
            "share_of_area": area, "confirmed": "yes", "people": r["population"],
        }  # fmt: skip
        rows.append(last[key])
    return rows


def icb_shares(folder: Path) -> list[Row]:
    return [
        {
            "code": r["icb_ods_code"], "area": r["la_code"], "first": "2022", "last": "2024",
            "share_of_organisation": share(r["share_of_icb_all_ages"]), "share_of_area": share(r["share_of_hwb_all_ages"]),
            "confirmed": "yes", "people": r["population"],
        }
        for r in read(folder, "icb_to_hwb_population_shares.csv") if r["icb_vintage"] == "2022"
    ]  # fmt: skip


def merged_ccg_shares(shares: list[Row]) -> list[Row]:
    """Shares of the CCGs of 2021 from their parts' residents in 2020."""
    rows = []
    for new, (_, parts) in UNSOURCED_CCGS.items():
        held = [s for s in shares if s["code"] in parts.split() and s["last"] == "2020" and s["people"]]
        everyone = sum(float(s["people"]) for s in held)
        for area in dict.fromkeys(s["area"] for s in held):
            here = [s for s in held if s["area"] == area]
            rows.append({
                "code": new, "area": area, "first": "2021", "last": "2021", "confirmed": "no", "people": "",
                "share_of_organisation": share(str(sum(float(s["people"]) for s in here) / everyone)),
                "share_of_area": share(str(sum(float(s["share_of_area"]) for s in here))),
            })  # fmt: skip
    return rows


def share(text: str) -> str:
    return f"{float(text):.4f}" if text else ""


def near(a: str, b: str) -> bool:
    return a == b or bool(a and b and abs(float(a) - float(b)) < 0.02)


def matters(row: Row) -> bool:
    return not row["share_of_organisation"] or float(row["share_of_organisation"]) >= 0.005 or float(row["share_of_area"]) >= 0.005


def largest_area(shares: list[Row]) -> dict[str, str]:
    newest: dict[str, Row] = {}
    for s in shares:
        held = newest.get(s["code"])
        size = (s["last"], float(s["share_of_organisation"] or 0))
        if held is None or size > (held["last"], float(held["share_of_organisation"] or 0)):
            newest[s["code"]] = s
    return {code: s["area"] for code, s in newest.items()}


def icb_after(ccg: str, shares: list[Row]) -> str:
    """The ICB that a CCG's areas went into, when all of them lie in one; else unknown."""
    boards = {s["area"]: s["code"] for s in shares if s["code"].startswith("Q") and float(s["share_of_area"]) >= 0.95}
    newest = max((s["last"] for s in shares if s["code"] == ccg), default="")
    main = [s for s in shares if s["code"] == ccg and s["last"] == newest and float(s["share_of_organisation"] or 0) >= 0.05]
    found = {boards.get(s["area"], "") for s in main}
    return found.pop() if len(found) == 1 else ""


def icb_rows(folder: Path, main_area: dict[str, str]) -> list[Row]:
    listed = read(folder, "icb_list_by_vintage.csv")
    ons: dict[str, list[str]] = defaultdict(list)
    for r in listed:
        ons[r["icb_ods_code"]].insert(0, r["icb_ons_code"])
    into: dict[str, list[str]] = defaultdict(list)
    for new, (_, _, parts) in UNSOURCED_ICBS.items():
        for old in parts.split():
            into[old].append(new)
    rows = [
        row(
            "icb", code, next(r["icb_name"] for r in listed if r["icb_ods_code"] == code),
            other_codes="|".join(dict.fromkeys(ons[code])),
            place=ccg_place(next(r["icb_name"] for r in listed if r["icb_ods_code"] == code)), area=main_area.get(code, ""),
            valid_from=ICBS_BEGIN, valid_to=ICBS_MERGED_LAST_DAY if code in into else "", successors="|".join(into[code]),
            source="ons-lookups", confirmed="no" if code in into else "yes",
        ) for code in ons
    ]  # fmt: skip
    for code, (name, region, _) in UNSOURCED_ICBS.items():
        rows.append(row(
            "icb", code, name, place=ccg_place(name), region=region, valid_from=ICBS_MERGED_BEGIN, source="memory", confirmed="no"
        ))  # fmt: skip
    return rows


def trust_rows(folder: Path) -> list[Row]:
    regions = {
        "Y56": "London", "Y58": "South West", "Y59": "South East", "Y60": "Midlands", "Y61": "East of England",
        "Y62": "North West", "Y63": "North East and Yorkshire",
    }  # fmt: skip
    rows = []
    for r in read(folder, "nhs_trusts_2020.csv"):
        name = re.sub(r"\b(And|Of|The|For|On|In|With)\b", lambda m: m[0].lower(), r["trust_name"])
        name = re.sub(r"'S\b", "'s", name)
        name = name[0].upper() + name[1:]
        place = re.sub(r"[, ]*NHS (Foundation )?Trust$", "", name)
        rows.append(
            row("provider", r["trust_code"], name, place=place, region=regions.get(r["nhs_region_code"], ""), source="nhs-ods-2020")
        )
    return rows


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/build_organisations.py GEOGRAPHY_FOLDER")
    main(Path(sys.argv[1]))
