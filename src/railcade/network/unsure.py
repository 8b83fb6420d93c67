"""Every value of a path that was estimated or assumed, one entry each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from railcade.basis import Assumption, Basis
from railcade.network.extents import Extents
from railcade.network.model import Place, Section
from railcade.network.path import Path
from railcade.network.steps import Steps
from railcade.units import kmh_from_mps


def unsure_values(path: Path) -> tuple[Assumption, ...]:
    """List what is not surveyed or published on a path.

    Neighbouring steps of a profile with the same value and basis count once per section:
    the entry is the change, which is what was assumed.
    """
    found: list[Assumption] = []
    for place in path.places:
        found.extend(_of_place(place))
    for item in path.sections:
        found.extend(_of_section(item.section))
    return tuple(found)


def _of_place(place: Place) -> Iterator[Assumption]:
    texts = {
        "km": f"km {place.km:.1f}",
        "position": f"{place.lat_deg:.5f}, {place.lon_deg:.5f}",
        "kind": str(place.kind),
        "reset_s": f"{place.reset_s} s",
        "zone": place.zone,
        "may_reverse": "trains reverse" if place.may_reverse else "no reversal",
        "jack_tracks": f"{place.jack_tracks} jack tracks",
        "fuel": "fuel" if place.fuel else "no fuel",
        "stopping": f"stopping {place.stopping}",
        "box": "staffed" if place.box else "not staffed",
    }
    for name, basis in sorted(place.basis.items()):
        if basis.unsure:
            yield Assumption(f"place {name}", place.id, texts[name], basis, place.source)
    for track in place.tracks:
        if track.basis.unsure:
            where = f"{place.id} track {track.id}"
            yield Assumption("track length", where, f"{track.length_m:.0f} m", track.basis, place.source)
    for item in place.points:
        if item.basis.unsure:
            value = f"{item.name}, facing trains {item.facing}, {item.at_m:.0f} m out on {item.section}"
            yield Assumption("points", item.id, value, item.basis, item.source)


def _of_section(section: Section) -> Iterator[Assumption]:
    texts = {
        "length_m": f"{section.length_m:.0f} m",
        "tracks": f"{section.tracks} tracks",
        "gauges_mm": " + ".join(f"{gauge} mm" for gauge in section.gauges_mm),
        "power": section.power,
        "geometry": "course on the map",
        "load_kg_per_m": f"{(section.load_kg_per_m or 0.0) / 1000.0:.1f} t/m",
        "envelope": section.envelope,
        "least_radius_m": f"{section.least_radius_m or 0.0:.0f} m",
    }
    for name, basis in sorted(section.basis.items()):
        if basis.unsure:
            yield Assumption(f"section {name}", section.id, texts[name], basis, section.source)
    block = section.block
    if block.basis.unsure:
        text = (
            f"{block.kind}, setting {block.setting_s} s, clearing {block.clearing_s} s, "
            f"release {block.release_s} s"
        )
        yield Assumption("block working", section.id, text, block.basis, section.source)
    yield from _of_steps("speed limit", section, section.limit_mps, lambda v: f"{kmh_from_mps(v):.0f} km/h")
    yield from _of_steps("grade", section, section.grade, lambda v: f"{1000.0 * v:+.1f} ‰")
    yield from _of_steps("axle load", section, section.axle_load_kg, lambda v: f"{v / 1000.0:.1f} t")
    yield from _of_all_extents(section)
    for crossing in section.crossings:
        if crossing.basis.unsure:
            value = f"{crossing.kind}, {crossing.at_m:.0f} m from the start of {section.id}"
            yield Assumption("crossing", crossing.id, value, crossing.basis, crossing.source)


def _of_steps(
    what: str, section: Section, steps: Steps, text: Callable[[float], str]
) -> Iterator[Assumption]:
    previous: tuple[float, Basis] | None = None
    for start_m, value, basis in zip(steps.start_m, steps.value, steps.basis, strict=True):
        if basis.unsure and (float(value), basis) != previous:
            where = f"{section.id} at {float(start_m):.0f} m"
            yield Assumption(what, where, text(float(value)), basis, section.source)
        previous = (float(value), basis)


def _of_all_extents(section: Section) -> Iterator[Assumption]:
    yield from _of_extents("curve", section, section.curve_radius_m, lambda v: f"radius {v:.0f} m")
    yield from _of_extents("tunnel drag", section, section.tunnel_drag, lambda v: f"{v:g} times open air")
    yield from _of_extents("neutral section", section, section.neutral_m, lambda _: "no power")
    yield from _of_extents("adhesion", section, section.adhesion, lambda v: f"{100.0 * v:.0f} %")
    yield from _of_extents("feeding", section, section.feeding_watt, lambda v: f"{v / 1000.0:.0f} kW")
    yield from _of_extents(
        "speed limit", section, section.heavy_limits, lambda v: f"{kmh_from_mps(v):.0f} km/h"
    )


def _of_extents(
    what: str, section: Section, extents: Extents, text: Callable[[float], str]
) -> Iterator[Assumption]:
    for i, basis in enumerate(extents.basis):
        if basis.unsure:
            above_kg = float(extents.above_kg[i])
            kind = f"{what} above {above_kg / 1000.0:g} t an axle" if above_kg > 0.0 else what
            where = f"{section.id} at {float(extents.from_m[i]):.0f} m"
            yield Assumption(kind, where, text(float(extents.value[i])), basis, section.source)
