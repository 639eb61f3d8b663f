"""Runs the worker for one file, and ends it when it takes too long or too much."""

from __future__ import annotations

import asyncio
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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from subprocess import Popen

    from bot.extraction.values import Limits

__all__ = ["ChildError", "ask"]

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
