"""The path as the whole train sees it: where it is cut, and what holds in each cell."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from railcade.basis import Basis
from railcade.kernels.tables import Rows
from railcade.motion import Cap, Condition, Reason, RunSettings, Train
from railcade.motion.curves import curve_extents, eight_hundred, roeckl
from railcade.motion.types import COAST, NORMAL
from railcade.motion.way import SAME_M, way_cells
from railcade.network import NOWHERE, Extents, Path
from tests.motion.lines import line, random_line, train
from tests.motion.way.even import even_cells

LENGTH_M = 10_000.0
ALL = RunSettings(0.0, LENGTH_M)
LONG = train(length_m=400.0, cap_mps=40.0)
EQUIPPED = replace(LONG, axle_load_kg=22e3, collectors_m=(10.0,))
KINDS = ("curve_radius_m", "tunnel_drag", "neutral_m", "adhesion", "feeding_watt", "heavy_limits")
HEADS_M = np.arange(5.0, LENGTH_M, 10.0)


def extents(*rows: tuple[float, float, float], above_kg: float = 0.0) -> Extents:
    begins, ends, values = zip(*rows, strict=True)
    return Extents.of(begins, ends, values, [Basis.ASSUMED] * len(rows), [above_kg] * len(rows))


def held(cells: Rows, column: str, value: float) -> list[tuple[float, float]]:
    """From and to which position of the head a column has a value, touching cells joined."""
    found: list[tuple[float, float]] = []
    for cell in cells[cells[column] == value]:
        if found and found[-1][1] == cell["edge_m"]:
            found[-1] = (found[-1][0], float(cell["end_m"]))
        else:
            found.append((float(cell["edge_m"]), float(cell["end_m"])))
    return found


def where(cells: Rows, conditions: tuple[Condition, ...], reason: Reason) -> list[tuple[float, float]]:
    (index,) = (i for i, condition in enumerate(conditions) if condition.reason is reason and i > 1)
    return held(cells, "condition", index)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("length_m", [0.0, 35.0, 560.0, 3100.0])
def test_an_even_train_sees_what_it_saw_before(seed: int, length_m: float) -> None:
    rng = np.random.default_rng(seed)
    path = random_line(rng, LENGTH_M, 40)
    item = replace(LONG, length_m=length_m, cap_mps=rng.choice([8.0, 16.0, 90.0]))
    settings = RunSettings(float(rng.choice([0.0, 731.25])), 9_400.0, pace_mps=rng.choice([9.0, math.inf]))
    cells, conditions = way_cells(item, path, settings)
    old = even_cells(item, path, settings)
    assert np.append(cells.edge_m, cells.end_m[-1]).tolist() == old.edge_m.tolist()
    assert cells.grade == pytest.approx(old.grade, abs=1e-14)
    assert cells.grade_per_m == pytest.approx(old.grade_per_m, abs=1e-17)
    assert cells.limit_mps.tolist() == old.limit_mps.tolist()
    assert cells.reason.tolist() == old.reason.tolist()
    assert conditions == (NORMAL, COAST)
    assert set(cells.condition) == {0}
    assert set(cells.drag) == {1.0}


def test_cells_join_and_begin_and_end_where_the_settings_say() -> None:
    path = random_line(np.random.default_rng(3), LENGTH_M, 60)
    settings = RunSettings(1200.0, 8000.0, until_m=5000.3)
    cells, _ = way_cells(LONG, path, settings, np.array([4321.0, 99_999.0]))
    assert (cells.edge_m[0], cells.end_m[-1]) == (1200.0, 8000.0)
    assert cells.edge_m[1:].tolist() == cells.end_m[:-1].tolist()
    assert (cells.end_m - cells.edge_m).min() > SAME_M
    assert {5000.3, 4321.0} <= set(cells.edge_m.tolist())


def test_breaks_nearer_than_a_micrometre_are_one() -> None:
    path = line(LENGTH_M, [(0.0, 0.0), (2000.0, 0.01)], [(0.0, 20.0), (2000.0 + 4e-7, 30.0)])
    cells, _ = way_cells(LONG, path, ALL)
    assert cells.edge_m.tolist() == pytest.approx([0.0, 400.0, 2000.0, 2400.0])


def test_the_lowest_limit_wins_and_names_its_reason() -> None:
    path = line(LENGTH_M, limit_mps=[(0.0, 30.0), (2000.0, 12.0), (3000.0, 30.0)])
    path = replace(path, heavy_limits=extents((5000.0, 5100.0, 8.0), (6000.0, 6100.0, 29.0), above_kg=20e3))
    caps = (
        Cap(7000.0, 7200.0, 5.0),
        Cap(8000.0, 8200.0, 4.0, Reason.RULE, whole_train=False),
        Cap(2100.0, 2200.0, 12.0),
    )
    heavy = replace(LONG, axle_load_kg=22e3, cap_mps=25.0)
    cells, _ = way_cells(heavy, path, replace(ALL, caps=caps, pace_mps=20.0))
    found = {value: held(cells, "limit_mps", value) for value in set(cells.limit_mps.tolist())}
    assert found == {
        12.0: [(2000.0, 3400.0)],
        8.0: [(5000.0, 5500.0)],
        5.0: [(7000.0, 7600.0)],
        4.0: [(8000.0, 8200.0)],
        20.0: [(0.0, 2000.0), (3400.0, 5000.0), (5500.0, 7000.0), (7600.0, 8000.0), (8200.0, 10000.0)],
    }
    reason_of = dict(zip(cells.limit_mps.tolist(), cells.reason.tolist(), strict=True))
    assert reason_of == {
        12.0: Reason.LINE_LIMIT,
        8.0: Reason.AXLE_LOAD,
        5.0: Reason.RULE,
        4.0: Reason.RULE,
        20.0: Reason.PACE,
    }
    assert set(cells.reason[cells.limit_mps == 12.0]) == {Reason.LINE_LIMIT}, "of equals the line is named"


def test_limits_for_heavy_axles_pass_by_a_lighter_train() -> None:
    path = replace(line(LENGTH_M), heavy_limits=extents((5000.0, 5100.0, 8.0), above_kg=20e3))
    for axle_load_kg, limit_mps in ((20e3, 40.0), (20.1e3, 8.0)):
        cells, _ = way_cells(replace(LONG, axle_load_kg=axle_load_kg), path, ALL)
        assert cells.limit_mps.min() == limit_mps


def test_a_cap_for_ever_and_one_from_before_the_start() -> None:
    caps = (Cap(-math.inf, math.inf, 30.0), Cap(-500.0, 100.0, 10.0))
    cells, _ = way_cells(LONG, line(LENGTH_M), replace(ALL, caps=caps))
    assert held(cells, "limit_mps", 10.0) == [(0.0, 500.0)]
    assert held(cells, "limit_mps", 30.0) == [(500.0, LENGTH_M)]


def test_no_power_from_the_first_collector_in_to_the_last_one_out() -> None:
    path = replace(line(LENGTH_M), neutral_m=extents((3000.0, 3100.0, 0.0), (6000.0, 6050.0, 0.0)))
    electric = replace(LONG, collectors_m=(12.0, 390.0, 30.0))
    cells, conditions = way_cells(electric, path, ALL)
    assert conditions[2:] == (Condition(reason=Reason.NEUTRAL_SECTION, fed=False),)
    assert where(cells, conditions, Reason.NEUTRAL_SECTION) == [(3012.0, 3490.0), (6012.0, 6440.0)]
    cells, conditions = way_cells(LONG, path, ALL)
    assert conditions == (NORMAL, COAST), "a diesel passes"


def test_neutral_sections_that_touch_at_a_joint_are_one() -> None:
    path = replace(line(LENGTH_M), neutral_m=extents((3000.0, 3050.0, 0.0), (3050.0, 3100.0, 0.0)))
    cells, conditions = way_cells(replace(LONG, collectors_m=(20.0,)), path, ALL)
    assert where(cells, conditions, Reason.NEUTRAL_SECTION) == [(3020.0, 3120.0)]


def test_rails_are_slippery_under_any_part_of_the_train() -> None:
    path = replace(line(LENGTH_M), adhesion=extents((3000.0, 3100.0, 0.6), (3300.0, 3400.0, 0.4)))
    cells, conditions = way_cells(LONG, path, ALL)
    factor = np.array([condition.adhesion_factor for condition in conditions])[cells.condition]
    assert held(cells[factor == 0.6], "edge_m", 3000.0) == [(3000.0, 3300.0)]
    assert (cells.edge_m[factor == 0.4][0], cells.end_m[factor == 0.4][-1]) == (3300.0, 3800.0)
    assert {condition.reason for condition in conditions[2:]} == {Reason.ADHESION}
    good = replace(path, adhesion=extents((3000.0, 3100.0, 1.0)))
    assert way_cells(LONG, good, ALL)[1] == (NORMAL, COAST)


def test_weak_feeding_limits_power_for_electric_trains() -> None:
    path = replace(line(LENGTH_M), feeding_watt=extents((2000.0, 4000.0, 3e6)))
    cells, conditions = way_cells(replace(LONG, collectors_m=(10.0, 40.0)), path, ALL)
    assert conditions[2:] == (Condition(power_watt=3e6, reason=Reason.FEEDING),)
    assert where(cells, conditions, Reason.FEEDING) == [(2010.0, 4040.0)]
    assert way_cells(LONG, path, ALL)[1] == (NORMAL, COAST)


def test_the_driver_coasts_by_the_head() -> None:
    settings = replace(ALL, coasts_m=((500.0, 900.0), (4000.0, 9e9)))
    cells, conditions = way_cells(LONG, line(LENGTH_M), settings)
    assert conditions == (NORMAL, COAST)
    assert held(cells, "condition", 1) == [(500.0, 900.0), (4000.0, LENGTH_M)]


def test_conditions_over_each_other() -> None:
    """Without power the feeding does not matter; slippery rails do, for the brake."""
    path = replace(
        line(LENGTH_M),
        neutral_m=extents((2000.0, 3000.0, 0.0)),
        adhesion=extents((2500.0, 5000.0, 0.5)),
        feeding_watt=extents((1000.0, 4000.0, 2e6)),
    )
    point = replace(LONG, length_m=0.0, collectors_m=(0.0,))
    cells, conditions = way_cells(point, path, replace(ALL, coasts_m=((2800.0, 3500.0),)))
    met = [conditions[i] for i in cells.condition]
    assert [(float(edge_m), item) for edge_m, item in zip(cells.edge_m, met, strict=True)] == [
        (0.0, NORMAL),
        (1000.0, Condition(power_watt=2e6, reason=Reason.FEEDING)),
        (2000.0, Condition(reason=Reason.NEUTRAL_SECTION, fed=False)),
        (2500.0, Condition(True, 0.5, math.inf, Reason.NEUTRAL_SECTION, fed=False)),
        (2800.0, Condition(False, 0.5, math.inf, Reason.NEUTRAL_SECTION, fed=False)),
        (3000.0, Condition(False, 0.5, math.inf, Reason.COASTING)),
        (3500.0, Condition(True, 0.5, 2e6, Reason.ADHESION)),
        (4000.0, Condition(True, 0.5, math.inf, Reason.ADHESION)),
        (5000.0, NORMAL),
    ]
    assert len(set(conditions)) == len(conditions), "each stands once"
    assert [conditions.index(item) for item in dict.fromkeys(met)][1:] == list(range(2, len(conditions)))


def test_curves_count_as_grade_by_the_law_of_the_run() -> None:
    path = line(LENGTH_M, [(0.0, 0.002), (4000.0, -0.005)])
    curved = replace(path, curve_radius_m=extents((3000.0, 4500.0, 300.0), (4500.0, 5000.0, 500.0)))
    for law in (roeckl, eight_hundred):
        cells, _ = way_cells(LONG, curved, replace(ALL, curve_law=law))
        tight, wide = law(300.0), law(500.0)
        grades = [(0.0, 0.002), (3000.0, 0.002 + tight), (4000.0, tight - 0.005), (4500.0, wide - 0.005)]
        old = even_cells(LONG, line(LENGTH_M, [*grades, (5000.0, -0.005)]), ALL)
        assert cells.edge_m == pytest.approx(old.edge_m[:-1])
        assert cells.grade == pytest.approx(old.grade, abs=1e-14)
        assert cells.grade_per_m == pytest.approx(old.grade_per_m, abs=1e-16)


def test_a_curve_resists_both_ways_and_ends_at_the_start_of_the_path() -> None:
    path = replace(line(1000.0, [(0.0, 0.004)]), curve_radius_m=extents((0.0, 300.0, 400.0)))
    back = replace(line(1000.0, [(0.0, -0.004)]), curve_radius_m=path.curve_radius_m.reversed(1000.0))
    for item, grade, at_m in ((path, 0.004, 100.0), (back, -0.004, 800.0)):
        cells, _ = way_cells(LONG, item, RunSettings(at_m, 1000.0))
        assert cells.grade[0] == pytest.approx(grade + 100.0 / 400.0 * roeckl(400.0))
    with pytest.raises(ValueError, match="does not hold"):
        way_cells(LONG, replace(path, curve_radius_m=extents((0.0, 300.0, 60.0))), RunSettings(0.0, 900.0))


def test_transitions_are_cut_into_pieces() -> None:
    straight, bent = (0.0, math.inf, math.inf), (160.0, -400.0, -400.0)
    bends = [straight, (100.0, math.inf, -400.0), bent, (260.0, math.inf, math.inf)]
    found = curve_extents(bends, 500.0, Basis.ASSUMED)
    assert (found.from_m[0], found.to_m[-1], len(found)) == (100.0, 260.0, 13)
    curvature = float(np.sum((found.to_m - found.from_m) / found.value))
    assert curvature == pytest.approx(60.0 / 800.0 + 100.0 / 400.0)
    assert len(curve_extents([(0.0, math.inf, math.inf)], 500.0, Basis.ASSUMED)) == 0


def rich() -> Path:
    """A line with one of everything."""
    return replace(
        line(LENGTH_M, [(0.0, 0.003), (5500.0, -0.002)], [(0.0, 20.0), (7000.0, 15.0)]),
        curve_radius_m=extents((1000.0, 1300.0, 350.0)),
        tunnel_drag=extents((2000.0, 2900.0, 2.0)),
        neutral_m=extents((3500.0, 3600.0, 0.0)),
        adhesion=extents((4000.0, 4100.0, 0.7)),
        feeding_watt=extents((5000.0, 5200.0, 1e6)),
        heavy_limits=extents((6000.0, 6100.0, 9.0), above_kg=20e3),
    )


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("curve_radius_m", {"grade"}),
        ("tunnel_drag", {"drag"}),
        ("neutral_m", {"powered"}),
        ("adhesion", {"adhesion"}),
        ("feeding_watt", {"watt"}),
        ("heavy_limits", {"limit_mps", "reason"}),
    ],
)
def test_every_profile_makes_its_difference_and_no_other(kind: str, columns: set[str]) -> None:
    whole = seen(EQUIPPED, rich())
    without = seen(EQUIPPED, replace(rich(), **{kind: NOWHERE}))
    assert {column for column in whole if not np.array_equal(whole[column], without[column])} == columns


def test_from_the_other_end_a_point_meets_the_same_in_turn() -> None:
    there = rich()
    back = replace(
        there,
        grade=there.grade.reversed(LENGTH_M, -1.0),
        limit_mps=there.limit_mps.reversed(LENGTH_M),
        **{kind: getattr(there, kind).reversed(LENGTH_M) for kind in KINDS},
    )
    point = replace(EQUIPPED, length_m=0.0, collectors_m=(0.0,))
    one, other = seen(point, there), seen(point, back)
    for column in ("limit_mps", "reason", "drag", "powered", "adhesion", "watt"):
        assert other[column].tolist() == one[column].tolist()[::-1]
    resistance = 0.5 * (one["grade"] + other["grade"][::-1])
    curved = (HEADS_M > 1000.0) & (HEADS_M < 1300.0)
    assert resistance == pytest.approx(np.where(curved, roeckl(350.0), 0.0), abs=1e-12)


def seen(item: Train, path: Path) -> dict[str, np.ndarray]:
    """What a train finds at each of `HEADS_M`."""
    cells, conditions = way_cells(item, path, ALL)
    at = np.searchsorted(cells.edge_m, HEADS_M, "right") - 1
    found = {name: cells[name][at] for name in ("limit_mps", "reason", "drag")}
    found["grade"] = np.round(cells.grade[at] + cells.grade_per_m[at] * (HEADS_M - cells.edge_m[at]), 12)
    met = [conditions[i] for i in cells.condition[at]]
    found["powered"] = np.array([condition.powered and condition.fed for condition in met])
    found["adhesion"] = np.array([condition.adhesion_factor for condition in met])
    found["watt"] = np.array([condition.power_watt for condition in met])
    return found
