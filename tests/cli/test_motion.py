"""`railcade motion`: what it prints, why it says a train runs so, and the folder it writes."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from railcade.cli import main
from railcade.formats.runs_npz import read_runs

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
TRAIN = ["motion", str(CORRIDOR / "fleet.toml"), "principal_kp", str(CORRIDOR / "network.gpkg")]
LEG = [*TRAIN, "sinpo", "rahung"]
Capture = pytest.CaptureFixture[str]


def data(capsys: Capture, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_times_by_place(capsys: Capture) -> None:
    assert main([*TRAIN, "pyongyang", "kalli"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [
        "principal_kp   1,499 t   531 m   brake percentage 62",
        "59.5 km/h (armour: running gear and brake percentage 62)",
    ]
    assert [line.split()[0] for line in lines[4:8]] == ["pyongyang", "west_pyongyang", "sopo", "kalli"]
    table = data(capsys, *TRAIN, "pyongyang", "kalli")
    assert table["rows"][-1]["running_s"] > table["rows"][-1]["position_m"] / table["cap_mps"]
    assert main([*TRAIN, "pyongyang", "kali"]) == 2
    assert "kalli" in capsys.readouterr().err
    assert main([*TRAIN[:2], "principal", TRAIN[3], "pyongyang", "kalli"]) == 2
    assert "did you mean principal_" in capsys.readouterr().err


def test_kilometres_are_those_of_the_line(capsys: Capture) -> None:
    assert main(LEG) == 0
    out = capsys.readouterr().out
    assert re.search(r"\nsinpo +≈396\.4    0:00:00    0\.0\n", out)
    assert re.search(r"\nrahung +≈458\.0  ", out)


def test_a_stop_costs_time(capsys: Capture) -> None:
    words = [*TRAIN[:2], "advance_kp", TRAIN[3], "pyongyang", "kalli"]
    through, stopping = data(capsys, *words), data(capsys, *words, "--stop", "sopo")
    without, with_stop = (table["rows"][-1]["running_s"] for table in (through, stopping))
    assert without + 30.0 < with_stop < without + 300.0


def test_each_wrong_stop_is_one_problem_with_what_may_be_meant(capsys: Capture) -> None:
    stops = ["vladivostok", "kowon", "pyongsong", "120.5", "3000", "hamhong", "kilju", "kowon"]
    words = [word for stop in stops for word in ("--stop", stop)]
    assert main([*TRAIN, "pyongyang", "kilju", *words]) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert told.startswith("7 problems")
    for problem in (
        'E0202 place "vladivostok" it lies off the way from pyongyang to kilju, '
        "which would come through kilju and 85 more twice mend leave it out",
        'E0202 place "pyongsong" it comes before kowon on the way to kilju mend list places in travel order',
        'E0201 place "hamhong" it is not in the network mend did you mean hamhung or',
        "E0201 --stop 120.5 a train stands at a place, not at a kilometre "
        "mend did you mean loop_118_0 at km 118.0 or post_125_6 at km 125.6?",
        "E0201 --stop 3000 a train stands at a place, not at a kilometre, and km 3000 does not lie on",
        "E0214 --stop kilju kilju is an end of the run; the train stands there anyway mend remove it",
        "E0214 --stop kowon kowon is named twice mend remove it",
    ):
        assert problem in told, problem


def test_where_time_and_energy_go(capsys: Capture) -> None:
    assert main(LEG) == 0
    out = capsys.readouterr().out
    assert "energy   traction at the wheel " in out
    assert "\ntrain cap 59.5 km/h: armour: running gear and brake percentage 62 " in out
    assert "\nline limit 45 km/h " in out and "\nbraking, with build-up " in out
    assert "lost: over 59.5 km/h throughout" in out
    table = data(capsys, *LEG)
    shares = table["shares"]
    assert sum(share["duration_s"] for share in shares) == pytest.approx(table["rows"][-1]["running_s"])
    durations_s = [share["duration_s"] for share in shares]
    assert durations_s == sorted(durations_s, reverse=True)
    energy = table["energy"]
    used = sum(energy[f"{name}_joule"] for name in ("brake", "resistance", "grade", "kinetic"))
    assert energy["traction_joule"] == pytest.approx(used, rel=1e-3)
    assert {"grade", "speed limit", "formation"} <= {item["what"] for item in table["assumptions"]}


def test_every_phase(capsys: Capture) -> None:
    assert main([*LEG, "--reasons"]) == 0
    lines = capsys.readouterr().out.splitlines()
    first = next(i for i, line in enumerate(lines) if "from –" in line) + 2
    assert lines[first].endswith("full traction, speed rises")
    assert lines[-1].endswith("braking to a stand at km 458.0")
    assert max(len(line) for line in lines) <= 100
    phases = data(capsys, *LEG)["phases"]
    assert len(phases) == len([line for line in lines[first:] if " – " in line])
    assert [phase["to_m"] for phase in phases[:-1]] == [phase["from_m"] for phase in phases[1:]]
    assert phases[-1]["words"] == "braking to a stand at km 458.0"


def test_why_it_runs_58_at_km_412(capsys: Capture) -> None:
    assert main([*LEG, "--why", "412.3", "--why", "419.3"]) == 0
    out = capsys.readouterr().out
    braking, tail = out.split("\n\n")[1:]
    assert braking.startswith("km 412.3   58.5 km/h, falling   after ")
    assert "brake building up for 45 km/h at km 412.6\n" in braking
    assert "above it  train cap 59.5 km/h: armour" in braking
    assert "forces    traction 0.0 kN, resistance " in braking
    assert "line limit 45 km/h to km 419.0, tail clear at km 419.6\n" in tail
    assert "sinbukchong" not in out
    [answer] = data(capsys, *LEG, "--why", "412.3")["why"]
    assert answer["reason"] == "build_up"
    assert answer["next"] == "train cap 59.5 km/h: armour: running gear and brake percentage 62"
    assert answer["km"] == pytest.approx(412.3)


@pytest.mark.parametrize("km", ["12", "459", "nan"])
def test_a_kilometre_off_the_way_is_told(km: str, capsys: Capture) -> None:
    assert main([*LEG, "--why", km]) == 2
    err = capsys.readouterr().err
    assert "does not lie on the way, which goes from km 396.4 to km 458.0" in err


def test_the_folder_of_a_run(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "run"
    words = [*LEG, "--stop", "sinbukchong", "-o", str(folder)]
    for _ in range(2):  # the second replaces the first
        assert main([*words, "--step", "100"]) == 0
        told = capsys.readouterr().out.splitlines()[-4:]
        names = ["speed.svg", "speed.png", "trajectory.csv", "runs.npz"]
        assert told == [str(folder / name) for name in names]
        assert sorted(path.name for path in folder.iterdir()) == sorted(names)
    with (folder / "trajectory.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["leg"] for row in (rows[0], rows[-1])] == ["0", "1"]
    assert [float(row["km"]) for row in (rows[0], rows[-1])] == [396.4, 458.0]
    times = [float(row["t_s"]) for row in rows]
    assert times == sorted(times)
    runs = read_runs(folder / "runs.npz")
    assert list(runs) == ["sinbukchong-rahung", "sinpo-sinbukchong"]
    assert times[-1] == pytest.approx(sum(float(run["t_s"][-1]) for run in runs.values()), abs=1e-4)
    speeds = np.array([float(row["v_mps"]) for row in rows])
    assert speeds.max() <= 59.5 / 3.6 + 1e-6
    assert (folder / "speed.png").read_bytes()[:4] == b"\x89PNG"
    assert "Speed-distance diagram, principal_kp, Sinpo – Rahung" in (folder / "speed.svg").read_text("utf-8")


def test_other_folders_are_left_alone(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "speed.svg").write_text("mine")
    assert main([*LEG, "-o", str(tmp_path)]) == 2
    assert "exists and is no folder of a run: speed.svg" in capsys.readouterr().err
    folder = tmp_path / "run"
    assert main([*LEG, "-o", str(folder)]) == 0
    (folder / "notes.txt").write_text("mine")
    assert main([*LEG, "-o", str(folder)]) == 2
    assert "holds what is not of a run: notes.txt" in capsys.readouterr().err
    assert (folder / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("step", ["0", "-3", "0.5", "nan"])
def test_steps_that_make_too_many_rows(step: str, tmp_path: Path, capsys: Capture) -> None:
    assert main([*LEG, "-o", str(tmp_path / "run"), "--step", step]) == 2
    assert "give 1 m or more" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_neither_drawing_nor_typesetting_is_loaded_without_a_folder() -> None:
    words = [*TRAIN, "pyongyang", "sopo"]
    unwanted = ("typst", "railcade.notice", "railcade.plan", "rich")
    code = (
        f"import sys\nfrom railcade.cli import main\nmain({words!r})\n"
        f"print([name for name in {unwanted!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
