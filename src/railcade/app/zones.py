"""The zone of a place in a network file, for the mend of a time without a zone."""

from __future__ import annotations

from pathlib import Path


def zone_in(network_path: Path, place: str) -> str:
    """IANA zone of a place.

    Raises
    ------
    InputError
        If the network cannot be read.
    KeyError
        If it has no such place.
    """
    from railcade.formats.gpkg_read import read_network

    return read_network(network_path).places[place].zone
