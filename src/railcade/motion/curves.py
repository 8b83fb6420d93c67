"""Resistance of curves, as the grade that would resist as much: r = R / (m g), and the radii of a line.

Equivalent grade = grade + r. A force per weight that always resists is a rise in the direction of
travel; so a path read from its other end takes its curves anew. What is summed here is spread over the
train exactly as grade is, which is what a train does that lies half in a curve.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from railcade.basis import Basis
from railcade.network import Extents
from railcade.units import PERMILLE

CurveLaw = Callable[[float], float]
"""Radius in m (``inf`` for straight track) to resistance over weight."""

ROECKL_WIDE_M = 300.0
AREA_PER_DEGREE = 4e-4
CHORD_M = 30.48
PIECE_M = 5.0


def roeckl(radius_m: float) -> float:
    """Röckl: 650 / (R - 55) N/kN from 300 m up, 500 / (R - 30) below.

    Source: von Röckl, Zeitschrift für Baukunde, 1880, as in UIC and DB practice; for standard gauge
    and radii of 100 m or more.

    Raises
    ------
    ValueError
        For radii below 100 m.
    """
    _least(radius_m, 100.0)
    if radius_m >= ROECKL_WIDE_M:
        return PERMILLE * 650.0 / (radius_m - 55.0)
    return PERMILLE * 500.0 / (radius_m - 30.0)


def eight_hundred(radius_m: float) -> float:
    """800 / R N/kN: the short rule; for broad and standard gauge, radii of 100 m or more.

    Raises
    ------
    ValueError
        For radii below 100 m.
    """
    _least(radius_m, 100.0)
    return PERMILLE * 800.0 / radius_m


def ttobench(radius_m: float) -> float:
    """0.5 k / (1 - 30 k) from 300 m up, 0.65 k / (1 - 55 k) below, with k = 1 / R.

    Source: the solver that comes with TTOBench (Kouzoupis and others, 2023). It is Röckl's law with its
    branches the other way round; meant for comparison with that solver.

    Raises
    ------
    ValueError
        For radii below 100 m.
    """
    _least(radius_m, 100.0)
    per_m = 1.0 / radius_m
    if radius_m >= ROECKL_WIDE_M:
        return 0.5 * per_m / (1.0 - 30.0 * per_m)
    return 0.65 * per_m / (1.0 - 55.0 * per_m)


def per_degree(radius_m: float) -> float:
    """0.04 % of the weight (0.8 lb per short ton) for each degree of curve on a chord of 100 ft.

    Source: AREMA, Manual for Railway Engineering, chapter 16; for standard gauge, without lubrication.

    Raises
    ------
    ValueError
        For radii below 100 m.
    """
    _least(radius_m, 100.0)
    return AREA_PER_DEGREE * math.degrees(2.0 * math.asin(0.5 * CHORD_M / radius_m))


def _least(radius_m: float, least_m: float) -> None:
    if not radius_m >= least_m:
        raise ValueError(f"the law does not hold for a radius of {radius_m} m, only from {least_m:g} m up")


def curve_extents(
    bends: Sequence[tuple[float, float, float]], length_m: float, basis: Basis
) -> Extents:
    """Radii over position as a path holds them, for `Path.curve_radius_m`.

    Parameters
    ----------
    bends : sequence of (position, radius at its start, radius at its end), m
        Each goes on to the next; the first begins at 0. Left and right are told apart by the sign, straight
        track is ``inf``. Curvature is linear in between (clothoid) and cut into pieces of at most 5 m,
        each of which has the curvature of its middle: the total is right to the second order of 5 m.
    length_m : float
    basis : Basis
    """
    curved = [piece for piece in _pieces(bends, length_m) if piece[2] < math.inf]
    begins, ends, radii = zip(*curved, strict=True) if curved else ((), (), ())
    return Extents.of(begins, ends, radii, [basis] * len(curved))


def _pieces(
    bends: Sequence[tuple[float, float, float]], length_m: float
) -> Iterator[tuple[float, float, float]]:
    """From, to and radius of pieces of constant curvature, straight ones too."""
    ends_m = [*(start_m for start_m, _, _ in bends[1:]), length_m]
    for (start_m, radius_from, radius_to), end_m in zip(bends, ends_m, strict=True):
        k_from, k_to = 1.0 / radius_from, 1.0 / radius_to
        count = 1 if k_from == k_to else max(1, math.ceil((end_m - start_m) / PIECE_M))
        for i in range(count):
            k = abs(k_from + (k_to - k_from) * (i + 0.5) / count)
            radius_m = math.inf if k == 0.0 else 1.0 / k
            from_m, to_m = (start_m + (end_m - start_m) * part / count for part in (i, i + 1))
            yield from_m, to_m, radius_m
