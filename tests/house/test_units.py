"""The unit is part of the name of everything that is a float."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.house.tree import SOURCE, short, source_files

UNIT = "m|m2|s|mps|mps2|m2ps2|m2ps3|kg|newton|watt|joule|permille|rad|deg|mm"
WITH_UNIT = re.compile(rf"^(.*_)?({UNIT})(_per_({UNIT}))*$")

FOR_PEOPLE = re.compile(r"^(.*_)?(km|kmh|t|kn|percent|min|px|pt|ppi|m_per_h|mm_per_h|mm_per_km|mm_per_s)$")
ROOMS_FOR_PEOPLE = {"formats", "notice", "cli", "units"}

# Dimensionless; a grade is rise per metre, and says so where it is in permille.
WITHOUT_UNIT = re.compile(
    r"^(.*_)?(factor|ratio|percentage|weight|count|share|quantile|sign|grade|opacity)s?$"
)
NAMES = {
    "seconds": "is its own unit",
    "scores": "a mean of shares, 0 to 1",
    "steps": "a step function, whose own field or attribute carries the unit",
    "km": "the railway's own kilometre post, a label for people, never computed with",
    "limit": "the bound of a value whose unit stands beside both",
    "value": "the value of a step function or field whose own name carries the unit",
    "values": "see value",
    "bound": "the bound of a rule, in the unit that stands beside it",
}

FLOATS = re.compile(
    r"^(float|FloatArray|NDArray\[np\.float64\]|Steps"
    r"|(tuple|Sequence|Iterable|list)\[float(, \.\.\.)?\])( \| None)?$"
)


def names_without_unit(source: str, room: str = "") -> list[str]:
    """Name and line of each float parameter, field, attribute or property that lacks its unit."""
    return [
        f"line {line}: {name}" for line, name in _float_names(ast.parse(source)) if not _says_unit(name, room)
    ]


def _float_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            for item in node.body:
                if isinstance(item, ast.AnnAssign) and _is_float(item.annotation):
                    yield item.lineno, ast.unparse(item.target)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Attribute):
            if _is_float(node.annotation):
                yield node.lineno, node.target.attr
        elif isinstance(node, ast.arg) and node.annotation is not None and _is_float(node.annotation):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef) and node.returns is not None and _is_float(node.returns):
            decorators = {ast.unparse(item) for item in node.decorator_list}
            if decorators & {"property", "cached_property"}:
                yield node.lineno, node.name


def _is_float(annotation: ast.expr) -> bool:
    return FLOATS.match(ast.unparse(annotation)) is not None


def _says_unit(name: str, room: str) -> bool:
    name = name.lower().lstrip("_")
    if name in NAMES or WITH_UNIT.match(name) or WITHOUT_UNIT.match(name):
        return True
    return room in ROOMS_FOR_PEOPLE and FOR_PEOPLE.match(name) is not None


def test_every_float_of_the_product_says_its_unit() -> None:
    found = [
        f"{short(path)} {complaint}"
        for path in source_files()
        for complaint in names_without_unit(path.read_text(), path.relative_to(SOURCE).parts[0])
    ]
    assert not found, "\n" + "\n".join(found)


def test_a_name_without_unit_is_found() -> None:
    source = """
class Train:
    length: float
    mass_kg: float
    @property
    def duration(self) -> float: ...
def run(speed: float | None, at_m: Sequence[float], height: FloatArray, pace_kmh: float) -> float: ...
"""
    expected = ["length", "duration", "speed", "height", "pace_kmh"]
    assert sorted(item.split(": ")[1] for item in names_without_unit(source, "motion")) == sorted(expected)


def test_units_of_people_are_for_the_rooms_that_face_them() -> None:
    source = "def show(speed_kmh: float) -> str: ..."
    assert names_without_unit(source, "notice") == []
    assert names_without_unit(source, "plan") == ["line 1: speed_kmh"]


def test_compound_units_and_plain_ratios_pass() -> None:
    source = "def f(a_newton_per_mps2: float, rolling_factor: float, grade: Steps, _x_m: float) -> None: ..."
    assert names_without_unit(source) == []


def test_locals_are_free() -> None:
    assert names_without_unit("def f() -> None:\n    total: float = 0.0") == []
