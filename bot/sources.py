"""From an address or a file to the text of an article, safely fetched and parsed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ExtractionError
from bot.extraction import Limits, extract
from bot.fetching import Fetcher

if TYPE_CHECKING:
    from bot.articles import Extract

__all__ = ["read_source"]

_ADDRESSES = ("http://", "https://")


async def read_source(where: str, fetcher: Fetcher | None = None) -> Extract:
    """Return the article at a web address or in a file.

    Raises FetchError and ExtractionError, each one sentence.
    """
    if not where.lower().startswith(_ADDRESSES):
        path = Path(where)
        return await extract(_data(path), name=path.name)
    async with fetcher or Fetcher() as opened:
        page = await opened.fetch(where)
    return await extract(page.body, page.media_type, url=page.url, charset=page.charset)


def _data(path: Path) -> bytes:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ExtractionError(str(path), "is not a file; name one file.")
        with path.open("rb") as file:
            return file.read(Limits().size + 1)  # one too many is refused
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        problem = f"can't be read ({reason}); check the path, or begin an address "
        raise ExtractionError(str(path), problem + "with https://.") from None
