"""Does things beside the answers and never before them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["Beside"]

_PATIENCE = 2.0  # seconds for what is left to do when the bot stops

log = logging.getLogger(__name__)


class Beside:
    """Keeps what is to be done in the store until it is done.

    That the store does not take it is logged after `failed`, once and not with each
    answer, and nobody waits for it.
    """

    def __init__(self, failed: str) -> None:
        self._failed = failed
        self._fails = False
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work; the event loop alone would let go of it."""
        task = asyncio.create_task(self._tried(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Do what is left to do, if that is soon done, and nothing any more."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_PATIENCE)
        for task in self._tasks:
            task.cancel()

    async def _tried(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StorageError as error:
            if not self._fails:
                log.warning("%s: %s", self._failed, error)
            self._fails = True
        else:
            self._fails = False
