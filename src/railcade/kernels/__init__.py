"""Compiled arithmetic: numba functions on scalars and NamedTuples of arrays, SI throughout.

Law of this room
----------------
1. Arguments are scalars and NamedTuples of arrays; results are tuples and arrays handed in.
2. No exceptions: a status code says what went wrong, and where.
3. Each function also runs uncompiled (``NUMBA_DISABLE_JIT=1``) with the same result.
4. A changed source is never met by an old machine code: the cache folder's name holds a hash of all
   sources of this room, numba's version and the processor.
5. This room knows nothing of Railcade.

Not here: things (fleet, network), messages for people (motion).
"""

from railcade.kernels.lazily import run_many, run_times
from railcade.kernels.native import run_points
from railcade.kernels.shapes import Codes, Points, State, Status, Task, Work
from railcade.kernels.tables import BAND, CELL, CURVE, PHASE, SEGMENT, Rows, rows

__all__ = [
    "BAND",
    "CELL",
    "CURVE",
    "PHASE",
    "SEGMENT",
    "Codes",
    "Points",
    "Rows",
    "State",
    "Status",
    "Task",
    "Work",
    "rows",
    "run_many",
    "run_points",
    "run_times",
]
