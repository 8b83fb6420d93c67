"""Which way through the network.

Law of this room
----------------
1. A way is a list of places joined by sections; via places are honoured in order.
2. Shortest by the line's own kilometres; ties by place id, so that the answer never wavers.
3. A way that does not exist is a problem with both ends named.

Not here: cost and risk of ways (with the alternatives), I/O.
"""

from railcade.routing.way import find_way

__all__ = ["find_way"]
