"""Stop signals: what is half done is cleared away, and nothing more is said than `stopped`.

Python's own KeyboardInterrupt may be raised inside code that is being compiled, and end in a fault of
memory; so the process ends at once instead.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType

from railcade.app import scratch

STOPPED = 130


def stop_cleanly() -> None:
    """From now on an interrupt (Ctrl-C) or a request to end stops the process with exit code 130."""
    for number in (signal.SIGINT, signal.SIGTERM):
        # A shell that starts us in the background has interrupts ignored, and that is its wish.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    try:
        scratch.clear()
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, b"stopped\n")
    finally:
        os._exit(STOPPED)
