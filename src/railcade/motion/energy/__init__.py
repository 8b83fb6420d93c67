"""Where the energy of a run goes, and the heat of its brakes.

Law of this room
----------------
1. Work of traction = work into brakes + against resistance + gains of potential and kinetic energy; what is
   left open is told, never spread.
2. Works are found along the motion that starts at each stored point; kinetic and potential energy come from
   the points themselves, so that the balance shows errors of the run too.
3. Sums do not depend on how far apart the stored points lie.
4. Energy is told at the wheel; losses beyond it are not modelled.
5. Heat is judged against a braking that the axle is known to bear.

Not here: the run of least energy (`economy`).
"""

from railcade.motion.energy.account import (
    NO_USE,
    ElectricUse,
    EnergyAccount,
    WorkedRun,
    account_of,
    electric_use_of,
    energy_account,
    worked_run,
)

__all__ = [
    "NO_USE",
    "ElectricUse",
    "EnergyAccount",
    "WorkedRun",
    "account_of",
    "electric_use_of",
    "energy_account",
    "worked_run",
]
