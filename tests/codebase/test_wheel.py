"""What is shipped: the package with its data, and nothing that only developers need."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_wheel_holds_the_package_with_its_data_and_nothing_else(tmp_path):
    build = "import sys, uv_build; uv_build.build_wheel(sys.argv[1])"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    subprocess.run(
        [sys.executable, "-c", build, tmp_path], cwd=ROOT, env={**os.environ, "PATH": path}, check=True, capture_output=True
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name and not name.endswith("/")}
    assert {name.partition("/")[0] for name in names} == {"bettercare"}
    source = ROOT / "src"
    held = {
        str(path.relative_to(source))
        for path in (source / "bettercare").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == held
