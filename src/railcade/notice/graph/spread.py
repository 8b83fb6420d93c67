"""Labels on an axis, moved apart as little as possible."""

from __future__ import annotations

from collections.abc import Sequence


def spread(
    wanted_mm: Sequence[float],
    pitch_mm: Sequence[float],
    weight: Sequence[float],
    frame_mm: tuple[float, float],
) -> list[float]:
    """Positions nearest to the wanted ones (least squares) with neighbours far enough apart.

    Neighbours need the mean of their pitches. Subtracting the running sum of these distances turns
    the task into isotonic regression, solved by pooling adjacent violators (Ayer et al., 1955);
    clipping its solution to the frame keeps it optimal.

    Parameters
    ----------
    wanted_mm : sequence of float
        Rising.
    pitch_mm : sequence of float
        Height of each label.
    weight : sequence of float
        How much each label resists being moved.
    frame_mm : tuple
        Least and greatest position.
    """
    offsets: list[float] = []
    for i, pitch in enumerate(pitch_mm):
        offsets.append(offsets[-1] + (pitch_mm[i - 1] + pitch) / 2.0 if i else 0.0)
    pools: list[tuple[float, float, int]] = []
    for want, offset, heavy in zip(wanted_mm, offsets, weight, strict=True):
        mean, mass, count = want - offset, heavy, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_mass, other_count = pools.pop()
            mean = (mean * mass + other_mean * other_mass) / (mass + other_mass)
            mass, count = mass + other_mass, count + other_count
        pools.append((mean, mass, count))
    flat = [mean for mean, _, count in pools for _ in range(count)]
    low, high = frame_mm[0], frame_mm[1] - (offsets[-1] if offsets else 0.0)
    kept = (min(max(level, low), max(low, high)) for level in flat)
    return [level + offset for level, offset in zip(kept, offsets, strict=True)]
