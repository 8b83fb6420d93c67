"""`railcade motion` with added time: base, each kind with its mark, total; and the warning of hot brakes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from railcade.app import running as app_running
from railcade.cli import main
from railcade.motion.energy.heat import TREAD_BRAKE, brake_gear_of

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
TRAIN = ["motion", str(CORRIDOR / "fleet.toml"), "principal_kp", str(CORRIDOR / "network.gpkg")]
LEG = [*TRAIN, "sinpo", "rahung"]
EVERY = ["--recovery", "5", "--recovery-per-100km", "1.5", "--engineering", "425-440:2"]
EVERY += ["--pathing", "440-425:1", "--performance", "441-455:.5"]
Capture = pytest.CaptureFixture[str]


def data(capsys: Capture, *words: str) -> dict:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def lines_of(capsys: Capture, *words: str) -> list[str]:
    assert main([*words]) == 0
    return capsys.readouterr().out.splitlines()


def problems(capsys: Capture, *words: str) -> str:
    assert main([*LEG, *words]) == 2
    return capsys.readouterr().err


def test_every_kind_is_told_apart_with_its_mark(capsys: Capture) -> None:
    lines = lines_of(capsys, *LEG, *EVERY)
    head = next(line for line in lines if line.startswith("place"))
    added = ["base", "recovery", "[eng.]", "(path.)", "<perf.>"]
    assert head.split() == ["place", "km", *added, "running", "km/h"]
    assert max(map(len, lines)) <= 100
    sum_line = " ".join(next(line for line in lines if line.startswith("time ")).split())
    assert re.fullmatch(
        r"time base 1:\d\d:\d\d recovery 0:0\d:\d\d engineering \[0:02:00\] pathing \(0:01:00\)",
        sum_line,
    )
    total = next(line for line in lines if " total 1:" in line)
    assert total.startswith("         ")
    assert any("at most " in line and "from km 425." in line for line in lines)
    assert len({len(line) for line in lines if "≈" in line}) == 1


def test_all_parts_add_up_to_the_running_time(capsys: Capture) -> None:
    plain, table = data(capsys, *LEG), data(capsys, *LEG, *EVERY)
    assert plain["added_s"] == {} and plain["driven"] == []
    assert plain["base_s"] == plain["running_s"] == table["base_s"]
    base_s, length_m = table["base_s"], table["rows"][-1]["position_m"]
    assert table["added_s"] == pytest.approx({
        "recovery": 0.05 * base_s + 90.0 * length_m / 100e3,
        "engineering": 120.0,
        "pathing": 60.0,
        "performance": 30.0,
    })
    assert table["running_s"] == pytest.approx(base_s + sum(table["added_s"].values()), abs=1e-5)
    last = table["rows"][-1]
    assert (last["base_s"], last["running_s"]) == (base_s, table["running_s"])
    for kind, seconds in table["added_s"].items():
        assert sum(row["added_s"].get(kind, 0.0) for row in table["rows"]) == pytest.approx(seconds)
    (driven,) = table["driven"]
    assert driven["time_factor"] == 1.05 and len(driven["caps"]) == 2
    shares_s = sum(share["duration_s"] for share in table["shares"])
    assert shares_s == pytest.approx(table["running_s"])
    energy, before = table["energy"], plain["energy"]
    used = sum(energy[f"{name}_joule"] for name in ("brake", "resistance", "grade", "kinetic"))
    assert energy["traction_joule"] == pytest.approx(used, rel=1e-8)
    assert energy["resistance_joule"] < before["resistance_joule"]


def test_recovery_may_be_one_largest_speed(capsys: Capture) -> None:
    plain = data(capsys, *LEG, "--stop", "sinbukchong")
    table = data(capsys, *LEG, "--stop", "sinbukchong", "--recovery", "4", "--spread", "capped")
    assert table["running_s"] == pytest.approx(1.04 * plain["running_s"], abs=1e-5)
    assert [len(leg["caps"]) for leg in table["driven"]] == [1, 1]
    lines = lines_of(capsys, *LEG, "--recovery", "4", "--spread", "capped", "--why", "430")
    assert lines[-1].startswith("driven   at most ")


def test_minutes_on_one_leg_leave_the_other_as_it_is(capsys: Capture) -> None:
    stop = ["--stop", "sinbukchong"]
    plain, table = data(capsys, *LEG, *stop), data(capsys, *LEG, *stop, "--engineering", "437-455:2")
    at = next(i for i, row in enumerate(plain["rows"][1:], 1) if row["stands"])
    for one, other in zip(plain["rows"][: at + 1], table["rows"], strict=False):
        assert other["running_s"] == pytest.approx(one["running_s"], abs=1e-9)
    assert table["running_s"] == pytest.approx(plain["running_s"] + 120.0, abs=1e-6)
    assert table["base_s"] == pytest.approx(plain["running_s"], abs=1e-9)


def test_kilometres_count_as_they_are_printed(capsys: Capture) -> None:
    """The ends of the way too, whatever lies behind their last digit."""
    table = data(capsys, *LEG, "--engineering", "396.44-458.04:2")
    assert table["running_s"] == pytest.approx(table["base_s"] + 120.0, abs=1e-6)


def test_all_that_is_wrong_is_told_at_once(capsys: Capture) -> None:
    err = problems(
        capsys, "--stop", "sinbukchong", "--recovery", "-3", "--recovery-per-100km", "nan",
        "--spread", "even", "--engineering", "425-440:-2", "--engineering", "425:2",
        "--pathing", "12-440:1", "--pathing", "425-425:1", "--performance", "400-455:1",
    )  # fmt: skip
    assert err.lstrip().startswith("8 problems")
    for told in (
        "-3 % cannot be added", "nan min cannot be added", "give linear or capped", "-2 min cannot be added",
        "write KM-KM:MINUTES, as --engineering 120-135:2", "the stretch has no length",
        "km 12 does not lie on the way, which goes from km 396.4 to km 458.0",
        "the train stands on this stretch: sinbukchong at km ",
    ):  # fmt: skip
        assert told in " ".join(err.split()), told


def test_a_spread_needs_something_to_spread(capsys: Capture) -> None:
    assert "there is no recovery to spread" in problems(capsys, "--spread", "linear")
    err = problems(capsys, "--spread", "capped", "--recovery", "3", "--pathing", "425-440:1")
    assert "spread recovery linear" in err


def test_stretches_that_overlap_are_told_in_kilometres_of_the_line(capsys: Capture) -> None:
    err = problems(capsys, "--pathing", "425-440:1", "--engineering", "430-445:1")
    assert "E0105  engineering allowance, km 430.0 to 445.0\n" in err
    assert "overlaps that of the pathing allowance, km 425.0 to 440.0" in err


def test_a_stretch_on_which_nothing_fits(capsys: Capture) -> None:
    assert main([*LEG, "--engineering", "430-431:30"]) == 3
    err = capsys.readouterr().err
    assert "E0302  km 430.0 to 431.0\n" in err
    assert "give it a longer stretch, or less time" in " ".join(err.split())


def test_brakes_that_grow_too_hot_are_a_note_to_the_run(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data(capsys, *LEG)["warnings"] == []
    weak = replace(TREAD_BRAKE, axle_watt=500.0)
    monkeypatch.setattr(app_running, "brake_gear_of", lambda formation: brake_gear_of(formation, weak))
    lines = lines_of(capsys, *LEG)
    at = next(i for i, line in enumerate(lines) if line.startswith("E0215  km "))
    assert re.fullmatch(r"E0215  km 4\d\d\.\d to km 4\d\d\.\d", lines[at])
    assert "MJ in" in lines[at + 1]
    assert any(line.startswith("       mend  run the fall at a mean of ") for line in lines[at:])
    assert max(map(len, lines)) <= 100
    found = data(capsys, *LEG)["warnings"]
    assert {item["code"] for item in found} == {"E0215"}
    assert found[0]["where"] == lines[at].removeprefix("E0215  ")


def test_why_is_told_of_the_run_with_its_recovery(capsys: Capture, tmp_path: Path) -> None:
    told = " ".join(" ".join(lines_of(capsys, *LEG, "--recovery", "5", "--why", "430")).split())
    assert "recovery 56.7 km/h; without it train cap 59.5 km/h: armour" in told
    assert "above it train cap 59.5 km/h" in told
    table = data(capsys, *LEG, "--recovery", "5", "-o", str(tmp_path / "run"))
    assert {phase["reason"] for phase in table["phases"]} == {"allowance", "braking"}
    assert "Added time binds" in (tmp_path / "run" / "speed.svg").read_text("utf-8")
    assert "Added time binds" not in plain_picture(capsys, tmp_path / "plain")


def plain_picture(capsys: Capture, folder: Path) -> str:
    data(capsys, *LEG, "-o", str(folder))
    return (folder / "speed.svg").read_text("utf-8")


def test_recovery_by_coasting(capsys: Capture) -> None:
    told = "\n".join(lines_of(capsys, *LEG, "--recovery", "10", "--spread", "coasting"))
    assert "driven for least energy: coasting over" in told
