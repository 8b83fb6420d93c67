"""Added time: sizes by kind and interval, and what is wrong with it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.motion import RunSettings, times_at, trainrun
from railcade.motion.allowances import (
    HUNDRED_KM_M,
    MARKS,
    Allowance,
    AllowanceKind,
    Spread,
    added_on_stretch_s,
    allowance_problems,
    allowance_table,
)
from tests.motion.lines import line, random_line, train

ENGINEERING, PATHING = AllowanceKind.ENGINEERING, AllowanceKind.PATHING
RECOVERY = AllowanceKind.RECOVERY
BASE = trainrun(train(), line(20_000.0), RunSettings(0.0, 20_000.0))
WHOLE = Allowance(RECOVERY, 0.0, 20_000.0, added_percentage=5.0, added_s_per_m=90.0 / HUNDRED_KM_M)
ROADWORKS = Allowance(ENGINEERING, 5000.0, 9000.0, added_s=120.0, spread=Spread.CAPPED, reason="roadworks")


def test_kinds_are_kept_apart_and_add_up() -> None:
    crossing = Allowance(PATHING, 5000.0, 9000.0, added_s=60.0, spread=Spread.CAPPED)
    table = allowance_table(BASE, [WHOLE, ROADWORKS, crossing, replace(crossing, added_s=30.0)], [7000.0])
    assert table.of_kind_s(RECOVERY) == pytest.approx(0.05 * BASE.duration_s + 18.0)
    assert table.of_kind_s(ENGINEERING) == pytest.approx(120.0)
    assert table.of_kind_s(PATHING) == pytest.approx(90.0)
    assert table.of_kind_s(AllowanceKind.PERFORMANCE) == 0.0
    assert table.base_s.sum() == pytest.approx(BASE.duration_s)
    kinds_s = sum(table.of_kind_s(kind) for kind in AllowanceKind)
    assert table.total_s.sum() == pytest.approx(BASE.duration_s + kinds_s)


def test_fixed_time_goes_with_the_base_time_of_each_interval() -> None:
    table = allowance_table(BASE, [ROADWORKS], [5000.0, 6000.0, 9000.0])
    passing_s = times_at(BASE, [5000.0, 6000.0, 9000.0])
    share = (passing_s[1] - passing_s[0]) / (passing_s[2] - passing_s[0])
    expected = [0.0, 120.0 * share, 120.0 * (1.0 - share), 0.0]
    assert table.added_s[ENGINEERING] == pytest.approx(expected)


@given(st.integers(0, 2**32 - 1))
def test_intervals_add_up_to_the_whole_however_they_are_cut(seed: int) -> None:
    rng = np.random.default_rng(seed)
    base = trainrun(train(mass_kg=400e3), random_line(rng, 4000.0, 3), RunSettings(0.0, 4000.0))
    low_m, high_m = np.sort(rng.uniform(0.0, 4000.0, 2)).tolist()
    item = Allowance(RECOVERY, low_m, high_m, *rng.uniform(0.0, 10.0, 3).tolist(), spread=Spread.CAPPED)
    whole_s = added_on_stretch_s(base, item)
    table = allowance_table(base, [item], rng.uniform(0.0, 4000.0, 8))
    assert table.of_kind_s(RECOVERY) == pytest.approx(whole_s, rel=1e-9)


def test_marks_of_the_working_timetable() -> None:
    assert [MARKS[kind] for kind in (ENGINEERING, PATHING, AllowanceKind.PERFORMANCE)] == [
        ("[", "]"),
        ("(", ")"),
        ("<", ">"),
    ]


def test_nothing_is_wrong_with_these() -> None:
    assert allowance_problems(BASE, [WHOLE, ROADWORKS, replace(ROADWORKS, kind=PATHING)]) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"from_m": -1.0}, "does not lie in the run from 0.0 m to 20000.0 m"),
        ({"from_m": 9000.0, "to_m": 5000.0}, "does not lie in the run"),
        ({"to_m": 30_000.0}, "does not lie in the run"),
        ({"added_s": 0.0}, "it adds 0 %, 0 min/100 km and 0 s"),
        ({"added_s": -5.0}, "it adds 0 %, 0 min/100 km and -5 s"),
        ({"added_s": math.inf}, "inf s"),
        ({"spread": Spread.LINEAR}, "would make the speed jump at its ends"),
    ],
)
def test_what_is_wrong_is_told(change: dict[str, float], what: str) -> None:
    (problem,) = allowance_problems(BASE, [WHOLE, replace(ROADWORKS, **change)])
    assert problem.code == "E0105"
    assert what in problem.what
    assert problem.where.startswith("engineering allowance (roadworks), km ")


def test_overlapping_stretches_are_told() -> None:
    other = Allowance(PATHING, 8000.0, 12_000.0, added_s=60.0, spread=Spread.CAPPED)
    (problem,) = allowance_problems(BASE, [other, ROADWORKS])
    assert "overlaps that of the engineering allowance (roadworks), km 5.000 to 9.000" in problem.what


def test_all_problems_are_told_at_once() -> None:
    wrong = replace(ROADWORKS, from_m=-1.0, added_s=0.0)
    assert len(allowance_problems(BASE, [wrong, replace(wrong, kind=PATHING)])) == 4
