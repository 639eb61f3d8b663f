"""The process that does a share of the work, and how it is spoken to."""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import IO

__all__ = ["read", "serve", "write"]

_NICE = 10
_SIZE = 8  # bytes of a message's length


def write(file: IO[bytes], message: Any) -> None:  # noqa: ANN401 - pickled as it is
    """Write a message; raises OSError."""
    data = pickle.dumps(message)
    file.write(len(data).to_bytes(_SIZE, "little") + data)
    file.flush()


def read(file: IO[bytes]) -> Any:  # noqa: ANN401 - pickled as it was
    """Return the next message; raises EOFError where none comes any more."""
    size = file.read(_SIZE)
    if len(size) < _SIZE:
        raise EOFError
    data = file.read(int.from_bytes(size, "little"))
    return pickle.loads(data)  # noqa: S301 - our own process wrote it


def serve() -> None:
    """Do what is asked on standard input, until that ends."""
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.nice(_NICE)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write there
    parent = os.getppid()
    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while True:
            work, items = read(sys.stdin.buffer)
            found = []
            for item in items:
                if os.getppid() != parent:  # it was killed, and nobody waits
                    return
                found.append(work(item))
            write(output, found)
