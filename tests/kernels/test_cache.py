"""Machine code never outlives its source, and the kernels also run uncompiled."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import railcade
from railcade.kernels import cache
from railcade.motion import RunSettings, trainrun
from tests.motion.lines import random_line, train

SOURCE = Path(railcade.__file__).parent
CALL = """
import json
from railcade.kernels import cache, drive
from railcade.kernels.shapes import Law, State
held, full = Law(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0), Law(9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
after = drive.until_free(State(0.0, 0.0, 0.0, 0), held, full, (1e9, 2.0), (0.0, 100.0))
print(json.dumps([after.v_mps, str(cache.cache_path())]))
"""
POINTS = """
import json
from railcade.kernels import cache
from railcade.motion import RunSettings, trainrun
from tests.motion.lines import line, train
run = trainrun(train(), line(3000.0), RunSettings(0.0, 3000.0))
print(json.dumps([run.duration_s, str(cache.cache_path())]))
"""
PLAIN = """
import hashlib, json, sys
import numpy as np
from railcade.motion import RunSettings, trainrun
from tests.motion.lines import random_line, train
run = trainrun(train(), random_line(np.random.default_rng(9), 25_000.0, 25), RunSettings(0.0, 25_000.0))
print(json.dumps([run.x_m.tolist(), run.t_s.tolist(), run.v_mps.tolist(), run.reason.tolist()]))
"""


def call(code: str, folder: Path, **settings: str) -> list[object]:
    env = os.environ | settings | {"PYTHONPATH": os.pathsep.join([str(folder), str(SOURCE.parents[1])])}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    answer: list[object] = json.loads(done.stdout)
    return answer


def test_a_changed_inner_kernel_changes_the_outer_one(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "railcade", ignore=shutil.ignore_patterns("__pycache__"))
    inner = tmp_path / "railcade" / "kernels" / "forces.py"
    cached = str(tmp_path / "cache")
    first = call(CALL, tmp_path, XDG_CACHE_HOME=cached)
    again = call(CALL, tmp_path, XDG_CACHE_HOME=cached)
    assert first == again
    assert first[0] == 2.0
    stamp = inner.stat()
    text = inner.read_text()
    assert text.count("    a = law.base_mps2 +") == 1
    # One character more, elsewhere than in the function called, and the old time stamp on the file.
    inner.write_text(text.replace("    a = law.base_mps2 +", "    a = 2*law.base_mps2 +"))
    os.utime(inner, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    changed = call(CALL, tmp_path, XDG_CACHE_HOME=cached)
    assert changed[0] == 4.0
    assert changed[1] != first[1]


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT", "0") != "0", reason="nothing is compiled")
def test_a_changed_kernel_changes_the_stored_points(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "railcade", ignore=shutil.ignore_patterns("__pycache__"))
    inner = tmp_path / "railcade" / "kernels" / "forces.py"
    cached = str(tmp_path / "cache")
    first = call(POINTS, tmp_path, XDG_CACHE_HOME=cached)
    assert first == call(POINTS, tmp_path, XDG_CACHE_HOME=cached)
    text, stamp = inner.read_text(), inner.stat()
    told = "    a = law.base_mps2 +"
    inner.write_text(text.replace(told, "    a = -0.05 + law.base_mps2 +"))
    os.utime(inner, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    changed = call(POINTS, tmp_path, XDG_CACHE_HOME=cached)
    assert changed[1] != first[1]
    assert isinstance(changed[0], float) and isinstance(first[0], float)
    assert changed[0] > first[0] + 1.0, "it runs against 0.05 m/s² more"


def test_the_folder_is_named_by_its_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.cache_path.cache_clear()
    assert cache.cache_path() == tmp_path / "railcade" / f"kernels-{cache.kernel_hash()}"


def test_a_folder_that_cannot_be_written_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "railcade").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cache.cache_path.cache_clear()
    path = cache.cache_path()
    assert cache.cache_path() == path, "one folder for a process"
    assert path.is_dir()
    assert tmp_path not in path.parents
    shutil.rmtree(path)
    cache.cache_path.cache_clear()


def test_uncompiled_kernels_give_the_same_run(tmp_path: Path) -> None:
    x_m, t_s, v_mps, reason = call(PLAIN, tmp_path, NUMBA_DISABLE_JIT="1")
    path = random_line(np.random.default_rng(9), 25_000.0, 25)
    run = trainrun(train(), path, RunSettings(0.0, 25_000.0))
    assert run.reason.tolist() == reason
    assert run.x_m == pytest.approx(np.array(x_m), abs=1e-6)
    assert run.t_s == pytest.approx(np.array(t_s), abs=1e-6)
    assert run.v_mps == pytest.approx(np.array(v_mps), abs=1e-7)
