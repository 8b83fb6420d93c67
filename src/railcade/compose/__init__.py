"""Which vehicles form a train: needs in, formations out.

Law of this room
----------------
1. It takes vehicles of the register that are in service, each for one train at most, and leaves the reserve.
2. Fewest vehicles, then least mass; of vehicles that are alike the lowest numbers. The same register and
   request give the same trains.
3. It says whether that is proved, and what binds: each rule is taken away once and the trains made anew.
4. Where no train fits, it names the fewest rules that have to give way, and how far.
5. Masses are loaded; couplers are judged as if the weakest stood behind the locomotive.

Not here: what a vehicle is (fleet), running it (motion), files (formats).
"""

from railcade.compose.composed import Binding, ComposedTrain, Composition, Judged, Reserve
from railcade.compose.composing import compose
from railcade.compose.request import ComposeRequest, Limits, Needs, TrainRequest

__all__ = [
    "Binding",
    "ComposeRequest",
    "ComposedTrain",
    "Composition",
    "Judged",
    "Limits",
    "Needs",
    "Reserve",
    "TrainRequest",
    "compose",
]
