"""Brings the styles and pictures of the page components to where the service serves them: `python -m tools.page_components`.

They come from npm into node_modules (package.json says which version) and are never committed. The copy asks nothing of the
outside: rules that load fonts from elsewhere and pointers to source maps are taken out, and pictures are found beside it.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parent.parent
CAME = ROOT / "node_modules" / "nhsuk-frontend"
SERVED = ROOT / "src" / "bettercare" / "service" / "static" / "nhsuk"
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")
_MAPS = re.compile(r"/\*# sourceMappingURL=.*?\*/")


def adapted(css: str) -> str:
    """The styles without anything that a browser would fetch from outside."""
    return _MAPS.sub("", _FONTS.sub("", css)).replace("url(/assets/", "url(assets/")


def bring() -> str:
    """Copy what is needed and return the version."""
    version: str = json.loads((CAME / "package.json").read_text())["version"]
    dist = CAME / "dist" / "nhsuk"
    shutil.rmtree(SERVED, ignore_errors=True)
    shutil.copytree(dist / "assets" / "images", SERVED / "assets" / "images")
    css = adapted((dist / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    (SERVED / "nhsuk-frontend.min.css").write_text(css, encoding="utf-8")
    (SERVED / "version").write_text(f"{version}\n")
    return version


if __name__ == "__main__":
    bring()
