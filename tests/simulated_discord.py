"""A Discord with many servers on this machine: its gateway and what bots send to it.

Every server has one channel. Questions go to whoever has the server's shard; each keeps
when it was asked and when answers came.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.chat.worker import BUSY
from tests.chat.discord_server import ME, FakeDiscord, json_response

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST = 1_000_000  # of the numbers that become the ids of servers
_TIME = "2026-01-01T00:00:00+00:00"
_EVERYTHING = str((1 << 50) - 1)
_KEPT = 1_000  # events of a session that can be sent again


@dataclass
class Question:
    """One that was asked; moments are seconds of a clock that only goes forward."""

    number: int
    shard: int
    asked: float = field(default_factory=time.monotonic)
    answers: list[float] = field(default_factory=list)
    session: Session | None = None  # whose process is to answer it
    is_sent: bool = False  # at once; else it waits until the session is resumed
    is_turned_away: bool = False


@dataclass
class Session:
    """One shard's, over one connection after another."""

    name: str
    shard: int
    socket: web.WebSocketResponse | None
    count: int = 0
    is_there: bool = False  # once it has heard of all its servers
    events: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_KEPT))

    async def send(self, kind: str, data: Any, *, kept: bool = True) -> bool:  # noqa: ANN401 - JSON
        """Send an event, or keep it to be resumed; return whether it was sent."""
        self.count += 1
        event = {"op": 0, "t": kind, "s": self.count, "d": data}
        if kept:
            self.events.append(event)
        if self.socket is None or self.socket.closed:
            return False
        await self.socket.send_json(event)
        return True


@dataclass
class SimulatedDiscord(FakeDiscord):
    """Has `servers` servers over `recommended` shards.

    It takes one identify of each bucket of shards in `pace` seconds, and notes in
    `refused` who came too early; every `throttled`-th request to write is to come again
    later, where that is not 0.
    """

    servers: int = 1
    max_concurrency: int = 1
    pace: float = 5.0
    throttled: int = 0
    refused: list[int] = field(default_factory=list)
    resumed: int = 0
    turned_away: int = 0
    questions: dict[int, Question] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)  # the newest by shard

    def __post_init__(self) -> None:
        """Begin to count."""
        self._ids = itertools.count(1 << 40)
        self._identifies: dict[int, float] = {}
        self._writes = 0

    def guilds(self, shard: int) -> Iterator[int]:
        """Yield the ids of a shard's servers."""
        for number in range(_FIRST, _FIRST + self.servers):
            if number % self.recommended == shard:
                yield number << 22

    def has(self, *shards: int) -> bool:
        """Return whether shards have heard of all their servers, and are connected."""
        return all(
            (session := self.sessions.get(shard)) is not None
            and session.is_there
            and session.socket is not None
            for shard in shards
        )

    async def ask(self, server: int, text: str, *, command: bool = False) -> Question:
        """Ask in a server, given by its number, with a command or by a mention."""
        number = _FIRST + server % self.servers
        question = Question(next(self._ids), number % self.recommended)
        self.questions[question.number] = question
        session = self.sessions.get(question.shard)
        if session is not None and session.is_there:
            question.session = session
            kind = "INTERACTION_CREATE" if command else "MESSAGE_CREATE"
            payload = _interaction if command else _message
            data = payload(question.number, number << 22, text)
            question.is_sent = await session.send(kind, data)
        return question

    def fate(self, question: Question) -> str:
        """Return what became of a question.

        It is turned away if all that was said is that too much is asked. It is cut off
        if its process ended before it answered, and unheard if no process had the shard
        when it was asked: Discord sends neither again.
        """
        if len(question.answers) > 1:
            return "doubled"
        if question.answers:
            return "turned away" if question.is_turned_away else "answered"
        if question.session is self.sessions.get(question.shard) is not None:
            return "lost"
        return "cut off" if question.is_sent else "unheard"

    async def disconnect(self, shard: int) -> None:
        """Close a shard's connection, which can be resumed."""
        session = self.sessions[shard]
        assert session.socket is not None
        await session.socket.close(code=4000)

    def _said(self, path: str) -> Any:  # noqa: ANN401 - JSON
        said = super()._said(path)
        if path == "gateway/bot":
            said["session_start_limit"]["max_concurrency"] = self.max_concurrency
        return said

    async def _api(self, request: web.Request) -> web.Response:
        if request.method not in {"POST", "PATCH"}:
            return await super()._api(request)
        self._writes += 1
        if self.throttled and self._writes % self.throttled == 0:
            self.turned_away += 1
            body = {"message": "slow down", "retry_after": 0.05, "global": False}
            return json_response(body, 429, {"Via": "1.1 simulated"})
        parts = request.match_info["path"].split("/")
        match parts:
            case ["channels", _, "messages"]:
                said = await request.json()
                self._count(said["message_reference"]["message_id"], said)
            case ["interactions", number, _, "callback"]:
                said = await request.json()
                kind = said["type"]
                if kind == 4:  # a message
                    self._count(number, said["data"])
                return json_response(_called_back(number, kind, next(self._ids)))
            case ["webhooks", _, token, *_]:
                self._count(token, await request.json())
        return json_response(_reply(next(self._ids), parts[1]))

    def _count(self, number: str, said: dict[str, Any]) -> None:
        if said.get("content") == "…":  # a deferred answer, before it is deleted
            return
        question = self.questions[int(number)]
        question.is_turned_away = said.get("content") == BUSY
        question.answers.append(time.monotonic())

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 10_000}})
        session: Session | None = None
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            said = message.json()
            if said["op"] == 1:
                await socket.send_json({"op": 11})
            elif said["op"] == 2:
                session = await self._begin(socket, said["d"]["shard"][0])
            elif said["op"] == 6:
                session = await self._resume(socket, said["d"])
        if session is not None and session.socket is socket:
            session.socket = None
        return socket

    async def _begin(self, socket: web.WebSocketResponse, shard: int) -> Session | None:
        bucket, now = shard % self.max_concurrency, time.monotonic()
        early = now - self._identifies.get(bucket, -self.pace) < self.pace
        self._identifies[bucket] = now
        self.identified += 1
        if early:
            self.refused.append(shard)
            await socket.send_json({"op": 9, "d": False})
            return None
        session = Session(f"{shard}-{self.identified}", shard, socket)
        self.sessions[shard] = session
        ready = {
            "v": 10,
            "user": ME,
            "guilds": [{"id": str(g), "unavailable": True} for g in self.guilds(shard)],
            "session_id": session.name,
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway",
            "application": {"id": ME["id"], "flags": 0},
            "shard": [shard, self.recommended],
        }
        await session.send("READY", ready, kept=False)
        for guild in self.guilds(shard):
            await session.send("GUILD_CREATE", _guild(guild), kept=False)
        session.is_there = True
        return session

    async def _resume(
        self, socket: web.WebSocketResponse, data: dict[str, Any]
    ) -> Session | None:
        for session in self.sessions.values():
            if session.name == data["session_id"]:
                self.resumed += 1
                for event in [e for e in session.events if e["s"] > data["seq"]]:
                    await socket.send_json(event)
                session.socket = socket
                await session.send("RESUMED", {}, kept=False)
                return session
        await socket.send_json({"op": 9, "d": False})
        return None


def _user(number: int) -> dict[str, Any]:
    name = f"member{number}"
    return {"id": str(number), "username": name, "discriminator": "0", "avatar": None}


def _member() -> dict[str, Any]:
    return {"roles": [], "joined_at": _TIME, "deaf": False, "mute": False, "flags": 0}


def _channel(guild: int) -> dict[str, Any]:
    return {
        "id": str(guild + 1),
        "guild_id": str(guild),
        "type": 0,
        "name": "general",
        "position": 0,
        "permission_overwrites": [],
    }


def _guild(guild: int) -> dict[str, Any]:
    everyone = {
        "id": str(guild),
        "name": "@everyone",
        "permissions": _EVERYTHING,
        "position": 0,
        "color": 0,
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "flags": 0,
    }
    empty = ("emojis", "features", "threads", "presences", "voice_states", "stickers")
    return {
        "id": str(guild),
        "name": f"server {guild}",
        "owner_id": str(guild + 2),
        "roles": [everyone],
        "channels": [_channel(guild)],
        "members": [{"user": ME, **_member()}],
        "member_count": 2,
        "preferred_locale": "en-US",
        "unavailable": False,
        **{name: [] for name in empty},
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "system_channel_flags": 0,
        "afk_timeout": 300,
    }


def _content(number: int, channel: int) -> dict[str, Any]:
    empty = ("mentions", "mention_roles", "attachments", "embeds", "components")
    return {
        "id": str(number),
        "channel_id": str(channel),
        "content": "",
        "timestamp": _TIME,
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "pinned": False,
        "type": 0,
        **{name: [] for name in empty},
    }


def _reply(number: int, channel: str) -> dict[str, Any]:
    return {**_content(number, int(channel)), "author": ME}


def _called_back(number: str, kind: int, reply: int) -> dict[str, Any]:
    message = {"resource": {"type": kind, "message": _reply(reply, number)}}
    said = {"id": number, "type": 2, "response_message_id": str(reply)}
    return {"interaction": said, **(message if kind == 4 else {})}


def _message(number: int, guild: int, text: str) -> dict[str, Any]:
    return {
        **_content(number, guild + 1),
        "guild_id": str(guild),
        "author": _user(number),
        "member": _member(),
        "content": f"<@{ME['id']}> {text}",
        "mentions": [{**ME, "member": _member()}],
    }


def _interaction(number: int, guild: int, text: str) -> dict[str, Any]:
    asked = {"name": "question", "type": 3, "value": text}
    return {
        "id": str(number),
        "application_id": ME["id"],
        "type": 2,
        "token": str(number),
        "version": 1,
        "guild_id": str(guild),
        "channel_id": str(guild + 1),
        "channel": _channel(guild),
        "member": {**_member(), "user": _user(number), "permissions": _EVERYTHING},
        "data": {"id": "1", "name": "ask", "type": 1, "options": [asked]},
        "locale": "en-US",
        "context": 0,
        "app_permissions": _EVERYTHING,
        "authorizing_integration_owners": {},
        "entitlements": [],
        "attachment_size_limit": 1_000_000,
    }
