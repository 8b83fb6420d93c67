"""Acceptance: each formation on each section, and the rows that tell what binds (docs/occupation.md, 12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from railcade.plan.check.accepted import ORDER, Found, facts
from railcade.plan.check.tally import Tally
from railcade.plan.check.world import World
from railcade.plan.model import AcceptanceRow

ROUNDED = 0.06
"""Rows tell numbers to a tenth."""
SAME_SHARE = 1e-6
RULE = "ACCEPTANCE"
LACKING = ("section", "vehicle", "order", "place")
Key = tuple[str, str, bool, str]
"""Formation, fact, whether it is known, and whose fact is missing."""


def check_acceptance(world: World, tally: Tally) -> None:
    """Nothing is refused by a fact that is known; the rows tell what binds, what is silent, and no more."""
    tally.examine(RULE)
    told: dict[Key, AcceptanceRow] = {}
    for row in world.plan.acceptance:
        key = (row.formation, row.fact, row.known, row.missing)
        tally.judge(RULE, key not in told, "E0432", row.formation, f"{row.fact} is told twice")
        told[key] = row
    wanted: list[Key] = []
    for formation, found in _all(world).items():
        for fact in ORDER:
            known = [item for item in found if item.fact == fact and not item.lacks]
            groups = [(True, "", known)]
            groups += [
                (False, whose, [item for item in found if (item.fact, item.lacks) == (fact, whose)])
                for whose in LACKING
            ]
            for item in known:
                what = f"{fact} of {formation}: {item.sides[1]:.1f} {item.names[1]}, the section has "
                what += f"{item.sides[0]:.1f} {item.names[0]}"
                section = world.way.sections[item.section].id
                tally.judge(RULE, item.reserve_share >= 0.0, "E0432", section, what)
            for is_known, whose, items in groups:
                if items:
                    key = (formation, fact, is_known, whose)
                    wanted.append(key)
                    _judge_row(world, tally, key, told.get(key), items)
    order = [(row.formation, row.fact, row.known, row.missing) for row in world.plan.acceptance]
    what = f"rows are told for {len(order)} facts in another order or number than the {len(wanted)} there are"
    tally.judge(RULE, order == wanted, "E0432", "plan.acceptance", what)


def _all(world: World) -> Mapping[str, list[Found]]:
    """Facts by formation in order of the request."""
    found: dict[str, list[Found]] = {}
    orders = world.inputs.network.envelope_orders
    roles = {role.role: role for role in world.roles}
    for asked in world.inputs.movement.roles:
        starts = [(world.index.get(place, -1), name) for place, name in asked.formations]
        for (start, name), (end, _) in zip(
            starts, [*starts[1:], (len(world.way.sections), "")], strict=True
        ):
            if 0 <= start < end and name in world.inputs.fleet.formations:
                formation = world.inputs.fleet.formations[name]
                stands = roles[asked.role].stands if asked.role in roles else frozenset[int]()
                items = facts(world.way, formation, range(start, end), stands, orders)
                found.setdefault(name, []).extend(items)
    return found


def _judge_row(
    world: World, tally: Tally, key: Key, row: AcceptanceRow | None, items: Sequence[Found]
) -> None:
    where = f"{key[0]} {key[1]}"
    if row is None:
        what = "what binds is not told" if key[2] else "that it is not known is not told"
        tally.judge(RULE, False, "E0432", where, what)
        return
    fits = _binds(world, row, items) if key[2] else _silent(world, row, items)
    sides = f"{row.value:.1f} {row.value_name} against {row.limit:.1f} {row.limit_name}"
    what = f"is told as {sides} on {row.section}"
    tally.judge(RULE, fits, "E0432", where, what)


def _binds(world: World, row: AcceptanceRow, items: Sequence[Found]) -> bool:
    """The row is one of those with the least reserve, and tells it as it is."""
    least = min(item.reserve_share for item in items)
    return any(
        world.way.sections[item.section].id == row.section
        and item.reserve_share <= least + SAME_SHARE * (1.0 + abs(least))
        and abs(item.sides[0] - row.limit) <= ROUNDED + SAME_SHARE * item.sides[0]
        and abs(item.sides[1] - row.value) <= ROUNDED + SAME_SHARE * item.sides[1]
        and item.names == (row.limit_name, row.value_name)
        and _named(row, item)
        and (item.basis, "", 1) == (row.basis, row.missing, row.sections)
        and row.holds == (item.reserve_share >= 0.0)
        and row.unit == UNITS.get(row.fact, "")
        for item in items
    )


def _named(row: AcceptanceRow, item: Found) -> bool:
    return row.vehicle in item.vehicles if item.vehicles else row.vehicle == ""


def _silent(world: World, row: AcceptanceRow, items: Sequence[Found]) -> bool:
    first = min(items, key=lambda item: item.section)
    sections = len({item.section for item in items})
    wanted = (world.way.sections[first.section].id, first.lacks, sections)
    same = wanted == (row.section, row.missing, row.sections)
    empty = (row.limit, row.value, row.basis, row.limit_name, row.value_name) == (0.0, 0.0, "", "", "")
    return same and _named(row, first) and empty and not row.holds and row.unit == ""


UNITS = {
    "axle_load": "kg",
    "metre_load": "kg/m",
    "curve_radius": "m",
    "trailing_load": "kg",
    "coupler": "N",
    "fuel_range": "m",
}
