"""Does much work of one kind on all cores, in processes at low priority."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import bot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from typing import IO

    _Pipes = tuple[IO[bytes], IO[bytes]]

__all__ = ["Progress", "apart", "each"]

_SERVE = "from bot.annotations.workers import serve; serve()"
_FEW = 250_000  # characters, which one process reads sooner than another starts
_PIECE = 60_000  # characters that a process is given at once
_AHEAD = 4  # pieces for each core that are begun before the first one is taken
_PATIENCE = 2.0  # seconds until a process that does not end is ended
log = logging.getLogger(__name__)


class Progress:
    """Is told how many characters of a whole are done; says nothing by itself."""

    def begin(self, what: str, whole: int) -> None:
        """Begin something, of which so many characters are to be done."""

    def done(self, characters: int) -> None:
        """Go on by so many characters."""

    def end(self) -> None:
        """End what was begun."""


def each(
    work: Callable[[Any], Any],
    items: Sequence[Any],
    size: Callable[[Any], int],
    *,
    what: str,
    progress: Progress,
) -> Iterator[Any]:
    """Yield what some work gives for each item, in order, on all cores if it is much.

    `work` is a function of a module and `size` says how many characters an item has.
    Where a process fails, this one does its share.
    """
    sizes = [*map(size, items)]
    whole = sum(sizes)
    if whole < _FEW:
        yield from map(work, items)
        return
    log.info("%s: %d texts, %.1f million characters", what, len(items), whole / 1e6)
    progress.begin(what, whole)
    cores = os.cpu_count() or 1
    pool = ThreadPoolExecutor(cores, thread_name_prefix="annotating")
    begun: deque[tuple[int, Future[list[Any]]]] = deque()
    with closing(_Processes()) as processes, pool:
        for piece in _pieces(sizes):
            given = items[piece.start : piece.stop]
            done = pool.submit(processes.do, work, given)
            begun.append((sum(sizes[piece.start : piece.stop]), done))
            if len(begun) > _AHEAD * cores:  # or what is found would fill the memory
                yield from _first(begun, progress)
        while begun:
            yield from _first(begun, progress)
    progress.end()
    log.info("%s: done", what)


def apart(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Return what some work gives for each item, done in one other process."""
    with closing(_Processes()) as processes:
        return processes.do(work, items) if items else []


def _first(
    begun: deque[tuple[int, Future[list[Any]]]], progress: Progress
) -> list[Any]:
    """Return what was found for the piece that was begun first."""
    size, done = begun.popleft()
    found = done.result()
    progress.done(size)
    return found


def _pieces(sizes: Sequence[int]) -> Iterator[range]:
    """Yield the places of items that one process is given at once."""
    start = characters = 0
    for place, size in enumerate(sizes, 1):
        characters += size
        if characters >= _PIECE or place == len(sizes):
            yield range(start, place)
            start, characters = place, 0


class _Processes:
    """A process for each thread that has work."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._all: list[subprocess.Popen[bytes]] = []

    def do(self, work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Return what the work gives for some items."""
        try:
            asked, replied = self._pipes()
            write(asked, (work, items))
            found: list[Any] = read(replied)
        except (OSError, EOFError, pickle.PickleError):
            log.info("a process for texts has ended; this one does its share")
            self._own.pipes = None
            return [*map(work, items)]
        return found

    def close(self) -> None:
        """End the processes, which do so when nobody asks them any more."""
        for process in self._all:
            with suppress(OSError), process:
                cast("IO[bytes]", process.stdin).close()
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_PATIENCE)
                process.kill()

    def _pipes(self) -> _Pipes:
        """Return the two pipes to this thread's process, which is started for them."""
        pipes: _Pipes | None = getattr(self._own, "pipes", None)
        if pipes is None:
            process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-c", _SERVE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_environment(),
            )
            self._all.append(process)
            pipes = cast("_Pipes", (process.stdin, process.stdout))
            self._own.pipes = pipes
        return pipes


def _environment() -> dict[str, str]:
    """Return what a process needs; no token and no password is of it."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("VERBATIM_")}
    return {**others, "PYTHONPATH": str(Path(bot.__file__).parents[1])}


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
    """Do what is asked on standard input, until that ends.

    What a text leaves behind is collected once it is done with: while it is read, the
    garbage collector would go over all its words again and again, for a quarter of the
    time and more.
    """
    gc.disable()
    with suppress(OSError, AttributeError):  # Windows has no such call
        os.nice(_NICE)
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write there
    parent = os.getppid()
    with suppress(Exception, KeyboardInterrupt):  # it is done, or tried, where asked
        while True:
            work, items = read(sys.stdin.buffer)
            found = []
            for item in items:
                if os.getppid() != parent:  # it was killed, and nobody waits
                    return
                found.append(work(item))
            write(output, found)
            del items, found
            gc.collect()
            gc.freeze()  # what is still there is remembered for the next text
