"""Just enough of PNG to see whether a picture is blank."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

CHANNELS = {0: 1, 2: 3, 4: 2, 6: 4}


def pixels(path: Path) -> NDArray[np.uint8]:
    """Pixels of an 8 bit picture, shape (height, width, channels), not interlaced."""
    data = path.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert (depth, interlaced) == (8, 0)
    step = CHANNELS[colour]
    raw = np.frombuffer(zlib.decompress(_compressed(data)), np.uint8).reshape(height, width * step + 1)
    rows = np.zeros((height + 1, width * step), np.uint8)
    for i in range(height):
        rows[i + 1] = _unfiltered(int(raw[i, 0]), raw[i, 1:], rows[i], step)
    return rows[1:].reshape(height, width, step)


def _compressed(data: bytes) -> bytes:
    at, parts = 8, []
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            parts.append(data[at + 8 : at + 8 + size])
        at += size + 12
    return b"".join(parts)


def _unfiltered(kind: int, line: NDArray[np.uint8], above: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    if kind == 0:
        return line
    if kind == 2:
        return line + above
    if kind == 1:
        sums = np.cumsum(line.reshape(-1, step), axis=0, dtype=np.uint8)
        return sums.reshape(-1)
    out = [0] * (len(line) + step)
    over = [0] * step + above.tolist()
    for i, value in enumerate(line.tolist(), start=step):
        left, up, corner = out[i - step], over[i], over[i - step]
        out[i] = (value + ((left + up) // 2 if kind == 3 else _paeth(left, up, corner))) % 256
    return np.array(out[step:], np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]


def share_of_commonest(picture: NDArray[np.uint8]) -> float:
    """Share of the pixels that have the commonest colour: 1.0 for a blank picture."""
    flat = picture.reshape(-1, picture.shape[2]).astype(np.uint32)
    keys = sum(flat[:, i] << (8 * i) for i in range(flat.shape[1]))
    return float(np.unique(keys, return_counts=True)[1].max() / len(flat))
