"""The integer programme: counts of each kind for each train (OR-Tools CP-SAT).

Every rule carries a literal that lets it give way. A usual solve forbids all of them; a request that no
train fits is solved again for the fewest rules that give way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from railcade.compose.request import LOCOMOTIVE, ComposeRequest, TrainRequest
from railcade.compose.rules import PULL, coupler_pull_newton, fits_of, rules_of
from railcade.compose.stock import Kind
from railcade.errors import InfeasibleError, Problem

COUPLERS = "couplers of one kind"
RESERVE = "reserve of "
MOST_VEHICLES = 60
WORK_S = 20.0
"""Work of the solver for one question, in its own deterministic seconds."""
BINDING_WORK_S = 1.5
"""Work for what binds, which is a question beside the trains themselves."""
Key = tuple[str, str]
"""A rule of a train: train id, and the rule's name; reserves have no train."""


@dataclass(frozen=True, eq=False)
class Aim:
    """What a solve is for.

    `dropped` are rules that do not count. `bounds` replaces bounds of rules. `give_way`: look for the fewest
    rules that have to give way. `stretch`: make this rule's slack as large as can be. `lightest`: of as
    many vehicles as the programme allows by then, the least mass.
    """

    dropped: frozenset[Key] = frozenset()
    bounds: Mapping[Key, float] = field(default_factory=dict)
    give_way: bool = False
    stretch: Key | None = None
    lightest: bool = False


@dataclass(slots=True)
class Work:
    """Work that is left for a question, which may take several solves."""

    left_s: float = WORK_S


@dataclass(frozen=True, eq=False)
class Solved:
    """Counts ``counts[train][kind]``, rules that gave way, and whether it is proved."""

    counts: tuple[tuple[int, ...], ...]
    gave_way: tuple[Key, ...]
    proved: bool


class _Programme:
    """One model, built anew for each aim."""

    def __init__(self, request: ComposeRequest, kinds: Sequence[Kind], aim: Aim) -> None:
        from ortools.sat.python import cp_model

        self.model: Any = cp_model.CpModel()
        self.request, self.kinds, self.aim = request, kinds, aim
        self.gives_way: dict[Key, Any] = {}
        self.slack: Any = 0
        self.counts = [
            [self.model.new_int_var(0, len(kind.vehicles), f"{train.id}:{kind.one.id}") for kind in kinds]
            for train in request.trains
        ]
        for t, train in enumerate(request.trains):
            self._train(t, train)
        self._stock()

    def _literal(self, key: Key) -> Any:
        """True where the rule may be broken."""
        found = self.gives_way.get(key)
        if found is None:
            found = self.gives_way[key] = self.model.new_bool_var("/".join(key))
            if key in self.aim.dropped:
                self.model.add(found == 1)
            elif not self.aim.give_way:
                self.model.add(found == 0)
        return found

    def _train(self, t: int, train: TrainRequest) -> None:
        counts = self.counts[t]
        self.model.add_linear_constraint(sum(counts), 1, MOST_VEHICLES)
        for rule in rules_of(train):
            key = (train.id, rule.name)
            bound = self.aim.bounds.get(key, rule.bound)
            slack = rule.constant(bound) + sum(
                count * rule.weight(kind.one, bound) for count, kind in zip(counts, self.kinds, strict=True)
            )
            self.model.add(slack >= 0).only_enforce_if(self._literal(key).negated())
            if self.aim.stretch == key:
                self.slack = slack
        for fit in fits_of(train):
            unfit = [count for count, kind in zip(counts, self.kinds, strict=True) if not fit.holds(kind.one)]
            if unfit:
                kept = self._literal((train.id, fit.name)).negated()
                self.model.add(sum(unfit) == 0).only_enforce_if(kept)
        self._couplers(train, counts)

    def _couplers(self, train: TrainRequest, counts: Sequence[Any]) -> None:
        """One kind of coupler in a train, and each strong enough for all that hangs behind the locomotive."""
        used = [self.model.new_bool_var(f"{train.id} uses {kind.one.id}") for kind in self.kinds]
        for each, count, kind in zip(used, counts, self.kinds, strict=True):
            self.model.add(count <= len(kind.vehicles) * each)
            self.model.add(count >= each)
        couplers = sorted({kind.one.coupler for kind in self.kinds})
        if len(couplers) > 1:
            of_one = [self.model.new_bool_var(f"{train.id} couples {name}") for name in couplers]
            kept = self._literal((train.id, COUPLERS)).negated()
            self.model.add(sum(of_one) == 1)
            for each, kind in zip(used, self.kinds, strict=True):
                self.model.add_implication(each, of_one[couplers.index(kind.one.coupler)]).only_enforce_if(
                    kept
                )
        if train.limits.ruling_grade is None:
            return
        kept = self._literal((train.id, PULL)).negated()
        pull = sum(
            count * round(coupler_pull_newton(train.limits, kind.one.mass_loaded_kg))
            for count, kind in zip(counts, self.kinds, strict=True)
            if kind.one.role != LOCOMOTIVE
        )
        for each, kind in zip(used, self.kinds, strict=True):
            strength_newton = round(kind.one.coupler_strength_newton)
            self.model.add(pull <= strength_newton).only_enforce_if(each, kept)

    def _stock(self) -> None:
        for k, kind in enumerate(self.kinds):
            self.model.add(sum(counts[k] for counts in self.counts) <= len(kind.vehicles))
        for role, stays in self.request.reserve.items():
            of_role = [k for k, kind in enumerate(self.kinds) if kind.one.role == role]
            there = sum(len(self.kinds[k].vehicles) for k in of_role)
            taken = sum(counts[k] for counts in self.counts for k in of_role)
            key = ("", RESERVE + role)
            kept = self._literal(key).negated()
            self.model.add(taken <= there - stays).only_enforce_if(kept)
            if self.aim.stretch == key:
                self.slack = there - taken

    def vehicles(self) -> Any:
        """Vehicles in all trains."""
        return sum(count for counts in self.counts for count in counts)

    def mass_tenths(self) -> Any:
        """Mass of all trains in tenths of a tonne."""
        tenths = [round(kind.one.mass_loaded_kg / 100.0) for kind in self.kinds]
        return sum(
            count * tenth for counts in self.counts for count, tenth in zip(counts, tenths, strict=True)
        )

    def given(self) -> Any:
        """How many rules give way; of as many, rather those that a person can ease."""
        fixed = ("gauge ", "roles in its order", COUPLERS)
        return sum(
            gives * (1001 if name.startswith(fixed) else 1000) for (_, name), gives in self.gives_way.items()
        )


def solve(request: ComposeRequest, kinds: Sequence[Kind], aim: Aim, work: Work) -> Solved | None:
    """The best make-up for an aim, or None where there is none; takes from `work` what it needs.

    The solver works in one thread with a fixed seed and counts its own work, so that the same request
    gives the same trains on every machine.

    Raises
    ------
    InfeasibleError
        E0307: the work ended before it was known whether there is any.
    """
    programme = _Programme(request, kinds, aim)
    if aim.give_way or aim.stretch is not None:
        return _ended(request, _best(programme, aim, work))
    # Two aims one after the other: as one weighted sum they took several times as long to prove.
    fewest = _best(programme, aim, work)
    if fewest.status is not Status.PROVED:
        return _ended(request, fewest)
    if work.left_s <= 0.0:  # as few as can be, but whether as light is not known
        return _ended(request, replace(fewest, status=Status.FOUND))
    vehicles = sum(map(sum, fewest.counts))
    programme.model.add(programme.vehicles() == vehicles)
    lightest = _best(programme, replace(aim, lightest=True), work, fewest.counts)
    if lightest.status is Status.OPEN:
        lightest = replace(fewest, status=Status.FOUND)
    return _ended(request, lightest)


class Status(Enum):
    """How a search ended."""

    PROVED = 1
    FOUND = 2
    NONE = 3
    OPEN = 4


@dataclass(frozen=True, eq=False)
class _Found:
    """What one search gave: counts and rules that gave way are empty where it found none."""

    status: Status
    counts: tuple[tuple[int, ...], ...] = ()
    gave_way: tuple[Key, ...] = ()


def _best(
    programme: _Programme, aim: Aim, work: Work, hint: tuple[tuple[int, ...], ...] = ()
) -> _Found:
    """One search for one aim, from a make-up that is known if there is one."""
    from ortools.sat.python import cp_model

    model = programme.model
    if aim.stretch is not None and not aim.give_way:
        model.maximize(programme.slack)
    elif aim.give_way:
        model.minimize(programme.given())
    else:
        model.minimize(programme.mass_tenths() if aim.lightest else programme.vehicles())
    for counts, known in zip(programme.counts, hint, strict=False):
        for count, value in zip(counts, known, strict=True):
            model.add_hint(count, value)
    solver: Any = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.max_deterministic_time = max(work.left_s, 0.0)
    # Few integers and tight sums: full linear relaxations prove the optimum, long presolving only costs.
    solver.parameters.linearization_level = 2
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.symmetry_level = 0
    solver.parameters.cp_model_probing_level = 0
    status = solver.solve(model)
    work.left_s -= solver.response_proto.deterministic_time
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Found(Status.NONE if status == cp_model.INFEASIBLE else Status.OPEN)
    return _Found(
        Status.PROVED if status == cp_model.OPTIMAL else Status.FOUND,
        tuple(tuple(solver.value(count) for count in counts) for counts in programme.counts),
        tuple(
            key for key, gives in programme.gives_way.items()
            if key not in aim.dropped and solver.boolean_value(gives)
        ),
    )  # fmt: skip


def _ended(request: ComposeRequest, found: _Found) -> Solved | None:
    if found.status is Status.NONE:
        return None
    if found.status is Status.OPEN:
        what = "the work allowed ended before a train was found; whether there is one is not known"
        mend = "ask for fewer trains at once, or give vehicles that are alike the same figures"
        raise InfeasibleError([Problem("E0307", request.name, what, mend)])
    return Solved(found.counts, found.gave_way, found.status is Status.PROVED)
