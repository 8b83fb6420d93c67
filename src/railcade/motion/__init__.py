"""How fast a train can run: running time, braking, forces.

Law of this room
----------------
1. One face: `trainrun(train, path, settings) -> Run`; one kernel behind it for search, simulation, live.
2. The whole train counts: grade over its length, limits until its tail is clear.
3. At every stored point dynamic mass x acceleration = force - resistance - grade force.
4. Phase breaks are stored points; between points at most 50 m.
5. No solver that did not converge returns a number: it raises with place and missing kN.

Inside, top floor first: `explanation`, why a run is as it is; `allowances`, added time; `economy`, least
energy; `energy` and `course`, works and many times of runs; `running`; `task`, what the kernel is given;
`way` and `traction`, the line under the train; `train`; `braking`.

Not here: I/O, search, rules. Other rooms of its floor are unknown to it.
"""

from railcade.motion.braking import BrakeModel, brake_of_percentage, full_brake, service_brake
from railcade.motion.braking.stopping import Stop, stop_of
from railcade.motion.course import (
    Batch,
    Course,
    Variations,
    course_of,
    pace_for_duration,
    run_many,
    running_times,
)
from railcade.motion.explanation import (
    CapInForce,
    ExplainedRun,
    Phase,
    TimeShare,
    Why,
    caps_at,
    explain,
    explained_run,
    time_shares,
    why,
)
from railcade.motion.kilometres import Kilometres
from railcade.motion.running import trainrun
from railcade.motion.sampling import States, sampled, states_at
from railcade.motion.times import time_at, times_at
from railcade.motion.traction import starting_newton
from railcade.motion.train import Traction, Train, tractions_of, train_of
from railcade.motion.types import Cap, Condition, Reason, Run, RunSettings

__all__ = [
    "Batch",
    "BrakeModel",
    "Cap",
    "CapInForce",
    "Condition",
    "Course",
    "ExplainedRun",
    "Kilometres",
    "Phase",
    "Reason",
    "Run",
    "RunSettings",
    "States",
    "Stop",
    "TimeShare",
    "Traction",
    "Train",
    "Variations",
    "Why",
    "brake_of_percentage",
    "caps_at",
    "course_of",
    "explain",
    "explained_run",
    "full_brake",
    "pace_for_duration",
    "run_many",
    "running_times",
    "sampled",
    "service_brake",
    "starting_newton",
    "states_at",
    "stop_of",
    "time_at",
    "time_shares",
    "times_at",
    "tractions_of",
    "train_of",
    "trainrun",
    "why",
]
