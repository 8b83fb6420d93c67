"""`plan.json` (``railcade.plan/1``): a plan as text, and back.

The one declaration is `railcade.plan.model`: keys, types and the published schema are derived from
its dataclasses. Instants (`..._at_s` and those in `INSTANTS`) become ISO 8601 UTC text under the key
without ``_s``; whole ones to the second, exact ones to the millisecond. Durations stay seconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import cache
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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    document = {"schema": SCHEMA_ID, **_encoded_class(Plan, plan)}
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


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
    plan = decoder.decode(Plan, document, "plan")
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
    text = (_EPOCH + timedelta(seconds=whole_s)).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{rest_ms:03d}Z" if exact else f"{text}Z"


def _encoded(kind: Any, value: Any) -> Any:
    if is_dataclass(kind) and isinstance(kind, type):
        return _encoded_class(kind, value)
    if get_origin(kind) is tuple:
        return [_encoded(get_args(kind)[0], item) for item in value]
    if get_origin(kind) is not None:
        return {key: _encoded(get_args(kind)[1], value[key]) for key in sorted(value)}
    return value.value if issubclass(kind, Enum) else kind(value)


def _encoded_class(kind: type, value: Any) -> dict[str, Any]:
    document = {}
    for name, key, inner in _keys(kind):
        item = getattr(value, name)
        document[key] = instant_text(item, inner is float) if _is_instant(name) else _encoded(inner, item)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {name} stands twice")
    return table


class _Decoder:
    """Builds values from JSON by the types of their dataclasses; collects what does not fit."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def decode(self, kind: Any, value: Any, where: str) -> Any:
        """Value of a type, or None with a problem noted."""
        if is_dataclass(kind) and isinstance(kind, type):
            return self._decode_class(kind, value, where)
        if get_origin(kind) is tuple:
            if not isinstance(value, list):
                return self._wrong(where, value, "a list")
            inner = get_args(kind)[0]
            return tuple(self.decode(inner, item, f"{where}[{i}]") for i, item in enumerate(value))
        if get_origin(kind) is not None and issubclass(get_origin(kind), Mapping):
            if not isinstance(value, dict):
                return self._wrong(where, value, "a table")
            inner = get_args(kind)[1]
            return {key: self.decode(inner, item, f"{where}.{key}") for key, item in value.items()}
        if isinstance(kind, type) and issubclass(kind, Enum):
            choices = [item.value for item in kind]
            return kind(value) if value in choices else self._wrong(where, value, " or ".join(choices))
        return self._decode_plain(kind, value, where)

    def _decode_class(self, kind: type, value: Any, where: str) -> Any:
        if not isinstance(value, dict):
            return self._wrong(where, value, "a table")
        keys = _keys(kind)
        known = [key for _, key, _ in keys]
        start = len(self.problems)
        for key in value:
            if key not in known:
                self._note("E0103", f"{where}.{key}", "unknown key", near(key, known))
        arguments = {}
        for name, key, inner in keys:
            if key not in value:
                self._note(
                    "E0104", f"{where}.{key}", "the key is missing", "plan again; a plan is never edited"
                )
            elif _is_instant(name):
                arguments[name] = self._decode_instant(inner, value[key], f"{where}.{key}")
            else:
                arguments[name] = self.decode(inner, value[key], f"{where}.{key}")
        return kind(**arguments) if len(self.problems) == start else None

    def _decode_instant(self, kind: Any, value: Any, where: str) -> float | int | None:
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
        at_ms = (moment - _EPOCH) // timedelta(milliseconds=1)
        if kind is int and at_ms % 1000:
            self._wrong(where, value, "a whole second")
        return at_ms // 1000 if kind is int else at_ms / 1000

    def _decode_plain(self, kind: Any, value: Any, where: str) -> Any:
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

    def _wrong(self, where: str, value: Any, noun: str) -> None:
        try:
            shown = json.dumps(value)
        except RecursionError:
            shown = "a list without end"
        shown = shown if len(shown) <= 60 else shown[:57] + "..."
        self._note("E0105", where, f"{shown} is not {noun}", "plan again; a plan is never edited")

    def _note(self, code: str, where: str, what: str, mend: str) -> None:
        self.problems.append(Problem(code, f"{self.path}  {where}", what, mend))


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
