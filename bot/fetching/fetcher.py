"""Fetches one address: every connection checked, every redirect followed by hand."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Self

import aiohttp
from yarl import URL

from bot.errors import FetchError
from bot.fetching.bodies import ENCODINGS, read_body
from bot.fetching.permission import MOST, Robots, is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from contextlib import AbstractAsyncContextManager
    from types import TracebackType

    from aiohttp import AddrInfoType, ClientResponse

__all__ = ["Fetcher", "Limits", "Page"]

ARTICLES = frozenset({
    "application/atom+xml",
    "application/epub+zip",
    "application/pdf",
    "application/rss+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/xhtml+xml",
    "application/xml",
    "text/html",
    "text/markdown",
    "text/plain",
    "text/xml",
})  # fmt: skip
_MOVED = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take.

    `size` is in bytes, before and after decompression; `seconds` is for all of it,
    with redirects and robots.txt; `redirects` is how many are followed.
    """

    size: int = 10_000_000
    seconds: float = 20.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave.

    `url` is where the redirects led, `media_type` is in lower case and without
    parameters, `charset` what the server says of it or None. With `unchanged`, the
    server said that there is nothing new, and the body is empty.
    """

    url: str
    media_type: str
    charset: str | None
    body: bytes
    etag: str | None = None
    last_modified: str | None = None
    unchanged: bool = False


class _ForbiddenError(OSError):
    """The connection would lead into this machine or its network."""


class Fetcher:
    """Fetches within limits, without cookies and without a proxy, once it is entered.

    `agent` is the name that sites see. `allowed` decides of an IP address whether it
    may be connected to; it is asked for the very address that the connection then is
    made to, so that a name can't change between the check and the connection.
    """

    def __init__(
        self,
        agent: str = "Verbatim",
        limits: Limits = Limits(),
        *,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        self._agent = agent
        self._limits = limits
        self._allowed = allowed
        self._robots = Robots(agent, self._read_robots)
        self._session: aiohttp.ClientSession  # made on entering

    async def __aenter__(self) -> Self:
        """Make the session."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                socket_factory=self._socket, use_dns_cache=False, limit=8
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": self._agent, "Accept-Encoding": ENCODINGS},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the session."""
        await self._session.close()

    async def fetch(
        self,
        url: str,
        types: Collection[str] = ARTICLES,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
    ) -> Page:
        """Return what an address gives; raise FetchError, one sentence.

        `types` are the media types that are taken. `etag` and `last_modified` are
        those of an earlier page, to be told whether it is unchanged.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        headers = {name: value for name, value in conditions.items() if value}
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._follow(url, types, headers)
        except TimeoutError:
            problem = f"takes longer than {self._limits.seconds:g} s; try again later"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            problem = _problem(error)
        raise FetchError(url, problem)

    async def _follow(
        self, url: str, types: Collection[str], headers: Mapping[str, str]
    ) -> Page:
        place = _checked(url, URL(url))
        for _ in range(self._limits.redirects + 1):
            if not await self._robots.allow(place):
                raise FetchError(url, "asks robots to stay away; it is left alone")
            async with self._get(place, headers) as response:
                if response.status not in _MOVED:
                    return await self._page(response, types)
                place = _checked(url, _next(response))
        raise FetchError(
            url, "redirects without end; name the address it should lead to"
        )

    async def _page(self, response: ClientResponse, types: Collection[str]) -> Page:
        url = str(response.url)
        unchanged = response.status == HTTPStatus.NOT_MODIFIED
        if not unchanged and response.status != HTTPStatus.OK:
            raise FetchError(url, f"answers with the status {response.status}")
        media_type = response.content_type.lower()
        if not unchanged and media_type not in types:
            raise FetchError(url, f"is of the type {media_type:.60}, which is not read")
        return Page(
            url=url,
            media_type=media_type,
            charset=response.charset,
            body=await read_body(response, self._limits.size),
            etag=response.headers.get("ETag"),
            last_modified=response.headers.get("Last-Modified"),
            unchanged=unchanged,
        )

    async def _read_robots(self, url: URL) -> tuple[int | None, str]:
        place = url
        for _ in range(self._limits.redirects + 1):
            async with self._get(place, {}) as response:
                if response.status not in _MOVED:
                    body = await read_body(response, MOST, beginning=True)
                    if len(body) == MOST:  # half a rule would be another rule
                        body = body.rpartition(b"\n")[0]
                    return response.status, body.decode(errors="replace")
                place = _checked(str(url), _next(response))
        return None, ""

    def _get(
        self, url: URL, headers: Mapping[str, str]
    ) -> AbstractAsyncContextManager[ClientResponse]:
        return self._session.get(url, headers=headers, allow_redirects=False)

    def _socket(self, address: AddrInfoType) -> socket.socket:
        """Make the socket for a connection, unless its address is forbidden."""
        family, kind, protocol, _, place = address
        if not self._allowed(str(place[0])):
            raise _ForbiddenError
        return socket.socket(family, kind, protocol)


def _checked(named: str, url: URL) -> URL:
    """Return an address that may be asked for at all; `named` is for the sentence."""
    if url.scheme not in {"http", "https"} or not url.host:
        raise FetchError(named, "is no web address; it begins with https:// or http://")
    if url.user is not None or url.password is not None:
        raise FetchError(named, "holds a user's name; leave that out")
    return url


def _next(response: ClientResponse) -> URL:
    """Return where a redirect leads."""
    return response.url.join(URL(response.headers.get("Location", "")))


def _is_forbidden(error: BaseException | None) -> bool:
    """Say whether an error came from an address that is not allowed."""
    while error is not None:
        if isinstance(error, _ForbiddenError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _problem(error: Exception) -> str:
    if _is_forbidden(error):
        return "leads into a private network, where nothing is fetched"
    if isinstance(error, aiohttp.ClientPayloadError):
        return "breaks off in the middle; try again later"
    if isinstance(error, (aiohttp.InvalidURL, ValueError)):
        return "is no web address; check it"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "is on a server that is not known; check the address"
    return f"can't be fetched ({type(error).__name__}); check the address"
