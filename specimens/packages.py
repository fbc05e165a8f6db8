"""Office packages without the time of their making, so that the same paper gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

_DAY = (2014, 4, 4, 12, 0, 0)
_STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")


def undate(path: Path) -> None:
    """Give the package's members, and what it says of its making, one fixed time."""
    with zipfile.ZipFile(path) as package:
        members = [(name, package.read(name)) for name in package.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members:
            info = zipfile.ZipInfo(name, _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, _STAMP.sub(b"2014-04-04T12:00:00Z", data) if name == "docProps/core.xml" else data)
