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
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_MEMBER = b"\x1f\x8b"  # how each one begins (RFC 1952)
_MOST_MEMBERS = 1_000  # of one body; each costs some time, however short


async def read_body(
    response: ClientResponse, limit: int, *, beginning: bool = False
) -> bytes:
    """Return the decompressed body.

    Raises FetchError where it is longer than `limit` bytes, compressed or not, or is
    compressed in a way that is not known or damaged; with `beginning`, of a longer one
    the first `limit` bytes are given. The session must not decompress.
    """
    url = str(response.url)
    if (response.content_length or 0) > limit and not beginning:
        raise FetchError(url, _too_long(limit))
    unpacker = _unpacker(url, response.headers.get("Content-Encoding", ""))
    body = bytearray()
    taken = 0
    async for chunk in response.content.iter_chunked(_CHUNK):
        taken += len(chunk)
        try:
            body += unpacker.unpacked(chunk, limit + 1 - len(body))
        except zlib.error:
            raise FetchError(url, _DAMAGED) from None
        if max(taken, len(body)) > limit:
            if beginning:
                return bytes(body[:limit])
            raise FetchError(url, _too_long(limit))
    if taken and not unpacker.is_whole:
        raise FetchError(url, _DAMAGED)
    return bytes(body)


def _too_long(limit: int) -> str:
    return f"gives more than {limit / 1_000_000:g} MB; name something shorter"


def _unpacker(url: str, encoding: str) -> _Plain | _Packed:
    encoding = encoding.strip().lower()
    if encoding in {"", "identity"}:
        return _Plain()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Packed()
    raise FetchError(url, f"is compressed as {encoding!r:.40}, which is not read")


class _Plain:
    """Gives the chunks of a body that is not compressed."""

    is_whole = True

    def unpacked(self, chunk: bytes, _room: int) -> bytes:
        """Return the chunk."""
        return chunk


class _Packed:
    """Unpacks gzip's members, one after the other, and deflate with its header or not.

    Servers name either as the other, and leave zlib's header out; browsers read both.
    """

    def __init__(self) -> None:
        self._waiting = b""
        self._stream: zlib._Decompress | None = None
        self._members = 0

    @property
    def is_whole(self) -> bool:
        """Whether the body ended where its compression does."""
        return not self._waiting and self._stream is not None and self._stream.eof

    def unpacked(self, chunk: bytes, room: int) -> bytes:
        """Return what a chunk holds, cut after `room` bytes; raises zlib.error."""
        unpacked = bytearray()
        self._waiting += chunk
        while len(unpacked) < room and (stream := self._under_way()):
            unpacked += stream.decompress(self._waiting, room - len(unpacked))
            self._waiting = stream.unused_data
        return bytes(unpacked)

    def _under_way(self) -> zlib._Decompress | None:
        """Return the stream that takes what waits, a new one where one has ended."""
        if self._stream and not self._stream.eof:
            return self._stream if self._waiting else None
        if self._stream:
            self._waiting = self._waiting.lstrip(b"\0")  # which fills up blocks
        if len(self._waiting) < len(_MEMBER):
            return None
        self._members += 1
        is_other = self._members > 1 and not self._waiting.startswith(_MEMBER)
        if is_other or self._members > _MOST_MEMBERS:
            raise zlib.error
        self._stream = zlib.decompressobj(_kind(self._waiting))
        return self._stream


def _kind(data: bytes) -> int:
    """Return how data is compressed, by its first two bytes (RFC 1950 and 1952)."""
    if data.startswith(_MEMBER):
        return _GZIP
    is_zlib = data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2]) % 31 == 0
    return _ZLIB if is_zlib else _RAW
