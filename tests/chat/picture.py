"""Takes the documentation's pictures from the running bot.

`python -m tests.chat.picture tests/chat/pictures`, with `simcord[screenshot]` and a
browser installed (`playwright install chromium`, or CHROMIUM names one): simcord serves
the channel as Discord would show it on a phone, the browser takes the pictures: each
view in Discord's dark theme, and as NAME-light in its light one.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import simcord
from PIL import Image
from simcord.preview import _markdown

from bot.chat import build_bot
from tests.chat.shelved import library_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

CORPUS = Path(__file__).parents[2] / "corpus"
WIDTH, HEIGHT = 420, 1_600  # points, of a phone; the height is cut to the message
SCALE = 2  # pixels a point
COLOURS = 128  # enough for grey letters and a few buttons, at a third of the size
LIGHT = """
:root {
  color-scheme: light; color: #313338; background: #fff;
  --discord-bg: #fff; --discord-surface: #f2f3f5; --discord-elevated: #e3e5e8;
  --discord-control: #f2f3f5; --discord-text: #060607; --discord-muted: #5c5e66;
  --discord-subtle: #4e5058; --discord-border: #c4c9ce; --control-border: #c4c9ce;
  --input-surface: #f2f3f5; --input-placeholder: #5c5e66; --entity-text: #313338;
  --chip-surface: #e3e5e8; --entity-dim: #5c5e66; --link-text: #006ce7;
  --link-accent: #006ce7; --subtle-surface: #c4c9ce;
}
.message-content { color: #313338; }
.mention, .command-mention {
  color: #4752c4 !important; background: #dfe2fd !important;
}
.component-button { color: #313338; }
.button-style-1, .button-primary { color: #fff; }
.button-style-2, .button-secondary { background: #e3e5e8; }
"""
RIVER = b"""\
---
title: The river
publisher: The Valley Post
published: 2026-03-02
---
The river rose by two metres on Monday. The mayor denied that the dam was neglected.
"""


@dataclass(frozen=True)
class Room:
    """A channel with the bot and somebody who reads in it and manages the server."""

    bot: discord.Client
    channel: simcord.ChannelHandle
    reader: simcord.MemberActor

    async def ask(self, question: str) -> discord.Message:
        """Mention the bot with a question; return its answer."""
        assert self.bot.user is not None
        await self.reader.send(self.channel, f"{self.bot.user.mention} {question}")
        assert self.channel.last_message is not None
        return self.channel.last_message


async def answer(room: Room) -> None:
    """Ask for an allegation, which its denial stands beside."""
    await room.ask("What did Thomas-Greenfield claim?")


async def disputed(room: Room) -> None:
    """Ask what takes a disputed thing for granted."""
    await room.ask("Why did Iran send drones to Russia?")


async def plain(room: Room) -> None:
    """Ask for what nobody disputes."""
    await room.ask("What is Resolution 2231?")


async def unsure(room: Room) -> None:
    """Ask what the article only touches."""
    await room.ask("Which weapons were sold in the war?")


async def context(room: Room) -> None:
    """Show the sentences around a passage."""
    message = await room.ask("What is Resolution 2231?")
    await room.reader.click(message, label="Context")


async def not_found(room: Room) -> None:
    """Ask what the article does not answer."""
    await room.ask("How much do the drones cost?")


async def settings(room: Room) -> None:
    """Open the settings."""
    await room.reader.slash(room.channel, "settings")


async def library(room: Room) -> None:
    """Add an article, as far as its preview."""
    await room.reader.slash(room.channel, "library add", file=("river.md", RIVER))


VIEWS = (answer, disputed, plain, unsure, context, not_found, settings, library)


async def main(folder: Path) -> None:
    """Take a picture of each view."""
    _end_quotations_as_discord_does()
    _use_the_browser_at_hand()
    for theme in ("", "-light"):
        with _drawn_as_on_a_phone(LIGHT if theme else ""):
            for view in VIEWS:
                name = view.__name__.replace("_", "-")
                await _take(view, folder / f"{name}{theme}.png")


async def _take(view: Callable[[Room], Awaitable[None]], target: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        articles = library_in(CORPUS, Path(name) / "verbatim.db")
        bot = build_bot(articles, state=Path(name))
        async with simcord.run(bot) as env:
            env.settle_timeout = 60.0  # seconds; a busy machine is no fault
            guild = env.create_guild("Reading room")
            channel = guild.create_text_channel("news")
            managing = discord.Permissions(manage_guild=True)
            role = guild.create_role("Editors", permissions=managing)
            reader = guild.add_member(env.create_user("reader"), roles=[role])
            assert env.bot.guilds[0].me is not None
            await env.bot.guilds[0].me.edit(nick="Verbatim")
            await view(Room(env.bot, channel, reader))
            async with env.preview(
                channel,
                viewers=[reader],
                width=WIDTH,
                height=HEIGHT,
                presentation_time=datetime(2026, 1, 1, 12, tzinfo=UTC),
            ) as preview:
                await preview.screenshot(target)
        await articles.close()
    with Image.open(target) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(target, optimize=True)


def _end_quotations_as_discord_does() -> None:
    """Let a quotation end with its line, where CommonMark would run on."""
    expand = _markdown._discord_multiline_quotes  # noqa: SLF001 - no public way

    def ended(text: str) -> str:
        return expand(re.sub(r"(?m)^(> .*\n)(?!> )", r"\1\n", text))

    _markdown._discord_multiline_quotes = ended  # noqa: SLF001 - no public way


def _use_the_browser_at_hand() -> None:
    path = os.environ.get("CHROMIUM")
    if path is None:
        return
    browsers = import_module("playwright.async_api").BrowserType
    launch = browsers.launch

    async def launched(self: Any, **options: Any) -> Any:  # noqa: ANN401
        switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        return await launch(self, executable_path=path, args=switches, **options)

    browsers.launch = launched


@contextlib.contextmanager
def _drawn_as_on_a_phone(style: str) -> Iterator[None]:
    """Draw as finely as a phone does, with a style sheet after the page's own."""
    browser = import_module("playwright.async_api").Browser
    new_context = browser.new_context

    async def fine(self: Any, **options: Any) -> Any:  # noqa: ANN401
        made = await new_context(self, **options | {"device_scale_factor": SCALE})
        sheet = "const s = new CSSStyleSheet(); s.replaceSync({}); {}".format(
            json.dumps(style), "document.adoptedStyleSheets.push(s);"
        )
        await made.add_init_script(sheet)
        return made

    browser.new_context = fine
    try:
        yield
    finally:
        browser.new_context = new_context


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
