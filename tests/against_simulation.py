"""Runs the bot as its settings say, against a Discord on this machine.

`against_simulation.py PORT PACE`, the latter being the seconds from one identify to the
next of a bucket.
"""

from __future__ import annotations

import sys
from datetime import timedelta

from bot.bootstrap import run_bot
from bot.library import duties
from bot.settings import read_settings
from tests.chat.discord_server import go_through

if __name__ == "__main__":
    go_through(int(sys.argv[1]))
    duties._IDENTIFY = timedelta(seconds=float(sys.argv[2]))  # noqa: SLF001 - a faster Discord's
    run_bot(read_settings())
