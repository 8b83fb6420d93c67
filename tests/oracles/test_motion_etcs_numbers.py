"""Every figure of the table of ETCS numbers that the product computes.

Source: data/etcs_numbers.json, from constants of SUBSET-026 chapter 3, A.3.7 to A.3.9. Not computed by the
product, and so not here: supervision limits (warning, intervention), release speeds, reaction times of the
on-board unit. Service build-up of freight trains in P is not told apart from that of passenger trains.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from railcade.motion import BrakeModel, stop_of
from railcade.motion.braking import (
    BAND_KMH,
    CUBIC,
    LIMIT_BUILD_UP,
    LONGEST_M,
    PASSENGER_LENGTH_M,
    PERCENTAGE_RANGE,
    SERVICE_PERCENTAGE_CAP,
    deceleration_bands,
    emergency_build_up_s,
    full_brake_of_percentage,
    service_build_up_s,
)
from railcade.rules import BrakeFactors
from railcade.units import mps_from_kmh
from tests.oracles.cases import read

NUMBERS = read("etcs_numbers.json")
TABLE = NUMBERS["table"]
RULES = Path(__file__).parents[2] / "examples" / "corridor" / "rules"
GRAVITY_MPS2 = 9.81


@pytest.mark.parametrize("row", TABLE, ids=[str(row["lambda_pct"]) for row in TABLE])
def test_conversion_model(row: dict[str, Any]) -> None:
    speeds, values = deceleration_bands(row["lambda_pct"])
    assert 3.6 * speeds[1] == pytest.approx(row["V_lim_kmh"], abs=6e-4)
    assert [3.6 * speed for speed in speeds] == pytest.approx(
        [kmh for kmh, _ in row["steps_kmh_mps2"]], abs=6e-4
    )
    assert list(values) == pytest.approx([value for _, value in row["steps_kmh_mps2"]], abs=6e-6)


@pytest.mark.parametrize("row", TABLE, ids=[str(row["lambda_pct"]) for row in TABLE])
def test_stops_of_the_nominal_brake_at_full_force(row: dict[str, Any]) -> None:
    speeds, values = deceleration_bands(row["lambda_pct"])
    for kmh, expected_m in row["nominal_stop_m"].items():
        stop = stop_of(BrakeModel(speeds, values), mps_from_kmh(float(kmh)))
        assert stop.distance_m == pytest.approx(expected_m, abs=0.051)


def test_constants() -> None:
    assert np.array(CUBIC) == pytest.approx(np.array(NUMBERS["coefficients"]), abs=0.0)
    assert BAND_KMH[:-1] == (100.0, 120.0, 150.0, 180.0)
    valid = NUMBERS["validity"]
    assert list(PERCENTAGE_RANGE) == valid["lambda_pct"]
    assert tuple(valid["L_max_m"].values()) == (PASSENGER_LENGTH_M, LONGEST_M)
    assert valid["service_lambda_cap"] == SERVICE_PERCENTAGE_CAP


@pytest.mark.parametrize(
    "row", NUMBERS["brake_build_up"], ids=lambda row: f"{row['mode']} {row['length_m']}"
)
def test_build_up(row: dict[str, Any]) -> None:
    position, length_m = row["mode"][-1], float(row["length_m"])
    assert emergency_build_up_s(position, length_m) == pytest.approx(row["T_brake_basic_eb_s"], abs=6e-3)
    assert LIMIT_BUILD_UP[position] == row["kto"]
    if row["mode"] != "freight_P" or length_m > PASSENGER_LENGTH_M:
        assert service_build_up_s(position, length_m) == pytest.approx(row["T_brake_basic_sb_s"], abs=6e-3)


@pytest.mark.parametrize("name", ["moderate.toml", "gb-royal-1889.toml"])
def test_rule_packs_take_the_integrated_defaults(name: str) -> None:
    brakes = tomllib.loads((RULES / name).read_text(encoding="utf-8"))["spacing"]["brakes"]
    said = NUMBERS["integrated_defaults"]
    assert brakes["speed_factor"] == said["Kv_int_freight"] == said["Kv_int_passenger"]["a"]
    assert (brakes["rolling_factor"], brakes["time_factor"]) == (said["Kr_int"], said["Kt_int"])


@pytest.mark.parametrize("percentage", [30.0, 65.0, 135.0])
@pytest.mark.parametrize("permille", [0.0, 10.0])
def test_guaranteed_brakes_are_the_safe_deceleration(percentage: float, permille: float) -> None:
    """A_safe(V) = Kv Kr A_emergency(V), T = Kt T_emergency; with the grade beside it, band by band."""
    said = NUMBERS["integrated_defaults"]
    factors = BrakeFactors(said["Kv_int_freight"], said["Kr_int"], said["Kt_int"])
    brake = full_brake_of_percentage(percentage, "P", 400.0)
    stop = stop_of(brake, 40.0, grade=permille / 1e3, factors=factors)
    bands = [(low, 0.7 * 0.9 * value) for low, value in zip(*deceleration_bands(percentage), strict=True)]
    way_m = 40.0 * 1.1 * emergency_build_up_s("P", 400.0)
    assert stop.distance_m == pytest.approx(way_m + summed_m(bands, 40.0, permille), rel=1e-12)


def test_a_gamma_train_with_its_correction_factors() -> None:
    """A_safe(V) = Kdry(V) Kwet A_emergency(V): the closed form is the exact sum over bands."""
    said = NUMBERS["gamma_train"]
    gammas = list(zip([0.0, *said["speed_bands_mps"]], said["gamma_emergency"], strict=True))
    dry = list(zip([0.0, *said["k_dry"]["bounds"]], said["k_dry"]["values"], strict=True))
    lows = sorted({low for low, _ in (*gammas, *dry)})
    bands = [(low, said["k_wet"] * value_at(dry, low) * value_at(gammas, low)) for low in lows]
    brake = BrakeModel(tuple(low for low, _ in bands), tuple(value for _, value in bands))
    for permille in (0.0, -5.0, 8.0):
        stop = stop_of(brake, 80.0, grade=permille / 1e3)
        assert stop.distance_m == pytest.approx(summed_m(bands, 80.0, permille), rel=1e-12)


def value_at(bands: list[tuple[float, float]], at_mps: float) -> float:
    return next(value for low, value in reversed(bands) if low <= at_mps)


def summed_m(bands: list[tuple[float, float]], speed_mps: float, permille: float) -> float:
    """Sum of (v_high² - v_low²) / (2 (A_safe + A_gradient)) over the bands."""
    way_m, high_mps = 0.0, speed_mps
    for low_mps, slows in reversed(bands):
        if high_mps > low_mps:
            way_m += (high_mps**2 - low_mps**2) / (2.0 * (slows + GRAVITY_MPS2 * permille / 1e3))
            high_mps = low_mps
    return way_m
