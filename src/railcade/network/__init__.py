"""The railway as it lies: places, sections, profiles, ways through them. Frozen.

Law of this room
----------------
1. A network is checked once, at the dock, and never changes afterwards.
2. Sections join two places; a place is where trains are timed. Station, loop, post, border.
3. Lengths are the line's own kilometres (`length_m`), not those of the drawn geometry.
4. A profile is a step function of position; what holds on extents of the line only (curves, tunnels, neutral
   sections) is a list of them. Each value knows its basis; nothing listed means nothing there.
5. A `Path` is a way through the network with positions from 0 in the travel direction;
   grades are already signed for it.
6. Every value that is not surveyed or published is found by `unsure_values`.

Not here: how to find a way (routing), how fast (motion), files (formats).
"""

from railcade.network.course import great_circle_m
from railcade.network.extents import NOWHERE, Extents
from railcade.network.model import (
    Block,
    BlockKind,
    Network,
    Place,
    PlaceKind,
    Section,
    Structure,
    Track,
)
from railcade.network.path import Path, PathSection, make_path, turns_back
from railcade.network.secured import Crossing, CrossingKind, Facing, Points
from railcade.network.steps import Steps
from railcade.network.unsure import unsure_values

__all__ = [
    "NOWHERE",
    "Block",
    "BlockKind",
    "Crossing",
    "CrossingKind",
    "Extents",
    "Facing",
    "Network",
    "Path",
    "PathSection",
    "Place",
    "PlaceKind",
    "Points",
    "Section",
    "Steps",
    "Structure",
    "Track",
    "great_circle_m",
    "make_path",
    "turns_back",
    "unsure_values",
]
