"""Asks a child process for what a file holds; this side parses nothing."""

from __future__ import annotations

from typing import Any

from bot.articles import Doubt, Extract, Source
from bot.errors import ExtractionError
from bot.extraction.child import ChildError, ask
from bot.extraction.values import FeedItem, Limits

__all__ = ["extract", "read_feed"]

_UNNAMED = "The file"
_EXHAUSTING = "can't be read; it is damaged, or made to exhaust its reader."


async def extract(
    data: bytes,
    media_type: str | None = None,
    *,
    url: str | None = None,
    name: str | None = None,
    charset: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Extract:
    """Return the article that a file or a page holds.

    The kind is told by `media_type`, else by the ending of `name` or `url`, else by
    the first bytes. `charset` is what the server said. Raises ExtractionError, one
    sentence; the child that parses is gone by then, and so it is if this is cancelled.
    """
    known = {"media_type": media_type, "charset": charset, "url": url}
    job = {"kind": "article", "name": name or url or _UNNAMED, **known}
    result = await _result(job, data, limits)
    return Extract(
        **result
        | {
            "source": Source(**result["source"]),
            "left_out": tuple((kind, number) for kind, number in result["left_out"]),
            "doubts": tuple(map(Doubt, result["doubts"])),
        }
    )


async def read_feed(
    data: bytes,
    *,
    url: str | None = None,
    charset: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> tuple[FeedItem, ...]:
    """Return the entries of an RSS or Atom feed, in its order.

    `url` is where it comes from; its relative links start there. Raises
    ExtractionError as `extract` does.
    """
    job = {"kind": "feed", "name": url or _UNNAMED, "charset": charset, "url": url}
    result = await _result(job, data, limits)
    return tuple(FeedItem(**item) for item in result)


async def _result(job: dict[str, str | None], data: bytes, limits: Limits) -> Any:  # noqa: ANN401 - JSON
    name = str(job["name"])
    if len(data) > limits.size:
        problem = f"has more than {limits.size / 1e6:g} MB; name something shorter."
        raise ExtractionError(name, problem)
    try:
        reply = await ask(job, data, limits)
    except TimeoutError:
        problem = f"takes longer than {limits.seconds:g} s to read; divide it."
    except (ChildError, ValueError):
        problem = _EXHAUSTING
    else:
        if "result" in reply:
            return reply["result"]
        problem = str(reply.get("problem", _EXHAUSTING))
        raise ExtractionError(name, problem, reply.get("field"))
    raise ExtractionError(name, problem)
