"""What Discord allows and the bot promises, of each thing that it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.chat.pages import LIMIT, length
from tests.chat.discord_markdown import shown
from tests.chat.hostile import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simcord import Env

__all__ = ["hold", "said_in"]

SUPPRESS_EMBEDS, LAYOUT = 4, 1 << 15  # flags
ROW, BUTTON, TEXT, LABEL = 1, 2, 10, 18
MENUS = {3, 5, 6, 7, 8}
UPDATE_MESSAGE = 7  # a reply to an interaction that edits its message


def said_in(env: Env) -> list[dict[str, Any]]:
    """Return each message, edit and form that the bot tried to send, in order.

    "edits" says whether a message stood there before.
    """
    bodies = [
        (r.json if "content" in r.json else r.json.get("data", r.json) or {})
        | {"edits": r.method == "PATCH" or r.json.get("type") == UPDATE_MESSAGE}
        for r in env.http_requests
        if r.method in {"POST", "PATCH"} and isinstance(r.json, dict)
    ]
    return [b for b in bodies if b.get("content") or b.get("components")]


def hold(said: dict[str, Any], bodies: list[str]) -> None:
    """Hold what is promised of all that the bot sends; it may quote these bodies."""
    _hold_components(said)
    if "title" in said:  # of a form
        assert len(said["title"]) <= 45
        assert len(said["components"]) <= 5
        return
    content = said.get("content") or ""
    assert length(content) <= LIMIT
    assert said["allowed_mentions"]["parse"] == []
    assert not said["allowed_mentions"].get("replied_user")
    # An edit leaves the flags as they are.
    flags = said.get("flags", SUPPRESS_EMBEDS if said.get("edits") else 0)
    assert flags & (SUPPRESS_EMBEDS | LAYOUT)
    for line in shown(content):
        if line.kind == "quote":
            assert any(read(line.text) in body for body in bodies)
            assert not line.acting


def _hold_components(said: dict[str, Any]) -> None:
    rows = said.get("components") or []
    parts = [*_parts(rows)]
    assert len(parts) <= 40
    assert sum(len(p["content"]) for p in parts if p["type"] == TEXT) <= 4_000
    assert sum(row["type"] == ROW for row in rows) <= 5 or LAYOUT & said["flags"]
    for part in parts:
        kind = part["type"]
        assert len(part.get("custom_id") or "") <= 100
        if kind == ROW:
            assert 1 <= len(part["components"]) <= 5
        elif kind == BUTTON:
            assert 1 <= len(part.get("label") or part["emoji"]["name"]) <= 80
        elif kind == LABEL:
            assert 1 <= len(part["label"]) <= 45
            assert len(part.get("description") or "") <= 100
        elif kind in MENUS:
            assert len(part.get("placeholder") or "") <= 150
            assert len(part.get("options", ())) <= 25
            for option in part.get("options", ()):
                for name in ("label", "value", "description"):
                    assert len(option.get(name) or "") <= 100


def _parts(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for one in components:
        yield one
        inside = one.get("components") or filter(None, [one.get("component")])
        yield from _parts([*inside])
