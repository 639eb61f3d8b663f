"""Runs the bot as its settings say, against a Discord on this port of the machine."""

from __future__ import annotations

import sys

from bot.bootstrap import run_bot
from bot.settings import read_settings
from tests.chat.discord_server import go_through

if __name__ == "__main__":
    go_through(int(sys.argv[1]))
    run_bot(read_settings())
