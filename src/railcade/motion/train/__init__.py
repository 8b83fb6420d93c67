"""A train as motion sees it: one mass with a length, forces and caps.

Law of this room
----------------
1. A train is frozen; what varies from run to run is a new train, or factors of a batch.
2. Mass, length, resistance and rotating mass are sums over the vehicles; mass is even within a vehicle.
3. Only locomotives that work under every supply of the way pull.
4. A law of resistance states its source and where it is valid.

Not here: what the line does to the train (`way`, `traction`), how it brakes (`braking`).
"""

from railcade.motion.train.formation import Traction, Train, tractions_of, train_of

__all__ = ["Traction", "Train", "tractions_of", "train_of"]
