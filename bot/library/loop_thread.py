"""An event loop in a thread of its own, for which other threads can wait."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, TypeVar

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    T = TypeVar("T")

__all__ = ["LoopThread"]


class LoopThread:
    """Starts when something is to be done; `closed` says that nothing is any more."""

    def __init__(self, name: str, closed: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name=name, daemon=True
        )
        self._starting = threading.Lock()
        self._closed = closed
        self._is_closed = False

    def do(self, work: Coroutine[Any, Any, T], patience: float | None = None) -> T:
        """Return what some work gives; raises StorageError once it is closed.

        After `patience` seconds TimeoutError is raised, and the work goes on.
        """
        with self._starting:
            if self._is_closed:
                work.close()
                raise StorageError(self._closed)
            if not self._thread.is_alive():
                self._thread.start()
            done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result(patience)
        except CancelledError:
            raise StorageError(self._closed) from None

    def close(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """End what is done still, and then do the last thing."""
        with self._starting:
            if self._is_closed:
                return
            self._is_closed = True
            if not self._thread.is_alive():
                self._thread.start()
        try:
            ending = self._end(last)
            asyncio.run_coroutine_threadsafe(ending, self._loop).result()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _end(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await last()
