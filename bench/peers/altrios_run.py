"""Drive ALTRIOS over pieces of a profile; run by its own interpreter in build/peers/altrios.

Reads JSON from standard input: pieces, each {"edge_m", "grade", "limit_mps"}. Writes JSON: for each piece
its length, the wall seconds of the walk, the simulated seconds, or what stopped it.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import altrios as alt

CARS, LOCOMOTIVES = 20, 2
EMPTY = {
    "idx_curr": 0, "idx_flip": 0, "idx_next": 0, "idx_next_alt": 0, "idx_prev": 0, "idx_prev_alt": 0,
    "length_meters": 0.0, "elevs": [], "headings": [], "speed_set": None, "cat_power_limits": [],
    "link_idxs_lockout": [],
}  # fmt: skip
PLACES = (
    "Location ID,Link Index,Offset (m),Is Front End,Grid Emissions Region,"
    "Electricity Price Region,Liquid Fuel Price Region\n"
    "A,1,0,FALSE,MROWc,MN,MN\nB,1,0,FALSE,MROWc,MN,MN\n"
)


def link(index, flip, edges, heights, limits):
    spans = zip(edges[:-1], edges[1:], limits, strict=True)
    return {
        **EMPTY,
        "idx_curr": index, "idx_flip": flip, "length_meters": edges[-1],
        "elevs": [
            {"offset_meters": x, "elev_meters": z} for x, z in zip(edges, heights, strict=True)
        ],
        "headings": [{"offset_meters": x, "heading_radians": 0.0} for x in (0.0, edges[-1])],
        "speed_set": {
            "speed_limits": [
                {"offset_start_meters": a, "offset_end_meters": b, "speed_meters_per_second": v}
                for a, b, v in spans
            ],
            "speed_params": [], "is_head_end": False,
        },
    }  # fmt: skip


def network(piece):
    edges, limits = piece["edge_m"], piece["limit_mps"]
    heights = [0.0]
    for a, b, grade in zip(edges[:-1], edges[1:], piece["grade"], strict=True):
        heights.append(heights[-1] + grade * (b - a))
    back = [edges[-1] - x for x in reversed(edges)]
    return [
        EMPTY,
        link(1, 2, edges, heights, limits),
        link(2, 1, back, heights[::-1], limits[::-1]),
    ]


def walk(piece, folder):
    places, net = folder / "places.csv", folder / "network.json"
    places.write_text(PLACES)
    net.write_text(json.dumps(network(piece)))
    cars = alt.RailVehicle.from_file(alt.resources_root() / "rolling_stock/Manifest_Loaded.yaml")
    config = alt.TrainConfig(
        rail_vehicles=[cars], n_cars_by_type={"Manifest_Loaded": CARS},
        train_length_meters=None, train_mass_kilograms=None,
    )  # fmt: skip
    builder = alt.TrainSimBuilder(
        train_id="0", origin_id="A", destination_id="B", train_config=config,
        loco_con=alt.Consist([alt.Locomotive.default()] * LOCOMOTIVES, None),
    )  # fmt: skip
    item = builder.make_speed_limit_train_sim(
        location_map=alt.import_locations(str(places)), save_interval=None
    )
    item.extend_path(str(net), [alt.LinkIdx.from_pydict(1)])
    started_s = time.perf_counter()
    item.walk()
    wall_s = time.perf_counter() - started_s
    state = item.to_pydict()["state"]
    return {
        "km": piece["edge_m"][-1] / 1000.0, "wall_s": wall_s, "simulated_s": state["time_seconds"],
    }  # fmt: skip


def main():
    found = []
    with tempfile.TemporaryDirectory() as name, open(os.devnull, "w") as nowhere:
        for piece in json.load(sys.stdin):
            try:
                with contextlib.redirect_stderr(nowhere):
                    found.append(walk(piece, Path(name)))
            except BaseException as error:  # a panic of its Rust core is no Exception
                if isinstance(error, KeyboardInterrupt | SystemExit):
                    raise
                found.append({"km": piece["edge_m"][-1] / 1000.0, "stopped": str(error)[:200]})
    json.dump({"version": version("altrios"), "pieces": found}, sys.stdout)


if __name__ == "__main__":
    main()
