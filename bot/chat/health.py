"""Says over HTTP that the bot lives, is ready, and what it does.

For a container's health check, a monitor such as Prometheus, and `verbatim status`. It
names nobody and quotes nothing: figures alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.errors import StartError, StorageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.http_parser import RawRequestMessage
    from aiohttp.streams import StreamReader
    from aiohttp.web_protocol import RequestHandler

    from bot.chat.client import ChatBot

__all__ = ["Health"]

_PATIENCE = 2.0  # seconds for the store to answer
_MOST = 64  # connections; for one more, the one that was opened first goes
_LASTING = 10.0  # seconds from a connection to its end
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
        served = logging.getLogger(__name__)
        served.addFilter(_is_ours)
        server = web.Server(
            self._answer, request_factory=_request, access_log=None, logger=served
        )
        loop = asyncio.get_running_loop()

        def connected() -> RequestHandler:
            # It has none yet of those that come in the same turn of the loop.
            for oldest in server.connections[: 1 - _MOST]:
                _end(oldest)
            connection = server()
            loop.call_later(_LASTING, _end, connection)
            return connection

        counting = _Counting(self._problems)
        try:
            listening = await loop.create_server(connected, *self._place)
        except (OSError, UnicodeError) as error:
            raise self._unserved(error) from None
        logging.getLogger().addHandler(counting)
        try:
            yield listening.sockets[0].getsockname()[1]
        finally:
            logging.getLogger().removeHandler(counting)
            listening.close()
            for connection in server.connections:
                _end(connection)
            await server.shutdown()

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

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        pages = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._metrics,
        }
        make = pages.get(request.path)
        if make is None:
            response = web.Response(status=404, text="Not Found\n")
        elif request.method not in {"GET", "HEAD"}:
            response = web.Response(status=405, headers={"Allow": "GET, HEAD"})
        else:
            response = await make()
        response.force_close()  # it may not end while it answers another request
        return response

    async def _alive(self) -> web.Response:
        return web.Response(text="alive\n")

    async def _ready(self) -> web.Response:
        holds = {
            "gateway": self._bot.is_ready() and not self._bot.is_closed(),
            "library": self._bot.asking.library.is_read,
            "store": await self._store_answers(),
        }
        return web.json_response(holds, status=200 if all(holds.values()) else 503)

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

    async def _metrics(self) -> web.Response:
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": "text/plain"})


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """Return a request without the host that its address may name.

    aiohttp decodes that outside its own handling of errors, and some can't be.
    """
    if message.url.absolute:
        message = message._replace(url=message.url.relative())
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop)


def _end(connection: RequestHandler) -> None:
    """End a connection, whether or not its answer was taken."""
    if isinstance(connection.transport, asyncio.Transport):
        connection.transport.abort()


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


def _is_ours(record: logging.LogRecord) -> bool:
    """Return whether a record is of something other than a request that is no HTTP.

    Whoever reaches the address could fill the log with tracebacks and their own words.
    """
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


class _Counting(logging.Handler):
    """Counts what is logged, and keeps none of it."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(logging.WARNING)
        self._counter = counter

    def emit(self, record: logging.LogRecord) -> None:
        """Count a record."""
        self._counter.labels(record.levelname.lower(), record.name).inc()
