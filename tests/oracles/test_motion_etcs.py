"""The ETCS conversion model against tabulated values.

Source: the project's table of ETCS numbers, computed from constants that were checked against a public copy
of SUBSET-026 chapter 3, A.3.7 to A.3.9.
"""

from __future__ import annotations

import pytest

from railcade.motion import brake_of_percentage, stop_of
from railcade.motion.braking import (
    LIMIT_BUILD_UP,
    deceleration_bands,
    emergency_build_up_s,
    full_brake_of_percentage,
    service_build_up_s,
)

# Brake percentage; (speed above which, km/h, deceleration, m/s²); stop without build-up from (km/h, m).
TABLE = [
    (
        30,
        [(0.0, 0.301), (72.245, 0.24579), (100, 0.28749), (120, 0.21762), (150, 0.21095), (180, 0.20928)],
        [(60, 461.4), (100, 1419.4), (160, 4012.8)],
    ),
    (
        40,
        [(0.0, 0.376), (81.711, 0.31238), (100, 0.34581), (120, 0.27306), (150, 0.26456), (180, 0.26116)],
        [(60, 369.4), (100, 1095.5), (160, 3182.9)],
    ),
    (
        50,
        [(0.0, 0.451), (89.9, 0.37605), (100, 0.40978), (120, 0.32848), (150, 0.31812), (180, 0.31345)],
        [(60, 308.0), (100, 888.1), (160, 2629.7)],
    ),
    (
        60,
        [(0.0, 0.526), (97.196, 0.43302), (100, 0.48102), (120, 0.38422), (150, 0.37182), (180, 0.36617)],
        [(60, 264.0), (100, 742.2), (160, 2230.1)],
    ),
    (
        65,
        [(0.0, 0.5635), (100.584, 0.51989), (120, 0.41231), (150, 0.39877), (180, 0.3927)],
        [(60, 246.5), (100, 684.7), (160, 2068.3)],
    ),
    (
        70,
        [(0.0, 0.601), (103.825, 0.56119), (120, 0.44062), (150, 0.42582), (180, 0.41934)],
        [(60, 231.1), (100, 641.9), (160, 1931.0)],
    ),
    (
        80,
        [(0.0, 0.676), (109.932, 0.65192), (120, 0.49801), (150, 0.48032), (180, 0.47298)],
        [(60, 205.5), (100, 570.7), (160, 1703.2)],
    ),
    (
        90,
        [(0.0, 0.751), (115.615, 0.75484), (120, 0.55672), (150, 0.53548), (180, 0.5271)],
        [(60, 184.9), (100, 513.7), (160, 1524.2)],
    ),
    (
        100,
        [(0.0, 0.826), (120.948, 0.6171), (150, 0.5915), (180, 0.58173)],
        [(60, 168.1), (100, 467.1), (160, 1377.6)],
    ),
    (
        110,
        [(0.0, 0.901), (125.984, 0.67947), (150, 0.64855), (180, 0.63689)],
        [(60, 154.1), (100, 428.2), (160, 1240.4)],
    ),
    (
        120,
        [(0.0, 0.976), (130.764, 0.74418), (150, 0.7068), (180, 0.69259)],
        [(60, 142.3), (100, 395.3), (160, 1125.1)],
    ),
    (
        135,
        [(0.0, 1.0885), (137.525, 0.84634), (150, 0.79685), (180, 0.7772)],
        [(60, 127.6), (100, 354.4), (160, 983.9)],
    ),
    (
        150,
        [(0.0, 1.201), (143.869, 0.95562), (150, 0.89062), (180, 0.86315)],
        [(60, 115.6), (100, 321.2), (160, 871.9)],
    ),
    (170, [(0.0, 1.351), (151.786, 1.02252), (180, 0.97994)], [(60, 102.8), (100, 285.6), (160, 754.5)]),
    (200, [(0.0, 1.576), (162.72, 1.238), (180, 1.16014)], [(60, 88.1), (100, 244.8), (160, 626.7)]),
    (250, [(0.0, 1.951), (179.027, 1.65612), (180, 1.47512)], [(60, 71.2), (100, 197.7), (160, 506.2)]),
]

# Brake position, length, build-up of the emergency and of the service brake, s.
BUILD_UP = [
    ("P", 200, 5.02, 6.4),
    ("P", 400, 5.02, 10.6),
    ("P", 600, 8.42, 15.6),
    ("P", 900, 16.07, 24.6),
    ("P", 1200, 23.12, 40.26),
    ("P", 1500, 30.35, 55.8),
    ("G", 200, 12.2, 14.08),
    ("G", 400, 12.8, 14.08),
    ("G", 600, 13.8, 19.62),
    ("G", 900, 16.05, 27.93),
    ("G", 1200, 23.12, 40.26),
    ("G", 1500, 30.35, 55.8),
]


@pytest.mark.parametrize(("percentage", "bands", "stops"), TABLE, ids=[str(row[0]) for row in TABLE])
def test_deceleration(
    percentage: float, bands: list[tuple[float, float]], stops: list[tuple[float, float]]
) -> None:
    speeds, values = deceleration_bands(percentage)
    assert [3.6 * speed for speed in speeds] == pytest.approx([kmh for kmh, _ in bands], abs=6e-4)
    assert list(values) == pytest.approx([value for _, value in bands], abs=6e-6)
    for kmh, expected_m in stops:
        build_up_m = kmh / 3.6 * emergency_build_up_s("P", 400.0)
        found_m = stop_of(full_brake_of_percentage(percentage, "P", 400.0), kmh / 3.6).distance_m - build_up_m
        assert found_m == pytest.approx(expected_m, abs=0.06)


@pytest.mark.parametrize(("position", "length_m", "emergency_s", "service_s"), BUILD_UP)
def test_build_up(position: str, length_m: float, emergency_s: float, service_s: float) -> None:
    assert emergency_build_up_s(position, length_m) == pytest.approx(emergency_s, abs=6e-3)
    assert service_build_up_s(position, length_m) == pytest.approx(service_s, abs=6e-3)
    brake = brake_of_percentage(80.0, position, length_m)
    assert brake.build_up_stop_s == service_build_up_s(position, length_m)
    assert brake.build_up_limit_s == LIMIT_BUILD_UP[position] * brake.build_up_stop_s


def test_the_service_brake_counts_135_percent_at_most() -> None:
    assert brake_of_percentage(200.0, "P", 400.0) == brake_of_percentage(135.0, "P", 400.0)
