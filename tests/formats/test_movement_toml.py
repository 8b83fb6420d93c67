"""The movement request: right in, and every way it goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.clock import from_iso
from railcade.errors import InputError, Problem
from railcade.formats.movement_toml import named_files, read_movement
from railcade.formats.reading import collect, located, read_toml
from tests.formats.texts import MOVEMENT

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
BORDER = """
[border]
place = "c"
duration = "3 h 30 min"
bogie_sets = 3
reform_place = "d"
reform = "20 min"
reason = "gauge"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "movement.toml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[tuple[str, str, str, str]]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        read_movement(path, lambda network, place: {"a": "Asia/Pyongyang"}[place])
    return [(p.code, p.where.replace(str(path), "m.toml"), p.what, p.mend) for p in caught.value.problems]


def test_times_and_durations(tmp_path: Path) -> None:
    movement = read_movement(write(tmp_path, MOVEMENT + BORDER))
    assert movement.depart_earliest_s == from_iso("2027-05-16T07:00:00Z")
    assert movement.depart_latest_s == from_iso("2027-05-16T07:30:00Z")
    assert movement.publish_step_s == 30
    assert movement.stops[0].dwell_s == 720
    assert movement.stops[0].roles == ()
    assert movement.roles[1].formations == (("a", "short"), ("b", "short"))
    assert movement.border is not None
    assert movement.border.duration_s == 12_600
    assert movement.files["network"] == "network.gpkg"


def test_the_corridor_request() -> None:
    movement = read_movement(CORRIDOR / "movement.toml")
    assert [role.role for role in movement.roles] == ["advance", "principal", "follow-up"]
    assert movement.publish_step_s == 60
    assert movement.border is not None and movement.border.bogie_sets == 3


WRONG = [
    ('"12 min"', "720", "E0105", "720 is not a duration", "12 min"),
    ('"12 min"', '"12 m"', "E0105", '"12 m" is not a duration', "12 min"),
    ('"12 min"', '""', "E0105", '"" is not a duration', "12 min"),
    ('dwell = "12 min"', 'dwel = "12 min"', "E0103", "unknown key dwel", "did you mean dwell?"),
    ("2027-05-16T23:00:00+09:00", '"soon"', "E0105", '"soon" is not a time', "a time with its offset"),
    ("2027-05-16T23:00:00+09:00", "9999-05-16T23:00:00+09:00", "E0105", "outside the years", "offset"),
    ("2027-05-16T23:00:00+09:00", "2027-05-16", "E0105", "is a day, not a time", "a time with its offset"),
    ("2027-05-16T23:00:00+09:00", "2027-05-15T23:00:00+09:00", "E0214", "lies before", "not before"),
    ('role = "advance"', 'role = "principal"', "E0108", "stands twice", "each its own"),
    ('number = "1"', 'number = "2"', "E0108", "the train number 2 stands twice", "each its own"),
    ('role = "principal"', 'role = "main"', "E0214", "no role is the principal", "principal"),
    (
        'reason = "water"',
        'reason = "water"\nroles = ["advanc"]',
        "E0203",
        "advanc is not",
        "did you mean adv",
    ),
    ('id = "1"', 'id = "1"\npublish_step = "25 s"', "E0105", "does not divide a minute", "30 s"),
    ('fleet = "fleet.toml"\n', "", "E0104", "the key fleet is missing", "path of the fleet"),
]


@pytest.mark.parametrize(("good", "bad", "code", "what", "mend"), WRONG, ids=[row[3] for row in WRONG])
def test_wrong_inputs_are_told(tmp_path: Path, good: str, bad: str, code: str, what: str, mend: str) -> None:
    assert good in MOVEMENT, good
    found = [item for item in problems(tmp_path, MOVEMENT.replace(good, bad, 1)) if item[0] == code]
    assert found
    assert what in found[0][2]
    assert mend in found[0][3]


def test_the_advance_train_is_listed_before_the_principal(tmp_path: Path) -> None:
    text = (
        MOVEMENT.replace('"advance"', '"x"').replace('"principal"', '"advance"').replace('"x"', '"principal"')
    )
    ((code, where, what, mend),) = problems(tmp_path, text)
    assert (code, where) == ("E0214", "m.toml:20  roles[1]")
    assert what == "the advance train stands behind the principal"
    assert mend.startswith("list roles in running order")


def test_a_time_without_zone_is_mended_with_the_origins_offset(tmp_path: Path) -> None:
    text = MOVEMENT.replace('"2027-05-16T16:30+09:00"', '"2027-05-16T16:30"')
    assert problems(tmp_path, text) == [
        (
            "E0107",
            'm.toml:6  depart_latest = "2027-05-16T16:30"',
            "a time without a zone",
            "write 2027-05-16T16:30+09:00",
        )
    ]


def test_the_offset_is_that_of_the_date(tmp_path: Path) -> None:
    """Korean time was UTC+8:30 from August 2015 to May 2018."""
    text = MOVEMENT.replace('"2027-05-16T16:30+09:00"', "2016-05-16T16:30:00")
    assert problems(tmp_path, text)[0][1] == "m.toml:6  depart_latest = 2016-05-16T16:30:00"
    assert problems(tmp_path, text)[0][3] == "write 2016-05-16T16:30+08:30"


def test_without_a_network_the_mend_is_an_example(tmp_path: Path) -> None:
    path = write(tmp_path, MOVEMENT.replace("2027-05-16T23:00:00+09:00", "2027-05-16T23:00:00"))
    with pytest.raises(InputError) as caught:
        read_movement(path)
    assert caught.value.problems[0].mend == "write its offset, for example 2027-05-16T23:00+09:00"


def test_files_of_a_faulty_request_are_known_all_the_same(tmp_path: Path) -> None:
    path = write(
        tmp_path, MOVEMENT.replace('fleet = "fleet.toml"', "fleet = 3").replace('id = "1"', "id = 1")
    )
    names = {"network": "network.gpkg", "timetable": "timetable.csv", "rules": "rules.toml"}
    assert named_files(path) == {kind: tmp_path / name for kind, name in names.items()}
    assert named_files(write(tmp_path, "files = 3")) == {}


def test_collect_gathers_all_files_and_tells_nothing_twice(tmp_path: Path) -> None:
    path = write(tmp_path, "id = 1")
    missing = tmp_path / "no.toml"
    with pytest.raises(InputError) as caught:
        collect(
            *[lambda: read_movement(path), lambda: read_movement(missing), lambda: read_movement(missing)]
        )
    codes = [problem.code for problem in caught.value.problems]
    assert codes.count("E0101") == 1
    assert codes.count("E0104") >= 5
    assert collect(lambda: 1, lambda: 2) == (1, 2)


def test_problems_of_the_whole_get_file_and_line(tmp_path: Path) -> None:
    toml = read_toml(write(tmp_path, MOVEMENT))
    told = [
        Problem("E0204", "movement  stops.b.place", "what", "mend"),
        Problem("E0203", "movement  roles.principal.formations[1].formation", "what", "mend"),
        Problem("E0201", "movement  stops.zzz.place", "what", "mend"),
        Problem("E0213", "timetable 101", "what", "mend"),
    ]
    assert [p.where.replace(str(toml.path), "m.toml") for p in located(told, {"movement": toml})] == [
        "m.toml:29  stops.b.place",
        "m.toml:25  roles.principal.formations[1].formation",
        "m.toml  stops.zzz.place",
        "timetable 101",
    ]
