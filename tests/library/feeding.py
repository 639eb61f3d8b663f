"""Checks feeds until it is killed: `feeding.py DATABASE CORPUS`."""

from __future__ import annotations

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.fetching import Fetcher
from bot.library import FeedReader, Folder, Keeper, Library


async def main() -> None:
    """Check the feeds that are due."""
    database, corpus = sys.argv[1:]
    library = Library(Folder(Path(corpus)), Keeper(Path(database)))
    await library.refresh()
    fetcher = partial(Fetcher, allowed={"127.0.0.1"}.__contains__)
    await FeedReader(library, fetcher).check()


if __name__ == "__main__":
    asyncio.run(main())
