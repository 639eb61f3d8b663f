"""Keeps the log to one line an event, without a token, a question or a message."""

from __future__ import annotations

import logging
import traceback

import discord

__all__ = ["described", "tame_discord"]

# Those of discord.py's loggers that write tracebacks: a night without network would
# otherwise fill the log with them.
_VERBOSE = (
    "discord.client",
    "discord.gateway",
    "discord.state",
    "discord.app_commands.tree",
    "discord.ext.commands.bot",
)


def described(error: BaseException) -> str:
    """Return what went wrong and where, in one line that quotes nobody.

    An exception's own text is left out: it may hold what a member wrote.
    """
    if isinstance(error, discord.HTTPException):
        return f"Discord answered {error.status} (code {error.code})"
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"


def tame_discord() -> None:
    """Keep discord.py from logging payloads, and its tracebacks to one line.

    At DEBUG it writes every request and gateway event, messages and the session's
    secrets included, so its level stays at INFO whatever the program's is.
    """
    library = logging.getLogger("discord")
    library.setLevel(max(logging.INFO, library.level))
    for name in _VERBOSE:
        logging.getLogger(name).addFilter(_on_one_line)


def _on_one_line(record: logging.LogRecord) -> bool:
    """Replace a record's traceback by the error's name; keep every record."""
    if record.exc_info and record.exc_info[1]:
        record.msg = f"{record.getMessage()} ({described(record.exc_info[1])})"
        record.args = record.exc_info = record.exc_text = None
    return True
