"""The commands: words in, one use case, what came back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from railcade import __version__
from railcade.cli.options import taking
from railcade.cli.printing import print_json, print_lines
from railcade.cli.progress import ProgressLine
from railcade.cli.style import TABLE_NARROWEST, style_for, width_for

if TYPE_CHECKING:
    from railcade.app.allowing import Asked

app = typer.Typer(
    name="railcade",
    help=(
        "Plans protected rail movements: several trains that move as one.\n\n"
        "Railcade advises. It is no signalling and no authority to move."
    ),
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        print_lines([f"railcade {__version__}"])
        raise typer.Exit


@app.callback()
def common(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a fault of ours.")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_tell_version)
    ] = False,
) -> None:
    """Plan protected rail movements: several trains that move as one."""


def _example(text: str) -> dict[str, Any]:
    return {"epilog": f"Example: {text}"}


def _show(as_json: bool, data: Callable[[], Any], lines: Callable[[], list[str]]) -> None:
    if as_json:
        print_json(data())
    else:
        print_lines(lines())


@app.command(
    "import", **_example("railcade import line.geojson stations.csv assumptions.toml -o network.gpkg")
)
def import_command(
    sources: Annotated[
        list[Path],
        typer.Argument(help="GeoJSON lines, a CSV of stations, assumptions.toml.", show_default=False),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The network to write (.gpkg).")],
    as_json: Json = False,
) -> None:
    """Build a network from lines, stations and assumptions."""
    from railcade.app.importing import import_network

    with ProgressLine(sys.stderr, not as_json) as progress:
        counts = import_network(sources, output, progress)
    _show(as_json, lambda: {"network": str(output), **counts}, lambda: _counted(str(output), counts))


@app.command(**_example("railcade check examples/corridor/*.toml"))
def check(
    files: Annotated[
        list[Path], typer.Argument(help="Files of any kind that Railcade reads.", show_default=False)
    ],
    as_json: Json = False,
) -> None:
    """Read files and say what is wrong with them."""
    from railcade.app.checking import check_files

    kinds = check_files(files)
    width = max(len(str(path)) for path in files)
    _show(
        as_json,
        lambda: {"files": [{"file": str(path), "kind": kind} for path, kind in kinds]},
        lambda: [f"{str(path).ljust(width)}  ok, {kind}" for path, kind in kinds],
    )


@app.command(**_example("railcade plan examples/corridor/movement.toml -o out/corridor"))
def plan(
    request: Annotated[
        Path, typer.Argument(metavar="MOVEMENT.toml", help="The movement request.", show_default=False)
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write the plan to.")],
    amends: Annotated[
        Path | None,
        typer.Option("--amends", metavar="DIR", help="Folder of the edition that this one replaces."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan a movement, check it, and write its folder."""
    from railcade.app.planning import plan_movement
    from railcade.cli.planned import planned_data, planned_lines

    with ProgressLine(sys.stderr, not as_json) as progress:
        result = plan_movement(request, output, progress, amends)
    _show(
        as_json,
        lambda: planned_data(result),
        lambda: planned_lines(result, style_for(sys.stdout), width_for(sys.stdout)),
    )


@app.command(**_example("railcade factors examples/st_poelten/key-train.toml"))
def factors(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="MOVEMENT.toml|DIR", help="A movement request, or a plan's folder.", show_default=False
        ),
    ],
    as_json: Json = False,
) -> None:
    """Compare ways by the 27 factors of 49 CFR 172 and two more."""
    from railcade.app.comparing import compare_ways
    from railcade.cli.factors import factor_data, factor_lines

    compared = compare_ways(source)
    _show(as_json, lambda: factor_data(compared), lambda: factor_lines(compared, style_for(sys.stdout)))


@app.command(**_example("railcade verify out/corridor"))
def verify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A plan's folder.", show_default=False)],
    latest: Annotated[
        Path | None,
        typer.Option("--latest", metavar="DIR", help="Newest edition; refuses what it replaced."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check a plan's folder again, from its own files alone."""
    from railcade.app.editions import refuse_cancellation, refuse_stale
    from railcade.app.verifying import verify as verify_folder
    from railcade.cli.planned import record_data, record_lines

    with ProgressLine(sys.stderr, not as_json) as progress:
        progress("checking")
        refuse_cancellation(folder)
        record = verify_folder(folder)
        if latest is not None:
            refuse_stale(folder, latest)
    _show(as_json, lambda: record_data(record), lambda: record_lines(record, style_for(sys.stdout)))


@app.command(**_example('railcade cancel out/corridor -o out/cancelled --why "storm on the coast"'))
def cancel(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A plan's folder.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to write the cancellation to.")],
    why: Annotated[str, typer.Option("--why", help="The reason, as printed.")] = "",
    as_json: Json = False,
) -> None:
    """Cancel a notice: a new edition that withdraws it."""
    from railcade.app.cancelling import cancel_notice

    with ProgressLine(sys.stderr, not as_json) as progress:
        done = cancel_notice(folder, output, why, progress)
    number, last = done.edition.number, done.edition.replaces[0].number
    _show(
        as_json,
        lambda: {"folder": str(output), "edition": number, "cancels": last, "files": list(done.files)},
        lambda: [f"{output}  edition {number} cancels edition {last}: {', '.join(done.files)}"],
    )


@app.command(**_example("railcade times out/corridor --role principal"))
def times(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A plan's folder.", show_default=False)],
    role: Annotated[str, typer.Option("--role", help="One role alone; all if left out.")] = "",
    every: Annotated[
        bool, typer.Option("--all", help="Posts and loops too; with --json they are always there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show the path table of a plan: local times at every place."""
    from railcade.app.times import path_times
    from railcade.cli.times import times_data, times_lines

    table = path_times(folder, role)
    _show(
        as_json,
        lambda: times_data(table),
        lambda: times_lines(table, every, style_for(sys.stdout), width_for(sys.stdout, TABLE_NARROWEST)),
    )


@dataclass(frozen=True)
class MotionWords:
    """Words of `railcade motion`."""

    fleet: Annotated[Path, typer.Argument(metavar="FLEET.toml", help="The fleet.", show_default=False)]
    formation: Annotated[str, typer.Argument(help="A formation of the fleet.", show_default=False)]
    network: Annotated[Path, typer.Argument(metavar="NETWORK.gpkg", help="The network.", show_default=False)]
    ends: Annotated[
        tuple[str, str],
        typer.Argument(metavar="FROM TO", help="Place ids, both at rest.", show_default=False),
    ]
    stop: Annotated[
        list[str] | None, typer.Option("--stop", help="A place to stand at; may be repeated.")
    ] = None
    why: Annotated[
        list[float] | None,
        typer.Option("--why", metavar="KM", help="What binds at a kilometre of the line; may be repeated."),
    ] = None
    recovery: Annotated[
        float, typer.Option("--recovery", metavar="PCT", help="Recovery time, per cent of the shortest run.")
    ] = 0.0
    recovery_per_100km: Annotated[
        float,
        typer.Option("--recovery-per-100km", metavar="MIN", help="Recovery time in minutes for each 100 km."),
    ] = 0.0
    spread: Annotated[
        str,
        typer.Option(
            "--spread",
            metavar="HOW",
            help="How recovery is driven: linear (every metre takes longer), capped (one largest speed) "
            "or coasting (least energy).",
        ),
    ] = ""
    engineering: Annotated[
        list[str] | None,
        typer.Option(
            "--engineering",
            metavar="KM-KM:MIN",
            help="Minutes for works on a stretch of the line, as 120-135:2; may be repeated.",
        ),
    ] = None
    pathing: Annotated[
        list[str] | None,
        typer.Option("--pathing", metavar="KM-KM:MIN", help="The same for other trains."),
    ] = None
    performance: Annotated[
        list[str] | None,
        typer.Option("--performance", metavar="KM-KM:MIN", help="The same for a known loss of time."),
    ] = None
    reasons: Annotated[bool, typer.Option("--reasons", help="Every phase, with what binds in it.")] = False
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A folder for the picture (SVG, PNG) and the run (CSV, NPZ)."),
    ] = None
    step_m: Annotated[
        float, typer.Option("--step", metavar="M", help="Metres from row to row of the CSV.")
    ] = 10.0
    as_json: Json = False


def _asked(words: MotionWords) -> Asked | None:
    """What is to be added to the shortest run; None for nothing."""
    fixed = words.engineering or [], words.pathing or [], words.performance or []
    if not (words.recovery or words.recovery_per_100km or words.spread or any(fixed)):
        return None
    from railcade.app.allowing import Asked
    from railcade.motion.allowances import HUNDRED_KM_M

    per_m = words.recovery_per_100km * 60.0 / HUNDRED_KM_M
    return Asked(words.recovery, per_m, words.spread, *fixed)


@app.command(
    **_example("railcade motion fleet.toml principal_kp network.gpkg pyongyang kilju --stop hamhung -o run")
)
@taking(MotionWords)
def motion(words: MotionWords) -> None:
    """How one formation runs between two places, and why."""
    from railcade.app.running import run_formation, why_at
    from railcade.cli.running import motion_lines
    from railcade.cli.running_data import motion_data

    with ProgressLine(sys.stderr, not words.as_json) as progress:
        progress("running")
        ends, stops = words.ends, words.stop or []
        running = run_formation(
            words.fleet, words.formation, words.network, ends, stops, _asked(words)
        )
        answers = [why_at(running, km) for km in words.why or []]
        files = []
        if words.output is not None:
            from railcade.app.run_folder import write_run

            files = write_run(running, words.output, words.step_m, progress)
    _show(
        words.as_json,
        lambda: motion_data(running, answers, files),
        lambda: motion_lines(
            running, answers, files, words.reasons, style_for(sys.stdout), width_for(sys.stdout)
        ),
    )


@app.command(**_example("railcade compose examples/corridor/compose.toml -o fleet.toml"))
def compose(
    request: Annotated[
        Path, typer.Argument(metavar="COMPOSE.toml", help="The trains that are needed.", show_default=False)
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The fleet to write (.toml), if any.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make trains of the register from what they shall carry and must fit."""
    from railcade.app.composing import compose_trains
    from railcade.cli.composed import composed_data, composed_lines

    with ProgressLine(sys.stderr, not as_json) as progress:
        result = compose_trains(request, output, progress)
    _show(
        as_json,
        lambda: composed_data(result),
        lambda: composed_lines(result, style_for(sys.stdout), width_for(sys.stdout)),
    )


@app.command(**_example("railcade traffic network.gpkg --trains 40 --seed 5 -o timetable.csv"))
def traffic(
    network: Annotated[Path, typer.Argument(metavar="NETWORK.gpkg", help="The network.", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="The timetable to write (.csv).")],
    trains: Annotated[int, typer.Option(help="Trains a day.")] = 40,
    seed: Annotated[int, typer.Option(help="Seed: the same seed gives the same trains.", min=0)] = 1,
    as_json: Json = False,
) -> None:
    """Draw synthetic other traffic, free of conflict with itself."""
    from railcade.app.drawing import draw_timetable

    with ProgressLine(sys.stderr, not as_json) as progress:
        progress("drawing trains")
        counts = draw_timetable(network, trains, seed, output)
    _show(as_json, lambda: {"timetable": str(output), **counts}, lambda: _counted(str(output), counts))


def _counted(file: str, counts: dict[str, int]) -> list[str]:
    return [f"{file}  {', '.join(f'{count:,} {noun}' for noun, count in counts.items())}"]
