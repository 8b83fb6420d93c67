"""Small lines built by hand, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from railcade.basis import Basis
from railcade.network import (
    Block,
    BlockKind,
    Crossing,
    CrossingKind,
    Facing,
    Network,
    Place,
    PlaceKind,
    Points,
    Section,
    Steps,
    Structure,
    Track,
)

SURVEYED = Basis.SURVEYED


@dataclass(frozen=True)
class LineStyle:
    """What all places and sections of a toy line share, and the exceptions by index.

    `double` holds indices of sections with two running tracks, `signal_m` block signals by section
    index, `track_m` the length of every track (`long_m` by place index where it differs), `countries`
    and `zones` by place index where they differ from the first entry's default.
    """

    limit_mps: float = 16.0
    grade: float = 0.0
    track_m: float = 800.0
    long_m: Mapping[int, float] = field(default_factory=dict)
    reset_s: int = 60
    setting_s: int = 60
    clearing_s: int = 30
    release_s: int = 30
    double: frozenset[int] = frozenset()
    signal_m: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    minor: frozenset[int] = frozenset()
    reversing: frozenset[int] = frozenset()
    border: int = -1
    countries: Mapping[int, str] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)
    gauges_mm: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    power: str = "none"


def line_network(
    lengths_m: Sequence[float], tracks: Sequence[int] = (), style: LineStyle | None = None
) -> Network:
    """A straight line ``p0 - p1 - ... - pn`` along a meridian.

    Parameters
    ----------
    lengths_m : sequence of float
        Length of each section.
    tracks : sequence of int
        Tracks of each place, one more than sections; 0 makes a post. Left out: two everywhere.
    style : LineStyle

    Section ``i`` has the id ``p<i>-p<i+1>``; track ids are "1", "2", ...; a place with tracks is a
    main place unless `style.minor` has it.
    """
    style = style or LineStyle()
    counts = list(tracks) or [2] * (len(lengths_m) + 1)
    places, km = {}, 0.0
    for index, count in enumerate(counts):
        places[f"p{index}"] = _place(index, count, km, style)
        km += lengths_m[index] / 1000.0 if index < len(lengths_m) else 0.0
    parts = [_section(i, length_m, places, style) for i, length_m in enumerate(lengths_m)]
    return Network("toy", places, {part.id: part for part in parts}, "drawn by hand")


def joined(name: str, *networks: Network, sections: Sequence[Section] = ()) -> Network:
    """Networks put together; places of one id are one place (the first's), `sections` come on top."""
    places = {key: place for item in reversed(networks) for key, place in item.places.items()}
    parts = {key: part for item in networks for key, part in item.sections.items()}
    return Network(name, places, parts | {part.id: part for part in sections}, "drawn by hand")


def secured(network: Network) -> Network:
    """The line with a keeper's, an automatic and an open crossing, points at each place, a bridge, a tunnel.

    Section `i` has one crossing in its middle, of the three kinds in turn; from 1 to 2 km it runs over a
    bridge or through a tunnel in turn. Each end of a place has one set of points, facing for trains that come
    in.
    """
    sections = {}
    kinds = tuple(CrossingKind)
    for i, (key, item) in enumerate(network.sections.items()):
        crossing = Crossing(f"x{i}", f"road {i}", kinds[i % 3], 0.5 * item.length_m, "", SURVEYED)
        structure = Structure(("bridge", "tunnel")[i % 2], 1000.0, 2000.0, SURVEYED)
        sections[key] = replace(item, crossings=(crossing,), structures=(structure,))
    places = {
        key: replace(
            place,
            points=tuple(
                Points(f"{key}_points_{k}", str(k), section.id, 500.0, Facing.IN, SURVEYED)
                for k, section in enumerate(network.sections_at[key], start=1)
            ),
        )
        for key, place in network.places.items()
    }
    return replace(network, places=places, sections=sections)


def plain_section(start: Place, end: Place, length_m: float, style: LineStyle, index: int = 0) -> Section:
    """One section in the style of section `index`."""
    return Section(
        id=f"{start.id}-{end.id}",
        start=start.id,
        end=end.id,
        length_m=length_m,
        tracks=2 if index in style.double else 1,
        block=_block(index, style),
        gauges_mm=style.gauges_mm.get(index, (1435,)),
        power=style.power,
        limit_mps=Steps.constant(style.limit_mps, SURVEYED),
        grade=Steps.constant(style.grade, SURVEYED),
        axle_load_kg=Steps.constant(22_500.0, SURVEYED),
        structures=(),
        lonlat_deg=np.array([[start.lon_deg, start.lat_deg], [end.lon_deg, end.lat_deg]]),
        source="drawn by hand",
    )


def _section(index: int, length_m: float, places: Mapping[str, Place], style: LineStyle) -> Section:
    return plain_section(places[f"p{index}"], places[f"p{index + 1}"], length_m, style, index)


def _block(index: int, style: LineStyle) -> Block:
    signals = style.signal_m.get(index, ())
    kind = BlockKind.FIXED_BLOCK if signals else BlockKind.STATION_TO_STATION
    return Block(kind, signals, style.setting_s, style.clearing_s, style.release_s, SURVEYED)


def _place(index: int, count: int, km: float, style: LineStyle) -> Place:
    length_m = style.long_m.get(index, style.track_m)
    kind = PlaceKind.STATION if count else PlaceKind.POST
    return Place(
        id=f"p{index}",
        name=f"Place {index}" if count else f"post km {km:.1f}",
        kind=PlaceKind.BORDER if index == style.border else kind,
        km=km,
        lat_deg=40.0 + km / 111.2,
        lon_deg=127.0,
        country=style.countries.get(index, "KP"),
        zone=style.zones.get(index, "Asia/Pyongyang"),
        tracks=tuple(Track(str(number + 1), length_m, SURVEYED) for number in range(count)),
        reset_s=style.reset_s,
        may_reverse=index in style.reversing,
        main=bool(count) and index not in style.minor,
        box=bool(count),
        source="drawn by hand",
    )
