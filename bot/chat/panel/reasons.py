"""Says in words why the bot would or would not answer in a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chat.wording import _, marked, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator

    import discord

    from bot.library import Where
    from bot.storage import ServerSettings

__all__ = ["Here", "reasons"]

_NEEDED = {
    "view_channel": marked("View Channel"),
    "send_messages": marked("Send Messages"),
    "send_messages_in_threads": marked("Send Messages in Threads"),
    "read_message_history": marked("Read Message History"),
}
_IN_THREADS, _OUTSIDE = "send_messages_in_threads", "send_messages"


@dataclass(frozen=True, slots=True)
class Here:
    """A channel as far as an answer in it depends on it.

    `number` is how many articles can be asked about in it, `known` are the numbers of
    the server's channels and roles. `reads_all` says that Discord gives the text of
    messages that do not mention the bot.
    """

    where: Where
    permissions: discord.Permissions
    number: int
    known: frozenset[int] = frozenset()
    is_thread: bool = False
    is_member: bool = True
    reads_all: bool = False


def reasons(here: Here, settings: ServerSettings) -> Iterator[str]:
    """Yield sentences that say what the bot does in a channel, and why."""
    yield _mentions(here, settings)
    if settings.private:
        yield _(
            "Answers to commands are shown only to the person who uses them, unless "
            "they choose otherwise."
        )
    else:
        yield _("Answers to commands are visible to everyone.")
    if here.number:
        yield numbered(
            "{number} article can be asked about here.",
            "{number} articles can be asked about here.",
            here.number,
        )
    elif settings.channel_articles.keys() & set(here.where.channels):
        yield _("No article can be asked about here: those chosen for it are gone.")
    else:
        yield _("No article can be asked about here: there is none yet.")


def _mentions(here: Here, settings: ServerSettings) -> str:
    if not here.is_member:
        return _("Mentions are not answered: I was not invited to this server.")
    unneeded = _OUTSIDE if here.is_thread else _IN_THREADS
    lacking = [
        _(name)
        for permission, name in _NEEDED.items()
        if permission != unneeded and not getattr(here.permissions, permission)
    ]
    if lacking:
        said = _(
            "Mentions are not answered: I need the permissions {names}. Give them to "
            "my role in the channel's settings, under Permissions."
        )
        return said.format(names=", ".join(lacking))
    asks = here.reads_all and settings.ask_channels & {*here.where.channels}
    only = settings.mention_channels
    if only is not None and not asks and only.isdisjoint(here.where.channels):
        return _("Mentions are not answered: other channels were chosen for them.")
    if asks:
        return _("Questions need no mention here; I answer what the articles answer.")
    return _("Mentions and replies to my answers are answered.")
