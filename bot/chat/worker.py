"""A thread that does one thing after another, and that can be left to itself."""

from __future__ import annotations

import asyncio
import contextvars
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeAlias, TypeVar

from bot.chat.logs import described
from bot.chat.wording import marked
from bot.errors import AbandonedError, QuestionError

__all__ = ["FAILED", "SLOW", "Work", "Worker"]

FAILED = marked("That went wrong; please try again. The bot's log says what happened.")
SLOW = marked("That took too long; please try again, perhaps with fewer words.")

T = TypeVar("T")
Work: TypeAlias = Callable[[threading.Event], T]

log = logging.getLogger(__name__)


class Worker:
    """Does work off the event loop, in the order in which it comes.

    `limit` is how long, in seconds, one piece may take without the time it waits for
    others. What takes longer is told by an event to stop, and nobody waits for it: its
    thread is a daemon, which keeps no process alive.
    """

    def __init__(self, name: str, limit: float) -> None:
        self._name = name
        self._limit = limit
        self._tasks: queue.SimpleQueue[_Task | None] | None = None
        self._current: _Task | None = None
        self.waiting = 0  # who waits for their turn or for what it gives
        # A burst handed to the thread at once would hold up the loop, which has to
        # wait for the interpreter's lock at each of them: 200 ms for 200 questions.
        self._turn = asyncio.Lock()

    async def do(self, work: Work[T]) -> T:
        """Return what some work gives; it gets the event that tells it to stop.

        Raises QuestionError with a sentence for whoever asked, where it fails or takes
        too long.
        """
        self.waiting += 1
        try:
            return await self._in_turn(work)
        finally:
            self.waiting -= 1

    async def _in_turn(self, work: Work[T]) -> T:
        async with self._turn:
            task = _Task(work)
            self._current = task
            try:
                self._queue().put(task)
                async with asyncio.timeout(self._limit):
                    return await asyncio.wrap_future(task.future)
            except QuestionError:
                raise
            except TimeoutError:
                log.error("a question took longer than %.0f s", self._limit)  # noqa: TRY400
                raise QuestionError(SLOW) from None
            except Exception as error:  # noqa: BLE001 - one must not silence the bot
                log.error("a question failed: %s", described(error))  # noqa: TRY400
                raise QuestionError(FAILED) from None
            finally:
                # Who is no longer waited for, stops, and so does what outran its time.
                if not task.future.done() or task.future.cancelled():
                    self.close()

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
        self.future: Future[Any] = Future()
        self.context = contextvars.copy_context()  # the language that is spoken

    def run(self) -> None:
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            result = self.context.run(self.work, self.stop)
        except AbandonedError:
            pass  # nobody waits
        except StopIteration as error:  # asyncio's futures take none: it would hang
            failure = RuntimeError("some work raised StopIteration")
            self.future.set_exception(failure.with_traceback(error.__traceback__))
        except BaseException as error:  # noqa: BLE001 - it is the waiting one's
            self.future.set_exception(error)
        else:
            self.future.set_result(result)


def _serve(tasks: queue.SimpleQueue[_Task | None]) -> None:
    while task := tasks.get():
        task.run()
