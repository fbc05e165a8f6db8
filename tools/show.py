"""Reads and checks every plan in examples/ and writes a report for each: `./dev run`.

A folder in examples/ is one plan. The exit status is 0 when all could be read, whatever was found in them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import bettercare as bc
from bettercare import reporting
from bettercare.cli.findings_in_words import findings_in_words
from bettercare.cli.output import write_whole
from bettercare.cli.reading_in_words import headlines

ROOT = Path(__file__).parent.parent


def show(folder: Path, out: Path) -> Path:
    """Print what one plan says and what does not add up, and return the report that was written."""
    print(f"\n{'=' * 100}\n{folder.relative_to(ROOT)}\n{'=' * 100}", flush=True)
    reading = bc.read(folder)
    round = bc.load_round(reading.plan.round) if reading.plan.round else None
    result = bc.check(reading, round)
    first, *rest = findings_in_words(reading, result, round)
    print("\n".join([first, "", *headlines(reading.plan), "", *rest]), flush=True)
    report = out / f"{folder.name}.html"
    write_whole(report, reporting.report_html(reading, result, round))
    return report


def main() -> int:
    """Show every example; 3 if one cannot be read, after the others have been shown."""
    out = ROOT / "out"
    out.mkdir(exist_ok=True)
    folders = sorted(path for path in (ROOT / "examples").iterdir() if path.is_dir())
    if not folders:
        print("There is no folder in examples/, so there is nothing to show.", file=sys.stderr)
        return 3
    reports, unread = [], []
    for folder in folders:
        try:
            reports.append(show(folder, out))
        except bc.CannotRead as error:
            unread.append(str(error))
            print(error, file=sys.stderr)
    print("\nOpen these reports in a browser:" if reports else "")
    for report in reports:
        print(f"  {report}")
    return 3 if unread else 0


if __name__ == "__main__":
    sys.exit(main())
