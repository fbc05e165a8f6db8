"""What is signed or sent, as bytes: the plan, the round's rules as they stood, evidence by its hash, and the schema number.

The bytes are stored and never made anew; verifying hashes what is stored, of whatever schema.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from bettercare.plan import SCHEMA, Plan, plan_from_json
from bettercare.service.rounds_admin.in_force import known_today


class NotGenuine(ValueError):
    """Stored bytes do not have the hash that was recorded with them."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Bytes and their SHA-256 in hexadecimal."""

    content: bytes
    sha256: str


def stored(plan: bytes, round: str, evidence: tuple[str, ...] = ()) -> Stored:
    """Return what is signed or sent: a plan's canonical bytes, a round's files, and the SHA-256 of attached evidence."""
    held = {
        "schema": SCHEMA,
        "plan": json.loads(plan),
        "round": {"id": round, "files": known_today(round)},
        "evidence": list(evidence),
    }
    content = json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return Stored(content, hashlib.sha256(content).hexdigest())


def verified(content: bytes, sha256: str) -> Plan:
    """Return the plan in stored bytes. Raises NotGenuine where they are not those that the hash was taken of."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotGenuine("These bytes are not the ones that were signed: their SHA-256 is another.")
    return plan_from_json(json.loads(content)["plan"])
