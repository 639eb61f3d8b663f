"""Runs the worker for one file, and ends it when it takes too long or too much."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import bot

if TYPE_CHECKING:
    from asyncio import StreamReader
    from asyncio.subprocess import Process
    from collections.abc import Mapping

    from bot.extraction.values import Limits

__all__ = ["ChildError", "ask"]

# Python's own needs. Nothing else reaches what parses: no token and no password.
_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
_ARGUMENTS = ("-P", "-X", "utf8", "-m", "bot.extraction.worker")

_ESCAPED = 6  # bytes of JSON at most for one of text
_FIELDS = 100_000  # bytes; more than a source's fields ever take


class ChildError(Exception):
    """The child ended without a reply, or replied without end."""


async def ask(
    job: Mapping[str, str | None], data: bytes, limits: Limits
) -> dict[str, Any]:
    """Return the reply of a child that is given a job and a file's bytes.

    Raises ChildError, TimeoutError, and ValueError where the reply is no JSON.
    """
    most = _ESCAPED * limits.text + _FIELDS
    request = json.dumps({**job, "limits": asdict(limits)}).encode()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *_ARGUMENTS,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(limits.seconds):
            reply = await _exchange(process, request + b"\n" + data, most)
    finally:
        await _end(process)
    value: dict[str, Any] = json.loads(reply)
    return value


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": str(Path(bot.__file__).parents[1])}


async def _exchange(process: Process, request: bytes, most: int) -> bytes:
    if process.stdin is None or process.stdout is None:
        raise ChildError
    with contextlib.suppress(OSError):  # it may end before it has read all
        process.stdin.write(request)
        await process.stdin.drain()
    process.stdin.close()
    return await _all(process.stdout, most)


async def _all(output: StreamReader, most: int) -> bytes:
    """Return what is written until the end, which `most` bytes must hold."""
    try:
        await output.readexactly(most + 1)
    except asyncio.IncompleteReadError as end:
        return end.partial
    raise ChildError


async def _end(process: Process) -> None:
    """Kill the child unless it has ended, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.communicate()  # `wait` may wait for ever where output is left unread
