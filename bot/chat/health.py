"""Says over HTTP that the bot lives, is ready, and what it does.

For a container's health check, a monitor such as Prometheus, and `verbatim status`. It
names nobody and quotes nothing: figures alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import math
from http import HTTPStatus
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.chat.http_pages import Page, serving
from bot.errors import StartError, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from bot.chat.client import ChatBot

__all__ = ["Health"]

_PATIENCE = 2.0  # seconds for the store to answer
_UNREADY = HTTPStatus.SERVICE_UNAVAILABLE
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


class Health:
    """The state of a bot, at `/healthz`, `/readyz` and `/metrics` of an address.

    `/healthz` answers as long as the event loop turns. `/readyz` answers 200 once the
    gateway is there, the library was read and the store can be reached, else 503, and
    says which of these holds.
    """

    def __init__(self, bot: ChatBot, host: str, port: int) -> None:
        self._bot = bot
        self._place = (host, port)
        self._registry = CollectorRegistry()
        self._answers = Histogram(
            "verbatim_answer_seconds",
            "How long questions waited and took, by what came of them",
            ["status"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._problems = Counter(
            "verbatim_problems",
            "Lines of the log that are warnings or errors, by where they come from",
            ["level", "logger"],
            registry=self._registry,
        )
        self._registry.register(_Gauges(bot))
        ProcessCollector(registry=self._registry)
        bot.asking.watch = self._answered

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """Serve, and give the port; raises StartError where the address is taken."""
        pages = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }
        counting = _Counting(self._problems)
        async with contextlib.AsyncExitStack() as stack:
            try:
                port = await stack.enter_async_context(serving(pages, *self._place))
            except (OSError, UnicodeError) as error:
                raise self._unserved(error) from None
            logging.getLogger().addHandler(counting)
            stack.callback(logging.getLogger().removeHandler, counting)
            yield port

    def _unserved(self, error: Exception) -> StartError:
        host, port = self._place
        why = error.strerror if isinstance(error, OSError) else "no host's name"
        message = (
            f"VERBATIM_HEALTH names {host}:{port}, where nothing can be served "
            f"({why}); name another address."
        )
        return StartError(message)

    def _answered(self, status: str, seconds: float) -> None:
        self._answers.labels(status).observe(seconds)

    async def _alive(self) -> Page:
        return Page(b"alive\n")

    async def _ready(self) -> Page:
        holds = {
            "gateway": self._bot.is_ready() and not self._bot.is_closed(),
            "library": self._bot.asking.library.is_read,
            "store": await self._store_answers(),
        }
        status = HTTPStatus.OK if all(holds.values()) else _UNREADY
        return Page(json.dumps(holds).encode(), "application/json", status)

    async def _store_answers(self) -> bool:
        library = self._bot.asking.library
        if not library.keeps:
            return True
        try:
            async with asyncio.timeout(_PATIENCE):
                await (await library.store()).audit.last()
        except (StorageError, TimeoutError):
            return False
        return True

    async def _metrics(self) -> Page:
        return Page(generate_latest(self._registry))


class _Gauges(Collector):
    """What is looked up when it is asked for."""

    def __init__(self, bot: ChatBot) -> None:
        self._bot = bot

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures of this moment."""
        bot = self._bot
        yield _gauge("verbatim_servers", "Servers that the bot is in", len(bot.guilds))
        articles = len(bot.asking.library.everything())
        yield _gauge("verbatim_articles", "Articles that can be asked", articles)
        waiting = bot.asking.answers.waiting
        yield _gauge("verbatim_waiting", "Questions that wait or are answered", waiting)
        latency = GaugeMetricFamily(
            "verbatim_gateway_seconds", "Latency of the gateway", labels=["shard"]
        )
        for shard, seconds in bot.latencies:
            if math.isfinite(seconds):
                latency.add_metric([str(shard)], seconds)
        yield latency


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)


class _Counting(logging.Handler):
    """Counts what is logged, and keeps none of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._counter.labels(record.levelname.lower(), record.name).inc()
