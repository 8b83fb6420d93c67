"""Programme and manifest: right in, and every fault of them at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from railcade.clock import from_iso
from railcade.errors import InputError
from railcade.formats.manifest_toml import read_manifest
from railcade.formats.programme_toml import read_programme

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"

PROGRAMME = """\
[[events]]
id = "welcome"
title = "Welcome"
place = "b"
begins = 2027-05-18T10:00:00+10:00
lasts = "20 min"
lead = "5 min"
may_slip = "10 min"
[[events]]
id = "talks"
title = "Talks"
place = "b"
begins = 2027-05-18T11:00:00+10:00
lasts = "2 h"
follows = "welcome"
gap = "10 min"
[[ways]]
id = "air"
mode = "air"
title = "Aircraft"
legs = [{ title = "flight", km = 900, speed_kmh = 900, extra = "25 min" }, { title = "wait", extra = "1 h" }]
seats = 200
reach_km = 9200
basis = "assumed"
source = "test"
"""
MANIFEST = """\
[[parties]]
id = "P1"
title = "Head"
people = 1
role = "principal"
carriage = 9
functions = ["head"]
[[parties]]
id = "P2"
title = "Second"
people = 4
sleepers = 2
role = "follow-up"
carriage = 1
functions = ["second"]
[[apart]]
functions = ["head", "second"]
reason = "test"
[[cars]]
id = "C1"
title = "Car"
mass_t = 3.5
role = "principal"
carriage = 20
hand_over = "b"
unload = "25 min"
[[supplies]]
what = "water"
unit = "l"
per_person_day = 70
carried = { principal = 100 }
basis = "assumed"
source = "test"
"""


def problems(read: Callable[[Path], Any], folder: Path, text: str) -> list[tuple[str, str, str]]:
    path = folder / "file.toml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read(path)
    return [(problem.code, problem.what, problem.mend) for problem in caught.value.problems]


def test_a_programme_in_seconds_and_metres(tmp_path: Path) -> None:
    path = tmp_path / "programme.toml"
    path.write_text(PROGRAMME)
    programme = read_programme(path)
    welcome, talks = programme.events
    assert welcome.begins_at_s == from_iso("2027-05-18T00:00:00Z")
    assert (welcome.lasts_s, welcome.lead_s, welcome.may_slip_s, talks.gap_s) == (1200, 300, 600, 600)
    assert programme.ways[0].duration_s == pytest.approx(3600 + 1500 + 3600)
    assert programme.ways[0].reach_m == 9_200_000.0


def test_a_manifest_counts_sleepers_as_people_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(MANIFEST)
    manifest = read_manifest(path)
    assert [party.sleepers for party in manifest.parties] == [1, 2]
    assert manifest.cars[0].mass_kg == 3500.0
    assert manifest.people("follow-up") == 4


def test_the_files_of_the_corridor() -> None:
    assert len(read_programme(CORRIDOR / "programme.toml").events) == 6
    assert len(read_manifest(CORRIDOR / "manifest.toml").parties) > 10


WRONG_PROGRAMMES = [
    ('+10:00\nlasts = "20 min"', '\nlasts = "20 min"', "E0107"),
    ('lasts = "20 min"', "lasts = 20", "E0105"),
    ('lasts = "20 min"', 'lasts = "2 h"', "E0214"),
    ('lasts = "20 min"', 'lasts = "0 min"', "E0105"),
    ("speed_kmh = 900, ", "speed_kmh = 1e-300, ", "E0105"),
    ("km = 900", "km = 1e300", "E0105"),
    ('follows = "welcome"', 'follows = "welcom"', "E0203"),
    ('id = "talks"', 'id = "welcome"', "E0108"),
    ('mode = "air"', 'mode = "sea"', "E0105"),
    ("speed_kmh = 900, ", "", "E0104"),
    ('{ title = "wait", extra = "1 h" }', '{ title = "wait" }', "E0104"),
    ("seats = 200", "seats = 0", "E0105"),
    ("reach_km", "range_km", "E0103"),
    ("legs = [", "legs = [] #", "E0105"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG_PROGRAMMES)
def test_each_fault_of_a_programme(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    assert code in [
        found[0] for found in problems(read_programme, tmp_path, PROGRAMME.replace(right, wrong, 1))
    ]


WRONG_MANIFESTS = [
    ("people = 1", "people = 0", "E0105"),
    ("people = 1", 'people = "one"', "E0105"),
    ("sleepers = 2", "sleepers = 5", "E0214"),
    ('["head", "second"]', '["head", "head"]', "E0108"),
    ("per_person_day = 70", "per_person_day = 1e308", "E0105"),
    ("carriage = 9", "carriage = 0", "E0105"),
    ('id = "P2"', 'id = "P1"', "E0108"),
    ('functions = ["head", "second"]', 'functions = ["head", "secnd"]', "E0203"),
    ('functions = ["head", "second"]', 'functions = ["head"]', "E0105"),
    ("mass_t = 3.5", "mass_t = -3.5", "E0105"),
    ("per_person_day = 70\n", "", "E0104"),
    ("hand_over", "handover", "E0103"),
    ("carried = { principal = 100 }", "carried = { principal = 1.5 }", "E0105"),
    ('basis = "assumed"', 'basis = "known"', "E0105"),
]


@pytest.mark.parametrize(("right", "wrong", "code"), WRONG_MANIFESTS)
def test_each_fault_of_a_manifest(tmp_path: Path, right: str, wrong: str, code: str) -> None:
    assert code in [
        found[0] for found in problems(read_manifest, tmp_path, MANIFEST.replace(right, wrong, 1))
    ]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = MANIFEST.replace('id = "P2"', 'id = "P1"').replace("sleepers = 2", "sleepers = 5")
    text = text.replace('functions = ["head", "second"]', 'functions = ["head", "secnd"]')
    found = problems(read_manifest, tmp_path, text)
    assert [code for code, _, _ in found] == ["E0108", "E0203", "E0214"]
    assert found[1][2] == "did you mean second?"
