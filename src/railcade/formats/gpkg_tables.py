"""The layers and columns of `network.gpkg`, declared once for reader, writer and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from railcade.basis import Basis
from railcade.network import BlockKind, CrossingKind, Facing, PlaceKind

FORMAT = "railcade.network/1"
# Of these, the last three are needed only where the place has tracks, jack tracks or a reversal.
PLACE_BASES = ("km", "position", "kind", "zone", "box", "reset_s", "jack_tracks", "may_reverse")
SECTION_BASES = ("length_m", "tracks", "gauges_mm", "power", "geometry")
MOST_KM = 50_000.0
"""Beyond any railway of the world; a slip of units is told, not computed with."""
LONGEST_SECTION_M = 1_000_000.0
PROFILES = ("limit_mps", "grade", "axle_load_kg")
EXTENTS = ("curve_radius_m", "neutral_m", "adhesion", "feeding_watt", "heavy_limits")
MAY_LACK = ("extents", "section_facts", "place_facts", "crossings", "points")
SECTION_FACTS = ("load_kg_per_m", "envelope", "least_radius_m")
PLACE_FACTS = ("fuel", "stopping")
"""Layers that a file has only if there is something to say in them."""
LARGEST_DRAG = 10.0


Bound = float  # in the unit that the column's name ends in


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    `kind` is text, real, whole or flag; `least` and `most` bound a number, `above` excludes its bound.
    A cell may be empty only where `optional` says so, and all of the column be left out where
    `may_lack` does. `refers` names the layer whose id it holds.
    """

    name: str
    kind: str
    meaning: str
    optional: bool = False
    choices: tuple[str, ...] = ()
    least: Bound = -inf
    above: Bound = -inf
    most: Bound = inf
    refers: str = ""
    may_lack: bool = False


_BASIS = Column("basis", "text", "what it rests on", choices=tuple(str(basis) for basis in Basis))


def _bases(names: tuple[str, ...], optional: tuple[str, ...] = ()) -> tuple[Column, ...]:
    return tuple(
        Column(f"{name}_basis", "text", f"what {name} rests on", name in optional, _BASIS.choices)
        for name in names
    )


_YES_NO = ("yes", "no")
_STOPPING = ("preferred", "forbidden")
_SECTION = Column("section", "text", "a section", refers="sections")

# Layer name -> geometry type ("" for none) and columns.
LAYERS: dict[str, tuple[str, tuple[Column, ...]]] = {
    "places": (
        "Point",
        (
            Column("id", "text", "its own, unique"),
            Column("name", "text", "as printed, in Latin letters"),
            Column("local_name", "text", "in local letters", optional=True),
            Column("kind", "text", "what it is", choices=tuple(str(kind) for kind in PlaceKind)),
            Column("km", "real", "kilometre on the line, for people; 0 to 50,000", least=0.0, most=MOST_KM),
            Column("country", "text", "ISO 3166 alpha-2", optional=True),
            Column("zone", "text", "IANA time zone"),
            Column(
                "reset_s",
                "whole",
                "seconds from a train leaving a track to the next on it; at least 1 where it has tracks",
                least=0,
            ),
            Column("jack_tracks", "whole", "tracks with gauge change equipment", least=0),
            Column("may_reverse", "flag", "whether the way turns back here"),
            Column("main", "flag", "whether a stranger would look for it"),
            Column("box", "flag", "whether a signaller is on duty here"),
            *_bases(PLACE_BASES, PLACE_BASES[-3:]),
            Column("source", "text", "where it comes from", optional=True),
        ),
    ),
    "sections": (
        "LineString",
        (
            Column("id", "text", "its own, unique"),
            Column("start_place", "text", "place with the smaller kilometre", refers="places"),
            Column("end_place", "text", "place with the larger kilometre", refers="places"),
            Column(
                "length_m",
                "real",
                "length by the line's kilometres, not of the drawing; at most 1,000 km",
                least=1.0,
                most=LONGEST_SECTION_M,
            ),
            Column("tracks", "whole", "1 single line, 2 double line", least=1, most=2),
            Column("block_kind", "text", "block working", choices=tuple(str(kind) for kind in BlockKind)),
            Column(
                "signal_m", "text", "block signals between the ends, metres, blanks between", optional=True
            ),
            Column("setting_s", "whole", "seconds before the head enters a block", least=0),
            Column("clearing_s", "whole", "seconds from the tail leaving to the report", least=0),
            Column("release_s", "whole", "seconds from the report to free", least=0),
            Column("block_basis", "text", "what block working rests on", choices=_BASIS.choices),
            Column("gauges_mm", "text", "gauges, for example 1435+1520"),
            Column("power", "text", "none, 3 kV DC, 25 kV AC ..."),
            *_bases(SECTION_BASES),
            Column("source", "text", "where it comes from", optional=True),
        ),
    ),
    "place_tracks": (
        "",
        (
            Column("place", "text", "a place", refers="places"),
            Column("track", "text", "its own, unique at the place; the first is the main track"),
            Column("length_m", "real", "usable length", above=0.0),
            _BASIS,
        ),
    ),
    "profiles": (
        "",
        (
            _SECTION,
            Column("kind", "text", "m/s, rise per metre from start to end, or kilograms", choices=PROFILES),
            Column("start_m", "real", "where the value begins, from the section's start", least=0.0),
            Column("value", "real", "the value from there on"),
            _BASIS,
        ),
    ),
    "structures": (
        "",
        (
            _SECTION,
            Column("kind", "text", "bridge or tunnel", choices=("bridge", "tunnel")),
            Column("from_m", "real", "where it begins, from the section's start", least=0.0),
            Column("to_m", "real", "where it ends", above=0.0),
            _BASIS,
            Column(
                "drag_factor",
                "real",
                "drag of air in the tunnel over that outside, 1 to 10; empty: not known, as outside",
                optional=True,
                least=1.0,
                most=LARGEST_DRAG,
                may_lack=True,
            ),
            Column(
                "drag_basis",
                "text",
                "what drag_factor rests on",
                optional=True,
                choices=_BASIS.choices,
                may_lack=True,
            ),
        ),
    ),
    "extents": (
        "",
        (
            _SECTION,
            Column("kind", "text", "what holds there, see above", choices=EXTENTS),
            Column("from_m", "real", "where it begins, from the section's start", least=0.0),
            Column("to_m", "real", "where it ends", above=0.0),
            Column("value", "real", "m, share, W or m/s; empty for neutral_m", optional=True),
            Column(
                "above_kg",
                "real",
                "heavy_limits only: it holds for trains with a heavier axle than this",
                optional=True,
                least=0.0,
            ),
            _BASIS,
        ),
    ),
    "section_facts": (
        "",
        (
            _SECTION,
            Column("kind", "text", "what is known of the section, see above", choices=SECTION_FACTS),
            Column("value", "real", "kilograms per metre, or metres; empty for envelope", True, above=0.0),
            Column("name", "text", "name of the envelope", optional=True),
            _BASIS,
        ),
    ),
    "place_facts": (
        "",
        (
            Column("place", "text", "a place", refers="places"),
            Column("kind", "text", "what is known of the place, see above", choices=PLACE_FACTS),
            Column("value", "text", "yes or no; preferred or forbidden", choices=(*_YES_NO, *_STOPPING)),
            Column("reason", "text", "why trains stop there, or must not", optional=True),
            _BASIS,
        ),
    ),
    "crossings": (
        "Point",
        (
            Column("id", "text", "its own, unique"),
            Column("name", "text", "what people call it, or the road"),
            Column("kind", "text", "what keeps the road off", choices=tuple(map(str, CrossingKind))),
            _SECTION,
            Column("at_m", "real", "where it lies, from the section's start", above=0.0),
            Column(
                "keeper_place",
                "text",
                "place from which it is worked; empty: its keeper is at the crossing, or it has none",
                optional=True,
                refers="places",
            ),
            _BASIS,
            Column("source", "text", "where it comes from", optional=True),
        ),
    ),
    "points": (
        "Point",
        (
            Column("id", "text", "its own, unique"),
            Column("place", "text", "a place", refers="places"),
            Column("name", "text", "as the signaller names it, unique at the place"),
            _SECTION,
            Column("at_m", "real", "how far from the place, on that section", least=0.0),
            Column(
                "facing",
                "text",
                "trains that meet its blades: those that come in, that go out, or both",
                choices=tuple(map(str, Facing)),
            ),
            _BASIS,
            Column("source", "text", "where it comes from", optional=True),
        ),
    ),
    "notes": (
        "",
        (
            Column("key", "text", "format, name, attribution, envelopes, or note: and a word"),
            Column("value", "text", "text", optional=True),
        ),
    ),
}
