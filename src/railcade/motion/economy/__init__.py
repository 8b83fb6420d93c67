"""The run of least energy for a given time.

Law of this room
----------------
1. The run is made by `trainrun`, from caps and coasting that a driver could be told: no second engine.
2. The programme that finds them has a coarse model of its own; none of its figures is told as a result.
3. Switching points are polished on that run itself, by what a joule of kinetic energy is worth along it.
4. The arrival is exact, or there is an error.
5. Only the work at the wheel counts; what the brake gives back is a share that is handed in.

Not here: spreading of allowances, energy accounts, advice to drivers under way.
"""

from railcade.motion.economy.least import LeastEnergy, least_energy

__all__ = ["LeastEnergy", "least_energy"]
