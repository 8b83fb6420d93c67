"""The kernel that is called without its compiler says what the compiled one says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from railcade.kernels import Points, State, Status, many, native
from railcade.kernels.cache import cache_path
from railcade.motion import RunSettings
from railcade.motion.running import _columns
from railcade.motion.task import CODES, task_of, work_of
from railcade.network import Path as Line
from tests.motion.lines import line, random_line, train

COMPILED = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
TRAIN = ["motion", str(CORRIDOR / "fleet.toml"), "principal_kp", str(CORRIDOR / "network.gpkg")]
QUIET = f"""
import sys
from railcade.cli import main
main({[*TRAIN, "pyongyang", "sopo"]!r})
print("numba" in sys.modules)
"""
Answer = tuple[int, int, State, float]


def both(mass_kg: float, path: Line, length_m: float, room: int = 4000) -> tuple[list[Answer], list[Points]]:
    answers, columns = [], []
    for run_points in (native.run_points, many.run_points):
        work = work_of(task_of(train(mass_kg=mass_kg), path, RunSettings(0.0, length_m)))
        points = _columns(room)
        for column in points:
            column[:] = 0
        answers.append(run_points(work, points, 50.0, CODES))
        columns.append(points)
    return answers, columns


@pytest.mark.parametrize("seed", range(20))
def test_both_give_the_same_bytes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    length_m = float(rng.uniform(500.0, 30_000.0))
    path = random_line(rng, length_m, int(rng.integers(1, 30)))
    (first, second), (one, other) = both(float(rng.uniform(3e5, 2.4e6)), path, length_m)
    assert first[:2] == second[:2] and first[3] == second[3]
    assert list(first[2]) == list(second[2])
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_failures_and_columns_that_are_too_short() -> None:
    (stalled, also), _ = both(1.1e6, line(5000.0, grade=((0.0, 0.06),)), 5000.0)
    assert stalled[0] == also[0] == Status.STALLED
    assert stalled[3] == also[3] > 0.0
    (full, also), _ = both(1.1e6, line(5000.0), 5000.0, room=10)
    assert (full[0], full[1]) == (also[0], also[1])
    assert full[0] == Status.FULL


def test_arrays_in_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="in one piece"):
        native._address(np.zeros(10)[::2], np.dtype(np.float64))


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_arrays_of_another_type_are_refused() -> None:
    work = work_of(task_of(train(), line(5000.0), RunSettings(0.0, 5000.0)))
    narrow = _columns(4000)._replace(x_m=np.zeros(4000, np.float32))
    with pytest.raises(ValueError, match="float64, not float32"):
        native.run_points(work, narrow, 50.0, CODES)
    swapped = work._replace(curves=work.phases)
    with pytest.raises(ValueError, match="this kernel reads"):
        native.run_points(swapped, _columns(4000), 50.0, CODES)


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
def test_a_process_that_runs_trains_need_not_load_the_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", QUIET], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.skipif(not COMPILED, reason="nothing is compiled")
@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_file_is_made_again(
    damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = (cache_path() / "run_points.o").read_bytes()
    path = tmp_path / "run_points.o"
    path.write_bytes(whole[:-1] if damage is None else damage)
    symbol, _, code = whole[32:].partition(b"\n")
    monkeypatch.setattr("railcade.kernels.object_code.run_points_object", lambda: (symbol.decode(), code))
    assert native._stored(path) == (symbol.decode(), code)
    assert path.read_bytes() == whole


def test_a_folder_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    native._keep(tmp_path / "nowhere" / "run_points.o", b"code")
    assert not (tmp_path / "nowhere").exists()


def test_what_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    taken = tmp_path / "run_points.o"
    taken.mkdir()
    native._keep(taken, b"code")
    assert list(tmp_path.iterdir()) == [taken]
