"""Runs the bot against a Discord on this machine: `started.py PORT CORPUS STATE`."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from bot.answering import Answerer
from bot.articles import read_corpus
from bot.chat import build_bot, run
from tests.chat.discord_server import go_through
from tests.chat.shelved import library_of

if __name__ == "__main__":
    port, corpus, state = sys.argv[1:]
    logging.basicConfig(level=logging.DEBUG)
    go_through(int(port))
    answerer = Answerer(read_corpus(Path(corpus)).articles)
    run(build_bot(library_of(answerer), state=Path(state)), "a.secret.token")
