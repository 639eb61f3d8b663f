"""Takes the README's picture of a real reply from the running bot.

`python -m tests.chat.picture FILE [QUESTION]`, with `simcord[screenshot]` and a
browser installed (`playwright install chromium`, or CHROMIUM names one): simcord
serves the channel as Discord would show it, the browser takes the picture.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import simcord
from simcord.preview import _markdown

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot
from tests.chat.shelved import library_of

CORPUS = Path(__file__).parents[2] / "corpus"
QUESTION = "Who denied the allegations?"
WIDTH, HEIGHT = 760, 1_600


async def main(target: Path, question: str) -> None:
    """Mention the bot with a question and take a picture of the reply."""
    _end_quotations_as_discord_does()
    _use_the_browser_at_hand()
    answerer = Answerer(read_corpus(CORPUS).articles)
    with tempfile.TemporaryDirectory() as state:
        async with simcord.run(
            build_bot(library_of(answerer), state=Path(state))
        ) as env:
            guild = env.create_guild("Reading room")
            channel = guild.create_text_channel("news")
            reader = guild.add_member(env.create_user("reader"))
            assert env.bot.guilds[0].me is not None
            await env.bot.guilds[0].me.edit(nick="Verbatim")
            assert env.bot.user is not None
            await reader.send(channel, f"{env.bot.user.mention} {question}")
            async with env.preview(
                channel,
                viewers=[reader],
                width=WIDTH,
                height=HEIGHT,
                presentation_time=datetime(2026, 1, 1, 12, tzinfo=UTC),
            ) as preview:
                await preview.screenshot(target)


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


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), " ".join(sys.argv[2:]) or QUESTION))
