"""The slash commands: each parses, delegates and renders."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.addressing import where_used
from bot.chat.catalogue import listed, questions
from bot.chat.citing import Citation
from bot.chat.escaping import clipped
from bot.chat.information import about, examples, help_text
from bot.chat.logs import described
from bot.chat.pages import MOST_SAID
from bot.chat.question_request import QuestionRequest, beginning, readable
from bot.chat.question_service import sentence
from bot.chat.saying import FAILED, apologise, say
from bot.chat.sending import ask, may_ask, private_here, respond, tell
from bot.chat.services import bot_of
from bot.chat.wording import _, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Iterator, Sequence

    from bot.chat.question_service import ChannelScope, QuestionService

    Interaction = discord.Interaction[Any]

__all__ = ["Commands", "Tree", "find_in_articles", "for_managers"]

T = TypeVar("T")

_MOST_CHOICES = 25
_LONGEST_CHOICE = 100
_CHANGED = marked("This command has changed; reload Discord (Ctrl+R), then try again.")
_NO_TEXT = marked("There are no words in this message that I could look up.")
_ONLY_FILES = marked("This message has only attachments, and I can only read text.")
_STALE = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)

log = logging.getLogger(__name__)


class Commands(commands.Cog):
    """What a member can ask of the bot."""

    def __init__(self, asking: QuestionService, version: str) -> None:
        self._asking = asking
        self._version = version

    @app_commands.command(description="Ask what the articles say")
    @app_commands.describe(
        question="Your question, in your own words",
        article="The only article to look in; all of them otherwise",
        private="Show the answer to you alone",
    )
    async def ask(
        self,
        interaction: Interaction,
        question: str,
        article: str | None = None,
        private: bool | None = None,  # noqa: FBT001 - Discord passes options by name
    ) -> None:
        """Answer a question."""
        asked = QuestionRequest(readable(question) or question, article, visible=True)
        private = private_here(interaction) if private is None else private
        await ask(interaction, asked, private=private)

    @app_commands.command(description="Show a paragraph of an article by its number")
    @app_commands.describe(
        article="The article",
        paragraph="The number of the paragraph (¶)",
        private="Show it to you alone",
    )
    async def cite(
        self,
        interaction: Interaction,
        article: str,
        paragraph: int,
        private: bool | None = None,  # noqa: FBT001 - Discord passes options by name
    ) -> None:
        """Show a paragraph."""
        if not await may_ask(interaction):
            return
        wanted = (Citation(article, paragraph),)
        pages = self._desk(interaction).cited(wanted, MOST_SAID)
        private = private_here(interaction) if private is None else private
        await respond(interaction, pages, private=private)

    @ask.autocomplete("article")
    @cite.autocomplete("article")
    async def _articles(
        self, interaction: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        found = self._desk(interaction).offered(typed, _MOST_CHOICES)
        return await _choices(found)

    @cite.autocomplete("paragraph")
    async def _paragraphs(
        self, interaction: Interaction, typed: int | str
    ) -> list[app_commands.Choice[int]]:
        article = interaction.namespace.article or ""
        paragraphs = self._desk(interaction).paragraphs
        return await _choices(paragraphs(article, str(typed), _MOST_CHOICES))

    @app_commands.command(description="List the articles that can be asked about")
    async def articles(self, interaction: Interaction) -> None:
        """List the articles with their sources."""
        desk = self._desk(interaction)
        leaf = await desk.worked(lambda _: listed(desk.articles))
        await say(interaction, leaf.text, private=True, view=leaf.view)

    @app_commands.command(description="What this bot is, and its sources")
    async def about(self, interaction: Interaction) -> None:
        """Say what the bot is."""
        desk = self._desk(interaction)
        texts = await desk.worked(lambda _: about(desk.articles, self._version))
        await tell(interaction, *texts)

    @app_commands.command(description="How to ask, and how to read an answer")
    async def help(self, interaction: Interaction) -> None:
        """Say how to use the bot."""
        desk = self._desk(interaction)
        asked = await desk.worked(lambda _: examples(desk.articles))
        view = questions(asked)
        await say(interaction, help_text(asked), private=True, view=view)

    def _desk(self, interaction: Interaction) -> ChannelScope:
        return self._asking.at(where_used(interaction))


def find_in_articles() -> app_commands.ContextMenu:
    """Return the command that looks for what a message says, privately."""

    async def find(interaction: Interaction, message: discord.Message) -> None:
        text = readable(_said(message))
        if not text:
            nothing = _ONLY_FILES if message.attachments else _NO_TEXT
            await tell(interaction, _(nothing))
            return
        question = beginning(text)
        asked = QuestionRequest(question, visible=True, cut=question != text)
        await ask(interaction, asked, private=True)

    return app_commands.ContextMenu(name="Find in the articles", callback=find)


def for_managers(command: T) -> T:
    """Offer a command, or a group of them, in servers to those who manage them."""
    for limit in (
        app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False),
        app_commands.allowed_installs(guilds=True, users=False),
        app_commands.default_permissions(manage_guild=True),
    ):
        command = limit(command)
    return command


class Tree(app_commands.CommandTree[commands.Bot]):
    """The commands, with errors that reach the asker as a sentence."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Let everybody in, spoken to in the right language."""
        bot_of(interaction).asking.servers.speak_to(interaction)
        return True

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log an error in one line and tell the asker, privately."""
        cause = getattr(error, "original", error)
        if isinstance(cause, QuestionError):
            await apologise(interaction, sentence(cause))
            return
        name = interaction.command.name if interaction.command else "?"
        log.warning("/%s failed: %s", name, described(cause))
        said = _CHANGED if isinstance(error, _STALE) else FAILED
        await apologise(interaction, _(said))


def _said(message: discord.Message) -> str:
    """Return the text of a message, of what it shows and of those that it forwards."""
    said = [*_texts(message)]
    for forwarded in message.message_snapshots:
        said += _texts(forwarded)
    return "\n".join(text for text in said if text)


def _texts(
    message: discord.Message | discord.MessageSnapshot,
) -> Iterator[str | None]:
    yield message.content
    for embed in message.embeds:
        yield from _embedded(embed)
    yield from _displayed(message.components)


def _embedded(embed: discord.Embed) -> Iterator[str | None]:
    """Yield the texts of an embed: of a preview, a feed or another bot."""
    yield embed.title
    yield embed.description
    for field in embed.fields:
        yield from (field.name, field.value)


def _displayed(components: Iterable[object]) -> Iterator[str]:
    """Yield the texts among components, however deep."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


async def _choices(
    found: Awaitable[Sequence[tuple[str, Any]]],
) -> list[app_commands.Choice[Any]]:
    """Return what to offer; nothing where looking it up takes too long."""
    try:
        pairs = await found
    except QuestionError:
        return []
    return [
        app_commands.Choice(name=clipped(name, _LONGEST_CHOICE), value=value)
        for name, value in pairs
    ]
