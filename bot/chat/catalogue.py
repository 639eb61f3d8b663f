"""/articles in one message: its pages, a menu that shows an article, and asking it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import ui

from bot.chat.addressing import where_used
from bot.chat.attribution import article_name, correction, licence, small_print
from bot.chat.button_state import GONE, slug_key
from bot.chat.escaping import clipped, inline, link
from bot.chat.items import UsedItem
from bot.chat.pages import LABEL, fits
from bot.chat.question_request import QuestionRequest, readable
from bot.chat.quotation import divided
from bot.chat.saying import apologising, say
from bot.chat.sending import ask, private_here
from bot.chat.services import bot_of
from bot.chat.wording import _, marked, numbered
from bot.errors import QuestionError
from bot.presentation import Credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.articles import Article

    Interaction = discord.Interaction[Any]

__all__ = [
    "AskButton",
    "ExampleButton",
    "Leaf",
    "PageButton",
    "ShowMenu",
    "ask_button",
    "leafed",
    "listed",
    "questions",
]

_MOST = 25  # options of a menu, Discord's own
_LONGEST_QUESTION = 500  # so that the answer shows all of it
_LONGEST_ADDRESS = 700
_PAGE = marked("Page {number} of {all}")
_NONE = marked("There are no articles to ask about here yet.")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list; `leads` are buttons, as labels and custom_ids.

    `options` are those of the menu that shows an article.
    """

    text: str
    leads: tuple[tuple[str, str], ...] = ()
    options: tuple[discord.SelectOption, ...] = ()

    @property
    def view(self) -> ui.View:
        """What stands under it."""
        view = ui.View(timeout=None)
        if self.options:
            said, options = _("Show an article"), [*self.options]
            view.add_item(
                ui.Select(
                    custom_id="catalogue1:show", placeholder=said, options=options
                )
            )
        for label, custom_id in self.leads:
            view.add_item(ui.Button(label=label, custom_id=custom_id))
        return view


def leafed(text: str, page: int, pages: int, prefix: str) -> Leaf:
    """Return a page of several, the first being 0, with the buttons that turn it."""
    if pages == 1:
        return Leaf(text)
    said = _(_PAGE).format(number=page + 1, all=pages)
    back = [(_("Back"), f"{prefix}:{page - 1}")] if page else []
    on = [(_("Next"), f"{prefix}:{page + 1}")] if page + 1 < pages else []
    return Leaf(f"{text}\n-# {said}", (*back, *on))


def listed(articles: Sequence[Article], page: int = 0) -> Leaf:
    """Return a page of the articles that can be asked, the first being 0."""
    if not articles:
        return Leaf(_(_NONE))
    number = len(articles)
    head = numbered(
        "You can ask about {number} article:",
        "You can ask about {number} articles:",
        number,
    )
    pages: list[list[tuple[str, Article]]] = [[]]
    for article in articles:
        entry = _entry(article)
        text = "\n\n".join([head, *(known for known, _ in pages[-1]), entry])
        if pages[-1] and (len(pages[-1]) == _MOST or not fits(text)):
            pages.append([])
        pages[-1].append((entry, article))
    page = min(page, len(pages) - 1)
    text = "\n\n".join([head, *(entry for entry, _ in pages[page])])
    leaf = leafed(text, page, len(pages), "catalogue1:page")
    options = {slug_key(a.slug).hex(): _option(a) for _, a in pages[page]}
    return Leaf(leaf.text, leaf.leads, tuple(options.values()))


def _entry(article: Article) -> str:
    source = article.source
    names = (source.author, source.publisher, source.place, source.published)
    lines = [f"**{article_name(article)}**", ", ".join(inline(n) for n in names if n)]
    if source.url and len(shown := link(source.url)) <= _LONGEST_ADDRESS:
        lines.append(shown)
    lines += [licence(source), correction(article)]
    return "\n".join(line for line in lines if line)


def _option(article: Article) -> discord.SelectOption:
    source = article.source
    about = ", ".join(part for part in (source.publisher, source.published) if part)
    return discord.SelectOption(
        label=clipped(article.name, 100) or "…",
        value=slug_key(article.slug).hex(),
        description=clipped(about, 100) or None,
    )


def opening(article: Article) -> str:
    """Return an article's name, how it begins, and its credit."""
    span = next(iter(article.paragraphs.values()))
    begins = next(divided(article, *span), "")
    name = f"**{article_name(article)}**"
    return "\n".join([name, begins, small_print(Credit(article))])


def ask_button(slug: str, label: str | None = None) -> ui.View:
    """Return the button that asks one article."""
    view = ui.View(timeout=None)
    label = label or _("Ask about it")
    style = discord.ButtonStyle.primary
    custom_id = f"catalogue1:ask:{slug_key(slug).hex()}"
    view.add_item(ui.Button(label=label, custom_id=custom_id, style=style))
    return view


def questions(texts: Iterable[str]) -> ui.View:
    """Return buttons that ask these questions."""
    view = ui.View(timeout=None)
    for number, text in enumerate(texts):
        view.add_item(
            ui.Button(label=clipped(text, LABEL), custom_id=f"example1:{number}")
        )
    return view


def _named(key: str, interaction: Interaction) -> Article:
    """Return the article of a key, if it can be asked here; raises QuestionError."""
    for article in bot_of(interaction).asking.at(where_used(interaction)).articles:
        if slug_key(article.slug).hex() == key:
            return article
    raise QuestionError(GONE)


class PageButton(UsedItem, template=r"catalogue1:page:(?P<page>\d{1,6})"):
    """Turns a page of /articles."""

    failed = "a page of the articles was not shown"

    async def use(self, interaction: Interaction) -> None:
        """Show the other page in its place."""
        await interaction.response.defer()
        desk = bot_of(interaction).asking.at(where_used(interaction))
        page = int(self.known["page"])
        leaf = await desk.worked(lambda _: listed(desk.articles, page))
        await interaction.edit_original_response(content=leaf.text, view=leaf.view)


class ShowMenu(UsedItem, template=r"catalogue1:show"):
    """Shows how an article begins, privately."""

    failed = "an article was not shown"

    async def use(self, interaction: Interaction) -> None:
        """Show the one that was chosen."""
        await interaction.response.defer()
        data = cast("dict[str, Any]", interaction.data)
        article = _named(next(iter(data.get("values", ())), ""), interaction)
        desk = bot_of(interaction).asking.at(where_used(interaction))
        text = await desk.worked(lambda _: opening(article))
        view = ask_button(article.slug)
        await say(interaction, text, private=True, view=view)


class AskButton(UsedItem, template=r"catalogue1:ask:(?P<key>[0-9a-f]{8})"):
    """Opens a form for a question to one article."""

    failed = "the form for a question was not opened"

    async def use(self, interaction: Interaction) -> None:
        """Open it."""
        form = bot_of(interaction).drafts.form_id()
        article = _named(self.known["key"], interaction)
        await interaction.response.send_modal(_AskForm(article, form))


class ExampleButton(UsedItem, template=r"example1:\d"):
    """Asks the question that it shows."""

    failed = "an example was not asked"

    async def use(self, interaction: Interaction) -> None:
        """Ask it, privately."""
        question = cast("ui.Button[Any]", self.item).label or ""
        await ask(interaction, QuestionRequest(question, visible=True), private=True)


class _AskForm(ui.Modal):
    """Takes a question to one article."""

    def __init__(self, article: Article, custom_id: str) -> None:
        super().__init__(title=clipped(article.name, 45), custom_id=custom_id)
        self._slug = article.slug
        self._question: ui.TextInput[Any] = ui.TextInput(
            custom_id="question", max_length=_LONGEST_QUESTION
        )
        label: ui.Label[Any] = ui.Label(
            text=_("Your question"), component=self._question
        )
        self.add_item(label)

    async def on_submit(self, interaction: Interaction) -> None:
        """Answer it, or say why not."""
        bot_of(interaction).asking.servers.speak_to(interaction)
        async with apologising(interaction, "a question of a form failed"):
            typed = self._question.value
            asked = QuestionRequest(readable(typed) or typed, self._slug, visible=True)
            await ask(interaction, asked, private=private_here(interaction))
