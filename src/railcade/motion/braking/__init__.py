"""Brakes: deceleration by speed, build-up, and the way to a stand.

Law of this room
----------------
1. A deceleration is that on the level with resistance in it, in bands of speed, each with its upper edge.
2. Build-up is a time without brake force before the braking; a fall accelerates the train meanwhile.
3. Where model and train differ the figure lies on the safe side, and the difference is stated.
4. Outside the range of the conversion model there is an error, no figure.
5. Stopping distances are closed forms: nothing is stepped.

Not here: braking curves of a run (`kernels`), heat (`energy.heat`), rule packs and their factors.
"""

from railcade.motion.braking.model import (
    BAND_KMH,
    CUBIC,
    LIMIT_BUILD_UP,
    LONGEST_M,
    PASSENGER_LENGTH_M,
    PERCENTAGE_RANGE,
    SERVICE_PERCENTAGE_CAP,
    BrakeModel,
    brake_of_percentage,
    brake_with_delay,
    deceleration_bands,
    emergency_build_up_s,
    full_brake,
    full_brake_of_percentage,
    service_brake,
    service_build_up_s,
)

__all__ = [
    "BAND_KMH",
    "CUBIC",
    "LIMIT_BUILD_UP",
    "LONGEST_M",
    "PASSENGER_LENGTH_M",
    "PERCENTAGE_RANGE",
    "SERVICE_PERCENTAGE_CAP",
    "BrakeModel",
    "brake_of_percentage",
    "brake_with_delay",
    "deceleration_bands",
    "emergency_build_up_s",
    "full_brake",
    "full_brake_of_percentage",
    "service_brake",
    "service_build_up_s",
]
