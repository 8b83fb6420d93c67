"""`plan.json` (``railcade.plan/1``): a plan as text, and back.

The one declaration is `railcade.plan.model`: keys, types and the published schema are derived from
its dataclasses. Instants (`..._at_s` and those in `INSTANTS`) become ISO 8601 UTC text under the key
without ``_s``; whole ones to the second, exact ones to the millisecond. Durations stay seconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from railcade.errors import Problem, raise_if_any
from railcade.formats.reading import near, read_text, unreadable
from railcade.formats.values import YEARS
from railcade.plan.model import Plan

SCHEMA_ID = "railcade.plan/1"
INSTANTS = frozenset(
    {
        "booked_arrive_s",
        "booked_depart_s",
        "closed_from_s",
        "closed_until_s",
        "window_from_s",
        "window_until_s",
    }
)
_LARGEST_INT = 2**53  # beyond it, numbers of JSON are no longer exact
_MILLISECOND = timedelta(milliseconds=1)
_TO_SECOND = len("2000-01-01T00:00:00")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Writer = Callable[[Any, str], str]
"""Text of a value; the second is a line's end and the indent of the line on which the value begins."""
Where = tuple[Any, str | int]
"""A place in the file: where its holder stands, and its key or number there. Words are made if asked for."""
_INSTANT_PATTERN = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$"


def write_plan(path: Path, plan: Plan) -> None:
    """Write a plan; the same plan gives the same bytes."""
    path.write_bytes(plan_text(plan).encode())


def plan_text(plan: Plan) -> str:
    """The text of ``plan.json``.

    Raises
    ------
    ValueError
        If a number of the plan is not finite.
    """
    body = _writer(Plan)(plan, "\n")
    return f'{{\n "schema": "{SCHEMA_ID}",{body[1:]}\n'


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises
    ------
    InputError
        E0101-E0106 with the place inside the file, for whatever does not follow the schema.
    """
    text = read_text(path)
    try:
        document = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = error.msg.lower() if isinstance(error, json.JSONDecodeError) else unreadable(error)
        mend = "plan again; a plan is never edited"
        raise_if_any([Problem("E0102", f"{path}{line}", f"not JSON: {reason}", mend)])
    found = document.pop("schema", None) if isinstance(document, dict) else None
    if found != SCHEMA_ID:
        mend = f'a plan begins with "schema": "{SCHEMA_ID}"; another version needs its own Railcade'
        raise_if_any([Problem("E0102", str(path), f"this is no {SCHEMA_ID} file", mend)])
    decoder = _Decoder(path)
    plan = decoder.decode(Plan, document, ("", "plan"))
    raise_if_any(decoder.problems)
    assert isinstance(plan, Plan)
    return plan


def plan_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of ``plan.json``, derived from the plan's dataclasses."""
    definitions: dict[str, Any] = {}
    root = _schema_of_class(Plan, definitions)
    properties = {"schema": {"const": SCHEMA_ID}, **root["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "Railcade plan",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def schema_text() -> str:
    """The text of ``plan.schema.json``."""
    return json.dumps(plan_schema(), indent=1) + "\n"


def _is_instant(name: str) -> bool:
    return name.endswith("_at_s") or name in INSTANTS


@cache
def _keys(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """Field name, key and type of each field of a dataclass."""
    hints = get_type_hints(kind)
    return tuple(
        (item.name, item.name.removesuffix("_s") if _is_instant(item.name) else item.name, hints[item.name])
        for item in fields(kind)
    )


def instant_text(at_s: float, exact: bool) -> str:
    """ISO 8601 UTC text of POSIX seconds, to the millisecond if `exact`, else to the second."""
    whole_s, rest_ms = divmod(round(at_s * 1000.0), 1000)
    text = (_EPOCH + timedelta(seconds=whole_s)).isoformat()[:_TO_SECOND]
    return f"{text}.{rest_ms:03d}Z" if exact else f"{text}Z"


@cache
def _writer(kind: Any) -> Writer:
    """What turns a value of a type into indented JSON, byte for byte as `json.dumps` does.

    The standard encoder indents in Python, value by value; here the types tell beforehand what comes.
    """
    if is_dataclass(kind) and isinstance(kind, type):
        return _class_writer(kind)
    if get_origin(kind) is tuple:
        return _list_writer(_writer(get_args(kind)[0]))
    if get_origin(kind) is not None:
        return _table_writer(_writer(get_args(kind)[1]))
    if issubclass(kind, Enum):
        return lambda value, line: encode_basestring(value.value)
    return _PLAIN_WRITERS[kind]


def _class_writer(kind: type) -> Writer:
    parts = [(name, f"{encode_basestring(key)}: ", _field_writer(name, of)) for name, key, of in _keys(kind)]

    def write(value: Any, line: str) -> str:
        inner = line + " "
        return _enclosed("{}", [head + each(getattr(value, name), inner) for name, head, each in parts], line)

    return write


def _field_writer(name: str, kind: Any) -> Writer:
    if not _is_instant(name):
        return _writer(kind)
    return lambda value, line: f'"{instant_text(value, kind is float)}"'


def _list_writer(each: Writer) -> Writer:
    return lambda value, line: _enclosed("[]", [each(item, line + " ") for item in value], line)


def _table_writer(each: Writer) -> Writer:
    def write(value: Any, line: str) -> str:
        pairs = [f"{encode_basestring(key)}: {each(value[key], line + ' ')}" for key in sorted(value)]
        return _enclosed("{}", pairs, line)

    return write


def _enclosed(signs: str, items: list[str], line: str) -> str:
    return f"{signs[0]}{line} {f',{line} '.join(items)}{line}{signs[1]}" if items else signs


def _number_text(value: Any, line: str) -> str:
    if not math.isfinite(value):
        raise ValueError(f"a number of the plan is not finite: {value}")
    return float.__repr__(float(value))


_PLAIN_WRITERS: dict[Any, Writer] = {
    str: lambda value, line: encode_basestring(str(value)),
    bool: lambda value, line: "true" if value else "false",
    int: lambda value, line: int.__repr__(int(value)),
    float: _number_text,
}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {name} stands twice")
    return table


def _place(where: Where) -> str:
    holder, key = where
    if isinstance(key, int):
        return f"{_place(holder)}[{key}]"
    return f"{_place(holder)}.{key}" if holder else key


@cache
def _shape(kind: Any) -> tuple[str, Any]:
    """Of what shape a type is, and the type of what it holds; of an enumeration its values."""
    if is_dataclass(kind) and isinstance(kind, type):
        return "class", None
    if get_origin(kind) is tuple:
        return "list", get_args(kind)[0]
    if get_origin(kind) is not None and issubclass(get_origin(kind), Mapping):
        return "table", get_args(kind)[1]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "choice", [item.value for item in kind]
    return "plain", None


@cache
def _known(kind: type) -> dict[str, bool]:
    """Keys of a dataclass, and whether each is an instant."""
    return {key: _is_instant(name) for name, key, _ in _keys(kind)}


class _Decoder:
    """Builds values from JSON by the types of their dataclasses; collects what does not fit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def decode(self, kind: Any, value: Any, where: Where) -> Any:
        """Value of a type, or None with a problem noted."""
        shape, inner = _shape(kind)
        if shape == "plain":
            return self._decode_plain(kind, value, where)
        if shape == "class":
            return self._decode_class(kind, value, where)
        if shape == "list":
            if not isinstance(value, list):
                return self._wrong(where, value, "a list")
            return tuple([self.decode(inner, item, (where, i)) for i, item in enumerate(value)])
        if shape == "table":
            if not isinstance(value, dict):
                return self._wrong(where, value, "a table")
            return {key: self.decode(inner, item, (where, key)) for key, item in value.items()}
        return kind(value) if value in inner else self._wrong(where, value, " or ".join(inner))

    def _decode_class(self, kind: type, value: Any, where: Where) -> Any:
        if not isinstance(value, dict):
            return self._wrong(where, value, "a table")
        keys, known = _keys(kind), _known(kind)
        start = len(self.problems)
        for key in value:
            if key not in known:
                self._note("E0103", (where, key), "unknown key", near(key, list(known)))
        arguments = {}
        for name, key, inner in keys:
            if key not in value:
                mend = "plan again; a plan is never edited"
                self._note("E0104", (where, key), "the key is missing", mend)
            elif known[key]:
                arguments[name] = self._decode_instant(inner, value[key], (where, key))
            else:
                arguments[name] = self.decode(inner, value[key], (where, key))
        return kind(**arguments) if len(self.problems) == start else None

    def _decode_instant(self, kind: Any, value: Any, where: Where) -> float | int | None:
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError):
            self._wrong(where, value, "an ISO 8601 UTC time")
            return None
        if moment.tzinfo is None:
            mend = "times of a plan end in Z; plan again"
            self._note("E0107", where, f"{value} is a time without a zone", mend)
            return None
        if moment.year not in YEARS:
            self._wrong(where, value, f"a time in the years {YEARS[0]} to {YEARS[-1]}")
            return None
        at_ms = (moment - _EPOCH) // _MILLISECOND
        if kind is int and at_ms % 1000:
            self._wrong(where, value, "a whole second")
        return at_ms // 1000 if kind is int else at_ms / 1000

    def _decode_plain(self, kind: Any, value: Any, where: Where) -> Any:
        if kind is str and isinstance(value, str):
            return value
        if isinstance(value, int) and abs(value) > _LARGEST_INT:
            return self._wrong(where, value, "a number of this size")
        if kind is float:
            if isinstance(value, bool) or not isinstance(value, int | float):
                return self._wrong(where, value, "a number")
            if not math.isfinite(value):
                self._note("E0106", where, f"{value} is not finite", "plan again; a plan is never edited")
                return None
            return float(value)
        if kind is int and isinstance(value, bool):
            return self._wrong(where, value, "a whole number")
        nouns = {int: "a whole number", str: "text", bool: "true or false"}
        return value if isinstance(value, kind) else self._wrong(where, value, nouns[kind])

    def _wrong(self, where: Where, value: Any, noun: str) -> None:
        try:
            shown = json.dumps(value)
        except RecursionError:
            shown = "a list without end"
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        self._note("E0105", where, f"{shown} is not {noun}", "plan again; a plan is never edited")

    def _note(self, code: str, where: Where, what: str, mend: str) -> None:
        self.problems.append(Problem(code, f"{self.path}  {_place(where)}", what, mend))


def _schema_of_class(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    properties = {}
    for name, key, inner in _keys(kind):
        if _is_instant(name):
            properties[key] = {"type": "string", "format": "date-time", "pattern": _INSTANT_PATTERN}
        else:
            properties[key] = _schema(inner, definitions)
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in definitions:
            definitions[kind.__name__] = {}
            definitions[kind.__name__] = _schema_of_class(kind, definitions)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _schema(get_args(kind)[0], definitions)}
    if get_origin(kind) is not None:
        return {"type": "object", "additionalProperties": _schema(get_args(kind)[1], definitions)}
    if issubclass(kind, Enum):
        return {"enum": [item.value for item in kind]}
    return {"type": {str: "string", bool: "boolean", int: "integer", float: "number"}[kind]}
