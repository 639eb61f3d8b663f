"""Does things beside the answers and never before them."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Coroutine

__all__ = ["Beside"]

log = logging.getLogger(__name__)


class Beside:
    """Keeps what is to be done in the store until it is done.

    What the store does not take is logged after `failed`, and nobody waits for it.
    """

    def __init__(self, failed: str) -> None:
        self._failed = failed
        self._tasks: set[asyncio.Task[None]] = set()

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin some work; the event loop alone would let go of it."""
        task = asyncio.create_task(self._tried(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Do nothing any more."""
        for task in self._tasks:
            task.cancel()

    async def _tried(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except StorageError as error:
            log.warning("%s: %s", self._failed, error)
