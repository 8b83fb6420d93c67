"""Use case: a network from a user's own files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

from railcade.app.placing import check_file_free, write_file
from railcade.formats.gpkg import write_network
from railcade.formats.gpkg_tables import LAYERS
from railcade.formats.network_import import import_network as read_line
from railcade.formats.osm_import import import_tracks
from railcade.formats.osm_json import is_overpass
from railcade.network import Network


def import_network(sources: Sequence[Path], output: Path, progress: Callable[[str], None]) -> dict[str, int]:
    """Read all sources, build the network, write it.

    Returns
    -------
    dict of str to int
        Counts for people: places, posts and loops among them, sections, crossings, grade and limit changes.

    Raises
    ------
    InputError
        Every fault of every file, or an output that is something else; nothing is written then.
    """
    check_file_free(output, ".gpkg", sources, _is_network)
    progress("reading lines and stations")
    network = (import_tracks if any(map(is_overpass, sources)) else read_line)(sources)
    progress("writing the network")
    write_file(output, lambda path: write_network(network, path))
    return counts_of(network)


def _is_network(path: Path) -> bool:
    """Whether a file holds layers of a network and no others, whatever is wrong in them."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            layers = {name for (name,) in file.execute("SELECT table_name FROM gpkg_contents")}
    except sqlite3.Error:
        return False
    return layers <= set(LAYERS)


def counts_of(network: Network) -> dict[str, int]:
    """How much a network holds."""
    sections = network.sections.values()
    return {
        "places": len(network.places),
        "sections": len(sections),
        "km": round(sum(section.length_m for section in sections) / 1000.0),
        "level crossings": sum(len(section.crossings) for section in sections),
        "grade changes": sum(len(section.grade.start_m) - 1 for section in sections),
        "limit changes": sum(len(section.limit_mps.start_m) - 1 for section in sections),
    }
