"""The whole way of a bad request, from the corridor's files spoilt: all problems, no traceback, exit 2."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from railcade.cli import main

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def spoil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str, str], None]:
    """Replace words of one of the corridor's files, which lie in the working folder."""
    for name in ("network.gpkg", "timetable.csv", *(path.name for path in CORRIDOR.glob("*.toml"))):
        shutil.copy(CORRIDOR / name, tmp_path / name)
    shutil.copytree(CORRIDOR / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)

    def replace(name: str, good: str, bad: str) -> None:
        text = Path(name).read_text()
        assert good in text, good
        Path(name).write_text(text.replace(good, bad))

    return replace


def line(words: str) -> int:
    """Line of the movement request that holds some words first."""
    lines = Path("movement.toml").read_text().splitlines()
    return next(i for i, text in enumerate(lines, start=1) if words in text)


def refusal(capsys: Capture) -> str:
    """What `plan` says of the files; nothing is written, and it is no fault of ours."""
    assert main(["plan", "movement.toml", "-o", "out"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "Traceback" not in err and "our bug" not in err
    assert not Path("out").exists()
    return err


def test_faults_of_all_files_come_together(spoil: Callable[[str, str, str], None], capsys: Capture) -> None:
    spoil("movement.toml", "2027-05-16T16:00:00+09:00", "2027-05-16T16:00:00")
    spoil("fleet.toml", "mass_t = 84", "mass_t = nan")
    spoil("timetable.csv", "train,kind", "train,knd")
    spoil("rules/moderate.toml", "passenger = 3", "passanger = 3")
    err = refusal(capsys)
    assert "6 problems  nothing was written" in err
    assert "E0107  movement.toml:9  depart_earliest = 2027-05-16T16:00:00\n" in err
    assert "mend  write 2027-05-16T16:00+09:00\n" in err
    assert "E0106  fleet.toml:" in err and "vehicles.saloon.mass_t" in err
    assert "unknown column knd\n       mend  did you mean kind?" in err
    assert "unknown key passanger\n       mend  did you mean passenger?" in err


def test_a_missing_file_hides_nothing(spoil: Callable[[str, str, str], None], capsys: Capture) -> None:
    spoil("movement.toml", 'network = "network.gpkg"', 'network = "netwrk.gpkg"')
    spoil("fleet.toml", "axles = 6", "axles = 1")
    err = refusal(capsys)
    assert "E0101  netwrk.gpkg\n       no such file\n       mend  did you mean network.gpkg?" in err
    assert "1 is not greater than or equal to 2" in err


def test_what_does_not_fit_together_has_file_and_line(
    spoil: Callable[[str, str, str], None], capsys: Capture
) -> None:
    spoil("movement.toml", 'manifest = "manifest.toml"', "")  # its people would have no carriages
    spoil("movement.toml", 'place = "kilju"', 'place = "kilj"')
    spoil("movement.toml", "bogie_sets = 3", "bogie_sets = 2")
    spoil("movement.toml", 'formation = "principal_ru"', 'formation = "principal_kp"')
    spoil("fleet.toml", '"2 x electric",', '"electric", "20 x saloon",')
    err = refusal(capsys)
    first, second = line('"pyongyang", formation = "principal'), line('"tumangang", formation = "principal')
    spoilt, short = line('"kilj"'), line('"sinsongchon"')
    for told in (
        f"E0201  movement.toml:{spoilt}  stops.kilj.place\n       the network has no place kilj\n",
        "mend  did you mean kilju",
        f"E0205  movement.toml:{second}  roles.principal.formations[1].formation\n",
        "the principal runs on 1435 mm (principal_kp), Khasan – Vladivostok is 1520 mm",
        f"E0206  movement.toml:{second}  roles.principal.formations[1].formation\n",
        f"E0204  movement.toml:{short}  stops.sinsongchon.place\n",
        f"E0207  movement.toml:{first}  roles.principal.formations[0].formation\n",
        "kN are missing",
    ):
        assert told in err, err


def test_an_unknown_origin_is_told_with_its_line(
    spoil: Callable[[str, str, str], None], capsys: Capture
) -> None:
    spoil("movement.toml", 'origin = "pyongyang"', 'origin = "piongyang"')
    err = refusal(capsys)
    assert "1 problem " in err
    assert "E0201  movement.toml:7  origin" in err and "did you mean pyongyang" in err
