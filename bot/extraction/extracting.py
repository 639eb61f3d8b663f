"""Asks a child process for what a file holds; this side parses nothing.

The child works on one file, and is ended when it takes too long or too much.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, TYPE_CHECKING, Any, cast

import bot
from bot.articles import Doubt, Extract, Source
from bot.errors import ExtractionError
from bot.extraction.values import FeedItem, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import Popen

__all__ = ["extract", "read_feed"]

_UNNAMED = "The file"
_EXHAUSTING = "can't be read; it is damaged, or made to exhaust its reader."


async def extract(
    data: bytes,
    media_type: str | None = None,
    *,
    url: str | None = None,
    name: str | None = None,
    charset: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Extract:
    """Return the article that a file or a page holds.

    The kind is told by `media_type`, else by the ending of `name` or `url`, else by
    the first bytes. `charset` is what the server said. Raises ExtractionError, one
    sentence; the child that parses is gone by then, and so it is if this is cancelled.
    """
    known = {"media_type": media_type, "charset": charset, "url": url}
    job = {"kind": "article", "name": name or url or _UNNAMED, **known}
    result = await _result(job, data, limits)
    return Extract(
        **result
        | {
            "source": Source(**result["source"]),
            "left_out": tuple((kind, number) for kind, number in result["left_out"]),
            "doubts": tuple(map(Doubt, result["doubts"])),
        }
    )


async def read_feed(
    data: bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> tuple[FeedItem, ...]:
    """Return the entries of an RSS or Atom feed, in its order.

    `url` is where it comes from; its relative links start there. Raises
    ExtractionError as `extract` does.
    """
    job = {"kind": "feed", "name": url or _UNNAMED, "charset": charset, "url": url}
    result = await _result(job, data, limits)
    return tuple(FeedItem(**item) for item in result)


async def _result(job: dict[str, str | None], data: bytes, limits: Limits) -> Any:  # noqa: ANN401 - JSON
    name = str(job["name"])
    if len(data) > limits.size:
        problem = f"has more than {limits.size / 1e6:g} MB; name something shorter."
        raise ExtractionError(name, problem)
    try:
        reply = await ask(job, data, limits)
    except TimeoutError:
        problem = f"takes longer than {limits.seconds:g} s to read; divide it."
    except (ChildError, ValueError):
        problem = _EXHAUSTING
    else:
        if "result" in reply:
            return reply["result"]
        problem = str(reply.get("problem", _EXHAUSTING))
        raise ExtractionError(name, problem, reply.get("field"))
    raise ExtractionError(name, problem)


# Python's own needs. Nothing else reaches what parses: no token and no password.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_PROGRAM = "from bot.extraction.worker import main; main()"
_ESCAPED = 6  # bytes of JSON at most for one of text
_FIELDS = 100_000  # bytes; more than a source's fields ever take


class ChildError(Exception):
    """The child replied without end."""


async def ask(
    job: Mapping[str, str | None], data: bytes, limits: Limits
) -> dict[str, Any]:
    """Return the reply of a child that is given a job and a file's bytes.

    Raises ChildError, TimeoutError, and ValueError where the reply is no JSON.
    """
    import asyncio  # noqa: PLC0415 - the child, which imports this, needs none

    most = _ESCAPED * limits.text + _FIELDS
    request = json.dumps({**job, "limits": asdict(limits)}).encode() + b"\n" + data
    # Not asyncio's own: cancelled while it starts, that may wait for its end for ever.
    process = subprocess.Popen(  # noqa: ASYNC220, S603 - a few ms; our own program
        [sys.executable, "-P", "-X", "utf8", "-c", _PROGRAM],
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(limits.seconds):
            reply = await asyncio.to_thread(_exchange, process, request, most)
    finally:
        _end(process)
    value: dict[str, Any] = json.loads(reply)
    return value


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(bot.__file__).parents[1])}


def _exchange(process: Popen[bytes], request: bytes, most: int) -> bytes:
    """Give the child its job, and return what it replies, at most `most` bytes."""
    written, read = cast("tuple[IO[bytes], ...]", (process.stdin, process.stdout))
    # It reads all before it writes; and it may end before it has read all.
    with contextlib.suppress(OSError), written:
        written.write(request)
    reply = read.read(most + 1)
    if len(reply) > most:
        raise ChildError
    return reply


def _end(process: Popen[bytes]) -> None:
    """Kill the child unless it has ended, which also ends whoever waits for it."""
    process.kill()
    with contextlib.suppress(BrokenPipeError), process:
        pass
