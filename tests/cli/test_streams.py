"""Streams that are closed, full or know few letters, and stop signals: one plain word, never a fault."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from railcade import __version__
from railcade.cli import main

ROOT = Path(__file__).parents[2]
CORRIDOR = ROOT / "examples" / "corridor"
RAILCADE = Path(sys.executable).with_name("railcade")


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command.replace("railcade", str(RAILCADE), 1), shell=True, executable="/bin/bash", cwd=CORRIDOR,
        env=os.environ | environment, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("where", "told"),
    [
        (">&-", "standard output is closed: nothing was done\n"),
        ("> /dev/full", "standard output cannot be written: no space left on device\n"),
        (">&- 2>&-", ""),
        ("<&- >&- 2>&-", ""),
    ],
)
@pytest.mark.parametrize(
    "words", ["check fleet.toml", "check fleet.toml --json", "check none.toml --json", "--help"]
)
def test_an_output_that_takes_nothing_is_no_fault_of_ours(words: str, where: str, told: str) -> None:
    done = shell(f"railcade {words} {where}")
    assert (done.returncode, done.stderr) == (141, told)


def test_a_terminal_of_few_letters_gets_what_it_can_show(tmp_path: Path) -> None:
    file = tmp_path / "Pjöngjang ≈.toml"
    file.write_text("")
    for encoding in ("ascii", "latin-1"):
        environment = {"PYTHONIOENCODING": encoding, "LC_ALL": "C"}
        told = shell(f"railcade check '{file}'", **environment)
        assert told.returncode == 2 and "Pj" in told.stderr and "our bug" not in told.stderr
        data = json.loads(shell(f"railcade check '{file}' --json", **environment).stdout)
        assert data["problems"][0]["where"].startswith(str(file))


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"railcade {__version__}\n"


@pytest.mark.parametrize(
    "words", [["chek"], ["check"], ["plan", "x", "--fast"], ["traffic", "x", "--seed", "-1"]]
)
def test_wrong_words_are_told_as_json_too(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*words, "--json"]) == 2
    told = capsys.readouterr()
    (problem,) = json.loads(told.out)["problems"]
    assert problem["code"] == "E0111" and problem["what"] and not told.err


# From the first imports over the reading and the compiling of kernels into the search.
@pytest.mark.parametrize("delay_s", [0.15, 0.4, 1.0, 1.7, 2.5])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_clears_away_what_is_half_done(number: int, delay_s: float, tmp_path: Path) -> None:
    # A test run in the background may have interrupts ignored; and nothing is stopped before it has begun.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from railcade.cli import main, stop_cleanly\n"
        "stop_cleanly(); print('ready', flush=True); raise SystemExit(main())"
    )
    words = ["plan", str(CORRIDOR / "movement.toml"), "-o", str(tmp_path / "new" / "out")]
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None and child.stdout.readline() == "ready\n"
        time.sleep(delay_s)
        child.send_signal(number)
        _, told = child.communicate(timeout=60)
    assert (child.returncode, told) == (130, "stopped\n")
    assert list(tmp_path.iterdir()) == []
