"""What a running time costs, and what peers take for the same way: one JSON object per line.

The way is as long as the corridor, 1,181 km, with 2,000 segments from a fixed seed; half of them change the
limit. The train has two locomotives by force table and 20 carriages and counts with its whole length.
With RAILCADE_BENCH_DATA set to a folder that holds `profile.json` ({"edge_m", "grade", "limit_mps"}, SI),
that profile is used instead. ALTRIOS, installed by `make bench-peers` into build/peers, is run by its own
interpreter; where it is missing its row says so.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as File

import numpy as np
from bench_plan import machine
from peers.stepping import running_time_s

from railcade.basis import Basis
from railcade.kernels.series import carried
from railcade.kernels.shapes import Law, State
from railcade.motion import (
    BrakeModel,
    Cap,
    Reason,
    RunSettings,
    Traction,
    Train,
    Variations,
    brake_of_percentage,
    course_of,
    run_many,
    running_times,
    trainrun,
)
from railcade.network import Path, Place, PlaceKind, Steps

ROOT = File(__file__).resolve().parents[1]
ALTRIOS = ROOT / "build" / "peers" / "altrios" / "bin" / "python"
LENGTH_M = 1_181_000.0
SEGMENTS = 2000
SEED = 1181
PIECE_M = 50_000.0
BATCH = 10_000
GOAL_PER_S, GOAL_ERROR_S, GOAL_MS, GOAL_RATIO = 3000.0, 0.05, 10.0, 1.3
LIMITS_KMH = (40.0, 60.0, 70.0, 80.0, 100.0, 120.0)
TRAIN = Train(
    id="20 carriages",
    mass_kg=1.18e6,
    dynamic_mass_kg=1.25e6,
    length_m=525.0,
    resistance=(12_500.0, 270.0, 55.0),
    tractions=(
        Traction((0.0, 8.0, 12.0, 16.0, 20.0, 28.0, 35.0), (330e3, 320e3, 250e3, 190e3, 152e3, 108e3, 86e3)),
    )
    * 2,
    brake=brake_of_percentage(65.0, "P", 525.0),
    cap_mps=100.0 / 3.6,
)


def profile() -> dict[str, list[float]]:
    """Edges, grades and limits of the way."""
    folder = os.environ.get("RAILCADE_BENCH_DATA")
    if folder:
        found: dict[str, list[float]] = json.loads((File(folder) / "profile.json").read_text())
        return found
    rng = np.random.default_rng(SEED)
    inner = np.unique(np.round(rng.uniform(100.0, LENGTH_M - 100.0, SEGMENTS - 1), 1))
    count = len(inner) + 1
    grades = np.round(rng.normal(0.0, 0.004, count).clip(-0.009, 0.009), 4)
    limits = np.repeat(rng.choice(LIMITS_KMH, count // 2 + 1), 2)[:count] / 3.6
    return {
        "edge_m": [0.0, *inner.tolist(), LENGTH_M],
        "grade": grades.tolist(),
        "limit_mps": limits.tolist(),
    }


def path_of(data: dict[str, list[float]]) -> Path:
    """The profile as a path."""
    edges = data["edge_m"]
    basis = [Basis.ASSUMED] * (len(edges) - 1)
    ends = [
        Place(name.lower(), name, PlaceKind.STATION, km, 0.0, 0.0, "", "UTC", (), 0)
        for name, km in (("Alpha", 0.0), ("Omega", edges[-1] / 1000.0))
    ]
    return Path(
        places=tuple(ends),
        sections=(),
        place_m=np.array([0.0, edges[-1]]),
        limit_mps=Steps.of(edges[:-1], data["limit_mps"], basis),
        grade=Steps.of(edges[:-1], data["grade"], basis),
        axle_load_kg=Steps.constant(25_000.0, Basis.ASSUMED),
    )


def pieces_of(data: dict[str, list[float]], piece_m: float) -> list[dict[str, list[float]]]:
    """The profile cut into pieces, each from 0."""
    edges, found = data["edge_m"], []
    starts = np.arange(0.0, edges[-1] - 0.5 * piece_m, piece_m)
    for start in starts.tolist():
        end = min(start + piece_m, edges[-1])
        inside = [i for i in range(len(edges) - 1) if edges[i + 1] > start + 1.0 and edges[i] < end - 1.0]
        cuts = [start, *(edges[i] for i in inside[1:]), end]
        found.append({
            "edge_m": [cut - start for cut in cuts],
            "grade": [data["grade"][i] for i in inside],
            "limit_mps": [data["limit_mps"][i] for i in inside],
        })
    return found


def timed_s(work: Callable[[], object], repeats: int) -> float:
    """Median wall time of one call, after one that is not counted."""
    work()
    walls = []
    for _ in range(repeats):
        started_s = time.perf_counter()
        work()
        walls.append(time.perf_counter() - started_s)
    return statistics.median(walls)


def row(name: str, value: float, unit: str, goal: float | None = None, **more: object) -> None:
    """Print one figure with its goal, and what belongs to it; more is better where it is told per second."""
    line: dict[str, object] = {"name": name, "value": float(f"{value:.6g}"), "unit": unit}
    if goal is not None:
        line |= {"goal": goal, "holds": value >= goal if unit.startswith("runs/s") else value <= goal}
    print(json.dumps(line | more), flush=True)


def own(path: Path) -> None:
    """One running time of this engine, its error, a fine trajectory, a batch on all cores."""
    settings = RunSettings(0.0, path.length_m)
    course = course_of(TRAIN, path, settings)
    fine = trainrun(TRAIN, path, RunSettings(0.0, path.length_m, max_step_m=1.0))
    wall_s = timed_s(lambda: running_times(course), 2000)
    took_s = float(running_times(course)[-1])
    row("running times", 1.0 / wall_s, "runs/s/core", GOAL_PER_S, running_time_s=took_s)
    row("their error, against cells cut at most 25 m apart", abs(took_s - close_s(path)), "s", GOAL_ERROR_S)
    row("the same run as stored points", abs(took_s - fine.duration_s), "s", 0.0)
    wall_s = timed_s(lambda: course_of(TRAIN, path, settings), 30)
    row("preparing the way and the train", 1e3 * wall_s, "ms")
    wall_s = timed_s(lambda: trainrun(TRAIN, path, settings), 15)
    row("trajectory, points at most 50 m apart", 1e3 * wall_s, "ms")
    ten = RunSettings(0.0, path.length_m, max_step_m=10.0)
    row("trajectory, 10 m", 1e3 * timed_s(lambda: trainrun(TRAIN, path, ten), 15), "ms", GOAL_MS)
    rng = np.random.default_rng(SEED)
    mass_factor = rng.uniform(0.9, 1.1, BATCH)
    resistance_factor = rng.uniform(0.8, 1.2, BATCH)
    variations = Variations(mass_factor=mass_factor, resistance_factor=resistance_factor)
    run_many(course, Variations(mass_factor=mass_factor[:2]))
    started_s = time.perf_counter()
    batch = run_many(course, variations)
    wall_s = time.perf_counter() - started_s
    done = int(np.isfinite(batch.duration_s).sum())
    per_s = round(BATCH / wall_s, 1)
    row("batch of 10,000 on all cores", wall_s, "s", cores=os.cpu_count(), finished=done, runs_per_s=per_s)


def close_s(path: Path) -> float:
    """The running time with steps that end at least every 25 m, by caps that bind nobody."""
    ends_m = np.arange(25.0, path.length_m, 25.0).tolist()
    caps = tuple(Cap(end_m - 25.0, end_m, math.inf, Reason.RULE, False) for end_m in ends_m)
    return float(running_times(course_of(TRAIN, path, RunSettings(0.0, path.length_m, caps=caps)))[-1])


def order() -> None:
    """How the error of the series falls when its steps are halved: the exponent of two."""
    law = Law(0.4, -0.012, -2e-4, 1e-5, 0.0, 0.0, 1.0)

    def speed_mps(count: int) -> float:
        state = State(0.0, 0.0, 0.0, 0)
        for _ in range(count):
            state = carried(law, state, 80.0 / count)
        return float(state.v_mps)

    exact_mps = speed_mps(1024)
    errors = [abs(speed_mps(count) - exact_mps) for count in (4, 8, 16)]
    row("order of convergence", math.log2(errors[1] / errors[2]), "", errors_mps=errors)


def warm() -> None:
    """`railcade motion` warm, beside a process that imports numba and calls one cached kernel, in turns."""
    corridor = "examples/corridor"
    kilju = [f"{corridor}/fleet.toml", "principal_kp", f"{corridor}/network.gpkg", "pyongyang", "kilju"]
    commands = {
        "motion": [str(ROOT / ".venv" / "bin" / "railcade"), "motion", *kilju],
        "numba": [sys.executable, str(ROOT / "bench" / "peers" / "numba_call.py")],
    }
    walls: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(10):
        for name, command in commands.items():
            started_s = time.perf_counter()
            subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=120)
            if turn:  # the first compiles or loads
                walls[name].append(time.perf_counter() - started_s)
    motion_s, numba_s = (statistics.median(walls[name]) for name in commands)
    ratio = statistics.median(a / b for a, b in zip(*walls.values(), strict=True))
    row("railcade motion, warm", motion_s, "s", peer="numba with one cached kernel", peer_value=numba_s)
    row("railcade motion over numba's call", ratio, "", GOAL_RATIO)


def stepping(data: dict[str, list[float]], path: Path) -> None:
    """The first-order scheme at 2 s beside this engine: point mass, one deceleration on any grade."""
    brake_mps2, step_s = 0.4, 2.0
    table = TRAIN.tractions[0]
    speeds, forces = np.array(table.speed_mps), 2.0 * np.array(table.force_newton)
    item = (1.18e6 * 9.81, TRAIN.dynamic_mass_kg, TRAIN.resistance, speeds, forces)
    limits = np.minimum(np.array(data["limit_mps"]), TRAIN.cap_mps)
    way = (np.array(data["edge_m"]), np.array(data["grade"]), limits)
    point = Train(
        "point", TRAIN.mass_kg, TRAIN.dynamic_mass_kg, 0.0, TRAIN.resistance, TRAIN.tractions,
        BrakeModel((0.0,), (brake_mps2,), on_any_grade=True), TRAIN.cap_mps,
    )  # fmt: skip
    settings = RunSettings(0.0, path.length_m, service_brake_factor=1.0)
    truth_s = trainrun(point, path, replace(settings, max_step_m=1.0)).duration_s
    took_s = running_time_s(*way, item, brake_mps2, step_s)
    wall_s = timed_s(lambda: running_time_s(*way, item, brake_mps2, step_s), 9)
    km = path.length_m / 1000.0
    row(
        "stepping scheme, 2 s", 1e6 * wall_s / km, "us/km",
        runs_per_s=round(1.0 / wall_s, 1), error_s=round(took_s - truth_s, 3), running_time_s=took_s,
    )  # fmt: skip
    course = course_of(point, path, settings)
    own_s = timed_s(lambda: running_times(course), 20)
    own_error_s = float(running_times(course)[-1]) - truth_s
    row("running times, same point mass", 1e6 * own_s / km, "us/km", error_s=round(own_error_s, 6))


def altrios(data: dict[str, list[float]]) -> None:
    """ALTRIOS over the same profile in pieces, and this engine over those that it finished."""
    name = "ALTRIOS, pieces of the way"
    if not ALTRIOS.exists():
        print(json.dumps({"name": name, "value": None, "why": "not installed; make bench-peers"}))
        return
    pieces = pieces_of(data, PIECE_M)
    reply = subprocess.run(
        [ALTRIOS, ROOT / "bench" / "peers" / "altrios_run.py"],
        input=json.dumps(pieces), capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if reply.returncode:
        print(json.dumps({"name": name, "value": None, "why": reply.stderr.strip()[-200:]}))
        return
    answer = json.loads(reply.stdout)
    done = [i for i, item in enumerate(answer["pieces"]) if "wall_s" in item]
    stopped = [item["stopped"] for item in answer["pieces"] if "stopped" in item]
    km = sum(answer["pieces"][i]["km"] for i in done)
    if not done:
        print(json.dumps({"name": name, "value": None, "why": stopped[0]}))
        return
    wall_s = sum(answer["pieces"][i]["wall_s"] for i in done)
    row(
        name, 1e6 * wall_s / km, "us/km", version=answer["version"], pieces=len(pieces),
        finished=len(done), km=km, first_stop=stopped[0].splitlines()[-1].strip() if stopped else None,
    )  # fmt: skip
    paths = [path_of(pieces[i]) for i in done]
    courses = [course_of(TRAIN, path, RunSettings(0.0, path.length_m)) for path in paths]
    own_s = timed_s(lambda: [running_times(course) for course in courses], 9)
    row("running times, the same pieces", 1e6 * own_s / km, "us/km", km=km)
    own_s = timed_s(lambda: [trainrun(TRAIN, path, RunSettings(0.0, path.length_m)) for path in paths], 5)
    row("trajectories, the same pieces, points at most 50 m apart", 1e6 * own_s / km, "us/km", km=km)


def main() -> None:
    data = profile()
    path = path_of(data)
    row("segments", len(data["grade"]), "", km=path.length_m / 1000.0, seed=SEED)
    own(path)
    order()
    warm()
    stepping(data, path)
    altrios(data)
    print(json.dumps(machine()))


if __name__ == "__main__":
    sys.exit(main())
