"""/library list and log in one message, with buttons that turn its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self, cast

import discord
from discord import ui

from bot.chat.apologising import apologising
from bot.chat.librarian.changing import changed
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import article_lines, log_lines
from bot.chat.paging import paged
from bot.chat.services import bot_of
from bot.chat.wording import _, marked

if TYPE_CHECKING:
    import re

    from bot.chat.librarian.rights import Rights
    from bot.library import Library

    Interaction = discord.Interaction[Any]

__all__ = ["Leaf", "LeafButton", "list_leaf", "log_leaf"]

_ENTRIES = 60  # changes that are read for one page, more than fit into it
_PAGE = marked("Page {number} of {all}")
_EMPTY = marked("There is none yet; /library add adds one.")
_NO_CHANGE = marked("Nothing was changed yet.")
_NO_OLDER = marked("There is nothing older.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, and where its buttons lead: label, and what follows `library1:leaf`."""

    text: str
    leads: tuple[tuple[str, str], ...] = ()

    @property
    def view(self) -> ui.View:
        """The buttons."""
        view = ui.View(timeout=None)
        for label, where in self.leads:
            custom_id = f"library1:leaf:{where}"
            view.add_item(ui.Button(label=label, custom_id=custom_id))
        return view


async def list_leaf(library: Library, rights: Rights, page: int = 0) -> Leaf:
    """Return a page of the articles that a person may change, the first being 0.

    Raises QuestionError.
    """
    store = await changed(library.store())
    stored = await changed(store.articles.all(withdrawn=True))
    mine = [one for one in stored if rights.may_change(one)]
    texts = paged(article_lines(mine), "\n") or (_(_EMPTY),)
    last = len(texts) - 1
    if not last:
        return Leaf(texts[0])
    page = min(page, last)
    said = _(_PAGE).format(number=page + 1, all=len(texts))
    back = [(_("Back"), f"list:{page - 1}")] if page else []
    on = [(_("Next"), f"list:{page + 1}")] if page < last else []
    return Leaf(f"{texts[page]}\n-# {said}", (*back, *on))


async def log_leaf(library: Library, rights: Rights, before: int = 0) -> Leaf:
    """Return the changes before that of a number, 0 for the newest.

    Raises QuestionError.
    """
    store = await changed(library.store())
    guild = None if rights.owner else rights.guild
    trail = store.audit.entries(guild, limit=_ENTRIES, before=before or None)
    entries = await changed(trail)
    nothing = _(_NO_OLDER if before else _NO_CHANGE)
    text, *further = paged(log_lines(entries), "\n") or (nothing,)
    newest = [(_("Newest"), "log:0")] if before else []
    if not further and len(entries) < _ENTRIES:
        return Leaf(text, tuple(newest))
    oldest = entries[text.count("\n")].number
    return Leaf(text, (*newest, (_("Older"), f"log:{oldest}")))


class LeafButton(
    ui.DynamicItem[ui.Button[Any]],
    template=r"library1:leaf:(?P<what>list|log):(?P<at>\d{1,18})",
):
    """Turns a page; it knows all that it needs, so it survives a restart."""

    def __init__(self, item: ui.Button[Any], what: str, at: int) -> None:
        super().__init__(item)
        self._what = what
        self._at = at

    @classmethod
    async def from_custom_id(
        cls, _: Interaction, item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Return the button that was pressed."""
        return cls(cast("ui.Button[Any]", item), match["what"], int(match["at"]))

    async def callback(self, interaction: Interaction) -> None:
        """Show the other page, or say why not."""
        bot = bot_of(interaction)
        bot.asking.servers.speak_to(interaction)
        make = list_leaf if self._what == "list" else log_leaf
        async with apologising(interaction, "a page can't be turned"):
            rights = await rights_of(interaction)
            await interaction.response.defer()
            leaf = await make(bot.asking.library, rights, self._at)
            await interaction.edit_original_response(content=leaf.text, view=leaf.view)
