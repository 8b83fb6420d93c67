"""Least energy by direct collocation: an optimum to compare with, that shares nothing with Railcade.

The unknowns are w = v²/2 at mesh points over distance and the forces between them. Every break of grade
and limit lies on the mesh. Between two points Hermite and Simpson's rule (Hargraves and Paris 1987; Betts
2010) ties w to the forces, told at ends and middle, free to jump at mesh points; time is the sum over both
halves of dx over the mean speed, exact where acceleration is constant, starting and stopping included.
IPOPT (Waechter and Biegler 2006) solves it with derivatives by CasADi.

A switch between two mesh points cannot be represented, so the energy is above the least one and falls to
it as the mesh is halved. With no parameter in common with the code under test but the data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import casadi as ca
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mover:
    """A train. `traction` as pieces (from m/s, N, N per m/s, W): force = N + slope (v - from) + W / v.

    `blocks`: length and share of the mass of its parts from the head on; empty where it is even.
    """

    mass_kg: float
    dynamic_mass_kg: float
    length_m: float
    resistance: tuple[float, float, float]
    traction: tuple[tuple[float, float, float, float], ...]
    brake_mps2: float
    brake_on_any_grade: bool = False
    most_mps2: float = math.inf
    gravity_mps2: float = 9.81
    blocks: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Way:
    """Step functions (from m, value) of grade and of the limit that holds for the head."""

    length_m: float
    grade: tuple[tuple[float, float], ...]
    limit_mps: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Optimum:
    """Energies in J; `x_m`, `v_mps` at mesh points; `u`, `b` forces (N) at left, middle, right."""

    energy_joule: float
    duration_s: float
    x_m: Floats
    v_mps: Floats
    share: Floats
    brake_mps2: Floats


def height_m(way: Way, x_m: Floats) -> Floats:
    """Height over the start; before it the first grade goes on."""
    starts = np.array([at for at, _ in way.grade])
    grades = np.array([value for _, value in way.grade])
    rises = np.concatenate([[0.0], np.cumsum(np.diff(starts) * grades[:-1])])
    i = np.clip(np.searchsorted(starts, x_m, "right") - 1, 0, None)
    return rises[i] + grades[i] * (x_m - starts[i])


def mean_grade(mover: Mover, way: Way, x_m: Floats, inside_m: Floats) -> Floats:
    """Mean grade under the train; for a point the grade of the interval around `inside_m`."""
    if mover.length_m > 0.0:
        total, head_m = np.zeros(len(x_m)), x_m
        for length_m, share in mover.blocks or ((mover.length_m, 1.0),):
            total += share * (height_m(way, head_m) - height_m(way, head_m - length_m)) / length_m
            head_m = head_m - length_m
        return total
    starts = np.array([at for at, _ in way.grade])
    return np.array([value for _, value in way.grade])[np.searchsorted(starts, inside_m, "right") - 1]


def mesh_m(mover: Mover, way: Way, step_m: float) -> Floats:
    """Mesh points: all breaks, at most `step_m` between them, and shorter ones at both ends."""
    breaks = [at for at, _ in way.grade[1:]] + [at for at, _ in way.limit_mps[1:]]
    tails_m = np.cumsum([length_m for length_m, _ in mover.blocks or ((mover.length_m, 1.0),)])
    breaks += [at + tail_m for at, _ in way.grade[1:] for tail_m in tails_m]
    ends = list(0.1 * 1.3 ** np.arange(math.log(step_m / 0.3 / 0.1) / math.log(1.3)))
    breaks += ends + [way.length_m - at for at in ends]
    inside = [at for at in breaks if 0.0 < at < way.length_m]
    edges = np.unique(np.round([0.0, *inside, way.length_m], 6))
    edges = edges[np.append(True, np.diff(edges) > 0.02)]
    points = [np.linspace(a, b, math.ceil((b - a) / step_m) + 1)[:-1] for a, b in pairwise(edges)]
    return np.concatenate([*points, [way.length_m]])


def pull_most(mover: Mover, v):
    """Largest force of traction at a speed, N (CasADi)."""
    force = 0.0
    for at, newton, slope, watt in mover.traction:
        piece = newton + slope * (v - at) + (watt / v if watt else 0.0)
        force = piece if at == 0.0 else ca.if_else(v >= at, piece, force)
    return force


def refined(mover, best: Optimum, way) -> Floats:
    """Mesh with each interval in which, or next to which, the regime changes cut into four."""
    u, b = best.share, best.brake_mps2 / mover.brake_mps2

    def spread(c):
        low, high = c.min(axis=0), c.max(axis=0)
        low2, high2 = low.copy(), high.copy()
        low2[1:] = np.minimum(low2[1:], low[:-1])
        low2[:-1] = np.minimum(low2[:-1], low[1:])
        high2[1:] = np.maximum(high2[1:], high[:-1])
        high2[:-1] = np.maximum(high2[:-1], high[1:])
        return high2 - low2

    x = best.x_m
    flag = ((spread(u) > 0.3) | (spread(b) > 0.3)) & (np.diff(x) > 1.0)
    parts = [np.linspace(p, q, (4 if f else 1) + 1)[:-1] for p, q, f in zip(x[:-1], x[1:], flag, strict=True)]
    return np.concatenate([*parts, x[-1:]])


def solve(
    mover: Mover,
    way: Way,
    duration_s: float | None,
    x: Floats,
    regeneration: float = 0.0,
    guess=None,
    verbose=False,
) -> Optimum:
    """The least energy for a duration; with None the shortest time."""
    dx, n = np.diff(x), len(x) - 1
    inside = 0.5 * (x[:-1] + x[1:])
    grade = np.stack([mean_grade(mover, way, at, inside) for at in (x[:-1], inside, x[1:])])
    weight, mass = mover.mass_kg * mover.gravity_mps2, mover.dynamic_mass_kg
    starts = np.array([at for at, _ in way.limit_mps])
    limit = np.array([value for _, value in way.limit_mps])[np.searchsorted(starts, inside, "right") - 1]
    most_mid = 0.5 * limit**2
    most_node = np.minimum(np.append(most_mid, 0.0), np.append(0.0, most_mid))
    w_in, wm = ca.SX.sym("w", n - 1), ca.SX.sym("wm", n)
    w = ca.vertcat(0.0, w_in, 0.0)
    u = [ca.SX.sym(name, n) for name in ("u0", "um", "u1")]
    b = [ca.SX.sym(name, n) for name in ("b0", "bm", "b1")]  # m/s²
    ww = [w[:-1], wm, w[1:]]
    v = [ca.sqrt(2 * item) for item in ww]
    r0, r1, r2 = mover.resistance
    f, p = [], []
    g, lo, hi = [], [], []

    def add(expr, low, high):
        g.append(expr)
        lo.append(np.full(expr.shape[0], low))
        hi.append(np.full(expr.shape[0], high))

    for i in range(3):
        drag = (r0 + r1 * v[i] + r2 * v[i] ** 2) / mass
        pull = u[i] * pull_most(mover, ca.fmax(v[i], 1e-3)) / mass
        rate = pull - b[i] - drag - weight / mass * grade[i]
        f.append(rate)
        p.append(pull)
        if mover.brake_on_any_grade:
            add(rate, -mover.brake_mps2, np.inf)
        else:
            add(mover.brake_mps2 + pull - b[i] - drag, 0, np.inf)
        if mover.most_mps2 < math.inf:
            add(rate, -np.inf, mover.most_mps2)
    add((ww[2] - ww[0]) - dx / 6 * (f[0] + 4 * f[1] + f[2]), 0, 0)
    add(wm - 0.5 * (ww[0] + ww[2]) - dx / 8 * (f[0] - f[2]), 0, 0)
    end = np.minimum(x[1:], way.length_m - x[:-1]) < 0.12
    by_halves = dx / (v[0] + v[1]) + dx / (v[1] + v[2])
    simpson = dx / 6 * (1 / ca.fmax(v[0], 1e-3) + 4 / v[1] + 1 / ca.fmax(v[2], 1e-3))
    time = ca.sum1(ca.if_else(end, by_halves, simpson))
    pulled = ca.sum1(dx / 6 * (p[0] + 4 * p[1] + p[2]))
    braked = ca.sum1(dx / 6 * (b[0] + 4 * b[1] + b[2]))
    if duration_s is None:
        objective = time
    else:
        objective = (pulled - regeneration * braked) / 1e2
        add(time, 0.0, duration_s)
    variables = ca.vertcat(w_in, wm, *u, *b)
    lower = np.concatenate([np.full(2 * n - 1, 1e-5), np.zeros(6 * n)])
    upper = np.concatenate([most_node[1:-1], most_mid, np.ones(3 * n), np.full(3 * n, np.inf)])
    nlp = {"x": variables, "f": objective, "g": ca.vertcat(*g)}
    options = {
        "ipopt.print_level": 5 if verbose else 0,
        "print_time": 0,
        "ipopt.tol": 1e-8,
        "ipopt.max_iter": 1000,
        "ipopt.sb": "yes",
    }
    solver = ca.nlpsol("least", "ipopt", nlp, options)
    if guess is None:
        wg = np.minimum(np.minimum(most_mid, 0.3 * np.minimum(inside, way.length_m - inside) + 1.0), 200.0)
        wn = np.interp(x[1:-1], inside, wg)
        start = np.concatenate([wn, wg, np.full(3 * n, 0.3), np.full(3 * n, 0.01)])
    else:
        wi = np.interp(inside, guess.x_m, 0.5 * guess.v_mps**2)
        wn = np.interp(x[1:-1], guess.x_m, 0.5 * guess.v_mps**2)
        k = np.clip(np.searchsorted(guess.x_m, inside) - 1, 0, len(guess.x_m) - 2)
        start = np.concatenate([wn, wi, guess.share[:, k].ravel(), guess.brake_mps2[:, k].ravel()])
    start = np.clip(start, lower, upper)
    out = solver(x0=start, lbx=lower, ubx=upper, lbg=np.concatenate(lo), ubg=np.concatenate(hi))
    if not solver.stats()["success"]:
        raise RuntimeError(f"IPOPT: {solver.stats()['return_status']}")
    got = np.array(out["x"]).ravel()
    wv = np.concatenate([[0.0], got[: n - 1], [0.0]])
    shares = got[2 * n - 1 :].reshape(6, n)
    e, total = ca.Function("t", [variables], [mass * (pulled - regeneration * braked), time])(got)
    return Optimum(float(e), float(total), x, np.sqrt(2 * wv), shares[:3], shares[3:])
