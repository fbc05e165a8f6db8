"""A round file as a tree whose every node knows its file and line; and the changes that make one round from another.

YAML is taken at its simplest: scalars are text until a type asks for more (so `no` is not false and `2014-02-14` not yet a
date), and duplicate keys, anchors and tags are refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode


class RoundFileError(ValueError):
    """A round file is refused: names the file, line and key, says what is wrong and how to put it right."""

    def __init__(self, path: str, line: int, key: str, problem: str, hint: str) -> None:
        self.path, self.line, self.key, self.problem, self.hint = path, line, key, problem, hint
        super().__init__(f"{path}, line {line}: {key}: {problem}. {hint}")


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Tells nothing apart in a plain scalar but null, and what is refused (a merge, a value key): the rest is text here."""

    yaml_implicit_resolvers = {  # noqa: RUF012  PyYAML reads it from the class
        first: [(tag, pattern) for tag, pattern in known if tag.rsplit(":", 1)[-1] in ("null", "merge", "value")]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_PLAIN = {"map", "seq", "str", "null", "bool", "int", "float", "timestamp"}


def refuse(node: Node, key: str, problem: str, hint: str) -> RoundFileError:
    """The error to raise for what stands at a node."""
    return RoundFileError(node.start_mark.name, node.start_mark.line + 1, key, problem, hint)


def parse(text: bytes, path: str) -> MappingNode:
    """Return a file's tree, to be changed at will; refuses duplicate keys, anchors, tags and all but a mapping at the top."""
    tree: MappingNode = _own(_parsed(text, path))
    return tree


def _own(node: Any) -> Any:
    """A copy of lists and mappings; scalars are never changed, and stay."""
    if isinstance(node, MappingNode):
        return MappingNode(node.tag, [(name, _own(value)) for name, value in node.value], node.start_mark, node.end_mark)
    if isinstance(node, SequenceNode):
        return SequenceNode(node.tag, [_own(value) for value in node.value], node.start_mark, node.end_mark)
    return node


def forget() -> None:
    """Let go of the texts that are kept for the next round that is based on them: their nodes are ten times a round's parts."""
    _parsed.cache_clear()


@lru_cache(maxsize=32)  # a base is parsed for every round that is based on it
def _parsed(text: bytes, path: str) -> MappingNode:
    stream = io.BytesIO(text)
    stream.name = path
    try:
        node = yaml.compose(stream, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RoundFileError(
            path, line, "YAML", f"this is not YAML: {error.problem}", "Check indentation, colons and quotes."
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise RoundFileError(
            path, 1, "YAML", f"this is not YAML: {error}", "Save it as plain UTF-8 text, not too deeply nested."
        ) from error
    if not isinstance(node, MappingNode):
        raise RoundFileError(path, 1, "file", "a round file is a list of keys and values", "Start with `id:` and `title:`.")
    _strict(node, "file", set())
    return node


def _strict(node: Node, key: str, seen: set[int]) -> None:
    if id(node) in seen:
        raise refuse(node, key, "the same text is used twice by an alias (*)", "Write it out where it is needed.")
    seen.add(id(node))
    if node.tag.removeprefix("tag:yaml.org,2002:") not in _PLAIN:
        raise refuse(node, key, f"the tag {node.tag} is not used in round files", "Remove the tag.")
    if isinstance(node, SequenceNode):
        for item in node.value:
            _strict(item, key, seen)
    elif isinstance(node, MappingNode):
        names: dict[str, int] = {}
        for name, value in node.value:
            if not isinstance(name, ScalarNode):
                raise refuse(name, key, "a key must be one word", "Write `key: value`.")
            if name.value in names:
                hint = f"It stands on line {names[name.value]} already; keep one of the two."
                raise refuse(name, name.value, "the key stands twice", hint)
            names[name.value] = name.start_mark.line + 1
            _strict(value, name.value, seen)


def items(node: MappingNode) -> Iterator[tuple[str, Node]]:
    return ((key.value, value) for key, value in node.value)


def get(node: Node, key: str) -> Node | None:
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if name.value == key:
                found: Node = value
                return found
    return None


def text(node: Node | None) -> str | None:
    return node.value if isinstance(node, ScalarNode) and not is_null(node) else None


def is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == "tag:yaml.org,2002:null"


def put(node: MappingNode, key: str, value: Node) -> None:
    """Set a key, in place of what stood there or at the end."""
    for position, (name, _) in enumerate(node.value):
        if name.value == key:
            node.value[position] = (name, value)
            return
    node.value.append((ScalarNode("tag:yaml.org,2002:str", key, value.start_mark, value.end_mark), value))


def apply_changes(base: MappingNode, changes: Node) -> None:
    """Change a round's tree in place by a list of `add`, `set`, `replace` and `retire`, each with an address as kind/id."""
    if not isinstance(changes, SequenceNode):
        raise refuse(
            changes, "changes", "a list of changes was expected", "Start each with `- add:`, `- set:`, `- replace:` or `- retire:`."
        )
    for change in changes.value:
        _apply(base, change)


_VERBS = {"add": {"with", "before", "why"}, "set": {"to", "why"}, "replace": {"with", "why"}, "retire": {"why"}}


def _apply(base: MappingNode, change: Node) -> None:
    keys = dict(items(change)) if isinstance(change, MappingNode) else {}
    verbs = [verb for verb in _VERBS if verb in keys]
    if len(verbs) != 1:
        raise refuse(
            change, "changes", "a change has one of add, set, replace or retire", "Write `- set: metrics/id` and `to:` below it."
        )
    verb = verbs[0]
    for key in keys:
        if key != verb and key not in _VERBS[verb]:
            raise refuse(keys[key], key, f"`{verb}` knows no key {key!r}", f"Known are {', '.join(sorted(_VERBS[verb]))}.")
    address = text(keys[verb])
    if address is None:
        raise refuse(keys[verb], verb, "an address was expected", "Write kind/id, such as `metrics/local`.")
    at = keys[verb]
    if verb == "add":
        _add(base, address, at, _needed(keys, "with", at), keys.get("before"))
    elif verb == "set":
        _set(base, address, at, _needed(keys, "to", at))
    elif verb == "replace":
        parent, position = _item(base, address, at)
        parent.value[position] = _with_id(_needed(keys, "with", at), address)
    else:
        parent, position = _item(base, address, at)
        del parent.value[position]


def _needed(keys: dict[str, Node], key: str, at: Node) -> Node:
    if key not in keys:
        raise refuse(at, key, f"the change does not say `{key}`", f"Add `{key}:` with the new content.")
    return keys[key]


def _add(base: MappingNode, address: str, at: Node, body: Node, before: Node | None) -> None:
    path, _, new_id = address.rpartition("/")
    owner, name = _walk(base, path, at)
    siblings = _child(owner, name)
    if siblings is None and isinstance(owner, MappingNode):
        siblings = SequenceNode("tag:yaml.org,2002:seq", [], at.start_mark, at.end_mark)
        put(owner, name, siblings)
    if not isinstance(siblings, SequenceNode):
        raise refuse(at, "add", f"{path} is not a list of parts", "Use `set` for a single value.")
    known = [_name(s) for s in siblings.value]
    if new_id in known and path != "figures":  # a figure may stand for other times too
        raise refuse(at, "add", f"{address} is there already", "Use `set` to change keys of it, or `replace`.")
    position = len(known)
    if before is not None:
        if text(before) not in known:
            raise refuse(before, "before", f"{path} has no {text(before)!r}", f"It has: {', '.join(str(k) for k in known)}.")
        position = known.index(text(before))
    siblings.value.insert(position, _with_id(body, address))


def _set(base: MappingNode, address: str, at: Node, value: Node) -> None:
    owner, name = _walk(base, address, at)
    target = _child(owner, name)
    if isinstance(target, MappingNode) and isinstance(value, MappingNode):
        for key, part in items(value):
            if key == "id":
                raise refuse(part, "id", "an id is given once and kept", "Use `retire` and `add` for another part.")
            put(target, key, part)
    elif isinstance(owner, MappingNode):
        put(owner, name, value)
    else:
        raise refuse(at, "set", f"{address} is a part; `to` must give keys of it", "Or set one key: kind/id/key.")


def _item(base: MappingNode, address: str, at: Node) -> tuple[SequenceNode, int]:
    owner, name = _walk(base, address, at)
    if not isinstance(owner, SequenceNode):
        raise refuse(at, "changes", f"{address} is not a part of a list", "Use `set` for a single value.")
    for position, part in enumerate(owner.value):
        if name == _name(part):
            return owner, position
    raise _unknown(owner, name, address, at)


def _walk(base: MappingNode, address: str, at: Node) -> tuple[Node, str]:
    """The node that holds the last step of an address, and that step."""
    *steps, last = address.split("/")
    here: Node = base
    for step in steps:
        found = _child(here, step)
        if found is None:
            raise _unknown(here, step, address, at)
        here = found
    return here, last


def _child(here: Node, step: str) -> Node | None:
    if isinstance(here, SequenceNode):
        return next((part for part in here.value if _name(part) == step), None)
    return get(here, step)


def _unknown(here: Node, step: str, address: str, at: Node) -> RoundFileError:
    if isinstance(here, SequenceNode):
        known = [_name(p) or "?" for p in here.value]
    else:
        known = [key for key, _ in items(here)] if isinstance(here, MappingNode) else []
    return refuse(at, address, f"the round has no {step!r} there", f"Known are: {', '.join(known) or 'none'}.")


def _name(part: Node) -> str | None:
    """What a part of a list is called: its id, the rule that it sets, or the text itself."""
    return text(get(part, "id")) or text(get(part, "rule")) or text(part)


def _with_id(body: Node, address: str) -> Node:
    new_id = address.rpartition("/")[2]
    key = "rule" if address.startswith("rules/") else "id"
    if not isinstance(body, MappingNode):
        raise refuse(body, address, "keys and values were expected", "Give the part's keys below `with:`.")
    given = get(body, key)
    if given is not None and text(given) != new_id:
        raise refuse(given, key, f"the address says {new_id!r}", f"Leave {key!r} out; the address gives it.")
    if given is None:
        mark = body.start_mark
        name, value = (ScalarNode("tag:yaml.org,2002:str", word, mark, mark) for word in (key, new_id))
        body.value.insert(0, (name, value))
    return body


def put_prompt(base: MappingNode, address: str, hashes: Node) -> None:
    """Give the part at an address the fingerprint of its official prompt."""
    owner, name = _walk(base, address, hashes)
    part = _child(owner, name)
    if not isinstance(part, MappingNode):
        raise _unknown(owner, name, address, hashes)
    locator = get(part, "locator")
    if not isinstance(locator, MappingNode):
        locator = MappingNode("tag:yaml.org,2002:map", [], hashes.start_mark, hashes.end_mark)
        put(part, "locator", locator)
    put(locator, "prompt", hashes)


def unconfirm(node: Node) -> None:
    """Mark everything that names a source as unconfirmed."""
    children = (
        [value for _, value in items(node)]
        if isinstance(node, MappingNode)
        else list(node.value)
        if isinstance(node, SequenceNode)
        else []
    )
    for child in children:
        unconfirm(child)
    if isinstance(node, MappingNode) and isinstance(get(node, "source"), ScalarNode):
        put(node, "confirmed", ScalarNode("tag:yaml.org,2002:bool", "false", node.start_mark, node.end_mark))
