"""Which way through the network.

Law of this room
----------------
1. A way is a list of places joined by sections; via places are honoured in order.
2. Shortest by the line's own kilometres; ties by place id, so that the answer never wavers.
3. A way that does not exist is a problem with both ends named; no way turns back where trains cannot stand.
4. Ways are compared by factors: each value with its basis, brought to one scale, weighted, added up. A factor
   that is not told for every way does not count. Comparing chooses nothing: the request takes a way.

Not here: I/O; a search for the way of least risk.
"""

from railcade.routing.way import find_way

__all__ = ["find_way"]
