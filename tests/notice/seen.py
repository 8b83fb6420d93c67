"""Read a drawing back: its words with the boxes they fill, worked out from the SVG alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass

from railcade.notice.boxes import Box, text_box
from railcade.notice.fonts import FACES
from railcade.notice.look import MM_PER_PT, Type

SVG = "{http://www.w3.org/2000/svg}"
RULE = re.compile(r"\.(t\d+)\{(.*?);font-size:([\d.]+)px;fill:(#\w+)(;paint-order[^}]*)?\}")


@dataclass(frozen=True)
class Word:
    group: str
    words: str
    x_mm: float
    y_mm: float
    size_pt: float
    face: str
    colour: str
    halo: bool
    box: Box


def root_of(svg: str) -> ET.Element:
    return ET.fromstring(svg)


def words_of(svg: str) -> list[Word]:
    faces = {face.css: name for name, face in FACES.items()}
    styles = {
        name: (faces[css], float(size) / MM_PER_PT, colour, bool(halo))
        for name, css, size, colour, halo in RULE.findall(svg)
    }
    found = []
    for group, element in _with_group(root_of(svg)):
        if element.tag != f"{SVG}text":
            continue
        face, size_pt, colour, halo = styles[element.attrib["class"]]
        x_mm, y_mm = float(element.attrib["x"]), float(element.attrib["y"])
        turn = re.match(r"rotate\((\S+) ", element.attrib.get("transform", ""))
        style = Type(face, size_pt, colour)
        align = element.attrib.get("text-anchor", "start")
        text = element.text or ""
        box = text_box((x_mm, y_mm), text, style, align, float(turn[1]) if turn else 0.0)
        found.append(Word(group, text, x_mm, y_mm, round(size_pt, 2), face, colour, halo, box))
    return found


def paths_in(svg: str, group: str) -> list[dict[str, str]]:
    return [
        element.attrib
        for name, element in _with_group(root_of(svg))
        if name == group and element.tag == f"{SVG}path"
    ]


def _with_group(root: ET.Element) -> Iterator[tuple[str, ET.Element]]:
    for child in root:
        if child.tag == f"{SVG}g":
            for element in child:
                yield child.attrib["id"], element
        else:
            yield "", child
