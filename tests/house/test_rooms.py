"""Each room states its law and gives out exactly what it says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.tree import SOURCE, rooms

INVARIANT = re.compile(r"^\s*(\d)\. ", re.MULTILINE)
FEWEST, MOST = 3, 7


def faults_of_law(docstring: str) -> list[str]:
    """What is missing in the docstring of a room."""
    faults = []
    if "\nLaw of this room\n----------------\n" not in docstring:
        faults.append("no 'Law of this room'")
    numbers = [int(number) for number in INVARIANT.findall(docstring)]
    if not FEWEST <= len(numbers) <= MOST or numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"invariants are numbered {numbers}, not 1 to {FEWEST}..{MOST}")
    if "\nNot here: " not in docstring:
        faults.append("no 'Not here'")
    return faults


def public_names(source: str, room: str) -> set[str]:
    """Names that a room's __init__ gives out: its own, and those it takes from inside the room."""
    names: set[str] = set()
    for node in _statements(ast.parse(source).body):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"railcade.{room}"):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return {name for name in names if not name.startswith("_")}


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        if isinstance(node, ast.With):
            yield from _statements(node.body)
        else:
            yield node


def declared_names(source: str) -> set[str]:
    """What `__all__` lists."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def used_names(source: str) -> set[str]:
    """Names that a room's __init__ itself needs: it may give them out, or not."""
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


@pytest.mark.parametrize("room", [path.name for path in rooms()])
def test_each_room_states_its_law(room: str) -> None:
    source = (SOURCE / room / "__init__.py").read_text()
    assert faults_of_law(ast.get_docstring(ast.parse(source)) or "") == []


@pytest.mark.parametrize("room", [path.name for path in rooms()])
def test_each_room_gives_out_exactly_what_it_says(room: str) -> None:
    source = (SOURCE / room / "__init__.py").read_text()
    public = public_names(source, room)
    assert public - used_names(source) <= declared_names(source) <= public


def test_a_lawless_room_is_found() -> None:
    assert faults_of_law("A room.") == [
        "no 'Law of this room'",
        "invariants are numbered [], not 1 to 3..7",
        "no 'Not here'",
    ]


def test_names_of_a_room_are_found() -> None:
    source = 'from railcade.a.b import c\nfrom dataclasses import dataclass\nX = 1\n_y = 2\ndef f(): ...\n'
    assert public_names(source, "a") == {"c", "X", "f"}
    assert used_names("with cache():\n    y") == {"cache", "y"}
    assert declared_names('__all__ = ["c"]') == {"c"}
