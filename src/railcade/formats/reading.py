"""Reading shared by all docks: text, TOML with line numbers, typed models, problems in plain words."""

from __future__ import annotations

import difflib
import math
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from railcade.errors import InputError, Problem, raise_if_any
from railcade.formats.toml_lines import KeyPath, key_lines

LARGEST_BYTES = 64 * 1024 * 1024
"""Largest file of text that is read."""

_NAMES = ("role", "place", "id")
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_WORD = re.compile(r"[^.\[\]]+")
ModelT = TypeVar("ModelT", bound="FileModel")
T = TypeVar("T")

_NOUNS = {
    "string_type": "text",
    "float_type": "a number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


class FileModel(BaseModel):
    """A table of a file that people write: nothing undeclared, nothing converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed TOML file that knows where each key stands."""

    path: Path
    data: dict[str, Any]
    lines: dict[KeyPath, int]

    def where(self, *key: str | int) -> str:
        """File, line and key, for example ``fleet.toml:14  vehicles.saloon.mass_t``."""
        for cut in range(len(key), 0, -1):
            if key[:cut] in self.lines:
                return f"{self.path}:{self.lines[key[:cut]]}  {key_text(key)}"
        return f"{self.path}  {key_text(key)}" if key else str(self.path)


def key_text(key: Iterable[str | int]) -> str:
    """A key path as people write it: ``roles[2].formations[0].from``, elements counted from 0."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def near(word: str, known: Iterable[str]) -> str:
    """A hint for a word that is not known: the nearest names, or all if they are few."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=2, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(close)}?"
    if not names:
        return "none is defined"
    return f"use {', '.join(names[:-1])} or {names[-1]}" if 1 < len(names) <= 8 else f"for example {names[0]}"


def ordinary(path: Path) -> None:
    """Refuse what is no file on a disk: a device or pipe may never end.

    Raises
    ------
    InputError
        E0101 if it is missing or neither a file nor a folder.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        raise InputError([missing_file(path, error)]) from None
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise InputError([Problem("E0101", str(path), "a device or pipe, no file", "save it as a file")])


def read_text(path: Path) -> str:
    """Text of a UTF-8 file.

    Raises
    ------
    InputError
        E0101 if it is missing or unreadable, E0102 if it is not UTF-8 text or larger than 64 MiB.
    """
    ordinary(path)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES + 1)
        if len(data) > LARGEST_BYTES:
            mend = "leave out what is not needed"
            raise InputError([Problem("E0102", str(path), "larger than 64 MiB", mend)])
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem("E0102", str(path), f"not UTF-8 text (byte {error.start})", "save it as UTF-8")
        raise InputError([problem]) from None
    except OSError as error:
        raise InputError([missing_file(path, error)]) from None


def missing_file(path: Path, error: OSError | ValueError) -> Problem:
    """The problem of a file that cannot be opened, with near names in its folder."""
    if isinstance(error, ValueError):
        return Problem("E0101", repr(str(path)), "no path of a file", "check the path")
    if not isinstance(error, FileNotFoundError):
        reason = (error.strerror or "cannot be read").lower()
        return Problem("E0101", str(path), f"cannot be read: {reason}", "check its path and permissions")
    folder = path.parent
    if not folder.is_dir():
        return Problem("E0101", str(path), "no such file, nor its folder", f"check the folder {folder}")
    stems = [item.stem for item in folder.iterdir() if item.suffix == path.suffix and item.is_file()]
    close = [f"{stem}{path.suffix}" for stem in difflib.get_close_matches(path.stem, stems, n=1)]
    return Problem(
        "E0101", str(path), "no such file", f"did you mean {close[0]}?" if close else "check the path"
    )


def hidden_character(text: str) -> str:
    """The first character that steers a terminal or breaks a line, as ``U+001B``; empty if there is none."""
    found = _HIDDEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


def read_toml(path: Path) -> TomlFile:
    """Parse a TOML file.

    Raises
    ------
    InputError
        E0101, or E0102 with the line of the first fault.
    """
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        line = re.search(r"at line (\d+)", message)
        where = f"{path}:{line.group(1)}" if line else str(path)
        what = "not valid TOML: " + re.sub(r"\s*\(at .*\)$", "", message).lower()
        mend = "mend this line; text needs quotes, each key stands once"
        raise InputError([Problem("E0102", where, what, mend)]) from None
    except (RecursionError, ValueError) as error:
        what = f"not valid TOML: {unreadable(error)}"
        raise InputError([Problem("E0102", str(path), what, "write it as docs/files.md shows")]) from None
    return TomlFile(path, data, key_lines(text))


def unreadable(error: RecursionError | ValueError) -> str:
    """Why a parser of the standard library gave up, in words for people."""
    if isinstance(error, RecursionError):
        return "brackets in brackets without end"
    return "a number of thousands of digits" if "integer string conversion" in str(error) else str(error)


def typed(model: type[ModelT], toml: TomlFile) -> ModelT:
    """The file as a typed model.

    Raises
    ------
    InputError
        Every fault of the file's shape and types (E0103-E0107).
    """
    problems = list(_hidden_problems(toml, toml.data, ()))
    try:
        data = model.model_validate(toml.data)
    except ValidationError as error:
        problems += [_problem(model, toml, detail) for detail in error.errors(include_url=False)]
        raise InputError(problems) from None
    raise_if_any(problems)
    return data


def _hidden_problems(toml: TomlFile, value: Any, key: KeyPath) -> Iterator[Problem]:
    """Texts and keys, however deep, that hold what people cannot see."""
    if isinstance(value, dict):
        for name, item in value.items():
            if hidden_character(name):
                what = f"a key holds the character {hidden_character(name)}"
                yield Problem("E0105", toml.where(*key), what, "take it out")
            else:
                yield from _hidden_problems(toml, item, (*key, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _hidden_problems(toml, item, (*key, i))
    elif isinstance(value, str) and hidden_character(value):
        what = f"holds the character {hidden_character(value)}"
        yield Problem("E0105", toml.where(*key), what, "write it on one line, in characters that can be seen")


def collect(*thunks: Callable[[], Any]) -> tuple[Any, ...]:
    """Call all; if any raised `InputError`, raise one with the problems of all of them, none twice.

    Returns
    -------
    tuple
        What each returned, in order.
    """
    results: list[Any] = []
    problems: list[Problem] = []
    for thunk in thunks:
        try:
            results.append(thunk())
        except InputError as error:
            problems.extend(error.problems)
            results.append(None)
    raise_if_any(list(dict.fromkeys(problems)))
    return tuple(results)


def located(problems: Iterable[Problem], files: Mapping[str, TomlFile]) -> list[Problem]:
    """Problems whose place is ``kind  key`` of a file, with that file's path and line instead of the kind.

    A key names elements of a list by number or by their role, place or id: ``stops.kilju.place``.
    """
    found = []
    for problem in problems:
        kind, _, key = problem.where.partition("  ")
        if kind in files and key:
            toml = files[kind]
            file, _, _ = toml.where(*_resolved(toml.data, key)).partition("  ")
            found.append(Problem(problem.code, f"{file}  {key}", problem.what, problem.mend))
        else:
            found.append(problem)
    return found


def _resolved(data: Any, key: str) -> KeyPath:
    parts: list[str | int] = []
    for word in _WORD.findall(key):
        part: str | int = word
        if isinstance(data, list):
            names = [[item.get(name) for name in _NAMES] if isinstance(item, dict) else [] for item in data]
            found = [i for i, named in enumerate(names) if word in named]
            part = found[0] if found else int(word) if word.isdigit() else len(data)
        parts.append(part)
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            break
    return tuple(parts)


def twice(names: Sequence[str]) -> list[int]:
    """Positions of names that stood before."""
    return [i for i, name in enumerate(names) if name in names[:i]]


def _problem(model: type[FileModel], toml: TomlFile, detail: ErrorDetails) -> Problem:
    key = tuple(part for part in detail["loc"] if part != "[key]")
    kind, value = detail["type"], detail["input"]
    where = toml.where(*key)
    if kind == "extra_forbidden":
        known = set(_fields(model, key[:-1])) - set(_table(toml.data, key[:-1]))
        return Problem("E0103", where, f"unknown key {key[-1]}", near(str(key[-1]), known))
    description = _description(model, key)
    if kind == "missing":
        return Problem("E0104", where, f"the key {key[-1]} is missing", f"add {key[-1]}: {description}")
    if kind == "finite_number" or (isinstance(value, float) and not math.isfinite(value)):
        return Problem("E0106", where, f"{value} is not a number to compute with", f"give {description}")
    if kind == "E0107":
        where = f"{toml.where(*key)} = {_shown(value)}"
        return Problem("E0107", where, "a time without a zone", str(detail.get("ctx", {})["mend"]))
    if kind in _NOUNS:
        return Problem("E0105", where, f"{_shown(value)} is not {_NOUNS[kind]}", f"give {description}")
    if kind in ("string_too_short", "too_short", "too_long"):
        return Problem("E0105", where, _size_fault(kind, detail.get("ctx", {})), f"give {description}")
    what = detail["msg"].replace("Input should be", f"{_shown(value)} is not", 1)
    return Problem("E0105", where, what, f"give {description}")


def _size_fault(kind: str, bounds: Mapping[str, Any]) -> str:
    if kind == "string_too_short":
        return "the text is empty"
    few = kind == "too_short"
    bound = bounds["min_length" if few else "max_length"]
    count = bounds["actual_length"]
    return (
        f"{count} {'value' if count == 1 else 'values'}, {'at least' if few else 'at most'} {bound} expected"
    )


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "a list"
    shown = str(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _table(data: Any, key: Sequence[str | int]) -> dict[str, Any]:
    for part in key:
        data = data[part]
    return data if isinstance(data, dict) else {}


def _step(annotation: Any, part: str | int) -> Any:
    """Type one step inside a type: the field of a model, the values of a list or table."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, info in annotation.model_fields.items():
            if part in (name, info.alias):
                return info.annotation
        return None
    if get_origin(annotation) in (list, dict):
        return get_args(annotation)[-1]
    for choice in get_args(annotation):
        found = _step(choice, part)
        if found is not None:
            return found
    return None


def _model_at(model: type[FileModel], key: Sequence[str | int]) -> type[BaseModel] | None:
    annotation: Any = model
    for part in key:
        annotation = _step(annotation, part)
    for choice in (annotation, *get_args(annotation)):
        if isinstance(choice, type) and issubclass(choice, BaseModel):
            return choice
    return None


def _fields(model: type[FileModel], key: Sequence[str | int]) -> list[str]:
    found = _model_at(model, key)
    return [] if found is None else [info.alias or name for name, info in found.model_fields.items()]


def _description(model: type[FileModel], key: tuple[str | int, ...]) -> str:
    """What a key expects, from the nearest declaration at or above it."""
    for cut in range(len(key), 0, -1):
        found = _model_at(model, key[: cut - 1])
        if found is not None:
            for name, info in found.model_fields.items():
                if key[cut - 1] in (name, info.alias) and info.description:
                    return info.description
    return "a value of the kind in docs/files.md"
