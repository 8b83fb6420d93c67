"""The border as a process: steps whose durations are distributions, on jack tracks that trains share.

Law of this room
----------------
1. A step applies to a train by what the train does at the border: it keeps its vehicles on other bogies,
   those aboard change to another train, another train takes the role over, or it runs through.
2. All steps of a plan stand at one level: the share p of cases in which each takes no longer. The request
   says which quantile p serves: of each step, of a train's work, or of the time until all are ready.
3. Trains take jack tracks in the order of the roles; a longer train takes as many at once as the shed needs.
4. No chance is drawn: sums are convolved on a grid of half a minute, turns on the tracks are averaged over a
   lattice of fixed points. Quantiles of one train's work are good to half a minute, those of all
   trains to two minutes, and the tests hold them to it.

Not here: departures and what else binds them (`joint`), rows (`rows`), the check's own arithmetic (`check`).
"""

from railcade.plan.border.brakes import pressure_newton_per_kg, tf_on_100_t
from railcade.plan.border.odds import OUTLOOK_QUANTILES, outlook_s, share_of_work
from railcade.plan.border.process import Crossing, Process, Work, make_process, stated_steps, work_of

__all__ = [
    "OUTLOOK_QUANTILES", "Crossing", "Process", "Work", "make_process", "outlook_s", "pressure_newton_per_kg",
    "share_of_work", "stated_steps", "tf_on_100_t", "work_of",
]  # fmt: skip
