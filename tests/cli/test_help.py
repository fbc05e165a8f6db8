"""Every command says in a line what it does, shows an example, and has its place in the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

import bettercare as bc
from bettercare.cli.app import COMMANDS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__)
def test_a_command_has_help_an_example_and_a_page(command):
    first, *rest = command.__doc__.splitlines()
    name = command.__name__.replace("_", " ")
    assert first.endswith(".")
    assert any(line.strip().startswith(f"Example: bettercare {name}") for line in rest)
    assert f"## bettercare {name}\n" in (ROOT / "docs/reference/commands.md").read_text()
    assert f"`bettercare {name} " in (ROOT / "README.md").read_text()


def test_every_command_is_a_file_of_its_own():
    for command in COMMANDS:
        assert command.__module__ == f"bettercare.cli.{command.__name__}"


@pytest.mark.parametrize("name", bc.__all__)
def test_every_name_of_the_python_face_is_there(name):
    assert getattr(bc, name) is not None
    assert name in dir(bc)


def test_a_name_that_the_face_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        bc.colour  # noqa: B018
