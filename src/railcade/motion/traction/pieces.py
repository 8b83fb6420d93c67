"""Curves of force over speed, exactly: pieces of ``force + slope (v - low) + P / v + K / (v + d)``.

The least of two curves and the sum of several are curves again. Pieces break where two curves cross: at
real roots of their difference times v (v + d), a cubic. `d` is the offset of the law of adhesion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from railcade.motion.adhesion import ADHESION_OFFSET_MPS
from railcade.motion.types import Reason

TINY_MPS = 1e-9
"""Breaks that lie closer together are one."""

WITHIN = 1e-10
"""Largest relative error where two hyperbolas are told as one."""

INNER = 0.5 * (1.0 - (math.sqrt(2.0) - 1.0)), 0.5 * (1.0 + (math.sqrt(2.0) - 1.0))
"""Inner points of four, ends included, whose product of distances stays least; it is at most
``PRODUCT`` x width to the fourth."""
PRODUCT = (3.0 - 2.0 * math.sqrt(2.0)) / 16.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Force from `low_mps` to `top_mps`: ``force + slope (v - low) + P / v + K / (v + d)``.

    `power_watt` is P, `grip_watt` K; `reason` tells what bounds the force.
    """

    low_mps: float
    top_mps: float
    force_newton: float = 0.0
    slope_newton_per_mps: float = 0.0
    power_watt: float = 0.0
    grip_watt: float = 0.0
    reason: Reason = Reason.TRACTION

    def newton(self, speed_mps: float) -> float:
        """Force at a speed, N."""
        force_newton = self.force_newton + self.slope_newton_per_mps * (speed_mps - self.low_mps)
        if self.power_watt:
            force_newton += self.power_watt / speed_mps
        return force_newton + self.grip_watt / (speed_mps + ADHESION_OFFSET_MPS)

    def within(self, low_mps: float, top_mps: float) -> Piece:
        """The same law between other speeds."""
        moved_newton = self.force_newton + self.slope_newton_per_mps * (low_mps - self.low_mps)
        return replace(self, low_mps=low_mps, top_mps=top_mps, force_newton=moved_newton)


Curve = tuple[Piece, ...]
"""Pieces that follow each other from 0 to an infinite speed."""


class Segment(NamedTuple):
    """A row of `SEGMENT`, in its order."""

    knot_mps: float
    top_mps: float
    force_newton: float
    slope_newton_per_mps: float
    power_watt: float
    offset_mps: float
    reason: int


def table_curve(speed_mps: Sequence[float], force_newton: Sequence[float]) -> Curve:
    """Linear between the speeds of a table, its first force below the first, none beyond the last."""
    pieces = [Piece(0.0, speed_mps[0], force_newton[0])] if speed_mps[0] > 0.0 else []
    for i in range(len(speed_mps) - 1):
        width_mps = speed_mps[i + 1] - speed_mps[i]
        slope = (force_newton[i + 1] - force_newton[i]) / width_mps
        pieces.append(Piece(speed_mps[i], speed_mps[i + 1], force_newton[i], slope))
    return (*pieces, Piece(speed_mps[-1], math.inf))


def lower(first: Curve, second: Curve) -> Curve:
    """The least of two curves at every speed; of equal ones the first."""
    pieces = []
    for low_mps, top_mps, (one, other) in _side_by_side((first, second)):
        breaks = [low_mps, *_crossings(one, other, low_mps, top_mps), top_mps]
        for begin_mps, end_mps in zip(breaks[:-1], breaks[1:], strict=True):
            at_mps = _middle(begin_mps, end_mps)
            least = other if other.newton(at_mps) < one.newton(at_mps) else one
            pieces.append(least.within(begin_mps, end_mps))
    return _joined(pieces)


def added(curves: Sequence[Curve]) -> Curve:
    """The sum of curves; the reason is that of the one that adds most at the middle of a piece."""
    if len(curves) == 1:
        return curves[0]
    pieces = []
    for low_mps, top_mps, parts in _side_by_side(curves):
        at_mps = _middle(low_mps, top_mps)
        moved = [part.within(low_mps, top_mps) for part in parts]
        pieces.append(
            Piece(
                low_mps,
                top_mps,
                math.fsum(part.force_newton for part in moved),
                math.fsum(part.slope_newton_per_mps for part in moved),
                math.fsum(part.power_watt for part in moved),
                math.fsum(part.grip_watt for part in moved),
                max(moved, key=lambda part: part.newton(at_mps)).reason,
            )
        )
    return _joined(pieces)


def segments(curve: Curve) -> Iterator[Segment]:
    """A curve in the form of the kernels, which knows one hyperbola in a piece.

    Where power bounds one locomotive and adhesion another, P / v + K / (v + d) has two. It is told as
    c + s v + p / (v + o), equal at four speeds of a piece. The difference of the two, times
    v (v + d) (v + o), is a polynomial of fourth degree with these four roots; so it is
    -s (v - v1) (v - v2) (v - v3) (v - v4), which gives all four constants and bounds the error.
    Pieces are halved until that is at most 1e-10 of the force.
    """
    for piece in curve:
        if piece.power_watt and piece.grip_watt:
            yield from _one_hyperbola(piece)
            continue
        watt = piece.power_watt or piece.grip_watt
        offset_mps = ADHESION_OFFSET_MPS if piece.grip_watt else 0.0 if watt else 1.0
        yield Segment(
            piece.low_mps,
            piece.top_mps,
            piece.force_newton,
            piece.slope_newton_per_mps,
            watt,
            offset_mps,
            int(piece.reason),
        )


def _one_hyperbola(piece: Piece) -> Iterator[Segment]:
    low, top, d = piece.low_mps, piece.top_mps, ADHESION_OFFSET_MPS
    power, grip = piece.power_watt, piece.grip_watt
    equal = [low, *(low + share * (top - low) for share in INNER), top]
    from_zero = math.prod(equal)
    from_grip = math.prod(v + d for v in equal)
    both = power * from_grip + grip * from_zero
    slope = -power * grip * d * d / both
    offset = grip * d * from_zero / both
    error = -slope * PRODUCT * (top - low) ** 4 / ((low + offset) * (power * (low + d) + grip * low))
    if error > WITHIN:
        middle = math.sqrt(low * top)
        yield from _one_hyperbola(piece.within(low, middle))
        yield from _one_hyperbola(piece.within(middle, top))
        return
    watt = both * math.prod(v + offset for v in equal) / (from_zero * from_grip)
    force = piece.newton(low) - watt / (low + offset)
    slope += piece.slope_newton_per_mps
    yield Segment(low, top, force, slope, watt, offset, int(piece.reason))


def _crossings(one: Piece, other: Piece, low_mps: float, top_mps: float) -> list[float]:
    """Speeds inside a stretch at which two pieces have the same force, rising."""
    d = ADHESION_OFFSET_MPS
    slope = one.slope_newton_per_mps - other.slope_newton_per_mps
    force = one.within(0.0, 0.0).force_newton - other.within(0.0, 0.0).force_newton
    power, grip = one.power_watt - other.power_watt, one.grip_watt - other.grip_watt
    terms = np.array([slope, force + slope * d, force * d + power + grip, power * d])
    if not np.any(terms[:3]):
        return []
    found = np.roots(terms)
    real = found.real[np.abs(found.imag) <= 1e-7 * np.abs(found)]
    rise = np.polyder(terms)
    for _ in range(2):
        rises = np.polyval(rise, real)
        real = real - np.divide(np.polyval(terms, real), rises, np.zeros(len(real)), where=rises != 0.0)
    inside = real[(real > low_mps + TINY_MPS) & (real < top_mps - TINY_MPS)]
    return _apart(np.sort(inside).tolist())


def _side_by_side(curves: Sequence[Curve]) -> Iterator[tuple[float, float, tuple[Piece, ...]]]:
    """Stretches in which no curve breaks, with the piece of each."""
    ends = _apart(sorted({piece.top_mps for curve in curves for piece in curve}))
    low_mps, at = 0.0, [0] * len(curves)
    for top_mps in ends:
        if top_mps <= TINY_MPS:
            continue
        middle_mps = _middle(low_mps, top_mps)
        for k, curve in enumerate(curves):
            while curve[at[k]].top_mps < middle_mps:
                at[k] += 1
        yield low_mps, top_mps, tuple(curve[i] for curve, i in zip(curves, at, strict=True))
        low_mps = top_mps


def _apart(speeds_mps: list[float]) -> list[float]:
    """Rising speeds without those that the next one all but equals."""
    kept = [v for v, after in zip(speeds_mps[:-1], speeds_mps[1:], strict=True) if after - v > TINY_MPS]
    return [*kept, *speeds_mps[-1:]]


def _middle(low_mps: float, top_mps: float) -> float:
    return 0.5 * (low_mps + top_mps) if top_mps < math.inf else low_mps + 1.0


def _joined(pieces: list[Piece]) -> Curve:
    """The pieces, with neighbours of one law as one."""
    joined = pieces[:1]
    for piece in pieces[1:]:
        before = joined[-1]
        if before.within(piece.low_mps, piece.top_mps) == piece:
            joined[-1] = replace(before, top_mps=piece.top_mps)
        else:
            joined.append(piece)
    return tuple(joined)
