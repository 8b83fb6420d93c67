"""Where the time of a run goes: its phases summed up by what binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from railcade.motion.explanation.in_force import CapInForce
from railcade.motion.explanation.phases import CAPPED, SLOWED, Phase
from railcade.motion.types import Reason


@dataclass(frozen=True, slots=True)
class TimeShare:
    """What one reason takes.

    Parameters
    ----------
    reason : Reason
        BRAKING stands for the build-up too.
    cap : CapInForce or None
        Speed and reason of the cap that binds, without its place.
    length_m, duration_s : float
    lost_s : float
        Duration over that of the same length at the reference speed.
    count : int
        Phases.
    """

    reason: Reason
    cap: CapInForce | None
    length_m: float
    duration_s: float
    lost_s: float
    count: int


def time_shares(phases: Iterable[Phase], reference_mps: float) -> tuple[TimeShare, ...]:
    """Phases summed up by reason and cap, what takes longest first.

    Parameters
    ----------
    phases : iterable of Phase
        Of one run or of several.
    reference_mps : float
        Speed against which time is lost: the train's own cap, say.
    """
    sums: dict[tuple[Reason, CapInForce | None], tuple[float, float, int]] = {}
    for phase in phases:
        reason = Reason.BRAKING if phase.reason in SLOWED else phase.reason
        cap = None
        if phase.reason in CAPPED and phase.cap is not None:
            cap = CapInForce(phase.cap.speed_mps, phase.cap.reason, said=phase.cap.said)
        length_m, duration_s, count = sums.get((reason, cap), (0.0, 0.0, 0))
        sums[reason, cap] = length_m + phase.length_m, duration_s + phase.duration_s, count + 1
    shares = (
        TimeShare(reason, cap, length_m, duration_s, duration_s - length_m / reference_mps, count)
        for (reason, cap), (length_m, duration_s, count) in sums.items()
    )
    return tuple(sorted(shares, key=lambda share: (-share.duration_s, share.reason)))
