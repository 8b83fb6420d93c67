"""Commands as they are typed: exit codes, what is printed where, and never a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
import typer

from railcade.app import checking
from railcade.cli import main
from railcade.cli.commands import app
from railcade.cli.options import taking
from railcade.cli.progress import ProgressLine
from railcade.cli.style import NARROWEST, WIDEST, style_for, width_for
from tests.formats.texts import FLEET, MOVEMENT, TIMETABLE

CORRIDOR = Path(__file__).parents[2] / "examples" / "corridor"
Capture = pytest.CaptureFixture[str]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "fleet.toml").write_text(FLEET)
    (tmp_path / "movement.toml").write_text(MOVEMENT)
    (tmp_path / "timetable.csv").write_text(TIMETABLE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_help_lists_every_command_and_each_has_an_example(capsys: Capture) -> None:
    names = [
        command.name or command.callback.__name__ for command in app.registered_commands if command.callback
    ]
    assert main(["--help"]) == 0
    listing = capsys.readouterr().out
    assert all(f"\n  {name} " in listing for name in names)
    for name in names:
        assert main([name, "--help"]) == 0
        text = capsys.readouterr().out
        assert f"Example: railcade {name} " in text
        assert "--json" in text


def test_nothing_typed_is_a_question(capsys: Capture) -> None:
    assert main([]) == 0
    assert "Commands:" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["chek"], "Did you mean 'check'?"),
        (["check"], "Missing argument"),
        (["check", "--jsn", "x"], "--jsn"),
        (["traffic", "x.gpkg", "--trains", "many", "-o", "y"], "--trains"),
        (["plan", "movement.toml"], "--output"),
    ],
)
def test_wrong_words_are_told(words: list[str], told: str, capsys: Capture) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert told in err and "Traceback" not in err
    assert err.endswith("exit 2\n")
    assert out == ""


def test_files_in_order(folder: Path, capsys: Capture) -> None:
    assert main(["check", "fleet.toml", "movement.toml", "timetable.csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "fleet.toml     ok, fleet",
        "movement.toml  ok, movement",
        "timetable.csv  ok, timetable",
    ]
    assert main(["check", "fleet.toml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"files": [{"file": "fleet.toml", "kind": "fleet"}]}


def test_all_problems_of_all_files_at_once(folder: Path, capsys: Capture) -> None:
    (folder / "fleet.toml").write_text(FLEET.replace("mass_t = 120", "mass_t = nan"))
    (folder / "movement.toml").write_text(MOVEMENT.replace('+09:00"', '"'))
    (folder / "timetable.csv").write_text(TIMETABLE.replace("kind", "knd"))
    (folder / "odd.toml").write_text("a = 1")
    files = ["fleet.toml", "movement.toml", "timetable.csv", "odd.toml", "x.docx", "none.toml"]
    assert main(["check", *files]) == 2
    err = capsys.readouterr().err
    assert err.startswith("\n7 problems  nothing was written\n")
    for code in ("E0101", "E0102", "E0103", "E0104", "E0106", "E0107"):
        assert f"\n{code}  " in err
    assert main(["check", *files, "--json"]) == 2
    data = json.loads(capsys.readouterr().out)
    assert (data["exit"], data["error"], len(data["problems"])) == (2, "InputError", 7)
    assert set(data["problems"][0]) == {"code", "where", "what", "mend"}


def test_the_corridor_files_are_in_order(capsys: Capture) -> None:
    files = [path for path in CORRIDOR.rglob("*") if path.suffix in (".toml", ".csv", ".gpkg", ".geojson")]
    assert len(files) >= 8
    assert main(["check", *map(str, sorted(files))]) == 0, capsys.readouterr().err


def test_a_bug_of_ours_says_so(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(paths: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr(checking, "check_files", broken)
    assert main(["check", "fleet.toml"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("this is our bug, not yours: ZeroDivisionError: by nothing")
    assert err.count("\n") == 1
    assert main(["check", "fleet.toml", "--debug"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_interrupted(folder: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(paths: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "check_files", stopped)
    assert main(["check", "fleet.toml"]) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom railcade.cli import main\nmain(['--help'])\n"
        "print([name for name in ('numba', 'numpy', 'pydantic', 'pyogrio', 'shapely', 'rich', 'typst')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    command = f"{Path(sys.executable).with_name('railcade')} motion --help"
    done = subprocess.run(
        f"{command} | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}",
        shell=True, executable="/bin/bash", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_progress_is_one_line_and_gone_when_done() -> None:
    terminal = Terminal()
    with ProgressLine(terminal) as progress:
        progress("reading")
        progress("searching " + "x" * 200)
    text = terminal.getvalue()
    assert "\n" not in text
    assert text.endswith("\r\x1b[2K")
    assert max(len(part) for part in text.split("\r\x1b[2K")) < NARROWEST
    pipe = io.StringIO()
    with ProgressLine(pipe) as progress:
        progress("reading")
    assert pipe.getvalue() == ""


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert style_for(Terminal()).on and not style_for(io.StringIO()).on
    monkeypatch.setenv("NO_COLOR", "1")
    assert not style_for(Terminal()).on
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not style_for(Terminal()).on


def test_width_is_that_of_the_terminal_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    assert width_for(io.StringIO()) == WIDEST
    for columns, width in ((40, NARROWEST), (90, 90), (300, WIDEST)):
        monkeypatch.setenv("COLUMNS", str(columns))
        assert width_for(Terminal()) == width


def test_a_command_whose_words_are_fields() -> None:
    @dataclass(frozen=True)
    class Words:
        name: Annotated[str, typer.Argument(metavar="NAME", help="Whose.")]
        loud: Annotated[bool, typer.Option("--loud", help="In capitals.")] = False

    told: list[Words] = []

    @taking(Words)
    def greet(words: Words) -> None:
        """Say it."""
        told.append(words)

    greeting = typer.Typer(add_completion=False, rich_markup_mode=None)
    greeting.command()(greet)
    greeting(["Ada", "--loud"], standalone_mode=False)
    assert told == [Words("Ada", True)]
    assert (greet.__name__, greet.__doc__) == ("greet", "Say it.")
