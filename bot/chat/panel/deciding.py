"""What each control of /settings changes; pure functions throughout."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.chat.button_state import slug_key
from bot.chat.rendering import SHOWN
from bot.chat.wording import LANGUAGES, marked
from bot.errors import QuestionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.storage import ServerSettings

__all__ = ["Choice", "decided"]

_UNKNOWN = marked("This control is from an earlier version; use /settings again.")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose: the values of a menu, and those that it offered.

    `what` names the control, `channel` is where it is used, `slugs` are those of the
    articles that the channel may choose among.
    """

    what: str
    values: tuple[str, ...]
    offered: frozenset[str]
    channel: int
    slugs: Sequence[str]


def decided(settings: ServerSettings, choice: Choice) -> ServerSettings:
    """Return the settings after a choice.

    Raises QuestionError for a control, or a value, that there is not.
    """
    decide = _DECISIONS.get(choice.what.partition(":")[0])
    if decide is None:
        raise QuestionError(_UNKNOWN)
    try:
        return decide(settings, choice)
    except (IndexError, ValueError):
        raise QuestionError(_UNKNOWN) from None


def _mentions(settings: ServerSettings, choice: Choice) -> ServerSettings:
    channels = frozenset(map(int, choice.values))
    return replace(settings, mention_channels=channels or None)


def _asks(settings: ServerSettings, choice: Choice) -> ServerSettings:
    return replace(settings, ask_channels=frozenset(map(int, choice.values)))


def _articles(settings: ServerSettings, choice: Choice) -> ServerSettings:
    """Return the channel's articles: this menu's, and those of the other menus.

    Articles that are gone drop out.
    """
    before = settings.channel_articles.get(choice.channel, ())
    keys = {slug: slug_key(slug).hex() for slug in choice.slugs}
    kept = {s for s in before if s in keys and keys[s] not in choice.offered}
    chosen = {slug for slug, key in keys.items() if key in choice.values}
    others = {
        channel: slugs
        for channel, slugs in settings.channel_articles.items()
        if channel != choice.channel
    }
    slugs = tuple(sorted(kept | chosen))
    mine = {choice.channel: slugs} if slugs else {}
    return replace(settings, channel_articles=others | mine)


def _per_page(settings: ServerSettings, choice: Choice) -> ServerSettings:
    number = int(choice.values[0])
    if number not in range(1, SHOWN + 1):
        raise ValueError(number)
    return replace(settings, per_page=number)


def _language(settings: ServerSettings, choice: Choice) -> ServerSettings:
    language = choice.values[0]
    return replace(settings, language=language if language in LANGUAGES else None)


def _librarians(settings: ServerSettings, choice: Choice) -> ServerSettings:
    role = int(choice.values[0]) if choice.values else None
    return replace(settings, librarian_role=role)


def _private(settings: ServerSettings, _: Choice) -> ServerSettings:
    return replace(settings, private=not settings.private)


def _votes(settings: ServerSettings, _: Choice) -> ServerSettings:
    return replace(settings, feedback=not settings.feedback)


_DECISIONS: dict[str, Callable[[ServerSettings, Choice], ServerSettings]] = {
    "mentions": _mentions,
    "asks": _asks,
    "articles": _articles,
    "passages": _per_page,
    "language": _language,
    "librarians": _librarians,
    "private": _private,
    "votes": _votes,
}
