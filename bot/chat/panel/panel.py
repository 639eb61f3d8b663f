"""The message of /settings: what is decided, each with the control that changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot.chat.button_state import slug_key
from bot.chat.escaping import clipped
from bot.chat.panel.reasons import reasons
from bot.chat.rendering import SHOWN
from bot.chat.wording import LANGUAGES, _, numbered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.articles import Article
    from bot.chat.panel.reasons import Here
    from bot.storage import ServerSettings

__all__ = ["PREFIX", "panel"]

PREFIX = "settings1"  # of each control's custom_id; the number rises with its meaning
_OPTIONS = 25  # Discord's own, of one menu
_MENUS = 4  # of articles; a message holds 40 components
_CHANNELS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.forum,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]
_OWN = "own"  # the menu's value for nobody's language but the reader's

Row = ui.ActionRow[Any]
Lines = tuple[str | Row, ...]


def panel(
    settings: ServerSettings, here: Here, articles: Sequence[Article]
) -> ui.LayoutView:
    """Return the message; `articles` are those that the channel may choose among.

    Discord takes no channel and no role that is gone as one that is chosen.
    """
    view = ui.LayoutView(timeout=None)
    said = [f"- {sentence}" for sentence in reasons(here, settings)]
    title = _("**Settings for this server**")
    lines = [title, f"<#{here.where.channels[0]}>:", *said]
    view.add_item(ui.TextDisplay("\n".join(lines)))
    parts = (
        *_articles(settings, here, articles),
        _mentions(settings, here),
        *([_asks(settings, here)] if here.reads_all else []),
        _per_page(settings),
        _language(settings),
        _librarians(settings, here),
        _switches(settings),
    )
    for part in parts:
        for item in part:
            view.add_item(ui.TextDisplay(item) if isinstance(item, str) else item)
    return view


def _articles(
    settings: ServerSettings, here: Here, articles: Sequence[Article]
) -> Iterator[Lines]:
    """Yield the menus of the articles that the channel asks about."""
    channels = map(settings.channel_articles.get, here.where.channels)
    chosen = next((slugs for slugs in channels if slugs), ())
    ordered = sorted(articles, key=lambda article: article.name.casefold())
    text = _("**Articles that can be asked about in this channel** (none chosen: all)")
    if len(ordered) > _OPTIONS * _MENUS:
        said = numbered(
            "The menus show the first {number} article.",
            "The menus show the first {number} articles.",
            _OPTIONS * _MENUS,
        )
        text += f"\n-# {said}"
    pages = [ordered[i : i + _OPTIONS] for i in range(0, len(ordered), _OPTIONS)]
    rows = [
        _menu(f"articles:{number}", [_option(a, chosen) for a in page], _("All"))
        for number, page in enumerate(pages[:_MENUS])
    ]
    if rows:
        yield text, *rows


def _option(article: Article, chosen: Sequence[str]) -> discord.SelectOption:
    return discord.SelectOption(
        label=clipped(article.name, 100),
        value=slug_key(article.slug).hex(),
        default=article.slug in chosen,
    )


def _mentions(settings: ServerSettings, here: Here) -> Lines:
    text = _("**Channels where mentions are answered** (none chosen: all)")
    wanted = settings.mention_channels or frozenset()
    return text, _channels("mentions", wanted, here, _("All"))


def _asks(settings: ServerSettings, here: Here) -> Lines:
    text = _("**Channels and forums where questions need no mention**")
    return text, _channels("asks", settings.ask_channels, here, _("None"))


def _channels(what: str, wanted: frozenset[int], here: Here, none: str) -> Row:
    chosen = sorted(wanted & here.known)
    gone = _("Only channels that are gone") if wanted and not chosen else None
    menu: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=f"{PREFIX}:{what}",
        channel_types=_CHANNELS,
        placeholder=gone or none,
        min_values=0,
        max_values=_OPTIONS,
        default_values=[
            discord.SelectDefaultValue(
                id=channel, type=discord.SelectDefaultValueType.channel
            )
            for channel in chosen
        ],
    )
    return ui.ActionRow(menu)


def _per_page(settings: ServerSettings) -> Lines:
    text = _("**Passages in one answer** (a denial is always beside its allegation)")
    options = [
        discord.SelectOption(label=str(n), default=n == settings.per_page)
        for n in range(1, SHOWN + 1)
    ]
    return text, _menu("passages", options)


def _language(settings: ServerSettings) -> Lines:
    own = _("Each reader's language")
    options = [
        discord.SelectOption(label=own, value=_OWN, default=settings.language is None),
        *(
            discord.SelectOption(
                label=name, value=language, default=settings.language == language
            )
            for language, name in LANGUAGES.items()
        ),
    ]
    return _("**Language**"), _menu("language", options)


def _librarians(settings: ServerSettings, here: Here) -> Lines:
    role = settings.librarian_role
    menu: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=f"{PREFIX}:librarians",
        placeholder=_("None"),
        min_values=0,
        max_values=1,
        default_values=[
            discord.SelectDefaultValue(
                id=role, type=discord.SelectDefaultValueType.role
            )
        ]
        if role in here.known
        else [],
    )
    text = _(
        "**Role that may change the articles**, besides those who can manage the server"
    )
    return text, ui.ActionRow(menu)


def _switches(settings: ServerSettings) -> Lines:
    private = (
        _("Answer commands publicly")
        if settings.private
        else _("Answer commands privately")
    )
    votes = _("Stop counting votes") if settings.feedback else _("Count votes")
    row: Row = ui.ActionRow(
        _switch("private", private, on=settings.private),
        _switch("votes", votes, on=settings.feedback),
    )
    return (row,)


def _switch(what: str, label: str, *, on: bool) -> ui.Button[Any]:
    style = discord.ButtonStyle.primary if on else discord.ButtonStyle.secondary
    return ui.Button(label=label, custom_id=f"{PREFIX}:{what}", style=style)


def _menu(
    what: str, options: list[discord.SelectOption], placeholder: str | None = None
) -> Row:
    """Return a menu of one option, or of any number where none has a meaning."""
    least = 0 if placeholder else 1
    return ui.ActionRow(
        ui.Select(
            custom_id=f"{PREFIX}:{what}",
            options=options,
            placeholder=placeholder,
            min_values=least,
            max_values=1 if least else len(options),
        )
    )
