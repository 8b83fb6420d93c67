"""Forces on the whole train, and the law of motion they make."""

from __future__ import annotations

from railcade.kernels.compiling import inner
from railcade.kernels.shapes import Law, State, Task

AHEAD_M = 1e-6
"""What comes next is judged this far ahead, so that a run never hangs at the point where it changes."""

STILL = Law(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
"""Steady speed."""


@inner
def eased(most_mps2: float) -> Law:
    """The law of constant acceleration."""
    return Law(most_mps2, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)


@inner
def grade_at(task: Task, cell: int, x_m: float) -> float:
    """Mean grade under the train with its head at a position of a cell."""
    row = task.cells[cell]
    return float(row.grade + row.grade_per_m * (x_m - row.edge_m))


@inner
def resistance(task: Task, cell: int, v_mps: float) -> float:
    """Davis resistance, N, its term of v² as the cell's tunnels make it."""
    by_v2 = task.resistance_newton_per_mps2 * task.cells[cell].drag
    return float(task.resistance_newton + v_mps * (task.resistance_newton_per_mps + v_mps * by_v2))


@inner
def traction(task: Task, segment: int, v_mps: float) -> float:
    """Force of a segment, N."""
    row = task.segments[segment]
    force = row.force_newton + row.slope_newton_per_mps * (v_mps - row.knot_mps)
    if row.power_watt != 0.0:
        force += row.power_watt / (v_mps + row.offset_mps)
    return float(force)


@inner
def law_of(task: Task, cell: int, segment: int) -> Law:
    """The law of motion in a cell with the full force of a segment."""
    way, row, per_kg = task.cells[cell], task.segments[segment], task.mass_share_per_kg
    slope = row.slope_newton_per_mps
    pull = row.force_newton - slope * row.knot_mps - task.resistance_newton
    return Law(
        (pull - task.weight_newton * way.grade) * per_kg,
        (slope - task.resistance_newton_per_mps) * per_kg,
        -task.resistance_newton_per_mps2 * way.drag * per_kg,
        -task.weight_newton * way.grade_per_m * per_kg,
        way.edge_m,
        row.power_watt * per_kg,
        row.offset_mps,
    )


@inner
def coasting_law(task: Task, cell: int) -> Law:
    """The law of motion in a cell without traction."""
    way, per_kg = task.cells[cell], task.mass_share_per_kg
    return Law(
        -(task.resistance_newton + task.weight_newton * way.grade) * per_kg,
        -task.resistance_newton_per_mps * per_kg,
        -task.resistance_newton_per_mps2 * way.drag * per_kg,
        -task.weight_newton * way.grade_per_m * per_kg,
        way.edge_m,
        0.0,
        1.0,
    )


@inner
def plain_acceleration(law: Law, x_m: float, v_mps: float) -> float:
    """Acceleration at a position and speed, without what its power adds."""
    by_speed = v_mps * (law.by_v_per_s + v_mps * law.by_v2_per_m)
    a = law.base_mps2 + by_speed + law.by_x_mps2_per_m * (x_m - law.from_m)
    return a


@inner
def acceleration(law: Law, x_m: float, v_mps: float) -> float:
    """Acceleration at a position and speed."""
    a = plain_acceleration(law, x_m, v_mps)
    if law.power_m2ps3 != 0.0:
        a += law.power_m2ps3 / (v_mps + law.offset_mps)
    return a


@inner
def segment_at(task: Task, condition: int, v_mps: float, near: int) -> int:
    """The segment at hand at a speed, at a knot the one below it; searched from a near one."""
    first, beyond = task.first_segment[condition], task.first_segment[condition + 1]
    segment = near if first <= near < beyond else first
    while segment > first and task.segments[segment].knot_mps >= v_mps:
        segment -= 1
    while segment + 1 < beyond and task.segments[segment].top_mps < v_mps:
        segment += 1
    return int(segment)


@inner
def deceleration(task: Task, condition: int, v_mps: float) -> float:
    """Deceleration of the brake on level track; at a knot of speed the band below it."""
    band = task.first_band[condition + 1] - 1
    while band > task.first_band[condition] and task.bands[band].from_mps >= v_mps:
        band -= 1
    return float(task.bands[band].deceleration_mps2)


@inner
def missing_mps2(task: Task, stalled: bool, state: State) -> float:
    """What a train lacks in acceleration that cannot go on, or that its brakes cannot hold."""
    ahead = state.x_m + AHEAD_M
    condition = task.cells[state.cell].condition
    if stalled:
        return -acceleration(law_of(task, state.cell, task.first_segment[condition]), ahead, 0.0)
    fall = task.weight_newton * grade_at(task, state.cell, ahead) / task.dynamic_mass_kg
    return -fall - deceleration(task, condition, state.v_mps)
