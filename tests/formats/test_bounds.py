"""What no name may hold, how far a line may go, and faults of size told in plain words."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from railcade.errors import InputError
from railcade.formats.fleet_toml import read_fleet
from railcade.formats.gpkg_cells import open_layers
from railcade.formats.movement_toml import read_movement
from railcade.formats.network_import import import_network
from railcade.formats.reading import hidden_character, read_text
from railcade.formats.timetable_csv import read_timetable
from tests.formats.own_line import ASSUMPTIONS, STATIONS, write_line
from tests.formats.texts import FLEET, MOVEMENT, TIMETABLE

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"


def told(read: Callable[[], Any]) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        read()
    return [(problem.code, problem.what) for problem in caught.value.problems]


def written(folder: Path, name: str, text: str, old: str, new: str) -> Path:
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    return folder / name


@pytest.mark.parametrize("letter", ["\n", "\t", "\x1b", "\x7f", "\x9b", "\u2028", "\u202e", "\u2066"])
def test_what_steers_a_terminal_or_breaks_a_line_is_hidden(letter: str) -> None:
    assert hidden_character(f"a{letter}b") == f"U+{ord(letter):04X}"
    assert not hidden_character("평양 Pjöngjang Хасан ≈ 1 000")


def test_names_hold_nothing_hidden(tmp_path: Path) -> None:
    fault = [("E0105", "holds the character U+001B")]
    fleet = written(tmp_path, "fleet.toml", FLEET, '"Small"', r'"Sm\u001B[2Jall"')
    assert told(lambda: read_fleet(fleet)) == fault
    movement = written(tmp_path, "movement.toml", MOVEMENT, '"Small"', r'"Sm\u001B[2Jall"')
    assert told(lambda: read_movement(movement)) == fault
    key = written(tmp_path, "fleet.toml", FLEET, "[vehicles.loco]", r'[vehicles."lo\u001Bco"]')
    assert told(lambda: read_fleet(key))[0] == ("E0105", "a key holds the character U+001B")
    timetable = written(tmp_path, "timetable.csv", TIMETABLE, "101", "1\x1b01")
    assert fault[0] in told(lambda: read_timetable(timetable))
    line = write_line(tmp_path, stations=STATIONS.replace("Beta", "Be\x1bta"))
    assert fault[0] in told(lambda: import_network(line))


def network_faults(folder: Path, statement: str, *values: object) -> list[tuple[str, str]]:
    path = folder / "network.gpkg"
    shutil.copyfile(CORRIDOR / "network.gpkg", path)
    with closing(sqlite3.connect(path)) as file:
        # QGIS indexes shapes by triggers that need its own functions.
        triggers = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            file.execute(f'DROP TRIGGER "{name}"')
        file.execute(statement, values)
        file.commit()
    problems: list[Any] = []
    open_layers(path, problems)
    return [(problem.code, problem.what) for problem in problems]


def test_a_network_holds_nothing_hidden_and_ends_somewhere(tmp_path: Path) -> None:
    first = "WHERE rowid = 1"
    assert network_faults(tmp_path, f"UPDATE places SET name = ? {first}", "a\x1bb") == [
        ("E0105", "holds the character U+001B")
    ]
    assert network_faults(tmp_path, f"UPDATE places SET km = -1 {first}") == [
        ("E0105", "-1 is outside its range")
    ]
    assert network_faults(tmp_path, f"UPDATE places SET km = 50001 {first}") == [
        ("E0105", "50001 is outside its range")
    ]
    assert network_faults(tmp_path, f"UPDATE sections SET length_m = 1000001 {first}") == [
        ("E0105", "1e+06 is outside its range")
    ]


@pytest.mark.parametrize("km", ["1e300", "50001", "-1"])
def test_kilometres_of_stations_are_bounded(tmp_path: Path, km: str) -> None:
    line = write_line(tmp_path, stations=STATIONS.replace("Gamma,31", f"Gamma,{km}"))
    assert ("E0105", f"{km} is outside its range") in told(lambda: import_network(line))


def test_stations_a_thousand_kilometres_apart_are_a_slip_of_units(tmp_path: Path) -> None:
    line = write_line(tmp_path, stations=STATIONS.replace("Gamma,31", "Gamma,31000"))
    assert ("E0105", "Gamma lies 30,990 km beyond Beta") in told(lambda: import_network(line))


def test_faults_of_size_are_told_in_our_words(tmp_path: Path) -> None:
    empty = written(tmp_path, "fleet.toml", FLEET, '"Small"', '""')
    assert told(lambda: read_fleet(empty)) == [("E0105", "the text is empty")]
    none = written(tmp_path, "fleet.toml", FLEET, '["loco", "3 x coach"]', "[]")
    assert told(lambda: read_fleet(none)) == [("E0105", "0 values, at least 1 expected")]
    three = ASSUMPTIONS + "[places]\ntrack_length_m = [500.0, 600.0, 700.0]\n"
    line = write_line(tmp_path, assumptions=three)
    assert ("E0105", "3 values, at most 2 expected") in told(lambda: import_network(line))


def test_only_a_file_of_the_same_kind_is_suggested(tmp_path: Path) -> None:
    for name in ("fleet.toml", "fleets.csv", "network.gpkg"):
        (tmp_path / name).touch()
    (tmp_path / "network.toml").mkdir()
    for name, mend in (("fleets.toml", "fleet.toml"), ("network.toml2", ""), ("networks.toml", "")):
        with pytest.raises(InputError) as caught:
            read_text(tmp_path / name)
        expected = f"did you mean {mend}?" if mend else "check the path"
        assert caught.value.problems[0].mend == expected
