"""Where words go: results to standard output, progress to standard error, files written whole or not at all."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bettercare.cli.exits import WrongUse


def tell(lines: Iterable[str]) -> None:
    """Print a result, line by line, on standard output."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def progress(words: str) -> None:
    """Say on standard error what is being done."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201


def as_json(value: Any) -> str:
    """Return JSON values as indented text that ends with a new line."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def format_of(path: Path | None, formats: tuple[str, ...]) -> str | None:
    """Return the ending that says how to write a file, or raise WrongUse naming those there are; None gives None."""
    if path is None:
        return None
    if path.suffix.lower() not in formats:
        raise WrongUse(f"--to {path}: the name must end in {' or '.join(formats)}, which says what is written.")
    if not path.absolute().parent.is_dir():
        raise WrongUse(f"--to {path}: there is no folder {path.absolute().parent}; make it first.")
    if path.exists() and not path.stat().st_mode & 0o222:
        raise WrongUse(f"--to {path}: this file is there already and may not be changed; name another, or delete it.")
    return path.suffix.lower()


def apart_from(path: Path | None, documents: Iterable[Path]) -> None:
    """Raise WrongUse where a file to be written is one of the documents to be read, or would lie among them."""
    if path is None:
        return
    for document in documents:
        if document.is_dir() and path.absolute().parent.resolve() == document.resolve():
            raise WrongUse(f"--to {path}: a file written there would be read as one of the plan's documents; name another folder.")
        if path.exists() and document.exists() and path.samefile(document):
            raise WrongUse(f"--to {path}: this is a document to be read, and would be lost; name another file.")


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that a reader finds the old content or all of the new, never a part."""
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise WrongUse(f"--to {path}: nothing can be written there ({error.strerror}); name another folder.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        # mkstemp makes files for the owner alone; a report is for whom the folder is for.
        umask = os.umask(0)
        os.umask(umask)
        Path(temporary).chmod(0o666 & ~umask)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
