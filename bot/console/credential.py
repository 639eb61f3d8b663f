"""Asks Discord about a bot's token and application."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from bot.errors import SettingsError, StartError

__all__ = ["reads_content", "try_token"]

_DISCORD = "https://discord.com/api/v10"
_MESSAGE_CONTENT = 1 << 18 | 1 << 19  # flags of the intent, the second in few servers


def try_token(token: str, api: str = _DISCORD) -> tuple[int, str]:
    """Return the number and the name of the application that a token is of.

    Raises SettingsError where Discord rejects it, StartError without Discord.
    """
    application = _application(token, api)
    return int(application["id"]), str(application["name"])


def reads_content(token: str, api: str = _DISCORD) -> bool:
    """Return whether the message content intent is on; raises the same."""
    return bool(_application(token, api).get("flags", 0) & _MESSAGE_CONTENT)


def _application(token: str, api: str) -> dict[str, Any]:
    import asyncio  # noqa: PLC0415 - only two commands need them

    import aiohttp  # noqa: PLC0415 - the same

    async def ask() -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bot {token}"}
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(20)) as session,
            session.get(f"{api}/oauth2/applications/@me", headers=headers) as reply,
        ):
            return reply.status, await reply.json()

    try:
        status, application = asyncio.run(ask())
        if status == HTTPStatus.UNAUTHORIZED:
            message = "Discord rejects the token; press Reset Token once more."
            raise SettingsError(message)
        return {"id": int(application["id"]), **application}
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError):
        message = "Discord can't be asked now; check the network and try again."
        raise StartError(message) from None
