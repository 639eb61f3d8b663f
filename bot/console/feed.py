"""`verbatim feed`: the feeds whose new entries a running bot adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.console.application import add_command
from bot.console.output import Line, Style, line, show
from bot.errors import FetchError
from bot.storage import Actor, Feed

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bot.console.application import Application, Commands

__all__ = ["add"]

_FIELDS = ("publisher", "license", "license_url", "notice", "language")
_MOST = 1_000_000  # new articles at a time; a database holds no endless number
_HOST = Actor()


def add(commands: Commands) -> None:
    """Add the command."""
    summary = "Say from which RSS and Atom feeds a running bot adds articles."
    parser = add_command(commands, "feed", summary, _list)
    steps = parser.add_subparsers(metavar="add|remove|list")
    new = add_command(steps, "add", "Add a feed, or change its fields.", _add)
    new.add_argument("url", metavar="URL", help="the feed's address")
    for name in _FIELDS:
        new.add_argument(
            f"--{name.replace('_', '-')}",
            metavar="TEXT",
            help=f"the {name.replace('_', ' ')} of its articles, whatever they say",
        )
    new.add_argument(
        "--limit", type=int, default=10, help="how many one check adds (10)"
    )
    gone = add_command(steps, "remove", "Remove a feed; its articles stay.", _remove)
    gone.add_argument("url", metavar="URL", help="the feed's address")
    add_command(steps, "list", "List the feeds.", _list)


def _add(application: Application, options: Namespace) -> int:
    number = application.read_feed(options.url)
    given = {name: getattr(options, name) for name in _FIELDS}
    source = {name: value for name, value in given.items() if value}
    limit = min(max(1, options.limit), _MOST)
    feed = Feed(options.url, source=source, limit=limit)
    application.with_store(lambda store: store.feeds.save(feed, by=_HOST))
    said = f"The feed has {number} entries now. While the bot runs, it is looked at "
    said += f"every hour, and at most {feed.limit} new articles are added each time."
    show([line(f"Added {options.url}.", Style.GOOD), line(said)])
    return 0


def _remove(application: Application, options: Namespace) -> int:
    url = options.url
    done = application.with_store(lambda store: store.feeds.remove(url, None, by=_HOST))
    if not done:
        raise FetchError(url, "is not among the feeds; see `verbatim feed list`")
    show([line(f"Removed {url}; its articles stay.", Style.GOOD)])
    return 0


def _list(application: Application, _: Namespace) -> int:
    feeds = application.with_store(lambda store: store.feeds.all())
    show([*map(_line, feeds)] or [line("There is no feed; add one: verbatim feed add")])
    return 0


def _line(feed: Feed) -> Line:
    return line(" · ".join(_parts(feed)))


def _parts(feed: Feed) -> Iterator[str]:
    yield feed.url
    yield from feed.source.values()
    yield f"at most {feed.limit} at a time"
    if feed.next_check:
        yield f"next looked at {feed.next_check:%Y-%m-%d %H:%M} UTC"
    if feed.failures:
        yield f"failed {feed.failures} times"
