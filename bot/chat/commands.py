"""The slash commands: each parses, delegates and renders."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.escaping import clipped
from bot.chat.information import HELP, about, article_list
from bot.chat.logs import described
from bot.chat.sending import apologise, respond

if TYPE_CHECKING:
    from bot.articles import Article
    from bot.chat.asking import Asking

    Interaction = discord.Interaction[Any]

__all__ = ["Commands", "Tree"]

_MOST_CHOICES = 25
_LONGEST_CHOICE = 100
_FAILED = "That did not work; please try again in a moment."
_CHANGED = "This command has changed; reload Discord (Ctrl+R), then try again."
_STALE = (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)

log = logging.getLogger(__name__)


class Commands(commands.Cog):
    """What a member can ask of the bot."""

    def __init__(self, asking: Asking, version: str) -> None:
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
        private: bool = False,  # noqa: FBT001, FBT002 - Discord passes options by name
    ) -> None:
        """Answer a question."""
        pages = self._asking.pages(question, article)
        await respond(interaction, pages, private=private)

    @ask.autocomplete("article")
    async def _articles(
        self, _: Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        wanted = typed.strip().casefold()
        found = (a for a in self._asking.articles if wanted in _described(a).casefold())
        return [
            app_commands.Choice(name=clipped(a.name, _LONGEST_CHOICE), value=a.slug)
            for _, a in zip(range(_MOST_CHOICES), found, strict=False)
        ]

    @app_commands.command(description="List the articles that can be asked about")
    async def articles(self, interaction: Interaction) -> None:
        """List the articles with their sources."""
        await _show(interaction, article_list(self._asking.articles))

    @app_commands.command(description="What this bot is, its sources, and privacy")
    async def about(self, interaction: Interaction) -> None:
        """Say what the bot is."""
        await _show(interaction, about(self._asking.articles, self._version))

    @app_commands.command(description="How to ask, and how to read an answer")
    async def help(self, interaction: Interaction) -> None:
        """Say how to use the bot."""
        await _show(interaction, (HELP,))


class Tree(app_commands.CommandTree[commands.Bot]):
    """The commands, with errors that reach the asker as a sentence."""

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log an error in one line and tell the asker, privately."""
        cause = getattr(error, "original", error)
        name = interaction.command.name if interaction.command else "?"
        log.warning("/%s failed: %s", name, described(cause))
        await apologise(interaction, _CHANGED if isinstance(error, _STALE) else _FAILED)


def _described(article: Article) -> str:
    return f"{article.name} {article.slug} {article.source.publisher or ''}"


async def _show(interaction: Interaction, pages: tuple[str, ...]) -> None:
    async def ready() -> tuple[str, ...]:
        return pages

    await respond(interaction, ready(), private=True)
