"""Runs the bot with work that never ends: `stuck.py PORT CORPUS STATE WHERE`."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot, run
from tests.chat.discord_server import go_through
from tests.chat.shelved import library_of

if TYPE_CHECKING:
    from threading import Event


def for_ever(_: Event | None = None) -> None:
    """Work on and look at no flag."""
    while True:
        time.sleep(0.001)


async def get_stuck(where: str) -> None:
    """Begin the work, in the place of that name."""
    logging.getLogger("bot").info("stuck")
    if where == "loop":
        for_ever()
    elif where == "executor":
        await asyncio.to_thread(for_ever)
    else:
        await bot.asking.answers.do(for_ever)


if __name__ == "__main__":
    port, corpus, state, place = sys.argv[1:]
    logging.basicConfig(level=logging.INFO)
    go_through(int(port))
    answerer = Answerer(read_corpus(Path(corpus)).articles)
    bot = build_bot(library_of(answerer), state=Path(state))

    @bot.listen()
    async def on_ready() -> None:
        """Get stuck as soon as the bot is there."""
        await get_stuck(place)

    run(bot, "a.secret.token")
