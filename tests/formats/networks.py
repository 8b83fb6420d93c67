"""Small networks drawn by hypothesis, and the comparison of all their fields."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from hypothesis import strategies as st

from railcade.basis import Basis
from railcade.formats.gpkg_tables import PLACE_BASES, SECTION_BASES
from railcade.network import (
    NOWHERE,
    Block,
    BlockKind,
    Crossing,
    CrossingKind,
    Extents,
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

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=12)
WORD = TEXT.filter(bool)
BASIS = st.sampled_from(list(Basis))
SECONDS = st.integers(0, 600)
LENGTH_M = st.floats(200.0, 1e5)


def bases(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Basis]]:
    return st.fixed_dictionaries(dict.fromkeys(names, BASIS))


@st.composite
def steps(draw: st.DrawFn, length_m: float, least: float, most: float) -> Steps:
    count = draw(st.integers(1, 4))
    inner = draw(st.sets(st.integers(1, 99), min_size=count - 1, max_size=count - 1))
    starts_m = [0.0, *(percent / 100 * length_m for percent in sorted(inner))]
    values = draw(st.lists(st.floats(least, most), min_size=count, max_size=count))
    return Steps.of(starts_m, values, draw(st.lists(BASIS, min_size=count, max_size=count)))


@st.composite
def extents(draw: st.DrawFn, length_m: float, least: float, most: float) -> Extents:
    """Some that touch or leave gaps, often none."""
    cuts = sorted(draw(st.sets(st.integers(0, 100), max_size=5)))
    spans = [pair for pair in zip(cuts, cuts[1:], strict=False) if draw(st.booleans())]
    if not spans:
        return NOWHERE
    return Extents.of(
        [first / 100 * length_m for first, _ in spans],
        [last / 100 * length_m for _, last in spans],
        [draw(st.floats(least, most)) for _ in spans],
        [draw(BASIS) for _ in spans],
    )


@st.composite
def heavy(draw: st.DrawFn, length_m: float) -> Extents:
    """Speed limits for trains above several axle loads, over each other."""
    above_kg = sorted(draw(st.sets(st.integers(15, 30), max_size=3)))
    parts = [draw(extents(length_m, 1.0, 30.0)) for _ in above_kg]
    if not any(map(len, parts)):
        return NOWHERE
    return Extents.of(
        np.concatenate([part.from_m for part in parts]),
        np.concatenate([part.to_m for part in parts]),
        np.concatenate([part.value for part in parts]),
        [basis for part in parts for basis in part.basis],
        np.concatenate([np.full(len(part), 1000.0 * kg) for part, kg in zip(parts, above_kg, strict=True)]),
    )


@st.composite
def structures(draw: st.DrawFn, length_m: float) -> Structure:
    kind = draw(st.sampled_from(["bridge", "tunnel"]))
    known = kind == "tunnel" and draw(st.booleans())
    factor, basis = (draw(st.floats(1.0, 10.0)), draw(BASIS)) if known else (None, None)
    return Structure(kind, 0.25 * length_m, length_m, draw(BASIS), factor, basis)


@st.composite
def places(draw: st.DrawFn, place_id: str, km: float) -> Place:
    kind = draw(st.sampled_from(list(PlaceKind)))
    trackless = kind in (PlaceKind.POST, PlaceKind.BORDER)
    count = 0 if trackless else draw(st.integers(1, 3))
    return Place(
        id=place_id,
        name=draw(WORD),
        kind=kind,
        km=km,
        lat_deg=draw(st.floats(-90.0, 90.0)),
        lon_deg=draw(st.floats(-180.0, 180.0)),
        country=draw(TEXT),
        zone=draw(st.sampled_from(["Asia/Pyongyang", "Europe/London"])),
        tracks=tuple(Track(f"t{i}", draw(LENGTH_M), draw(BASIS)) for i in range(count)),
        reset_s=draw(SECONDS) + bool(count),
        jack_tracks=draw(st.integers(0, 3)),
        may_reverse=draw(st.booleans()),
        main=draw(st.booleans()),
        basis=draw(bases(PLACE_BASES)),
        source=draw(TEXT),
        local_name=draw(TEXT),
        box=draw(st.booleans()),
    )


@st.composite
def sections(draw: st.DrawFn, start: str, end: str) -> Section:
    length_m = draw(LENGTH_M)
    kind = draw(st.sampled_from(list(BlockKind)))
    signals = draw(st.sets(st.integers(1, 99), max_size=3)) if kind is BlockKind.FIXED_BLOCK else set()
    count = draw(st.integers(2, 5))
    point = st.tuples(st.floats(-180.0, 180.0), st.floats(-90.0, 90.0))
    return Section(
        id=f"{start}-{end}",
        start=start,
        end=end,
        length_m=length_m,
        tracks=draw(st.integers(1, 2)),
        block=Block(
            kind,
            tuple(percent / 100 * length_m for percent in sorted(signals)),
            draw(SECONDS),
            draw(SECONDS),
            draw(SECONDS),
            draw(BASIS),
        ),
        gauges_mm=tuple(draw(st.lists(st.integers(600, 1676), min_size=1, max_size=2))),
        power=draw(st.sampled_from(["none", "3 kV DC", "25 kV AC"])),
        limit_mps=draw(steps(length_m, 0.1, 100.0)),
        grade=draw(steps(length_m, -0.06, 0.06)),
        axle_load_kg=draw(steps(length_m, 1000.0, 40_000.0)),
        structures=(
            *draw(st.lists(structures(length_m), max_size=1)),
            *(Structure("bridge", 0.0, length_m, basis) for basis in draw(st.lists(BASIS, max_size=1))),
        ),
        lonlat_deg=np.array(draw(st.lists(point, min_size=count, max_size=count))),
        basis=draw(bases(SECTION_BASES)),
        source=draw(TEXT),
        curve_radius_m=draw(extents(length_m, 100.0, 5000.0)),
        neutral_m=draw(extents(length_m, 0.0, 0.0)),
        adhesion=draw(extents(length_m, 0.1, 1.0)),
        feeding_watt=draw(extents(length_m, 1e5, 1e7)),
        heavy_limits=draw(heavy(length_m)),
        crossings=draw(crossings(f"{start}-{end}", (start, end, ""), length_m)),
    )


@st.composite
def crossings(
    draw: st.DrawFn, section: str, places: tuple[str, ...], length_m: float
) -> tuple[Crossing, ...]:
    return tuple(
        Crossing(
            f"{section} x{percent}", draw(WORD), draw(st.sampled_from(CrossingKind)),
            0.01 * percent * length_m, draw(st.sampled_from(places)), draw(BASIS), draw(TEXT),
        )
        for percent in sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    )  # fmt: skip


@st.composite
def points(draw: st.DrawFn, place: str, section: Section) -> tuple[Points, ...]:
    return tuple(
        Points(
            f"{place} {section.id} {i}", f"{section.id} {i}", section.id, 0.1 * i * section.length_m,
            draw(st.sampled_from(Facing)), draw(BASIS), draw(TEXT),
        )
        for i in range(draw(st.integers(0, 2)))
    )  # fmt: skip


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(2, 5))
    ids = [f"p{i}" for i in range(count)]
    drawn = [draw(places(place_id, float(10 * i))) for i, place_id in enumerate(ids)]
    joined = [draw(sections(a, b)) for a, b in zip(ids, ids[1:], strict=False)]
    around = list(zip([*joined, joined[-1]], [joined[0], *joined], strict=True))
    drawn = [
        dataclasses.replace(
            place,
            points=tuple(p for s in {s.id: s for s in both}.values() for p in draw(points(place.id, s))),
        )
        for place, both in zip(drawn, around, strict=True)
    ]
    return Network(
        name=draw(WORD),
        places={place.id: place for place in drawn},
        sections={section.id: section for section in joined},
        attribution=draw(WORD),
        notes=draw(st.dictionaries(WORD, TEXT, max_size=3)),
    )


def plain(value: Any) -> Any:
    """A value with all its fields as plain data, for a comparison of everything."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return value
