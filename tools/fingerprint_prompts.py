"""Writes a round's `ID.prompts.yaml` from official prompts that are kept elsewhere: only their hashes go into the repository.

    python tools/fingerprint_prompts.py PROMPTS.yaml src/bettercare/rounds/data/2014-15.prompts.yaml

PROMPTS.yaml maps the address of a part of the round (`sections/1c/prompts/providers`) to the text of its official prompt.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import yaml

from bettercare.rounds import fingerprint

HEADING = "# Fingerprints of the official prompts, by address; made by tools/fingerprint_prompts.py. For recognition only.\n"


def main(prompts: str, to: str) -> None:
    texts = yaml.safe_load(Path(prompts).read_text(encoding="utf-8"))
    lines = [HEADING]
    for address, text in texts.items():
        hashes = ", ".join(str(h) for h in fingerprint(text))
        lines.append(f"{address}:\n" + textwrap.fill(f"[{hashes}]", 128, initial_indent="  ", subsequent_indent="   ") + "\n")
    Path(to).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
