"""From a register and a request to trains, or to what has to give way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NoReturn

from railcade.basis import weakest
from railcade.compose.arranging import arranged
from railcade.compose.composed import Binding, ComposedTrain, Composition, Reserve
from railcade.compose.request import LOCOMOTIVE, ComposeRequest, TrainRequest
from railcade.compose.rules import PULL, START, Rule, judged, rules_of
from railcade.compose.solving import BINDING_WORK_S, COUPLERS, RESERVE, Aim, Key, Solved, Work, solve
from railcade.compose.stock import Kind, kinds_of
from railcade.errors import InfeasibleError, Problem
from railcade.fleet import Formation, Register, RegisterVehicle

_NEAREST_ROUNDS = 20


def compose(register: Register, request: ComposeRequest) -> Composition:
    """Make the trains of a request.

    Raises
    ------
    InfeasibleError
        E0307: the fewest rules that have to give way, each with the nearest figure that can be had.
    """
    kinds = kinds_of(register.in_service)
    solved = solve(request, kinds, Aim(), Work())
    if solved is None:
        _refuse(request, kinds)
    taken = _taken(kinds, solved)
    trains = tuple(_train(train, vehicles) for train, vehicles in zip(request.trains, taken, strict=True))
    bindings, left_open = _bindings(request, kinds, solved)
    return Composition(
        trains, _reserves(register, request, trains), bindings, solved.proved, left_open
    )


def _taken(kinds: Sequence[Kind], solved: Solved) -> list[list[RegisterVehicle]]:
    """Vehicles by number: the first train takes the lowest of a kind."""
    free = [list(kind.vehicles) for kind in kinds]
    return [
        [free[k].pop(0) for k, count in enumerate(counts) for _ in range(count)] for counts in solved.counts
    ]


def _train(train: TrainRequest, taken: Sequence[RegisterVehicle]) -> ComposedTrain:
    vehicles = arranged(taken, train.order)
    formation = Formation(
        id=train.id,
        vehicles=tuple(each.as_vehicle() for each in vehicles),
        gauge_mm=train.gauge_mm,
        brake_position=train.brake_position,
        caps=train.caps,
        basis=weakest([each.as_vehicle().basis for each in vehicles]),
        source=f"composed for {train.id} from the register",
    )
    return ComposedTrain(train, vehicles, formation, tuple(judged(train, vehicles)))


def _reserves(
    register: Register, request: ComposeRequest, trains: Sequence[ComposedTrain]
) -> tuple[Reserve, ...]:
    taken = [each.role for train in trains for each in train.vehicles]
    roles = sorted({each.role for each in register.in_service} | request.reserve.keys())
    there = [each.role for each in register.in_service]
    return tuple(
        Reserve(role, there.count(role), taken.count(role), request.reserve.get(role, 0)) for role in roles
    )


def _keys(request: ComposeRequest) -> Iterator[Key]:
    """Rules that can be taken away one by one; a train keeps its gauge, couplers and locomotive."""
    for train in request.trains:
        for rule in rules_of(train):
            if rule.name != LOCOMOTIVE:
                yield train.id, rule.name
        if train.limits.ruling_grade is not None:
            yield train.id, PULL
        if train.limits.axle_load_kg is not None:
            yield train.id, "axle load"
        if train.limits.mass_per_metre_kg is not None:
            yield train.id, "load per metre"
        for role in train.needs.armoured:
            yield train.id, f"armour of {role}"
    for role in request.reserve:
        yield "", RESERVE + role


def _bindings(
    request: ComposeRequest, kinds: Sequence[Kind], best: Solved
) -> tuple[tuple[Binding, ...], int]:
    """What each rule costs: the trains made again without it; and of how many rules that is left open.

    A train that is found without a rule proves that the rule binds only where the best with it is proved.
    """
    keys = list(_keys(request))
    if not best.proved:
        return (), len(keys)
    vehicles, mass_kg = _size(kinds, best)
    found, left_open, work = [], 0, Work(BINDING_WORK_S)
    for key in keys:
        without = _tried(request, kinds, Aim(dropped=frozenset({key})), work)
        if without is None:
            left_open += 1
            continue
        fewer, lighter_kg = _size(kinds, without)
        if fewer < vehicles or lighter_kg < mass_kg - 1e-6:
            found.append(Binding(*key, vehicles - fewer, mass_kg - lighter_kg))
        elif not without.proved:
            left_open += 1
    return tuple(found), left_open


def _tried(request: ComposeRequest, kinds: Sequence[Kind], aim: Aim, work: Work) -> Solved | None:
    """A make-up, or None where there is none or the work ended before one was found."""
    if work.left_s <= 0.0:
        return None
    try:
        return solve(request, kinds, aim, work)
    except InfeasibleError:
        return None


def _size(kinds: Sequence[Kind], solved: Solved) -> tuple[int, float]:
    counts = [sum(column) for column in zip(*solved.counts, strict=True)]
    masses = (count * kind.one.mass_loaded_kg for count, kind in zip(counts, kinds, strict=True))
    return sum(counts), sum(masses)


def _refuse(request: ComposeRequest, kinds: Sequence[Kind]) -> NoReturn:
    freed = solve(request, kinds, Aim(give_way=True), Work())
    if freed is None:
        what = "no train can be made even if every rule gives way"
        raise InfeasibleError(
            [Problem("E0307", request.name, what, "look for vehicles in service in the register")]
        )
    dropped = frozenset(freed.gave_way)
    problems = [_gave_way(request, kinds, key, dropped) for key in freed.gave_way]
    fewer = "no fewer rules are enough" if freed.proved else "whether fewer are enough is not known"
    raise InfeasibleError(problems, f"ease all of these together; {fewer}")


def _gave_way(request: ComposeRequest, kinds: Sequence[Kind], key: Key, dropped: frozenset[Key]) -> Problem:
    name, rule_name = key
    if rule_name.startswith(RESERVE):
        role = rule_name.removeprefix(RESERVE)
        there = sum(len(kind.vehicles) for kind in kinds if kind.one.role == role)
        what = f"{request.reserve[role]} of {there} {role} vehicles in service are to stay"
        aim = Aim(dropped=dropped, stretch=key)
        solved = _tried(request, kinds, aim, Work())
        mend = "let fewer stay, or bring more into service"
        if solved is not None:
            left = there - sum(
                count
                for counts in solved.counts
                for count, kind in zip(counts, kinds, strict=True)
                if kind.one.role == role
            )
            mend = f"let {left} stay, or bring more into service"
        return Problem("E0307", f"reserve.{role}", what, mend)
    train = next(each for each in request.trains if each.id == name)
    rule = next((each for each in rules_of(train) if each.name == rule_name), None)
    where = f"{name}, {rule_name}"
    if rule is None:
        what = "no train keeps this rule beside the others"
        mend = (
            "use couplers of one kind, or an adapter" if rule_name == COUPLERS else "ease it, or ease a need"
        )
        return Problem("E0307", where, what, mend)
    nearest = _nearest(request, kinds, key, rule, dropped - {key})
    asked = f"{rule.bound:g} {rule.unit}".strip()
    best = f"{nearest:.4g} {rule.unit}".strip()
    if rule_name == START:
        what = f"the locomotives start at most {nearest:.2f} times what the ruling grade asks"
        mend = "ask for a lighter train or a lesser grade, or bring more locomotives into service"
        return Problem("E0307", where, what, mend)
    word = "at least" if rule.least else "at most"
    return Problem(
        "E0307", where, f"{word} {asked} is asked, the nearest is {best}", f"ask for {word} {best}"
    )


def _nearest(
    request: ComposeRequest, kinds: Sequence[Kind], key: Key, rule: Rule, dropped: frozenset[Key]
) -> float:
    """The bound nearest to the one asked that some train keeps (Dinkelbach 1967 where it is a ratio)."""
    bound, train = rule.bound, [each.id for each in request.trains].index(key[0])
    work = Work()
    for _ in range(_NEAREST_ROUNDS):
        aim = Aim(dropped=dropped | {key}, bounds={key: bound}, stretch=key)
        solved = _tried(request, kinds, aim, work)
        if solved is None:
            return bound
        vehicles = [
            kind.one for kind, count in zip(kinds, solved.counts[train], strict=True) for _ in range(count)
        ]
        value = rule.measure(vehicles)
        if abs(value - bound) <= 1e-9 * max(1.0, abs(bound)):
            return value
        bound = value
    return bound
