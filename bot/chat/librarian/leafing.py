"""/library list and log in one message, with buttons that turn its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.articles import name_of
from bot.chat.catalogue import Leaf, leafed
from bot.chat.items import UsedItem
from bot.chat.librarian.changing import kept
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import article_lines, log_lines
from bot.chat.pages import paged
from bot.chat.services import bot_of
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import discord

    from bot.chat.librarian.rights import Rights
    from bot.library import Library
    from bot.storage import AuditEntry
    from bot.storage.store import Store

    Interaction = discord.Interaction[Any]

__all__ = ["LeafButton", "list_leaf", "log_leaf"]

_ENTRIES = 60  # changes that are read for one page, more than fit into it
_LEAF = "library1:leaf"
_EMPTY = marked("There are no articles yet; /library add adds one.")
_NO_CHANGE = marked("Nothing has been changed yet.")
_NO_OLDER = marked("There is nothing older.")


async def list_leaf(library: Library, rights: Rights, page: int = 0) -> Leaf:
    """Return a page of the articles that a person may change, the first being 0.

    Raises QuestionError.
    """
    store = await kept(library.store())
    guild = None if rights.owner else rights.guild
    every = store.articles.all(guild=guild, withdrawn=True, bodies=False)
    stored = await kept(every)
    latest = {entry.subject: entry for entry in await kept(store.audit.latest(guild))}
    mine = [one for one in stored if rights.may_change(one)]
    texts = paged(article_lines(mine, latest), "\n") or (_(_EMPTY),)
    page = min(page, len(texts) - 1)
    return leafed(texts[page], page, len(texts), f"{_LEAF}:list")


async def log_leaf(library: Library, rights: Rights, before: int = 0) -> Leaf:
    """Return the changes before that of a number, 0 for the newest.

    Raises QuestionError.
    """
    store = await kept(library.store())
    guild = None if rights.owner else rights.guild
    trail = store.audit.entries(guild, limit=_ENTRIES, before=before or None)
    entries = await kept(trail)
    nothing = _(_NO_OLDER if before else _NO_CHANGE)
    names = await kept(_names(store, entries))
    text, *further = paged(log_lines(entries, names), "\n") or (nothing,)
    newest = [(_("Newest"), f"{_LEAF}:log:0")] if before else []
    if not further and len(entries) < _ENTRIES:
        return Leaf(text, tuple(newest))
    oldest = entries[text.count("\n")].number
    return Leaf(text, (*newest, (_("Older"), f"{_LEAF}:log:{oldest}")))


async def _names(store: Store, entries: Sequence[AuditEntry]) -> dict[str, str]:
    """Return what the articles of some changes are called, withdrawn or not."""
    found = await store.articles.titles({entry.subject for entry in entries})
    return {slug: name_of(slug, *names) for slug, names in found.items()}


class LeafButton(
    UsedItem, template=r"library1:leaf:(?P<what>list|log):(?P<at>\d{1,18})"
):
    """Turns a page; it knows all that it needs, so it survives a restart."""

    failed = "a page can't be turned"

    async def use(self, interaction: Interaction) -> None:
        """Show the other page."""
        make = list_leaf if self.known["what"] == "list" else log_leaf
        rights = await rights_of(interaction)
        await interaction.response.defer()
        library = bot_of(interaction).asking.library
        leaf = await make(library, rights, int(self.known["at"]))
        await interaction.edit_original_response(content=leaf.text, view=leaf.view)
