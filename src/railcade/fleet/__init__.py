"""Vehicles and formations. Frozen.

Law of this room
----------------
1. A vehicle knows its mass, length, axles, brake mass, resistance and where each figure comes from.
2. A formation is an ordered list of vehicles, head first; mass, length, brake percentage and the
   largest axle load are sums and maxima over it, never entered by hand.
3. Each speed cap carries its reason; the lowest applies and its reason is told.
4. Traction is a table of force over speed per locomotive, with class and basis; power and adhesive mass
   bound it further.
5. The register holds every vehicle that can be called on; each fact has basis, confidence and source.
6. Every value that is not surveyed or published is found by `unsure_of`.

Not here: motion (motion), composing formations from needs (compose), files (formats).
"""

from railcade.fleet.model import DIESEL, Deceleration, Fleet, Formation, SpeedCap, Traction, Vehicle
from railcade.fleet.register import FactNote, Register, RegisterVehicle, State
from railcade.fleet.unsure import unsure_of

__all__ = [
    "DIESEL",
    "Deceleration",
    "FactNote",
    "Fleet",
    "Formation",
    "Register",
    "RegisterVehicle",
    "SpeedCap",
    "State",
    "Traction",
    "Vehicle",
    "unsure_of",
]
