"""Use case: a network from a user's own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from railcade.formats.gpkg import write_network
from railcade.formats.network_import import import_network as read_sources
from railcade.network import Network


def import_network(sources: Sequence[Path], output: Path, progress: Callable[[str], None]) -> dict[str, int]:
    """Read all sources, build the network, write it.

    Returns
    -------
    dict of str to int
        Counts for people: places, posts and loops among them, sections, grade and limit changes.

    Raises
    ------
    InputError
        Every fault of every file; nothing is written then.
    """
    progress("reading lines and stations")
    network = read_sources(sources)
    progress("writing the network")
    write_network(network, output)
    return counts_of(network)


def counts_of(network: Network) -> dict[str, int]:
    """How much a network holds."""
    sections = network.sections.values()
    return {
        "places": len(network.places),
        "sections": len(sections),
        "km": round(sum(section.length_m for section in sections) / 1000.0),
        "grade changes": sum(len(section.grade.start_m) - 1 for section in sections),
        "limit changes": sum(len(section.limit_mps.start_m) - 1 for section in sections),
    }
