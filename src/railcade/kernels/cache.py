"""Where machine code is kept between processes.

numba looks only at the file of the function it loads, not at the functions which that one calls. So
the folder's name changes with any source of this room.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from importlib.metadata import version
from pathlib import Path

import llvmlite.binding  # type: ignore[import-untyped]


def kernel_hash() -> str:
    """Hash of all kernel sources, the versions of the compiler, and the processor with its features."""
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    host = llvmlite.binding.get_host_cpu_features().flatten(), llvmlite.binding.get_default_triple()
    made_by = version("numba"), version("llvmlite"), llvmlite.binding.get_host_cpu_name(), *host
    digest.update(" ".join(made_by).encode())
    return digest.hexdigest()[:16]


@functools.cache
def cache_path() -> Path:
    """The cache folder: per user, or per process where that cannot be written."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(base) / "railcade" / f"kernels-{kernel_hash()}"
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError:
        return Path(tempfile.mkdtemp(prefix="railcade-kernels-"))


def use_cache_folder() -> None:
    """Let functions decorated from now on keep their machine code in `cache_path`."""
    import numba

    numba.config.CACHE_DIR = str(cache_path())  # type: ignore[attr-defined]
