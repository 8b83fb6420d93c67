"""plan.json: there and back again, its published schema, and whatever may have been done to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.errors import InputError
from railcade.formats import plan_json
from railcade.formats.plan_json import instant_text, plan_text, read_plan, schema_text, write_plan
from tests.formats.plans import small_plan


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(plan_text(small_plan()))
    return loaded


def told(folder: Path, document: object) -> list[tuple[str, str, str]]:
    path = folder / "plan.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    with pytest.raises(InputError) as caught:
        read_plan(path)
    return [(p.code, p.where.removeprefix(str(path)).strip(), p.what) for p in caught.value.problems]


def test_there_and_back_again(tmp_path: Path) -> None:
    write_plan(tmp_path / "plan.json", small_plan())
    read = read_plan(tmp_path / "plan.json")
    assert read == small_plan()
    write_plan(tmp_path / "again.json", read)
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "plan.json").read_bytes()


def test_instants_are_text_and_durations_seconds(document: dict[str, Any]) -> None:
    assert document["window_from"] == "2027-05-16T06:00:00Z"
    point = document["trains"][0]["points"][1]
    assert point["arrive_at"] == "2027-05-16T07:09:59.875Z"
    assert point["published_arrive_at"] == "2027-05-16T07:10:00Z"
    assert document["protection"][0]["closed_from"] == "2027-05-16T06:50:00Z"
    assert document["other_trains"][0]["points"][0]["booked_depart"] == "2027-05-16T07:01:00Z"
    assert document["spacing"][0]["actual_s"] == 900
    assert document["publish_step_s"] == 60
    assert list(document["inputs"]) == sorted(document["inputs"])


@given(st.integers(0, 4 * 10**9), st.integers(0, 999))
def test_milliseconds_survive(whole_s: int, rest_ms: int) -> None:
    exact_s = whole_s + rest_ms / 1000
    text = instant_text(exact_s, True)
    decoder = plan_json._Decoder(Path("x"))
    assert decoder._decode_instant(float, text, "x") == (whole_s * 1000 + rest_ms) / 1000
    assert decoder.problems == []


def test_the_published_schema_is_current() -> None:
    assert Path(plan_json.__file__).with_name("plan.schema.json").read_text() == schema_text()


def test_the_schema_names_what_is_written(document: dict[str, Any]) -> None:
    """A small validator of the parts of JSON Schema that ours uses; it must agree with the writer."""
    schema = json.loads(schema_text())

    def valid(value: Any, part: dict[str, Any]) -> bool:
        if "$ref" in part:
            return valid(value, schema["$defs"][part["$ref"].removeprefix("#/$defs/")])
        if "const" in part or "enum" in part:
            return value in part.get("enum", [part.get("const")])
        if part["type"] == "array":
            return isinstance(value, list) and all(valid(item, part["items"]) for item in value)
        if part["type"] == "object":
            known = part.get("properties", {})
            more = part.get("additionalProperties")
            if not isinstance(value, dict) or not set(part.get("required", [])) <= set(value):
                return False
            return all(valid(item, known.get(key, more)) for key, item in value.items() if known or more)
        kinds: dict[str, tuple[type, ...]] = {
            "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float)
        }  # fmt: skip
        return isinstance(value, kinds[part["type"]])

    assert valid(document, schema)
    assert set(document) == set(schema["properties"]) == set(schema["required"])


def change(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Set one value of a document; `...` removes the key."""

    def apply(document: dict[str, Any]) -> None:
        *parts, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        target: Any = document
        for part in parts:
            target = target[part]
        if value is ...:
            del target[last]
        else:
            target[last] = value

    return apply


TAMPERED = [
    (change("schema", "railcade.plan/2"), "E0102", "", "this is no railcade.plan/1 file"),
    (change("schema", ...), "E0102", "", "this is no railcade.plan/1 file"),
    (change("length_m", "far"), "E0105", "plan.length_m", '"far" is not a number'),
    (change("length_m", True), "E0105", "plan.length_m", "true is not a number"),
    (change("length_m", float("nan")), "E0106", "plan.length_m", "nan is not finite"),
    (change("trains", {}), "E0105", "plan.trains", "{} is not a list"),
    (change("trains/0", 3), "E0105", "plan.trains[0]", "3 is not a table"),
    (change("trains/0/points/1/track", None), "E0105", "plan.trains[0].points[1].track", "null is not text"),
    (change("trains/0/points/1/arrive_at", 5), "E0105", "plan.trains[0].points[1].arrive_at", "5 is not"),
    (change("spacing/0/reason", 1), "E0105", "plan.spacing[0].reason", "1 is not text"),
    (change("window_until", "2027-05-16T07:00:00"), "E0107", "plan.window_until", "a time without a zone"),
    (change("window_from", "2027-05-16T06:00:00.5Z"), "E0105", "plan.window_from", "is not a whole second"),
    (change("bill/delay_s", 1.5), "E0105", "plan.bill.delay_s", "1.5 is not a whole number"),
    (change("bill/delay_s", False), "E0105", "plan.bill.delay_s", "false is not a whole number"),
    (change("bill/dely_s", 1), "E0103", "plan.bill.dely_s", "unknown key"),
    (change("search", ...), "E0104", "plan.search", "the key is missing"),
    (change("search/proved", 1), "E0105", "plan.search.proved", "1 is not true or false"),
    (change("inputs", []), "E0105", "plan.inputs", "[] is not a table"),
    (change("assumptions/0/basis", "guessed"), "E0105", "plan.assumptions[0].basis", "is not surveyed or"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "code", "where", "what"), TAMPERED, ids=[row[2] + row[3] for row in TAMPERED]
)
def test_a_tampered_plan_is_told(
    tmp_path: Path,
    document: dict[str, Any],
    spoil: Callable[[dict[str, Any]], None],
    code: str,
    where: str,
    what: str,
) -> None:
    spoilt = json.loads(json.dumps(document))
    spoil(spoilt)
    found = told(tmp_path, spoilt)
    assert [(found[0][0], found[0][1])] == [(code, where)]
    assert what in found[0][2]
    assert len(found) == 1


BROKEN = ["", "{", "[]", "null", "1", '"plan"', "[" * 100_000, '{"schema": 1, "schema": 2}', '{"a": \x00}']


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_plan_is_told(tmp_path: Path, text: str) -> None:
    assert [code for code, _, _ in told(tmp_path, text)] == ["E0102"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_any_value_in_any_place_is_a_plan_or_a_problem(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any], data: st.DataObject
) -> None:
    spoilt = json.loads(json.dumps(document))
    target: Any = spoilt
    while True:
        keys = list(target) if isinstance(target, dict) else list(range(len(target)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(target[key], dict | list) or not target[key] or data.draw(st.booleans()):
            break
        target = target[key]
    target[key] = data.draw(json_values)
    path = tmp_path_factory.mktemp("plan") / "plan.json"
    path.write_text(json.dumps(spoilt))
    try:
        read_plan(path)
    except InputError as error:
        assert error.problems


def test_a_plan_with_a_number_that_is_not_finite_is_not_written() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError):
        plan_text(replace(small_plan(), length_m=float("inf")))
