"""Loads a round from the package or from a folder that the user names, strictly: what does not fit is refused by line.

A file gives a whole round, or `based_on:` another round and a list of `changes`. A file `ID.prompts.yaml` beside it holds
the fingerprints of official prompts, by address.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import get_args, get_origin

from yaml.nodes import MappingNode, SequenceNode

from bettercare.rounds.decoding import Decoder, hints_of
from bettercare.rounds.held import Held
from bettercare.rounds.model import Locator, Round
from bettercare.rounds.references import check
from bettercare.rounds.tree import apply_changes, forget, get, items, parse, put, put_prompt, refuse, text, unconfirm

_PLAIN = re.compile(r"\w[\w.-]*")
"""Ids name files, so they hold no path."""
_SUFFIX, _PROMPTS = ".yaml", ".prompts.yaml"
_PACKAGED: Traversable = resources.files("bettercare.rounds") / "data"


class NoSuchRound(KeyError):
    """There is no file for a round; names what there is."""

    def __str__(self) -> str:
        return str(self.args[0])


def available(folder: str | Path | None = None) -> tuple[str, ...]:
    """Return the ids of the rounds in the package, and of those in a folder if one is named, sorted; raises NoSuchRound."""
    return _names(_places(folder))


def _names(places: tuple[Traversable, ...]) -> tuple[str, ...]:
    names = {entry.name for place in places for entry in place.iterdir()}
    return tuple(sorted(n.removesuffix(_SUFFIX) for n in names if n.endswith(_SUFFIX) and not n.endswith(_PROMPTS)))


def load(id: str, folder: str | Path | None = None) -> Round:
    """Return a round; a folder's own file goes before the package's. Raises NoSuchRound or RoundFileError."""
    stamp: tuple[tuple[str, int, int], ...] = ()
    if folder is not None:
        _places(folder)
        stamp = tuple(sorted((p.name, p.stat().st_mtime_ns, p.stat().st_size) for p in Path(folder).glob(f"*{_SUFFIX}")))
    return _load(id, str(folder) if folder is not None else None, stamp)


def load_texts(id: str, texts: Mapping[str, str]) -> Round:
    """Return a round from texts by file name, which go before the package's files; raises NoSuchRound or RoundFileError."""
    return _made(id, (Held(texts), _PACKAGED))


def written(id: str, texts: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the text of each file that a round is made of, by file name: its own and those of the rounds below it.

    `texts` by file name go before the package's own. Raises NoSuchRound or RoundFileError.
    """
    places = (Held(texts or {}), _PACKAGED)
    found: dict[str, str] = {}
    following: str | None = id
    while following and f"{following}{_SUFFIX}" not in found:
        place = _place(following, places, ())
        own = place.joinpath(following + _SUFFIX)
        prompts = place.joinpath(following + _PROMPTS)
        found |= {file.name: file.read_text(encoding="utf-8") for file in (own, prompts) if file.is_file()}
        following = text(get(parse(own.read_bytes(), own.name), "based_on"))
    return found


def load_all(folder: str | Path | None = None) -> tuple[Round, ...]:
    """Return every round there is, by id, each text of YAML parsed once; raises NoSuchRound or RoundFileError."""
    rounds = tuple(load(id, folder) for id in available(folder))
    forget()
    return rounds


@lru_cache(maxsize=64)
def _load(id: str, folder: str | None, stamp: tuple[tuple[str, int, int], ...]) -> Round:
    """`stamp` is when and how large the folder's files are, so that an edited file is read again."""
    return _made(id, _places(folder))


def _made(id: str, places: tuple[Traversable, ...]) -> Round:
    tree = _tree(id, places, ())
    decoder = Decoder()
    made: Round = decoder.part(tree, Round, "round")
    check(made, tree, decoder)
    return _with_own_titles(made)


def _with_own_titles(round: Round) -> Round:
    """What we call a field, a section, a question or a sign-off role is a label of it too: forms that we write bear our words."""
    conditions = (
        replace(
            c, questions=tuple(replace(q, locator=_labelled(q.locator, q.asks)) if q.locator.labels else q for q in c.questions)
        )
        for c in round.conditions
    )
    return replace(
        round,
        conditions=tuple(conditions),
        fields=tuple(replace(f, locator=_labelled(f.locator, f.title)) for f in round.fields),
        sections=tuple(replace(s, locator=_labelled(s.locator, s.title)) for s in round.sections),
        signoff=tuple(replace(r, locator=_labelled(r.locator, r.title)) for r in round.signoff),
    )


def _labelled(locator: Locator, title: str) -> Locator:
    return locator if title in locator.labels else replace(locator, labels=(*locator.labels, title))


def _tree(id: str, places: tuple[Traversable, ...], above: tuple[Traversable, ...]) -> MappingNode:
    """A round's whole tree: its own file, or its base's with the changes made."""
    place = _place(id, places, above)
    own = parse(place.joinpath(id + _SUFFIX).read_bytes(), _shown(place, id + _SUFFIX))
    given = get(own, "id")
    if given is None or text(given) != id:
        raise refuse(
            given or own,
            "id",
            f"the file {id}{_SUFFIX} holds a round called {text(given)!r}",
            "Give the file and the round one name.",
        )
    base_name = get(own, "based_on")
    tree = own
    if base_name is not None:
        base_id = text(base_name) or ""
        here = (*above, place.joinpath(id + _SUFFIX))
        if base_id not in _names(places) or _place(base_id, places, here, missing_ok=True) is None:
            raise refuse(
                base_name, "based_on", f"there is no round {base_id!r} to build on", f"There are: {', '.join(_names(places))}."
            )
        tree = _change(_tree(base_id, places, here), own)
    elif get(own, "changes") is not None:
        raise refuse(get(own, "changes") or own, "changes", "there is nothing to change", "Name the round with `based_on:`.")
    prompts = place.joinpath(id + _PROMPTS)
    if prompts.is_file():
        for address, hashes in items(parse(prompts.read_bytes(), _shown(place, id + _PROMPTS))):
            put_prompt(tree, address, hashes)
    return tree


def _change(base: MappingNode, own: MappingNode) -> MappingNode:
    """The base with this file's single values, then its changes; lists of parts change only by `changes`.

    `carried: unconfirmed` marks all that comes from the base as not yet confirmed for this round.
    """
    kinds = hints_of(Round)
    carried = get(own, "carried")
    if carried is not None:
        if text(carried) != "unconfirmed":
            raise refuse(carried, "carried", f"{text(carried)!r} is not known here", "Write `unconfirmed`, or leave the key out.")
        unconfirm(base)
    for key, value in items(own):
        if key in ("changes", "carried"):
            continue
        if key == "sources" and isinstance(value, SequenceNode):
            known = get(base, "sources")
            assert isinstance(known, SequenceNode)
            known.value.extend(value.value)
        elif key in kinds and _is_list_of_parts(kinds[key]):
            raise refuse(
                value,
                key,
                f"{key} of the base round would be lost",
                f"Write `changes:` with `- add: {key}/...`, `set` or `retire`.",
            )
        else:
            put(base, key, value)
    changes = get(own, "changes")
    if changes is not None:
        apply_changes(base, changes)
    return base


def _is_list_of_parts(kind: object) -> bool:
    return get_origin(kind) is tuple and hasattr(get_args(kind)[0], "__dataclass_fields__") and "id" in hints_of(get_args(kind)[0])


def _places(folder: str | Path | None) -> tuple[Traversable, ...]:
    if folder is None:
        return (_PACKAGED,)
    if not Path(folder).is_dir():
        raise NoSuchRound(f"{folder} is not a folder; name the folder that holds the round files")
    return (Path(folder), _PACKAGED)


def _place(id: str, places: tuple[Traversable, ...], above: tuple[Traversable, ...], missing_ok: bool = False) -> Traversable:
    """Where a round's file is; a file that is being read already is passed over, so a folder may amend a packaged round."""
    for place in places:
        file = place.joinpath(id + _SUFFIX)
        if _PLAIN.fullmatch(id) and file.is_file() and file not in above:
            return place
    if missing_ok:
        return None  # type: ignore[return-value]
    raise NoSuchRound(f"there is no round {id!r}; there are: {', '.join(_names(places))}")


def _shown(place: Traversable, name: str) -> str:
    """A file's name as people know it: with the folder they named, or as part of the package."""
    if place == _PACKAGED:
        return f"bettercare/rounds/data/{name}"
    return name if isinstance(place, Held) else str(place.joinpath(name))
