"""Serves a few pages over HTTP: one request a connection, and the connection ends.

aiohttp's server bounds neither how many connections there are nor how long one may say
nothing or leave its answer untaken, and raises outside its own handling for some
addresses of requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

__all__ = ["Page", "serving"]

_MOST = 64  # connections; for one more, the one that was opened first goes
_PATIENCE = 10.0  # seconds from a connection to its end
_LONGEST = 16_384  # bytes of a request
_REQUEST = re.compile(
    rb"([A-Z]+) (?:https?://[^\s/?#]*)?(/[!->@-~]*)(?:\?[!-~]*)? HTTP/1\.\d\r\n"
)

log = logging.getLogger(__name__)


class Page(NamedTuple):
    """What is answered."""

    body: bytes
    kind: str = "text/plain; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK


@contextlib.asynccontextmanager
async def serving(
    pages: Mapping[str, Callable[[], Awaitable[Page]]], host: str, port: int
) -> AsyncIterator[int]:
    """Serve pages by their paths, and give the port.

    Raises OSError where the address can't be had, UnicodeError where it can be none.
    """
    connections: dict[asyncio.Task[None], None] = {}

    def connected(reader: StreamReader, writer: StreamWriter) -> None:
        def ended(task: asyncio.Task[None]) -> None:
            connections.pop(task, None)
            writer.transport.abort()

        if len(connections) >= _MOST:
            oldest = next(iter(connections))
            del connections[oldest]
            oldest.cancel()
        task = asyncio.create_task(_served(pages, reader, writer))
        connections[task] = None
        task.add_done_callback(ended)

    server = await asyncio.start_server(connected, host, port, limit=_LONGEST)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)


async def _served(
    pages: Mapping[str, Callable[[], Awaitable[Page]]],
    reader: StreamReader,
    writer: StreamWriter,
) -> None:
    with contextlib.suppress(OSError, EOFError):  # it took too long, or is gone
        async with asyncio.timeout(_PATIENCE):
            writer.write(await _reply(pages, reader))
            writer.close()
            await writer.wait_closed()


async def _reply(
    pages: Mapping[str, Callable[[], Awaitable[Page]]], reader: StreamReader
) -> bytes:
    try:
        request = _REQUEST.match(await reader.readuntil(b"\r\n\r\n"))
    except asyncio.LimitOverrunError:
        request = None
    method, path = request.groups() if request else (b"", b"")
    try:
        page = await _page(pages, method, path)
    except Exception:
        log.exception("%s could not be made", path.decode())
        page = _nothing(HTTPStatus.INTERNAL_SERVER_ERROR)
    head = (
        f"HTTP/1.1 {page.status.value} {page.status.phrase}\r\n"
        f"Content-Type: {page.kind}\r\nContent-Length: {len(page.body)}\r\n"
        "Allow: GET, HEAD\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (b"" if method == b"HEAD" else page.body)


async def _page(
    pages: Mapping[str, Callable[[], Awaitable[Page]]], method: bytes, path: bytes
) -> Page:
    make = pages.get(path.decode())
    if not method:
        status = HTTPStatus.BAD_REQUEST
    elif method not in {b"GET", b"HEAD"}:
        status = HTTPStatus.METHOD_NOT_ALLOWED
    elif make is None:
        status = HTTPStatus.NOT_FOUND
    else:
        return await make()
    return _nothing(status)


def _nothing(status: HTTPStatus) -> Page:
    return Page(f"{status.phrase}\n".encode(), status=status)
