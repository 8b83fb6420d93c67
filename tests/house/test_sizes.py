"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
import statistics

from tests.house.tree import ROOT, short, source_files

FILE_LINES = 500
MEDIAN_LINES = 150
FUNCTION_LINES = 50
PARAMETERS = 6


def too_large(source: str) -> list[str]:
    """What is too large in one file."""
    lines = len(source.splitlines())
    found = [f"{lines} lines"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found.append(f"{node.name}: {length} lines")
            count = len(_parameters(node.args))
            if count > PARAMETERS:
                found.append(f"{node.name}: {count} parameters")
    return found


def _parameters(arguments: ast.arguments) -> list[str]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [item.arg for item in every if item.arg not in ("self", "cls")]


def test_files_and_functions_of_the_product() -> None:
    found = [f"{short(path)}: {item}" for path in source_files() for item in too_large(path.read_text())]
    assert not found, "\n" + "\n".join(found)


def test_median_of_the_product() -> None:
    assert statistics.median(len(path.read_text().splitlines()) for path in source_files()) <= MEDIAN_LINES


def test_files_of_tests_and_benchmarks() -> None:
    files = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    assert [short(path) for path in files if len(path.read_text().splitlines()) > FILE_LINES] == []


def test_what_is_too_large_is_found() -> None:
    long_function = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
    assert too_large(long_function) == ["f: 51 lines"]
    assert too_large("def g(a, b, c, d, *, e, f, g): ...") == ["g: 7 parameters"]
    assert too_large("class A:\n    def g(self, a, b, c, d, e, f): ...") == []
    assert too_large("x = 1\n" * (FILE_LINES + 1)) == ["501 lines"]
