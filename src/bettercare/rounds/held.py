"""Round files that are held in memory, as a folder that the loader can look into."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import IO, Any, Self


class Held(Traversable):
    """A folder of texts by file name, or one file of it."""

    def __init__(self, texts: Mapping[str, str], name: str = "") -> None:
        self._texts, self._name = texts, name

    @property
    def name(self) -> str:
        return self._name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and (self._texts, self._name) == (other._texts, other._name)

    def __hash__(self) -> int:
        return hash(self._name)

    def iterdir(self) -> Iterator[Self]:
        return (type(self)(self._texts, name) for name in self._texts)

    def is_dir(self) -> bool:
        return not self._name

    def is_file(self) -> bool:
        return self._name in self._texts

    def joinpath(self, *descendants: Any) -> Self:
        return type(self)(self._texts, "/".join(map(str, descendants)))

    def open(self, mode: Any = "r", *args: Any, **kwargs: Any) -> IO[Any]:
        text = self._texts[self._name]
        return io.BytesIO(text.encode()) if "b" in mode else io.StringIO(text)

    def read_bytes(self) -> bytes:
        return self._texts[self._name].encode()

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        return self._texts[self._name]
