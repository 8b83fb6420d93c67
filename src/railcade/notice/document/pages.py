"""One file cut into files of one page each: the typesetter prints pages, but exports no range of them.

Only files of our own press are cut: a table of cross-references, plain objects, no form, no outline (PDF 1.7,
ISO 32000-1:2008, 7.3.10 and 7.5). A page keeps every object that it reaches, and nothing else but a title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_REFERENCE = re.compile(rb"(?<![0-9.])(\d+) 0 R\b")
_TITLE = re.compile(rb"/Title ?(\((?:\\.|[^\\)])*\)|<[0-9A-Fa-f]*>)")
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ESCAPES = {ord("("): "\\(", ord(")"): "\\)", ord("\\"): "\\\\"}


def split_pages(pdf: bytes, titles: Sequence[str]) -> list[bytes]:
    """One file for each page, in order.

    Parameters
    ----------
    pdf : bytes
        A file of `press`, printed without tags.
    titles : sequence of str
        Title of each page's file.

    Raises
    ------
    ValueError
        If it is no such file, or has another number of pages than there are titles.
    """
    objects = _objects(pdf)
    root = next((body for body in objects.values() if b"/Type/Pages" in _words(body)), b"")
    kids = [int(number) for number in _REFERENCE.findall(root.partition(b"/Kids")[2].partition(b"]")[0])]
    author = next((body for body in objects.values() if body.startswith(b"<</Title")), b"")
    if len(kids) != len(titles) or not kids:
        raise ValueError(f"{len(kids)} pages, {len(titles)} titles")
    return [_page(objects, kid, title, author) for kid, title in zip(kids, titles, strict=True)]


def _objects(pdf: bytes) -> dict[int, bytes]:
    """Bodies by number, from the table of cross-references."""
    end = pdf.rfind(b"startxref")
    if end < 0:
        raise ValueError("no table of cross-references")
    start = int(pdf[end + 9 :].split()[0])
    table = pdf[start:end].split(b"trailer")[0].split(b"\n")
    if table[0].strip() != b"xref":
        raise ValueError("the cross-references are no table")
    offsets = [(int(line[:10]), number) for number, line in enumerate(table[2:]) if line[17:18] == b"n"]
    offsets.sort()
    ends = [*(offset for offset, _ in offsets[1:]), start]
    found = {}
    for (offset, number), until in zip(offsets, ends, strict=True):
        body = pdf[offset:until].partition(b"obj")[2]
        found[number] = body[: body.rfind(b"endobj")].strip(b"\r\n")
    return found


def _words(body: bytes) -> bytes:
    """An object without the bytes of its stream, which may look like anything."""
    return body.partition(b"stream")[0]


def _page(objects: dict[int, bytes], kid: int, title: str, about: bytes) -> bytes:
    """The file of one page."""
    page = re.sub(rb"/Parent \d+ 0 R", b"", objects[kid])
    kept, todo = {kid: page}, [page]
    while todo:
        for number in map(int, _REFERENCE.findall(_words(todo.pop()))):
            if number not in kept:
                kept[number] = objects[number]
                todo.append(objects[number])
    numbers = {old: new for new, old in enumerate(kept, 4)}
    bodies = {
        1: b"<</Type/Catalog/Pages 2 0 R/Lang(en)>>",
        2: b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % numbers[kid],
        3: _TITLE.sub(lambda _: b"/Title" + _text(title), about, count=1),
    }
    for old, body in kept.items():
        words, sign, stream = body.partition(b"stream")
        renamed = _REFERENCE.sub(lambda found: b"%d 0 R" % numbers[int(found[1])], words)
        bodies[numbers[old]] = renamed + sign + stream
    first = numbers[kid]
    bodies[first] = bodies[first].replace(b"/Type/Page/", b"/Type/Page/Parent 2 0 R/", 1)
    return _file(bodies)


def _file(bodies: dict[int, bytes]) -> bytes:
    parts, offsets, at = [_HEAD], [], len(_HEAD)
    for number in range(1, len(bodies) + 1):
        part = b"%d 0 obj\n%b\nendobj\n" % (number, bodies[number])
        offsets.append(at)
        parts.append(part)
        at += len(part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(bodies) + 1
    parts.append(b"xref\n0 %d\n0000000000 65535 f \n%b" % (count, table))
    parts.append(b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, at))
    return b"".join(parts)


def _text(words: str) -> bytes:
    """A text string: letters as they are, or UTF-16 where there are others (7.9.2.2)."""
    if words.isascii():
        return b"(" + words.translate(_ESCAPES).encode() + b")"
    return b"<" + (b"\xfe\xff" + words.encode("utf-16-be")).hex().encode() + b">"
