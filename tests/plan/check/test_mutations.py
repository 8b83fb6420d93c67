"""One change anywhere in a plan or its runs is refused, but for the few fields that nothing else rests on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import numpy as np
import pytest

from railcade.plan.check import check_plan, from_json, to_json
from tests.plan.check import hand

Where = tuple[str | int, ...]
DROP = "drop"

FREE: tuple[tuple[Callable[[Where], bool], str], ...] = (
    (lambda w: w[0] == "search", "how the search ended is its own word"),
    (lambda w: str(w[0]).startswith("window"), "wider is right as long as no train is missing"),
    (lambda w: w[-1] == "reason" and "points" in w, "words for people"),
    (lambda w: w[-1] == "pace_mps", "a cap above what the train runs"),
    (lambda w: w[0] == "great_circle_m", "a sphere is not the ellipsoid"),
    (lambda w: w[0] == "assumptions" and w[-1] in ("value", "source", "where"), "words for people"),
)  # fmt: skip


def leaves(value: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every plain value of a plan with the way to it, and every list that can lose its last entry."""
    if is_dataclass(value):
        for item in fields(value):
            yield from leaves(getattr(value, item.name), (*where, item.name))
    elif isinstance(value, tuple):
        for i, inner in enumerate(value):
            yield from leaves(inner, (*where, i))
        if value:
            yield (*where, DROP), value
    elif not isinstance(value, dict):
        yield where, value


def put(value: Any, where: Where, new: Any) -> Any:
    """The same plan with another value at a place."""
    if where == (DROP,):
        return value[:-1]
    if not where:
        return new
    if isinstance(value, tuple):
        at = int(where[0])
        return (*value[:at], put(value[at], where[1:], new), *value[at + 1 :])
    return replace(value, **{str(where[0]): put(getattr(value, str(where[0])), where[1:], new)})


def other(value: Any, rng: np.random.Generator) -> Any:
    """Another value of the same kind; numbers move by a publish step or more."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float) and not isinstance(value, Enum):
        return value + int(rng.choice([-40, -2, -1, 1, 2, 40])) * hand.STEP_S
    return str(value) + "x"


def test_one_field_changed(cases: Callable[[int], int]) -> None:
    plan, rng = hand.plan(), np.random.default_rng(12)
    bound = [item for item in leaves(plan) if not any(free(item[0]) for free, _ in FREE)]
    for i in rng.integers(len(bound), size=cases(150)).tolist():
        where, value = bound[i]
        new = other(value, rng)
        changed = put(plan, where, new)
        record = check_plan(changed, hand.runs(), hand.inputs())
        assert not record.holds, f"{where}: {value!r} became {new!r}"
        assert record.problems


def test_fields_are_many_and_the_free_ones_few() -> None:
    every = [where for where, _ in leaves(hand.plan())]
    free = [where for where in every if any(rule(where) for rule, _ in FREE)]
    assert len(every) > 500
    assert len(free) < 50


SHIFTS = {"x_m": 0.05, "t_s": 0.02, "v_mps": 0.01, "a_mps2": 0.001, "force_newton": 50.0}


@pytest.mark.parametrize("column", sorted(SHIFTS))
def test_one_stored_value_changed(column: str, cases: Callable[[int], int]) -> None:
    rng = np.random.default_rng(13)
    keys = sorted(hand.runs())
    for _ in range(cases(20)):
        key = keys[int(rng.integers(len(keys)))]
        columns = {name: values.copy() for name, values in hand.runs()[key].items()}
        at = int(rng.integers(len(columns[column])))
        columns[column][at] += float(rng.choice([-3.0, -1.0, 1.0, 3.0])) * SHIFTS[column]
        record = check_plan(hand.plan(), {**hand.runs(), key: columns}, hand.inputs())
        assert not record.holds, f"{key} {column} {at}"


WILD: dict[type, list[Any]] = {
    int: [0, -1, 1, 10**9, -(10**9), 10**18],
    float: [0.0, -1.0, 1e18, -1e18, float("nan"), float("inf"), 1e300],
    str: ["", "p1", "no such thing"],
    bool: [True, False],
}


def test_a_wild_plan_gives_a_record_and_no_exception(cases: Callable[[int], int]) -> None:
    rng = np.random.default_rng(14)
    every = list(leaves(hand.plan()))
    keys = sorted(hand.runs())
    for _ in range(cases(80)):
        plan, runs = hand.plan(), dict(hand.runs())
        for at in rng.integers(len(every), size=3).tolist():
            where, value = every[at]
            wild = WILD.get(type(value), [value])
            # An earlier change may have dropped the list that this one lies in.
            with contextlib.suppress(IndexError):
                plan = put(plan, where, wild[int(rng.integers(len(wild)))])
        key = keys[int(rng.integers(len(keys)))]
        columns = {name: values.copy() for name, values in runs[key].items()}
        column = sorted(SHIFTS)[int(rng.integers(len(SHIFTS)))]
        wild_value = float(rng.choice([0.0, -1.0, 1e6, -1e300, np.nan, 5.0]))
        columns[column][int(rng.integers(len(columns[column])))] = wild_value
        runs[key] = columns
        record = check_plan(plan, runs, hand.inputs())
        assert from_json(to_json(record)) == record
