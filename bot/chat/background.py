"""Does things beside the answers and never before them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from bot.chat.logs import described
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

__all__ = ["BackgroundTasks"]

_PATIENCE = 0.5  # seconds for what is left to do when the bot stops, within its second
_BATCH = 200
_FEW = 5  # batches within the time that is given for gathering, before it is used
_MOST = 10_000  # that wait; of more the oldest are dropped

T = TypeVar("T")

log = logging.getLogger(__name__)


class BackgroundTasks(Generic[T]):
    """Hands on what comes in, in order, a batch at a time, and lets nobody wait.

    That the store does not take a batch is logged after `failed`, once and not with
    each one. With `keep` the batch then waits for the next `add` or `retry`, else it
    is dropped; how many still wait at the end is logged after `lost`, if that is given.
    Where much comes in, it is gathered for `gather` seconds.
    """

    def __init__(
        self,
        work: Callable[[list[T]], Coroutine[Any, Any, None]],
        failed: str,
        *,
        keep: bool = False,
        lost: str | None = None,
        gather: float = 0.0,
    ) -> None:
        self._do = work
        self._failed = failed
        self._keep = keep
        self._lost = lost
        self._fails = False
        self._waiting: deque[T] = deque(maxlen=_MOST)
        self._working: asyncio.Task[None] | None = None
        self._gather = gather
        self._since = float("-inf")  # when the batches were first counted
        self._batches = 0
        self._pause: asyncio.TimerHandle | None = None

    def add(self, *items: T) -> None:
        """Take some more, in which the event loop does not wait for the work."""
        self._waiting.extend(items)
        self.retry()

    def retry(self) -> None:
        """Begin again with what waits, if anything does."""
        idle = self._working is None or self._working.done()
        if self._waiting and idle and self._pause is None:
            self._working = asyncio.create_task(self._work())

    async def close(self) -> None:
        """Do what is left to do, if that is soon done, and nothing any more."""
        self._gather = 0.0
        if self._pause is not None:
            self._pause.cancel()
        self._go_on()
        if self._working is not None:
            await asyncio.wait({self._working}, timeout=_PATIENCE)
            self._working.cancel()
            await asyncio.wait({self._working}, timeout=_PATIENCE)
        if self._waiting and self._lost:
            log.error("%s: %d", self._lost, len(self._waiting))

    def _go_on(self) -> None:
        self._pause = None
        self.retry()

    def _is_quick(self) -> bool:
        """Count a batch, and return whether it comes too soon after others."""
        now = asyncio.get_running_loop().time()
        if now - self._since >= self._gather:
            # After much was gathered this batch is the only one of its time.
            is_busy = len(self._waiting) > _FEW
            self._since, self._batches = now, _FEW - 1 if is_busy else 0
        self._batches += 1
        return self._batches > _FEW

    async def _work(self) -> None:
        while self._waiting:
            if len(self._waiting) < _BATCH and self._is_quick():
                loop = asyncio.get_running_loop()
                self._pause = loop.call_later(self._gather, self._go_on)
                return
            number = min(_BATCH, len(self._waiting))
            batch = [self._waiting.popleft() for _ in range(number)]
            done = False
            try:
                done = await self._done(batch)
            finally:
                if not done and self._keep:
                    room = _MOST - len(self._waiting)
                    self._waiting.extendleft(reversed(batch[max(0, number - room) :]))
            if not done and self._keep:
                return

    async def _done(self, batch: list[T]) -> bool:
        """Do a batch; return False where the store does not take it for now."""
        try:
            await self._do(batch)
        except StorageError as error:
            if not self._fails:
                log.warning("%s: %s", self._failed, error)
            self._fails = True
            return False
        except Exception as error:  # noqa: BLE001 - else nothing is done any more
            log.error("%s: %s", self._failed, described(error))  # noqa: TRY400
        else:
            self._fails = False
        return True
