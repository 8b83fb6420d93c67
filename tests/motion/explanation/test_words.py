"""What binds, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from railcade.motion import CapInForce, Phase, Reason
from railcade.motion.explanation.words import cap_words, phase_words, reason_words, speed_words

MPS = 1.0 / 3.6
RISE = Phase(0.0, 1000.0, 0.0, 60.0, 50 * MPS, 45 * MPS, Reason.GRADE, None, 0.0092, 0.0092, 9000.0)
FORTY = CapInForce(40 * MPS, Reason.LINE_LIMIT, 1000.0, 2000.0, 2560.0)


def having(reason: Reason, from_kmh: float, to_kmh: float, **other: object) -> Phase:
    return replace(RISE, reason=reason, from_mps=from_kmh * MPS, to_mps=to_kmh * MPS, **other)


@pytest.mark.parametrize(
    ("phase", "words"),
    [
        (RISE, "full traction on a rise of 9.2 ‰, speed falls"),
        (replace(RISE, grade=0.004), "full traction on a rise of up to 9.2 ‰, speed falls"),
        (replace(RISE, grade=0.0, steepest_grade=0.0), "full traction, speed falls"),
        (having(Reason.TRACTION, 0, 40), "full traction, speed rises"),
        (having(Reason.TRACTION, 40, 40), "full traction"),
        (having(Reason.ADHESION, 0, 20), "traction at the limit of adhesion, speed rises"),
        (having(Reason.FEEDING, 20, 30), "traction at the limit of the feeding, speed rises"),
        (having(Reason.ACCELERATION, 0, 20), "largest acceleration, speed rises"),
        (having(Reason.COASTING, 60, 55), "coasting, no power drawn on a rise of 9.2 ‰, speed falls"),
        (
            having(Reason.NEUTRAL_SECTION, 60, 58, steepest_grade=-0.002),
            "neutral section, no power, speed falls",
        ),
        (having(Reason.BRAKING, 60, 40, cap=FORTY), "braking to 40 km/h at km 1.0"),
        (having(Reason.BUILD_UP, 60, 58, cap=FORTY), "brake building up for 40 km/h at km 1.0"),
        (having(Reason.BRAKING, 40, 0), "braking to a stand at km 9.0"),
        (having(Reason.LINE_LIMIT, 40, 40, cap=FORTY), "line limit 40 km/h"),
        (
            having(Reason.LINE_LIMIT, 40, 40, cap=FORTY, from_m=1000.0, to_m=2560.0),
            "line limit 40 km/h to km 2.0, tail clear at km 2.6",
        ),
        (
            having(Reason.LINE_LIMIT, 40, 40, cap=FORTY, from_m=2100.0, to_m=2560.0),
            "line limit 40 km/h until the tail is clear at km 2.6",
        ),
        (
            having(Reason.PACE, 40, 40, cap=CapInForce(40 * MPS, Reason.PACE)),
            "pace 40 km/h",
        ),
    ],
)
def test_words_of_a_phase(phase: Phase, words: str) -> None:
    assert phase_words(phase) == words


def test_words_of_caps() -> None:
    said = "brake percentage 64"
    assert cap_words(CapInForce(59.5 * MPS, Reason.TRAIN_CAP, said=said)) == f"train cap 59.5 km/h: {said}"
    axle = CapInForce(40 * MPS, Reason.AXLE_LOAD, said="22.5 t above 20 t")
    assert cap_words(axle) == "axle load 22.5 t above 20 t: 40 km/h"
    assert cap_words(replace(axle, said="")) == "axle load 40 km/h"
    assert [speed_words(kmh * MPS) for kmh in (100, 99.96, 59.5)] == ["100", "100", "59.5"]


def test_every_reason_has_a_name() -> None:
    for reason in set(Reason) - {Reason.START, Reason.END}:
        assert reason_words(reason) != reason.name
        assert "_" not in reason_words(reason)
