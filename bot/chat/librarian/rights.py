"""Who may change which articles; Discord's permissions decide, checked at each use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import discord

from bot.chat.services import bot_of
from bot.chat.wording import marked
from bot.errors import QuestionError
from bot.storage import Actor

if TYPE_CHECKING:
    from bot.chat.services import VerbatimBot
    from bot.storage import Scope, StoredArticle

    Interaction = discord.Interaction[Any]

__all__ = ["Rights", "rights_of"]

_NOT_YOURS = marked(
    "Only people who can manage the server, or who have the role "
    "chosen in /settings, can change its articles."
)
_OWNERS = marked("Only the bot's owner can add an article for everyone.")
_OF_OTHERS = marked(
    "Only the bot's owner can change this article: it is not this server's alone."
)


@dataclass(frozen=True, slots=True)
class Rights:
    """That a person may change a server's articles; the owner may change all."""

    guild: int
    user: int
    owner: bool

    def actor(self, stored: StoredArticle | None = None) -> Actor:
        """Who it is, for the audit trail of the server that an article belongs to."""
        of = stored.scope.guild if stored else None
        return Actor(self.user, of or self.guild)

    def may_see(self, stored: StoredArticle) -> bool:
        """Return whether they may know of an article."""
        return self.owner or stored.scope.guild in {None, self.guild}

    def may_change(self, stored: StoredArticle) -> bool:
        """Return whether they may change an article."""
        return self.owner or stored.scope.guild == self.guild

    def refuse_scope(self, scope: Scope) -> None:
        """Raise QuestionError where they may add nothing for those."""
        if not self.owner and scope.guild != self.guild:
            raise QuestionError(_OWNERS)

    def refuse(self, stored: StoredArticle) -> None:
        """Raise QuestionError where they may not."""
        if not self.may_change(stored):
            raise QuestionError(_OF_OTHERS)


async def rights_of(interaction: Interaction) -> Rights:
    """Return what the one who uses a command may; raises QuestionError for nothing."""
    bot = bot_of(interaction)
    guild = interaction.guild_id
    if guild is None:
        raise QuestionError(_NOT_YOURS)
    owner = await _is_owner(bot, interaction)
    role = bot.asking.servers.of(guild).librarian_role
    roles = {role.id for role in getattr(interaction.user, "roles", ())}
    if not (owner or interaction.permissions.manage_guild or role in roles):
        raise QuestionError(_NOT_YOURS)
    return Rights(guild, interaction.user.id, owner)


async def _is_owner(bot: VerbatimBot, interaction: Interaction) -> bool:
    try:
        return await bot.is_owner(interaction.user)
    except discord.HTTPException:
        return False  # whoever it is can try again
