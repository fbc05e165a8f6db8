"""Which state of a plan a document of ours was made from, told by what it says of itself when it is brought back."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

from bettercare.plan import plan_hash
from bettercare.service.plans.models import AreaPlan
from bettercare.service.plans.working import draft_at

_PROPERTIES = ("docProps/custom.xml", "docProps/core.xml")
_LARGEST = 64 * 1024
_VERSION = re.compile(r'name="Version"[^>]*>\s*<(?:\w+:)?lpwstr[^>]*>([^<]{1,40})<|<(?:\w+:)?version>([^<]{1,40})<')
_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_DRAFT = re.compile(r"draft (\d+)")


def draft_name(revision: int) -> str:
    """What a document made of the working copy calls its version."""
    return f"draft {revision}"


def made_from(plan: AreaPlan, content: bytes) -> int | None:
    """The revision that a document was made from; None where it does not say, or is another plan's."""
    told = _properties(content)
    version, content_hash = _VERSION.search(told), _HASH.search(told)
    if version is None or content_hash is None:
        return None
    name = version[1] or version[2]
    if draft := _DRAFT.fullmatch(name):
        revision = int(draft[1])
    else:
        kept = plan.versions.filter(number=int(name)).first() if name.isdecimal() else None
        revision = kept.revision if kept else plan.revision + 1
    if revision > plan.revision or plan_hash(draft_at(plan, revision).plan) != content_hash[0]:
        return None
    return revision


def _properties(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            held = [i for i in package.infolist() if i.filename in _PROPERTIES and i.file_size <= _LARGEST]
            return "".join(package.read(i).decode("utf-8", "replace") for i in held)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""
