"""A thread that does one thing after another, and that can be left to itself."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias, TypeVar

from bot.chat.logs import described
from bot.chat.wording import marked
from bot.errors import AbandonedError, QuestionError, StorageError

__all__ = ["BUSY", "FAILED", "SLOW", "Work", "Worker"]

BUSY = marked(
    "More is being asked at the moment than I can answer; please try again in a minute."
)

FAILED = marked("That went wrong; please try again. The bot's log says what happened.")
SLOW = marked("That took too long; please try again, perhaps with fewer words.")
PATIENCE = 10.0  # seconds that anybody waits for their turn
_COUNTED = 16  # turns, over about which it is averaged how long one takes
_MOST = 1.0  # seconds that one of them counts for, so that a late one is no crowd

T = TypeVar("T")
Work: TypeAlias = Callable[[threading.Event], T]

log = logging.getLogger(__name__)


class Worker:
    """Does work off the event loop, in the order in which it comes.

    `limit` is how long, in seconds, one piece may take without the time it waits for
    others. What takes longer is told by an event to stop, and nobody waits for it: its
    thread is a daemon, which keeps no process alive. Whoever would have to wait for
    more than `patience` seconds is turned away at once, as far as can be foreseen, and
    nobody waits for longer.
    """

    def __init__(self, name: str, limit: float, patience: float = PATIENCE) -> None:
        self._name = name
        self._limit = limit
        self._patience = patience
        self._tasks: queue.SimpleQueue[_Task | None] | None = None
        self._current: _Task | None = None
        self.waiting = 0  # who waits for their turn or for what it gives
        self._pace = 0.0  # seconds from one turn to the next while somebody waits
        self._last = 0.0  # when a turn ended
        self._is_full = False
        # A burst handed to the thread at once would hold up the loop, which has to
        # wait for the interpreter's lock at each of them: 200 ms for 200 questions.
        self._turn = asyncio.Lock()

    async def do(self, work: Work[T]) -> T:
        """Return what some work gives; it gets the event that tells it to stop.

        Raises QuestionError with a sentence for whoever asked, where it fails, takes
        too long or would have to wait too long.
        """
        came = time.monotonic()
        if self.waiting * self._pace > self._patience:
            self._turn_away()
        self._is_full = self._is_full and self.waiting > 0
        self.waiting += 1
        try:
            return await self._in_turn(work, came)
        finally:
            self.waiting -= 1

    def _turn_away(self) -> NoReturn:
        """Raise QuestionError; it is logged once until nobody waits."""
        if not self._is_full:
            log.warning("more is asked than can be answered; some are turned away")
        self._is_full = True
        raise QuestionError(BUSY)

    async def _in_turn(self, work: Work[T], came: float) -> T:
        async with self._turn:
            if time.monotonic() - came > self._patience:
                self._turn_away()
            task = _Task(work)
            self._current = task
            try:
                self._queue().put(task)
                async with asyncio.timeout(self._limit):
                    result: T = await task.future
                    return result
            except QuestionError:
                raise
            except TimeoutError:
                log.error("a question took longer than %.0f s", self._limit)  # noqa: TRY400
                raise QuestionError(SLOW) from None
            except StorageError as error:  # a text is lost; it says whose, and no more
                log.error("a question failed: %s", error)  # noqa: TRY400
                raise QuestionError(FAILED) from None
            except Exception as error:  # noqa: BLE001 - one must not silence the bot
                log.error("a question failed: %s", described(error))  # noqa: TRY400
                raise QuestionError(FAILED) from None
            finally:
                # Who is no longer waited for, stops, and so does what outran its time.
                if not task.future.done() or task.future.cancelled():
                    self.close()
                now = time.monotonic()
                took = min(now - max(came, self._last), _MOST)
                self._pace += (took - self._pace) / _COUNTED
                self._last = now

    def close(self) -> None:
        """Tell the work to stop; what comes after it has a thread of its own."""
        if self._current:
            self._current.stop.set()
        if self._tasks:
            self._tasks.put(None)
            self._tasks = None

    def _queue(self) -> queue.SimpleQueue[_Task | None]:
        if self._tasks is None:
            self._tasks = queue.SimpleQueue()
            name, given = self._name, (self._tasks,)
            threading.Thread(target=_serve, args=given, name=name, daemon=True).start()
        return self._tasks


class _Task:
    """Some work, what becomes of it, and the event that tells it to stop."""

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.stop = threading.Event()
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.context = contextvars.copy_context()  # the language that is spoken

    def run(self) -> None:
        """Do the work in this thread, and tell the event loop what became of it."""
        if self.future.cancelled():
            return
        result: object = None
        failure: BaseException | None = None
        try:
            result = self.context.run(self.work, self.stop)
        except AbandonedError:
            return  # nobody waits
        except StopIteration as error:  # asyncio's futures take none: it would hang
            ended = RuntimeError("some work raised StopIteration")
            failure = ended.with_traceback(error.__traceback__)
        except BaseException as error:  # noqa: BLE001 - it is the waiting one's
            failure = error
        with contextlib.suppress(RuntimeError):  # the event loop has ended meanwhile
            self.loop.call_soon_threadsafe(self._settle, result, failure)

    def _settle(self, result: object, failure: BaseException | None) -> None:
        if self.future.done():
            return
        if failure:
            self.future.set_exception(failure)
        else:
            self.future.set_result(result)


def _serve(tasks: queue.SimpleQueue[_Task | None]) -> None:
    while task := tasks.get():
        task.run()
