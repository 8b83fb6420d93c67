"""The picture reader sees a blank page and a drawn one."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from tests.e2e.png import pixels, share_of_commonest


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def write_png(path: Path, rows: list[bytes], width: int) -> Path:
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    chunks = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, data) for kind, data in chunks))
    return path


def test_a_blank_page_is_blank(tmp_path: Path) -> None:
    path = write_png(tmp_path / "a.png", [b"\x00" + b"\xff" * 12] * 3, 4)
    assert share_of_commonest(pixels(path)) == 1.0


def test_each_filter_is_undone(tmp_path: Path) -> None:
    # Two pixels a row: 10 20 30, then 11 22 33; written plain, and as differences by each filter.
    plain = bytes([10, 20, 30, 11, 22, 33])
    rows = [
        b"\x00" + plain,
        b"\x01" + bytes([10, 20, 30, 1, 2, 3]),
        b"\x02" + bytes(6),
        b"\x03" + bytes([5, 10, 15, 1, 1, 2]),
        b"\x04" + bytes(3) + bytes(3),
    ]
    picture = pixels(write_png(tmp_path / "b.png", rows, 2))
    assert [bytes(row.reshape(-1)) for row in picture] == [plain] * 5
    assert share_of_commonest(picture) == 0.5
