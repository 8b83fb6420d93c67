"""Places, tracks, sections, block working: the parts of a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from railcade.basis import Basis
from railcade.network.extents import NOWHERE, Extents
from railcade.network.secured import Crossing, Points
from railcade.network.steps import FloatArray, Steps


class PlaceKind(StrEnum):
    """What a place is: only stations and loops let trains stand and meet."""

    STATION = "station"
    LOOP = "loop"
    POST = "post"
    BORDER = "border"


class BlockKind(StrEnum):
    """How trains are kept apart on a section."""

    STATION_TO_STATION = "station_to_station"
    FIXED_BLOCK = "fixed_block"


@dataclass(frozen=True, slots=True)
class Track:
    """A track at a place on which a train can stand, with its usable length in metres."""

    id: str
    length_m: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class Place:
    """A timing point.

    Parameters
    ----------
    id : str
        Stable, lower case, unique in the network ("sinsongchon", "post_112_4").
    name : str
        As printed in Latin letters ("post km 112.4").
    kind : PlaceKind
    km : float
        Kilometre on the line, for people; positions on a path are computed from section lengths.
    lat_deg, lon_deg : float
        WGS 84.
    country : str
        ISO 3166 alpha-2, or empty.
    zone : str
        IANA time zone, for example ``Asia/Pyongyang``.
    tracks : tuple of Track
        Tracks to stand on, the main track first; empty at posts and borders.
    reset_s : int
        Seconds from one train's tail leaving a track here to the next train's arrival on it.
    jack_tracks : int
        Tracks with gauge change equipment (shared by all trains).
    may_reverse : bool
        Whether the way through this place turns back (a train that passes on must reverse).
    main : bool
        A place that a stranger would look for: set large on graph and table.
    basis : mapping of attribute name to Basis
        For ``km``, ``position``, ``kind``, ``box``, ``reset_s``, ``zone``.
    source : str
        Where the place comes from.
    local_name : str
        Its name in local letters, or empty.
    fuel : bool or None
        Whether diesels are fuelled here; None where it is not known.
    stopping : str
        "preferred" or "forbidden" for trains that have to stop, or empty; `stopping_reason` in words.
    box : bool
        A signaller is on duty here: a post that can be told what to do.
    points : tuple of Points
        Points on the running line.
    """

    id: str
    name: str
    kind: PlaceKind
    km: float
    lat_deg: float
    lon_deg: float
    country: str
    zone: str
    tracks: tuple[Track, ...]
    reset_s: int
    jack_tracks: int = 0
    may_reverse: bool = False
    main: bool = False
    basis: Mapping[str, Basis] = field(default_factory=dict)
    source: str = ""
    local_name: str = ""
    fuel: bool | None = None
    stopping: str = ""
    stopping_reason: str = ""
    box: bool = False
    points: tuple[Points, ...] = ()

    @property
    def standable(self) -> bool:
        """Whether a train can stand here and others meet or pass it."""
        return len(self.tracks) >= 2

    @property
    def longest_track_m(self) -> float:
        """Length of the longest track, 0 where there is none."""
        return max((track.length_m for track in self.tracks), default=0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """Block working on a section, as data.

    `signal_m` are the block signals between the ends, from the section's start; empty for
    station-to-station working. A block is held from `setting_s` before the head enters it until
    `clearing_s + release_s` after the tail has left it.
    """

    kind: BlockKind
    signal_m: tuple[float, ...]
    setting_s: int
    clearing_s: int
    release_s: int
    basis: Basis


@dataclass(frozen=True, slots=True)
class Structure:
    """A bridge or tunnel, in metres from the section's start.

    `drag_factor`: drag of air in a tunnel over that outside, None where it is not known; `drag_basis` is
    what it rests on.
    """

    kind: str
    from_m: float
    to_m: float
    basis: Basis
    drag_factor: float | None = None
    drag_basis: Basis | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """The line between two places.

    Parameters
    ----------
    id : str
        ``start-end`` by place ids.
    start, end : str
        Place ids; "forward" is from start to end.
    length_m : float
        The line's own length, not that of the geometry.
    tracks : int
        1 (single, both directions) or 2 (one for each direction).
    block : Block
    gauges_mm : tuple of int
    power : str
        ``"none"``, ``"3 kV DC"``, ``"25 kV AC"``, ...
    limit_mps, grade, axle_load_kg : Steps
        From the section's start. Grade is rise per metre in the forward direction.
    structures : tuple of Structure
    lonlat_deg : ndarray, shape (k, 2)
        Geometry from start to end.
    basis : mapping of attribute name to Basis
        For ``length_m``, ``tracks``, ``gauges_mm``, ``power``, ``geometry``.
    source : str
    curve_radius_m : Extents
        Radii of curves, all positive; straight track is left out.
    neutral_m : Extents
        Neutral sections, where no current may be drawn; they have no value.
    adhesion : Extents
        Share of the adhesion of good rails where they are slippery.
    feeding_watt : Extents
        Most power at the wheel of a train where the feeding is weak.
    heavy_limits : Extents
        Speed limits, m/s, for trains with an axle above `Extents.above_kg`.
    load_kg_per_m : float or None
        Largest load per metre of a vehicle (EN 15528: p); None where it is not known.
    envelope : str
        Name of the largest gauge envelope that passes; empty where it is not known.
    least_radius_m : float or None
        Radius of the tightest curve, where curves are not all listed; None where it is not known.
    crossings : tuple of Crossing
        Level crossings, in any order.
    """

    id: str
    start: str
    end: str
    length_m: float
    tracks: int
    block: Block
    gauges_mm: tuple[int, ...]
    power: str
    limit_mps: Steps
    grade: Steps
    axle_load_kg: Steps
    structures: tuple[Structure, ...]
    lonlat_deg: FloatArray
    basis: Mapping[str, Basis] = field(default_factory=dict)
    source: str = ""
    curve_radius_m: Extents = NOWHERE
    neutral_m: Extents = NOWHERE
    adhesion: Extents = NOWHERE
    feeding_watt: Extents = NOWHERE
    heavy_limits: Extents = NOWHERE
    load_kg_per_m: float | None = None
    envelope: str = ""
    least_radius_m: float | None = None
    crossings: tuple[Crossing, ...] = ()

    @property
    def has_tunnel(self) -> bool:
        """Whether a tunnel lies on it, or a part of one."""
        return any(item.kind == "tunnel" for item in self.structures)

    @property
    def named_structures(self) -> tuple[tuple[str, Structure], ...]:
        """Bridges and tunnels with an id of their own: kind and number along the section, from its start."""
        ordered = sorted(self.structures, key=lambda item: (item.kind, item.from_m, item.to_m))
        numbers: dict[str, int] = {}
        found = []
        for item in ordered:
            numbers[item.kind] = numbers.get(item.kind, 0) + 1
            found.append((f"{self.id}/{item.kind}_{numbers[item.kind]}", item))
        return tuple(found)

    @property
    def tunnel_drag(self) -> Extents:
        """Tunnels whose drag is known: drag of air in them over that outside."""
        known = [(item, item.drag_factor) for item in self.structures if item.drag_factor is not None]
        if not known:
            return NOWHERE
        return Extents.of(
            [item.from_m for item, _ in known],
            [item.to_m for item, _ in known],
            [factor for _, factor in known],
            [item.drag_basis or item.basis for item, _ in known],
        )


@dataclass(frozen=True, eq=False)
class Network:
    """Places and sections, by id; `notes` are statements about the whole (seed, licence, sources).

    `envelope_orders` are rows of names of gauge envelopes, each of which holds all before it ("GA", "GB",
    "GC"); names that stand in no row together cannot be compared.
    """

    name: str
    places: Mapping[str, Place]
    sections: Mapping[str, Section]
    attribution: str
    notes: Mapping[str, str] = field(default_factory=dict)
    envelope_orders: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def sections_at(self) -> Mapping[str, tuple[Section, ...]]:
        """Sections that touch a place, by place id, in order of section id."""
        touching: dict[str, list[Section]] = {place: [] for place in self.places}
        for section in sorted(self.sections.values(), key=lambda item: item.id):
            touching[section.start].append(section)
            touching[section.end].append(section)
        return {place: tuple(sections) for place, sections in touching.items()}
