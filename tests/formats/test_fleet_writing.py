"""A fleet that is written is the fleet that is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from railcade.formats.fleet_toml import read_fleet
from railcade.formats.fleet_writing import write_fleet
from tests.formats.texts import FLEET


def test_what_may_be_unknown_is_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "fleet.toml"
    path.write_text(FLEET)
    formation = next(iter(read_fleet(path).formations.values()))
    known = replace(
        formation.vehicles[0],
        gauge_envelope="GB",
        min_curve_radius_m=125.0,
        coupler="SA-3",
        coupler_strength_newton=850e3,
        fuel_range_m=900e3,
    )
    formation = replace(formation, vehicles=(known, *formation.vehicles[1:]))
    write_fleet(path, "again", [formation])
    read = read_fleet(path).formations[formation.id].vehicles
    assert read[0].coupler_strength_newton == pytest.approx(850e3)
    assert read[0].fuel_range_m == pytest.approx(900e3)
    assert [replace(each, traction=None) for each in read] == [
        replace(each, traction=None) for each in formation.vehicles
    ]
