"""Asks Discord whose a bot's token is, before it is kept."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from bot.errors import SettingsError, StartError

__all__ = ["try_token"]

_DISCORD = "https://discord.com/api/v10"


def try_token(token: str, api: str = _DISCORD) -> tuple[int, str]:
    """Return the number and the name of the application that a token is of.

    Raises SettingsError where Discord rejects it, StartError without Discord.
    """
    import asyncio  # noqa: PLC0415 - only `verbatim setup` needs them

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
        return int(application["id"]), str(application["name"])
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError, KeyError):
        message = "Discord can't be asked now; check the network and try again."
        raise StartError(message) from None
