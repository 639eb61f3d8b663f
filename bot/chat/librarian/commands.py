"""The commands of /library: each parses, delegates and renders."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.ext import commands

from bot.articles import Extract, Source
from bot.articles.writing import article_data
from bot.chat.commands import for_managers
from bot.chat.drafts import Draft, Purpose
from bot.chat.escaping import clipped, inline
from bot.chat.housekeeping import tried
from bot.chat.librarian.changing import changed, found, kept, renewed
from bot.chat.librarian.controls import AddForm, propose
from bot.chat.librarian.leafing import list_leaf, log_leaf
from bot.chat.librarian.rights import rights_of
from bot.chat.librarian.texts import article_lines, title_of
from bot.chat.saying import showing_what_is_done
from bot.chat.sending import tell
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError
from bot.storage import ArticleState, Scope

if TYPE_CHECKING:
    from bot.chat.catalogue import Leaf
    from bot.chat.drafts import Reader
    from bot.chat.librarian.rights import Rights
    from bot.library import Library
    from bot.storage import StoredArticle

    Interaction = discord.Interaction[Any]

__all__ = ["Librarian"]

_MOST_CHOICES = 25
# Those in which one can ask; a category is none.
_Channel = (
    discord.TextChannel
    | discord.VoiceChannel
    | discord.StageChannel
    | discord.ForumChannel
    | discord.Thread
)
_NO_TEXT = marked("Give the address of the new text, or attach its file.")
_WITHDRAWN = marked(
    "Withdrawn: **{title}** ({slug}). Earlier answers no longer quote it."
)
_REINSTATED = marked(
    "Reinstated: **{title}** ({slug}). Earlier answers stay as they are."
)
_CORRECTED = marked("Corrected: **{title}** ({slug}). Earlier answers will say so.")
_GONE_ALREADY = marked("{slug} is withdrawn already; its reason stays as it was.")
_NOTHING_TO_TAKE_BACK = marked("{slug} is neither withdrawn nor corrected.")
_NO_VERSION = marked("{slug} has no version {number}; its newest is {last}.")


@for_managers
class Librarian(
    commands.GroupCog,
    group_name="library",
    group_description="Add, update, correct and withdraw this server's articles",
):
    """What librarians do."""

    def __init__(self, library: Library, reader: Reader) -> None:
        self._library = library
        self._reader = reader

    @app_commands.command(
        description="Add an article: its address, its file, or its text in a form"
    )
    @app_commands.describe(
        address="The article's web address",
        file="A PDF, DOCX, EPUB, HTML, Markdown or text file",
        channel="The only channel that may ask about it; the whole server otherwise",
        everyone="For all servers; only the bot's owner can do this",
    )
    async def add(
        self,
        interaction: Interaction,
        *,
        address: str | None = None,
        file: discord.Attachment | None = None,
        channel: _Channel | None = None,
        everyone: bool = False,
    ) -> None:
        """Show what is found there, to be confirmed."""
        rights = await rights_of(interaction)
        channels = frozenset([channel.id] if channel else [])
        scope = Scope() if everyone else Scope(rights.guild, channels)
        rights.refuse_scope(scope)
        if not address and not file:
            form = bot_of(interaction).drafts.form_id()
            await interaction.response.send_modal(AddForm(scope, form))
            return
        await interaction.response.defer(ephemeral=True)
        extract = await self._reader.read(rights.guild, address, file)
        draft = Draft(rights.user, cast("Extract", extract), scope=scope)
        await propose(interaction, draft)

    @app_commands.command(description="Give an article a new text; the old one is kept")
    @app_commands.describe(
        article="The article",
        address="The new text's web address",
        file="The new text's file",
    )
    async def update(
        self,
        interaction: Interaction,
        article: str,
        address: str | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        """Show the new text, to be confirmed."""
        rights, stored = await self._mine(interaction, article)
        extract = await self._reader.read(rights.guild, address, file)
        if extract is None:
            raise QuestionError(_NO_TEXT)
        draft = Draft(rights.user, extract, Purpose.UPDATE, slug=stored.slug)
        await propose(interaction, renewed(draft, stored))

    @app_commands.command(description="Mark an article as corrected, and say why")
    @app_commands.describe(
        article="The article",
        reason="What was wrong; shown under each answer",
        address="The corrected text's web address, if it changed",
        file="The corrected text's file, if it changed",
    )
    async def correct(
        self,
        interaction: Interaction,
        article: str,
        reason: app_commands.Range[str, 1, 300],
        *,
        address: str | None = None,
        file: discord.Attachment | None = None,
    ) -> None:
        """Mark the article; a new text has to be confirmed."""
        rights, stored = await self._mine(interaction, article)
        extract = await self._reader.read(rights.guild, address, file)
        if extract:
            purpose = Purpose.CORRECT
            draft = Draft(rights.user, extract, purpose, slug=stored.slug)
            draft = renewed(draft.because(reason), stored)
            await propose(interaction, draft)
            return
        work = self._library.correct(stored.slug, reason, by=rights.actor(stored))
        await self._turned(interaction, await changed(work), _CORRECTED)

    @app_commands.command(description="Take an article out, and say why")
    @app_commands.describe(
        article="The article", reason="Why; shown in earlier answers"
    )
    async def withdraw(
        self,
        interaction: Interaction,
        article: str,
        reason: app_commands.Range[str, 1, 300],
    ) -> None:
        """Answer nothing from the article any more."""
        rights, stored = await self._mine(interaction, article)
        if stored.state is ArticleState.WITHDRAWN:
            raise QuestionError(_GONE_ALREADY, slug=stored.slug)
        by = rights.actor(stored)
        work = self._library.withdraw(stored.slug, reason, by=by)
        await self._turned(interaction, await changed(work), _WITHDRAWN)

    @app_commands.command(
        description="Undo a withdrawal, or remove a correction's mark"
    )
    @app_commands.describe(article="The article")
    async def reinstate(self, interaction: Interaction, article: str) -> None:
        """Answer from the article again."""
        rights, stored = await self._mine(interaction, article)
        if stored.state is ArticleState.ACTIVE:
            raise QuestionError(_NOTHING_TO_TAKE_BACK, slug=stored.slug)
        work = self._library.reinstate(stored.slug, by=rights.actor(stored))
        await self._turned(interaction, await changed(work), _REINSTATED)

    @app_commands.command(description="Get an article's text, or an earlier version")
    @app_commands.describe(article="The article", version="The newest otherwise")
    async def show(
        self,
        interaction: Interaction,
        article: str,
        version: app_commands.Range[int, 1, 1_000_000] | None = None,
    ) -> None:
        """Send the text as a file."""
        _rights, newest = await self._mine(interaction, article)
        store = await kept(self._library.store())
        stored = await kept(store.articles.get(newest.slug, version))
        if stored is None:
            last = newest.version
            raise QuestionError(
                _NO_VERSION, slug=newest.slug, number=version or 0, last=last
            )
        await interaction.followup.send(
            "\n".join(article_lines([stored])),
            file=_file(stored),
            ephemeral=True,
            suppress_embeds=True,
        )

    @app_commands.command(
        name="list", description="List the articles that you can change"
    )
    async def list_all(self, interaction: Interaction) -> None:
        """List slugs, names, scopes, versions and states."""
        rights = await rights_of(interaction)
        await interaction.response.defer(ephemeral=True)
        await _show(interaction, await list_leaf(self._library, rights))

    @app_commands.command(description="See who changed what, newest first")
    async def log(self, interaction: Interaction) -> None:
        """Show the audit trail."""
        rights = await rights_of(interaction)
        await interaction.response.defer(ephemeral=True)
        await _show(interaction, await log_leaf(self._library, rights))

    @update.autocomplete("article")
    @correct.autocomplete("article")
    @withdraw.autocomplete("article")
    @reinstate.autocomplete("article")
    @show.autocomplete("article")
    async def _articles(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        try:
            slugs = await self._slugs(await rights_of(interaction))
        except QuestionError:
            return []  # the command itself says why
        wanted = typed.strip().casefold()
        named = [slug for slug in slugs if wanted in slug.casefold()]
        return [
            app_commands.Choice(name=clipped(slug, 100), value=slug)
            for slug in named[:_MOST_CHOICES]
            if len(slug) <= 100  # noqa: PLR2004 - Discord's own, of a choice's value
        ]

    async def _slugs(self, rights: Rights) -> tuple[str, ...]:
        store = await kept(self._library.store())
        guild = None if rights.owner else rights.guild
        return await kept(store.articles.slugs(guild))

    async def _mine(
        self, interaction: Interaction, slug: str
    ) -> tuple[Rights, StoredArticle]:
        """Defer, and return an article that the person may change."""
        rights = await rights_of(interaction)
        await interaction.response.defer(ephemeral=True)
        stored = await found(self._library, slug, rights)
        return rights, stored

    async def _turned(
        self, interaction: Interaction, stored: StoredArticle, said: str
    ) -> None:
        """Say what was done, then mend earlier answers."""
        named = {"slug": inline(stored.slug), "title": title_of(stored)}
        async with showing_what_is_done(interaction):
            await tell(interaction, _(said).format(**named))
        await tried(bot_of(interaction).mend(stored.slug))


async def _show(interaction: Interaction, leaf: Leaf) -> None:
    send = interaction.followup.send
    await send(leaf.text, view=leaf.view, ephemeral=True, suppress_embeds=True)


def _file(stored: StoredArticle) -> discord.File:
    draft = stored.draft
    extract = Extract(draft.body, Source(**draft.source), draft.language, draft.label)
    data = io.BytesIO(article_data(extract))
    return discord.File(data, f"{stored.slug}-{stored.version}.md")
