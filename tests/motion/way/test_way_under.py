"""What lies under the train: grade by mass, drag by length, against sums metre by metre."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.kernels.tables import Rows
from railcade.motion import RunSettings, Train
from railcade.motion.curves import roeckl
from railcade.motion.way import way_cells
from railcade.motion.way.mean_grade import parts_of
from railcade.motion.way.tunnels import MOST_PIECES, drag_under, portal_cuts
from railcade.network import Extents, Path
from tests.motion.lines import line, train

Blocks = list[tuple[float, float]]
LENGTH_M = 3000.0
ALL = RunSettings(0.0, LENGTH_M)
LONG = train(length_m=400.0)
blocks = st.lists(
    st.tuples(st.sampled_from([0.0, 10.0, 26.4, 150.0]), st.sampled_from([0.0, 20e3, 90e3, 400e3])),
    min_size=1,
    max_size=6,
).filter(lambda found: sum(kg for _, kg in found) > 0.0)
profiles = st.lists(
    st.tuples(st.integers(1, 299), st.floats(-0.02, 0.02)), max_size=8, unique_by=lambda step: step[0]
)
spans = st.lists(st.integers(0, 300), max_size=6, unique=True).map(sorted)


def made(parts: Blocks) -> Train:
    return replace(LONG, length_m=sum(length_m for length_m, _ in parts), blocks=tuple(parts))


def laid(grades: list[tuple[int, float]], ends: list[int]) -> Path:
    """Grades that break every 10 m at most, curves of 100 to 300 m radius over every second span."""
    path = line(LENGTH_M, [(0.0, 0.004), *((10.0 * at, grade) for at, grade in sorted(grades))])
    pairs = list(zip(ends[::2], ends[1::2], strict=False))
    curves = Extents.of(
        [10.0 * a for a, _ in pairs],
        [10.0 * b for _, b in pairs],
        [100.0 + 40.0 * i for i in range(len(pairs))],
        [Basis.ASSUMED] * len(pairs),
    )
    return replace(path, curve_radius_m=curves)


def resisting(path: Path, from_m: float, to_m: float) -> float:
    """Integral of grade and curves from one place to another, step by step."""
    starts = [-1e9, *path.grade.start_m[1:].tolist(), 1e9]
    steps = list(zip(starts[:-1], starts[1:], path.grade.value.tolist(), strict=True))
    curves = path.curve_radius_m
    for begin, end, radius_m in zip(curves.from_m, curves.to_m, curves.value, strict=True):
        steps.append((float(begin), float(end), roeckl(float(radius_m))))
    return sum(value * max(0.0, min(high, to_m) - max(low, from_m)) for low, high, value in steps)


def brute(item: Train, path: Path, head_m: float) -> float:
    """Mean grade by mass, block by block; a block without length lies just behind where it begins."""
    total, at_m = 0.0, head_m
    for length_m, mass_kg in item.blocks:
        reach_m = length_m or 1e-3
        total += mass_kg * resisting(path, at_m - reach_m, at_m) / reach_m
        at_m -= length_m
    return total / sum(mass_kg for _, mass_kg in item.blocks)


def grade_at(cells: Rows, head_m: float) -> float:
    cell = cells[np.searchsorted(cells.edge_m, head_m, "right") - 1]
    return float(cell["grade"] + cell["grade_per_m"] * (head_m - cell["edge_m"]))


@given(blocks, profiles, spans, st.lists(st.floats(1.0, LENGTH_M - 1.0), min_size=3, max_size=3))
def test_mean_grade_is_the_sum_over_the_blocks(
    parts: Blocks, grades: list[tuple[int, float]], ends: list[int], heads_m: list[float]
) -> None:
    item, path = made(parts), laid(grades, ends)
    cells, _ = way_cells(item, path, ALL)
    for head_m in heads_m:
        near = np.min(np.abs(np.append(cells.edge_m, cells.end_m) - head_m))
        if near > 2e-3:
            assert grade_at(cells, head_m) == pytest.approx(brute(item, path, head_m), abs=1e-8)


@given(blocks, profiles, spans)
def test_it_is_linear_in_each_cell_and_jumps_only_for_masses_in_a_point(
    parts: Blocks, grades: list[tuple[int, float]], ends: list[int]
) -> None:
    parts = [(length_m or 5.0, mass_kg) for length_m, mass_kg in parts]
    cells, _ = way_cells(made(parts), laid(grades, ends), ALL)
    ends_up = cells.grade + cells.grade_per_m * (cells.end_m - cells.edge_m)
    assert ends_up[:-1] == pytest.approx(cells.grade[1:], abs=1e-8)


@given(blocks, profiles)
def test_neighbours_of_one_density_are_one(parts: Blocks, grades: list[tuple[int, float]]) -> None:
    halved = [(0.5 * length_m, 0.5 * mass_kg) for length_m, mass_kg in parts if length_m for _ in range(2)]
    whole = [part for part in parts if part[0]]
    if not sum(mass_kg for _, mass_kg in whole):
        return
    assert len(parts_of(made(halved))) == len(parts_of(made(whole)))
    one, _ = way_cells(made(whole), laid(grades, []), ALL)
    two, _ = way_cells(made(halved), laid(grades, []), ALL)
    assert two.edge_m == pytest.approx(one.edge_m)
    assert two.grade == pytest.approx(one.grade, abs=1e-12)


def test_a_heavy_head_meets_a_rise_before_its_train() -> None:
    path = line(LENGTH_M, [(0.0, 0.0), (1000.0, 0.01)])
    heavy_head = made([(20.0, 100e3), (380.0, 300e3)])
    even, _ = way_cells(replace(LONG, blocks=()), path, ALL)
    front, _ = way_cells(heavy_head, path, ALL)
    assert front.edge_m.tolist() == [0.0, 400.0, 1000.0, 1020.0, 1400.0]
    assert grade_at(even, 1020.0) == pytest.approx(0.01 * 20.0 / 400.0)
    assert grade_at(front, 1020.0) == pytest.approx(0.01 * 100.0 / 400.0)
    for cells in (even, front):
        assert grade_at(cells, 1400.0) == pytest.approx(0.01)


def test_blocks_must_make_the_train() -> None:
    with pytest.raises(ValueError, match=r"blocks of 380 m in a train of 400 m"):
        parts_of(replace(LONG, blocks=((380.0, 300e3),)))
    for wrong in (((400.0, 0.0),), ((500.0, 1e5), (-100.0, 1e5)), ((100.0, -1.0), (300.0, 2.0))):
        with pytest.raises(ValueError, match="blocks must have mass"):
            parts_of(replace(LONG, blocks=wrong))


def tunnels(*rows: tuple[float, float, float]) -> Extents:
    begins, ends, factors = zip(*rows, strict=True)
    return Extents.of(begins, ends, factors, [Basis.ASSUMED] * len(rows))


def drag_at(found: Extents, head_m: float, length_m: float) -> float:
    """Drag weighted with length, tunnel by tunnel."""
    inside = zip(found.from_m.tolist(), found.to_m.tolist(), found.value.tolist(), strict=True)
    return 1.0 + sum(
        (factor - 1.0) * max(0.0, min(end, head_m) - max(begin, head_m - length_m)) / length_m
        for begin, end, factor in inside
    )


def test_drag_rises_with_the_part_in_the_tunnel_and_falls_as_it_leaves() -> None:
    found = tunnels((1000.0, 2000.0, 2.0))
    heads_m = np.array([0.0, 1000.0, 1100.0, 1400.0, 2000.0, 2300.0, 2400.0, 2999.0])
    expected = [1.0, 1.0, 1.25, 2.0, 2.0, 1.25, 1.0, 1.0]
    assert drag_under(found, heads_m, 400.0).tolist() == pytest.approx(expected)
    assert drag_under(found, heads_m, 0.0).tolist() == [1.0, 2.0, 2.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    short = tunnels((1000.0, 1100.0, 3.0))
    assert drag_under(short, np.array([1050.0, 1100.0, 1300.0, 1450.0]), 400.0).tolist() == pytest.approx(
        [1.25, 1.5, 1.5, 1.25]
    )


@given(
    st.lists(st.integers(0, 300), min_size=2, max_size=8, unique=True).map(sorted),
    st.sampled_from([1.0, 1.05, 1.6, 2.25, 4.0]),
    st.sampled_from([1.0, 26.4, 400.0, 1234.5]),
)
def test_the_stair_of_drag_is_as_near_as_said(ends: list[int], factor: float, length_m: float) -> None:
    pairs = list(zip(ends, ends[1:], strict=False))[::2]
    found = tunnels(*((10.0 * a, 10.0 * b, factor) for a, b in pairs))
    path = replace(line(LENGTH_M), tunnel_drag=found)
    cells, _ = way_cells(replace(LONG, length_m=length_m, blocks=()), path, ALL)
    held = np.minimum(found.to_m - found.from_m, length_m) / length_m
    # A train that holds several portals at once takes part in as many stairs.
    portals = 1 + max(np.sum((found.from_m < x) & (x - length_m < found.to_m)) for x in cells.end_m.tolist())
    bound = portals * float(np.max(np.maximum(0.5 / MOST_PIECES, (factor - 1.0) * held / (2 * MOST_PIECES))))
    fine = np.linspace(0.0, 1.0, 7)
    for cell in cells:
        width_m = cell["end_m"] - cell["edge_m"]
        exact = [drag_at(found, cell["edge_m"] + share * width_m, length_m) for share in fine]
        assert np.abs(np.array(exact) - cell["drag"]).max() <= bound + 1e-9
        assert np.mean([exact[0], exact[-1]]) == pytest.approx(cell["drag"], abs=1e-9), "linear in a cell"


def test_a_portal_makes_at_most_twenty_pieces() -> None:
    for factor, count in ((1.0, 1), (1.5, 10), (2.0, 20), (5.0, 20)):
        cuts_m = portal_cuts(tunnels((1000.0, 2500.0, factor)), 400.0)
        assert len(np.unique(np.round(cuts_m, 6))) == 2 * (count + 1)
        assert (cuts_m.min(), cuts_m.max()) == (1000.0, 2900.0)
    assert len(portal_cuts(Extents.of((), (), (), ()), 400.0)) == 0
    assert set(portal_cuts(tunnels((1000.0, 2500.0, 2.0)), 0.0)) == {1000.0, 2500.0}


def test_tunnels_that_touch_leave_nothing_between_and_behind() -> None:
    found = tunnels((500.0, 800.0, 1.3), (800.0, 1100.0, 2.1), (1100.0, 1101.0, 1.7))
    assert drag_under(found, np.array([400.0, 1600.0, 2999.0]), 400.0).tolist() == [1.0, 1.0, 1.0]
    (between,) = drag_under(found, np.array([1000.0]), 400.0)
    assert between == pytest.approx(1.0 + (0.3 * 200.0 + 1.1 * 200.0) / 400.0)
