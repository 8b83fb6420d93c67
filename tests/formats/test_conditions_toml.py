"""Dated conditions: right in, and every way they go wrong, all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from railcade.app.checking import check_files
from railcade.basis import Basis
from railcade.clock import from_iso
from railcade.conditions import Opening, RunningTrack, Stretch
from railcade.errors import InputError
from railcade.formats.conditions_toml import read_conditions
from railcade.formats.opening_hours import openings
from railcade.units import mps_from_kmh

CONDITIONS = """\
name = "Weekly notice 20/2027"

[[possessions]]
number = "P 1"
between = ["a", "b"]
track = "backward"
from = 2027-05-16T22:00:00+09:00
until = 2027-05-17T04:00:00+09:00
reason = "rails"
owner = "north"
cancels = ["101"]

[[isolations]]
number = "I 1"
section = "a-b"
from = 2027-05-16T22:00:00+09:00
until = 2027-05-17T04:00:00+09:00
reason = "wire"
owner = "north"
basis = "assumed"

[[restrictions]]
number = "R 1"
from_km = 12.5
to_km = 13.25
speed_kmh = 36
from = 2027-05-10T00:00:00+09:00
until = 2027-06-10T00:00:00+09:00
reason = "soft ground"
owner = "north"

[[opening_hours]]
number = "H 1"
place = "a"
open = ["mon-fri 06:00-22:00", "sat 20:00-02:00"]
reason = "no traffic at night"
owner = "north"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "conditions.toml"
    path.write_text(text)
    return path


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    path = write(folder, text)
    with pytest.raises(InputError) as caught:
        read_conditions(path)
    return [(item.code, item.where.replace(str(path), "c.toml")) for item in caught.value.problems]


def test_all_kinds_are_read(tmp_path: Path) -> None:
    found = read_conditions(write(tmp_path, CONDITIONS))
    (possession,), (isolation,) = found.possessions, found.isolations
    assert possession.stretch == Stretch(places=("a", "b"))
    assert (possession.track, possession.cancels) == (RunningTrack.BACKWARD, ("101",))
    assert possession.from_at_s == from_iso("2027-05-16T13:00:00Z")
    assert (isolation.stretch.section, isolation.track) == ("a-b", RunningTrack.ALL)
    assert (possession.basis, isolation.basis) == (Basis.PUBLISHED, Basis.ASSUMED)
    (restriction,) = found.restrictions
    assert (restriction.stretch.from_m, restriction.stretch.to_m) == (12_500.0, 13_250.0)
    assert restriction.speed_mps == mps_from_kmh(36.0)
    assert len(found.hours[0].openings) == 6
    assert found.hours[0].openings[-1] == Opening(5, 72_000, 93_600)


def test_the_kind_of_file_is_known(tmp_path: Path) -> None:
    path = write(tmp_path, CONDITIONS)
    assert check_files([path]) == [(path, "conditions")]


@pytest.mark.parametrize(
    ("text", "days", "from_s", "until_s"),
    [
        ("daily 00:00-24:00", 7, 0, 86_400),
        ("Mon 06:00-22:00", 1, 21_600, 79_200),
        ("fri-mon 22:00-06:00", 4, 79_200, 108_000),
    ],
)
def test_hours_by_weekday(text: str, days: int, from_s: int, until_s: int) -> None:
    found = openings(text)
    assert found is not None
    assert (len(found), found[0].from_s, found[0].until_s) == (days, from_s, until_s)


@pytest.mark.parametrize(
    "text", ["", "always", "mon", "mon 6:00-22:00", "mon 06:00-06:00", "mon 24:00-06:00", "abc 06:00-07:00",
             "mon-xyz 06:00-07:00", "mon 06:70-07:00", "mon 06:00-25:00"],
)  # fmt: skip
def test_what_is_no_hours(text: str) -> None:
    assert openings(text) is None


WRONG = [
    ("a key that is unknown", 'owner = "north"\ncancels', 'ownr = "north"\ncancels',
     [("E0104", "c.toml:3  possessions[0].owner"), ("E0103", "c.toml:10  possessions[0].ownr")]),
    ("until before from", "until = 2027-05-17T04:00:00+09:00\nreason = \"rails\"",
     "until = 2027-05-16T21:00:00+09:00\nreason = \"rails\"", [("E0214", "c.toml:8  possessions[0].until")]),
    ("a time without zone", "2027-05-10T00:00:00+09:00", "2027-05-10T00:00:00",
     [("E0107", "c.toml:27  restrictions[0].from = 2027-05-10T00:00:00")]),
    ("nowhere", 'section = "a-b"\n', "", [("E0104", "c.toml:13  isolations[0]")]),
    ("in two ways", 'section = "a-b"\n', 'section = "a-b"\nbetween = ["a", "b"]\n',
     [("E0214", "c.toml:13  isolations[0]")]),
    ("one kilometre", "to_km = 13.25\n", "", [("E0104", "c.toml:22  restrictions[0]")]),
    ("kilometres that fall", "to_km = 13.25", "to_km = 12.25",
     [("E0105", "c.toml:25  restrictions[0].to_km")]),
    ("one place", 'between = ["a", "b"]', 'between = ["a"]', [("E0105", "c.toml:5  possessions[0].between")]),
    ("a box with kilometres", 'place = "a"', 'place = "a"\nfrom_km = 1\nto_km = 2',
     [("E0214", "c.toml:32  opening_hours[0]")]),
    ("no hours", "sat 20:00", "sat 8 pm", [("E0105", "c.toml:35  opening_hours[0].open[1]")]),
    ("a track that is none", '"backward"', '"left"', [("E0105", "c.toml:6  possessions[0].track")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), [case[1:] for case in WRONG], ids=[c[0] for c in WRONG])
def test_wrong(tmp_path: Path, old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert old in CONDITIONS
    assert problems(tmp_path, CONDITIONS.replace(old, new)) == expected


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = CONDITIONS.replace("to_km = 13.25", "to_km = 1").replace('place = "a"\n', "")
    text += CONDITIONS.partition("\n\n")[2].partition("[[isolations]]")[0]
    codes = [code for code, _ in problems(tmp_path, text)]
    assert sorted(codes) == ["E0104", "E0105", "E0108"]
