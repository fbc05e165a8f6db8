"""What is signed or sent, as bytes: the plan, the round's rules and allocations as they stood, evidence by its hash, the schema.

The bytes are stored and never made anew; verifying hashes what is stored, of whatever schema.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bettercare.plan import SCHEMA, Plan, Reading, draft_from_json, plan_from_json
from bettercare.rounds.model import Round
from bettercare.service.rounds_admin.in_force import as_known_then, known_today
from bettercare.service.rounds_admin.models import fingerprint_of


class NotGenuine(ValueError):
    """Stored bytes do not have the hash that was recorded with them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes and their SHA-256 in hexadecimal."""

    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What stored bytes hold, for showing it again: the plan, and the round with its rules and allocations of then."""

    draft: Reading
    round: Round
    rules_sha256: str
    held: dict[str, Any]


def stored(plan: bytes, round: str, *, evidence: tuple[str, ...] = (), **more: Any) -> Stored:
    """Return what is signed or sent: a plan's canonical bytes, a round's files and allocations, and hashes of evidence.

    `more` is what else belongs to it as JSON: who signs in which role, or what was missing and who allowed it.
    """
    files = known_today(round)
    held = {
        "schema": SCHEMA,
        "plan": json.loads(plan),
        "round": {"id": round, "files": files, "sha256": fingerprint_of(files)},
        "evidence": list(evidence),
        **more,
    }
    content = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return Stored(content, hashlib.sha256(content).hexdigest())


def verified(content: bytes, sha256: str) -> Plan:
    """Return the plan in stored bytes. Raises NotGenuine where they are not those that the hash was taken of."""
    return plan_from_json(_genuine(content, sha256)["plan"])


def shown_again(content: bytes, sha256: str) -> Shown:
    """Return the plan in stored bytes with the round as its files were on that day; raises NotGenuine."""
    held = _genuine(content, sha256)
    files: dict[str, str] = held["round"]["files"]
    return Shown(draft_from_json(held["plan"]), as_known_then(held["round"]["id"], files), fingerprint_of(files), held)


def _genuine(content: bytes, sha256: str) -> dict[str, Any]:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotGenuine("These bytes are not the ones that were signed: their SHA-256 is another.")
    held: dict[str, Any] = json.loads(content)
    return held


def rules_fingerprint(round: str) -> str:
    """The fingerprint of a round's files as they stand today."""
    return fingerprint_of(known_today(round))
