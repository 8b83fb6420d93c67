"""The request for trains: right in, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.app.composing import compose_trains
from railcade.errors import InfeasibleError, InputError
from railcade.formats.compose_toml import read_compose
from tests.formats.test_register_toml import REGISTER

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
REQUEST = """\
name = "test"
register = "register.toml"
reserve = { sleeping = 0 }
[[trains]]
id = "night"
role = "principal"
gauge_mm = 1435
caps = [{ speed_kmh = 60, reason = "test", basis = "assumed" }]
needs = { berths = 18 }
limits = { length_m = 100, mass_t = 900, ruling_grade_permille = 0 }
"""


def written(folder: Path, text: str) -> Path:
    (folder / "register.toml").write_text(REGISTER)
    path = folder / "compose.toml"
    path.write_text(text)
    return path


def codes(path: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        compose_trains(path, None, lambda words: None)
    return [problem.code for problem in caught.value.problems]


def test_units(tmp_path: Path) -> None:
    train = read_compose(written(tmp_path, REQUEST)).request.trains[0]
    assert train.limits.mass_kg == 900_000.0
    assert train.limits.starting_share == pytest.approx(0.005)
    assert train.caps[0].speed_mps == pytest.approx(60.0 / 3.6)


def test_a_train_without_a_locomotive_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(InfeasibleError, match="pull at the start"):
        compose_trains(written(tmp_path, REQUEST), None, lambda words: None)


def test_words_that_the_register_does_not_know_come_at_once(tmp_path: Path) -> None:
    text = REQUEST.replace("berths = 18", 'berths = 18, roles = { saloon = 1 }, equipment = { radio = 1 }')
    text = text.replace("sleeping = 0", "sleping = 0")
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        compose_trains(path, None, lambda words: None)
    told = [(p.code, p.what) for p in caught.value.problems]
    assert told == [
        ("E0203", "no vehicle of the register is or has saloon"),
        ("E0203", "no vehicle of the register is or has radio"),
        ("E0203", "no vehicle of the register is a sleping"),
    ]


WRONG = [
    ('role = "principal"\n', "", "E0104"),
    ("berths", "birth", "E0103"),
    ("length_m = 100", "length_m = -1", "E0105"),
    ("gauge_mm = 1435", 'gauge_mm = "1435"', "E0105"),
    ("mass_t = 900", "mass_t = inf", "E0106"),
    ("mass_t = 900", "mass_t = 1e308", "E0105"),
    ("mass_t = 900", "brake_percentage = 1e300", "E0105"),
    ("ruling_grade_permille = 0", "ruling_grade_permille = 1e300", "E0105"),
    (", ruling_grade_permille = 0", "", "E0214"),
    ("[[trains]]", '[[trains]]\nid = "night"\n[[trains]]', "E0104"),
    ("needs = { berths = 18 }", 'needs = { roles = { diner = 1 } }', "E0214"),
    ("needs = { berths = 18 }", "needs = { berths = 18 }\norder = []", "E0105"),
    ('register = "register.toml"', 'register = "registre.toml"', "E0101"),
    ("needs = { berths = 18 }", "needs = { berths = 18 }\nspeed = 1", "E0103"),
    ("caps = [{ speed_kmh = 60, ", "caps = [{ speed_kmh = 0, ", "E0105"),
    ("needs = { berths = 18 }",
     'needs = { berths = 18 }\nway = { network = "none.gpkg", origin = "a", destination = "b" }', "E0101"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG)
def test_each_wrong_value_is_told(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    assert code in codes(written(tmp_path, REQUEST.replace(right, wrong, 1)))


def test_a_train_that_stands_twice(tmp_path: Path) -> None:
    again = REQUEST[REQUEST.index("[[trains]]") :]
    assert codes(written(tmp_path, REQUEST + again)) == ["E0108"]


def test_an_output_that_is_no_fleet_is_left_alone(tmp_path: Path) -> None:
    path = written(tmp_path, REQUEST)
    with pytest.raises(InputError, match="E0110"):
        compose_trains(path, tmp_path / "register.toml", lambda words: None)
    assert (tmp_path / "register.toml").read_text() == REGISTER


WAY = """
way = { network = "network.gpkg", origin = "pyongyang", destination = "tumangang", stands = ["rajin"] }
"""


def by_the_corridor(folder: Path, way: str) -> Path:
    (folder / "network.gpkg").write_bytes((CORRIDOR / "network.gpkg").read_bytes())
    return written(folder, REQUEST + way)


def test_places_off_the_way_and_unknown_ones_come_with_their_line(tmp_path: Path) -> None:
    path = by_the_corridor(tmp_path, WAY.replace("rajin", "vladivostok"))
    with pytest.raises(InputError) as caught:
        compose_trains(path, None, lambda words: None)
    assert [problem.what for problem in caught.value.problems] == ["the place vladivostok is not on the way"]
    path = by_the_corridor(tmp_path, WAY.replace("pyongyang", "pyonyang").replace("tumangang", "tumangan"))
    with pytest.raises(InputError) as caught:
        compose_trains(path, None, lambda words: None)
    assert len(caught.value.problems) == 2
    assert all("compose.toml:" in problem.where for problem in caught.value.problems)


def test_a_role_that_is_nearly_in_the_order_is_pointed_at(tmp_path: Path) -> None:
    path = written(tmp_path, REQUEST.replace("berths = 18", "roles = { sleepin = 1 }"))
    with pytest.raises(InputError, match="did you mean sleeping"):
        compose_trains(path, None, lambda words: None)
