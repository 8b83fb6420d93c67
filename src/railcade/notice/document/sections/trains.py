"""Section 3: the trains, each formation with its figures, its signs, its vehicles."""

from __future__ import annotations

from itertools import groupby

from railcade.fleet import Formation, Vehicle
from railcade.notice.document.blocks import (
    Block,
    Column,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
    quiet,
    unsure,
)
from railcade.notice.document.sections.journey import aboard
from railcade.notice.document.sections.line import acceptance
from railcade.notice.document.view import View
from railcade.notice.document.words import kmh, tonnes
from railcade.plan.model import PlanTrain


def trains(view: View) -> Section:
    """Every train with number and figures; how it is told apart and called; its vehicles, head first."""
    blocks: list[Block] = []
    if view.shows("formations"):
        blocks.append(_figures(view))
        blocks += [Paragraph(_caps(view), small=True)]
    else:
        rows = tuple(Row((view.role_words(train.role), train.number)) for train in view.plan.trains)
        blocks.append(Table((Column("Train", "40mm"), Column("Number", "1fr")), rows))
    signs = _signs(view)
    if signs is not None:
        blocks.append(signs)
    if view.shows("formations"):
        blocks.append(_vehicles(view))
        blocks += acceptance(view)
    blocks += aboard(view)
    return Section("trains", "Trains", tuple(blocks))


def formations_of(view: View, train: PlanTrain) -> list[tuple[str, Formation]]:
    """Each formation of a train and the place from which it runs."""
    found: list[tuple[str, Formation]] = []
    for leg in train.legs:
        formation = view.facts.fleet.formations[leg.formation]
        if not found or found[-1][1] is not formation:
            found.append((leg.from_place, formation))
    return found


def _figures(view: View) -> Table:
    columns = (
        Column("Train", "25mm"),
        Column("Number", "12mm", figures=True),
        Column("from", "19mm"),
        Column("Made of", "1fr"),
        Column("Length m", "13mm", figures=True),
        Column("Mass t", "13mm", figures=True),
        Column("Axle t", "11mm", figures=True),
        Column("Brake %", "12mm", figures=True),
        Column("Top km/h", "13mm", figures=True),
    )
    rows = []
    for train in view.plan.trains:
        for i, (place, formation) in enumerate(formations_of(view, train)):
            role: Words = view.role_words(train.role) if i == 0 else ""
            number = train.number if i == 0 else ""
            figures = _formation_figures(formation)
            strong_ones = (view.principal_words(train.role, item) for item in figures)
            rows.append(
                Row((role, number, view.name(place), _made_of(formation), *strong_ones), follows=i > 0)
            )
    return Table(columns, tuple(rows))


def _formation_figures(formation: Formation) -> tuple[Words, ...]:
    figures = (
        f"{formation.length_m:,.0f}",
        tonnes(formation.mass_kg),
        f"{formation.max_axle_load_kg / 1000:.1f}",
        f"{formation.brake_percentage:.0f}",
        kmh(formation.cap.speed_mps),
    )
    return tuple(unsure(item) for item in figures) if formation.basis.unsure else figures


def _made_of(formation: Formation) -> Words:
    engines = sum(vehicle.traction is not None for vehicle in formation.vehicles)
    rest = len(formation.vehicles) - engines
    return f"{engines} + {rest}, {formation.gauge_mm} mm"


def _caps(view: View) -> Words:
    """Why each train may not run faster."""
    parts: list[Words] = []
    for train in view.plan.trains:
        reasons = list(
            dict.fromkeys(
                f"{kmh(formation.cap.speed_mps)} km/h: {formation.cap.reason}"
                for _, formation in formations_of(view, train)
            )
        )
        parts.append(f"{view.role_name(train.role)} {'; '.join(reasons)}. ")
    unsure_count = sum(
        vehicle.basis.unsure
        for vehicle in {
            v.id: v for t in view.plan.trains for _, f in formations_of(view, t) for v in f.vehicles
        }.values()
    )
    if unsure_count:
        parts.append(
            f"Figures of {unsure_count} kinds of vehicle are estimated or assumed, ≈; see the annex."
        )
    return ("Made of: engines + carriages. ", *parts)


def _signs(view: View) -> Table | None:
    """How trains are told; how they are called only for whom code name and roles are released."""
    given = {item.role: item for item in view.details.trains}
    if not given:
        return None
    calls = view.shows("code_name") and view.shows("roles")
    columns = [Column("Train", "27mm"), Column("Lamps", "1fr"), Column("Bell code", "15mm")]
    if calls:
        columns += [Column("Radio", "21mm"), Column("Driver, pilotman", "38mm")]
    rows = []
    for train in view.plan.trains:
        item = given.get(train.role)
        if item is None:
            continue
        people = "; ".join(name for name in (item.driver, item.pilotman) if name)
        cells = (item.lamps, item.bell_code, *((item.radio, people) if calls else ()))
        rows.append(Row((view.role_words(train.role), *(cell or quiet("not given") for cell in cells))))
    return Table(tuple(columns), tuple(rows), title="Signs and calls")


def _vehicles(view: View) -> Table:
    """Vehicles in order, head first; equal neighbours in one row, carriages once while they stay the same."""
    columns = (
        Column("No.", "12mm", figures=True),
        Column("Vehicle", "1fr"),
        Column("Length m", "13.5mm", figures=True),
        Column("Mass t", "13.5mm", figures=True),
        Column("Axles", "10mm", figures=True),
        Column("Axle t", "12.5mm", figures=True),
        Column("Braked t", "13.5mm", figures=True),
    )
    rows: list[Row] = []
    for train in view.plan.trains:
        carriages: list[str] = []
        for place, formation in formations_of(view, train):
            now = [vehicle.id for vehicle in formation.vehicles if vehicle.traction is None]
            same = now == carriages
            rest = ", carriages as before" if same else ", head first"
            rows.append(Row(banner=(view.role_words(train.role), f" from {view.name(place)}{rest}")))
            carriages = now
            number = 1
            for _, run in groupby(formation.vehicles, lambda vehicle: vehicle.id):
                alike = list(run)
                if not same or alike[0].traction is not None:
                    rows.append(_vehicle_row(alike[0], number, len(alike)))
                number += len(alike)
    return Table(columns, tuple(rows), title="Formations")


def _vehicle_row(vehicle: Vehicle, number: int, alike: int) -> Row:
    span = f"{number}" if alike == 1 else f"{number} – {number + alike - 1}"
    name = vehicle.kind.replace("_", " ") + (", armoured" if vehicle.armoured else "")
    if vehicle.traction is not None:
        name += f": {vehicle.traction.class_name}"
    figures = (
        f"{vehicle.length_m:.1f}",
        f"{vehicle.mass_kg / 1000:.1f}",
        f"{vehicle.max_axle_load_kg / 1000:.1f}",
        f"{vehicle.braked_mass_kg / 1000:.1f}",
    )
    length, mass, axle, braked = tuple(unsure(item) for item in figures) if vehicle.basis.unsure else figures
    return Row(
        (
            span,
            name + (f", {alike} alike" if alike > 1 else ""),
            length,
            mass,
            f"{vehicle.axles}",
            axle,
            braked,
        )
    )
