"""A small Discord on this machine, for what happens before simcord begins.

It speaks as much of the HTTP API and of the gateway as a start and a stop need.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any, Self

import discord
import yarl
from aiohttp import WSMsgType, web
from discord.gateway import DiscordWebSocket

ME = {"id": "42", "username": "verbatim", "discriminator": "0", "avatar": None}


@dataclass
class FakeDiscord:
    """Answers every request alike, or starts and ends a session as told."""

    status: int = 200
    remaining: int = 900
    close_with: int | None = None
    flags: int = 0
    requests: list[str] = field(default_factory=list)
    identified: int = 0
    recommended: int = 1
    shards: list[tuple[int, ...]] = field(default_factory=list)
    closed_with: int | None = None
    port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("GET", "/gateway", self._gateway)
        app.router.add_route("*", "/{path:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.requests.append(f"{request.method} /{path}")
        if self.status != web.HTTPOk.status_code:
            body = {"message": "no", "code": 0, "retry_after": 1}
            return json_response(body, self.status)
        return json_response(self._said(path))

    def _said(self, path: str) -> Any:  # noqa: ANN401 - JSON
        if path == "users/@me":
            return ME
        if path == "oauth2/applications/@me":
            return _application() | {"flags": self.flags}
        if path == "gateway/bot":
            limit = {"total": 1000, "remaining": self.remaining, "max_concurrency": 1}
            limit["reset_after"] = 7_200_000
            return {
                "url": "ws://unused",
                "shards": self.recommended,
                "session_start_limit": limit,
            }
        return []

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for message in socket:
            if message.type is WSMsgType.TEXT and message.json()["op"] == 2:
                self.identified += 1
                shard = message.json()["d"].get("shard", [0, 1])
                self.shards.append(tuple(shard))
                await self._greet(socket, shard)
        self.closed_with = socket.close_code
        return socket

    async def _greet(self, socket: web.WebSocketResponse, shard: list[int]) -> None:
        if self.close_with is not None:
            await socket.close(code=self.close_with)
            return
        ready = {
            "v": 10,
            "user": ME,
            "guilds": [],
            "session_id": "s",
            "resume_gateway_url": "ws://unused",
            "application": {"id": "42", "flags": 0},
            "shard": shard,
        }
        await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})


def json_response(
    body: Any,  # noqa: ANN401 - JSON
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> web.Response:
    """Return a response of the kind that discord.py takes for JSON."""
    data, kind = json.dumps(body).encode(), {"Content-Type": "application/json"}
    return web.Response(body=data, status=status, headers={**kind, **(headers or {})})


def go_through(port: int) -> None:
    """Make discord.py of this process talk to this machine."""
    discord.http.Route.BASE = f"http://127.0.0.1:{port}"
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway")


def _application() -> dict[str, Any]:
    return {
        "id": "42",
        "name": "verbatim",
        "description": "",
        "icon": None,
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "",
        "owner": ME,
    }


async def until(condition: Any, seconds: float = 20.0) -> None:  # noqa: ANN401
    """Wait until a condition holds, and fail where it never does."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - another process sets no event
            await asyncio.sleep(0.02)
