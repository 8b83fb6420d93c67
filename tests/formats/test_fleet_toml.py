"""The fleet file: right in, and every way it goes wrong."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.formats.fleet_toml import read_fleet
from tests.formats.texts import FLEET

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"


def write(folder: Path, text: str) -> Path:
    path = folder / "fleet.toml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[tuple[str, str, str, str]]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        read_fleet(path)
    return [(p.code, p.where.replace(str(path), "fleet.toml"), p.what, p.mend) for p in caught.value.problems]


def test_units_and_counts(tmp_path: Path) -> None:
    fleet = read_fleet(write(tmp_path, FLEET))
    formation = fleet.formations["short"]
    assert [vehicle.id for vehicle in formation.vehicles] == ["loco", "coach", "coach", "coach"]
    assert formation.mass_kg == 288_000.0
    assert formation.length_m == 91.5
    assert formation.cap.speed_mps == 25.0
    assert formation.tractions[0].force_newton == (200e3, 100e3, 50e3, 30e3)
    assert formation.basis is Basis.ASSUMED


def test_the_corridor_trains_are_as_the_reference_says() -> None:
    fleet = read_fleet(CORRIDOR / "fleet.toml")
    for leg in ("kp", "ru"):
        principal = fleet.formations[f"principal_{leg}"]
        carriages = [vehicle for vehicle in principal.vehicles if vehicle.traction is None]
        assert len(carriages) == 20
        assert 1_400e3 <= principal.mass_kg <= 1_520e3
        assert 520.0 <= principal.length_m <= 560.0
        assert 60.0 <= principal.brake_percentage <= 65.0
        assert principal.cap.speed_mps * 3.6 == pytest.approx(59.5)
        assert principal.max_axle_load_kg <= 22_500.0
        armoured = [vehicle for vehicle in carriages if vehicle.armoured]
        assert min(v.mass_kg for v in armoured) > max(v.mass_kg for v in carriages if not v.armoured)
        assert all(vehicle.basis.unsure and vehicle.source for vehicle in principal.vehicles)
        advance = fleet.formations[f"advance_{leg}"]
        assert advance.max_axle_load_kg >= principal.max_axle_load_kg


WRONG = [
    ("mass_t = 120\n", "mass_tt = 120\n", "E0103", "unknown key mass_tt", "did you mean mass_t?"),
    ("mass_t = 120\n", "", "E0104", "the key mass_t is missing", "add mass_t: mass as it runs, loaded, t"),
    ("mass_t = 120\n", "mass_t = nan\n", "E0106", "nan is not a number", "give mass as it runs"),
    ("mass_t = 120\n", "mass_t = inf\n", "E0106", "inf is not a number", "give mass as it runs"),
    ("mass_t = 120\n", 'mass_t = "120"\n', "E0105", '"120" is not a number', "give mass as it runs"),
    ("mass_t = 120\n", "mass_t = -1\n", "E0105", "-1 is not greater than 0", "give mass as it runs"),
    ("axles = 6\n", "axles = 6.5\n", "E0105", "6.5 is not a whole number", "number of axles"),
    (
        "max_axle_load_t = 20.5",
        "max_axle_load_t = 10",
        "E0105",
        "below the mean of 20.0 t",
        "at least 20.0 t",
    ),
    ('traction = "diesel"', 'traction = "disel"', "E0203", "disel is not defined", "did you mean diesel?"),
    ('"3 x coach"', '"3 x coch"', "E0203", "the vehicle coch is not defined", "did you mean coach?"),
    ('"3 x coach"', '"0 x coach"', "E0105", "0 vehicles in a row", "1 to 200"),
    ('["loco", "3 x coach"]', '["3 x coach"]', "E0214", "no vehicle of this formation pulls", "traction"),
    (
        "speed_kmh = [0, 30, 60, 100]",
        "speed_kmh = [0, 30, 60]",
        "E0105",
        "3 speeds, but 4 forces",
        "one force",
    ),
    ("speed_kmh = [0, 30, 60, 100]", "speed_kmh = [0, 60, 30, 100]", "E0105", "speeds do not rise", "sort"),
    (
        "speed_kmh = [0, 30, 60, 100]",
        "speed_kmh = [0, 30, 30.3, 100]",
        "E0105",
        "hardly more than 30",
        "0.36",
    ),
    ('"3 x coach"', '"' + "9" * 5000 + ' x coach"', "E0203", "x coach is not defined", "coach"),
    ("mass_t = 120\n", "mass_t = " + "9" * 5000 + "\n", "E0102", "thousands of digits", "docs/files.md"),
    ("mass_t = 120\n", "mass_t = " + "[" * 5000 + "\n", "E0102", "brackets in brackets", "docs/files.md"),
    ("force_kn = [200, 100, 50, 30]", "force_kn = [200, 100, 150, 30]", "E0105", "rises with speed", "fall"),
    ('brake_position = "P"', 'brake_position = "R"', "E0105", "\"R\" is not 'P' or 'G'", '"P" or "G"'),
    ('reason = "brake percentage 69", ', "", "E0104", "the key reason is missing", "why, as it is told"),
    ("name = ", "name ", "E0102", "not valid TOML", "mend this line"),
    ("name = ", 'name = "twice"\nname = ', "E0102", "cannot overwrite", "each key stands once"),
    ('kind = "sleeping"', "kind = 3", "E0105", "3 is not text", "its role in the fleet"),
]


GAMMA = """
[formations.short.deceleration]
speed_kmh = [0, 100]
deceleration_mps2 = [1.0, 0.8]
build_up_s = 2.5
basis = "published"
source = "test"
"""
FULL = (
    FLEET.replace(
        "force_kn = [200, 100, 50, 30]",
        "force_kn = [200, 100, 50, 30]\npower_kw = 820\nadhesive_mass_t = 118\nhead_end = true",
    ).replace("axles = 4", "axles = 4\nhotel_kw = 20")
    + GAMMA
)


def test_power_adhesion_hotel_load_and_deceleration(tmp_path: Path) -> None:
    formation = read_fleet(write(tmp_path, FULL)).formations["short"]
    (pull,) = formation.tractions
    assert (pull.power_watt, pull.adhesive_mass_kg, pull.head_end) == (820e3, 118e3, True)
    assert formation.hotel_watt == 60e3
    assert formation.deceleration is not None
    assert formation.deceleration.speed_mps == pytest.approx((0.0, 100.0 / 3.6))
    assert formation.deceleration.deceleration_mps2 == (1.0, 0.8)
    assert formation.deceleration.build_up_s == 2.5
    assert formation.deceleration.basis is Basis.PUBLISHED


def test_what_is_left_out_bounds_nothing(tmp_path: Path) -> None:
    formation = read_fleet(write(tmp_path, FLEET)).formations["short"]
    (pull,) = formation.tractions
    assert (pull.power_watt, pull.adhesive_mass_kg, pull.head_end) == (math.inf, 0.0, False)
    assert (pull.regeneration_share, formation.hotel_watt, formation.deceleration) == (0.0, 0.0, None)


def test_an_electric_locomotive_gives_back(tmp_path: Path) -> None:
    text = FLEET.replace('power = "diesel"', 'power = "3 kV DC"\nregeneration_share = 0.6')
    assert read_fleet(write(tmp_path, text)).formations["short"].tractions[0].regeneration_share == 0.6


WRONG_FULL = [
    ("power_kw = 820\n", "", "E0104", "lacks at the wheel", "add power_kw"),
    ("power_kw = 820", "power_kw = 0", "E0105", "0 is not greater than 0", "largest power at the wheel"),
    ("power_kw = 820", "power_kw = 60", "E0105", "60 kW leaves nothing of the 60 kW of diesel", "hotel_kw"),
    ("hotel_kw = 20", "hotel_kw = -1", "E0105", "-1 is not greater than or equal to 0", "mean load"),
    ("= 118", "= 121", "E0105", "120 t, of which diesel has 121 t", "no more than the mass"),
    ("head_end = true", "regeneration_share = 0.3", "E0105", "gives nothing back", "leave it out"),
    ("head_end = true", "regeneration_share = 1.3", "E0105", "1.3 is not less than or equal to 1", "0 to 1"),
    ("head_end = true", "head_end = 1", "E0105", "1 is not true or false", "hotel load"),
    ("[1.0, 0.8]", "[1.0]", "E0105", "2 speeds, but 1 decelerations", "one deceleration for each speed"),
    ("[1.0, 0.8]", "[1.0, 0.0]", "E0105", "0.0 is not greater than 0", "full braking"),
    ("[0, 100]", "[10, 100]", "E0105", "speeds do not rise from 0", "the first is 0"),
    ("[0, 100]", "[0, 0.1]", "E0105", "0.1 km/h is hardly more than 0 km/h", "0.36"),
    ("[0, 100]\n", "[]\n", "E0105", "0 values, at least 1 expected", "speeds above which"),
    ("build_up_s = 2.5\n", "", "E0104", "the key build_up_s is missing", "equivalent time"),
]


@pytest.mark.parametrize(
    ("good", "bad", "code", "what", "mend"), WRONG_FULL, ids=[row[3] for row in WRONG_FULL]
)
def test_wrong_figures_of_traction_and_brakes_are_told(
    tmp_path: Path, good: str, bad: str, code: str, what: str, mend: str
) -> None:
    assert FULL.count(good) == 1, good
    found = [item for item in problems(tmp_path, FULL.replace(good, bad)) if item[0] == code]
    assert len(found) == 1, found
    assert what in found[0][2]
    assert mend in found[0][3]


@pytest.mark.parametrize(("good", "bad", "code", "what", "mend"), WRONG, ids=[row[3] for row in WRONG])
def test_wrong_inputs_are_told(tmp_path: Path, good: str, bad: str, code: str, what: str, mend: str) -> None:
    assert FLEET.count(good) == 1, good
    found = [item for item in problems(tmp_path, FLEET.replace(good, bad)) if item[0] == code]
    assert len(found) == 1, found
    assert what in found[0][2]
    assert mend in found[0][3]


def test_places_are_file_line_and_key(tmp_path: Path) -> None:
    text = FLEET.replace("mass_t = 120", "mass_t = true").replace("{ speed_kmh = 90", '{ speed_kmh = "x"')
    assert [item[1] for item in problems(tmp_path, text)] == [
        "fleet.toml:14  vehicles.loco.mass_t",
        "fleet.toml:45  formations.short.caps[0].speed_kmh",
    ]


def test_a_train_without_a_top_speed_is_told(tmp_path: Path) -> None:
    lines = FLEET.splitlines()
    start = lines.index("caps = [")
    found = problems(tmp_path, "\n".join(lines[:start] + lines[start + 3 :]))
    assert [(code, what) for code, _, what, _ in found] == [("E0104", "no top speed is given")]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = FLEET.replace("mass_t = 120", "mass_t = nan").replace("axles = 4", "axls = 4")
    assert sorted(item[0] for item in problems(tmp_path, text)) == ["E0103", "E0104", "E0106"]


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    write(tmp_path, FLEET)
    for path, code, words in (
        (tmp_path / "flet.toml", "E0101", "did you mean fleet.toml?"),
        (tmp_path / "no" / "fleet.toml", "E0101", "check the folder"),
        (tmp_path, "E0101", "check its path and permissions"),
    ):
        with pytest.raises(InputError) as caught:
            read_fleet(path)
        assert caught.value.problems[0].code == code
        assert words in caught.value.problems[0].mend
    (tmp_path / "fleet.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(InputError, match="E0102"):
        read_fleet(tmp_path / "fleet.toml")
