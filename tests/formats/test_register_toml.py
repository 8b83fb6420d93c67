"""The register: right in, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.basis import Basis
from railcade.errors import InputError
from railcade.fleet import State
from railcade.formats.register_toml import read_register

REGISTER = """\
name = "test"
[types.sleeper]
role = "sleeping"
gauges_mm = [1520, 1435]
mass_empty_t = 51
mass_loaded_t = 56
length_m = 24.5
axles = 4
max_axle_load_t = 14.5
braked_mass_t = 37
coupler = "SA-3"
coupler_strength_kn = 850
berths = 18
rotating_factor = 1.06
resistance_newton = 825
resistance_newton_per_mps = 10
resistance_newton_per_mps2 = 2.6
basis = "assumed"
confidence = "low"
source = "class"
facts.berths = { basis = "published", confidence = "medium", source = "drawing" }
[[vehicles]]
id = "1"
type = "sleeper"
[[vehicles]]
id = "2"
type = "sleeper"
state = "repair"
home = "Hamhung"
berths = 16
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "register.toml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[tuple[str, str, str, str]]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        read_register(path)
    found = caught.value.problems
    return [(p.code, p.where.replace(str(path), "register.toml"), p.what, p.mend) for p in found]


def test_a_vehicle_takes_from_its_type_what_it_does_not_say(tmp_path: Path) -> None:
    register = read_register(write(tmp_path, REGISTER))
    one, two = register.vehicles["1"], register.vehicles["2"]
    assert (one.berths, two.berths) == (18, 16)
    assert one.mass_loaded_kg == 56_000.0
    assert one.gauges_mm == (1435, 1520)
    assert (one.state, two.state) == (State.IN_SERVICE, State.REPAIR)
    assert register.in_service == (one,)
    # A note on a fact of the type holds for that fact, not for the vehicle's own.
    assert one.notes["berths"].basis is Basis.PUBLISHED
    assert "berths" not in two.notes
    assert one.as_vehicle().basis is Basis.ASSUMED
    assert one.as_vehicle().mass_kg == 56_000.0


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = REGISTER.replace('confidence = "low"\n', "").replace("load_t = 14.5", "load_t = 13")
    text += '[[vehicles]]\nid = "1"\ntype = "sleper"\n'
    text += '[[vehicles]]\nid = "4"\ntype = "sleeper"\nmass_loaded_t = 40\ntraction = "e"\n'
    text += 'facts.birth = { basis = "assumed", confidence = "low", source = "x" }\n'
    found = problems(tmp_path, text)
    assert sorted({code for code, *_ in found}) == ["E0103", "E0104", "E0105", "E0108", "E0203"]
    told = {what: mend for _, _, what, mend in found}
    assert told["the type sleper is not defined"] == "did you mean sleeper?"
    assert told["the vehicle 1 stands twice"] == "give each its own number"
    assert told["birth is no fact of a vehicle"] == "did you mean berths?"
    assert told["13 t is below the mean of 14.0 t (mass over axles)"].startswith("give at least 14.0 t")
    assert told["51 t empty is more than 40 t loaded"].startswith("give the mass with people")
    assert told["1 has no confidence, nor has its type sleeper"].startswith("add confidence")
    assert told["4 pulls with e, which is not defined"] == "none is defined"


WRONG = [
    ("berths = 18", 'berths = "18"', "E0105"),
    ("berths = 18", "berths = -1", "E0105"),
    ("length_m = 24.5", "length_m = nan", "E0106"),
    ("length_m", "lenght_m", "E0103"),
    ('state = "repair"', 'state = "broken"', "E0105"),
    ("axles = 4", "axles = 4.0", "E0105"),
    ('[[vehicles]]\nid = "1"', "[[vehicles]]", "E0104"),
    ('basis = "assumed"', 'basis = "guessed"', "E0105"),
    ('confidence = "low"', 'confidence = "none"', "E0105"),
    ('name = "test"', 'name = ""', "E0105"),
    ('name = "test"', "name = ", "E0102"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG)
def test_each_wrong_value_is_told(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    assert code in {found[0] for found in problems(tmp_path, REGISTER.replace(right, wrong, 1))}
