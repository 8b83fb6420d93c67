"""What planning the corridor costs: wall time and memory of whole commands, one JSON object per line.

Each command runs in a process of its own, once to warm up (kernels compiled, files cached) and five
times measured; the median counts. Memory is the largest resident set that the process reached.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RAILCADE = Path(sys.executable).parent / "railcade"
REPEATS = 5
MIB = 1024 * 1024


def measure(*words: str | Path) -> tuple[float, float]:
    """Wall seconds and largest resident set in MB of one command.

    Raises
    ------
    SystemExit
        If the command fails: a figure of a failed run would be worthless.
    """
    started_s = time.perf_counter()
    process = subprocess.Popen([RAILCADE, *words], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - started_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"railcade {' '.join(map(str, words))} ended with {process.returncode}")
    unit_bytes = 1 if sys.platform == "darwin" else 1024
    return wall_s, usage.ru_maxrss * unit_bytes / MIB


def medians(*words: str | Path) -> tuple[float, float]:
    """Medians of `REPEATS` runs after one that is not counted."""
    measure(*words)
    runs = [measure(*words) for _ in range(REPEATS)]
    return statistics.median(run[0] for run in runs), statistics.median(run[1] for run in runs)


def row(name: str, value: float, unit: str, goal: float) -> None:
    """Print one figure beside its goal, which is an upper bound."""
    print(json.dumps({
        "name": name, "value": round(value, 3), "unit": unit, "goal": goal, "holds": value <= goal,
    }), flush=True)


def machine() -> dict[str, str | int | None]:
    """What the figures were measured on."""
    libraries = ("railcade", "numpy", "numba", "pydantic", "pyogrio", "typst")
    return {
        "machine": platform.machine(),
        "system": platform.system(),
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in libraries},
    }


def _cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text().splitlines() if path.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "corridor"
        plan_s, plan_mb = medians("plan", "examples/corridor/movement.toml", "-o", out)
        verify_s, verify_mb = medians("verify", out)
    compose_s, _ = medians("compose", "examples/corridor/compose.toml")
    help_s, _ = medians("--help")
    row("plan corridor, wall", plan_s, "s", 5.0)
    row("plan corridor, memory", plan_mb, "MB", 500.0)
    row("verify corridor, wall", verify_s, "s", 5.0)
    row("verify corridor, memory", verify_mb, "MB", 500.0)
    row("compose three trains from 90 carriages, wall", compose_s, "s", 2.0)
    row("help, wall", help_s, "s", 0.3)
    print(json.dumps(machine()))


if __name__ == "__main__":
    main()
