"""What `railcade compose` prints: each train, how it stands to its rules, what binds, the reserve."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from railcade.app.composing import Composing
from railcade.cli.style import Style, folded, wrapped
from railcade.compose import Binding, ComposedTrain, Composition, Judged
from railcade.compose.rules import START, SUPPLY

_LABEL = 9
_GAP = 4


def composed_lines(result: Composing, style: Style, width: int) -> list[str]:
    """Lines for a terminal."""
    composition = result.composition
    stock = f"{len(result.register.in_service)} of {len(result.register.vehicles)} vehicles in service"
    lines = [f"{style.bold(result.request.name)}   {result.register.name}, {stock}", ""]
    for train in composition.trains:
        lines += [*_train(train, style, width), ""]
    lines += _bindings(composition, style, width)
    parts = [
        (each.role, f"{each.left} of {each.in_service}")
        for each in composition.reserves
        if each.taken or each.asked
    ]
    lines += folded("reserve  ", parts, style, width)
    proved = (
        "fewest vehicles, then least mass: proved" if composition.proved else "not proved to be the fewest"
    )
    lines.append(f"{style.dim('proof'.ljust(_LABEL))}{proved}")
    if result.output is not None:
        lines += ["", style.bold(str(result.output))]
    return lines


def composed_data(result: Composing) -> dict[str, Any]:
    """The same as one JSON object."""
    composition = result.composition
    return {
        "name": result.request.name,
        "trains": [
            {
                "id": train.request.id,
                "role": train.request.role,
                "vehicles": [each.id for each in train.vehicles],
                "length_m": train.formation.length_m,
                "mass_kg": train.formation.mass_kg,
                "brake_percentage": train.formation.brake_percentage,
                "rules": [
                    {"rule": each.rule, "value": each.value, "bound": each.bound, "unit": each.unit,
                     "least": each.least, "source": each.source}
                    for each in train.judged
                ],
            }
            for train in composition.trains
        ],
        "binds": [
            {"train": each.train, "rule": each.rule, "vehicles": each.vehicles, "mass_kg": each.mass_kg}
            for each in composition.bindings
        ],
        "reserve": {each.role: each.left for each in composition.reserves},
        "left_open": composition.left_open,
        "proved": composition.proved,
    }  # fmt: skip


def _train(train: ComposedTrain, style: Style, width: int) -> list[str]:
    formation = train.formation
    cap = formation.cap
    head = (
        f"{len(train.vehicles)} vehicles, {formation.length_m:.0f} m, {formation.mass_kg / 1000.0:,.0f} t, "
        f"brake percentage {formation.brake_percentage:.0f}, {cap.speed_mps * 3.6:.4g} km/h"
    )
    standing = [
        f"{role} {' '.join(each.id for each in group)}"
        for role, group in groupby(train.vehicles, key=lambda each: each.role)
    ]
    return [
        f"{style.mark(train.request.role)} {style.bold(train.request.id)}   {head}",
        *_block("order", " · ".join(standing), style, width),
        *_rules(train.judged, style, width),
    ]


def _rules(judged: Sequence[Judged], style: Style, width: int) -> list[str]:
    """Rule, what the train has, what is asked: needs and limits without a source side by side."""
    rows = [_cells(each) for each in judged]
    name = max(len(cells[0]) for cells in rows)
    value = max(len(cells[1]) for cells in rows)
    texts = [f"{cells[0]:<{name}}  {cells[1]:>{value}}  {cells[2]}" for cells in rows]
    beside = [text for text, each in zip(texts, judged, strict=True) if not each.source]
    alone = [text for text, each in zip(texts, judged, strict=True) if each.source]
    column = max(map(len, beside), default=0) + _GAP
    room = max(1, (width - _LABEL + _GAP) // column)
    per_column = -(-len(beside) // room)
    lines = [
        "".join(text.ljust(column) for text in beside[row::per_column]).rstrip() for row in range(per_column)
    ]
    return [
        style.dim(("has" if i == 0 else "").ljust(_LABEL)) + line for i, line in enumerate([*lines, *alone])
    ]


def _cells(each: Judged) -> tuple[str, str, str]:
    """Name, figure with its unit, and the bound with where it comes from."""
    if each.rule == SUPPLY:
        return "power for the hotel load", f"{each.value:.0f} kW", "to spare"
    if each.rule == START:
        return each.rule, f"{each.value:.2f} x", f"what {each.source or 'the ruling grade'} asks"
    figure = _figure(each.value) + (f" {each.unit}" if each.unit else "")
    source = f", {each.source}" if each.source else ""
    return each.rule, figure, f"{each.bound:.4g} or {'more' if each.least else 'less'}{source}"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def _bindings(composition: Composition, style: Style, width: int) -> list[str]:
    """What each rule costs, train by train, the dearest first; last of how many that is not known."""
    bindings, left_open = composition.bindings, composition.left_open
    if not bindings and not left_open:
        return _block("binds", "nothing: no rule costs a vehicle or a tonne", style, width)
    ordered = sorted(bindings, key=lambda each: (each.train, -each.vehicles, -each.mass_kg, each.rule))
    lines: list[str] = []
    for train, of_train in groupby(ordered, key=lambda each: each.train):
        costs = [
            f"{', '.join(each.rule for each in group)} ({cost})"
            for cost, group in groupby(of_train, key=_cost)
        ]
        text = f"{train + ': ' if train else ''}{'; '.join(costs)}"
        lines += _block("" if lines else "binds", text, style, width)
    if left_open:
        text = f"{left_open} rules: not known whether they bind, the work allowed ended"
        lines += _block("" if lines else "binds", text, style, width)
    return lines


def _cost(each: Binding) -> str:
    """What there were less without a rule."""
    if each.vehicles == 0:
        return f"{max(1.0, each.mass_kg / 1000.0):.0f} t"
    return f"{each.vehicles} vehicle{'' if each.vehicles == 1 else 's each'}"


def _block(label: str, text: str, style: Style, width: int) -> list[str]:
    first, *rest = wrapped(text, width - _LABEL)
    return [style.dim(label.ljust(_LABEL)) + first, *(" " * _LABEL + line for line in rest)]
