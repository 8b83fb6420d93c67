"""What happens between the stored points of a run: states and forces at points of quadrature.

Between two stored points one law holds, told by the reason at the first: full traction, no force, a steady
speed, a largest acceleration, or a brake. At a steady speed the force is linear in the way, and the
trapezoidal rule exact. Elsewhere the motion is found by Gauss collocation with eight points
(Hairer, Nørsett and Wanner, Solving Ordinary Differential Equations I, 1993, II.7), from the stored state and
over the stored time; so sums over these points are of high order however far apart the stored ones are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from railcade.kernels.tables import Rows
from railcade.motion.traction import segment_table
from railcade.motion.train import Train
from railcade.motion.types import Condition, FloatArray, Reason, Run, RunSettings
from railcade.motion.way import way_cells
from railcade.network import Path

STAGES = 8
PANELS = 32
TURN_RATIO = 1e-7
SAME_MPS = 1e-6
LIKE_RATIO = 1e-9
ROUNDS = 60
SETTLED_RATIO = 1e-15
LEAST_MPS = 1e-9
LEAST_NEWTON = 1e-3
"""Less is rounding: the force of a train that coasts."""

UNPOWERED = (Reason.COASTING, Reason.BUILD_UP, Reason.NEUTRAL_SECTION)

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stretching:
    """A run made slower all over: each metre takes ``k / v + rho`` instead of ``1 / v``.

    `time_factor` is k, 1 or more; `added_s_per_m` rho, 0 or more.
    """

    time_factor: float = 1.0
    added_s_per_m: float = 0.0

    def times(self, t_s: FloatArray, x_m: FloatArray) -> FloatArray:
        """Times of the slower run, from those of the other and the way gone: k t + rho x."""
        return self.time_factor * t_s + self.added_s_per_m * x_m

    def speeds(self, v_mps: FloatArray) -> FloatArray:
        """Speeds of the slower run: v / (k + rho v)."""
        return v_mps / (self.time_factor + self.added_s_per_m * v_mps)

    def accelerations(self, v_mps: FloatArray, a_mps2: FloatArray) -> FloatArray:
        """Accelerations of the slower run: k a / (k + rho v)³, the derivative of its speed by its time."""
        slower = self.time_factor + self.added_s_per_m * v_mps
        return self.time_factor * a_mps2 / slower**3


AS_IT_IS = Stretching()


class Under(NamedTuple):
    """What lies under the train from each stored point of a run to the next; arrays of shape (n - 1,).

    The mean grade under the train is ``grade + grade_per_m x`` at x metres beyond the first point;
    `drag_factor` multiplies the term of v²; `condition` is an index into `conditions`.
    """

    grade: FloatArray
    grade_per_m: FloatArray
    drag_factor: FloatArray
    condition: IntArray
    conditions: tuple[Condition, ...]

    def of(self, which: IntArray) -> Under:
        """What lies under the train in some of the intervals."""
        return Under(
            self.grade[which],
            self.grade_per_m[which],
            self.drag_factor[which],
            self.condition[which],
            self.conditions,
        )


class Moments(NamedTuple):
    """States at the points of quadrature of a run; arrays of shape (k,).

    `interval` is the index of the stored point before; `duration_s` the weight in a sum over time; the
    force is of traction (positive) or brake (negative); that of the grade is positive on a rise.
    """

    interval: IntArray
    condition: IntArray
    duration_s: FloatArray
    v_mps: FloatArray
    force_newton: FloatArray
    resistance_newton: FloatArray
    grade_newton: FloatArray


def under(train: Train, path: Path, settings: RunSettings, run: Run) -> Under:
    """Grade, drag and condition between the stored points of a run."""
    cells, conditions = way_cells(train, path, settings)
    middle_m = 0.5 * (run.x_m[1:] + run.x_m[:-1])
    at = np.clip(np.searchsorted(cells["edge_m"], middle_m, "right") - 1, 0, len(cells) - 1)
    ahead_m = run.x_m[:-1] - cells["edge_m"][at]
    grade_per_m = cells["grade_per_m"][at]
    return Under(
        cells["grade"][at] + grade_per_m * ahead_m,
        grade_per_m,
        cells["drag"][at],
        cells["condition"][at],
        conditions,
    )


def traction_rows(
    train: Train,
    settings: RunSettings,
    conditions: Sequence[Condition],
    condition: IntArray,
    v_mps: FloatArray,
) -> Rows:
    """The row of the traction table that holds at each speed under a condition."""
    table, first = segment_table(train, settings, conditions)
    row = np.empty(len(v_mps), np.int64)
    for i in range(len(conditions)):
        here = condition == i
        row[here] = first[i] + np.searchsorted(table["top_mps"][first[i] : first[i + 1]], v_mps[here])
    picked: Rows = np.asarray(table)[row]
    return picked


def pulled(rows: Rows, v_mps: FloatArray) -> FloatArray:
    """Force of traction by rows of its table, N; `v_mps` has one axis more than `rows`, or as many."""
    rows = rows.reshape(rows.shape + (1,) * (v_mps.ndim - rows.ndim))
    over = np.maximum(v_mps, LEAST_MPS) + rows["offset_mps"]
    hyperbola = np.where(rows["power_watt"] == 0.0, 0.0, rows["power_watt"] / over)
    newton: FloatArray = (
        rows["force_newton"] + rows["slope_newton_per_mps"] * (v_mps - rows["knot_mps"]) + hyperbola
    )
    return newton


def moments_of(
    train: Train,
    settings: RunSettings,
    run: Run,
    ground: Under,
    stretching: Stretching = AS_IT_IS,
    *,
    finely: bool = False,
) -> Moments:
    """States of a run at points of quadrature.

    Between stored points at a steady speed the ends, and where the force changes its sign; elsewhere eight
    points, and eight on either side of where the force changes its sign.

    Parameters
    ----------
    train, settings
        Those that `run` was made with.
    run : Run
        As `trainrun` gives it.
    ground : Under
        Of the run, by `under`.
    stretching : Stretching
        What is done to the run: states and forces are those of the slower one.
    finely : bool
        True to take 32 parts for braking, and eight points where a brake holds the speed: electric brakes
        give way to friction somewhere in between.
    """
    steady = _steady(run)
    if finely:
        lowest = np.minimum(ground.grade, ground.grade + ground.grade_per_m * np.diff(run.x_m))
        weight_newton = train.mass_kg * settings.gravity_mps2
        resistance = _resistance(train, ground.drag_factor, stretching.speeds(run.v_mps[:-1]))
        steady &= resistance + weight_newton * lowest >= 0.0
    parts = _held(train, settings, run, ground, np.flatnonzero(steady), stretching)
    moving = np.flatnonzero(~steady)
    if len(moving):
        laws = _laws(train, settings, run, ground, moving)
        brakes = (run.reason[moving] == Reason.BRAKING) & finely
        parts += [part._replace(interval=moving[part.interval]) for part in _moved(laws, brakes, stretching)]
    return Moments(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _steady(run: Run) -> NDArray[np.bool_]:
    """Whether a run keeps its speed from each stored point to the next."""
    steady: NDArray[np.bool_] = (run.a_mps2[:-1] == 0.0) & (np.abs(np.diff(run.v_mps)) <= SAME_MPS)
    return steady


def _held(
    train: Train, settings: RunSettings, run: Run, ground: Under, which: IntArray, stretching: Stretching
) -> list[Moments]:
    """States at the ends of intervals of steady speed, and where the force is nothing in between.

    The force is linear in the way there, so the trapezoidal rule on either side is exact.
    """
    h_s, v_mps = run.t_s[which + 1] - run.t_s[which], run.v_mps[which]
    duration_s, slower_mps = stretching.times(h_s, h_s * v_mps), stretching.speeds(v_mps)
    resistance = _resistance(train, ground.drag_factor[which], slower_mps)
    weight_newton = train.mass_kg * settings.gravity_mps2
    begin = weight_newton * ground.grade[which]
    end = begin + weight_newton * ground.grade_per_m[which] * (run.x_m[which + 1] - run.x_m[which])
    first, last = begin + resistance, end + resistance
    turns = first * last < 0.0
    share = np.full(len(which), 0.5)
    share[turns] = first[turns] / (first[turns] - last[turns])

    def states(
        grade_newton: FloatArray, weight_factor: FloatArray, here: NDArray[np.bool_] | slice = slice(None)
    ) -> Moments:
        force_newton = grade_newton + resistance[here]
        return Moments(
            which[here],
            ground.condition[which[here]],
            weight_factor * duration_s[here],
            slower_mps[here],
            force_newton,
            resistance[here],
            grade_newton,
        )

    weights = np.where(turns, 0.5 * share, 0.5), np.where(turns, 0.5 * (1.0 - share), 0.5)
    parts = [states(begin, weights[0]), states(end, weights[1])]
    if np.any(turns):
        parts.append(states(-resistance[turns], np.full(int(turns.sum()), 0.5), turns))
    return parts


def _moved(laws: _Laws, brakes: NDArray[np.bool_], stretching: Stretching) -> list[Moments]:
    """States of intervals whose speed changes; `brakes` in many parts."""
    rates = _collocated(laws)
    every = np.arange(len(laws.h_s))
    ends = _at(laws, rates, (np.array([0.0, 1.0]), _ONE), every, stretching).force_newton.reshape(-1, 2)
    turns = (ends.min(axis=1) < -LEAST_NEWTON) & (ends.max(axis=1) > LEAST_NEWTON)
    brakes = brakes & ~turns
    parts = [_at(laws, rates, (_NODES, _WEIGHTS), every[~(turns | brakes)], stretching)]
    if np.any(turns):
        parts.append(_at(laws, rates, _either_side(laws, rates, turns, stretching), every[turns], stretching))
    if np.any(brakes):
        parts.append(_at(laws, rates, _FINE, every[brakes], stretching))
    return parts


class _Laws(NamedTuple):
    """The law of each interval of a run; arrays of shape (n - 1,).

    Where `given`, the acceleration is that of the first point, less `fall_mps2` times the growth of the
    grade; else it follows from the forces, without traction where it `coasts`.
    """

    train: Train
    weight_newton: float
    ground: Under
    rows: Rows
    h_s: FloatArray
    v_mps: FloatArray
    a_mps2: FloatArray
    fall_mps2: FloatArray
    given: NDArray[np.bool_]
    coasts: NDArray[np.bool_]


def _laws(train: Train, settings: RunSettings, run: Run, ground: Under, which: IntArray) -> _Laws:
    """The laws of the intervals `which`."""
    reason, v_mps, a_mps2 = run.reason[which], run.v_mps[which], run.a_mps2[which]
    part = ground.of(which)
    weight_newton = train.mass_kg * settings.gravity_mps2
    steady = _steady(run)[which]
    braked = (reason == Reason.BRAKING) & ~steady
    held = np.isin(reason, (Reason.ACCELERATION, Reason.START))
    held &= a_mps2 >= (1.0 - LIKE_RATIO) * train.most_mps2
    coasts = np.isin(reason, UNPOWERED) & ~steady
    falls = braked & (not train.brake.on_any_grade)
    h_s = run.t_s[which + 1] - run.t_s[which]
    # By the acceleration too: where speed turns, it leaves a knot of the table and comes back to it.
    middle_mps = 0.75 * v_mps + 0.25 * (run.v_mps[which + 1] + a_mps2 * h_s)
    return _Laws(
        train=train,
        weight_newton=weight_newton,
        ground=part,
        rows=traction_rows(train, settings, part.conditions, part.condition, middle_mps),
        h_s=h_s,
        v_mps=v_mps,
        a_mps2=a_mps2,
        fall_mps2=np.where(falls, weight_newton / train.dynamic_mass_kg, 0.0),
        given=(braked | held | steady) & ~coasts,
        coasts=coasts,
    )


def _gauss() -> tuple[FloatArray, FloatArray]:
    at, weight = np.polynomial.legendre.leggauss(STAGES)
    return 0.5 * (at + 1.0), 0.5 * weight


_NODES, _WEIGHTS = _gauss()
_FINE = (
    ((np.arange(PANELS)[:, None] + _NODES[None, :]) / PANELS).ravel(),
    np.tile(_WEIGHTS / PANELS, PANELS),
)


_POWERS = np.arange(STAGES)
_FROM_VALUES = np.linalg.inv(_NODES[:, None] ** _POWERS)


def _integrals(at_share: FloatArray) -> FloatArray:
    """From values at the Gauss points to integrals from 0 to shares of an interval, shape (..., STAGES)."""
    return np.asarray(at_share[..., None] ** (_POWERS + 1) / (_POWERS + 1) @ _FROM_VALUES)


def _integrated(values: FloatArray, at_share: FloatArray) -> FloatArray:
    """Integrals of values to shares that are the same for each interval, or have a row for each."""
    reach = _integrals(at_share)
    if at_share.ndim == 1:
        return np.asarray(values @ reach.T)
    return np.asarray(np.einsum("nkj,nj->nk", reach, values))


def _either_side(
    laws: _Laws, rates: tuple[FloatArray, FloatArray], turns: NDArray[np.bool_], stretching: Stretching
) -> tuple[FloatArray, FloatArray]:
    """Points and weights on either side of where the force changes its sign.

    It is found by the Illinois method (Dowell and Jarratt 1971). The force is small there: a share that is
    wrong by e leaves works wrong by e².
    """
    which = np.flatnonzero(turns)

    def newton(share: FloatArray) -> FloatArray:
        return _at(laws, rates, (share[:, None], _ONE), which, stretching).force_newton

    low, high = np.zeros(len(which)), np.ones(len(which))
    at_low, at_high = newton(low), newton(high)
    least = TURN_RATIO * (np.abs(at_low) + np.abs(at_high))
    was_low = was_high = np.zeros(len(which), dtype=bool)
    middle = low
    for _ in range(ROUNDS):
        apart = at_high - at_low
        settled = apart == 0.0
        reached = (low * at_high - high * at_low) / np.where(settled, 1.0, apart)
        middle = np.where(settled, middle, reached)
        here = newton(middle)
        if np.all(np.abs(here) <= least):
            break
        is_high = (here > 0.0) == (at_high > 0.0)
        at_low, at_high = (
            np.where(is_high, np.where(was_high, 0.5 * at_low, at_low), here),
            np.where(is_high, here, np.where(was_low, 0.5 * at_high, at_high)),
        )
        low, high = np.where(is_high, low, middle), np.where(is_high, middle, high)
        was_low, was_high = ~is_high, is_high
    turn = middle[:, None]
    return (
        np.concatenate([turn * _NODES, turn + (1.0 - turn) * _NODES], axis=1),
        np.concatenate([turn * _WEIGHTS, (1.0 - turn) * _WEIGHTS], axis=1),
    )


_ONE = np.ones(1)


def _forces(
    laws: _Laws, which: IntArray, ahead_m: FloatArray, v_mps: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Acceleration, resistance and force of grade of intervals; arrays of shape (len(which), k)."""
    ground, train = laws.ground, laws.train
    grade_newton = laws.weight_newton * (ground.grade[which] + (ground.grade_per_m[which] * ahead_m.T)).T
    given = (laws.a_mps2[which] - laws.fall_mps2[which] * ground.grade_per_m[which] * ahead_m.T).T
    resistance = _resistance(train, ground.drag_factor[which][:, None], v_mps)
    pull = np.where(laws.coasts[which][:, None], 0.0, pulled(laws.rows[which], v_mps))
    free = (pull - resistance - grade_newton) / train.dynamic_mass_kg
    return np.where(laws.given[which][:, None], given, free), resistance, grade_newton


def _resistance(train: Train, drag_factor: FloatArray, v_mps: FloatArray) -> FloatArray:
    a, b, c = train.resistance
    newton: FloatArray = a + v_mps * (b + c * drag_factor * v_mps)
    return newton


def _collocated(laws: _Laws) -> tuple[FloatArray, FloatArray]:
    """Accelerations and speeds at the Gauss points of each interval, shape (n - 1, STAGES) each."""
    h, v0 = laws.h_s[:, None], laws.v_mps[:, None]
    every_a = np.repeat(laws.a_mps2[:, None], STAGES, axis=1)
    every_v = v0 + h * _integrated(every_a, _NODES)
    open_yet = np.arange(len(h))
    for _ in range(ROUNDS):
        v = every_v[open_yet]
        a = _forces(laws, open_yet, h[open_yet] * _integrated(v, _NODES), v)[0]
        after = v0[open_yet] + h[open_yet] * _integrated(a, _NODES)
        every_a[open_yet], every_v[open_yet] = a, after
        moved = np.abs(after - v).max(axis=1)
        open_yet = open_yet[moved > SETTLED_RATIO * np.maximum(1.0, after.max(axis=1))]
        if not len(open_yet):
            break
    return every_a, every_v


def _at(
    laws: _Laws,
    rates: tuple[FloatArray, FloatArray],
    rule: tuple[FloatArray, FloatArray],
    which: IntArray,
    stretching: Stretching,
) -> Moments:
    """States of the intervals `which` at shares of their time: one row for all, or one for each."""
    nodes, weights = rule
    h = laws.h_s[which][:, None]
    v = laws.v_mps[which][:, None] + h * _integrated(rates[0][which], nodes)
    a, _, grade_newton = _forces(laws, which, h * _integrated(rates[1][which], nodes), v)
    slower = stretching.speeds(v)
    resistance = _resistance(laws.train, laws.ground.drag_factor[which][:, None], slower)
    inertia = laws.train.dynamic_mass_kg * stretching.accelerations(v, a)
    return Moments(
        interval=np.repeat(which, nodes.shape[-1]),
        condition=np.repeat(laws.ground.condition[which], nodes.shape[-1]),
        duration_s=(stretching.times(h, h * v) * weights).ravel(),
        v_mps=slower.ravel(),
        force_newton=(inertia + resistance + grade_newton).ravel(),
        resistance_newton=resistance.ravel(),
        grade_newton=grade_newton.ravel(),
    )
