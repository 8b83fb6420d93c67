"""What a PDF holds, read from its bytes alone: streams inflated, names of fonts, text by their maps."""

from __future__ import annotations

import re
import zlib


def inflated(pdf: bytes) -> bytes:
    """The file with every compressed stream opened behind it."""
    parts = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            parts.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(parts)


def font_names(pdf: bytes) -> set[str]:
    """Names of the fonts in it, without the tag of a subset."""
    found = re.findall(rb"/FontName\s*/(?:[A-Z]{6}\+)?([A-Za-z0-9-]+)", inflated(pdf))
    return {name.decode() for name in found}


def page_count(pdf: bytes) -> int:
    """Pages of the document."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", inflated(pdf)))
