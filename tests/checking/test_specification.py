"""Every rule does what its specification cases, and so the handbook, say."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import TypeGuard

import pytest

from bettercare import checking, rounds
from bettercare.checking.model import Context, Rule, registered
from bettercare.checking.running import run
from bettercare.checking.specification import FAMILIES, Case, Specification, handbook, specification
from bettercare.plan import CheckResult, NotChecked

RULES = {rule.id: rule for rule in registered()}
DOCS = Path(__file__).parents[2] / "docs" / "reference" / "rules"
SPEC = Path(checking.__file__).parent / "spec"
CASES = [pytest.param(id, case, id=f"{id}: {case.title}") for id in RULES for case in specification(id).cases]


def _with_those_it_waits_for(id: str) -> set[str]:
    return {id}.union(*(_with_those_it_waits_for(earlier) for earlier in RULES[id].after))


def _run(id: str, case: Case) -> CheckResult:
    chosen = _with_those_it_waits_for(id)
    rules: list[Rule] = [rule for rule in registered() if rule.id in chosen]
    return run(rules, case.reading(), rounds.load(case.round), case.allocations())


@pytest.mark.parametrize(("id", "case"), CASES)
def test_the_rule_says_of_the_case_what_the_specification_says(id: str, case: Case) -> None:
    result = _run(id, case)
    found = [f for f in result.findings if f.rule == id]
    assert len(found) == len(case.expect), [f.message for f in result.findings]
    for finding, wanted in zip(found, case.expect, strict=True):
        said = {name: getattr(finding, name) for name in wanted}
        assert {name: None if v is None else str(v) for name, v in said.items()} == dict(wanted)
    assert [n.why for n in result.not_checked if n.rule == id] == list(case.not_checked)


@pytest.mark.parametrize("id", RULES)
def test_every_rule_has_a_clean_case_and_a_case_with_exactly_one_finding(id: str) -> None:
    cases = specification(id).cases
    assert any(not case.expect for case in cases)
    assert any(len(case.expect) == 1 for case in cases)


def test_every_not_checked_has_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    said: set[tuple[str, int]] = set()
    say = Context.not_checked

    def not_checked(self: Context, why: str, address: str | None = None) -> NotChecked:
        frame = inspect.stack()[1]
        said.add((Path(frame.filename).name, frame.lineno))
        return say(self, why, address)

    monkeypatch.setattr(Context, "not_checked", not_checked)
    for id in RULES:
        for case in specification(id).cases:
            _run(id, case)
    files = sorted(path for path in Path(checking.__file__).parent.glob("*.py") if path.stem in FAMILIES)
    calls = [(path.name, call) for path in files for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    places = [(name, c.lineno, c.end_lineno or c.lineno) for name, c in calls if _says_not_checked(c)]
    assert len(places) > 20
    assert not [p for p in places if not any((p[0], line) in said for line in range(p[1], p[2] + 1))]


def _says_not_checked(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "not_checked"


def test_every_specification_file_belongs_to_a_rule_and_every_rule_has_one() -> None:
    assert {path.stem for path in SPEC.glob("*.yaml")} == set(RULES)


@pytest.mark.parametrize("id", RULES)
def test_every_rule_says_what_it_finds_why_it_matters_and_on_whose_authority(id: str) -> None:
    spec: Specification = specification(id)
    assert spec.title and spec.why and spec.source
    assert spec.family in FAMILIES


@pytest.mark.parametrize("id", RULES)
def test_every_finding_of_a_case_says_what_to_do(id: str) -> None:
    for case in specification(id).cases:
        for finding in _run(id, case).findings:
            assert finding.do and finding.message and finding.found and finding.expected
            assert finding.message[0].upper() == finding.message[0]
            assert "None" not in finding.message


def test_the_handbook_pages_are_those_that_the_specifications_make() -> None:
    wanted = {"index.md": handbook(), **{f"{id}.md": handbook(id) for id in RULES}}
    written = {path.name: path.read_text(encoding="utf-8") for path in DOCS.glob("*.md")}
    stale = sorted(name for name in wanted.keys() | written.keys() if wanted.get(name) != written.get(name))
    assert not stale, f"write the handbook again with `python -m bettercare.checking docs/reference/rules`: {stale}"


def test_the_list_of_rules_is_complete_and_ordered_by_family() -> None:
    families = [rule.family for rule in checking.rules()]
    assert len(families) == len(RULES)
    assert families == sorted(families, key=list(FAMILIES).index)
