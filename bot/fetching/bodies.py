"""Reads a response's body, within a limit that holds after decompression too."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from bot.errors import FetchError

if TYPE_CHECKING:
    from aiohttp import ClientResponse

__all__ = ["ENCODINGS", "read_body"]

ENCODINGS = "gzip, deflate"
_DAMAGED = "is damaged where it is compressed; try again later"
_CHUNK = 65_536
_HEADER_FROM_DATA = 32 + zlib.MAX_WBITS  # zlib finds out whether it is gzip's


async def read_body(response: ClientResponse, limit: int) -> bytes:
    """Return the decompressed body.

    Raises FetchError where it is longer than `limit` bytes, compressed or not, or is
    compressed in a way that is not known or damaged. The session must not decompress.
    """
    url = str(response.url)
    if (response.content_length or 0) > limit:
        raise FetchError(url, _too_long(limit))
    unpacker = _unpacker(url, response.headers.get("Content-Encoding", ""))
    body = bytearray()
    taken = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        taken += len(chunk)
        body += _unpacked(url, unpacker, chunk, limit + 1 - len(body))
        if max(taken, len(body)) > limit:
            raise FetchError(url, _too_long(limit))
    if taken and unpacker and not unpacker.eof:
        raise FetchError(url, _DAMAGED)
    return bytes(body)


def _too_long(limit: int) -> str:
    return f"gives more than {limit / 1_000_000:g} MB; name something shorter"


def _unpacker(url: str, encoding: str) -> zlib._Decompress | None:
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return zlib.decompressobj(_HEADER_FROM_DATA)
    raise FetchError(url, f"is compressed as {encoding!r:.40}, which is not read")


def _unpacked(
    url: str, unpacker: zlib._Decompress | None, chunk: bytes, room: int
) -> bytes:
    """Return what a chunk holds, cut after `room` bytes."""
    if unpacker is None:
        return chunk
    try:
        return unpacker.decompress(chunk, room)
    except zlib.error:
        raise FetchError(url, _DAMAGED) from None
