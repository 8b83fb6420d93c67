"""The terminal door: `railcade` and its commands.

Law of this room
----------------
1. No thinking: a command reads its words, calls one use case of `app`, and shows what came back.
2. Results go to standard output, progress and errors to standard error; `--json` prints one object.
3. Exit codes are those of the error classes: 0 done, 1 our bug, 2 bad input, 3 infeasible,
   4 a check says no, 5 denied; 130 stopped, 141 nobody takes the output. Never a traceback,
   unless `--debug` asks for it.
4. Heavy rooms are imported inside the commands that need them: `railcade --help` answers in 0.3 s.
5. Colour is for a terminal only; pipes and NO_COLOR get the same columns in plain text.

Not here: use cases (app), files (formats), the graph (notice).
"""

from collections.abc import Sequence

from railcade.cli.stopping import stop_cleanly

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code.

    Parameters
    ----------
    arguments : sequence of str, optional
        The words after ``railcade``. If left out, those of the process, which then also obeys stop signals.
    """
    if arguments is None:
        stop_cleanly()
    # Loaded only now: even the import of the commands may be interrupted.
    from railcade.cli.entry import enter

    return enter(arguments)
